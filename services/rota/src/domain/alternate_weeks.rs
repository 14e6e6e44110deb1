use chrono::{NaiveDate, Weekday};
use diesel::prelude::*;
use strum::Display;

use super::days::{Days, monday};
use super::words::ShiftDuration;
use crate::schema::working_terms;

/// One of the two weeks that a term has in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display)]
pub enum AlternateWeek {
    /// The week of the term's first day, and every other one after it.
    A,
    /// The others.
    B,
}

impl AlternateWeek {
    /// Both, in turn.
    pub const BOTH: [Self; 2] = [Self::A, Self::B];

    /// Which of them a date is in, under a term that starts on another.
    pub fn of(date: NaiveDate, start: NaiveDate) -> Self {
        let weeks = (monday(date) - monday(start)).num_weeks();
        if weeks % 2 == 0 { Self::A } else { Self::B }
    }
}

/// What is worked in a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// Days worked.
    pub days: Days,
    /// Days worked for half; goes before `days`.
    pub half_days: Days,
}

impl Pattern {
    /// How long a day is worked.
    pub fn on(self, day: Weekday) -> Option<ShiftDuration> {
        if self.half_days.contains(day) {
            return Some(ShiftDuration::Half);
        }
        self.days.contains(day).then_some(ShiftDuration::Full)
    }

    /// Every day of it, worked in full or for half.
    pub fn all(self) -> Days {
        self.days.union(self.half_days)
    }
}

/// What is worked every other week under a term, beside the days of every week.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = working_terms, check_for_backend(diesel::pg::Pg))]
pub struct AlternateWeeks {
    /// Days worked in weeks A.
    pub week_a_days: Days,
    /// Days worked for half in weeks A; goes before `week_a_days`.
    pub week_a_half_days: Days,
    /// Days worked in weeks B.
    pub week_b_days: Days,
    /// Days worked for half in weeks B; goes before `week_b_days`.
    pub week_b_half_days: Days,
}

impl AlternateWeeks {
    /// What is worked in one of the weeks.
    pub fn pattern(self, week: AlternateWeek) -> Pattern {
        let (days, half_days) = match week {
            AlternateWeek::A => (self.week_a_days, self.week_a_half_days),
            AlternateWeek::B => (self.week_b_days, self.week_b_half_days),
        };
        Pattern { days, half_days }
    }

    /// The same, but for one of the weeks.
    #[must_use]
    pub fn with(self, week: AlternateWeek, Pattern { days, half_days }: Pattern) -> Self {
        match week {
            AlternateWeek::A => Self { week_a_days: days, week_a_half_days: half_days, ..self },
            AlternateWeek::B => Self { week_b_days: days, week_b_half_days: half_days, ..self },
        }
    }

    /// Every day of both weeks, worked in full or for half.
    pub fn all(self) -> Days {
        self.pattern(AlternateWeek::A).all().union(self.pattern(AlternateWeek::B).all())
    }

    /// The same days of the same weeks, where the term starts on another date
    /// than before: what was a week A may be called B then.
    #[must_use]
    pub fn moved(self, from: NaiveDate, to: NaiveDate) -> Self {
        match AlternateWeek::of(to, from) {
            AlternateWeek::A => self,
            AlternateWeek::B => {
                let [a, b] = AlternateWeek::BOTH.map(|week| self.pattern(week));
                self.with(AlternateWeek::A, b).with(AlternateWeek::B, a)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, TimeDelta};
    use proptest::prelude::*;

    use super::*;
    use crate::domain::testing::day;

    #[test]
    fn weeks_are_called_a_and_b_in_turn() {
        // A Wednesday.
        let start = day("2024-05-22");
        for (date, week) in [
            ("2024-05-12", "A"),
            ("2024-05-13", "B"),
            ("2024-05-19", "B"),
            ("2024-05-20", "A"),
            ("2024-05-26", "A"),
            ("2024-05-27", "B"),
            ("2024-06-03", "A"),
        ] {
            assert_eq!(AlternateWeek::of(day(date), start).to_string(), week, "{date}");
        }
    }

    #[test]
    fn half_days_go_before_whole_ones() {
        let [monday, tuesday] = [Weekday::Mon, Weekday::Tue].map(|day| Days::NONE.with(day));
        let pattern = Pattern { days: monday.union(tuesday), half_days: tuesday };
        assert_eq!(pattern.on(Weekday::Mon), Some(ShiftDuration::Full));
        assert_eq!(pattern.on(Weekday::Tue), Some(ShiftDuration::Half));
        assert_eq!(pattern.on(Weekday::Wed), None);
        let weeks = AlternateWeeks::default().with(AlternateWeek::B, pattern);
        assert_eq!(
            (weeks.pattern(AlternateWeek::A), weeks.all()),
            (Pattern::default(), pattern.all())
        );
    }

    proptest! {
        #[test]
        fn another_start_leaves_the_days_where_they_are(from in 0..60_i64, to in 0..60_i64) {
            let weeks = AlternateWeeks {
                week_a_days: Days::NONE.with(Weekday::Mon),
                week_a_half_days: Days::NONE.with(Weekday::Tue),
                week_b_days: Days::ALL,
                week_b_half_days: Days::NONE.with(Weekday::Fri),
            };
            let at = |days| day("2024-01-01") + TimeDelta::days(days);
            let moved = weeks.moved(at(from), at(to));
            for date in at(0).iter_days().take(28) {
                let worked = |weeks: AlternateWeeks, start| {
                    weeks.pattern(AlternateWeek::of(date, start)).on(date.weekday())
                };
                prop_assert_eq!(worked(weeks, at(from)), worked(moved, at(to)), "{}", date);
            }
        }
    }
}
