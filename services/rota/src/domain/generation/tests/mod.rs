mod overwriting;
mod phases;
mod properties;

use chrono::Weekday;

use super::*;
use crate::check::{Rota, Violation, check, moved_pins};
use crate::domain::days::{WEEKDAYS, name};
use crate::domain::testing::{clinician, day, decimal, leave, shift, term};
use crate::domain::{
    AlternateWeeks, Days, LeaveType, ShiftDuration, ShiftId, ShiftStatus, ShiftType, WorkingTermId,
    WorkingTermType,
};

/// Shifts of this number and beyond were made by a run.
const FIRST_NEW: i64 = 1000;

/// A practice of nobody, with these minima from Monday to Friday.
fn situation(first: &str, last: &str, minima: [u32; 5]) -> Situation {
    let minima = WEEKDAYS.map(name).into_iter().zip(minima);
    let configuration = Configuration {
        minimum_doctors: minima.map(|(day, count)| (day.to_owned(), count)).collect(),
        ..Configuration::default()
    };
    Situation {
        first: day(first),
        last: day(last),
        configuration,
        calendar: Calendar::default(),
        clinicians: Vec::new(),
        terms: Vec::new(),
        leave: Vec::new(),
        shifts: Vec::new(),
        duty_before: BTreeMap::new(),
    }
}

fn employ(practice: &mut Situation, term: WorkingTerm) {
    practice.clinicians.push(clinician(term.clinician_id.0));
    practice.terms.push(term);
}

fn partner(id: i64, percentage: &str) -> WorkingTerm {
    let partner = term(id, id, WorkingTermType::Partner, "2024-01-01");
    WorkingTerm { percentage: decimal(percentage), ..partner }
}

fn salaried(id: i64) -> WorkingTerm {
    term(id, id, WorkingTermType::Salaried, "2024-01-01")
}

fn half(shift: Shift) -> Shift {
    Shift { duration: ShiftDuration::Half, ..shift }
}

fn days<const N: usize>(days: [Weekday; N]) -> Days {
    days.into_iter().collect()
}

fn options(choice: Choice) -> Options {
    let time_limit = Duration::from_millis(20);
    Options { choice, overwrite: false, optimise: false, seed: 0, time_limit }
}

/// What a run makes, and the practice with it, which is checked.
fn run(before: &Situation, options: Options) -> (Generated, Situation) {
    let mut ticks = 0;
    let generated = generate(before, &options, &mut || {
        ticks += 1;
        ticks
    });
    let after = apply(before, &generated);
    let old = broken(before);
    let new: Vec<_> = broken(&after).into_iter().filter(|of| !old.contains(of)).collect();
    assert!(new.is_empty(), "{new:#?}");
    let moved = moved_pins(&before.shifts, &after.shifts);
    assert!(moved.is_empty(), "{moved:#?}");
    (generated, after)
}

fn broken(practice: &Situation) -> Vec<Violation> {
    let shifts = practice.shifts.iter().map(|shift| (*shift, shift.id.0 >= FIRST_NEW));
    let shifts: Vec<_> = shifts.collect();
    check(&Rota {
        configuration: &practice.configuration,
        calendar: &practice.calendar,
        clinicians: &practice.clinicians,
        terms: &practice.terms,
        leave: &practice.leave,
        shifts: &shifts,
    })
}

fn apply(before: &Situation, generated: &Generated) -> Situation {
    let mut after = before.clone();
    for (id, type_) in &generated.updated {
        after.shifts.iter_mut().find(|shift| shift.id == *id).unwrap().type_ = *type_;
    }
    let newest = after.shifts.iter().map(|shift| shift.id.0).max().unwrap_or_default();
    after.shifts.retain(|shift| !generated.deleted.contains(&shift.id));
    assert_eq!(before.shifts.len() - after.shifts.len(), generated.deleted.len());
    for (id, planned) in (FIRST_NEW.max(newest + 1)..).zip(&generated.created) {
        after.shifts.push(Shift {
            id: ShiftId(id),
            clinician_id: planned.clinician_id,
            date: planned.date,
            type_: planned.type_,
            duration: planned.duration,
            status: ShiftStatus::Scheduled,
            is_pinned: false,
        });
    }
    after
}

/// The new shifts of a phase run alone, as `<date> <clinician> <duration>`.
fn placed(practice: &Situation, choice: Choice) -> Vec<String> {
    let created = run(practice, options(choice)).0.created;
    let line = |Planned { clinician_id, date, duration, .. }: &Planned| {
        format!("{date} {clinician_id} {duration}")
    };
    created.iter().map(line).collect()
}

/// Who is on duty, as `<date> <clinician>`.
fn on_duty(practice: &Situation) -> Vec<String> {
    let duties = practice.shifts.iter().filter(|shift| shift.type_ == ShiftType::Duty);
    let mut lines: Vec<String> =
        duties.map(|shift| format!("{} {}", shift.date, shift.clinician_id)).collect();
    lines.sort();
    lines
}
