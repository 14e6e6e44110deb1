//! Times as care reads them.

use chrono::{DateTime, Datelike, NaiveDateTime, NaiveTime, Timelike, Utc};
use web::Day;

/// What a time that cannot be read is answered with.
pub(crate) const NOT_A_TIME: &str = "A date and time is written YYYY-MM-DD HH:MM:SS, in UTC.";

/// Reads `YYYY-MM-DD HH:MM:SS`. Seconds may be left out, and so may the time,
/// which is midnight then; RFC 3339 says its zone.
pub(crate) fn time(text: &str) -> Result<DateTime<Utc>, &'static str> {
    let text = text.trim();
    if let Ok(Day(day)) = text.parse() {
        return Ok(day.and_time(NaiveTime::MIN).and_utc());
    }
    let day = text.get(..10).ok_or(NOT_A_TIME)?;
    day.parse::<Day>().map_err(|_| NOT_A_TIME)?;
    let formats =
        ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
    let naive = formats.into_iter().find_map(|format| {
        NaiveDateTime::parse_from_str(text, format).ok().map(|naive| naive.and_utc())
    });
    let zoned = || DateTime::parse_from_rfc3339(text).ok().map(|zoned| zoned.to_utc());
    // No leap seconds, and nothing that its zone takes out of the calendar.
    let kept = |time: &DateTime<Utc>| {
        (1..=9999).contains(&time.year()) && time.nanosecond() < 1_000_000_000
    };
    naive.or_else(zoned).filter(kept).ok_or(NOT_A_TIME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_utc() {
        for (text, expected) in [
            ("2026-11-22 17:05:06", Some("2026-11-22T17:05:06Z")),
            (" 2026-11-22 17:05:06 ", Some("2026-11-22T17:05:06Z")),
            ("2026-11-22 17:05", Some("2026-11-22T17:05:00Z")),
            ("2026-11-22T17:05:06", Some("2026-11-22T17:05:06Z")),
            ("2026-11-22T17:05", Some("2026-11-22T17:05:00Z")),
            ("2026-11-22T17:05:06.25Z", Some("2026-11-22T17:05:06.25Z")),
            ("2026-06-22T17:05:06+01:00", Some("2026-06-22T16:05:06Z")),
            ("2024-02-29", Some("2024-02-29T00:00:00Z")),
            ("2023-02-29", None),
            ("2023-02-28 24:00:00", None),
            ("22/11/2026", None),
            ("17:05:06", None),
            ("2026-11-22 17:05:06 PM", None),
            ("+12026-11-22 17:05:06", None),
            ("2026-11-22 17:05:60", None),
            ("9999-12-31T23:59:59-12:00", None),
            ("0001-01-01T00:00:00+12:00", None),
            ("9999-12-31 23:59:59", Some("9999-12-31T23:59:59Z")),
            ("", None),
            ("é026-11-22", None),
        ] {
            let expected = expected.map(|text| text.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(time(text).ok(), expected, "{text}");
        }
    }
}
