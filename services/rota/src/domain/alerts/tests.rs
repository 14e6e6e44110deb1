use std::collections::{BTreeMap, BTreeSet};

use chrono::{TimeDelta, Weekday};
use proptest::collection::btree_map;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;
use strum::VariantArray;

use super::*;
use crate::domain::testing::{clinician, day, decimal, leave, shift, term};
use crate::domain::{
    AlternateWeeks, Calendar, Clinician, Configuration, Days, LeaveRequest, LeaveType, Shift,
    ShiftDuration, ShiftStatus, ShiftType, WorkingTerm, WorkingTermType,
};

/// What alerts are about, with a bank holiday on Monday 27 May 2024.
struct Practice {
    configuration: Configuration,
    calendar: Calendar,
    clinicians: Vec<Clinician>,
    terms: Vec<WorkingTerm>,
    leave: Vec<LeaveRequest>,
    shifts: Vec<Shift>,
}

impl Practice {
    /// Locums 1 to 12, who may work on any day and as much as they like.
    fn of(shifts: Vec<Shift>) -> Self {
        Self {
            configuration: Configuration::default(),
            calendar: Calendar::new([(day("2024-05-27"), "Holiday".to_owned())].into()),
            clinicians: (1..=12).map(clinician).collect(),
            terms: (1..=12).map(|id| term(id, id, WorkingTermType::Locum, "2024-01-01")).collect(),
            leave: Vec::new(),
            shifts,
        }
    }

    fn triggers(&self, dates: &[&str]) -> Vec<Trigger> {
        let facts = Facts {
            configuration: &self.configuration,
            calendar: &self.calendar,
            clinicians: &self.clinicians,
            terms: &self.terms,
            leave: &self.leave,
            shifts: &self.shifts,
        };
        triggers(&facts, &dates.iter().map(|date| day(date)).collect())
    }

    fn of_type(&self, type_: AlertType, dates: &[&str]) -> Vec<Trigger> {
        let mut triggers = self.triggers(dates);
        triggers.retain(|trigger| trigger.type_ == type_);
        triggers
    }
}

/// Standard shifts of clinicians 1 to `count`.
fn shifts(count: i64, date: &str) -> Vec<Shift> {
    (1..=count).map(|id| shift(id, id, date)).collect()
}

#[test]
fn too_few_doctors_and_just_enough() {
    let minimum = Some(AlertType::AtWarningThreshold);
    let below = Some(AlertType::BelowMinimum);
    for (date, scheduled, expected) in [
        ("2024-06-03", 5, below),
        ("2024-06-03", 9, minimum),
        ("2024-06-03", 10, None),
        ("2024-06-07", 0, below),
        ("2024-06-08", 0, None),
        ("2024-05-27", 0, None),
    ] {
        let practice = Practice::of(shifts(scheduled, date));
        let mut found = practice.triggers(&[date]);
        found.retain(|trigger| trigger.type_ != AlertType::InsufficientDutyDoctors);
        let types: Vec<AlertType> = found.iter().map(|trigger| trigger.type_).collect();
        assert_eq!(types, Vec::from_iter(expected), "{scheduled} on {date}");
    }
    let practice = Practice::of(shifts(5, "2024-06-03"));
    let expected = Trigger {
        type_: AlertType::BelowMinimum,
        date: day("2024-06-03"),
        clinician_id: None,
        message: "Monday 3 June 2024: 5 of 9 doctors.".to_owned(),
        details: json!({ "scheduled": 5, "minimum": 9 }),
    };
    assert_eq!(practice.of_type(AlertType::BelowMinimum, &["2024-06-03"]), [expected]);
}

