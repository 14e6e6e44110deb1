//! What rules are about: plain values, as they are kept.

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use rust_decimal::Decimal;

use super::alternate_weeks::{AlternateWeek, AlternateWeeks, Pattern};
use super::days::Days;
use super::ids::{ClinicianId, LeaveRequestId, ShiftId, WorkingTermId};
use super::words::{
    LeaveStatus, LeaveType, ShiftDuration, ShiftStatus, ShiftType, WorkingTermType,
};
use crate::schema::{clinicians, leave_requests, shifts, working_terms};

/// Somebody who works at a practice.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = clinicians, check_for_backend(diesel::pg::Pg))]
pub struct Clinician {
    /// Its number.
    pub id: ClinicianId,
    /// What they are called; not unique.
    pub name: String,
    /// Whether they work here now.
    pub active: bool,
}

/// On what terms somebody works, for a time.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = working_terms, check_for_backend(diesel::pg::Pg))]
pub struct WorkingTerm {
    /// Its number.
    pub id: WorkingTermId,
    /// Whose it is.
    pub clinician_id: ClinicianId,
    /// How they are engaged.
    pub type_: WorkingTermType,
    /// The first day.
    pub start_date: NaiveDate,
    /// The last day; none while it is open.
    pub end_date: Option<NaiveDate>,
    /// Of a whole-time equivalent: above 0, at most 100, two decimals.
    pub percentage: Decimal,
    /// Days always worked.
    pub fixed_working_days: Days,
    /// Days always worked for half; goes before `fixed_working_days`.
    pub fixed_half_days: Days,
    /// Days never worked.
    pub cannot_work_days: Days,
    /// Days that must be worked.
    pub must_work_days: Days,
    /// In weeks for partners, in days for all others; two decimals.
    pub annual_leave_entitlement: Option<Decimal>,
    /// Whether they are put on duty.
    pub participates_in_duty: bool,
    /// What is worked every other week, beside the days above.
    #[diesel(embed)]
    pub alternate_weeks: AlternateWeeks,
}

impl WorkingTerm {
    /// Whether it holds on a date.
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.start_date <= date && self.end_date.is_none_or(|end| date <= end)
    }

    /// The part of a whole-time equivalent: above 0, at most 1.
    pub fn wte(&self) -> Decimal {
        self.percentage / Decimal::ONE_HUNDRED
    }

    /// How long it is agreed to work on a date, were it a working day: by the
    /// days of every week, else by those of the alternate week that it is in.
    /// Nothing is agreed on days never worked, nor with locums.
    pub fn agreed(&self, date: NaiveDate) -> Option<ShiftDuration> {
        let day = date.weekday();
        if self.type_ == WorkingTermType::Locum || self.cannot_work_days.contains(day) {
            return None;
        }
        let week = AlternateWeek::of(date, self.start_date);
        self.every_week().on(day).or_else(|| self.alternate_weeks.pattern(week).on(day))
    }

    /// The days always worked, with those that must be.
    pub fn every_week(&self) -> Pattern {
        let days = self.fixed_working_days.union(self.must_work_days);
        Pattern { days, half_days: self.fixed_half_days }
    }

    /// Whether any day is agreed; else whoever is no locum works on flexible days.
    pub fn names_days(&self) -> bool {
        let named = self.every_week().all().union(self.alternate_weeks.all());
        self.type_ != WorkingTermType::Locum && !named.is_empty()
    }
}

/// The term that governs a date: of those that cover it the one that starts
/// last, then the newest.
pub fn governing<'a>(
    terms: impl IntoIterator<Item = &'a WorkingTerm>,
    date: NaiveDate,
) -> Option<&'a WorkingTerm> {
    let covering = terms.into_iter().filter(|term| term.covers(date));
    covering.max_by_key(|term| (term.start_date, term.id))
}

/// A clinician's day at work, or away for work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = shifts, check_for_backend(diesel::pg::Pg))]
pub struct Shift {
    /// Its number.
    pub id: ShiftId,
    /// Whose it is.
    pub clinician_id: ClinicianId,
    /// When.
    pub date: NaiveDate,
    /// What is done.
    pub type_: ShiftType,
    /// How long.
    pub duration: ShiftDuration,
    /// What became of it.
    pub status: ShiftStatus,
    /// Whether the generator must leave it alone.
    pub is_pinned: bool,
}

