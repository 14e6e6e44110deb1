use diesel_async::{AsyncConnection, AsyncPgConnection};

use super::{changeable, moment, record};
use crate::DatasetsError;
use crate::domain::{Options, Viewer};
use crate::store::datasets::{self, DatasetRow};
use crate::store::option_lists::{self, Prepared};
use crate::store::versions;

/// What is to be different about a dataset. What is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// What people call it.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Where to read more; may be empty.
    pub reference_url: Option<String>,
    /// How to show an option; may be empty.
    pub format_pattern: Option<String>,
    /// Words to find it by, instead of all there are.
    pub tags: Option<Vec<String>>,
    /// What can be picked, instead of all there is.
    pub options: Option<Options>,
}

/// Changes a dataset: its next version, even if that says the same as the last.
/// `check` sees it as it is once nobody else can change it. Where the viewer may
/// not change it that is told, and not what is wrong with `edit`; that is told
/// before `check` is asked.
pub async fn update(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    key: &str,
    edit: Result<Edit, DatasetsError>,
    check: impl FnOnce(&DatasetRow) -> Result<(), DatasetsError> + Send,
) -> Result<DatasetRow, DatasetsError> {
    let edit = match edit {
        Ok(edit) => edit.prepared().await,
        Err(refusal) => Err(refusal),
    };
    connection
        .transaction(async move |connection| {
            let before = changeable(connection, viewer, key).await?;
            let (edit, options) = edit?;
            check(&before)?;
            let kept = match &options {
                Some(options) => option_lists::keep(connection, options).await?,
                None => (before.option_list_id, before.options_count),
            };
            let after = DatasetRow {
                option_list_id: kept.0,
                options_count: kept.1,
                version: before.version + 1,
                updated_at: moment(&before),
                ..edit.over(before.clone())
            };
            datasets::update(connection, &after).await?;
            versions::keep(connection, &after, viewer.user_id).await?;
            record(connection, viewer.user_id, Some(&before), Some(&after), "").await?;
            Ok(after)
        })
        .await
}

impl Edit {
    /// The rest, and its options as they are to be kept.
    async fn prepared(mut self) -> Result<(Self, Option<Prepared>), DatasetsError> {
        let options = match self.options.take() {
            Some(options) => Some(Prepared::aside(options).await?),
            None => None,
        };
        Ok((self, options))
    }

    /// A dataset with everything different but its options.
    fn over(self, row: DatasetRow) -> DatasetRow {
        DatasetRow {
            name: self.name.unwrap_or(row.name),
            description: self.description.unwrap_or(row.description),
            reference_url: self.reference_url.unwrap_or(row.reference_url),
            format_pattern: self.format_pattern.unwrap_or(row.format_pattern),
            tags: self.tags.unwrap_or(row.tags),
            ..row
        }
    }
}
