use chrono::{Days, NaiveDate};

/// How long after its period the NHS publishes figures of it.
const LAG_DAYS: u64 = 14;

/// How old a register may look on the day it is issued: its newest date is that
/// of the last organisation to open, and there may be none for a month.
const QUIET_DAYS: u64 = 31;

/// When the next edition of a series should be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The day.
    pub next_expected: NaiveDate,
    /// Whether it is late by more than the time between two editions.
    pub stale: bool,
}

impl Freshness {
    /// Judges a series that has an edition every so many days by the last day
    /// of its newest period.
    pub fn of(cadence_days: u64, register: bool, period_end: NaiveDate, today: NaiveDate) -> Self {
        let after = |day: NaiveDate, days| day.checked_add_days(Days::new(days)).unwrap_or(day);
        let lag = if register { QUIET_DAYS } else { LAG_DAYS };
        let next_expected = after(period_end, cadence_days + lag);
        Self { next_expected, stale: today > after(next_expected, cadence_days) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_stale_when_an_edition_is_missing() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (cadence, register, today, next, stale) in [
            (31, false, "2026-07-20", "2026-08-15", false),
            (31, false, "2026-09-15", "2026-08-15", false),
            (31, false, "2026-09-16", "2026-08-15", true),
            (1, true, "2026-08-02", "2026-08-02", false),
            (1, true, "2026-08-03", "2026-08-02", false),
            (1, true, "2026-08-04", "2026-08-02", true),
        ] {
            let judged = Freshness::of(cadence, register, day("2026-07-01"), day(today));
            assert_eq!(judged, Freshness { next_expected: day(next), stale }, "{today}");
        }
    }
}
