//! Releases and their files.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::signing_keys::SigningKeyRow;
use crate::domain::{FileKind, ItemId, ReleaseId, SigningKeyId};
use crate::schema::{release_files, releases, signing_keys};

/// A release, as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = releases, check_for_backend(Pg))]
pub struct ReleaseRow {
    /// Its number in this database; subscribers know it by its archive's name.
    pub id: ReleaseId,
    /// Of which item.
    pub item_id: ItemId,
    /// What it is called.
    pub name: String,
    /// Its day, as the publisher says.
    pub release_date: NaiveDate,
    /// What its files are signed with.
    pub signing_key_id: SigningKeyId,
    /// The folder of its files in the object store.
    pub upload_id: Uuid,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// By which user of accounts; none: by command.
    pub published_by: Option<i64>,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// By which user of accounts; none: by command, or not at all.
    pub withdrawn_by: Option<i64>,
    /// Why it was withdrawn.
    pub withdrawal_reason: Option<String>,
}

/// A file of a release, as it is kept. It never changes.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = release_files, check_for_backend(Pg))]
pub struct FileRow {
    /// Of which release.
    pub release_id: ReleaseId,
    /// Of which item.
    pub item_id: ItemId,
    /// What it is.
    pub kind: FileKind,
    /// The last segment of its address.
    pub name: String,
    /// In bytes.
    pub size: i64,
    /// Its SHA-256, 32 bytes.
    pub sha256: Vec<u8>,
    /// When it was last changed, in whole seconds.
    pub modified_at: DateTime<Utc>,
}

/// A release with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Release {
    /// What is said of it.
    pub row: ReleaseRow,
    /// Its files.
    pub files: Vec<FileRow>,
    /// What they are signed with.
    pub key: SigningKeyRow,
}

impl Release {
    /// Its file of a kind; every release has one of each.
    pub fn file(&self, kind: FileKind) -> Option<&FileRow> {
        self.files.iter().find(|file| file.kind == kind)
    }

    /// The name of its archive, which subscribers know it by.
    pub fn archive_name(&self) -> &str {
        self.file(FileKind::Archive).map_or("", |file| &file.name)
    }
}

/// Where the object store has a file.
pub fn object_path(upload: Uuid, kind: FileKind) -> String {
    format!("{}/{}", folder(upload), kind.as_str())
}

/// Where the object store has the files of an upload.
pub(crate) fn folder(upload: Uuid) -> String {
    format!("releases/{upload}")
}

/// The releases of an item that were not withdrawn, from new to old.
pub async fn listed(connection: &mut AsyncPgConnection, item: ItemId) -> QueryResult<Vec<Release>> {
    let mut history = history(connection, item).await?;
    history.retain(|release| release.row.withdrawn_at.is_none());
    Ok(history)
}

/// Every release of an item, from new to old. Those of one day: the one that was
/// published last first.
pub async fn history(
    connection: &mut AsyncPgConnection,
    item: ItemId,
) -> QueryResult<Vec<Release>> {
    of_items(connection, &[item]).await
}

/// Every release of these items, from new to old.
pub async fn of_items(
    connection: &mut AsyncPgConnection,
    items: &[ItemId],
) -> QueryResult<Vec<Release>> {
    let rows = releases::table
        .inner_join(signing_keys::table)
        .filter(releases::item_id.eq_any(items))
        .order((releases::release_date.desc(), releases::published_at.desc()))
        .select((ReleaseRow::as_select(), SigningKeyRow::as_select()))
        .load(connection)
        .await?;
    with_files(connection, rows).await
}

/// The release of an item with this archive, though it may be withdrawn.
pub async fn of_archive(
    connection: &mut AsyncPgConnection,
    item: ItemId,
    archive_name: &str,
) -> QueryResult<Option<Release>> {
    let ids = release_files::table
        .filter(release_files::item_id.eq(item))
        .filter(release_files::name.eq(archive_name))
        .filter(release_files::kind.eq(FileKind::Archive))
        .select(release_files::release_id);
    let rows = releases::table
        .inner_join(signing_keys::table)
        .filter(releases::id.eq_any(ids))
        .select((ReleaseRow::as_select(), SigningKeyRow::as_select()))
        .load(connection)
        .await?;
    Ok(with_files(connection, rows).await?.pop())
}

pub(super) async fn with_files(
    connection: &mut AsyncPgConnection,
    rows: Vec<(ReleaseRow, SigningKeyRow)>,
) -> QueryResult<Vec<Release>> {
    let ids: Vec<ReleaseId> = rows.iter().map(|(row, _)| row.id).collect();
    let files = release_files::table
        .filter(release_files::release_id.eq_any(ids))
        .select(FileRow::as_select())
        .load(connection)
        .await?;
    let mut by_release: HashMap<ReleaseId, Vec<FileRow>> = HashMap::new();
    for file in files {
        by_release.entry(file.release_id).or_default().push(file);
    }
    let release = |(row, key): (ReleaseRow, SigningKeyRow)| {
        let files = by_release.remove(&row.id).unwrap_or_default();
        Release { row, files, key }
    };
    Ok(rows.into_iter().map(release).collect())
}

