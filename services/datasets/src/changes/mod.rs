//! Changes of datasets. Each is one transaction, in which nobody else changes
//! the dataset, and leaves behind its version and an audit of what was before
//! and after.

mod create;
mod create_custom;
mod delete;
mod publish;
mod update;

use chrono::{DateTime, SubsecRound, Utc};
use diesel::prelude::*;
use diesel_async::AsyncPgConnection;
use serde_json::{Value, json};

use crate::DatasetsError;
use crate::domain::{Category, Viewer, keys};
use crate::store::datasets::{self, DatasetRow, NewDataset};
use crate::store::versions;

pub use create::{New, create};
pub use create_custom::{Custom, create_custom, source};
pub use delete::delete;
pub use publish::publish;
pub use update::{Edit, update};

/// A dataset in the words of the audit: what it says and whose it is, its
/// options by the number of their list. Datasets that were deleted have none.
pub fn image(row: &DatasetRow) -> Value {
    json!({
        "key": row.key,
        "name": row.name,
        "description": row.description,
        "category": row.category,
        "source_type": row.source_type,
        "reference_url": row.reference_url,
        "is_global": row.is_global,
        "parent_id": row.parent_id.map(|id| id.0),
        "organization": row.organization_id,
        "option_list_id": row.option_list_id.0,
        "options_count": row.options_count,
        "format_pattern": row.format_pattern,
        "tags": row.tags,
        "version": row.version,
        "published_at": row.published_at,
        "published_version": row.published_version,
    })
}

/// Holds a dataset that the viewer sees, for a change.
async fn held(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    key: &str,
) -> Result<DatasetRow, DatasetsError> {
    if !keys::is_valid(key) {
        return Err(DatasetsError::NoSuch);
    }
    datasets::hold(connection, viewer, key).await?.ok_or(DatasetsError::NoSuch)
}

/// The same of a dataset that the viewer may change too.
async fn changeable(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    key: &str,
) -> Result<DatasetRow, DatasetsError> {
    let row = held(connection, viewer, key).await?;
    may_change(viewer, &row)?;
    Ok(row)
}

/// Why the viewer may not change a dataset that they see, if they may not.
pub(crate) fn may_change(viewer: &Viewer, row: &DatasetRow) -> Result<(), DatasetsError> {
    if row.category == Category::NhsDd {
        return Err(DatasetsError::NhsDataDictionary);
    }
    if !viewer.may_edit(row.owner()) {
        return Err(DatasetsError::Forbidden);
    }
    Ok(())
}

/// Adds a dataset under the first of these keys that is free.
async fn insert(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    new: &NewDataset<'_>,
    keys: impl Iterator<Item = String> + Send,
) -> Result<DatasetRow, DatasetsError> {
    for key in keys {
        let new = NewDataset { key: &key, ..new.clone() };
        if let Some(row) = datasets::insert(connection, &new).await? {
            versions::keep(connection, &row, viewer.user_id).await?;
            record(connection, viewer.user_id, None, Some(&row), "").await?;
            return Ok(row);
        }
    }
    Err(DatasetsError::KeyTaken)
}

/// Tells the audit how a dataset was and how it is, `None` where it is not there;
/// who changed it, `None` for the platform itself; and why, or nothing.
pub(crate) async fn record(
    connection: &mut AsyncPgConnection,
    user: Option<i64>,
    before: Option<&DatasetRow>,
    after: Option<&DatasetRow>,
    reason: &str,
) -> QueryResult<()> {
    let Some(row) = after.or(before) else { return Ok(()) };
    let change = audit::NewRow {
        organization_id: row.organization_id,
        user_id: user,
        reason: reason.to_owned(),
        ..audit::NewRow::of("dataset", &row.key, before.map(image), after.map(image))
    };
    audit::insert(connection, &[change]).await
}

/// The time of a change of this dataset, as exactly as it is kept. Never before
/// that of the last one, whatever a clock says.
fn moment(row: &DatasetRow) -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6).max(row.updated_at)
}
