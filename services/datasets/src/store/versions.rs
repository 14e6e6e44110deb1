//! What a dataset said at each version. Rows are only ever added.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::datasets::{DatasetRow, Tags};
use crate::domain::{DatasetId, OptionListId};
use crate::schema::dataset_versions;

/// A version, without its options.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = dataset_versions, check_for_backend(Pg))]
pub struct VersionRow {
    /// Counts from 1.
    pub version: i32,
    /// What the dataset was called.
    pub name: String,
    /// What it was.
    pub description: String,
    /// Where to read more; may be empty.
    pub reference_url: String,
    /// Its options.
    pub option_list_id: OptionListId,
    /// How many they are.
    pub options_count: i32,
    /// How to show an option.
    pub format_pattern: String,
    /// Words to find it by.
    #[diesel(deserialize_as = Tags)]
    pub tags: Vec<String>,
    /// The user who made this version; none: the platform.
    pub created_by: Option<i64>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Keeps what a dataset says now, as its version of this number, made by `user`.
pub async fn keep(
    connection: &mut AsyncPgConnection,
    row: &DatasetRow,
    user: Option<i64>,
) -> QueryResult<()> {
    diesel::insert_into(dataset_versions::table)
        .values((
            dataset_versions::dataset_id.eq(row.id),
            dataset_versions::version.eq(row.version),
            dataset_versions::name.eq(&row.name),
            dataset_versions::description.eq(&row.description),
            dataset_versions::reference_url.eq(&row.reference_url),
            dataset_versions::option_list_id.eq(row.option_list_id),
            dataset_versions::options_count.eq(row.options_count),
            dataset_versions::format_pattern.eq(&row.format_pattern),
            dataset_versions::tags.eq(&row.tags),
            dataset_versions::created_by.eq(user),
            dataset_versions::created_at.eq(row.updated_at),
        ))
        .execute(connection)
        .await
        .map(drop)
}

/// How many versions a dataset has, from this one on.
pub async fn count(
    connection: &mut AsyncPgConnection,
    of: DatasetId,
    from: i32,
) -> QueryResult<i64> {
    dataset_versions::table
        .filter(dataset_versions::dataset_id.eq(of).and(dataset_versions::version.ge(from)))
        .count()
        .get_result(connection)
        .await
}

/// The versions of a dataset from this one on, the newest first.
pub async fn list(
    connection: &mut AsyncPgConnection,
    of: DatasetId,
    from: i32,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<VersionRow>> {
    dataset_versions::table
        .filter(dataset_versions::dataset_id.eq(of).and(dataset_versions::version.ge(from)))
        .order(dataset_versions::version.desc())
        .offset(offset)
        .limit(limit)
        .select(VersionRow::as_select())
        .load(connection)
        .await
}

/// One version of a dataset; none where it is before `from`.
pub async fn find(
    connection: &mut AsyncPgConnection,
    of: DatasetId,
    from: i32,
    version: i32,
) -> QueryResult<Option<VersionRow>> {
    dataset_versions::table
        .find((of, version))
        .filter(dataset_versions::version.ge(from))
        .select(VersionRow::as_select())
        .first(connection)
        .await
        .optional()
}
