use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::Request;
use super::facts::Facts;
use crate::domain::bank_holidays;
use crate::domain::generation::{Generated, ObjectiveReport, PhaseReport, Planned, Unmet};
use crate::domain::{ChangeType, ClinicianId, Shift, ShiftDuration, ShiftId, ShiftType};

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The number that it is kept under; none of a dry run.
    pub run_id: Option<i64>,
    /// One for each phase run, in order. Alerts are raised once, after the last.
    pub phases: Vec<PhaseReport>,
    /// Days still short of doctors, in order.
    pub unmet: Vec<Unmet>,
    /// None where nothing was optimised.
    pub objective: Option<ObjectiveReport>,
    /// Where the optimiser's random choices started.
    pub seed: u64,
    /// Sentences about who was kept off the rota, and why.
    pub warnings: Vec<String>,
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// How many shifts changed, or would.
    pub changes: Counts,
    /// What a dry run would change, by date and clinician; absent of others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shifts: Option<Vec<PlannedShift>>,
}

/// How many shifts a run changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// New ones.
    pub created: usize,
    /// Ones that get another type.
    pub updated: usize,
    /// Ones that go.
    pub deleted: usize,
}

/// A shift that a run would change, as it would be then; one that would go, as
/// it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedShift {
    /// When.
    pub date: NaiveDate,
    /// Whose it is.
    pub clinician_id: ClinicianId,
    /// What they are called.
    pub clinician_name: String,
    /// What is done.
    #[serde(rename = "type")]
    pub type_: ShiftType,
    /// How long.
    pub duration: ShiftDuration,
    /// What would happen to it.
    pub change: ChangeType,
}

impl Report {
    /// Of a run that raised so many alerts.
    pub(super) fn of(
        request: &Request,
        facts: &Facts,
        generated: &Generated,
        alerts: usize,
    ) -> Self {
        let mut phases = generated.phases.clone();
        if let Some(last) = phases.last_mut() {
            last.alerts = u32::try_from(alerts).unwrap_or(u32::MAX);
        }
        let inactive = facts
            .clinicians
            .iter()
            .filter(|clinician| !clinician.active && request.clinicians.contains(&clinician.id));
        let inactive = inactive
            .map(|clinician| format!("{} is not active and gets no shifts.", clinician.name));
        let years = request.start_date.year()..=request.end_date.year();
        let beyond = bank_holidays::are_unknown(years).then(bank_holidays::unknown);
        Self {
            run_id: None,
            phases,
            unmet: generated.unmet.clone(),
            objective: generated.objective.clone(),
            seed: request.seed,
            warnings: generated.warnings.iter().cloned().chain(inactive).chain(beyond).collect(),
            dry_run: request.dry_run,
            changes: Counts {
                created: generated.created.len(),
                updated: generated.updated.len(),
                deleted: generated.deleted.len(),
            },
            shifts: None,
        }
    }

    pub(super) fn of_dry_run(request: &Request, facts: &Facts, generated: &Generated) -> Self {
        Self { shifts: Some(planned(facts, generated)), ..Self::of(request, facts, generated, 0) }
    }
}

fn planned(facts: &Facts, generated: &Generated) -> Vec<PlannedShift> {
    let names: BTreeMap<ClinicianId, &str> =
        facts.clinicians.iter().map(|own| (own.id, own.name.as_str())).collect();
    let found: BTreeMap<ShiftId, Shift> =
        facts.rows.iter().map(|row| (row.shift.id, row.shift)).collect();
    let row = |change, date, clinician_id: ClinicianId, type_, duration| PlannedShift {
        date,
        clinician_id,
        clinician_name: names.get(&clinician_id).copied().unwrap_or_default().to_owned(),
        type_,
        duration,
        change,
    };
    let of = |change, shift: &Shift, type_| {
        row(change, shift.date, shift.clinician_id, type_, shift.duration)
    };
    let created = generated.created.iter().map(|planned| {
        let Planned { clinician_id, date, type_, duration } = *planned;
        row(ChangeType::Created, date, clinician_id, type_, duration)
    });
    let updated = generated.updated.iter().filter_map(|(id, type_)| {
        found.get(id).map(|shift| of(ChangeType::Updated, shift, *type_))
    });
    let deleted = generated
        .deleted
        .iter()
        .filter_map(|id| found.get(id).map(|shift| of(ChangeType::Deleted, shift, shift.type_)));
    let mut all: Vec<PlannedShift> = created.chain(updated).chain(deleted).collect();
    all.sort_by_key(|shift| (shift.date, shift.clinician_id));
    all
}
