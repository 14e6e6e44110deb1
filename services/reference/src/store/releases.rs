//! Releases: the facts about them, not their rows.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::{ChangeCounts, Origin, Period, Regions, Release, ReleaseFile};
use crate::publications::Reject;
use crate::schema::{catalogue, release_files, release_rejects, releases};

/// Notified with the id of every release that is published.
pub const CHANNEL: &str = "releases";

/// Any number: who holds this lock, until the transaction ends, may publish
/// and may write the manifest.
const PUBLISHING: i64 = 0x0072_656c_6561_7365;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = releases, check_for_backend(diesel::pg::Pg))]
struct Record {
    id: String,
    publication: String,
    period: String,
    period_start: NaiveDate,
    period_end: NaiveDate,
    revision: i32,
    origin: String,
    published_on: Option<NaiveDate>,
    imported_at: DateTime<Utc>,
    rows: i64,
    rejects: i64,
    segment: String,
    segment_sha256: String,
    rows_added: Option<i64>,
    rows_changed: Option<i64>,
    rows_removed: Option<i64>,
    regions: Option<String>,
}

impl From<&Release> for Record {
    fn from(release: &Release) -> Self {
        let release = release.clone();
        Self {
            id: release.id,
            publication: release.publication,
            period: release.period.label,
            period_start: release.period.start,
            period_end: release.period.end,
            revision: release.revision,
            origin: release.origin.as_str().to_owned(),
            published_on: release.published_on,
            imported_at: release.imported_at,
            rows: release.rows,
            rejects: release.rejects,
            segment: release.segment,
            segment_sha256: release.segment_sha256,
            rows_added: release.changes.map(|changes| changes.added),
            rows_changed: release.changes.map(|changes| changes.changed),
            rows_removed: release.changes.map(|changes| changes.removed),
            regions: release.regions.map(String::from),
        }
    }
}

impl Record {
    fn release(self, files: Vec<ReleaseFile>) -> QueryResult<Release> {
        let origin: Origin = self.origin.parse().map_err(nonsense)?;
        let regions = self.regions.map(|regions| regions.parse::<Regions>());
        let changes = (self.rows_added, self.rows_changed, self.rows_removed);
        Ok(Release {
            id: self.id,
            publication: self.publication,
            period: Period { label: self.period, start: self.period_start, end: self.period_end },
            revision: self.revision,
            regions: regions.transpose().map_err(nonsense)?,
            origin,
            published_on: self.published_on,
            imported_at: self.imported_at,
            rows: self.rows,
            rejects: self.rejects,
            segment: self.segment,
            segment_sha256: self.segment_sha256,
            files,
            changes: match changes {
                (Some(added), Some(changed), Some(removed)) => {
                    Some(ChangeCounts { added, changed, removed })
                }
                _ => None,
            },
        })
    }
}

/// The catalogue holds a word that this version does not know.
fn nonsense(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(error.into())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = release_files, check_for_backend(diesel::pg::Pg))]
struct FileRecord {
    release_id: String,
    name: String,
    bytes: i64,
    sha256: String,
}

/// The releases with their files, in the order these came.
async fn whole(
    connection: &mut AsyncPgConnection,
    records: Vec<Record>,
) -> QueryResult<Vec<Release>> {
    let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
    let found: Vec<FileRecord> = release_files::table
        .filter(release_files::release_id.eq_any(ids))
        .order(release_files::id)
        .select(FileRecord::as_select())
        .load(connection)
        .await?;
    let mut files: HashMap<String, Vec<ReleaseFile>> = HashMap::new();
    for FileRecord { release_id, name, bytes, sha256 } in found {
        files.entry(release_id).or_default().push(ReleaseFile { name, bytes, sha256 });
    }
    let releases = records.into_iter().map(|record| {
        let files = files.remove(&record.id).unwrap_or_default();
        record.release(files)
    });
    releases.collect()
}

/// Makes others who publish wait until this transaction ends.
pub async fn lock(connection: &mut AsyncPgConnection) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(PUBLISHING)
        .execute(connection)
        .await?;
    Ok(())
}

/// Which catalogue this is.
pub async fn catalogue(connection: &mut AsyncPgConnection) -> QueryResult<Uuid> {
    catalogue::table.select(catalogue::id).first(connection).await
}

