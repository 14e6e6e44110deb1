use std::collections::BTreeSet;

use chrono::{Datelike, TimeDelta};
use proptest::bool::weighted;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::{array, option};
use strum::VariantArray;

use super::*;
use crate::domain::days::monday;
use crate::domain::staffing::doctors_on;
use crate::domain::{LeaveRequestId, LeaveStatus};

/// A date some days after Monday 13 May 2024.
fn at(days: i64) -> NaiveDate {
    day("2024-05-13") + TimeDelta::days(days)
}

fn some_days() -> impl Strategy<Value = Days> {
    vec(select(WEEKDAYS.to_vec()), 0..3).prop_map(|days| days.into_iter().collect())
}

fn terms() -> impl Strategy<Value = WorkingTerm> {
    let any_type = select(WorkingTermType::VARIANTS);
    let type_ = prop_oneof![3 => Just(WorkingTermType::Partner), 2 => any_type];
    let percentage = select(vec!["20", "40", "50", "66.67", "80", "100"]);
    let length = option::weighted(0.3, 0..40_i64);
    let patterns = (some_days(), some_days(), some_days(), some_days());
    let alternate = option::weighted(0.2, alternate_weeks()).prop_map(Option::unwrap_or_default);
    (type_, percentage, -30..20_i64, length, patterns, alternate, any::<bool>()).prop_map(
        |(type_, percentage, start, length, patterns, alternate_weeks, is_on_duty)| WorkingTerm {
            percentage: decimal(percentage),
            start_date: at(start),
            end_date: length.map(|length| at(start + length)),
            fixed_working_days: patterns.0,
            fixed_half_days: patterns.1,
            cannot_work_days: patterns.2,
            must_work_days: patterns.3,
            participates_in_duty: is_on_duty,
            alternate_weeks,
            ..term(1, 1, type_, "2024-05-13")
        },
    )
}

fn alternate_weeks() -> impl Strategy<Value = AlternateWeeks> {
    (some_days(), some_days(), some_days(), some_days()).prop_map(
        |(week_a_days, week_a_half_days, week_b_days, week_b_half_days)| AlternateWeeks {
            week_a_days,
            week_a_half_days,
            week_b_days,
            week_b_half_days,
        },
    )
}

/// Whether somebody is active, and on what terms.
type Person = (bool, Vec<WorkingTerm>);

fn people(most: usize) -> impl Strategy<Value = Vec<Person>> {
    vec((weighted(0.9), vec(terms(), 0..3)), 1..=most)
}

/// Of six people, whoever is there, on a day: the rest of a shift.
fn shifts() -> impl Strategy<Value = BTreeMap<(i64, i64), Shift>> {
    let kind = (
        select(ShiftType::VARIANTS),
        select(ShiftDuration::VARIANTS),
        select(ShiftStatus::VARIANTS),
        weighted(0.3),
    );
    let shift = kind.prop_map(|(type_, duration, status, is_pinned)| Shift {
        type_,
        duration,
        status,
        is_pinned,
        ..shift(1, 1, "2024-05-13")
    });
    btree_map((1..7_i64, 0..42_i64), shift, 0..30)
}

fn absences() -> impl Strategy<Value = Vec<LeaveRequest>> {
    let absence =
        (1..7_i64, 0..42_i64, 0..6_i64).prop_map(|(clinician, start, length)| LeaveRequest {
            id: LeaveRequestId(1),
            clinician_id: ClinicianId(clinician),
            type_: LeaveType::AnnualLeave,
            start_date: at(start),
            end_date: at(start + length),
            status: LeaveStatus::Approved,
        });
    vec(absence, 0..8)
}

fn practices() -> impl Strategy<Value = Situation> {
    practices_of(6, 25)
}

/// Of so many people at most, with fewer dates to fill than this.
fn practices_of(most: usize, dates: i64) -> impl Strategy<Value = Situation> {
    let range = (0..12_i64, 0..dates);
    let minima = array::uniform5(0..4_u32);
    let holidays = vec(0..42_i64, 0..4);
    (people(most), shifts(), absences(), range, minima, holidays).prop_map(
        |(people, shifts, leave, (start, length), minima, holidays)| {
            let mut practice = situation("2024-05-13", "2024-05-13", minima);
            practice.first = at(start);
            practice.last = at(start + length);
            let holidays = holidays.into_iter().map(|date| (at(date), "Holiday".to_owned()));
            practice.calendar = Calendar::new(holidays.collect());
            employ_all(&mut practice, people);
            practice.leave = leave;
            let weeks = monday(practice.first)..monday(practice.last) + TimeDelta::days(7);
            let shifts = (1..).zip(shifts).map(|(id, ((clinician, date), shift))| Shift {
                id: ShiftId(id),
                clinician_id: ClinicianId(clinician),
                date: at(date),
                ..shift
            });
            practice.shifts = shifts.filter(|shift| weeks.contains(&shift.date)).collect();
            practice
        },
    )
}

