//! From a published file to a release that every replica serves.

use std::cmp::Reverse;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use chrono::{NaiveDate, TimeDelta, Utc};
use diesel_async::AsyncConnection;
use diesel_async::AsyncPgConnection;
use objects::{Objects, ObjectsError};
use sha2::{Digest, Sha256};
use store::{Pool, PoolError};
use thiserror::Error;
use tracing::{info, warn};
use uuid::Uuid;

use crate::domain::{
    ChangeCounts, Origin, Regions, Release, ReleaseFile, Standing, awaited, release_id, standing,
};
use crate::manifest::{Manifest, ManifestError};
use crate::publications::{
    Change, Kind, Progress, Publication, ReadError, Reading, Reject, Source, SourceError, Traces,
};
use crate::store::releases;

/// Where segments are in the object store.
const SEGMENTS: &str = "reference/segments";

/// A file with less than this share of the rows of the edition before it was cut.
const LEAST_SHARE_PERCENT: u64 = 80;

/// An object nobody refers to may belong to an import under way, but not for this long.
const ORPHAN_AGE: Duration = Duration::from_secs(3_600);

/// Where releases go: the catalogue and the object store.
pub struct Importer {
    /// The catalogue.
    pub pool: Pool,
    /// The rows.
    pub objects: Objects,
}

/// How to import.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What the file is.
    pub origin: Origin,
    /// Take a file that is held already, or has suspiciously few rows.
    pub force: bool,
    /// Read and check, and change nothing.
    pub dry_run: bool,
    /// When the NHS published it, where that is known: no file says so.
    pub published_on: Option<NaiveDate>,
}

impl Options {
    /// A file of that origin, taken when it is new and good.
    pub const fn of(origin: Origin) -> Self {
        Self { origin, force: false, dry_run: false, published_on: None }
    }
}

/// What became of a file.
#[derive(Debug)]
pub enum Outcome {
    /// The same bytes are a release already; nothing was done.
    Held(Release),
    /// It would be this release; nothing was done.
    Checked(Release, Vec<Reject>),
    /// It is served from now on.
    Published(Release, Vec<Reject>),
}

