use chrono::{DateTime, Weekday};

use super::facts::resulting;
use super::*;
use crate::domain::generation::Planned;
use crate::domain::testing::{clinician, day, shift, term};
use crate::domain::{
    Calendar, Configuration, Days, Shift, ShiftDuration, ShiftId, ShiftType, WorkingTerm,
    WorkingTermType,
};
use crate::store::shifts::ShiftRow;

const TODAY: &str = "2026-03-04";

fn request(start: &str, end: &str) -> Request {
    Request {
        choice: Choice::All,
        start_date: day(start),
        end_date: day(end),
        overwrite: false,
        override_fixed_period: false,
        clinicians: Vec::new(),
        seed: 0,
        time_limit: Duration::ZERO,
        optimise: false,
        dry_run: false,
    }
}

/// A practice of a salaried clinician, with these shifts, all of the generator.
fn facts(shifts: &[Shift]) -> Facts {
    let row = |shift: &Shift| ShiftRow {
        shift: *shift,
        created_by: GENERATOR.to_owned(),
        is_generated: true,
        created_at: DateTime::UNIX_EPOCH,
        modified_by: None,
        modified_at: DateTime::UNIX_EPOCH,
        leave_request_id: None,
    };
    let cannot_work_days = Days::NONE.with(Weekday::Fri);
    let fixed_working_days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri]
        .into_iter()
        .collect();
    let salaried = term(1, 1, WorkingTermType::Salaried, "2025-01-01");
    Facts {
        configuration: Configuration::default(),
        calendar: Calendar::default(),
        clinicians: vec![clinician(1)],
        terms: vec![WorkingTerm { fixed_working_days, cannot_work_days, ..salaried }],
        leave: Vec::new(),
        rows: shifts.iter().map(row).collect(),
    }
}

fn nothing() -> Generated {
    Generated {
        created: Vec::new(),
        updated: Vec::new(),
        deleted: Vec::new(),
        phases: Vec::new(),
        unmet: Vec::new(),
        objective: None,
        warnings: Vec::new(),
    }
}

fn planned(date: &str) -> Planned {
    Planned {
        clinician_id: ClinicianId(1),
        date: day(date),
        type_: ShiftType::Standard,
        duration: ShiftDuration::Full,
    }
}

fn message(refused: Result<(), RotaError>) -> String {
    refused.err().map_or_else(String::new, |error| error.to_string())
}

#[test]
fn a_run_fills_a_year_at_most() {
    for (start, end, told) in [
        ("2026-05-01", "2026-05-01", ""),
        ("2026-05-01", "2027-05-01", ""),
        ("2026-05-01", "2027-05-02", "--end-date 2027-05-02"),
        ("2026-05-01", "2026-04-30", "--end-date 2026-04-30"),
    ] {
        let message = message(refusal::range(&request(start, end)));
        assert!(message.starts_with(told), "{message}");
        assert_eq!(message.is_empty(), told.is_empty(), "{message}");
    }
}

#[test]
fn the_fixed_period_is_left_alone_unless_told_otherwise() {
    let refused = |request: &Request| message(refusal::facts(request, &facts(&[]), day(TODAY)));
    for (start, is_free) in
        [("2026-02-01", false), (TODAY, false), ("2026-04-14", false), ("2026-04-15", true)]
    {
        let mut request = request(start, "2026-05-31");
        let message = refused(&request);
        assert_eq!(message.is_empty(), is_free, "{start}: {message}");
        assert_eq!(message.contains("--override-fixed-period"), !is_free, "{message}");
        request.override_fixed_period = true;
        assert_eq!(refused(&request), "", "{start}");
    }
}

#[test]
fn whoever_is_named_works_there() {
    let mut request = request("2026-05-01", "2026-05-31");
    request.clinicians = vec![ClinicianId(1)];
    assert_eq!(message(refusal::facts(&request, &facts(&[]), day(TODAY))), "");
    request.clinicians.push(ClinicianId(9));
    let message = message(refusal::facts(&request, &facts(&[]), day(TODAY)));
    assert!(message.starts_with("--clinician 9"), "{message}");
}

