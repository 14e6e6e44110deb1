//! Items and their licences.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::Queryable;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::{Approval, ItemId, LicenceId};
use crate::schema::{items, licences, releases};

/// An item, as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = items, check_for_backend(Pg))]
pub struct ItemRow {
    /// Its number.
    pub id: ItemId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What it belongs to, none or several.
    #[diesel(deserialize_as = Texts)]
    pub categories: Vec<String>,
    /// Who lets subscribers in.
    pub approval: Approval,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// Texts as PostgreSQL keeps them: an array, whose members it lets be null.
pub struct Texts(Vec<Option<String>>);

impl Queryable<Array<Nullable<Text>>, Pg> for Texts {
    type Row = Vec<Option<String>>;

    fn build(row: Self::Row) -> diesel::deserialize::Result<Self> {
        Ok(Self(row))
    }
}

impl From<Texts> for Vec<String> {
    fn from(Texts(texts): Texts) -> Self {
        texts.into_iter().flatten().collect()
    }
}

/// A licence, as it is kept. Its text never changes.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = licences, check_for_backend(Pg))]
pub struct LicenceRow {
    /// Its number.
    pub id: LicenceId,
    /// Of which item.
    pub item_id: ItemId,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub text: String,
}

/// An item by its number.
pub async fn find(connection: &mut AsyncPgConnection, id: ItemId) -> QueryResult<Option<ItemRow>> {
    items::table.find(id).select(ItemRow::as_select()).first(connection).await.optional()
}

/// An item by its number, which nobody else holds until the transaction ends.
pub(crate) async fn hold(
    connection: &mut AsyncPgConnection,
    id: ItemId,
) -> QueryResult<Option<ItemRow>> {
    items::table
        .find(id)
        .for_no_key_update()
        .select(ItemRow::as_select())
        .first(connection)
        .await
        .optional()
}

/// Every item, by name.
pub async fn all(connection: &mut AsyncPgConnection) -> QueryResult<Vec<ItemRow>> {
    items::table.order((items::name, items::id)).select(ItemRow::as_select()).load(connection).await
}

/// The licences of an item, by title.
pub async fn licences(
    connection: &mut AsyncPgConnection,
    item: ItemId,
) -> QueryResult<Vec<LicenceRow>> {
    licences::table
        .filter(licences::item_id.eq(item))
        .order((licences::title, licences::id))
        .select(LicenceRow::as_select())
        .load(connection)
        .await
}

/// The date of the newest release of each item that has one.
pub async fn latest_dates(
    connection: &mut AsyncPgConnection,
) -> QueryResult<Vec<(ItemId, NaiveDate)>> {
    releases::table
        .filter(releases::withdrawn_at.is_null())
        .distinct_on(releases::item_id)
        .order((releases::item_id, releases::release_date.desc()))
        .select((releases::item_id, releases::release_date))
        .load(connection)
        .await
}

/// The number after the highest one that was given. Items are not added while
/// this transaction lasts.
pub(crate) async fn next_id(connection: &mut AsyncPgConnection) -> QueryResult<ItemId> {
    diesel::sql_query("LOCK TABLE items IN SHARE ROW EXCLUSIVE MODE").execute(connection).await?;
    let highest: Option<ItemId> = items::table
        .order(items::id.desc())
        .select(items::id)
        .first(connection)
        .await
        .optional()?;
    Ok(ItemId(highest.map_or(1, |ItemId(highest)| highest.saturating_add(1))))
}

/// Adds an item; whether its number or name was not given yet.
pub(crate) async fn insert(
    connection: &mut AsyncPgConnection,
    id: ItemId,
    name: &str,
    description: &str,
    categories: &[String],
    approval: Approval,
) -> QueryResult<bool> {
    let added = diesel::insert_into(items::table)
        .values((
            items::id.eq(id),
            items::name.eq(name),
            items::description.eq(description),
            items::categories.eq(categories),
            items::approval.eq(approval),
        ))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(added == 1)
}

/// Adds a licence of an item.
pub(crate) async fn insert_licence(
    connection: &mut AsyncPgConnection,
    item: ItemId,
    title: &str,
    text: &str,
) -> QueryResult<()> {
    diesel::insert_into(licences::table)
        .values((licences::item_id.eq(item), licences::title.eq(title), licences::text.eq(text)))
        .execute(connection)
        .await?;
    Ok(())
}
