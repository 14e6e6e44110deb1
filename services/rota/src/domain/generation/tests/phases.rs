use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};

use super::*;

const NO_MINIMA: [u32; 5] = [0; 5];

/// The Monday of the week from 3 to 7 June.
const MONDAY: &str = "2024-06-03";

fn spring_holiday() -> Calendar {
    Calendar::new([(day("2024-05-27"), "Spring bank holiday".to_owned())].into())
}

#[test]
fn fixed_days_are_placed_unless_something_is_in_the_way() {
    let mut practice = situation("2024-05-27", "2024-06-02", NO_MINIMA);
    practice.calendar = spring_holiday();
    employ(
        &mut practice,
        WorkingTerm {
            fixed_working_days: days([Mon, Tue, Wed]),
            fixed_half_days: days([Wed]),
            must_work_days: days([Wed, Thu, Fri]),
            ..salaried(1)
        },
    );
    let locum = term(2, 2, WorkingTermType::Locum, "2024-01-01");
    employ(&mut practice, WorkingTerm { fixed_working_days: Days::ALL, ..locum });
    let resident = term(3, 3, WorkingTermType::FyDoctor, "2024-01-01");
    let cannot_work_days = days([Wed]);
    employ(
        &mut practice,
        WorkingTerm { fixed_working_days: Days::ALL, cannot_work_days, ..resident },
    );
    practice.leave.push(leave(1, 3, LeaveType::PlannedSick, "2024-05-30", "2024-05-30"));
    practice.shifts.push(half(shift(1, 3, "2024-05-28")));
    let expected = [
        "2024-05-28 1 FULL",
        "2024-05-29 1 HALF",
        "2024-05-30 1 FULL",
        "2024-05-31 1 FULL",
        "2024-05-31 3 FULL",
    ];
    assert_eq!(placed(&practice, Choice::One), expected);
    let (generated, _) = run(&practice, options(Choice::One));
    // A shift that is there, and leave; what is never worked is not agreed.
    assert_eq!((generated.phases[0].created, generated.phases[0].skipped), (5, 2));
}

#[test]
fn a_partner_gets_what_is_agreed_but_not_on_top_of_other_days() {
    let mut practice = situation(MONDAY, "2024-06-07", NO_MINIMA);
    // Of 3.5 days 40 percent, rounded up: two.
    employ(
        &mut practice,
        WorkingTerm { fixed_working_days: days([Mon, Tue, Wed]), ..partner(1, "40") },
    );
    let agreed = ["2024-06-03 1 FULL", "2024-06-04 1 FULL", "2024-06-05 1 FULL"];
    assert_eq!(placed(&practice, Choice::One), agreed);
    practice.shifts = vec![shift(1, 1, "2024-06-06"), shift(2, 1, "2024-06-07")];
    assert_eq!(placed(&practice, Choice::One), agreed[..1]);
}

#[test]
fn alternate_weeks_are_counted_from_the_first_of_the_term() {
    let mut practice = situation("2024-05-20", "2024-06-16", NO_MINIMA);
    // A Wednesday.
    let alternate_weeks = AlternateWeeks {
        week_a_days: days([Mon]),
        week_a_half_days: Days::NONE,
        week_b_days: days([Tue]),
        week_b_half_days: days([Tue]),
    };
    let salaried = term(1, 1, WorkingTermType::Salaried, "2024-05-22");
    employ(&mut practice, WorkingTerm { alternate_weeks, ..salaried });
    let expected = ["2024-05-28 1 HALF", "2024-06-03 1 FULL", "2024-06-11 1 HALF"];
    assert_eq!(placed(&practice, Choice::All), expected);
    assert!(placed(&practice, Choice::One).is_empty());
}

#[test]
fn the_day_with_most_doctors_missing_comes_first() {
    let mut practice = situation(MONDAY, "2024-06-07", [1, 3, 3, 2, 0]);
    // Of 3.5 days 20 percent, rounded up: one.
    employ(&mut practice, partner(1, "20"));
    assert_eq!(placed(&practice, Choice::Three), ["2024-06-04 1 FULL"]);
    let (generated, _) = run(&practice, options(Choice::Three));
    let unmet = generated.unmet.iter().map(|day| (day.minimum, day.scheduled));
    assert_eq!(unmet.collect::<Vec<_>>(), [(1, 0), (3, 1), (3, 0), (2, 0)]);
    assert_eq!(generated.phases[0].skipped, 8);
    // Half a day and a whole one would be more than one.
    practice.shifts.push(half(shift(1, 1, MONDAY)));
    assert!(placed(&practice, Choice::Three).is_empty());
}

