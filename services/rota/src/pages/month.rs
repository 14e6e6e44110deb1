use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};

/// The years that pages turn to.
const YEARS: RangeInclusive<i32> = 1900..=2999;

/// A month of a calendar: on the wire `2024-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Month {
    first: NaiveDate,
}

impl Month {
    fn new(year: i32, month: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        YEARS.contains(&year).then_some(Self { first })
    }

    /// The month that a date is in.
    pub(super) fn of(date: NaiveDate) -> Self {
        Self { first: date.with_day(1).unwrap_or(date) }
    }

    /// Its first day.
    pub(super) fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub(super) fn last(self) -> NaiveDate {
        let next = self.first.checked_add_months(Months::new(1));
        next.and_then(|next| next.pred_opt()).unwrap_or(self.first)
    }

    /// The month before, if there are pages of it.
    pub(super) fn before(self) -> Option<Self> {
        let first = self.first.checked_sub_months(Months::new(1))?;
        Self::new(first.year(), first.month())
    }

    /// The month after, if there are pages of it.
    pub(super) fn after(self) -> Option<Self> {
        let first = self.first.checked_add_months(Months::new(1))?;
        Self::new(first.year(), first.month())
    }

    /// `June 2024`.
    pub(super) fn name(self) -> String {
        self.first.format("%B %Y").to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first.format("%Y-%m"))
    }
}

/// There is no such month.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoMonth;

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = text.split_once('-').filter(|_| text.len() == 7);
        let (year, month) = read.ok_or(NoMonth)?;
        let (year, month) = (year.parse(), month.parse());
        match (year, month) {
            (Ok(year), Ok(month)) => Self::new(year, month).ok_or(NoMonth),
            _ => Err(NoMonth),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::day;

    #[test]
    fn a_month_has_ends_and_neighbours() {
        for (date, written, last, before, after) in [
            ("2024-02-29", "2024-02", "2024-02-29", "2024-01", "2024-03"),
            ("2024-12-01", "2024-12", "2024-12-31", "2024-11", "2025-01"),
            ("2025-01-15", "2025-01", "2025-01-31", "2024-12", "2025-02"),
        ] {
            let month = Month::of(day(date));
            assert_eq!(month.to_string(), written);
            assert_eq!(written.parse(), Ok(month));
            assert_eq!((month.first().day(), month.last()), (1, day(last)));
            assert_eq!(month.before().unwrap().to_string(), before);
            assert_eq!(month.after().unwrap().to_string(), after);
        }
        assert_eq!("2024-06".parse::<Month>().unwrap().name(), "June 2024");
    }

    #[test]
    fn months_end_somewhere() {
        assert_eq!("1900-01".parse::<Month>().unwrap().before(), None);
        assert_eq!("2999-12".parse::<Month>().unwrap().after(), None);
        for text in ["", "2024", "2024-13", "2024-6", "24-2024", "-999-01", "9999-01", "2024-0x"] {
            assert_eq!(text.parse::<Month>(), Err(NoMonth), "{text}");
        }
    }
}
