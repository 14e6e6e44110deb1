use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Phase;
use super::draft::{Count, Draft, Entry, Origin};
use super::practice::Practice;
use super::report::{Generated, ObjectiveReport, PhaseReport, Planned, Unmet};
use crate::domain::{ClinicianId, Shift, ShiftId, ShiftType};

/// A phase that was run.
pub(super) struct Run {
    pub(super) phase: Phase,
    pub(super) skipped: u32,
    pub(super) duration_ms: u64,
}

/// What is different from the rota that was found, each with the phase that
/// made it so.
#[derive(Default)]
struct Changes {
    created: Vec<(Phase, Planned)>,
    updated: Vec<(Phase, ShiftId, ShiftType)>,
    deleted: Vec<ShiftId>,
}

impl Changes {
    fn between(shifts: &[Shift], draft: &Draft) -> Self {
        let live = shifts.iter().filter(|shift| shift.is_live());
        let mut found: BTreeMap<(NaiveDate, ClinicianId), &Shift> =
            live.map(|shift| ((shift.date, shift.clinician_id), shift)).collect();
        let mut changes = Self::default();
        for (date, clinician_id, Entry { type_, duration, origin }) in draft.iter() {
            let key = (date, clinician_id);
            // One that was taken away and came again is the same shift.
            let same = found.get(&key).filter(|shift| shift.duration == duration);
            if let Some((id, before)) = same.map(|shift| (shift.id, shift.type_)) {
                found.remove(&key);
                if before != type_ {
                    changes.updated.push((turned_by(type_, origin), id, type_));
                }
            } else if let Origin::Placed(phase) = origin {
                changes.created.push((phase, Planned { clinician_id, date, type_, duration }));
            }
        }
        changes.deleted = found.into_values().map(|shift| shift.id).collect();
        changes
    }

    fn created_by(&self, phase: Phase) -> u32 {
        count(self.created.iter().filter(|(by, _)| *by == phase))
    }

    fn updated_by(&self, phase: Phase) -> u32 {
        let updated = count(self.updated.iter().filter(|(by, _, _)| *by == phase));
        if phase != Phase::Duty {
            return updated;
        }
        let planned = self.created.iter().map(|(_, planned)| planned);
        updated + count(planned.filter(|planned| planned.type_ == ShiftType::Duty))
    }
}

fn turned_by(type_: ShiftType, origin: Origin) -> Phase {
    match origin {
        Origin::Placed(phase) if type_ != ShiftType::Duty => phase,
        Origin::Placed(_) | Origin::Found { .. } => Phase::Duty,
    }
}

/// What a run comes to.
pub(super) fn generated(
    practice: &Practice<'_>,
    draft: &Draft,
    runs: &[Run],
    objective: Option<ObjectiveReport>,
) -> Generated {
    let changes = Changes::between(&practice.situation.shifts, draft);
    let preserved_pinned = pinned(practice);
    let mut deleted = count(&changes.deleted);
    let phases = runs.iter().map(|run| PhaseReport {
        phase: run.phase.number(),
        created: changes.created_by(run.phase),
        updated: changes.updated_by(run.phase),
        deleted: std::mem::take(&mut deleted),
        preserved_pinned,
        skipped: run.skipped,
        alerts: 0,
        duration_ms: run.duration_ms,
    });
    Generated {
        phases: phases.collect(),
        created: changes.created.into_iter().map(|(_, planned)| planned).collect(),
        updated: changes.updated.into_iter().map(|(_, id, type_)| (id, type_)).collect(),
        deleted: changes.deleted,
        unmet: unmet(practice, draft),
        objective,
        warnings: practice.warnings(),
    }
}

fn unmet(practice: &Practice<'_>, draft: &Draft) -> Vec<Unmet> {
    let days = practice.days.iter().map(|(date, day)| Unmet {
        date: *date,
        minimum: day.minimum,
        scheduled: draft.count(Count::Doctors(*date)),
    });
    days.filter(|day| day.scheduled < day.minimum).collect()
}

fn pinned(practice: &Practice<'_>) -> u32 {
    let range = practice.situation.first..=practice.situation.last;
    let is_concerned = |id: ClinicianId| practice.doctors.iter().any(|doctor| doctor.id == id);
    count(practice.situation.shifts.iter().filter(|shift| {
        shift.is_live()
            && shift.is_pinned
            && range.contains(&shift.date)
            && is_concerned(shift.clinician_id)
    }))
}

fn count<T>(items: impl IntoIterator<Item = T>) -> u32 {
    u32::try_from(items.into_iter().count()).unwrap_or(u32::MAX)
}
