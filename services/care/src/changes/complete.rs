use diesel_async::{AsyncConnection, AsyncPgConnection};
use resources::Resource;
use serde_json::value::RawValue;

use crate::CareError;
use crate::domain::{Document, DocumentId, OrganizationId};
use crate::store::completing::{self, Completion};

/// The most documents of a transaction.
const BATCH: i64 = 500;

/// What the audit says why.
const REASON: &str = "completed by itself";

/// Completes the home visits, and whatever else completes itself, whose time
/// came an hour ago; of every organisation. How many there were.
///
/// It may run at any time, and several times at once: each visit is completed
/// once. One that somebody is changing is left for the next time.
pub async fn complete_visits(connection: &mut AsyncPgConnection) -> Result<usize, CareError> {
    let mut count = 0;
    for resource in resources::ALL {
        for completion in Completion::of(resource) {
            loop {
                let some = batch(connection, resource, &completion).await?;
                count += some;
                if some == 0 {
                    break;
                }
            }
        }
    }
    Ok(count)
}

async fn batch(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    completion: &Completion,
) -> Result<usize, CareError> {
    connection
        .transaction(async |connection| {
            let changed = completing::complete(connection, resource, completion, BATCH).await?;
            let rows = changed.iter().map(|one| one.audited(resource, REASON, &Document::new()));
            let rows = rows.collect::<Result<Vec<_>, _>>()?;
            audit::insert(connection, &rows).await?;
            Ok(rows.len())
        })
        .await
}

/// A document that was just made or changed, as it is kept: completed, if its
/// time has come. Whoever calls owns the transaction, and tells the audit.
pub(super) async fn settle(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    organization: OrganizationId,
    id: &DocumentId,
    kept: Option<Box<RawValue>>,
) -> Result<Box<RawValue>, CareError> {
    let mut kept = kept.ok_or(CareError::NoSuch(resource.one))?;
    for completion in Completion::of(resource) {
        let completed =
            completing::complete_one(connection, resource, &completion, organization, id).await?;
        kept = completed.unwrap_or(kept);
    }
    Ok(kept)
}