fn employ_all(practice: &mut Situation, people: Vec<Person>) {
    for (person, (active, terms)) in (1..).zip(people) {
        if active {
            practice.clinicians.push(clinician(person));
        }
        for term in terms {
            let id = WorkingTermId(i64::try_from(practice.terms.len()).unwrap() + 1);
            practice.terms.push(WorkingTerm { id, clinician_id: ClinicianId(person), ..term });
        }
    }
}

fn changes_nothing(generated: &Generated) -> bool {
    generated.created.is_empty() && generated.updated.is_empty() && generated.deleted.is_empty()
}

fn missing(generated: &Generated) -> u32 {
    generated.unmet.iter().map(|day| day.minimum - day.scheduled).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_run_breaks_no_rule_and_tells_the_truth(
        practice in practices(),
        choice in select(Choice::VARIANTS),
        overwrite in any::<bool>(),
    ) {
        let (generated, after) = run(&practice, Options { overwrite, ..options(choice) });
        let sum = |of: fn(&PhaseReport) -> u32| generated.phases.iter().map(of).sum::<u32>();
        let duties = generated.created.iter().filter(|new| new.type_ == ShiftType::Duty).count();
        for (told, found) in [
            (sum(|phase| phase.created), generated.created.len()),
            (sum(|phase| phase.updated), generated.updated.len() + duties),
            (sum(|phase| phase.deleted), generated.deleted.len()),
        ] {
            prop_assert_eq!(usize::try_from(told).unwrap(), found);
        }
        let days = practice.calendar.working_days(practice.first, practice.last);
        let short = days.filter(|date| {
            let minimum = practice.configuration.minimum_doctors[name(date.weekday())];
            doctors_on(*date, &after.shifts) < minimum
        });
        let told: Vec<NaiveDate> = generated.unmet.iter().map(|day| day.date).collect();
        prop_assert_eq!(short.collect::<Vec<_>>(), told);
    }

    #[test]
    fn a_second_run_changes_nothing(
        practice in practices(),
        choice in select(Choice::VARIANTS),
    ) {
        let (first, after) = run(&practice, options(choice));
        prop_assert!(first.deleted.is_empty());
        let (second, _) = run(&after, options(choice));
        prop_assert!(changes_nothing(&second), "{second:#?}");
    }

    #[test]
    fn a_second_run_after_the_optimiser_changes_nothing(practice in practices_of(3, 12)) {
        // So few can be optimised to the end.
        let time_limit = Duration::from_secs(60);
        let options = Options { optimise: true, time_limit, ..options(Choice::All) };
        let (_, after) = run(&practice, options);
        let (second, _) = run(&after, options);
        prop_assert!(changes_nothing(&second), "{second:#?}");
    }

    #[test]
    fn overwriting_the_same_changes_nothing(practice in practices()) {
        let overwrite = Options { overwrite: true, ..options(Choice::All) };
        let (_, after) = run(&practice, overwrite);
        let (second, _) = run(&after, overwrite);
        prop_assert!(changes_nothing(&second), "{second:#?}");
    }

    #[test]
    fn only_the_shifts_of_the_chosen_change(
        mut practice in practices(),
        chosen in vec(1..7_i64, 0..3),
        choice in select(Choice::VARIANTS),
        overwrite in any::<bool>(),
    ) {
        practice.clinicians.retain(|clinician| chosen.contains(&clinician.id.0));
        let (generated, _) = run(&practice, Options { overwrite, ..options(choice) });
        let updated = generated.updated.iter().map(|(id, _)| *id);
        let touched: BTreeSet<ShiftId> = updated.chain(generated.deleted).collect();
        let touched = practice.shifts.iter().filter(|shift| touched.contains(&shift.id));
        let created = generated.created.iter().map(|planned| planned.clinician_id);
        for id in touched.map(|shift| shift.clinician_id).chain(created) {
            prop_assert!(chosen.contains(&id.0), "{id}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn optimising_makes_nothing_worse(practice in practices()) {
        let (plain, _) = run(&practice, options(Choice::All));
        let (better, _) = run(&practice, Options { optimise: true, ..options(Choice::All) });
        let to_move = plain.phases.iter().filter(|phase| matches!(phase.phase, 3 | 4));
        let to_move: u32 = to_move.map(|phase| phase.created).sum();
        prop_assert_eq!(better.objective.is_some(), to_move > 0);
        let Some(now) = &better.objective else { return Ok(()) };
        let before = now.before;
        prop_assert_eq!((before.unmet, now.unmet), (missing(&plain), missing(&better)));
        prop_assert!(now.unmet <= before.unmet);
        if now.unmet == before.unmet {
            prop_assert!(now.deviation <= before.deviation + 1e-6);
        }
        if now.unmet == before.unmet && (now.deviation - before.deviation).abs() <= 1e-6 {
            prop_assert!(now.spread <= before.spread + 1e-6);
        }
    }
}