/// A file was not imported. What was served before still is.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file is wrong, or cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file changed between two readings.
    #[error("{0}: the file changed while it was read; try again")]
    Changed(String),
    /// The file has fewer rows than it can have.
    #[error(
        "{file}: {rows} rows, and at least {least} were expected; it looks truncated (--force takes it all the same)"
    )]
    TooFewRows {
        /// The file's name.
        file: String,
        /// The rows it has.
        rows: u64,
        /// The fewest it should have.
        least: u64,
    },
    /// No connection.
    #[error("cannot connect to the reference database: {0}")]
    Pool(#[from] PoolError),
    /// A query failed.
    #[error("the reference database failed: {0}")]
    Database(#[from] diesel::result::Error),
    /// The object store failed.
    #[error(transparent)]
    Objects(#[from] ObjectsError),
    /// The object store cannot be used.
    #[error(transparent)]
    Claim(ManifestError),
    /// The release is published, but the manifest is not yet renewed.
    #[error(
        "published, but replicas that start without the database will not know: {0}; import again"
    )]
    Manifest(#[from] ManifestError),
    /// The reading task ended without an answer.
    #[error("reading was cut short: {0}")]
    Cut(#[from] tokio::task::JoinError),
}

impl From<SourceError> for ImportError {
    fn from(error: SourceError) -> Self {
        Self::Read(error.into())
    }
}

impl Importer {
    /// Imports one file as one release. Killed at any point, it leaves
    /// nothing half-visible, and running it again finishes the work.
    pub async fn import(
        &self,
        publication: &'static dyn Publication,
        path: &Path,
        options: Options,
        progress: impl Progress + 'static,
    ) -> Result<Outcome, ImportError> {
        let mut connection = self.pool.get().await?;
        let owned = path.to_owned();
        let checked = tokio::task::spawn_blocking(move || {
            Source::new(&owned, &crate::publications::Silent).checksum()
        });
        let checked = checked.await??;
        let held = releases::find_by_checksum(&mut connection, publication.name(), &checked.sha256);
        if let (Some(held), false) = (held.await?, options.force) {
            if !options.dry_run {
                // A run that was killed after publishing has this left to do.
                let renewed = Manifest::renew(&mut connection, &self.objects).await;
                renewed.map_err(ImportError::Claim)?;
            }
            return Ok(Outcome::Held(held));
        }
        drop(connection);

        let (name, reading) = read(publication, path, checked.clone(), progress).await?;
        let mut connection = self.pool.get().await?;
        if options.origin == Origin::Published && !options.force {
            let held = releases::list(&mut connection).await?;
            guard(&name, &reading, publication, &held)?;
        }
        let draft = draft(publication, &reading, &options, file(&name, &checked));
        if options.dry_run {
            let period = &draft.period.label;
            let held = releases::of_period(&mut connection, publication.name(), period).await?;
            let standing = stand(&held, &draft, options);
            return Ok(match standing {
                Standing::Twin(twin) => Outcome::Held(twin.clone()),
                Standing::Revision { number, .. } => {
                    Outcome::Checked(numbered(draft, number), reading.rejects)
                }
            });
        }
        // Claims the object store, or finds that it is somebody else's.
        Manifest::renew(&mut connection, &self.objects).await.map_err(ImportError::Claim)?;
        self.collect_orphans(&mut connection).await;
        let segment = draft.segment.clone();
        self.objects.put(&segment, reading.segment.clone()).await?;
        let outcome = self.publish(&mut connection, draft, reading, publication, options).await?;
        Manifest::renew(&mut connection, &self.objects).await?;
        if let Outcome::Published(release, _) = &outcome {
            info!(release = release.id, rows = release.rows, "published");
        } else if let Err(error) = self.objects.delete(&segment).await {
            // Nobody refers to it: the next import clears it away.
            warn!(segment, %error, "cannot remove the segment of a twin");
        }
        Ok(outcome)
    }

    /// Makes the release visible, in one transaction. Another import may have
    /// published the same since we looked; then its release is the outcome.
    async fn publish(
        &self,
        connection: &mut AsyncPgConnection,
        draft: Release,
        reading: Reading,
        publication: &'static dyn Publication,
        options: Options,
    ) -> Result<Outcome, ImportError> {
        connection
            .transaction(async |connection| {
                releases::lock(connection).await?;
                let (name, period) = (&draft.publication, &draft.period.label);
                for file in draft.files.iter().filter(|_| !options.force) {
                    let held = releases::find_by_checksum(connection, name, &file.sha256).await?;
                    if let Some(held) = held {
                        return Ok(Outcome::Held(held));
                    }
                }
                let held = releases::of_period(connection, name, period).await?;
                let standing = stand(&held, &draft, options);
                let (number, before) = match standing {
                    Standing::Twin(twin) => {
                        let mut twin = twin.clone();
                        for file in draft.files {
                            releases::add_file(connection, &twin.id, &file).await?;
                            twin.files.push(file);
                        }
                        releases::notify(connection, &twin.id).await?;
                        return Ok(Outcome::Held(twin));
                    }
                    Standing::Revision { number, before } => (number, before),
                };
                let changes = match before {
                    Some(before) => self.changes(publication, before, &reading).await?,
                    None => None,
                };
                let release = Release { changes, ..numbered(draft, number) };
                releases::add(connection, &release, &reading.rejects).await?;
                releases::notify(connection, &release.id).await?;
                Ok(Outcome::Published(release, reading.rejects))
            })
            .await
    }

    /// How a reading differs from what it replaces; nothing where that cannot
    /// be read any more, which is no reason to keep its successor out.
    async fn changes(
        &self,
        publication: &'static dyn Publication,
        before: &Release,
        reading: &Reading,
    ) -> Result<Option<ChangeCounts>, ImportError> {
        let compared = match self.objects.get(&before.segment).await {
            Ok(before) => compare(publication, before, reading.segment.clone()).await,
            Err(error) if error.is_not_found() => Err(error.into()),
            Err(error) => return Err(error.into()),
        };
        match compared {
            Ok(changes) => Ok(Some(count(&changes))),
            Err(error) => {
                warn!(release = before.id, %error, "cannot compare with the revision before");
                Ok(None)
            }
        }
    }

    /// The regions whose files must come before the period of a release is
    /// served; nothing where it is.
    pub async fn awaited(&self, release: &Release) -> Result<Option<Regions>, ImportError> {
        let mut connection = self.pool.get().await?;
        let (name, period) = (&release.publication, &release.period.label);
        let held = releases::of_period(&mut connection, name, period).await?;
        let same: Vec<&Release> =
            held.iter().filter(|held| held.origin == release.origin).collect();
        Ok(awaited(&same))
    }

    /// Every release, by publication, end of its period and revision.
    pub async fn list(&self) -> Result<Vec<Release>, ImportError> {
        Ok(releases::list(&mut *self.pool.get().await?).await?)
    }

    /// Removes segments that no release refers to: what imports that were
    /// killed left behind. Failing to clean up is no reason not to import.
    async fn collect_orphans(&self, connection: &mut AsyncPgConnection) {
        if let Err(error) = self.try_collect_orphans(connection).await {
            warn!(%error, "cannot remove orphaned segments");
        }
    }

    async fn try_collect_orphans(
        &self,
        connection: &mut AsyncPgConnection,
    ) -> Result<(), ImportError> {
        let objects = self.objects.list(SEGMENTS).await?;
        let known = releases::list(connection).await?;
        let age = TimeDelta::from_std(ORPHAN_AGE).unwrap_or(TimeDelta::MAX);
        for (path, modified) in objects {
            let orphan = known.iter().all(|release| release.segment != path);
            if orphan && Utc::now() - modified > age {
                self.objects.delete(&path).await?;
                info!(path, "removed an orphaned segment");
            }
        }
        Ok(())
    }
}

async fn read(
    publication: &'static dyn Publication,
    path: &Path,
    checked: Traces,
    progress: impl Progress + 'static,
) -> Result<(String, Reading), ImportError> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || {
        let mut source = Source::new(&path, &progress);
        let reading = publication.read(&mut source)?;
        let name = source.name().to_owned();
        if source.traces() == Some(&checked) {
            Ok((name, reading))
        } else {
            Err(ImportError::Changed(name))
        }
    })
    .await?
}