/// Every release, by publication, end of its period and revision.
pub async fn list(connection: &mut AsyncPgConnection) -> QueryResult<Vec<Release>> {
    let records: Vec<Record> = releases::table
        .order((releases::publication, releases::period_end, releases::revision))
        .select(Record::as_select())
        .load(connection)
        .await?;
    whole(connection, records).await
}

/// The segment of every release: where the object store has it, and its SHA-256 in hexadecimal.
pub async fn segments(connection: &mut AsyncPgConnection) -> QueryResult<Vec<(String, String)>> {
    releases::table
        .order(releases::segment)
        .select((releases::segment, releases::segment_sha256))
        .load(connection)
        .await
}

/// The newest release of a publication that was made from a file with this checksum.
pub async fn find_by_checksum(
    connection: &mut AsyncPgConnection,
    publication: &str,
    sha256: &str,
) -> QueryResult<Option<Release>> {
    let record: Option<Record> = releases::table
        .inner_join(release_files::table)
        .filter(releases::publication.eq(publication))
        .filter(release_files::sha256.eq(sha256))
        .order(releases::revision.desc())
        .select(Record::as_select())
        .first(connection)
        .await
        .optional()?;
    Ok(whole(connection, record.into_iter().collect()).await?.pop())
}

/// The revisions of a period, oldest first.
pub async fn of_period(
    connection: &mut AsyncPgConnection,
    publication: &str,
    period: &str,
) -> QueryResult<Vec<Release>> {
    let records: Vec<Record> = releases::table
        .filter(releases::publication.eq(publication))
        .filter(releases::period.eq(period))
        .order(releases::revision)
        .select(Record::as_select())
        .load(connection)
        .await?;
    whole(connection, records).await
}

/// Adds a release, the files it was made from and what was refused of the first.
pub async fn add(
    connection: &mut AsyncPgConnection,
    release: &Release,
    rejects: &[Reject],
) -> QueryResult<()> {
    diesel::insert_into(releases::table).values(Record::from(release)).execute(connection).await?;
    for file in &release.files {
        add_file(connection, &release.id, file).await?;
    }
    let file = release.files.as_slice().first().map_or("", |file| file.name.as_str());
    // One statement takes 65,535 parameters at most.
    for some in rejects.chunks(1_000) {
        let values: Vec<_> = some
            .iter()
            .map(|reject| {
                (
                    release_rejects::release_id.eq(&release.id),
                    release_rejects::file.eq(file),
                    release_rejects::line.eq(i64::try_from(reject.at.line).unwrap_or(i64::MAX)),
                    release_rejects::column.eq(i32::try_from(reject.at.column).unwrap_or(i32::MAX)),
                    release_rejects::reason.eq(&reject.reason),
                )
            })
            .collect();
        diesel::insert_into(release_rejects::table).values(values).execute(connection).await?;
    }
    Ok(())
}

/// Adds a file to those that a release was, or could have been, made from.
pub async fn add_file(
    connection: &mut AsyncPgConnection,
    release: &str,
    file: &ReleaseFile,
) -> QueryResult<()> {
    diesel::insert_into(release_files::table)
        .values((
            release_files::release_id.eq(release),
            release_files::name.eq(&file.name),
            release_files::bytes.eq(file.bytes),
            release_files::sha256.eq(&file.sha256),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// A row that was refused by itself.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = release_rejects, check_for_backend(diesel::pg::Pg))]
pub struct Rejected {
    /// The file it is in.
    pub file: String,
    /// The line it starts on.
    pub line: i64,
    /// The column that is wrong.
    pub column: i32,
    /// What is wrong with it.
    pub reason: String,
}

/// What was refused of a release, in the order of the file.
pub async fn rejects(
    connection: &mut AsyncPgConnection,
    release: &str,
) -> QueryResult<Vec<Rejected>> {
    release_rejects::table
        .filter(release_rejects::release_id.eq(release))
        .order((release_rejects::line, release_rejects::id))
        .select(Rejected::as_select())
        .load(connection)
        .await
}

/// Tells every replica, once the transaction commits.
pub async fn notify(connection: &mut AsyncPgConnection, id: &str) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_notify($1, $2)")
        .bind::<Text, _>(CHANNEL)
        .bind::<Text, _>(id)
        .execute(connection)
        .await?;
    Ok(())
}
