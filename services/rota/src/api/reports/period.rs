use chrono::{Datelike, NaiveDate};
use web::Day;

use crate::domain::{Configuration, staffing};

/// What is wrong, each by its parameter.
pub(crate) type Wrong = Vec<(&'static str, String)>;

/// The time that a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    /// The year that today is in.
    ThisYear,
    /// A year.
    Year(i32),
    /// From one date to another, both included: at most 366 days.
    Between(NaiveDate, NaiveDate),
}

impl Period {
    /// The time that parameters name: dates go before a year.
    pub(super) fn read(
        year: Option<&str>,
        start: Option<&str>,
        end: Option<&str>,
    ) -> Result<Self, Wrong> {
        match (year, start, end) {
            (None, None, None) => Ok(Self::ThisYear),
            (Some(year), None, None) => in_year(year),
            (_, start, end) => between(start, end),
        }
    }

    /// Its first and its last day.
    pub(super) fn dates(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let (first, last) = match self {
            Self::ThisYear => ends(today.year()),
            Self::Year(year) => ends(year),
            Self::Between(first, last) => (Some(first), Some(last)),
        };
        (first.unwrap_or(today), last.unwrap_or(today))
    }

    /// The leave year that is meant: the one that begins in a year that is
    /// named, else that of the date which is nearest to today.
    pub(super) fn leave_year(
        self,
        configuration: &Configuration,
        today: NaiveDate,
    ) -> (NaiveDate, NaiveDate) {
        match self {
            Self::ThisYear => configuration.leave_year(today),
            Self::Year(year) => configuration.leave_year_named(year),
            Self::Between(first, last) => configuration.leave_year(today.clamp(first, last)),
        }
    }
}

fn ends(year: i32) -> (Option<NaiveDate>, Option<NaiveDate>) {
    (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31))
}

fn in_year(text: &str) -> Result<Period, Wrong> {
    let year = text.parse::<i32>().ok().filter(|year| (1900..=2999).contains(year));
    let wrong = || vec![("year", "Write a year from 1900 to 2999.".to_owned())];
    year.map(Period::Year).ok_or_else(wrong)
}

fn between(start: Option<&str>, end: Option<&str>) -> Result<Period, Wrong> {
    let read = |text: Option<&str>| match text {
        Some(text) => text.parse::<Day>().map(|Day(date)| date),
        None => Err("Give both a start and an end."),
    };
    match (read(start), read(end)) {
        (Ok(first), Ok(last)) => {
            let range = staffing::range(Some(first), Some(last), None, first);
            range.map(|(first, last)| Period::Between(first, last)).map_err(|wrong| vec![wrong])
        }
        (start, end) => {
            let wrong = [("start_date", start.err()), ("end_date", end.err())];
            let told = wrong.into_iter().filter_map(|(name, why)| Some((name, why?.to_owned())));
            Err(told.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::testing::day;

    #[test]
    fn dates_go_before_a_year() {
        let june = ("2024-06-01", "2024-06-30");
        for (year, start, end, expected) in [
            (None, None, None, ("2026-01-01", "2026-12-31")),
            (Some("2024"), None, None, ("2024-01-01", "2024-12-31")),
            (Some("2024"), Some(june.0), Some(june.1), june),
            (Some("soon"), Some(june.0), Some(june.1), june),
        ] {
            let period = Period::read(year, start, end).unwrap();
            let expected = (day(expected.0), day(expected.1));
            assert_eq!(period.dates(day("2026-11-22")), expected, "{year:?} {start:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_parameter() {
        let names = |wrong: Wrong| wrong.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        for (year, start, end, expected) in [
            (Some("1899"), None, None, vec!["year"]),
            (Some("soon"), None, None, vec!["year"]),
            (None, Some("2024-06-01"), None, vec!["end_date"]),
            (None, None, Some("2024-06-01"), vec!["start_date"]),
            (None, Some("1 June"), Some("2024-06-31"), vec!["start_date", "end_date"]),
            (None, Some("2024-06-02"), Some("2024-06-01"), vec!["end_date"]),
            (None, Some("2024-01-01"), Some("2025-01-01"), vec!["end_date"]),
        ] {
            let wrong = Period::read(year, start, end).unwrap_err();
            assert_eq!(names(wrong), expected, "{year:?} {start:?} {end:?}");
        }
    }

    #[test]
    fn a_leave_year_is_named_or_near() {
        let configuration = Configuration::of(&json!({ "leave_year_start": "04-01" })).unwrap();
        let between = |first, last| Period::Between(day(first), day(last));
        for (period, expected) in [
            (Period::ThisYear, "2025-04-01"),
            (Period::Year(2026), "2026-04-01"),
            (between("2024-01-01", "2024-12-31"), "2024-04-01"),
            (between("2026-01-01", "2026-12-31"), "2025-04-01"),
            (between("2027-01-01", "2027-12-31"), "2026-04-01"),
        ] {
            let (first, _) = period.leave_year(&configuration, day("2026-02-01"));
            assert_eq!(first, day(expected), "{period:?}");
        }
    }
}