#[test]
fn duty_doctors_are_needed_every_day_and_more_after_a_bank_holiday() {
    for (date, every_day, on_duty, expected) in [
        ("2024-05-29", 1, 0, Some((0, 1))),
        ("2024-05-29", 1, 1, None),
        ("2024-05-29", 0, 0, None),
        ("2024-05-28", 1, 1, Some((1, 2))),
        ("2024-05-28", 1, 2, None),
        ("2024-05-28", 3, 2, Some((2, 3))),
        ("2024-05-27", 1, 0, None),
        ("2024-06-01", 1, 0, None),
    ] {
        let mut practice = Practice::of(shifts(4, date));
        practice.configuration.duty_doctors_per_day = every_day;
        practice.shifts.iter_mut().take(on_duty).for_each(|shift| shift.type_ = ShiftType::Duty);
        practice.shifts[3].type_ = ShiftType::Duty;
        practice.shifts[3].status = ShiftStatus::Cancelled;
        let found = practice.of_type(AlertType::InsufficientDutyDoctors, &[date]);
        let details: Vec<Value> = found.into_iter().map(|trigger| trigger.details).collect();
        let expected = expected
            .map(|(assigned, required)| json!({ "assigned": assigned, "required": required }));
        assert_eq!(details, Vec::from_iter(expected), "{on_duty} on {date}");
    }
}

/// Somebody at work on these dates, the last for half a day.
fn worked(dates: &[&str]) -> Vec<Shift> {
    let mut shifts: Vec<Shift> =
        dates.iter().zip(1..).map(|(date, id)| shift(id, 1, date)).collect();
    if let Some(last) = shifts.last_mut() {
        last.duration = ShiftDuration::Half;
    }
    shifts
}

#[test]
fn more_than_a_tenth_beyond_the_agreed_is_too_much() {
    let five = &["2024-06-03", "2024-06-04", "2024-06-05", "2024-06-06", "2024-06-08"][..];
    let four = &["2024-06-03", "2024-06-04", "2024-06-05", "2024-06-06"][..];
    let salaried = WorkingTerm {
        fixed_working_days: Days::ALL,
        ..term(1, 1, WorkingTermType::Salaried, "2024-01-01")
    };
    let four_days =
        WorkingTerm { fixed_working_days: Days::ALL.iter().skip(1).collect(), ..salaried.clone() };
    let partner = term(1, 1, WorkingTermType::Partner, "2024-01-01");
    let later = WorkingTerm { start_date: day("2024-06-05"), ..partner.clone() };
    let locum = term(1, 1, WorkingTermType::Locum, "2024-01-01");
    for (term, dates, threshold, expected) in [
        (Some(&partner), five, 110, true),
        (Some(&partner), four, 110, false),
        (Some(&partner), five, 129, false),
        (Some(&partner), five, 128, true),
        (Some(&partner), four, 90, false),
        (Some(&four_days), five, 110, true),
        (Some(&salaried), five, 90, false),
        (Some(&salaried), five, 89, true),
        (Some(&later), five, 110, true),
        (Some(&locum), five, 1, false),
        (None, five, 1, false),
    ] {
        let mut practice = Practice::of(worked(dates));
        practice.configuration.overwork_threshold_percent = threshold;
        practice.terms = term.into_iter().cloned().collect();
        for looked_at in [&["2024-06-04"][..], &["2024-06-09"], &["2024-06-03", "2024-06-07"]] {
            let found = practice.of_type(AlertType::OverworkedDoctor, looked_at);
            let about: Vec<NaiveDate> = found.iter().map(|trigger| trigger.date).collect();
            let expected = if expected { vec![day("2024-06-03")] } else { vec![] };
            assert_eq!(about, expected, "{term:?} {threshold} {looked_at:?}");
        }
    }
}

