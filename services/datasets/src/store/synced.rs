//! Datasets that are kept in step with where they are published.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::DatasetRow;
use crate::domain::due::Source;
use crate::domain::{Category, DatasetId};
use crate::schema::datasets;

/// A dataset whoever sees it, deleted or not, to look at.
pub async fn find(
    connection: &mut AsyncPgConnection,
    key: &str,
) -> QueryResult<Option<DatasetRow>> {
    datasets::table
        .filter(datasets::key.eq(key))
        .select(DatasetRow::as_select())
        .first(connection)
        .await
        .optional()
}

/// Those of these keys that are taken, be it by a deleted dataset.
pub async fn taken(
    connection: &mut AsyncPgConnection,
    keys: &[&str],
) -> QueryResult<HashSet<String>> {
    let rows =
        datasets::table.filter(datasets::key.eq_any(keys.iter().copied())).select(datasets::key);
    let taken: Vec<String> = rows.load(connection).await?;
    Ok(taken.into_iter().collect())
}

/// Notes when a dataset was found to be as its source has it.
pub async fn mark(
    connection: &mut AsyncPgConnection,
    id: DatasetId,
    source: Source,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    let row = diesel::update(datasets::table.find(id));
    let marked = match source {
        Source::NhsDd => row.set(datasets::last_scraped.eq(at)).execute(connection).await,
        Source::External => row.set(datasets::last_synced_at.eq(at)).execute(connection).await,
    };
    marked.map(drop)
}

/// How many datasets are of the NHS Data Dictionary.
pub async fn count_nhs_dd(connection: &mut AsyncPgConnection) -> QueryResult<i64> {
    datasets::table
        .filter(datasets::category.eq(Category::NhsDd))
        .count()
        .get_result(connection)
        .await
}

#[derive(QueryableByName)]
struct Lock {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

/// Numbers that no other lock of this database has.
const fn lock_of(source: Source) -> i64 {
    match source {
        Source::NhsDd => 0x6473_7973_796e_6301,
        Source::External => 0x6473_7973_796e_6302,
    }
}

/// Lets nobody else sync a source until [`unlock`] or the end of the
/// connection; false where somebody else is at it.
pub async fn lock(connection: &mut AsyncPgConnection, source: Source) -> QueryResult<bool> {
    let lock: Lock = diesel::sql_query("SELECT pg_try_advisory_lock($1) AS taken")
        .bind::<BigInt, _>(lock_of(source))
        .get_result(connection)
        .await?;
    Ok(lock.taken)
}

/// Lets others sync a source again.
pub async fn unlock(connection: &mut AsyncPgConnection, source: Source) -> QueryResult<()> {
    let lock = diesel::sql_query("SELECT pg_advisory_unlock($1)");
    lock.bind::<BigInt, _>(lock_of(source)).execute(connection).await.map(drop)
}