#[test]
fn whoever_owes_most_comes_first_then_who_works_less() {
    let full = |clinician, date| shift(clinician * 10, clinician, date);
    let next = |clinician, date| shift(clinician * 10 + 1, clinician, date);
    let monday = [1, 0, 0, 0, 0];
    for (why, minima, percentages, last, shifts, expected) in [
        ("lowest number", monday, ["100", "100"], "2024-06-07", vec![], "2024-06-03 1 FULL"),
        (
            "owes more, though with more Mondays",
            monday,
            ["100", "100"],
            "2024-06-14",
            vec![full(1, MONDAY), full(2, "2024-06-04"), next(2, "2024-06-05")],
            "2024-06-10 1 FULL",
        ),
        (
            "owes more for the time worked",
            [0, 0, 1, 0, 0],
            ["100", "50"],
            "2024-06-07",
            vec![full(1, MONDAY), half(next(1, "2024-06-04")), half(full(2, MONDAY))],
            "2024-06-05 2 FULL",
        ),
        (
            "works less that week, though with more Mondays",
            monday,
            ["100", "100"],
            "2024-06-14",
            vec![full(1, "2024-06-11"), full(2, MONDAY)],
            "2024-06-10 2 FULL",
        ),
        (
            "fewer Mondays",
            monday,
            ["100", "100"],
            "2024-06-14",
            vec![full(1, MONDAY), full(2, "2024-06-04")],
            "2024-06-10 2 FULL",
        ),
    ] {
        let mut practice = situation(MONDAY, last, minima);
        employ(&mut practice, partner(2, percentages[1]));
        employ(&mut practice, partner(1, percentages[0]));
        practice.shifts = shifts;
        assert_eq!(placed(&practice, Choice::Three), [expected], "{why}");
    }
}

#[test]
fn every_partner_gets_the_least_days_of_a_week() {
    let away = leave(1, 1, LeaveType::AnnualLeave, MONDAY, "2024-06-06");
    let worked =
        vec![shift(1, 1, MONDAY), shift(2, 1, "2024-06-04"), half(shift(3, 1, "2024-06-05"))];
    for (first, shifts, leave, expected, skipped) in [
        (MONDAY, vec![], vec![], vec!["2024-06-03", "2024-06-05", "2024-06-07"], 0),
        // Two of five days, 0.7 each.
        ("2024-06-06", vec![], vec![], vec!["2024-06-07"], 0),
        ("2024-06-07", vec![], vec![], vec![], 0),
        (MONDAY, vec![], vec![away], vec!["2024-06-07"], 2),
        (MONDAY, worked, vec![], vec!["2024-06-07"], 0),
    ] {
        let mut practice = situation(first, "2024-06-07", [0, 0, 1, 0, 2]);
        employ(&mut practice, partner(1, "100"));
        employ(&mut practice, salaried(2));
        practice.shifts = shifts;
        practice.leave = leave;
        let expected = expected.iter().map(|date| format!("{date} 1 FULL"));
        assert_eq!(placed(&practice, Choice::Four), expected.collect::<Vec<_>>(), "{first}");
        let (generated, _) = run(&practice, options(Choice::Four));
        assert_eq!(generated.phases[0].skipped, skipped, "{first}");
    }
}

#[test]
fn a_whole_week_is_between_the_whole_days_around_its_target() {
    for (percentage, floor, cap) in [
        ("1", 0, 1),
        ("28.57", 0, 1),
        ("50", 1, 2),
        ("57.14", 1, 2),
        ("57.15", 2, 3),
        ("85.72", 3, 4),
        ("100", 3, 4),
    ] {
        let mut practice = situation(MONDAY, "2024-06-09", NO_MINIMA);
        employ(&mut practice, partner(1, percentage));
        let week = Practice::of(&practice).doctors[0].weeks[&day(MONDAY)];
        assert_eq!((week.floor, week.cap), (2 * floor, 2 * cap), "{percentage}");
    }
}

/// Two partners who work from Monday to Wednesday.
fn pair(percentages: [&str; 2]) -> Situation {
    let mut practice = situation(MONDAY, "2024-06-07", NO_MINIMA);
    for (id, percentage) in (1..).zip(percentages) {
        employ(&mut practice, partner(id, percentage));
        let dates = (10 * id..).zip([MONDAY, "2024-06-04", "2024-06-05"]);
        practice.shifts.extend(dates.map(|(number, date)| shift(number, id, date)));
    }
    practice
}

