//! Releases by what happened to them: they were published, and some were withdrawn.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::releases::{Release, ReleaseRow, with_files};
use super::signing_keys::SigningKeyRow;
use crate::domain::ItemId;
use crate::schema::{releases, signing_keys};

/// The releases of these items to which something happened after a time, at most
/// so many: those to which it happened first. So many first changes are all theirs.
pub(crate) async fn first_changed(
    connection: &mut AsyncPgConnection,
    items: &[ItemId],
    after: DateTime<Utc>,
    most: i64,
) -> QueryResult<Vec<Release>> {
    let first = sql::<Timestamptz>("CASE WHEN releases.published_at > ")
        .bind::<Timestamptz, _>(after)
        .sql(" THEN releases.published_at ELSE releases.withdrawn_at END");
    let rows = releases::table
        .inner_join(signing_keys::table)
        .filter(releases::item_id.eq_any(items))
        .filter(releases::published_at.gt(after).or(releases::withdrawn_at.gt(after)))
        .order(first)
        .limit(most)
        .select((ReleaseRow::as_select(), SigningKeyRow::as_select()))
        .load(connection)
        .await?;
    with_files(connection, rows).await
}

/// The releases of these items to which something happened last, at most so many.
/// So many last changes are all theirs.
pub(crate) async fn last_changed(
    connection: &mut AsyncPgConnection,
    items: &[ItemId],
    most: i64,
) -> QueryResult<Vec<Release>> {
    let last = sql::<Timestamptz>("greatest(releases.published_at, releases.withdrawn_at) DESC");
    let rows = releases::table
        .inner_join(signing_keys::table)
        .filter(releases::item_id.eq_any(items))
        .order(last)
        .limit(most)
        .select((ReleaseRow::as_select(), SigningKeyRow::as_select()))
        .load(connection)
        .await?;
    with_files(connection, rows).await
}
