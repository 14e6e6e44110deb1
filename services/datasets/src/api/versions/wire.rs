//! Versions of datasets, as they are told.

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::api::wire::Named;
use crate::domain::diff::Diff;
use crate::store::versions::VersionRow;

/// A version of a dataset in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = datasets::VersionItem)]
pub(crate) struct VersionItem<'a> {
    /// Counts from 1.
    #[schema(example = 3)]
    version: i32,
    /// What the dataset was called.
    #[schema(value_type = String, example = "Our Specialty Codes")]
    name: &'a str,
    #[schema(example = 75)]
    options_count: i32,
    created_at: DateTime<Utc>,
    /// The user who made this version; null: the platform.
    created_by: Option<i64>,
    /// What they are called; only the dataset's owners are told.
    #[schema(value_type = Option<String>)]
    created_by_username: Option<&'a str>,
}

impl<'a> VersionItem<'a> {
    pub(super) fn of(row: &'a VersionRow, names: &'a Named) -> Self {
        Self {
            version: row.version,
            name: &row.name,
            options_count: row.options_count,
            created_at: row.created_at,
            created_by: row.created_by,
            created_by_username: names.user(row.created_by),
        }
    }
}

/// What a dataset said at a version.
#[derive(Serialize, ToSchema)]
#[schema(as = datasets::Version)]
pub(crate) struct Version<'a> {
    /// The dataset's key.
    #[schema(value_type = String, example = "our_specialty_codes")]
    key: &'a str,
    /// Counts from 1.
    #[schema(example = 3)]
    version: i32,
    #[schema(value_type = String, example = "Our Specialty Codes")]
    name: &'a str,
    #[schema(value_type = String)]
    description: &'a str,
    #[schema(value_type = Vec<String>)]
    tags: &'a [String],
    /// Texts by code, in the order they were given.
    #[schema(
        value_type = std::collections::HashMap<String, String>,
        example = json!({ "320": "Cardiology", "321": "Paediatric Cardiology" })
    )]
    options: &'a RawValue,
    #[schema(value_type = String)]
    format_pattern: &'a str,
    #[schema(value_type = String)]
    reference_url: &'a str,
    created_at: DateTime<Utc>,
    /// The user who made this version; null: the platform.
    created_by: Option<i64>,
    /// What they are called; only the dataset's owners are told.
    #[schema(value_type = Option<String>)]
    created_by_username: Option<&'a str>,
}

/// What became of the options of a dataset between two versions.
#[derive(Serialize, ToSchema)]
#[schema(as = datasets::Changes)]
pub(crate) struct Changes<'a> {
    /// The dataset's key.
    #[schema(value_type = String, example = "our_specialty_codes")]
    key: &'a str,
    /// The version before; 0: nothing at all.
    #[schema(example = 2)]
    since: i32,
    /// The version after.
    #[schema(example = 3)]
    version: i32,
    /// Texts by code of those that are new.
    #[schema(
        value_type = std::collections::HashMap<String, String>,
        example = json!({ "325": "Cardiac Surgery" })
    )]
    added: IndexMap<&'a str, &'a str>,
    /// Texts by code of those that are gone.
    #[schema(value_type = std::collections::HashMap<String, String>, example = json!({}))]
    removed: IndexMap<&'a str, &'a str>,
    /// Those whose text is another, by code.
    #[schema(value_type = std::collections::HashMap<String, Change<'static>>)]
    changed: IndexMap<&'a str, Change<'a>>,
    /// How many have the same text.
    #[schema(example = 2)]
    unchanged: usize,
    /// Whether those in both come in another order.
    reordered: bool,
}

/// The texts of an option before and after.
#[derive(Serialize, ToSchema)]
#[schema(as = datasets::Change)]
pub(crate) struct Change<'a> {
    #[schema(value_type = String, example = "Cardiology")]
    before: &'a str,
    #[schema(value_type = String, example = "Cardiology services")]
    after: &'a str,
}

pub(super) fn frozen<'a>(
    key: &'a str,
    row: &'a VersionRow,
    options: &'a RawValue,
    names: &'a Named,
) -> Version<'a> {
    Version {
        key,
        version: row.version,
        name: &row.name,
        description: &row.description,
        tags: &row.tags,
        options,
        format_pattern: &row.format_pattern,
        reference_url: &row.reference_url,
        created_at: row.created_at,
        created_by: row.created_by,
        created_by_username: names.user(row.created_by),
    }
}

pub(super) fn told<'a>(key: &'a str, since: i32, version: i32, diff: Diff<'a>) -> Changes<'a> {
    let changed = diff.changed.into_iter();
    Changes {
        key,
        since,
        version,
        added: diff.added.into_iter().collect(),
        removed: diff.removed.into_iter().collect(),
        changed: changed
            .map(|one| (one.code, Change { before: one.before, after: one.after }))
            .collect(),
        unchanged: diff.unchanged,
        reordered: diff.is_reordered,
    }
}
