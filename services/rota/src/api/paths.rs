//! Numbers in paths and parameters, and times in answers.

use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;

use chrono::{DateTime, Utc};
use web::ApiError;

use super::no_such;
use crate::RotaError;

/// The number of something in a path; what is no number leads nowhere.
pub(super) fn id<T: From<i64>>(text: &str, model: &'static str) -> Result<T, ApiError> {
    text.parse::<i64>().map(T::from).map_err(|_| no_such(model))
}

/// What a practice has under a number.
pub(super) fn found<T>(row: Option<T>, model: &'static str) -> Result<T, RotaError> {
    row.ok_or(RotaError::NoSuch(model))
}

/// A whole number as a parameter. Nothing has one of more than 64 bits: such
/// are the nearest that there is.
pub(super) struct Integer(pub(super) i64);

impl FromStr for Integer {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.parse().or_else(|error: ParseIntError| match error.kind() {
            IntErrorKind::PosOverflow => Ok(i64::MAX),
            IntErrorKind::NegOverflow => Ok(i64::MIN),
            _ => Err("A valid integer is required."),
        });
        number.map(Self)
    }
}

/// One of some words as a parameter.
pub(super) struct Word<T>(pub(super) T);

impl<T: FromStr> FromStr for Word<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let told =
            |_| format!("Select a valid choice. {text} is not one of the available choices.");
        text.parse().map(Self).map_err(told)
    }
}

/// A time as answers have it: in UTC, always to the microsecond.
pub(super) fn stamp(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_be_of_nothing() {
        for (text, expected) in [
            ("7", Some(7)),
            ("-7", Some(-7)),
            ("99999999999999999999", Some(i64::MAX)),
            ("-99999999999999999999", Some(i64::MIN)),
            ("7.0", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(text.parse().ok().map(|Integer(number)| number), expected, "{text}");
        }
    }

    #[test]
    fn times_always_have_microseconds() {
        for (time, expected) in [
            ("2024-06-01T09:00:00Z", "2024-06-01T09:00:00.000000Z"),
            ("2024-06-01T09:00:00.123456789Z", "2024-06-01T09:00:00.123456Z"),
            ("2024-06-01T09:00:00.5+01:00", "2024-06-01T08:00:00.500000Z"),
        ] {
            assert_eq!(stamp(time.parse().unwrap()), expected, "{time}");
        }
    }
}
