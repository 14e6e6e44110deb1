//! Files on their way into the object store, by the clock of the database: that
//! of one process says nothing about the silence of another.

use std::time::Duration;

use diesel::dsl::{IntervalDsl, now};
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::ItemId;
use crate::schema::uploads;

/// Starts an upload.
pub(crate) async fn insert(
    connection: &mut AsyncPgConnection,
    id: Uuid,
    item: ItemId,
    file_name: &str,
) -> QueryResult<()> {
    diesel::insert_into(uploads::table)
        .values((
            uploads::id.eq(id),
            uploads::item_id.eq(item),
            uploads::file_name.eq(file_name),
            uploads::started_at.eq(now),
            uploads::seen_at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Says that somebody is still at it.
pub(crate) async fn touch(connection: &mut AsyncPgConnection, id: Uuid) -> QueryResult<()> {
    diesel::update(uploads::table.find(id))
        .set(uploads::seen_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether an upload has not ended, nor was taken for abandoned.
pub(crate) async fn is_under_way(
    connection: &mut AsyncPgConnection,
    id: Uuid,
) -> QueryResult<bool> {
    let uploads = uploads::table.find(id).filter(uploads::abandoned_at.is_null());
    diesel::select(diesel::dsl::exists(uploads)).get_result(connection).await
}

/// Ends an upload that was not abandoned; whether it was one.
pub(crate) async fn complete(connection: &mut AsyncPgConnection, id: Uuid) -> QueryResult<bool> {
    let uploads = uploads::table.find(id).filter(uploads::abandoned_at.is_null());
    Ok(diesel::delete(uploads).execute(connection).await? == 1)
}

/// Forgets an upload whose files are gone.
pub(crate) async fn delete(connection: &mut AsyncPgConnection, id: Uuid) -> QueryResult<()> {
    diesel::delete(uploads::table.find(id)).execute(connection).await?;
    Ok(())
}

/// Takes uploads for abandoned that nobody has spoken for in so long; those
/// that are, whoever found out.
pub(crate) async fn abandon(
    connection: &mut AsyncPgConnection,
    silence: Duration,
) -> QueryResult<Vec<Uuid>> {
    let silence = i32::try_from(silence.as_secs()).unwrap_or(i32::MAX);
    diesel::update(
        uploads::table
            .filter(uploads::seen_at.lt(now.into_sql::<Timestamptz>() - silence.seconds())),
    )
    .set(uploads::abandoned_at.eq(now))
    .returning(uploads::id)
    .get_results(connection)
    .await
}
