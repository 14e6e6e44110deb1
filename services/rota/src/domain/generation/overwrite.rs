use chrono::NaiveDate;

use super::Choice;
use super::draft::{Draft, Entry, Origin};
use super::practice::{Cell, Practice};
use crate::domain::{ClinicianId, ShiftDuration, ShiftType, WorkingTermType};

/// Takes away what the phases of a choice may make, unless it is pinned or
/// completed. Before the sixth alone nobody is on duty, but all still work.
pub(super) fn clear(practice: &Practice<'_>, draft: &mut Draft, choice: Choice) {
    for (date, id) in changeable(practice, draft, choice) {
        if choice == Choice::Six {
            draft.turn(date, id, ShiftType::Standard);
        } else {
            draft.remove(date, id);
        }
    }
}

fn changeable(
    practice: &Practice<'_>,
    draft: &Draft,
    choice: Choice,
) -> Vec<(NaiveDate, ClinicianId)> {
    let doctors = practice.doctors.iter();
    let cells = doctors.flat_map(|doctor| doctor.cells.iter().map(move |cell| (doctor.id, cell)));
    let found = cells.filter_map(|(id, (date, cell))| {
        let entry = draft.entry(*date, id)?;
        let is_changeable = matches!(entry.origin, Origin::Found { is_changeable: true });
        (is_changeable && is_made_by(choice, cell, &entry)).then_some((*date, id))
    });
    found.collect()
}

/// Whether the phases of a choice make such shifts on such days. Leave does not
/// matter: a shift that was made before it was granted goes too.
fn is_made_by(choice: Choice, cell: &Cell, shift: &Entry) -> bool {
    let is_standard = shift.type_ == ShiftType::Standard;
    match choice {
        Choice::One => is_standard && cell.agreed.is_some() && cell.is_every_week,
        // Alone they would not bring back what is agreed.
        Choice::Three | Choice::Four => {
            is_standard
                && shift.duration == ShiftDuration::Full
                && cell.type_ == WorkingTermType::Partner
                && cell.agreed.is_none()
        }
        Choice::Six => shift.type_ == ShiftType::Duty && cell.type_ != WorkingTermType::Locum,
        Choice::All => shift.type_.counts_toward_minimum() && cell.type_ != WorkingTermType::Locum,
    }
}
