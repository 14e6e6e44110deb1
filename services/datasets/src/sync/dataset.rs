//! One dataset: whether it is read, reading it, and writing what was read.

use chrono::{DateTime, SubsecRound, Utc};
use diesel::QueryResult;
use diesel_async::{AsyncConnection, AsyncPgConnection};

use super::Request;
use super::fetch::{Fetcher, Validators};
use super::list::{Fresh, List, Read, fresh};
use super::report::{Change, Line, Outcome};
use crate::DatasetsError;
use crate::changes::record;
use crate::domain::due::{Source, judged_at, scrape_is_due, sync_is_due};
use crate::domain::{DatasetId, Options};
use crate::store::datasets::{self, DatasetRow};
use crate::store::option_lists::{self, Prepared};
use crate::store::sources::{self, SourceRow};
use crate::store::{synced, versions};

/// What the audit says of every change.
const REASON: &str = "sync";

/// Why a transaction is not committed.
enum Stop {
    DryRun(Line),
    Failed(DatasetsError),
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<DatasetsError> for Stop {
    fn from(error: DatasetsError) -> Self {
        Self::Failed(error)
    }
}

/// Brings a dataset in step with its list.
pub(super) async fn sync(
    connection: &mut AsyncPgConnection,
    fetcher: &Fetcher,
    request: &Request<'_>,
    list: &List,
) -> Line {
    let line = sync_or_fail(connection, fetcher, request, list).await;
    line.unwrap_or_else(|error| Line::failed(list.key, error.to_string()))
}

async fn sync_or_fail(
    connection: &mut AsyncPgConnection,
    fetcher: &Fetcher,
    request: &Request<'_>,
    list: &List,
) -> Result<Line, DatasetsError> {
    let row = synced::find(connection, list.key).await?;
    let mut known = None;
    if let Some(row) = &row {
        if let Some(line) = left_alone(list, row) {
            return Ok(line);
        }
        if !request.force && !is_due(request, list, row) {
            return Ok(Line::new(list.key, Outcome::Skipped));
        }
        if !request.force {
            known = validators(connection, list, row).await?;
        }
    }
    // Outside the transaction: nobody waits for what may take minutes.
    let read = list.read(fetcher, known.as_ref()).await;
    let done = connection
        .transaction(async |connection| {
            let line = write(connection, list, &read).await?;
            if request.dry_run { Err(Stop::DryRun(line)) } else { Ok(line) }
        })
        .await;
    match done {
        Ok(line) | Err(Stop::DryRun(line)) => Ok(line),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// What becomes of a list whose key is that of a dataset not to be touched.
fn left_alone(list: &List, row: &DatasetRow) -> Option<Line> {
    if row.category != list.category {
        let reason = "the key is taken by a dataset that does not come from there";
        return Some(Line::failed(list.key, reason));
    }
    (!row.is_active).then(|| Line::new(list.key, Outcome::Hidden))
}

fn is_due(request: &Request<'_>, list: &List, row: &DatasetRow) -> bool {
    let now = judged_at(request.now, request.scheduled_for.is_some());
    match list.source {
        Source::NhsDd => scrape_is_due(row.last_scraped, now),
        Source::External => {
            sync_is_due(row.source_type, row.sync_frequency_hours, row.last_synced_at, now)
        }
    }
}

/// What came with the options a dataset has, if they were read from the same address.
async fn validators(
    connection: &mut AsyncPgConnection,
    list: &List,
    row: &DatasetRow,
) -> QueryResult<Option<Validators>> {
    let found = sources::find(connection, row.id).await?;
    let found = found.filter(|found| found.url == list.address());
    let known =
        found.map(|SourceRow { etag, last_modified, .. }| Validators { etag, last_modified });
    Ok(known.filter(|known| *known != Validators::default()))
}

async fn write(
    connection: &mut AsyncPgConnection,
    list: &List,
    read: &Result<Read, String>,
) -> Result<Line, DatasetsError> {
    match datasets::hold_by_key(connection, list.key).await? {
        None => create(connection, list, read).await,
        // It may have been deleted while its list was read.
        Some(row) => match left_alone(list, &row) {
            Some(line) => Ok(line),
            None => update(connection, list, row, read).await,
        },
    }
}

/// Adds a dataset with its options. One of the NHS Data Dictionary is added
/// even where they could not be read, for people to see that it is to come.
async fn create(
    connection: &mut AsyncPgConnection,
    list: &List,
    read: &Result<Read, String>,
) -> Result<Line, DatasetsError> {
    let fresh = fresh(read);
    if let (Err(reason), Source::External) = (fresh, list.source) {
        return Ok(Line::failed(list.key, reason));
    }
    let row = insert(connection, list, fresh.ok()).await?;
    let change = Some(Change::Created);
    Ok(match fresh {
        Ok(fresh) => {
            let (options, skipped_items) = (Some(row.options_count), fresh.skipped);
            Line { options, skipped_items, ..Line::read(list.key, change) }
        }
        Err(reason) => Line { change, ..Line::failed(list.key, reason) },
    })
}

/// Adds a dataset whose key is free, with the options that were read, or with
/// none.
pub(super) async fn add(
    connection: &mut AsyncPgConnection,
    list: &List,
    fresh: Option<&Fresh>,
) -> Result<(), DatasetsError> {
    connection.transaction(async |connection| insert(connection, list, fresh).await.map(drop)).await
}

async fn insert(
    connection: &mut AsyncPgConnection,
    list: &List,
    fresh: Option<&Fresh>,
) -> Result<DatasetRow, DatasetsError> {
    let none = Prepared::of(&Options::default())?;
    let options = fresh.map_or(&none, |fresh| &fresh.options);
    let kept = option_lists::keep(connection, options).await?;
    let new = list.dataset(kept, fresh.map(|_| now()));
    let row = datasets::insert(connection, &new).await?.ok_or(DatasetsError::KeyTaken)?;
    versions::keep(connection, &row, None).await?;
    record(connection, None, None, Some(&row), REASON).await?;
    if let Some(fresh) = fresh {
        keep_source(connection, row.id, list, fresh).await?;
    }
    Ok(row)
}

/// As exactly as it is kept.
fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// Writes what is different, as the next version, and when the list was read.
/// Where it could not be read the options stay, and with them that time.
async fn update(
    connection: &mut AsyncPgConnection,
    list: &List,
    before: DatasetRow,
    read: &Result<Read, String>,
) -> Result<Line, DatasetsError> {
    // Never before the last change, whatever a clock says.
    let at = now().max(before.updated_at);
    let mut after = list.over(before.clone());
    if let Ok(Read::Fresh(fresh)) = read {
        (after.option_list_id, after.options_count) =
            option_lists::keep(connection, &fresh.options).await?;
    }
    let change = differs(&before, &after).then_some(Change::Updated);
    if change.is_some() {
        after.version += 1;
        after.updated_at = at;
        datasets::update(connection, &after).await?;
        versions::keep(connection, &after, None).await?;
        record(connection, None, Some(&before), Some(&after), REASON).await?;
    }
    let skipped_items = match read {
        Err(reason) => return Ok(Line { change, ..Line::failed(list.key, reason) }),
        Ok(Read::Unchanged) => 0,
        Ok(Read::Fresh(fresh)) => {
            keep_source(connection, after.id, list, fresh).await?;
            fresh.skipped
        }
    };
    synced::mark(connection, after.id, list.source, at).await?;
    let options = Some(after.options_count);
    Ok(Line { options, skipped_items, ..Line::read(list.key, change) })
}

fn differs(before: &DatasetRow, after: &DatasetRow) -> bool {
    before.name != after.name
        || before.description != after.description
        || before.reference_url != after.reference_url
        || before.format_pattern != after.format_pattern
        || before.tags != after.tags
        || before.option_list_id != after.option_list_id
}

async fn keep_source(
    connection: &mut AsyncPgConnection,
    dataset_id: DatasetId,
    list: &List,
    fresh: &Fresh,
) -> QueryResult<()> {
    let Validators { etag, last_modified } = fresh.validators.clone();
    let url = list.address();
    sources::keep(connection, &SourceRow { dataset_id, url, etag, last_modified }).await
}
