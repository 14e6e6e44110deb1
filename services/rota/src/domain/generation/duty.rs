use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::draft::{Count, Draft, Origin};
use super::practice::{Doctor, Practice};
use crate::domain::{Calendar, ClinicianId, ShiftDuration, ShiftType, WorkingTermType};

/// Puts doctors that work on duty, day by day. The answer is how many places
/// stay empty.
pub(super) fn assign(practice: &Practice<'_>, draft: &mut Draft) -> u32 {
    let mut empty = 0;
    for (date, day) in &practice.days {
        let neighbours = neighbours(&practice.situation.calendar, *date);
        let assigned = draft.count(Count::DutyDoctors(*date));
        for place in assigned..day.duty_doctors {
            let Some(id) = next(practice, draft, *date, &neighbours) else {
                empty += day.duty_doctors - place;
                break;
            };
            draft.turn(*date, id, ShiftType::Duty);
        }
    }
    empty
}

/// Who is on duty next: rather not on working days in a row, then who had the
/// fewest for the time they work.
fn next(
    practice: &Practice<'_>,
    draft: &Draft,
    date: NaiveDate,
    neighbours: &[NaiveDate],
) -> Option<ClinicianId> {
    let candidates = practice.doctors.iter().filter_map(|doctor| {
        let wte = eligible(draft, doctor, date)?;
        let in_a_row = neighbours.iter().any(|neighbour| {
            let entry = draft.entry(*neighbour, doctor.id);
            entry.is_some_and(|entry| entry.type_ == ShiftType::Duty)
        });
        let duties = doctor.duties_before.saturating_add(draft.count(Count::Duties(doctor.id)));
        let share = Decimal::from(duties).checked_div(wte).unwrap_or_default();
        Some((in_a_row, share, doctor.id))
    });
    candidates.min().map(|(_, _, id)| id)
}

/// The time that somebody works, if they can be put on duty.
fn eligible(draft: &Draft, doctor: &Doctor, date: NaiveDate) -> Option<Decimal> {
    let cell = doctor.cells.get(&date)?;
    let entry = draft.entry(date, doctor.id)?;
    let is_changeable = match entry.origin {
        Origin::Found { is_changeable } => is_changeable,
        Origin::Placed(_) => true,
    };
    let is_eligible = is_changeable
        && entry.type_ == ShiftType::Standard
        && entry.duration == ShiftDuration::Full
        && cell.participates_in_duty
        && cell.type_ != WorkingTermType::Locum
        && !cell.is_away;
    is_eligible.then_some(cell.wte)
}

/// The working days before and after a date.
fn neighbours(calendar: &Calendar, date: NaiveDate) -> Vec<NaiveDate> {
    let before = date.iter_days().rev().skip(1).find(|day| calendar.is_working_day(*day));
    let after = date.iter_days().skip(1).find(|day| calendar.is_working_day(*day));
    before.into_iter().chain(after).collect()
}