#[test]
fn the_target_is_what_is_agreed_of_that_very_week() {
    let days = |days: &[Weekday]| days.iter().copied().collect::<Days>();
    let (monday, tuesday) = (Weekday::Mon, Weekday::Tue);
    let of = |type_| term(1, 1, type_, "2024-06-03");
    let alternating = WorkingTerm {
        fixed_working_days: days(&[monday, tuesday, Weekday::Wed]),
        alternate_weeks: AlternateWeeks {
            week_a_days: Days::NONE.with(Weekday::Fri),
            ..AlternateWeeks::default()
        },
        ..of(WorkingTermType::Salaried)
    };
    let halves = WorkingTerm {
        fixed_working_days: days(&[monday, tuesday]),
        fixed_half_days: days(&[tuesday]),
        ..of(WorkingTermType::Salaried)
    };
    let every_other = WorkingTerm { fixed_working_days: Days::NONE, ..alternating.clone() };
    let rarely = WorkingTerm { percentage: decimal("40"), ..of(WorkingTermType::Partner) };
    let agreed = WorkingTerm { fixed_working_days: Days::ALL, ..rarely.clone() };
    let a = ["2024-06-03", "2024-06-04", "2024-06-05", "2024-06-07", "2024-06-06"];
    let b = ["2024-06-10", "2024-06-11", "2024-06-12", "2024-06-14", "2024-06-13"];
    for (term, week, count, expected) in [
        (&alternating, a, 4, None),
        (&alternating, a, 5, Some((5.0, 4.0))),
        (&alternating, b, 3, None),
        (&alternating, b, 4, Some((4.0, 3.0))),
        (&every_other, a, 1, None),
        (&every_other, b, 1, Some((1.0, 0.0))),
        (&halves, a, 1, None),
        (&halves, a, 2, Some((2.0, 1.5))),
        (&rarely, a, 2, None),
        (&rarely, a, 3, Some((3.0, 1.4))),
        (&agreed, a, 5, None),
        (&of(WorkingTermType::Partner), a, 4, None),
        (&of(WorkingTermType::FyDoctor), a, 5, None),
    ] {
        let shifts = (1..).zip(&week[..count]).map(|(id, date)| shift(id, 1, date));
        let mut practice = Practice::of(shifts.collect());
        practice.terms = vec![term.clone()];
        let found = practice.of_type(AlertType::OverworkedDoctor, &week);
        let details: Vec<Value> = found.into_iter().map(|trigger| trigger.details).collect();
        let expected = expected.map(
            |(actual, target)| json!({ "clinician_id": 1, "actual": actual, "target": target }),
        );
        assert_eq!(details, Vec::from_iter(expected), "{term:?} {count} of {week:?}");
    }
}

#[test]
fn overwork_is_told_on_the_first_day_that_is_worked() {
    let dates = ["2024-05-28", "2024-05-29", "2024-05-30", "2024-05-31", "2024-05-27"];
    let mut practice = Practice::of(worked(&dates));
    practice.terms = vec![term(1, 1, WorkingTermType::Partner, "2024-01-01")];
    let expected = Trigger {
        type_: AlertType::OverworkedDoctor,
        date: day("2024-05-28"),
        clinician_id: Some(ClinicianId(1)),
        message: "Week of Tuesday 28 May 2024: Dr 1 works 4.5 days of 3.5.".to_owned(),
        details: json!({ "clinician_id": 1, "actual": 4.5, "target": 3.5 }),
    };
    assert_eq!(practice.of_type(AlertType::OverworkedDoctor, &["2024-05-30"]), [expected]);
    practice.calendar = Calendar::new(dates.map(|date| (day(date), "Holiday".to_owned())).into());
    assert!(practice.triggers(&["2024-05-30"]).is_empty());
}

#[test]
fn nobody_is_on_the_rota_on_leave_or_on_a_day_they_cannot_work() {
    let monday = shift(1, 1, "2024-06-03");
    let friday = shift(1, 1, "2024-06-07");
    let on_leave = Some("on leave");
    let cannot = Some("cannot work on Fridays");
    for (of, expected) in [
        (monday, on_leave),
        (Shift { is_pinned: true, ..monday }, on_leave),
        (Shift { status: ShiftStatus::Completed, ..monday }, on_leave),
        (Shift { status: ShiftStatus::Cancelled, ..monday }, None),
        (Shift { type_: ShiftType::StudyLeave, ..monday }, None),
        (Shift { type_: ShiftType::Coroners, ..monday }, None),
        (shift(1, 2, "2024-06-03"), None),
        (shift(1, 1, "2024-06-04"), None),
        (friday, cannot),
        (Shift { is_pinned: true, ..friday }, None),
        (shift(1, 2, "2024-06-07"), None),
    ] {
        let mut practice = Practice::of(vec![of]);
        practice.leave = vec![leave(1, 1, LeaveType::AnnualLeave, "2024-05-30", "2024-06-03")];
        practice.terms[0].cannot_work_days = Days::NONE.with(Weekday::Fri);
        let dates = ["2024-06-03", "2024-06-04", "2024-06-07"];
        let found = practice.of_type(AlertType::ConstraintViolation, &dates);
        let expected = expected.map(|reason| {
            (of.date, Some(ClinicianId(1)), json!({ "clinician_id": 1, "reason": reason }))
        });
        let found = found.into_iter().map(|of| (of.date, of.clinician_id, of.details));
        assert_eq!(found.collect::<Vec<_>>(), Vec::from_iter(expected), "{of:?}");
    }
}