#[test]
fn duty_goes_round() {
    let practice = pair(["100", "100"]);
    let (generated, after) = run(&practice, options(Choice::Six));
    assert_eq!(on_duty(&after), ["2024-06-03 1", "2024-06-04 2", "2024-06-05 1"]);
    // Nobody works on Thursday and Friday.
    assert_eq!((generated.phases[0].updated, generated.phases[0].skipped), (3, 2));
}

#[test]
fn duty_follows_the_time_worked_over_the_year() {
    for (percentages, before, expected) in [
        (["100", "100"], [1, 0], "2024-06-03 2"),
        (["100", "40"], [2, 1], "2024-06-03 1"),
        (["100", "60"], [2, 1], "2024-06-03 2"),
    ] {
        let mut practice = pair(percentages);
        practice.last = practice.first;
        practice.duty_before = (1..).map(ClinicianId).zip(before).collect();
        assert_eq!(on_duty(&run(&practice, options(Choice::Six)).1), [expected]);
    }
}

#[test]
fn duty_on_days_in_a_row_is_a_last_resort() {
    let mut practice = pair(["100", "100"]);
    practice.first = day("2024-06-04");
    practice.duty_before = [(ClinicianId(2), 50)].into();
    // The day before the range counts.
    practice.shifts[0].type_ = ShiftType::Duty;
    let (_, after) = run(&practice, options(Choice::Six));
    assert_eq!(on_duty(&after), ["2024-06-03 1", "2024-06-04 2", "2024-06-05 1"]);
    practice.shifts.retain(|shift| shift.clinician_id == ClinicianId(1));
    let (_, after) = run(&practice, options(Choice::Six));
    assert_eq!(on_duty(&after), ["2024-06-03 1", "2024-06-04 1", "2024-06-05 1"]);
}

#[test]
fn more_are_on_duty_after_a_bank_holiday() {
    let mut practice = situation("2024-05-27", "2024-05-29", NO_MINIMA);
    practice.calendar = spring_holiday();
    for id in 1..=4 {
        employ(&mut practice, partner(id, "100"));
        practice.shifts.push(shift(id, id, "2024-05-28"));
        practice.shifts.push(shift(id + 10, id, "2024-05-29"));
    }
    let (_, after) = run(&practice, options(Choice::Six));
    assert_eq!(on_duty(&after), ["2024-05-28 1", "2024-05-28 2", "2024-05-29 3"]);
    practice.shifts[0].type_ = ShiftType::Duty;
    let (generated, again) = run(&practice, options(Choice::Six));
    assert_eq!((on_duty(&again), generated.updated.len()), (on_duty(&after), 2));
}

#[test]
fn only_a_full_free_shift_becomes_duty() {
    let base = shift(1, 1, MONDAY);
    let away = leave(1, 1, LeaveType::AnnualLeave, MONDAY, MONDAY);
    let idle = WorkingTerm { participates_in_duty: false, ..partner(1, "100") };
    let locum = term(1, 1, WorkingTermType::Locum, "2024-01-01");
    let locum = WorkingTerm { participates_in_duty: true, ..locum };
    let working = partner(1, "100");
    for (shift, term, leave, expected) in [
        (base, &working, None, 1),
        (half(base), &working, None, 0),
        (Shift { is_pinned: true, ..base }, &working, None, 0),
        (Shift { status: ShiftStatus::Completed, ..base }, &working, None, 0),
        (Shift { type_: ShiftType::Coroners, ..base }, &working, None, 0),
        (base, &idle, None, 0),
        (base, &locum, None, 0),
        (base, &working, Some(away), 0),
    ] {
        let mut practice = situation(MONDAY, MONDAY, NO_MINIMA);
        employ(&mut practice, term.clone());
        practice.shifts.push(shift);
        practice.leave.extend(leave);
        let (generated, _) = run(&practice, options(Choice::Six));
        assert_eq!(generated.updated.len(), expected, "{shift:?}");
        assert_eq!(generated.phases[0].skipped, 1 - u32::try_from(expected).unwrap());
    }
}

#[test]
fn a_run_reports_on_its_phases() {
    let mut practice = pair(["100", "100"]);
    practice.shifts[0].is_pinned = true;
    practice.clinicians.push(clinician(3));
    let (generated, _) = run(&practice, options(Choice::All));
    let phases = generated.phases.iter();
    let told = phases.map(|told| (told.phase, told.preserved_pinned, told.duration_ms));
    let expected = [1, 2, 3, 4, 6].map(|phase| (phase, 1, 1));
    assert_eq!(told.collect::<Vec<_>>(), expected);
    let sentence = "Dr 3 has no working term between 2024-06-03 and 2024-06-07 and gets no shifts.";
    assert_eq!(generated.warnings, [sentence]);
    assert_eq!(generated.objective, None);
}
