//! Where the options of synced datasets were last read.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::DatasetId;
use crate::schema::sources;

/// What the options of a dataset were last read from.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sources, check_for_backend(Pg))]
pub struct SourceRow {
    /// The dataset.
    pub dataset_id: DatasetId,
    /// The address, without what may be secret in it, and a digest of the whole.
    pub url: String,
    /// The `ETag` that came with them.
    pub etag: Option<String>,
    /// Their `Last-Modified`.
    pub last_modified: Option<String>,
}

/// What the options of a dataset were last read from, if they ever were.
pub async fn find(
    connection: &mut AsyncPgConnection,
    of: DatasetId,
) -> QueryResult<Option<SourceRow>> {
    sources::table.find(of).select(SourceRow::as_select()).first(connection).await.optional()
}

/// Keeps what the options of a dataset were read from, instead of what was kept.
pub async fn keep(connection: &mut AsyncPgConnection, row: &SourceRow) -> QueryResult<()> {
    diesel::insert_into(sources::table)
        .values(row)
        .on_conflict(sources::dataset_id)
        .do_update()
        .set((
            sources::url.eq(excluded(sources::url)),
            sources::etag.eq(excluded(sources::etag)),
            sources::last_modified.eq(excluded(sources::last_modified)),
        ))
        .execute(connection)
        .await
        .map(drop)
}