impl Shift {
    /// Whether it takes place, or took place.
    pub fn is_live(&self) -> bool {
        self.status != ShiftStatus::Cancelled
    }

    /// Whether a doctor is there to see patients.
    pub fn counts_toward_minimum(&self) -> bool {
        self.is_live() && self.type_.counts_toward_minimum()
    }

    /// Whether it counts as worked.
    pub fn counts_as_worked(&self) -> bool {
        self.is_live() && self.type_.counts_as_worked()
    }
}

impl ShiftDuration {
    /// In days.
    pub fn days(self) -> Decimal {
        match self {
            Self::Full => Decimal::ONE,
            Self::Half => Decimal::new(5, 1),
        }
    }
}

/// Somebody's wish to be away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = leave_requests, check_for_backend(diesel::pg::Pg))]
pub struct LeaveRequest {
    /// Its number.
    pub id: LeaveRequestId,
    /// Whose it is.
    pub clinician_id: ClinicianId,
    /// Why.
    pub type_: LeaveType,
    /// The first day.
    pub start_date: NaiveDate,
    /// The last day.
    pub end_date: NaiveDate,
    /// How far it has come.
    pub status: LeaveStatus,
}

impl LeaveRequest {
    /// Whether it is about a date.
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.start_date <= date && date <= self.end_date
    }

    /// Whether the leave on a date is granted.
    pub fn takes(&self, date: NaiveDate) -> bool {
        self.status == LeaveStatus::Approved && self.covers(date)
    }
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;
    use crate::domain::testing::{day, term};

    #[test]
    fn the_term_that_starts_last_governs() {
        let first = term(1, 7, WorkingTermType::Salaried, "2024-01-01");
        let second = WorkingTerm {
            end_date: Some(day("2024-06-30")),
            fixed_working_days: Days::NONE.with(Weekday::Mon),
            ..term(2, 7, WorkingTermType::Partner, "2024-04-01")
        };
        let third = WorkingTerm { id: WorkingTermId(3), ..second.clone() };
        let terms = [third, first, second];
        for (date, expected) in [
            ("2023-12-31", None),
            ("2024-03-31", Some(1)),
            ("2024-04-01", Some(3)),
            ("2024-06-30", Some(3)),
            ("2024-07-01", Some(1)),
        ] {
            let governs = governing(&terms, day(date)).map(|term| term.id.0);
            assert_eq!(governs, expected, "{date}");
        }
    }

    #[test]
    fn what_is_agreed_is_said_by_every_week_and_then_by_the_alternate_one() {
        let days = |days: &[Weekday]| days.iter().copied().collect::<Days>();
        let term = |type_| WorkingTerm {
            fixed_working_days: days(&[Weekday::Mon, Weekday::Tue]),
            fixed_half_days: days(&[Weekday::Tue]),
            must_work_days: days(&[Weekday::Wed]),
            cannot_work_days: days(&[Weekday::Thu]),
            alternate_weeks: AlternateWeeks {
                week_a_days: Days::ALL,
                week_b_days: days(&[Weekday::Fri]),
                week_b_half_days: days(&[Weekday::Fri]),
                ..AlternateWeeks::default()
            },
            ..term(1, 7, type_, "2024-05-20")
        };
        let (salaried, locum) = (term(WorkingTermType::Salaried), term(WorkingTermType::Locum));
        let (full, half) = (Some(ShiftDuration::Full), Some(ShiftDuration::Half));
        for (date, expected) in [
            ("2024-05-20", full),
            ("2024-05-21", half),
            ("2024-05-22", full),
            ("2024-05-23", None),
            ("2024-05-24", full),
            ("2024-05-25", None),
            ("2024-05-31", half),
        ] {
            assert_eq!(salaried.agreed(day(date)), expected, "{date}");
            assert_eq!(locum.agreed(day(date)), None, "{date}");
        }
        assert!(salaried.names_days() && !locum.names_days());
        let alone = WorkingTerm {
            fixed_working_days: Days::NONE,
            fixed_half_days: Days::NONE,
            must_work_days: Days::NONE,
            ..salaried
        };
        assert!(alone.names_days());
        let flexible = WorkingTerm { alternate_weeks: AlternateWeeks::default(), ..alone };
        assert!(!flexible.names_days());
    }
}