#[test]
fn an_unlawful_rota_is_not_written() {
    // A Thursday, a Friday that is never worked, a Saturday.
    let [thursday, friday, saturday] = ["2026-05-07", "2026-05-08", "2026-05-09"];
    for (date, rule) in
        [(thursday, ""), (friday, "cannot-work-day"), (saturday, "not-a-working-day")]
    {
        let generated = Generated { created: vec![planned(date)], ..nothing() };
        let message = message(facts(&[]).verify(&generated));
        assert_eq!(message.is_empty(), rule.is_empty(), "{message}");
        assert!(message.contains(rule), "{message}");
        let old = facts(&[shift(4, 1, friday)]);
        let is_kept = old.verify(&generated).is_ok();
        assert_eq!(is_kept, date == thursday, "{date}: only what is new is its fault");
    }
}

#[test]
fn only_who_takes_part_in_duty_is_put_on_it() {
    let turned = Generated { updated: vec![(ShiftId(4), ShiftType::Duty)], ..nothing() };
    for (duration, participates_in_duty, is_fit) in [
        (ShiftDuration::Full, true, true),
        (ShiftDuration::Half, true, false),
        (ShiftDuration::Full, false, false),
    ] {
        let mut by_hand = facts(&[Shift { duration, ..shift(4, 1, "2026-05-07") }]);
        by_hand.rows[0].is_generated = false;
        by_hand.terms[0].participates_in_duty = participates_in_duty;
        let message = message(by_hand.verify(&turned));
        assert_eq!(message.contains("duty-not-eligible"), !is_fit, "{message}");
    }
}

#[test]
fn making_all_anew_takes_away_what_would_not_be_made() {
    // A working day, a Saturday, and a day before the range.
    let dates = ["2026-05-07", "2026-05-09", "2026-05-02"];
    let shifts: Vec<Shift> = dates.iter().zip(4..).map(|(date, id)| shift(id, 1, date)).collect();
    let mut facts = facts(&shifts);
    let mut request = Request { overwrite: true, ..request("2026-05-04", "2026-05-31") };
    assert_eq!(facts.stale(&request), [ShiftId(5)]);
    facts.clinicians[0].active = false;
    assert_eq!(facts.stale(&request), [ShiftId(4), ShiftId(5)]);
    facts.rows[0].shift.is_pinned = true;
    facts.rows[1].is_generated = false;
    assert_eq!(facts.stale(&request), []);
    facts.rows[1].is_generated = true;
    request.clinicians = vec![ClinicianId(9)];
    assert_eq!(facts.stale(&request), []);
    request.clinicians.clear();
    request.choice = Choice::One;
    assert_eq!(facts.stale(&request), []);
}

#[test]
fn pinned_shifts_are_not_touched() {
    let pinned = Shift { is_pinned: true, ..shift(4, 1, "2026-05-07") };
    let gone = Generated { deleted: vec![ShiftId(4)], ..nothing() };
    let turned = Generated { updated: vec![(ShiftId(4), ShiftType::Duty)], ..nothing() };
    for generated in [gone, turned] {
        let message = message(facts(&[pinned]).verify(&generated));
        assert!(message.contains("moved-pin"), "{message}");
        let free = Shift { is_pinned: false, ..pinned };
        assert!(facts(&[free]).verify(&generated).is_ok());
    }
}

#[test]
fn a_run_changes_what_it_says() {
    let before = facts(&[shift(4, 1, "2026-05-04"), shift(5, 1, "2026-05-05")]).shifts();
    let generated = Generated {
        created: vec![planned("2026-05-06"), planned("2026-05-07")],
        updated: vec![(ShiftId(5), ShiftType::Duty)],
        deleted: vec![ShiftId(4)],
        ..nothing()
    };
    let after = resulting(&before, &generated);
    let lines: Vec<(i64, String, ShiftType)> =
        after.iter().map(|(shift, _)| (shift.id.0, shift.date.to_string(), shift.type_)).collect();
    let line = |id, date: &str, type_| (id, date.to_owned(), type_);
    assert_eq!(
        lines,
        [
            line(5, "2026-05-05", ShiftType::Duty),
            line(-1, "2026-05-06", ShiftType::Standard),
            line(-2, "2026-05-07", ShiftType::Standard),
        ]
    );
}

#[test]
fn all_attempts_have_the_time_together() {
    for (limit, spent, left) in
        [(10_000, 4_000, 6_000), (10_000, 12_000, 200), (50, 0, 50), (0, 9, 0)]
    {
        let [limit, spent, left] = [limit, spent, left].map(Duration::from_millis);
        assert_eq!(rest(limit, spent), left, "{limit:?}");
    }
}
