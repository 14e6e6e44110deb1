//! Keeps the platform's own lists in step with where they are published.

mod dataset;
mod dictionary;
mod external;
pub mod fetch;
mod list;
mod missing;
mod origin;
mod report;
pub mod schedule;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use thiserror::Error;
use url::Url;

use self::fetch::Fetcher;
use self::list::List;
use crate::domain::due::Source;
use crate::store::sync_runs::{self, NewSyncRun};
use crate::store::synced;

pub use self::missing::add_missing;
pub use self::origin::Origin;
pub use self::report::{Change, Counts, Line, Outcome, Report};

/// What is to be synced.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The lists of this source.
    pub source: Source,
    /// Below which address they are published.
    pub base: &'a Url,
    /// The list of this key alone.
    pub dataset: Option<&'a str>,
    /// Whether lists are read that are not due, and read whole even if their
    /// server says that they did not change.
    pub force: bool,
    /// Whether everything is rolled back.
    pub dry_run: bool,
    /// When the run was due; none: it is run by command.
    pub scheduled_for: Option<DateTime<Utc>>,
    /// When it begins, and what is due is judged.
    pub now: DateTime<Utc>,
}

/// Why nothing was synced, or not all of it.
#[derive(Debug, Error)]
pub enum SyncError {
    /// There is no such list.
    #[error("there is no list {key} here, but {}", .known.join(", "))]
    Unknown {
        /// The key that was asked for.
        key: String,
        /// Those there are.
        known: Vec<&'static str>,
    },
    /// Two runs at once would ask the same server for the same.
    #[error("a sync of {0} is under way already; try again when it is done")]
    Busy(Source),
    /// Another replica was quicker.
    #[error("the sync of {of} that was due at {at} is done already")]
    Kept {
        /// What was synced.
        of: Source,
        /// When it was due.
        at: DateTime<Utc>,
    },
    /// A file that has to be good is not.
    #[error("the list {key} cannot be added: {reason}")]
    Failed {
        /// The key of the list.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Addresses cannot be read at all.
    #[error("no HTTP client can be made: {0}")]
    Client(#[from] reqwest::Error),
    /// The database is away.
    #[error("cannot connect to the datasets database: {0}")]
    Connect(#[from] ::store::PoolError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] diesel::result::Error),
    /// The report cannot be kept.
    #[error("the report cannot be kept: {0}")]
    Report(#[from] serde_json::Error),
}

impl SyncError {
    /// Whether the same may go well a little later.
    const fn may_pass(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Connect(_) | Self::Database(_))
    }
}

impl<'a> Request<'a> {
    /// All lists of a source that are due at `now`, by command.
    pub const fn new(source: Source, base: &'a Url, now: DateTime<Utc>) -> Self {
        let (dataset, scheduled_for) = (None, None);
        Self { source, base, dataset, force: false, dry_run: false, scheduled_for, now }
    }

    fn lists(&self) -> Result<Vec<List>, SyncError> {
        let all = lists(self.source, self.base);
        let Some(key) = self.dataset else { return Ok(all) };
        let known = all.iter().map(|list| list.key).collect();
        let named: Vec<List> = all.into_iter().filter(|list| list.key == key).collect();
        if named.is_empty() {
            return Err(SyncError::Unknown { key: key.to_owned(), known });
        }
        Ok(named)
    }
}

/// All lists of a source.
fn lists(source: Source, base: &Url) -> Vec<List> {
    match source {
        Source::NhsDd => dictionary::lists(base),
        Source::External => external::lists(base),
    }
}

/// Lets nobody else sync a source until [`synced::unlock`].
async fn lock(connection: &mut AsyncPgConnection, source: Source) -> Result<(), SyncError> {
    if synced::lock(connection, source).await? { Ok(()) } else { Err(SyncError::Busy(source)) }
}

/// Syncs lists one after the other, each in a transaction of its own; one that
/// fails keeps no other from it. `told` hears of each as it is done. The run is
/// kept, unless it is a dry one.
///
/// [`SyncError::Busy`] where the source is being synced by somebody else. The
/// lock is the connection's: a run that is dropped halfway must not leave its
/// connection to others.
pub async fn run(
    connection: &mut AsyncPgConnection,
    fetcher: &Fetcher,
    request: &Request<'_>,
    told: impl FnMut(&Line) + Send,
) -> Result<Report, SyncError> {
    let lists = request.lists()?;
    lock(connection, request.source).await?;
    let report = sync_all(connection, fetcher, request, &lists, told).await;
    let unlocked = synced::unlock(connection, request.source).await;
    let report = report?;
    unlocked?;
    Ok(report)
}

async fn sync_all(
    connection: &mut AsyncPgConnection,
    fetcher: &Fetcher,
    request: &Request<'_>,
    lists: &[List],
    mut told: impl FnMut(&Line) + Send,
) -> Result<Report, SyncError> {
    let source = request.source;
    if let Some(at) = request.scheduled_for
        && sync_runs::is_kept(connection, source, at).await?
    {
        return Err(SyncError::Kept { of: source, at });
    }
    let mut lines = Vec::with_capacity(lists.len());
    for list in lists {
        let line = dataset::sync(connection, fetcher, request, list).await;
        told(&line);
        lines.push(line);
    }
    let total = synced::count_nhs_dd(connection).await?;
    let report = Report::new(request, lines, total);
    if !request.dry_run {
        let run = NewSyncRun {
            source: source.as_str(),
            scheduled_for: request.scheduled_for,
            started_at: request.now,
            finished_at: Utc::now().max(request.now),
            report: serde_json::to_value(&report)?,
        };
        sync_runs::insert(connection, &run).await?;
    }
    Ok(report)
}
