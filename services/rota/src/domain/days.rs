//! Days of the week, and dates in order.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use diesel_derive_newtype::DieselNewType;
use serde::{Serialize, Serializer};

/// Monday to Friday.
pub const WEEKDAYS: [Weekday; 5] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// The name of a day in English.
pub fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// Whether a date is a Saturday or a Sunday.
pub fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The Monday of a date's week.
pub fn monday(date: NaiveDate) -> NaiveDate {
    date.week(Weekday::Mon).first_day()
}

/// Every date from `first` to `last`, both included.
pub fn dates(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> + Clone {
    first.iter_days().take_while(move |date| *date <= last)
}

/// So many days later, or earlier below 0; where the calendar ends, the date itself.
pub fn days_after(date: NaiveDate, days: i64) -> NaiveDate {
    date.checked_add_signed(TimeDelta::days(days)).unwrap_or(date)
}

/// A set of days from Monday to Friday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, DieselNewType)]
pub struct Days(i16);

impl Days {
    /// No day.
    pub const NONE: Self = Self(0);
    /// Monday to Friday.
    pub const ALL: Self = Self(0b1_1111);

    /// Whether a day is one of these.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// The same and one more. Saturdays and Sundays are never in a set.
    #[must_use]
    pub fn with(self, day: Weekday) -> Self {
        Self(self.0 | bit(day))
    }

    /// The days in either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether some day is in both.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// From Monday to Friday.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEKDAYS.into_iter().filter(move |day| self.contains(*day))
    }
}

impl FromIterator<Weekday> for Days {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Serialize for Days {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(name))
    }
}

fn bit(day: Weekday) -> i16 {
    match day {
        Weekday::Mon => 1,
        Weekday::Tue => 2,
        Weekday::Wed => 4,
        Weekday::Thu => 8,
        Weekday::Fri => 16,
        Weekday::Sat | Weekday::Sun => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_named_from_monday_on() {
        let days: Days =
            [Weekday::Fri, Weekday::Mon, Weekday::Sun, Weekday::Mon].into_iter().collect();
        assert_eq!(serde_json::json!(days), serde_json::json!(["Monday", "Friday"]));
        assert_eq!((days.count(), Days::ALL.count()), (2, 5));
        assert!(days.meets(Days::ALL) && !days.meets(Days::NONE.with(Weekday::Tue)));
    }

    #[test]
    fn a_week_begins_on_monday() {
        let sunday = NaiveDate::from_ymd_opt(2024, 6, 2).unwrap();
        assert_eq!(monday(sunday), NaiveDate::from_ymd_opt(2024, 5, 27).unwrap());
        assert_eq!(dates(monday(sunday), sunday).count(), 7);
        assert_eq!(dates(sunday, monday(sunday)).count(), 0);
    }
}
