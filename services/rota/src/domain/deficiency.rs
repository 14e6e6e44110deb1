//! What a clinician is expected to work, and what of it is still owed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{
    Calendar, Configuration, LeaveRequest, Shift, ShiftDuration, WorkingTerm, WorkingTermType,
    governing,
};

/// What one clinician is expected to work on a date, in days: a fifth of the
/// weekly target of a partner, and what is agreed with everybody else. Nothing
/// on approved leave, or where nobody works.
pub fn expected_on(
    configuration: &Configuration,
    calendar: &Calendar,
    terms: &[WorkingTerm],
    leave: &[LeaveRequest],
    date: NaiveDate,
) -> Decimal {
    if !calendar.is_working_day(date) || leave.iter().any(|leave| leave.takes(date)) {
        return Decimal::ZERO;
    }
    governing(terms, date).map_or(Decimal::ZERO, |term| due(configuration, term, date))
}

/// What one clinician is expected to work from `first` to `last`, both
/// included, in days.
pub fn expected(
    configuration: &Configuration,
    calendar: &Calendar,
    terms: &[WorkingTerm],
    leave: &[LeaveRequest],
    first: NaiveDate,
    last: NaiveDate,
) -> Decimal {
    calendar
        .working_days(first, last)
        .map(|date| expected_on(configuration, calendar, terms, leave, date))
        .sum()
}

/// What these shifts are worth from `first` to `last`, both included, in days:
/// those that count as worked.
pub fn days_of(shifts: &[Shift], first: NaiveDate, last: NaiveDate) -> Decimal {
    let worked = shifts
        .iter()
        .filter(|shift| shift.counts_as_worked() && (first..=last).contains(&shift.date));
    worked.map(|shift| shift.duration.days()).sum()
}

/// What is owed, in days with two decimals; below zero: what was worked beyond
/// the expected.
pub fn deficiency(expected: Decimal, actual: Decimal) -> Decimal {
    rounded(expected - actual)
}

/// The days that a whole week of a partner should have; not always whole ones.
pub fn weekly_target(configuration: &Configuration, partner: &WorkingTerm) -> Decimal {
    configuration.target_working_days_per_week * partner.wte()
}

/// With two decimals, halves away from zero.
pub(crate) fn rounded(value: Decimal) -> Decimal {
    let rounded = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    // Else a little below zero would be written "-0.00".
    if rounded.is_zero() { Decimal::ZERO } else { rounded }
}

/// For JSON, where it is a number.
pub(crate) fn number(value: Decimal) -> f64 {
    value.to_f64().unwrap_or_default()
}

/// A practice's values apart by what they belong to, each in the given order.
pub(crate) fn group_by<K: Ord, T: Clone>(
    items: &[T],
    key: impl Fn(&T) -> K,
) -> BTreeMap<K, Vec<T>> {
    let mut groups: BTreeMap<K, Vec<T>> = BTreeMap::new();
    for item in items {
        groups.entry(key(item)).or_default().push(item.clone());
    }
    groups
}

