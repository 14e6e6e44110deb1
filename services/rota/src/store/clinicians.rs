//! The people of a rota.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use crate::domain::{Clinician, ClinicianId, PracticeId};
use crate::schema::clinicians;

/// A clinician, as they are kept.
#[derive(Clone, Debug, Serialize, Queryable, Selectable)]
#[diesel(table_name = clinicians, check_for_backend(diesel::pg::Pg))]
pub struct ClinicianRow {
    /// Its number.
    pub id: ClinicianId,
    /// What they are called.
    pub name: String,
    /// Whether they work here now.
    pub active: bool,
    /// When they were added.
    pub created_at: DateTime<Utc>,
    /// When they were last changed.
    pub updated_at: DateTime<Utc>,
}

/// Every clinician of a practice, by name and number.
pub async fn rows(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> QueryResult<Vec<ClinicianRow>> {
    clinicians::table
        .filter(clinicians::organization_id.eq(practice))
        .order((clinicians::name, clinicians::id))
        .select(ClinicianRow::as_select())
        .load(connection)
        .await
}

/// The same, for rules.
pub async fn list(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> QueryResult<Vec<Clinician>> {
    clinicians::table
        .filter(clinicians::organization_id.eq(practice))
        .order((clinicians::name, clinicians::id))
        .select(Clinician::as_select())
        .load(connection)
        .await
}

/// A clinician of a practice.
pub async fn find(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    id: ClinicianId,
) -> QueryResult<Option<ClinicianRow>> {
    clinicians::table
        .find(id)
        .filter(clinicians::organization_id.eq(practice))
        .select(ClinicianRow::as_select())
        .first(connection)
        .await
        .optional()
}

/// Adds a clinician.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    name: &str,
    active: bool,
) -> QueryResult<ClinicianRow> {
    diesel::insert_into(clinicians::table)
        .values((
            clinicians::organization_id.eq(practice),
            clinicians::name.eq(name),
            clinicians::active.eq(active),
        ))
        .returning(ClinicianRow::as_returning())
        .get_result(connection)
        .await
}

/// Changes a clinician.
pub async fn update(
    connection: &mut AsyncPgConnection,
    id: ClinicianId,
    name: &str,
    active: bool,
) -> QueryResult<ClinicianRow> {
    diesel::update(clinicians::table.find(id))
        .set((
            clinicians::name.eq(name),
            clinicians::active.eq(active),
            clinicians::updated_at.eq(diesel::dsl::now),
        ))
        .returning(ClinicianRow::as_returning())
        .get_result(connection)
        .await
}

/// Deletes a clinician, and with them their terms, shifts, leave and adjustments.
pub async fn delete(connection: &mut AsyncPgConnection, id: ClinicianId) -> QueryResult<()> {
    diesel::delete(clinicians::table.find(id)).execute(connection).await.map(drop)
}
