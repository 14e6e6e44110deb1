use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::days::{dates, is_weekend};

/// The bank holidays of a practice, with everything it changed of the
/// published ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar(BTreeMap<NaiveDate, String>);

impl Calendar {
    /// A calendar with these bank holidays.
    pub fn new(holidays: BTreeMap<NaiveDate, String>) -> Self {
        Self(holidays)
    }

    /// The bank holiday on a date, if it is one.
    pub fn bank_holiday(&self, date: NaiveDate) -> Option<&str> {
        self.0.get(&date).map(String::as_str)
    }

    /// Monday to Friday, and no bank holiday.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !is_weekend(date) && !self.0.contains_key(&date)
    }

    /// The working days from `first` to `last`, both included.
    pub fn working_days(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = NaiveDate> + Clone + '_ {
        dates(first, last).filter(|date| self.is_working_day(*date))
    }

    /// Whether a date is the first working day after a bank holiday: between
    /// the two are only days that nobody works.
    pub fn follows_bank_holiday(&self, date: NaiveDate) -> bool {
        if !self.is_working_day(date) {
            return false;
        }
        let before = date.iter_days().rev().skip(1);
        let mut closed = before.take_while(|before| !self.is_working_day(*before));
        closed.any(|day| self.0.contains_key(&day) && !is_weekend(day))
    }

    /// Every bank holiday, in order.
    pub fn iter(&self) -> impl Iterator<Item = (NaiveDate, &str)> {
        self.0.iter().map(|(date, name)| (*date, name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::day;

    #[test]
    fn the_day_after_a_bank_holiday_is_the_next_that_is_worked() {
        let calendar = Calendar::new(
            ["2024-05-27", "2024-12-25", "2024-12-26"]
                .map(|date| (day(date), "Holiday".to_owned()))
                .into(),
        );
        for (date, expected) in [
            ("2024-05-27", false),
            ("2024-05-28", true),
            ("2024-05-29", false),
            ("2024-12-27", true),
            ("2024-12-30", false),
        ] {
            assert_eq!(calendar.follows_bank_holiday(day(date)), expected, "{date}");
        }
        let week = calendar.working_days(day("2024-05-25"), day("2024-06-02"));
        assert_eq!(week.count(), 4);
    }
}
