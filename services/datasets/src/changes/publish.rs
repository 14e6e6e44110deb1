use diesel_async::{AsyncConnection, AsyncPgConnection};

use super::{held, moment, record};
use crate::DatasetsError;
use crate::domain::Viewer;
use crate::store::datasets::{self, DatasetRow};

/// Shows a dataset to everybody, for ever; its version stays, and those before
/// that stay with its owners. `check` sees it
/// as it is once nobody else can change it, and is not asked where the viewer
/// may not publish it.
pub async fn publish(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    key: &str,
    check: impl FnOnce(&DatasetRow) -> Result<(), DatasetsError> + Send,
) -> Result<DatasetRow, DatasetsError> {
    connection
        .transaction(async move |connection| {
            let before = held(connection, viewer, key).await?;
            if before.is_global {
                if viewer.may_edit(before.owner()) {
                    check(&before)?;
                }
                return Err(DatasetsError::AlreadyGlobal);
            }
            if !viewer.may_publish(before.owner()) {
                return Err(DatasetsError::Forbidden);
            }
            check(&before)?;
            let after = datasets::publish(connection, before.id, moment(&before)).await?;
            record(connection, viewer.user_id, Some(&before), Some(&after), "").await?;
            Ok(after)
        })
        .await
}
