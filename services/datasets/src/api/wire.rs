//! Datasets, as they are told.

mod shown;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use access::NamesById;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use web::ApiError;

pub(super) use self::shown::{Kept, csv, json, not_modified};
use crate::domain::{Category, DatasetId, SourceType, Viewer};
use crate::store::datasets::{DatasetRow, Parent};
use crate::viewer::Visitor;

/// A dataset in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = datasets::Item)]
pub(crate) struct Item<'a> {
    /// What it is named by, for ever.
    #[schema(value_type = String, example = "main_specialty_code")]
    key: &'a str,
    #[schema(value_type = String, example = "Main Specialty Code")]
    name: &'a str,
    #[schema(value_type = String, example = "NHS Data Dictionary - Main Specialty Code")]
    description: &'a str,
    category: Category,
    source_type: SourceType,
    /// Whether it is anything but one of the platform's own.
    is_custom: bool,
    /// Whether everybody sees it.
    is_global: bool,
    /// The key of what it is a custom version of.
    #[schema(value_type = Option<String>)]
    parent: Option<&'a str>,
    /// What that is called now.
    #[schema(value_type = Option<String>)]
    parent_name: Option<&'a str>,
    /// The organisation it belongs to.
    organization: Option<i64>,
    #[schema(value_type = Option<String>)]
    organization_name: Option<&'a str>,
    #[schema(value_type = Vec<String>, example = json!(["medical", "specialty", "NHS"]))]
    tags: &'a [String],
    #[schema(example = 75)]
    options_count: i32,
    created_at: DateTime<Utc>,
    /// When it last became another than it was.
    updated_at: DateTime<Utc>,
    /// When it was last found to be as its JSON source has it.
    last_synced_at: Option<DateTime<Utc>>,
    /// When it was last found to be as its web page has it.
    last_scraped: Option<DateTime<Utc>>,
    /// Whether the caller may change it.
    is_editable: bool,
    /// Where to read more; may be empty.
    #[schema(value_type = String)]
    reference_url: &'a str,
}

impl<'a> Item<'a> {
    pub(crate) fn of(
        row: &'a DatasetRow,
        viewer: &Viewer,
        parents: &'a HashMap<DatasetId, Parent>,
        names: &'a Named,
    ) -> Self {
        let parent = row.parent_id.and_then(|id| parents.get(&id));
        Self {
            key: &row.key,
            name: &row.name,
            description: &row.description,
            category: row.category,
            source_type: row.source_type,
            is_custom: row.is_custom,
            is_global: row.is_global,
            parent: parent.map(|parent| parent.key.as_str()),
            parent_name: parent.map(|parent| parent.name.as_str()),
            organization: row.organization_id,
            organization_name: names.organization(row.organization_id),
            tags: &row.tags,
            options_count: row.options_count,
            created_at: row.created_at,
            updated_at: row.updated_at,
            last_synced_at: row.last_synced_at,
            last_scraped: row.last_scraped,
            is_editable: viewer.may_edit(row.owner()),
            reference_url: &row.reference_url,
        }
    }
}

/// A dataset with its options.
#[derive(Serialize, ToSchema)]
#[schema(as = datasets::Detail)]
pub(crate) struct Detail<'a> {
    /// What it is named by, for ever.
    #[schema(value_type = String, example = "main_specialty_code")]
    key: &'a str,
    #[schema(value_type = String, example = "Main Specialty Code")]
    name: &'a str,
    #[schema(value_type = String, example = "NHS Data Dictionary - Main Specialty Code")]
    description: &'a str,
    category: Category,
    source_type: SourceType,
    /// Whether it is anything but one of the platform's own.
    is_custom: bool,
    /// Whether everybody sees it.
    is_global: bool,
    /// The key of what it is a custom version of.
    #[schema(value_type = Option<String>)]
    parent: Option<&'a str>,
    /// What that is called now.
    #[schema(value_type = Option<String>)]
    parent_name: Option<&'a str>,
    /// The organisation it belongs to.
    organization: Option<i64>,
    #[schema(value_type = Option<String>)]
    organization_name: Option<&'a str>,
    #[schema(value_type = Vec<String>, example = json!(["medical", "specialty", "NHS"]))]
    tags: &'a [String],
    /// Texts by code, in the order they were given.
    #[schema(
        value_type = HashMap<String, String>,
        example = json!({ "100": "General Surgery", "101": "Urology" })
    )]
    options: &'a RawValue,
    /// Advice on how to show an option; may be empty.
    #[schema(value_type = String, example = "code - description")]
    format_pattern: &'a str,
    created_at: DateTime<Utc>,
    /// When it last became another than it was.
    updated_at: DateTime<Utc>,
    /// When it was last found to be as its JSON source has it.
    last_synced_at: Option<DateTime<Utc>>,
    /// When it was last found to be as its web page has it.
    last_scraped: Option<DateTime<Utc>>,
    /// Whether the caller may change it.
    is_editable: bool,
    /// Where to read more; may be empty.
    #[schema(value_type = String)]
    reference_url: &'a str,
    /// The user who made it; null: the platform.
    created_by: Option<i64>,
    #[schema(value_type = Option<String>)]
    created_by_username: Option<&'a str>,
    /// When everybody came to see it, if somebody published it.
    published_at: Option<DateTime<Utc>>,
    /// Counts its changes, from 1.
    version: i32,
    /// Whether it is not deleted.
    is_active: bool,
    /// Whether the caller may publish it.
    can_publish: bool,
}

/// What users and organisations are called.
pub(crate) struct Named {
    users: NamesById,
    organizations: NamesById,
}

impl Named {
    /// No names at all.
    pub(crate) fn none() -> Self {
        Self { users: NamesById::new(), organizations: NamesById::new() }
    }

    /// The names of those that are told of, looked up at once: 503 where accounts
    /// is away and one was not known lately.
    pub(crate) async fn look_up(
        visitor: &Visitor,
        users: impl IntoIterator<Item = Option<i64>>,
        organizations: impl IntoIterator<Item = Option<i64>>,
    ) -> Result<Self, ApiError> {
        let users: Vec<i64> = users.into_iter().flatten().collect();
        let organizations: Vec<i64> = organizations.into_iter().flatten().collect();
        let names = visitor.state.access.names().look_up(&users, &organizations).await;
        let (users, organizations) = names.map_err(ApiError::unavailable)?;
        Ok(Self { users, organizations })
    }

    /// The same, but no names where accounts is away.
    pub(crate) async fn if_known(
        visitor: &Visitor,
        users: impl IntoIterator<Item = Option<i64>>,
        organizations: impl IntoIterator<Item = Option<i64>>,
    ) -> Self {
        let known = Self::look_up(visitor, users, organizations).await;
        known.unwrap_or_else(|error| {
            tracing::warn!(%error, "names are not known");
            Self::none()
        })
    }

    /// What a user is called; none where nobody has that id.
    pub(crate) fn user(&self, id: Option<i64>) -> Option<&str> {
        self.users.get(&id?).map(|name| &**name)
    }

    /// What an organisation is called; none where none has that id.
    pub(crate) fn organization(&self, id: Option<i64>) -> Option<&str> {
        self.organizations.get(&id?).map(|name| &**name)
    }
}
