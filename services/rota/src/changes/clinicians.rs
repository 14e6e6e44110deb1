//! Changes of who works at a practice.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::to_value;
use web::Pk;

use super::{Change, Who, images};
use crate::RotaError;
use crate::domain::{ClinicianId, PracticeId};
use crate::store::clinicians::{self, ClinicianRow};
use crate::store::{leave_adjustments, leave_requests, shifts, working_terms};

const NO_SUCH: RotaError = RotaError::NoSuch("Clinician");

/// Adds a clinician.
pub async fn create(
    connection: &mut AsyncPgConnection,
    who: &Who,
    name: &str,
    active: bool,
) -> Result<ClinicianRow, RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let row = clinicians::insert(change.connection, who.practice, name, active).await?;
            change.record("clinician", row.id, None, Some(images::clinician(&row)));
            change.finish().await?;
            Ok(row)
        })
        .await
}

/// Gives a clinician another name, or says whether they work here; what is
/// `None` stays.
pub async fn update(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: ClinicianId,
    name: Option<&str>,
    active: Option<bool>,
) -> Result<ClinicianRow, RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let before = clinicians::find(change.connection, who.practice, id).await?;
            let before = before.ok_or(NO_SUCH)?;
            let (name, active) = (name.unwrap_or(&before.name), active.unwrap_or(before.active));
            let after = clinicians::update(change.connection, id, name, active).await?;
            let images = (images::clinician(&before), images::clinician(&after));
            change.record("clinician", id, Some(images.0), Some(images.1));
            change.finish().await?;
            Ok(after)
        })
        .await
}

/// Deletes a clinician with their terms, shifts, leave and adjustments.
pub async fn delete(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: ClinicianId,
) -> Result<(), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let before = clinicians::find(change.connection, who.practice, id).await?;
            let before = before.ok_or(NO_SUCH)?;
            change.allow(Some(id))?;
            record_belongings(&mut change, id).await?;
            change.record("clinician", id, Some(images::clinician(&before)), None);
            clinicians::delete(change.connection, id).await?;
            change.finish().await.map(drop)
        })
        .await
}

/// Notes everything that goes with a clinician. Alerts about days gone by stay
/// as they are.
async fn record_belongings(change: &mut Change<'_>, id: ClinicianId) -> Result<(), RotaError> {
    let (practice, today) = (change.who.practice, change.who.today);
    let own = shifts::Filter { clinician: Some(id), ..shifts::Filter::default() };
    for (row, _) in shifts::rows(change.connection, practice, &own).await? {
        if row.shift.date >= today {
            change.touch(row.shift.date);
        }
        change.record("shift", row.shift.id, Some(images::shift(&row)), None);
    }
    let own = leave_requests::Filter { clinician: Some(id), ..leave_requests::Filter::default() };
    for (row, _) in leave_requests::rows(change.connection, practice, &own).await? {
        change.record("leave_request", row.request.id, Some(images::leave_request(&row)), None);
    }
    for (row, _) in working_terms::rows(change.connection, practice, Some(id)).await? {
        super::working_terms::record(change, Some(&row), None);
    }
    for row in leave_adjustments::of_clinician(change.connection, id).await? {
        change.record("leave_adjustment", row.id, Some(to_value(&row)?), None);
    }
    Ok(())
}

/// The clinician whom the field `clinician` of something names.
pub(super) async fn named(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    id: ClinicianId,
) -> Result<ClinicianRow, RotaError> {
    let found = clinicians::find(connection, practice, id).await?;
    found.ok_or_else(|| RotaError::invalid("clinician", Pk::unknown(id)))
}
