use chrono::Weekday;

use super::*;
use crate::domain::testing::{clinician, day, decimal, leave, shift, term};
use crate::domain::{AlternateWeeks, Days, LeaveType};

/// A partner that never works on Wednesdays and is away on Friday 7 June, a
/// locum, somebody without duty, somebody inactive and somebody without a term.
struct Practice {
    configuration: Configuration,
    calendar: Calendar,
    clinicians: Vec<Clinician>,
    terms: Vec<WorkingTerm>,
    leave: Vec<LeaveRequest>,
}

impl Practice {
    fn new() -> Self {
        let start = "2024-05-20";
        let partner = WorkingTerm {
            cannot_work_days: Days::NONE.with(Weekday::Wed),
            ..term(1, 1, WorkingTermType::Partner, start)
        };
        let idle = Clinician { active: false, ..clinician(4) };
        Self {
            configuration: Configuration::default(),
            calendar: Calendar::new([(day("2024-05-27"), "Holiday".to_owned())].into()),
            clinicians: vec![clinician(1), clinician(2), clinician(3), idle, clinician(5)],
            terms: vec![
                partner,
                term(2, 2, WorkingTermType::Locum, start),
                term(3, 3, WorkingTermType::FyDoctor, start),
                term(4, 4, WorkingTermType::Salaried, start),
            ],
            leave: vec![leave(1, 1, LeaveType::AnnualLeave, "2024-06-07", "2024-06-07")],
        }
    }

    /// The rules that these shifts break, made by the generator or not.
    fn broken(&self, shifts: &[Shift], is_generated: bool) -> Vec<&'static str> {
        let shifts: Vec<_> = shifts.iter().map(|shift| (*shift, is_generated)).collect();
        let violations = check(&Rota {
            configuration: &self.configuration,
            calendar: &self.calendar,
            clinicians: &self.clinicians,
            terms: &self.terms,
            leave: &self.leave,
            shifts: &shifts,
        });
        violations.into_iter().map(|violation| violation.rule).collect()
    }
}

#[test]
fn each_rule_is_told_by_its_name() {
    let duty = |clinician, duration| Shift {
        type_: ShiftType::Duty,
        duration,
        ..shift(1, clinician, "2024-06-03")
    };
    let study = Shift { type_: ShiftType::StudyLeave, ..shift(1, 1, "2024-06-07") };
    let cancelled = Shift { status: ShiftStatus::Cancelled, ..shift(1, 1, "2024-06-05") };
    let practice = Practice::new();
    for (shift, expected) in [
        (shift(1, 1, "2024-06-03"), None),
        (shift(1, 1, "2024-06-05"), Some("cannot-work-day")),
        (cancelled, None),
        (shift(1, 1, "2024-06-08"), Some("not-a-working-day")),
        (shift(1, 1, "2024-05-27"), Some("not-a-working-day")),
        (shift(1, 1, "2024-05-17"), Some("no-term")),
        (shift(1, 5, "2024-06-03"), Some("no-term")),
        (shift(1, 2, "2024-06-03"), Some("locum-generated")),
        (shift(1, 4, "2024-06-03"), Some("inactive-clinician")),
        (shift(1, 9, "2024-06-08"), Some("inactive-clinician")),
        (duty(1, ShiftDuration::Full), None),
        (duty(1, ShiftDuration::Half), Some("duty-not-eligible")),
        (duty(3, ShiftDuration::Full), Some("duty-not-eligible")),
        (study, None),
    ] {
        assert_eq!(practice.broken(&[shift], true).first().copied(), expected, "{shift:?}");
        assert!(practice.broken(&[shift], false).is_empty(), "{shift:?}");
        let pinned = Shift { is_pinned: true, ..shift };
        assert!(practice.broken(&[pinned], true).is_empty(), "{pinned:?}");
    }
}

#[test]
fn a_pattern_is_worked_as_agreed() {
    let mut practice = Practice::new();
    let trainee = &mut practice.terms[2];
    trainee.fixed_working_days = Days::NONE.with(Weekday::Mon);
    trainee.fixed_half_days = Days::NONE.with(Weekday::Tue);
    for (date, duration, is_agreed) in [
        ("2024-06-03", ShiftDuration::Full, true),
        ("2024-06-03", ShiftDuration::Half, false),
        ("2024-06-04", ShiftDuration::Half, true),
        ("2024-06-04", ShiftDuration::Full, false),
        ("2024-06-05", ShiftDuration::Full, false),
    ] {
        let shift = Shift { duration, ..shift(1, 3, date) };
        let expected: &[&str] = if is_agreed { &[] } else { &["not-agreed"] };
        assert_eq!(practice.broken(&[shift], true), expected, "{shift:?}");
        assert!(practice.broken(&[shift], false).is_empty(), "{shift:?}");
    }
}

#[test]
fn some_rules_bind_everybody() {
    let practice = Practice::new();
    let away = Shift { is_pinned: true, ..shift(1, 1, "2024-06-07") };
    let twice = [shift(1, 2, "2024-06-03"), shift(2, 2, "2024-06-03"), shift(3, 2, "2024-06-03")];
    for is_generated in [false, true] {
        assert_eq!(practice.broken(&[away], is_generated), ["shift-on-leave"]);
    }
    assert_eq!(practice.broken(&twice, false), ["two-shifts-a-day"]);
}

#[test]
fn a_week_takes_its_target_or_what_is_agreed() {
    let mut practice = Practice::new();
    // Of 3.5 days half, rounded up: two.
    practice.terms[0].percentage = decimal("50");
    let half = Shift { duration: ShiftDuration::Half, ..shift(3, 1, "2024-06-06") };
    let two = [shift(1, 1, "2024-06-03"), shift(2, 1, "2024-06-04")];
    let more = [two[0], two[1], half];
    let week_after = more.map(|shift| Shift { date: shift.date + chrono::Days::new(7), ..shift });
    let cap = ["weekly-cap"; 3];
    assert!(practice.broken(&two, true).is_empty());
    assert_eq!(practice.broken(&more, true), cap);

    let pattern: Days = [Weekday::Mon, Weekday::Tue, Weekday::Thu].into_iter().collect();
    practice.terms[0].alternate_weeks =
        AlternateWeeks { week_a_days: pattern, ..AlternateWeeks::default() };
    assert!(practice.broken(&more, true).is_empty());
    assert_eq!(practice.broken(&week_after, true), cap);

    practice.terms[0].fixed_working_days = pattern;
    assert!(practice.broken(&week_after, true).is_empty());
}

#[test]
fn pinned_and_completed_shifts_must_not_move() {
    let plain = shift(1, 1, "2024-06-03");
    let pinned = Shift { is_pinned: true, ..shift(2, 1, "2024-06-04") };
    let completed = Shift { status: ShiftStatus::Completed, ..shift(3, 1, "2024-06-05") };
    let cancelled = Shift { status: ShiftStatus::Cancelled, ..pinned };
    for (before, after, moved) in [
        (plain, vec![], false),
        (pinned, vec![completed, pinned], false),
        (pinned, vec![completed], true),
        (pinned, vec![Shift { type_: ShiftType::Duty, ..pinned }], true),
        (completed, vec![completed], false),
        (completed, vec![Shift { date: day("2024-06-06"), ..completed }], true),
        (cancelled, vec![], false),
    ] {
        let found = moved_pins(&[before], &after);
        assert_eq!(!found.is_empty(), moved, "{before:?}");
        assert!(found.iter().all(|violation| violation.rule == "moved-pin"));
    }
}
