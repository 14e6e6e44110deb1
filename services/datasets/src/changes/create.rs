use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::DatasetsError;
use crate::domain::{Category, Options, SourceType, Viewer, keys};
use crate::store::datasets::{DatasetRow, NewDataset};
use crate::store::option_lists::{self, Prepared};

/// A dataset to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct New {
    /// What callers name it by; a key is made for it where there is none. Must
    /// be one in which [`keys::mistake`] finds nothing wrong.
    pub key: Option<String>,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Where to read more; may be empty.
    pub reference_url: String,
    /// How to show an option; may be empty.
    pub format_pattern: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What can be picked.
    pub options: Options,
    /// Whose it is, which the viewer must be allowed to say; none: their own.
    pub organization_id: Option<i64>,
}

/// Adds a dataset, at version 1 and private. [`DatasetsError::KeyTaken`] where
/// its key was ever that of another.
pub async fn create(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    mut new: New,
) -> Result<DatasetRow, DatasetsError> {
    let user = viewer.user_id.filter(|_| viewer.may_create()).ok_or(DatasetsError::Forbidden)?;
    let options = Prepared::aside(std::mem::take(&mut new.options)).await?;
    connection
        .transaction(async |connection| {
            let (option_list_id, options_count) = option_lists::keep(connection, &options).await?;
            let dataset = NewDataset {
                key: "",
                name: &new.name,
                description: &new.description,
                category: Category::UserCreated,
                source_type: SourceType::Manual,
                reference_url: &new.reference_url,
                is_custom: true,
                is_global: false,
                parent_id: None,
                organization_id: new.organization_id,
                option_list_id,
                options_count,
                format_pattern: &new.format_pattern,
                tags: &new.tags,
                created_by: Some(user),
                last_synced_at: None,
                last_scraped: None,
                sync_frequency_hours: None,
            };
            match &new.key {
                Some(key) => {
                    let only = std::iter::once(key.clone());
                    super::insert(connection, viewer, &dataset, only).await
                }
                None => {
                    let seconds = chrono::Utc::now().timestamp();
                    let free = keys::generated(&new.name, new.organization_id, user, seconds);
                    super::insert(connection, viewer, &dataset, free).await
                }
            }
        })
        .await
}
