//! Datasets, as they are now.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, exists, select, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::{Category, DatasetId, OptionListId, Owner, SourceType, Viewer};
use crate::schema::datasets;

/// A dataset, without its options.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = datasets, check_for_backend(Pg))]
pub struct DatasetRow {
    /// Its number, which callers do not see.
    pub id: DatasetId,
    /// What callers name it by, for ever.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Where it comes from.
    pub category: Category,
    /// How its options got here.
    pub source_type: SourceType,
    /// Where to read more; may be empty.
    pub reference_url: String,
    /// Whether it is anything but one of the platform's own.
    pub is_custom: bool,
    /// Whether everybody sees it.
    pub is_global: bool,
    /// What it is a custom version of.
    pub parent_id: Option<DatasetId>,
    /// The organisation it belongs to.
    pub organization_id: Option<i64>,
    /// Its options.
    pub option_list_id: OptionListId,
    /// How many they are.
    pub options_count: i32,
    /// How to show an option; advice that nobody here follows.
    pub format_pattern: String,
    /// Words to find it by, as they were given.
    #[diesel(deserialize_as = Tags)]
    pub tags: Vec<String>,
    /// The user who made it; none: the platform.
    pub created_by: Option<i64>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last became another than it was.
    pub updated_at: DateTime<Utc>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// The version that was published; none: others than its owners see all.
    pub published_version: Option<i32>,
    /// When it was last found to be as its JSON source has it.
    pub last_synced_at: Option<DateTime<Utc>>,
    /// When it was last found to be as its web page has it.
    pub last_scraped: Option<DateTime<Utc>>,
    /// How often it is synced; null or 0: never.
    pub sync_frequency_hours: Option<i32>,
    /// Counts its changes, from 1.
    pub version: i32,
    /// Whether it is not deleted.
    pub is_active: bool,
}

impl DatasetRow {
    /// What decides who may do what with it.
    pub fn owner(&self) -> Owner {
        Owner {
            category: self.category,
            is_global: self.is_global,
            organization_id: self.organization_id,
            created_by: self.created_by,
        }
    }

    /// A private dataset of user 1, for tests that make others of it.
    #[cfg(test)]
    pub(crate) fn example() -> Self {
        let at = DateTime::UNIX_EPOCH;
        Self {
            id: DatasetId(1),
            key: "towns".to_owned(),
            name: "Towns".to_owned(),
            description: String::new(),
            category: Category::UserCreated,
            source_type: SourceType::Manual,
            reference_url: String::new(),
            is_custom: true,
            is_global: false,
            parent_id: None,
            organization_id: None,
            option_list_id: OptionListId(1),
            options_count: 0,
            format_pattern: String::new(),
            tags: Vec::new(),
            created_by: Some(1),
            created_at: at,
            updated_at: at,
            published_at: None,
            published_version: None,
            last_synced_at: None,
            last_scraped: None,
            sync_frequency_hours: None,
            version: 1,
            is_active: true,
        }
    }
}

/// Tags as PostgreSQL keeps them: an array, whose members it lets be null.
pub struct Tags(Vec<Option<String>>);

impl Queryable<Array<Nullable<Text>>, Pg> for Tags {
    type Row = Vec<Option<String>>;

    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row))
    }
}

impl From<Tags> for Vec<String> {
    fn from(Tags(tags): Tags) -> Self {
        tags.into_iter().flatten().collect()
    }
}

/// A dataset that is new.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = datasets)]
pub struct NewDataset<'a> {
    /// See [`DatasetRow`].
    pub key: &'a str,
    /// See [`DatasetRow`].
    pub name: &'a str,
    /// See [`DatasetRow`].
    pub description: &'a str,
    /// See [`DatasetRow`].
    pub category: Category,
    /// See [`DatasetRow`].
    pub source_type: SourceType,
    /// See [`DatasetRow`].
    pub reference_url: &'a str,
    /// See [`DatasetRow`].
    pub is_custom: bool,
    /// See [`DatasetRow`].
    pub is_global: bool,
    /// See [`DatasetRow`].
    pub parent_id: Option<DatasetId>,
    /// See [`DatasetRow`].
    pub organization_id: Option<i64>,
    /// See [`DatasetRow`].
    pub option_list_id: OptionListId,
    /// See [`DatasetRow`].
    pub options_count: i32,
    /// See [`DatasetRow`].
    pub format_pattern: &'a str,
    /// See [`DatasetRow`].
    pub tags: &'a [String],
    /// See [`DatasetRow`].
    pub created_by: Option<i64>,
    /// See [`DatasetRow`].
    pub last_synced_at: Option<DateTime<Utc>>,
    /// See [`DatasetRow`].
    pub last_scraped: Option<DateTime<Utc>>,
    /// See [`DatasetRow`].
    pub sync_frequency_hours: Option<i32>,
}

/// Which of the datasets that somebody sees are meant; what is `None` or empty
/// does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this category, by its word; an unknown word is of none.
    pub category: Option<String>,
    /// Carrying all of these tags.
    pub tags: Vec<String>,
    /// With this in the name or the description, capitals or not.
    pub search: Option<String>,
    /// Global, or not.
    pub is_global: Option<bool>,
}

