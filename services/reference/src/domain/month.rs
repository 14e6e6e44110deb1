use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

/// A calendar month, written as its first day. `2026-01` is read as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.0
    }
}

/// Not a month.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidMonth {
    /// It is a day.
    #[error("{0} is not the first of a month; did you mean {month}?", month = Month::of(*.0))]
    Day(NaiveDate),
    /// It is no date at all.
    #[error("{0:?} is not a month: write its first day, such as 2026-01-01.")]
    Form(String),
}

impl FromStr for Month {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || InvalidMonth::Form(text.chars().take(40).collect());
        match text.len() {
            7 => day(&format!("{text}-01")).map(Self).ok_or_else(form),
            10 => match day(text).ok_or_else(form)? {
                first if first.day() == 1 => Ok(Self(first)),
                day => Err(InvalidMonth::Day(day)),
            },
            _ => Err(form()),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A day as ISO 8601 writes it, digit for digit.
fn day(text: &str) -> Option<NaiveDate> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    text.parse().ok().filter(|_| plain)
}

/// A day, written `2026-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

/// Not a day.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is not a date such as 2026-01-31.")]
pub struct InvalidDay(String);

impl FromStr for Day {
    type Err = InvalidDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = day(text).filter(|_| text.len() == 10).map(Self);
        day.ok_or_else(|| InvalidDay(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_first_days() {
        for (text, expected) in [
            ("2026-01-01", Ok("2026-01-01")),
            ("2026-01", Ok("2026-01-01")),
            ("2026-01-15", Err("2026-01-15 is not the first of a month; did you mean 2026-01-01?")),
            (
                "2026-13-01",
                Err("\"2026-13-01\" is not a month: write its first day, such as 2026-01-01."),
            ),
            ("2026", Err("\"2026\" is not a month: write its first day, such as 2026-01-01.")),
            (
                "+026-01-01",
                Err("\"+026-01-01\" is not a month: write its first day, such as 2026-01-01."),
            ),
            (
                "Jan 2026",
                Err("\"Jan 2026\" is not a month: write its first day, such as 2026-01-01."),
            ),
        ] {
            let read = text.parse::<Month>().map(|month| month.to_string());
            assert_eq!(
                read.as_deref().map_err(ToString::to_string),
                expected.map_err(str::to_owned)
            );
        }
    }

    #[test]
    fn days_are_whole() {
        for (text, good) in
            [("2026-01-31", true), ("2026-02-30", false), ("2026-1-31", false), ("", false)]
        {
            assert_eq!(text.parse::<Day>().is_ok(), good, "{text}");
        }
    }
}
