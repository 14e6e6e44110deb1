//! Who subscribed to what.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::{ItemId, LicenceId, SubscriptionId, SubscriptionState};
use crate::schema::{acceptances, subscriptions};

/// A subscription, as it is kept: at most one of a user to an item.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = subscriptions, check_for_backend(Pg))]
pub struct SubscriptionRow {
    /// Its number.
    pub id: SubscriptionId,
    /// A user of accounts.
    pub user_id: i64,
    /// To what.
    pub item_id: ItemId,
    /// Where it is.
    pub state: SubscriptionState,
    /// When it was last asked for.
    pub requested_at: DateTime<Utc>,
    /// When it got its state; none while it waits.
    pub decided_at: Option<DateTime<Utc>>,
}

/// The subscription of a user to an item.
pub async fn find(
    connection: &mut AsyncPgConnection,
    user: i64,
    item: ItemId,
) -> QueryResult<Option<SubscriptionRow>> {
    subscriptions::table
        .filter(subscriptions::user_id.eq(user))
        .filter(subscriptions::item_id.eq(item))
        .select(SubscriptionRow::as_select())
        .first(connection)
        .await
        .optional()
}

/// Whether a user may have the releases of an item.
pub async fn is_accepted(
    connection: &mut AsyncPgConnection,
    user: i64,
    item: ItemId,
) -> QueryResult<bool> {
    let found = find(connection, user, item).await?;
    Ok(found.is_some_and(|row| row.state == SubscriptionState::Accepted))
}

/// The subscriptions of a user, by item.
pub async fn of_user(
    connection: &mut AsyncPgConnection,
    user: i64,
) -> QueryResult<Vec<SubscriptionRow>> {
    subscriptions::table
        .filter(subscriptions::user_id.eq(user))
        .order(subscriptions::item_id)
        .select(SubscriptionRow::as_select())
        .load(connection)
        .await
}

/// Every subscription, by item and user.
pub async fn list(connection: &mut AsyncPgConnection) -> QueryResult<Vec<SubscriptionRow>> {
    subscriptions::table
        .order((subscriptions::item_id, subscriptions::user_id))
        .select(SubscriptionRow::as_select())
        .load(connection)
        .await
}

/// Those that wait for somebody to decide, the oldest first.
pub async fn pending(connection: &mut AsyncPgConnection) -> QueryResult<Vec<SubscriptionRow>> {
    subscriptions::table
        .filter(subscriptions::state.eq(SubscriptionState::Pending))
        .order((subscriptions::requested_at, subscriptions::id))
        .select(SubscriptionRow::as_select())
        .load(connection)
        .await
}

/// A subscription by its number, held until the transaction ends.
pub(crate) async fn hold(
    connection: &mut AsyncPgConnection,
    id: SubscriptionId,
) -> QueryResult<Option<SubscriptionRow>> {
    subscriptions::table
        .find(id)
        .for_update()
        .select(SubscriptionRow::as_select())
        .first(connection)
        .await
        .optional()
}

/// The subscription of a user to an item, held until the transaction ends.
pub(crate) async fn hold_of(
    connection: &mut AsyncPgConnection,
    user: i64,
    item: ItemId,
) -> QueryResult<Option<SubscriptionRow>> {
    subscriptions::table
        .filter(subscriptions::user_id.eq(user))
        .filter(subscriptions::item_id.eq(item))
        .for_update()
        .select(SubscriptionRow::as_select())
        .first(connection)
        .await
        .optional()
}

/// Puts the subscription of a user to an item in a state, now, as asked for now.
pub(crate) async fn ask(
    connection: &mut AsyncPgConnection,
    user: i64,
    item: ItemId,
    state: SubscriptionState,
) -> QueryResult<SubscriptionRow> {
    let now = Utc::now();
    let decided_at = (state != SubscriptionState::Pending).then_some(now);
    let values = (
        subscriptions::state.eq(state),
        subscriptions::requested_at.eq(now),
        subscriptions::decided_at.eq(decided_at),
    );
    diesel::insert_into(subscriptions::table)
        .values((subscriptions::user_id.eq(user), subscriptions::item_id.eq(item), values))
        .on_conflict((subscriptions::user_id, subscriptions::item_id))
        .do_update()
        .set(values)
        .returning(SubscriptionRow::as_returning())
        .get_result(connection)
        .await
}

/// Decides about a subscription.
pub(crate) async fn decide(
    connection: &mut AsyncPgConnection,
    id: SubscriptionId,
    state: SubscriptionState,
) -> QueryResult<SubscriptionRow> {
    diesel::update(subscriptions::table.find(id))
        .set((subscriptions::state.eq(state), subscriptions::decided_at.eq(Utc::now())))
        .returning(SubscriptionRow::as_returning())
        .get_result(connection)
        .await
}

/// Keeps that a user accepted licences; when they first did so stays.
pub(crate) async fn accept(
    connection: &mut AsyncPgConnection,
    user: i64,
    licences: &[LicenceId],
) -> QueryResult<()> {
    let now = Utc::now();
    let rows = licences.iter().map(|licence| {
        (
            acceptances::user_id.eq(user),
            acceptances::licence_id.eq(*licence),
            acceptances::accepted_at.eq(now),
        )
    });
    diesel::insert_into(acceptances::table)
        .values(rows.collect::<Vec<_>>())
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}