/// What a working day is worth under a term.
fn due(configuration: &Configuration, term: &WorkingTerm, date: NaiveDate) -> Decimal {
    match term.type_ {
        WorkingTermType::Partner => weekly_target(configuration, term) / Decimal::from(5),
        WorkingTermType::Salaried
        | WorkingTermType::Locum
        | WorkingTermType::FyDoctor
        | WorkingTermType::StDoctor => term.agreed(date).map_or(Decimal::ZERO, ShiftDuration::days),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, Weekday};
    use proptest::prelude::*;
    use proptest::sample::select;
    use strum::VariantArray;

    use super::*;
    use crate::domain::testing::{day, decimal, leave, shift, term};
    use crate::domain::{AlternateWeeks, Days, LeaveStatus, LeaveType, ShiftStatus, ShiftType};

    fn calendar() -> Calendar {
        Calendar::new([(day("2024-05-27"), "Spring bank holiday".to_owned())].into())
    }

    /// Mondays and Tuesdays, Tuesdays for half, Thursdays that must be worked, and
    /// every other Friday from 24 May 2024 on.
    fn fixed(type_: WorkingTermType) -> WorkingTerm {
        WorkingTerm {
            fixed_working_days: [Weekday::Mon, Weekday::Tue].into_iter().collect(),
            fixed_half_days: Days::NONE.with(Weekday::Tue),
            must_work_days: Days::NONE.with(Weekday::Thu),
            alternate_weeks: AlternateWeeks {
                week_a_days: Days::NONE.with(Weekday::Fri),
                ..AlternateWeeks::default()
            },
            ..term(1, 1, type_, "2024-05-20")
        }
    }

    #[test]
    fn a_partner_who_worked_less_owes_the_rest() {
        let configuration = Configuration::default();
        let terms = [term(1, 1, WorkingTermType::Partner, "2024-05-20")];
        let (first, as_of) = (day("2024-01-01"), day("2024-06-01"));
        let expected = expected(&configuration, &calendar(), &terms, &[], first, as_of);
        assert_eq!(expected, decimal("6.3"));
        let mut shifts: Vec<Shift> =
            (20..25).map(|of| shift(of, 1, &format!("2024-05-{of}"))).collect();
        shifts.push(Shift { duration: ShiftDuration::Half, ..shift(6, 1, "2024-05-28") });
        shifts.push(Shift { status: ShiftStatus::Cancelled, ..shift(7, 1, "2024-05-29") });
        shifts.push(Shift { type_: ShiftType::StudyLeave, ..shift(8, 1, "2024-05-30") });
        shifts.push(shift(9, 1, "2024-06-02"));
        let actual = days_of(&shifts, first, as_of);
        assert_eq!(actual, decimal("5.5"));
        assert_eq!(deficiency(expected, actual), decimal("0.8"));
    }

    #[test]
    fn each_type_of_term_expects_its_own() {
        let partner = WorkingTerm { percentage: decimal("50"), ..fixed(WorkingTermType::Partner) };
        let salaried = fixed(WorkingTermType::Salaried);
        let resident = fixed(WorkingTermType::FyDoctor);
        let locum = fixed(WorkingTermType::Locum);
        let away = leave(1, 1, LeaveType::StudyLeave, "2024-06-10", "2024-06-10");
        let asked = LeaveRequest {
            status: LeaveStatus::Requested,
            ..leave(2, 1, LeaveType::AnnualLeave, "2024-06-03", "2024-06-03")
        };
        for (date, expected) in [
            ("2024-05-17", ["0", "0", "0", "0"]),
            ("2024-05-20", ["0.35", "1", "1", "0"]),
            ("2024-05-24", ["0.35", "1", "1", "0"]),
            ("2024-05-31", ["0.35", "0", "0", "0"]),
            ("2024-05-27", ["0", "0", "0", "0"]),
            ("2024-06-01", ["0", "0", "0", "0"]),
            ("2024-06-03", ["0.35", "1", "1", "0"]),
            ("2024-06-04", ["0.35", "0.5", "0.5", "0"]),
            ("2024-06-05", ["0.35", "0", "0", "0"]),
            ("2024-06-06", ["0.35", "1", "1", "0"]),
            ("2024-06-10", ["0", "0", "0", "0"]),
        ] {
            let found = [&partner, &salaried, &resident, &locum].map(|term| {
                let terms = std::slice::from_ref(term);
                let leave = [away, asked];
                expected_on(&Configuration::default(), &calendar(), terms, &leave, day(date))
            });
            assert_eq!(found, expected.map(decimal), "{date}");
        }
    }

    #[test]
    fn a_deficiency_has_two_decimals_and_no_minus_zero() {
        for (expected, actual, owed) in [
            ("6.3", "5.5", "0.8"),
            ("5.5", "6.3", "-0.8"),
            ("0.125", "0", "0.13"),
            ("0", "0.125", "-0.13"),
            ("3.49965", "3.5", "0"),
        ] {
            let found = deficiency(decimal(expected), decimal(actual));
            assert_eq!(found, decimal(owed), "{expected} - {actual}");
            assert!(!found.is_zero() || found.is_sign_positive(), "{expected} - {actual}");
        }
    }

    proptest! {
        #[test]
        fn parts_of_a_time_add_up(
            type_ in select(WorkingTermType::VARIANTS),
            hundredths in 1..=10_000_i64,
            (length, cut) in (1..60_i64).prop_flat_map(|length| (Just(length), 0..length)),
            (away, off) in (0..60_i64, 0..10_i64),
        ) {
            let configuration = Configuration::default();
            let terms = [WorkingTerm { percentage: Decimal::new(hundredths, 2), ..fixed(type_) }];
            let first = day("2024-05-20");
            let after = |days| first + TimeDelta::days(days);
            let leave = [LeaveRequest {
                start_date: after(away),
                end_date: after(away + off),
                ..leave(1, 1, LeaveType::AnnualLeave, "2024-05-20", "2024-05-20")
            }];
            let of = |from, to| {
                expected(&configuration, &calendar(), &terms, &leave, from, to)
            };
            let whole = of(first, after(length));
            prop_assert_eq!(whole, of(first, after(cut)) + of(after(cut + 1), after(length)));
            let worked = calendar().working_days(first, after(length)).count();
            prop_assert!(Decimal::ZERO <= whole && whole <= Decimal::from(worked));
            let taken = of(after(away), after(away + off));
            prop_assert_eq!(taken, Decimal::ZERO);
        }

        #[test]
        fn a_whole_week_of_a_partner_is_the_target(
            target in 1..=700_i64,
            hundredths in 1..=10_000_i64,
        ) {
            let configuration = Configuration {
                target_working_days_per_week: Decimal::new(target, 2),
                ..Configuration::default()
            };
            let partner = WorkingTerm {
                percentage: Decimal::new(hundredths, 2),
                ..fixed(WorkingTermType::Partner)
            };
            let week = expected(
                &configuration,
                &calendar(),
                std::slice::from_ref(&partner),
                &[],
                day("2024-06-03"),
                day("2024-06-09"),
            );
            prop_assert_eq!(week, weekly_target(&configuration, &partner));
        }
    }
}