/// What a draft is, beside the revisions that are held of its period.
fn stand<'a>(held: &'a [Release], draft: &Release, options: Options) -> Standing<'a> {
    standing(held, &draft.segment_sha256, draft.origin, draft.regions, options.force)
}

/// Refuses a file that was probably cut: fewer rows than any edition has, or
/// far fewer than the edition before or after it.
fn guard(
    file: &str,
    reading: &Reading,
    publication: &dyn Publication,
    held: &[Release],
) -> Result<(), ImportError> {
    let neighbour = held
        .iter()
        .filter(|r| r.publication == publication.name() && r.origin == Origin::Published)
        .filter(|r| r.regions == reading.regions)
        .min_by_key(|r| ((reading.period.end - r.period.end).abs(), Reverse(r.revision)))
        .and_then(|release| u64::try_from(release.rows).ok())
        .map_or(0, |rows| rows * LEAST_SHARE_PERCENT / 100);
    // Regions differ in size; one that has half of its share is not cut.
    let least = publication.facts().least_rows;
    let least = reading.regions.map_or(least, |some| least * u64::from(some.count()) / 14);
    let least = least.max(neighbour);
    if reading.rows >= least {
        Ok(())
    } else {
        Err(ImportError::TooFewRows { file: file.to_owned(), rows: reading.rows, least })
    }
}

/// The release that a reading makes, before it has a revision.
fn draft(
    publication: &dyn Publication,
    reading: &Reading,
    options: &Options,
    file: ReleaseFile,
) -> Release {
    let period = reading.period.label.replace('/', "-");
    Release {
        id: String::new(),
        publication: publication.name().to_owned(),
        period: reading.period.clone(),
        revision: 0,
        regions: reading.regions,
        origin: options.origin,
        published_on: options.published_on,
        imported_at: Utc::now(),
        rows: i64::try_from(reading.rows).unwrap_or(i64::MAX),
        rejects: i64::try_from(reading.rejects.len()).unwrap_or(i64::MAX),
        segment: format!("{SEGMENTS}/{}/{period}/{}.parquet", publication.name(), Uuid::now_v7()),
        segment_sha256: hex::encode(Sha256::digest(&reading.segment)),
        files: vec![file],
        changes: None,
    }
}

fn file(name: &str, traces: &Traces) -> ReleaseFile {
    ReleaseFile {
        name: name.to_owned(),
        bytes: i64::try_from(traces.bytes).unwrap_or(i64::MAX),
        sha256: traces.sha256.clone(),
    }
}

/// What changed between two segments. Keeps a core busy for a while.
pub(crate) async fn compare(
    publication: &'static dyn Publication,
    before: Bytes,
    after: Bytes,
) -> Result<Vec<Change>, ImportError> {
    let compared = tokio::task::spawn_blocking(move || publication.compare(before, after));
    Ok(compared.await?.map_err(ReadError::from)?)
}

fn count(changes: &[Change]) -> ChangeCounts {
    let of = |kind: Kind| {
        let rows = changes.iter().filter(|change| change.kind == kind).count();
        i64::try_from(rows).unwrap_or(i64::MAX)
    };
    ChangeCounts { added: of(Kind::Added), changed: of(Kind::Changed), removed: of(Kind::Removed) }
}

fn numbered(mut release: Release, revision: i32) -> Release {
    release.id = release_id(&release.publication, &release.period, revision);
    release.revision = revision;
    release
}
