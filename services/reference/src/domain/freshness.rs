use chrono::{Days, NaiveDate};

/// How long after its period the NHS publishes figures of it.
const LAG_DAYS: u64 = 14;

/// When the next edition of a series should be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The day.
    pub next_expected: NaiveDate,
    /// Whether it is late by more than the time between two editions.
    pub stale: bool,
}

impl Freshness {
    /// Judges a series that has an edition every so many days. A register
    /// carries no date of its own, so the day it came to us, `imported_on`,
    /// counts; of other series the last day of the newest period.
    pub fn of(
        cadence_days: u64,
        register: bool,
        period_end: NaiveDate,
        imported_on: NaiveDate,
        today: NaiveDate,
    ) -> Self {
        let after = |day: NaiveDate, days| day.checked_add_days(Days::new(days)).unwrap_or(day);
        let next_expected = if register {
            after(imported_on, cadence_days)
        } else {
            after(period_end, cadence_days + LAG_DAYS)
        };
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
            (1, true, "2026-11-02", "2026-11-02", false),
            (1, true, "2026-11-03", "2026-11-02", false),
            (1, true, "2026-11-04", "2026-11-02", true),
        ] {
            let period_end = day("2026-07-01");
            let judged =
                Freshness::of(cadence, register, period_end, day("2026-11-01"), day(today));
            assert_eq!(judged, Freshness { next_expected: day(next), stale }, "{today}");
        }
    }
}