#[test]
fn the_longest_names_fit_into_a_message() {
    let week = ["2024-09-23", "2024-09-24", "2024-09-25", "2024-09-26", "2024-09-27"];
    let mut practice = Practice::of(week.iter().map(|date| shift(1, 1, date)).collect());
    practice.clinicians[0].name = "é".repeat(255);
    let partner = term(1, 1, WorkingTermType::Partner, "2024-01-01");
    practice.terms = vec![WorkingTerm { cannot_work_days: Days::ALL, ..partner }];
    let found = practice.triggers(&week);
    let types: BTreeSet<AlertType> = found.iter().map(|trigger| trigger.type_).collect();
    assert_eq!(types.len(), 4);
    for trigger in found {
        assert!(trigger.message.chars().count() <= 500, "{}", trigger.message);
    }
}

fn some_shifts() -> impl Strategy<Value = Vec<Shift>> {
    let types = select(ShiftType::VARIANTS);
    let durations = select(ShiftDuration::VARIANTS);
    let kind = (types, durations, any::<bool>());
    btree_map((1..13_i64, 0..14_i64), kind, 0..120).prop_map(|shifts| {
        let shift = |((clinician, after), (type_, duration, is_pinned))| Shift {
            date: day("2024-05-27") + TimeDelta::days(after),
            type_,
            duration,
            is_pinned,
            ..shift(1, clinician, "2024-05-27")
        };
        shifts.into_iter().map(shift).collect()
    })
}

proptest! {
    #[test]
    fn triggers_are_about_different_things_in_any_order_of_shifts(
        (shifts, shuffled) in some_shifts()
            .prop_flat_map(|shifts| (Just(shifts.clone()), Just(shifts).prop_shuffle())),
        first in 0..14_i64,
        length in 0..14_i64,
    ) {
        let practice = |shifts| {
            let mut practice = Practice::of(shifts);
            practice.terms[0].type_ = WorkingTermType::Partner;
            practice.terms[1].type_ = WorkingTermType::Salaried;
            practice.terms[1].fixed_working_days = Days::NONE.with(Weekday::Mon);
            practice.terms[2].cannot_work_days = Days::ALL;
            practice.leave =
                vec![leave(1, 4, LeaveType::AnnualLeave, "2024-05-27", "2024-06-05")];
            practice
        };
        let last = (first + length).min(14);
        let dates = (first..last).map(|after| day("2024-05-27") + TimeDelta::days(after));
        let dates: Vec<String> = dates.map(|date| date.to_string()).collect();
        let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
        let ordered = practice(shifts);
        let found = ordered.triggers(&dates);
        prop_assert_eq!(&found, &practice(shuffled).triggers(&dates));
        let mut about = BTreeMap::new();
        for trigger in found {
            prop_assert!(ordered.calendar.is_working_day(trigger.date));
            let is_of_clinician = matches!(
                trigger.type_,
                AlertType::OverworkedDoctor | AlertType::ConstraintViolation
            );
            prop_assert_eq!(trigger.clinician_id.is_some(), is_of_clinician);
            let key = (trigger.type_, trigger.date, trigger.clinician_id);
            prop_assert_eq!(about.insert(key, trigger.message), None);
        }
    }
}
