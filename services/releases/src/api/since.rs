//! The parameter `since`.

use chrono::{DateTime, Datelike, NaiveTime, Utc};
use url::form_urlencoded;
use web::{ApiError, Day, FieldErrors};

/// The time that the parameters say, if they do: RFC 3339, or a date, which is
/// its midnight in UTC. 400 where it is neither.
pub(super) fn since(parameters: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
    let told = form_urlencoded::parse(parameters.as_bytes())
        .filter(|(name, value)| name == "since" && !value.trim().is_empty())
        .last();
    let Some((name, text)) = told else { return Ok(None) };
    match read(text.trim()) {
        Some(time) => Ok(Some(time)),
        None => {
            let message = "Write a time as in RFC 3339, such as 2025-05-01T09:00:00Z, or a date, \
                           YYYY-MM-DD.";
            let errors = FieldErrors::from([(name.into_owned(), vec![message.to_owned()])]);
            Err(ApiError::invalid(&errors))
        }
    }
}

fn read(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(Day(date)) = text.parse() {
        return Some(date.and_time(NaiveTime::MIN).and_utc());
    }
    // A plus that nobody encoded is a blank.
    let time = DateTime::parse_from_rfc3339(&text.replace(' ', "+")).ok()?.to_utc();
    // RFC 3339 writes years in four digits, and `next` of an answer is asked for again.
    (1..=9999).contains(&time.year()).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_or_a_date_may_be_told() {
        for (parameters, expected) in [
            ("", None),
            ("since", None),
            ("since=", None),
            ("since=+&latest", None),
            ("latest&since=2025-05-01", Some("2025-05-01T00:00:00Z")),
            ("since=2025-05-01T09:00:00Z", Some("2025-05-01T09:00:00Z")),
            ("since=2025-05-01T09:00:00.123456Z", Some("2025-05-01T09:00:00.123456Z")),
            ("since=2025-05-01T09:00:00%2B01:00", Some("2025-05-01T08:00:00Z")),
            ("since=2025-05-01T09:00:00+01:00", Some("2025-05-01T08:00:00Z")),
            ("since=2025-05-01T09:00:00-01:00", Some("2025-05-01T10:00:00Z")),
            ("since=2024-01-01&since=2025-05-01&since=", Some("2025-05-01T00:00:00Z")),
        ] {
            let expected = expected.map(|time| time.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(since(parameters).unwrap(), expected, "{parameters}");
        }
    }

    #[test]
    fn what_is_neither_is_refused_by_name() {
        for parameters in [
            "since=yesterday",
            "since=2025-02-30",
            "since=2025-5-1",
            "since=2025-05-01T09:00:00",
            "since=1746090000",
            "since=2025-05-01,2025-05-02",
            "since=%00",
            "since=9999-12-31T23:59:59-23:59",
            "since=0001-01-01T00:00:00%2B14:00",
        ] {
            let refused = since(parameters).unwrap_err();
            assert_eq!(refused.status().as_u16(), 400, "{parameters}");
            assert!(refused.fields().contains_key("since"), "{parameters}");
        }
    }
}
