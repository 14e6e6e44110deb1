use super::*;

/// A date in June 2024.
fn june(date: u32) -> String {
    format!("2024-06-{date:02}")
}

fn overwrite(choice: Choice) -> Options {
    Options { overwrite: true, ..options(choice) }
}

fn numbers(ids: &[ShiftId]) -> Vec<i64> {
    ids.iter().map(|id| id.0).collect()
}

#[test]
fn what_a_run_could_not_make_stays() {
    let mut practice = situation("2024-06-03", "2024-06-08", [0; 5]);
    employ(&mut practice, salaried(1));
    employ(&mut practice, term(2, 2, WorkingTermType::Locum, "2024-01-01"));
    practice.clinicians.push(clinician(3));
    practice.terms.push(salaried(4));
    let own = |id: i64, date| shift(id, 1, &june(date));
    practice.shifts = vec![
        own(1, 3),
        Shift { is_pinned: true, ..own(2, 4) },
        Shift { status: ShiftStatus::Completed, ..own(3, 5) },
        Shift { type_: ShiftType::StudyLeave, ..own(4, 6) },
        Shift { type_: ShiftType::Coroners, ..own(5, 7) },
        own(6, 8),
        own(7, 9),
        shift(8, 2, "2024-06-03"),
        shift(9, 3, "2024-06-03"),
        shift(10, 4, "2024-06-03"),
    ];
    let (generated, _) = run(&practice, overwrite(Choice::All));
    assert_eq!(numbers(&generated.deleted), [1]);
    assert_eq!(generated.phases[0].deleted, 1);
    for choice in [Choice::One, Choice::Three, Choice::Four, Choice::Six] {
        assert!(run(&practice, overwrite(choice)).0.deleted.is_empty(), "{choice}");
    }
}

#[test]
fn each_phase_takes_away_what_it_makes_itself() {
    let mut practice = situation("2024-06-03", "2024-06-07", [0; 5]);
    practice.configuration.duty_doctors_per_day = 0;
    let fixed_working_days = days([Weekday::Mon]);
    employ(&mut practice, WorkingTerm { fixed_working_days, ..partner(1, "100") });
    practice.shifts = vec![
        half(shift(1, 1, "2024-06-03")),
        shift(2, 1, "2024-06-04"),
        half(shift(3, 1, "2024-06-05")),
        Shift { type_: ShiftType::Duty, ..shift(4, 1, "2024-06-06") },
    ];
    for (choice, created, updated, deleted) in [
        // The fixed day, which is worked in full.
        (Choice::One, 1, 0, vec![1]),
        // A whole day beyond what is agreed.
        (Choice::Three, 0, 0, vec![2]),
        // The same, which comes again.
        (Choice::Four, 0, 0, vec![]),
        // Duty alone.
        (Choice::Six, 0, 1, vec![]),
        // All of them; Monday to Wednesday come again, in full.
        (Choice::All, 2, 0, vec![1, 3, 4]),
    ] {
        let (generated, _) = run(&practice, overwrite(choice));
        let counts = (generated.created.len(), generated.updated.len());
        assert_eq!(counts, (created, updated), "{choice}");
        assert_eq!(numbers(&generated.deleted), deleted, "{choice}");
    }
}

#[test]
fn what_comes_again_is_the_same_shift() {
    let mut practice = situation("2024-06-03", "2024-06-07", [0; 5]);
    practice.configuration.duty_doctors_per_day = 0;
    let fixed_working_days = days([Weekday::Mon, Weekday::Tue, Weekday::Wed]);
    employ(&mut practice, WorkingTerm { fixed_working_days, ..salaried(1) });
    practice.shifts = vec![
        shift(1, 1, "2024-06-03"),
        Shift { type_: ShiftType::Duty, ..shift(2, 1, "2024-06-04") },
        half(shift(3, 1, "2024-06-05")),
        shift(4, 1, "2024-06-06"),
    ];
    let (generated, _) = run(&practice, overwrite(Choice::All));
    assert_eq!(numbers(&generated.deleted), [3, 4]);
    assert_eq!(generated.updated, [(ShiftId(2), ShiftType::Standard)]);
    assert_eq!(generated.created.len(), 1);
    let first = &generated.phases[0];
    assert_eq!((first.created, first.updated, first.deleted), (1, 1, 2));
}

#[test]
fn the_duty_phase_alone_only_hands_duty_on() {
    let mut practice = situation("2024-06-03", "2024-06-07", [0; 5]);
    for id in 1..=2 {
        employ(&mut practice, partner(id, "100"));
        practice.shifts.push(shift(id, id, "2024-06-03"));
    }
    practice.shifts[0].type_ = ShiftType::Duty;
    practice.duty_before = [(ClinicianId(1), 5)].into();
    let (generated, after) = run(&practice, overwrite(Choice::Six));
    assert_eq!(on_duty(&after), ["2024-06-03 2"]);
    let updated = [(ShiftId(1), ShiftType::Standard), (ShiftId(2), ShiftType::Duty)];
    assert_eq!(generated.updated, updated);
    assert!(generated.created.is_empty() && generated.deleted.is_empty());
}

#[test]
fn a_partners_agreed_days_outlast_the_phases_that_fill() {
    let mut practice = situation("2024-06-03", "2024-06-07", [0; 5]);
    let fixed_working_days = days([Weekday::Mon]);
    employ(&mut practice, WorkingTerm { fixed_working_days, ..partner(1, "100") });
    practice.shifts = vec![shift(1, 1, "2024-06-03"), shift(2, 1, "2024-06-04")];
    let (generated, _) = run(&practice, overwrite(Choice::Three));
    assert_eq!(numbers(&generated.deleted), [2]);
}
