//! What was synced, when, and how that went.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, max, select};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::Value;

use crate::domain::due::Source;
use crate::schema::sync_runs;

/// A run that has ended.
#[derive(Clone, Debug, Queryable, Selectable, Serialize)]
#[diesel(table_name = sync_runs, check_for_backend(Pg))]
pub struct SyncRunRow {
    /// Grows with time.
    pub id: i64,
    /// The word of its source.
    pub source: String,
    /// When it was due; none: it was run by command.
    pub scheduled_for: Option<DateTime<Utc>>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// What came of it.
    pub report: Value,
}

/// A run to be kept.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = sync_runs)]
pub struct NewSyncRun {
    /// See [`SyncRunRow`].
    pub source: &'static str,
    /// See [`SyncRunRow`].
    pub scheduled_for: Option<DateTime<Utc>>,
    /// See [`SyncRunRow`].
    pub started_at: DateTime<Utc>,
    /// See [`SyncRunRow`].
    pub finished_at: DateTime<Utc>,
    /// See [`SyncRunRow`].
    pub report: Value,
}

/// Keeps a run; fails where another was kept for the same schedule.
pub async fn insert(connection: &mut AsyncPgConnection, run: &NewSyncRun) -> QueryResult<()> {
    diesel::insert_into(sync_runs::table).values(run).execute(connection).await.map(drop)
}

/// Whether a source was synced for this time of its schedule.
pub async fn is_kept(
    connection: &mut AsyncPgConnection,
    source: Source,
    scheduled_for: DateTime<Utc>,
) -> QueryResult<bool> {
    let kept = sync_runs::table
        .filter(sync_runs::source.eq(source.as_str()))
        .filter(sync_runs::scheduled_for.eq(scheduled_for));
    select(exists(kept)).get_result(connection).await
}

/// The last time of its schedule that a source was synced for.
pub async fn last_kept(
    connection: &mut AsyncPgConnection,
    source: Source,
) -> QueryResult<Option<DateTime<Utc>>> {
    sync_runs::table
        .filter(sync_runs::source.eq(source.as_str()))
        .select(max(sync_runs::scheduled_for))
        .first(connection)
        .await
}

/// The last runs, the newest first, at most `most`.
pub async fn recent(connection: &mut AsyncPgConnection, most: i64) -> QueryResult<Vec<SyncRunRow>> {
    sync_runs::table
        .order((sync_runs::finished_at.desc(), sync_runs::id.desc()))
        .limit(most)
        .select(SyncRunRow::as_select())
        .load(connection)
        .await
}
