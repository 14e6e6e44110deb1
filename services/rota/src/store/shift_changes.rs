//! What was changed of people's shifts, for them to see.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::{ChangeType, ClinicianId, PracticeId};
use crate::schema::shift_changes;

/// What happened to somebody's shift.
#[derive(Clone, Debug, PartialEq, Eq, Insertable)]
#[diesel(table_name = shift_changes)]
pub struct NewShiftChange {
    /// Whose shift.
    pub clinician_id: ClinicianId,
    /// On which day.
    pub date: NaiveDate,
    /// What.
    pub change: ChangeType,
    /// A username, `generator` or `system`.
    pub changed_by: String,
}

/// What happened to somebody's shift, and when.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = shift_changes, check_for_backend(diesel::pg::Pg))]
pub struct ShiftChange {
    /// On which day.
    pub date: NaiveDate,
    /// What.
    pub change: ChangeType,
    /// A username, `generator` or `system`.
    pub changed_by: String,
    /// When.
    pub changed_at: DateTime<Utc>,
}

/// Notes changes.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    changes: &[NewShiftChange],
) -> QueryResult<()> {
    for some in changes.chunks(5_000) {
        let values: Vec<_> = some
            .iter()
            .map(|change| (shift_changes::organization_id.eq(practice), change))
            .collect();
        diesel::insert_into(shift_changes::table).values(values).execute(connection).await?;
    }
    Ok(())
}

/// What others than `username` changed of a clinician's shifts on dates from
/// `first` on, the newest first, at most `most`.
pub async fn recent(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    clinician: ClinicianId,
    username: &str,
    first: NaiveDate,
    most: i64,
) -> QueryResult<Vec<ShiftChange>> {
    shift_changes::table
        .filter(shift_changes::organization_id.eq(practice))
        .filter(shift_changes::clinician_id.eq(clinician))
        .filter(shift_changes::changed_by.ne(username))
        .filter(shift_changes::date.ge(first))
        .order((shift_changes::changed_at.desc(), shift_changes::id.desc()))
        .limit(most)
        .select(ShiftChange::as_select())
        .load(connection)
        .await
}

/// Forgets what happened before `until`.
pub async fn purge(connection: &mut AsyncPgConnection, until: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(shift_changes::table.filter(shift_changes::changed_at.lt(until)))
        .execute(connection)
        .await
}
