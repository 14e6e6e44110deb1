use std::fmt;

use chrono::{Datelike, NaiveDate};

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
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:02}", self.0, (self.0 + 1).rem_euclid(100))
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
}