/// Whether a user sees a dataset, deleted or not.
macro_rules! seen_by {
    ($viewer:expr, $user:expr) => {{
        // What belongs to no organisation is in none of these, whatever SQL calls that.
        let of_organizations =
            datasets::organization_id.assume_not_null().eq_any($viewer.organizations());
        let own = datasets::organization_id
            .is_null()
            .and(datasets::created_by.assume_not_null().eq($user));
        datasets::is_global.or(of_organizations).or(own)
    }};
}

/// Narrows a boxed query to the datasets that somebody sees.
macro_rules! visible {
    ($query:expr, $viewer:expr) => {{
        let query = $query.filter(datasets::is_active);
        match $viewer.user_id {
            None => query.filter(datasets::is_global),
            Some(user) => query.filter(seen_by!($viewer, user)),
        }
    }};
}

/// The same, and to those that are meant.
macro_rules! matching {
    ($query:expr, $viewer:expr, $filter:expr) => {{
        let mut query = visible!($query, $viewer);
        if let Some(category) = &$filter.category {
            query = query.filter(diesel::dsl::sql::<Bool>("category = ").bind::<Text, _>(category));
        }
        if let Some(is_global) = $filter.is_global {
            query = query.filter(datasets::is_global.eq(is_global));
        }
        if !$filter.tags.is_empty() {
            query = query.filter(datasets::tags.contains(&$filter.tags));
        }
        if let Some(search) = &$filter.search {
            // As in the index `datasets_search`.
            let pattern = pattern(search);
            query = query.filter(
                diesel::dsl::sql::<Bool>("(upper(name COLLATE \"und-x-icu\") LIKE upper(")
                    .bind::<Text, _>(pattern.clone())
                    .sql(" COLLATE \"und-x-icu\") OR upper(description COLLATE \"und-x-icu\")")
                    .sql(" LIKE upper(")
                    .bind::<Text, _>(pattern)
                    .sql(" COLLATE \"und-x-icu\"))"),
            );
        }
        query
    }};
}