/// A file of an item's releases that were not withdrawn.
pub async fn file(
    connection: &mut AsyncPgConnection,
    item: ItemId,
    name: &str,
) -> QueryResult<Option<(ReleaseRow, FileRow)>> {
    release_files::table
        .inner_join(releases::table.on(releases::id.eq(release_files::release_id)))
        .filter(release_files::item_id.eq(item))
        .filter(release_files::name.eq(name))
        .filter(releases::withdrawn_at.is_null())
        .select((ReleaseRow::as_select(), FileRow::as_select()))
        .first(connection)
        .await
        .optional()
}

/// Every file of every release, with what it is signed with.
pub(crate) async fn all(
    connection: &mut AsyncPgConnection,
    item: Option<ItemId>,
) -> QueryResult<Vec<Release>> {
    let mut query = releases::table.inner_join(signing_keys::table).into_boxed();
    if let Some(item) = item {
        query = query.filter(releases::item_id.eq(item));
    }
    let rows = query
        .order((releases::item_id, releases::release_date.desc(), releases::published_at.desc()))
        .select((ReleaseRow::as_select(), SigningKeyRow::as_select()))
        .load(connection)
        .await?;
    with_files(connection, rows).await
}

/// Every file of every release: where the object store has it, and its SHA-256.
pub async fn objects(connection: &mut AsyncPgConnection) -> QueryResult<Vec<(String, Vec<u8>)>> {
    let files: Vec<(Uuid, FileKind, Vec<u8>)> = release_files::table
        .inner_join(releases::table.on(releases::id.eq(release_files::release_id)))
        .order((release_files::release_id, release_files::kind))
        .select((releases::upload_id, release_files::kind, release_files::sha256))
        .load(connection)
        .await?;
    let place = |(upload, kind, sha256)| (object_path(upload, kind), sha256);
    Ok(files.into_iter().map(place).collect())
}

/// Where the object store has the archive that was published last.
pub(crate) async fn newest_archive(
    connection: &mut AsyncPgConnection,
) -> QueryResult<Option<String>> {
    let upload: Option<Uuid> = releases::table
        .order(releases::published_at.desc())
        .select(releases::upload_id)
        .first(connection)
        .await
        .optional()?;
    Ok(upload.map(|upload| object_path(upload, FileKind::Archive)))
}

/// Lets nobody else publish or withdraw until the transaction ends.
pub(crate) async fn lock(connection: &mut AsyncPgConnection) -> QueryResult<()> {
    diesel::sql_query("LOCK TABLE releases IN SHARE ROW EXCLUSIVE MODE")
        .execute(connection)
        .await?;
    Ok(())
}

/// The time of the next change: now, but after every one that was before,
/// whatever a clock says. Whoever asked for all changes up to the last one
/// misses none. To be called under [`lock`].
pub(crate) async fn next_change(connection: &mut AsyncPgConnection) -> QueryResult<DateTime<Utc>> {
    diesel::select(diesel::dsl::sql::<Timestamptz>(
        "greatest(clock_timestamp(), \
         (SELECT max(published_at) FROM releases) + interval '1 microsecond', \
         (SELECT max(withdrawn_at) FROM releases) + interval '1 microsecond')",
    ))
    .get_result(connection)
    .await
}

/// A release that is new.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = releases)]
pub(crate) struct NewRelease<'a> {
    pub(crate) item_id: ItemId,
    pub(crate) name: &'a str,
    pub(crate) release_date: NaiveDate,
    pub(crate) signing_key_id: SigningKeyId,
    pub(crate) upload_id: Uuid,
    pub(crate) published_at: DateTime<Utc>,
    pub(crate) published_by: Option<i64>,
}

/// Adds a release.
pub(crate) async fn insert(
    connection: &mut AsyncPgConnection,
    new: &NewRelease<'_>,
) -> QueryResult<ReleaseRow> {
    diesel::insert_into(releases::table)
        .values(new)
        .returning(ReleaseRow::as_returning())
        .get_result(connection)
        .await
}

/// Adds the files of a release; whether all their names were free.
pub(crate) async fn insert_files(
    connection: &mut AsyncPgConnection,
    files: &[FileRow],
) -> QueryResult<bool> {
    let added = diesel::insert_into(release_files::table)
        .values(files)
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(added == files.len())
}

/// Withdraws a release that was not withdrawn yet.
pub(crate) async fn withdraw(
    connection: &mut AsyncPgConnection,
    id: ReleaseId,
    at: DateTime<Utc>,
    by: Option<i64>,
    reason: &str,
) -> QueryResult<ReleaseRow> {
    diesel::update(releases::table.find(id))
        .set((
            releases::withdrawn_at.eq(at),
            releases::withdrawn_by.eq(by),
            releases::withdrawal_reason.eq(reason),
        ))
        .returning(ReleaseRow::as_returning())
        .get_result(connection)
        .await
}
