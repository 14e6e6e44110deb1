//! Lists that are not there yet, from files.

use diesel_async::AsyncPgConnection;
use url::Url;

use super::fetch::{Fetcher, Patience, is_file};
use super::list::{List, fresh};
use super::{SyncError, dataset, lists, lock};
use crate::domain::due::Source;
use crate::store::synced;

/// Adds the lists of a source that are not there, with the options of the files
/// below `base`; one that has no file there is added without options, for a
/// sync to fill. Those that are there, deleted or not, are left alone. No run is
/// kept of this.
///
/// [`SyncError::Failed`] at the first file that cannot be read. Each list is
/// added in a transaction of its own: what was broken off is done by doing it
/// again.
pub async fn add_missing(
    connection: &mut AsyncPgConnection,
    source: Source,
    base: &Url,
) -> Result<(), SyncError> {
    let lists = lists(source, base);
    lock(connection, source).await?;
    let added = add_all(connection, &lists).await;
    let unlocked = synced::unlock(connection, source).await;
    added?;
    Ok(unlocked?)
}

async fn add_all(connection: &mut AsyncPgConnection, lists: &[List]) -> Result<(), SyncError> {
    let fetcher = Fetcher::new(Patience::default(), None)?;
    let keys: Vec<&str> = lists.iter().map(|list| list.key).collect();
    let taken = synced::taken(connection, &keys).await?;
    for list in lists.iter().filter(|list| !taken.contains(list.key)) {
        let key = list.key;
        add(connection, &fetcher, list)
            .await
            .map_err(|reason| SyncError::Failed { key, reason })?;
    }
    Ok(())
}

async fn add(
    connection: &mut AsyncPgConnection,
    fetcher: &Fetcher,
    list: &List,
) -> Result<(), String> {
    let added = if is_file(&list.url) {
        let read = list.read(fetcher, None).await;
        dataset::add(connection, list, Some(fresh(&read)?)).await
    } else {
        dataset::add(connection, list, None).await
    };
    added.map_err(|error| error.to_string())
}
