//! What parameters can say, and times as answers say them.

use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

/// What a date that cannot be read is answered with, in bodies and parameters.
const NOT_A_DATE: &str = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";

/// A date written `YYYY-MM-DD`, and in no other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub NaiveDate);

impl FromStr for Day {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        if !digits || text.len() != 10 || text.starts_with("0000") {
            return Err(NOT_A_DATE);
        }
        text.parse().map(Self).map_err(|_| NOT_A_DATE)
    }
}

/// A whole number. Nothing has one of more than 64 bits: such are the nearest
/// that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integer(pub i64);

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

/// One of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: FromStr> FromStr for Word<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let told =
            |_| format!("Select a valid choice. {text} is not one of the available choices.");
        text.parse().map(Self).map_err(told)
    }
}

/// A text that can be kept: PostgreSQL knows no null characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storable(pub String);

impl FromStr for Storable {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('\0') {
            return Err("Null characters are not allowed.");
        }
        Ok(Self(text.to_owned()))
    }
}

/// A time as answers have it: in UTC, always to the microsecond.
pub fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_one_way() {
        let leap = NaiveDate::from_ymd_opt(2024, 2, 29).map(Day);
        assert_eq!("2024-02-29".parse::<Day>().ok(), leap);
        for text in [
            "2023-02-29",
            "2024-2-29",
            "2024-02-29T00:00",
            "29/02/2024",
            "",
            "2024-13-01",
            "+2024-02-2",
            "0000-01-01",
            "２024-02-29",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NOT_A_DATE), "{text}");
        }
    }

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
    fn words_are_some_of_many() {
        assert_eq!("true".parse::<Word<bool>>(), Ok(Word(true)));
        let told = "Select a valid choice. True is not one of the available choices.";
        assert_eq!("True".parse::<Word<bool>>(), Err(told.to_owned()));
    }

    #[test]
    fn null_characters_cannot_be_kept() {
        assert_eq!("a b".parse::<Storable>(), Ok(Storable("a b".to_owned())));
        assert_eq!("a\0".parse::<Storable>(), Err("Null characters are not allowed."));
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
