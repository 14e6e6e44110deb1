use std::collections::BTreeMap;

use diesel_async::{AsyncConnection, AsyncPgConnection};

use super::facts::Facts;
use super::report::Report;
use super::{GENERATOR, Request};
use crate::RotaError;
use crate::changes::{Change, Who};
use crate::domain::generation::Generated;
use crate::domain::{ShiftId, ShiftStatus, ShiftType};
use crate::store::generation_runs::{self, NewGenerationRun};
use crate::store::practices;
use crate::store::shifts::{self, NewShift, ShiftRow};

/// Changes a rota that is still at a revision, and keeps what came of the run.
///
/// # Errors
///
/// [`RotaError::Busy`] where the rota was changed since that revision.
pub(super) async fn write(
    connection: &mut AsyncPgConnection,
    who: &Who,
    request: &Request,
    facts: &Facts,
    generated: &Generated,
    revision: i64,
) -> Result<Report, RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            if practices::revision(change.connection, who.practice).await? != revision {
                return Err(RotaError::Busy);
            }
            apply(&mut change, &facts.rows, generated).await?;
            change.touch_between(request.start_date, request.end_date);
            let alerts = change.finish().await?;
            let report = Report::of(request, facts, generated, alerts);
            let run = run(who, request, &report)?;
            let id = generation_runs::insert(connection, who.practice, &run).await?;
            Ok(Report { run_id: Some(id.0), ..report })
        })
        .await
}

async fn apply(
    change: &mut Change<'_>,
    found: &[ShiftRow],
    generated: &Generated,
) -> Result<(), RotaError> {
    let practice = change.who.practice;
    // First of all, for a clinician has one live shift a day.
    for row in shifts::delete(change.connection, &generated.deleted).await? {
        change.shift(Some(&row), None);
    }
    let found: BTreeMap<ShiftId, &ShiftRow> = found.iter().map(|row| (row.shift.id, row)).collect();
    for type_ in [ShiftType::Duty, ShiftType::Standard] {
        let updated = generated.updated.iter().filter(|(_, to)| *to == type_);
        let ids: Vec<ShiftId> = updated.map(|(id, _)| *id).collect();
        for row in shifts::set_type(change.connection, &ids, type_, GENERATOR).await? {
            change.shift(found.get(&row.shift.id).copied(), Some(&row));
        }
    }
    let created: Vec<NewShift> = created(generated);
    for row in shifts::insert_all(change.connection, practice, &created).await? {
        change.shift(None, Some(&row));
    }
    Ok(())
}

fn created(generated: &Generated) -> Vec<NewShift> {
    let created = generated.created.iter().map(|planned| NewShift {
        clinician_id: planned.clinician_id,
        date: planned.date,
        type_: planned.type_,
        duration: planned.duration,
        status: ShiftStatus::Scheduled,
        is_pinned: false,
        created_by: GENERATOR.to_owned(),
        is_generated: true,
        leave_request_id: None,
    });
    created.collect()
}

fn run(who: &Who, request: &Request, report: &Report) -> Result<NewGenerationRun, RotaError> {
    let mut kept = serde_json::to_value(report)?;
    // It is the number of the row.
    if let Some(members) = kept.as_object_mut() {
        members.remove("run_id");
    }
    Ok(NewGenerationRun {
        phase: request.choice.to_string(),
        start_date: request.start_date,
        end_date: request.end_date,
        created_by: who.username.clone(),
        report: kept,
    })
}
