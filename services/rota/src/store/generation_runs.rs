//! Runs of the generator that changed a rota.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use crate::domain::{GenerationRunId, PracticeId};
use crate::schema::generation_runs;

/// A run, as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = generation_runs, check_for_backend(diesel::pg::Pg))]
pub struct GenerationRun {
    /// Its number.
    pub id: GenerationRunId,
    /// `1`, `3`, `4`, `6` or `all`.
    pub phase: String,
    /// The first day.
    pub start_date: NaiveDate,
    /// The last day.
    pub end_date: NaiveDate,
    /// A username, or `almanac`.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// What came of it.
    pub report: Value,
}

/// A run that is not there yet.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = generation_runs)]
pub struct NewGenerationRun {
    /// `1`, `3`, `4`, `6` or `all`.
    pub phase: String,
    /// The first day.
    pub start_date: NaiveDate,
    /// The last day.
    pub end_date: NaiveDate,
    /// A username, or `almanac`.
    pub created_by: String,
    /// What came of it.
    pub report: Value,
}

/// Notes a run.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    run: &NewGenerationRun,
) -> QueryResult<GenerationRunId> {
    diesel::insert_into(generation_runs::table)
        .values((generation_runs::organization_id.eq(practice), run))
        .returning(generation_runs::id)
        .get_result(connection)
        .await
}

/// A run of a practice.
pub async fn find(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    id: GenerationRunId,
) -> QueryResult<Option<GenerationRun>> {
    generation_runs::table
        .filter(generation_runs::organization_id.eq(practice))
        .filter(generation_runs::id.eq(id))
        .select(GenerationRun::as_select())
        .first(connection)
        .await
        .optional()
}

/// The last runs of a practice, the newest first.
pub async fn recent(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    most: i64,
) -> QueryResult<Vec<GenerationRun>> {
    generation_runs::table
        .filter(generation_runs::organization_id.eq(practice))
        .order(generation_runs::id.desc())
        .limit(most)
        .select(GenerationRun::as_select())
        .load(connection)
        .await
}
