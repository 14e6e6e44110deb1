use chrono::Utc;
use diesel_async::{AsyncConnection, AsyncPgConnection};

use super::insert;
use crate::DatasetsError;
use crate::domain::{Category, SourceType, Viewer, keys, limits};
use crate::store::datasets::{self, DatasetRow, NewDataset};

/// What is to be different about a custom version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Custom {
    /// What people call it; by default as its source, and that it is custom.
    pub name: Option<String>,
    /// Whose it is, which the viewer must be allowed to say; none: their own.
    pub organization_id: Option<i64>,
}

/// A dataset that the viewer may make a custom version of, or why they may not:
/// [`DatasetsError::NotGlobal`] where it could be if it were published.
pub async fn source(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    key: &str,
) -> Result<DatasetRow, DatasetsError> {
    if !keys::is_valid(key) {
        return Err(DatasetsError::NoSuch);
    }
    let row = datasets::find(connection, viewer, key).await?.ok_or(DatasetsError::NoSuch)?;
    copiable(viewer, &row)?;
    Ok(row)
}

/// Makes a custom version of a dataset as it is now, which is held meanwhile:
/// it is not deleted before there is a copy, nor copied after it is deleted.
/// Copies do not wait for each other.
pub async fn create_custom(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    key: &str,
    custom: &Custom,
) -> Result<DatasetRow, DatasetsError> {
    let user = viewer.user_id.filter(|_| viewer.may_create()).ok_or(DatasetsError::Forbidden)?;
    if !keys::is_valid(key) {
        return Err(DatasetsError::NoSuch);
    }
    connection
        .transaction(async |connection| {
            let source = datasets::hold_for_copy(connection, viewer, key).await?;
            let source = source.ok_or(DatasetsError::NoSuch)?;
            copiable(viewer, &source)?;
            let name = custom.name.clone().unwrap_or_else(|| default_name(&source.name));
            let description = format!("Custom version of {}", source.name);
            let seconds = Utc::now().timestamp();
            let free = keys::custom(&source.key, custom.organization_id, user, seconds);
            let dataset = NewDataset {
                key: "",
                name: &name,
                description: &description,
                category: Category::UserCreated,
                source_type: SourceType::Manual,
                reference_url: "",
                is_custom: true,
                is_global: false,
                parent_id: Some(source.id),
                organization_id: custom.organization_id,
                option_list_id: source.option_list_id,
                options_count: source.options_count,
                format_pattern: &source.format_pattern,
                tags: &source.tags,
                created_by: Some(user),
                last_synced_at: None,
                last_scraped: None,
                sync_frequency_hours: None,
            };
            insert(connection, viewer, &dataset, free).await
        })
        .await
}

fn copiable(viewer: &Viewer, source: &DatasetRow) -> Result<(), DatasetsError> {
    if source.is_global {
        Ok(())
    } else if viewer.may_edit(source.owner()) {
        Err(DatasetsError::NotGlobal)
    } else {
        Err(DatasetsError::Forbidden)
    }
}

fn default_name(of: &str) -> String {
    let name: String = format!("{of} (Custom)").chars().take(limits::NAME).collect();
    name.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_name_fits() {
        assert_eq!(default_name("Ethnic Category"), "Ethnic Category (Custom)");
        for (letters, expected) in [(246, 255), (247, 255), (254, 254), (255, 255)] {
            let long = "é".repeat(letters);
            let name = default_name(&long);
            assert!(name.starts_with(&long));
            assert_eq!(name.chars().count(), expected, "{letters}");
        }
    }
}
