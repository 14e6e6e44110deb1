use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

/// A financial year of the NHS, 1 April to 31 March, written `2025/26`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FinancialYear(i32);

impl FinancialYear {
    /// The year a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self(if day.month() < 4 { day.year() - 1 } else { day.year() })
    }

    /// 1 April.
    pub fn start(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 4, 1).unwrap_or(NaiveDate::MIN)
    }

    /// 31 March.
    pub fn end(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0 + 1, 3, 31).unwrap_or(NaiveDate::MAX)
    }

    /// Its two calendar years, as file names have them: `25-26`, `2526`.
    pub fn pair(self, separator: &str) -> String {
        let short = |year: i32| year.rem_euclid(100);
        format!("{:02}{separator}{:02}", short(self.0), short(self.0 + 1))
    }
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:02}", self.0, (self.0 + 1).rem_euclid(100))
    }
}

/// Not a financial year.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidYear {
    /// The second year does not follow the first.
    #[error("{given} is not a financial year; did you mean {meant}?")]
    Pair {
        /// What was given.
        given: String,
        /// The year that begins like it.
        meant: FinancialYear,
    },
    /// It does not look like one.
    #[error("{0:?} is not a financial year such as 2025/26.")]
    Form(String),
}

impl FromStr for FinancialYear {
    type Err = InvalidYear;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || InvalidYear::Form(text.chars().take(40).collect());
        let digits = |part: &str, count: usize| {
            let plain = part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
            if plain { part.parse::<i32>().ok() } else { None }
        };
        let (first, second) = text.trim().split_once('/').ok_or_else(form)?;
        let (first, second) = digits(first, 4).zip(digits(second, 2)).ok_or_else(form)?;
        if !(1948..2100).contains(&first) {
            return Err(form());
        }
        let year = Self(first);
        if (first + 1).rem_euclid(100) == second {
            Ok(year)
        } else {
            Err(InvalidYear::Pair { given: text.trim().to_owned(), meant: year })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_begin_in_april() {
        for (day, label, start, end) in [
            ("2026-03-31", "2025/26", "2025-04-01", "2026-03-31"),
            ("2026-04-01", "2026/27", "2026-04-01", "2027-03-31"),
            ("1999-12-31", "1999/00", "1999-04-01", "2000-03-31"),
        ] {
            let year = FinancialYear::of(day.parse().unwrap());
            assert_eq!(year.to_string(), label);
            assert_eq!(
                (year.start().to_string(), year.end().to_string()),
                (start.into(), end.into())
            );
        }
    }

    #[test]
    fn years_are_read_as_they_are_written() {
        for (text, expected) in [
            ("2025/26", Some("2025/26")),
            (" 2025/26 ", Some("2025/26")),
            ("1999/00", Some("1999/00")),
            ("2025/27", None),
            ("2025/2026", None),
            ("2025-26", None),
            ("25/26", None),
            ("2025", None),
            ("0000/01", None),
            ("", None),
        ] {
            let year = text.parse::<FinancialYear>().ok().map(|year| year.to_string());
            assert_eq!(year.as_deref(), expected, "{text}");
        }
        let wrong = "2025/27".parse::<FinancialYear>().unwrap_err().to_string();
        assert_eq!(wrong, "2025/27 is not a financial year; did you mean 2025/26?");
        let year: FinancialYear = "2009/10".parse().unwrap();
        assert_eq!((year.pair("-"), year.pair("")), ("09-10".into(), "0910".into()));
    }
}
