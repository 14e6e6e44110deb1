use diesel_async::{AsyncConnection, AsyncPgConnection};

use super::{changeable, record};
use crate::DatasetsError;
use crate::domain::Viewer;
use crate::store::datasets::{self, DatasetRow};

/// Hides a dataset from everybody, for ever: its key stays taken, its custom
/// versions live on. [`DatasetsError::HasCustomVersions`] where it is published
/// and others have custom versions of it. `check` sees it as it is once nobody
/// else can change it, and is not asked where the viewer may not delete it.
pub async fn delete(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    key: &str,
    check: impl FnOnce(&DatasetRow) -> Result<(), DatasetsError> + Send,
) -> Result<(), DatasetsError> {
    connection
        .transaction(async move |connection| {
            let row = changeable(connection, viewer, key).await?;
            check(&row)?;
            let is_published = row.is_global && row.published_at.is_some();
            if is_published && datasets::has_custom_versions_of_others(connection, &row).await? {
                return Err(DatasetsError::HasCustomVersions);
            }
            datasets::delete(connection, row.id).await?;
            record(connection, viewer.user_id, Some(&row), None, "").await?;
            Ok(())
        })
        .await
}