/// What LIKE finds a phrase by, wherever it stands.
fn pattern(phrase: &str) -> String {
    let mut pattern = String::with_capacity(phrase.len() + 2);
    pattern.push('%');
    for letter in phrase.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// How many datasets there are.
pub async fn count(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    filter: &Filter,
) -> QueryResult<i64> {
    let query = datasets::table.select(count_star()).into_boxed();
    matching!(query, viewer, filter).get_result(connection).await
}

/// Datasets by category, then name, then key, in the order of code points.
pub async fn list(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    filter: &Filter,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<DatasetRow>> {
    let query = datasets::table.select(DatasetRow::as_select()).into_boxed();
    let query = matching!(query, viewer, filter).offset(offset).limit(limit);
    let query = if filter.search.is_some() || !filter.tags.is_empty() {
        // Else PostgreSQL walks the index of the order, hoping to find what is looked for soon,
        // and not the index of what is looked for.
        query.order((sql::<Text>("category || ''"), datasets::name, datasets::key))
    } else {
        query.order((datasets::category, datasets::name, datasets::key))
    };
    query.load(connection).await
}

/// Every tag of the datasets that are meant, and how many of them carry it: the
/// most first, then in the order of code points.
pub async fn tags(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    filter: &Filter,
) -> QueryResult<Vec<(String, i64)>> {
    let query = datasets::table
        .group_by(sql::<Text>("1"))
        .select((sql::<Text>("unnest(tags) COLLATE \"C\""), sql::<BigInt>("count(*)")))
        .order(sql::<Text>("2 DESC, 1"))
        .into_boxed();
    matching!(query, viewer, filter).load(connection).await
}

/// A dataset that somebody sees.
pub async fn find(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    key: &str,
) -> QueryResult<Option<DatasetRow>> {
    let query =
        datasets::table.filter(datasets::key.eq(key)).select(DatasetRow::as_select()).into_boxed();
    visible!(query, viewer).first(connection).await.optional()
}

/// One that a user sees; who is no user holds nothing.
macro_rules! to_hold {
    ($viewer:expr, $user:expr, $key:expr) => {
        datasets::table
            .filter(datasets::key.eq($key).and(datasets::is_active))
            .filter(seen_by!($viewer, $user))
            .select(DatasetRow::as_select())
    };
}

/// A dataset that a user sees, for a change: nobody else changes it before the
/// transaction ends. Who does not see it keeps nobody from it.
pub async fn hold(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    key: &str,
) -> QueryResult<Option<DatasetRow>> {
    let Some(user) = viewer.user_id else { return Ok(None) };
    to_hold!(viewer, user, key).for_update().first(connection).await.optional()
}

/// The same, for a copy: nobody changes it before the transaction ends, but
/// others may copy it too.
pub async fn hold_for_copy(
    connection: &mut AsyncPgConnection,
    viewer: &Viewer,
    key: &str,
) -> QueryResult<Option<DatasetRow>> {
    let Some(user) = viewer.user_id else { return Ok(None) };
    to_hold!(viewer, user, key).for_share().first(connection).await.optional()
}

/// A dataset whoever sees it, deleted or not, for a change.
pub async fn hold_by_key(
    connection: &mut AsyncPgConnection,
    key: &str,
) -> QueryResult<Option<DatasetRow>> {
    datasets::table
        .filter(datasets::key.eq(key))
        .select(DatasetRow::as_select())
        .for_update()
        .first(connection)
        .await
        .optional()
}

/// Whether a key is that of a dataset, deleted or not.
pub async fn is_taken(connection: &mut AsyncPgConnection, key: &str) -> QueryResult<bool> {
    select(exists(datasets::table.filter(datasets::key.eq(key)))).get_result(connection).await
}

/// Adds a dataset at version 1; none where its key is taken.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    new: &NewDataset<'_>,
) -> QueryResult<Option<DatasetRow>> {
    diesel::insert_into(datasets::table)
        .values(new)
        .on_conflict(datasets::key)
        .do_nothing()
        .returning(DatasetRow::as_returning())
        .get_result(connection)
        .await
        .optional()
}

/// Writes what the owners of a dataset may change, with its version and when
/// it was changed, as this row has them.
pub async fn update(connection: &mut AsyncPgConnection, row: &DatasetRow) -> QueryResult<()> {
    diesel::update(datasets::table.find(row.id))
        .set((
            datasets::name.eq(&row.name),
            datasets::description.eq(&row.description),
            datasets::reference_url.eq(&row.reference_url),
            datasets::option_list_id.eq(row.option_list_id),
            datasets::options_count.eq(row.options_count),
            datasets::format_pattern.eq(&row.format_pattern),
            datasets::tags.eq(&row.tags),
            datasets::version.eq(row.version),
            datasets::updated_at.eq(row.updated_at),
        ))
        .execute(connection)
        .await
        .map(drop)
}

/// Shows a dataset to everybody, from the version it has.
pub async fn publish(
    connection: &mut AsyncPgConnection,
    id: DatasetId,
    at: DateTime<Utc>,
) -> QueryResult<DatasetRow> {
    diesel::update(datasets::table.find(id))
        .set((
            datasets::is_global.eq(true),
            datasets::published_at.eq(at),
            datasets::published_version.eq(datasets::version.nullable()),
            datasets::updated_at.eq(at),
        ))
        .returning(DatasetRow::as_returning())
        .get_result(connection)
        .await
}

/// Hides a dataset from everybody, for ever.
pub async fn delete(connection: &mut AsyncPgConnection, id: DatasetId) -> QueryResult<()> {
    diesel::update(datasets::table.find(id))
        .set(datasets::is_active.eq(false))
        .execute(connection)
        .await
        .map(drop)
}

/// Whether others than its owners have custom versions of it that are not deleted.
pub async fn has_custom_versions_of_others(
    connection: &mut AsyncPgConnection,
    row: &DatasetRow,
) -> QueryResult<bool> {
    let copies = datasets::table.filter(datasets::parent_id.eq(row.id).and(datasets::is_active));
    match row.organization_id {
        Some(organization) => {
            let others = datasets::organization_id.is_distinct_from(organization);
            select(exists(copies.filter(others))).get_result(connection).await
        }
        None => {
            let others = datasets::organization_id
                .is_not_null()
                .or(datasets::created_by.is_distinct_from(row.created_by));
            select(exists(copies.filter(others))).get_result(connection).await
        }
    }
}

/// What a custom version names as its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// Its key.
    pub key: String,
    /// What it is called now.
    pub name: String,
}

/// Whether a dataset is a custom version of a list of the NHS Data Dictionary,
/// through however many others.
pub async fn is_from_nhs_dd(
    connection: &mut AsyncPgConnection,
    of: &DatasetRow,
) -> QueryResult<bool> {
    let Some(parent) = of.parent_id else { return Ok(false) };
    let origins = sql::<Bool>(
        "EXISTS (WITH RECURSIVE origins AS (SELECT parent_id, category FROM datasets WHERE id = ",
    );
    let origins = origins.bind::<BigInt, _>(parent.0).sql(
        " UNION SELECT earlier.parent_id, earlier.category FROM datasets earlier \
         JOIN origins ON earlier.id = origins.parent_id) \
         SELECT FROM origins WHERE category = 'nhs_dd')",
    );
    select(origins).get_result(connection).await
}

/// The parents of some datasets, by their numbers.
pub async fn parents(
    connection: &mut AsyncPgConnection,
    of: &[DatasetRow],
) -> QueryResult<HashMap<DatasetId, Parent>> {
    let ids: Vec<DatasetId> = of.iter().filter_map(|row| row.parent_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(DatasetId, String, String)> = datasets::table
        .filter(datasets::id.eq_any(ids))
        .select((datasets::id, datasets::key, datasets::name))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, key, name)| (id, Parent { key, name })).collect())
}
