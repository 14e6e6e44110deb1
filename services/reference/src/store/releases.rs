//! Releases: the facts about them, not their rows.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use crate::domain::{Origin, Period, Release};
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
        }
    }
}

impl TryFrom<Record> for Release {
    type Error = diesel::result::Error;

    fn try_from(record: Record) -> Result<Self, Self::Error> {
        let origin: Result<Origin, String> = record.origin.parse();
        Ok(Self {
            id: record.id,
            publication: record.publication,
            period: Period {
                label: record.period,
                start: record.period_start,
                end: record.period_end,
            },
            revision: record.revision,
            origin: origin.map_err(|error| Self::Error::DeserializationError(error.into()))?,
            published_on: record.published_on,
            imported_at: record.imported_at,
            rows: record.rows,
            rejects: record.rejects,
            segment: record.segment,
            segment_sha256: record.segment_sha256,
        })
    }
}

/// A file that a release was made from.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = release_files)]
pub struct NewFile<'a> {
    /// The release.
    pub release_id: &'a str,
    /// Its name, without folder.
    pub name: &'a str,
    /// Its length.
    pub bytes: i64,
    /// SHA-256 in hex.
    pub sha256: &'a str,
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

/// Every release, oldest first.
pub async fn list(connection: &mut AsyncPgConnection) -> QueryResult<Vec<Release>> {
    let records: Vec<Record> = releases::table
        .order((releases::publication, releases::period_end, releases::revision))
        .select(Record::as_select())
        .load(connection)
        .await?;
    records.into_iter().map(Release::try_from).collect()
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
    record.map(Release::try_from).transpose()
}

/// The revision that a new release of this period gets.
pub async fn next_revision(
    connection: &mut AsyncPgConnection,
    publication: &str,
    period: &str,
) -> QueryResult<i32> {
    let newest: Option<i32> = releases::table
        .filter(releases::publication.eq(publication))
        .filter(releases::period.eq(period))
        .select(diesel::dsl::max(releases::revision))
        .first(connection)
        .await?;
    Ok(newest.unwrap_or(0) + 1)
}

/// Adds a release, the file it was made from and what was refused of it.
pub async fn add(
    connection: &mut AsyncPgConnection,
    release: &Release,
    file: &NewFile<'_>,
    rejects: &[Reject],
) -> QueryResult<()> {
    diesel::insert_into(releases::table).values(Record::from(release)).execute(connection).await?;
    diesel::insert_into(release_files::table).values(file).execute(connection).await?;
    // One statement takes 65,535 parameters at most.
    for some in rejects.chunks(1_000) {
        let values: Vec<_> = some
            .iter()
            .map(|reject| {
                (
                    release_rejects::release_id.eq(&release.id),
                    release_rejects::file.eq(file.name),
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

/// Tells every replica, once the transaction commits.
pub async fn notify(connection: &mut AsyncPgConnection, id: &str) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_notify($1, $2)")
        .bind::<Text, _>(CHANNEL)
        .bind::<Text, _>(id)
        .execute(connection)
        .await?;
    Ok(())
}
