//! When synced lists are read again.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Utc, Weekday};
use serde::Serialize;

use super::SourceType;

/// Where the platform's own lists come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The pages of the NHS Data Dictionary.
    NhsDd,
    /// The API of NHS organisations.
    External,
}

impl Source {
    /// Both.
    pub const ALL: [Self; 2] = [Self::NhsDd, Self::External];

    /// Its word in the database and in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NhsDd => "nhs_dd",
            Self::External => "external",
        }
    }
}

impl fmt::Display for Source {
    /// As people call it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NhsDd => "the NHS Data Dictionary",
            Self::External => "the external lists",
        })
    }
}

/// How long a page of the NHS Data Dictionary is not read again.
const SCRAPED_FOR_DAYS: i64 = 7;

/// Whether a page is read again: it never was, or seven whole days ago.
pub fn scrape_is_due(last_scraped: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last_scraped.is_none_or(|last| (now - last).num_days() >= SCRAPED_FOR_DAYS)
}

/// Whether an external list is read again: it never was, or `frequency_hours`
/// ago. One that has no frequency, or comes from elsewhere, never is.
pub fn sync_is_due(
    source_type: SourceType,
    frequency_hours: Option<i32>,
    last_synced_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> bool {
    let hours = frequency_hours.filter(|hours| *hours > 0);
    let Some(hours) = hours.filter(|_| source_type == SourceType::Api) else { return false };
    last_synced_at.is_none_or(|last| now - last >= TimeDelta::hours(i64::from(hours)))
}

/// As of when a run that starts at `now` judges what is due. One by schedule
/// looks an hour ahead: the run before it began some moments after its time,
/// and what it read would else be left until the next run but one.
pub fn judged_at(now: DateTime<Utc>, is_scheduled: bool) -> DateTime<Utc> {
    if is_scheduled { now + TimeDelta::hours(1) } else { now }
}

/// When a source is due by schedule, the first time after `after`: external
/// lists every day at 04:00 UTC, those of the NHS Data Dictionary on Sundays at
/// 05:00 UTC.
pub fn next(source: Source, after: DateTime<Utc>) -> DateTime<Utc> {
    let hour = match source {
        Source::NhsDd => 5,
        Source::External => 4,
    };
    let days = after.date_naive().iter_days().take(8);
    let on_days = days.filter(|day| source == Source::External || day.weekday() == Weekday::Sun);
    let mut times =
        on_days.map(|day| day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(hour));
    times.find(|time| *time > after).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// When a source was due by schedule last, at the latest at `now`.
pub fn last(source: Source, now: DateTime<Utc>) -> DateTime<Utc> {
    let every = match source {
        Source::NhsDd => TimeDelta::weeks(1),
        Source::External => TimeDelta::days(1),
    };
    next(source, now) - every
}

/// When a service that starts at `now` is to sync a source first: at once,
/// where the schedule was kept up to some time, `kept`, but not the last time.
pub fn first(source: Source, kept: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    let last = last(source, now);
    if kept.is_some_and(|kept| kept < last) { last } else { next(source, now) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn pages_are_read_again_after_seven_whole_days() {
        let now = at("2026-11-22T05:00:00Z");
        for (last, expected) in [
            (None, true),
            (Some("2026-11-15T05:00:00Z"), true),
            (Some("2026-11-15T05:00:01Z"), false),
            (Some("2026-11-16T05:00:00Z"), false),
            (Some("2026-11-01T00:00:00Z"), true),
            // The clock went back.
            (Some("2026-12-24T00:00:00Z"), false),
        ] {
            assert_eq!(scrape_is_due(last.map(at), now), expected, "{last:?}");
        }
    }

    #[test]
    fn external_lists_are_read_again_when_their_time_is_over() {
        let now = at("2026-11-22T04:00:00Z");
        let (day, week) = (Some(24), Some(168));
        for (source_type, frequency, last, expected) in [
            (SourceType::Api, day, None, true),
            (SourceType::Api, day, Some("2026-11-21T04:00:00Z"), true),
            (SourceType::Api, day, Some("2026-11-21T04:00:01Z"), false),
            (SourceType::Api, week, Some("2026-11-16T00:00:00Z"), false),
            (SourceType::Api, Some(1), Some("2026-11-22T02:59:59Z"), true),
            (SourceType::Api, Some(i32::MAX), Some("2026-11-22T02:59:59Z"), false),
            (SourceType::Api, Some(0), None, false),
            (SourceType::Api, None, None, false),
            (SourceType::Manual, day, None, false),
        ] {
            let due = sync_is_due(source_type, frequency, last.map(at), now);
            assert_eq!(due, expected, "{source_type:?} {frequency:?} {last:?}");
        }
    }

    #[test]
    fn a_schedule_reads_what_its_last_run_read() {
        let (last, now) = (at("2026-11-21T04:00:05Z"), at("2026-11-22T04:00:01Z"));
        for is_scheduled in [false, true] {
            let as_of = judged_at(now, is_scheduled);
            let due = sync_is_due(SourceType::Api, Some(24), Some(last), as_of);
            assert_eq!(due, is_scheduled);
        }
    }

    #[test]
    fn each_source_has_its_hour() {
        // 22 November 2026 is a Sunday.
        for (source, after, expected) in [
            (Source::External, "2026-11-22T03:59:59Z", "2026-11-22T04:00:00Z"),
            (Source::External, "2026-11-22T04:00:00Z", "2026-11-23T04:00:00Z"),
            (Source::External, "2026-12-31T12:00:00Z", "2027-01-01T04:00:00Z"),
            (Source::NhsDd, "2026-11-22T04:59:59Z", "2026-11-22T05:00:00Z"),
            (Source::NhsDd, "2026-11-22T05:00:00Z", "2026-11-29T05:00:00Z"),
            (Source::NhsDd, "2026-11-23T00:00:00Z", "2026-11-29T05:00:00Z"),
        ] {
            assert_eq!(next(source, at(after)), at(expected), "{source:?} after {after}");
        }
        assert_eq!(next(Source::NhsDd, DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MAX_UTC);
    }

    #[test]
    fn what_was_missed_is_made_up_at_the_start() {
        // A Monday.
        let now = at("2026-11-23T03:00:00Z");
        for (source, kept, expected) in [
            (Source::External, Some("2026-11-22T04:00:00Z"), "2026-11-23T04:00:00Z"),
            (Source::External, Some("2026-11-21T04:00:00Z"), "2026-11-22T04:00:00Z"),
            (Source::External, Some("2025-01-01T04:00:00Z"), "2026-11-22T04:00:00Z"),
            (Source::External, None, "2026-11-23T04:00:00Z"),
            (Source::NhsDd, Some("2026-11-22T05:00:00Z"), "2026-11-29T05:00:00Z"),
            (Source::NhsDd, Some("2026-11-15T05:00:00Z"), "2026-11-22T05:00:00Z"),
            (Source::NhsDd, None, "2026-11-29T05:00:00Z"),
        ] {
            assert_eq!(first(source, kept.map(at), now), at(expected), "{source:?} {kept:?}");
        }
    }

    proptest! {
        #[test]
        fn the_next_time_is_ahead_and_near(seconds in 0_i64..4_000_000_000) {
            let after = DateTime::from_timestamp(seconds, 0).unwrap();
            for (source, most) in [(Source::External, 1), (Source::NhsDd, 7)] {
                let next = next(source, after);
                prop_assert!(next > after && next - after <= TimeDelta::days(most));
            }
        }

        #[test]
        fn the_last_time_is_that_before_the_next(seconds in 0_i64..4_000_000_000) {
            let now = DateTime::from_timestamp(seconds, 0).unwrap();
            for source in Source::ALL {
                let last = last(source, now);
                prop_assert!(last <= now);
                prop_assert_eq!(next(source, last), next(source, now));
            }
        }
    }
}
