//! Syncs by the clock, once however many replicas there are.

use std::time::Duration;

use ::store::{Connection, Pool};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::{Outcome, Report, Request, SyncError};
use crate::domain::due::{Source, first, next};
use crate::store::sync_runs::last_kept;
use crate::{Schedule, SyncSettings};

/// The clock is looked at so often: it may be set, and the machine may sleep.
/// What cannot be done now is tried again as often.
const LOOK: Duration = Duration::from_secs(60);

/// What cannot be done at its time is given up after this.
const GIVEN_UP: TimeDelta = TimeDelta::hours(6);

/// Syncs each source when it is due, until `stopping`. A run that is under way
/// then is given up: a list that was written stays so, and the others are read
/// when the service is back.
pub(crate) async fn run(pool: Pool, settings: SyncSettings, stopping: CancellationToken) {
    if settings.datasets_sync == Schedule::Off {
        return;
    }
    let [one, other] = Source::ALL.map(|source| keep(&pool, &settings, source));
    tokio::select! {
        () = stopping.cancelled() => {}
        _ = async { tokio::join!(one, other) } => {}
    }
}

/// Times that pass during a run are left out, and of those that pass while the
/// machine sleeps all but the first.
async fn keep(pool: &Pool, settings: &SyncSettings, source: Source) {
    let mut at = begin(pool, source).await;
    loop {
        wait(at).await;
        let hindered = |cause: &SyncError| tell_hindered(source, cause);
        tell(source, persist(pool, settings, source, at, LOOK, hindered).await);
        at = next(source, Utc::now().max(at));
    }
}

/// When a source is synced first, once the database tells when it was last.
async fn begin(pool: &Pool, source: Source) -> DateTime<Utc> {
    loop {
        let kept = async {
            let mut connection = pool.get().await?;
            Ok::<_, SyncError>(last_kept(&mut connection, source).await?)
        };
        match kept.await {
            Ok(kept) => return first(source, kept, Utc::now()),
            Err(cause) => tell_hindered(source, &cause),
        }
        sleep(LOOK).await;
    }
}

async fn wait(at: DateTime<Utc>) {
    while let Ok(left) = (at - Utc::now()).to_std()
        && !left.is_zero()
    {
        sleep(left.min(LOOK)).await;
    }
}

/// Syncs a source for a time of its schedule. Where it is being synced, or the
/// database is away, `hindered` hears of it, and it is tried again after `pause`,
/// for six hours.
pub async fn persist(
    pool: &Pool,
    settings: &SyncSettings,
    source: Source,
    at: DateTime<Utc>,
    pause: Duration,
    mut hindered: impl FnMut(&SyncError) + Send,
) -> Result<Report, SyncError> {
    let until = Utc::now() + GIVEN_UP;
    loop {
        match sync(pool, settings, source, at).await {
            Err(cause) if cause.may_pass() && Utc::now() < until => hindered(&cause),
            done => return done,
        }
        sleep(pause).await;
    }
}

/// Syncs the lists of a source that are due, for a time of its schedule.
///
/// [`SyncError::Kept`] where that was done already.
pub async fn sync(
    pool: &Pool,
    settings: &SyncSettings,
    source: Source,
    at: DateTime<Utc>,
) -> Result<Report, SyncError> {
    let origin = settings.origin(source);
    let fetcher = origin.fetcher()?;
    // Not given back to the pool: the lock ends with it, wherever the run does.
    let mut connection = Connection::take(pool.get().await?);
    let request =
        Request { scheduled_for: Some(at), ..Request::new(source, origin.base, Utc::now()) };
    super::run(&mut connection, &fetcher, &request, |line| {
        if line.outcome == Outcome::Failed {
            let reason = line.reason.as_deref().unwrap_or_default();
            warn!(dataset = line.key, reason, "a list could not be synced");
        }
    })
    .await
}

fn tell(source: Source, done: Result<Report, SyncError>) {
    let word = source.as_str();
    match done {
        Ok(report) => {
            let (lists, errors) = (report.datasets.len(), report.errors());
            info!(source = word, lists, errors, "lists were synced");
        }
        Err(cause @ SyncError::Kept { .. }) => {
            info!(source = word, %cause, "nothing is left to do")
        }
        Err(cause) => error!(source = word, %cause, "lists could not be synced"),
    }
}

fn tell_hindered(source: Source, cause: &SyncError) {
    let word = source.as_str();
    match cause {
        SyncError::Busy(_) => info!(source = word, "lists are being synced already"),
        cause => warn!(source = word, %cause, "lists cannot be synced yet"),
    }
}
