use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};

use super::{By, record};
use crate::ReleasesError;
use crate::domain::{Approval, ItemId, LicenceId, SubscriptionId, SubscriptionState};
use crate::store::items;
use crate::store::subscriptions::{self, SubscriptionRow};

/// Subscribes a user to an item, all of whose licences they must have accepted.
/// Where staff decide, the subscription waits for them; one that is there or
/// waits stays as it is.
pub async fn subscribe(
    connection: &mut AsyncPgConnection,
    user: i64,
    item: ItemId,
    accepted: &[LicenceId],
) -> Result<SubscriptionState, ReleasesError> {
    connection
        .transaction(async move |connection| {
            // A subscription that is not there yet cannot be held: its item is.
            let found = items::hold(connection, item).await?.ok_or(ReleasesError::NoSuch)?;
            let licences: Vec<LicenceId> =
                items::licences(connection, item).await?.iter().map(|own| own.id).collect();
            if !licences.iter().all(|licence| accepted.contains(licence)) {
                return Err(ReleasesError::NotAccepted);
            }
            subscriptions::accept(connection, user, &licences).await?;
            let before = subscriptions::hold_of(connection, user, item).await?;
            if let Some(SubscriptionState::Accepted | SubscriptionState::Pending) =
                before.as_ref().map(|row| row.state)
            {
                return Ok(before.map_or(SubscriptionState::Ended, |row| row.state));
            }
            let state = match found.approval {
                Approval::Automatic => SubscriptionState::Accepted,
                Approval::Manual => SubscriptionState::Pending,
            };
            let after = subscriptions::ask(connection, user, item, state).await?;
            tell(connection, By::User(user), before.as_ref(), &after).await?;
            Ok(state)
        })
        .await
}

/// Ends a subscription that is there or waits.
pub async fn unsubscribe(
    connection: &mut AsyncPgConnection,
    by: By,
    user: i64,
    item: ItemId,
) -> Result<(), ReleasesError> {
    connection
        .transaction(async move |connection| {
            let before = subscriptions::hold_of(connection, user, item).await?;
            let open = |row: &SubscriptionRow| {
                matches!(row.state, SubscriptionState::Accepted | SubscriptionState::Pending)
            };
            let before = before.filter(open).ok_or(ReleasesError::NoSuch)?;
            let state = SubscriptionState::Ended;
            let after = subscriptions::decide(connection, before.id, state).await?;
            tell(connection, by, Some(&before), &after).await?;
            Ok(())
        })
        .await
}

/// Subscribes a user without asking anybody; whether they were not before.
pub async fn grant(
    connection: &mut AsyncPgConnection,
    by: By,
    user: i64,
    item: ItemId,
) -> Result<bool, ReleasesError> {
    connection
        .transaction(async move |connection| {
            items::hold(connection, item).await?.ok_or(ReleasesError::NoSuch)?;
            let before = subscriptions::hold_of(connection, user, item).await?;
            let state = SubscriptionState::Accepted;
            if before.as_ref().is_some_and(|row| row.state == state) {
                return Ok(false);
            }
            let after = subscriptions::ask(connection, user, item, state).await?;
            tell(connection, by, before.as_ref(), &after).await?;
            Ok(true)
        })
        .await
}

/// Accepts or rejects a subscription that waits for it.
pub async fn decide(
    connection: &mut AsyncPgConnection,
    by: By,
    id: SubscriptionId,
    accept: bool,
) -> Result<SubscriptionRow, ReleasesError> {
    connection
        .transaction(async move |connection| {
            let before = subscriptions::hold(connection, id).await?;
            let before = before
                .filter(|row| row.state == SubscriptionState::Pending)
                .ok_or(ReleasesError::NoSuch)?;
            let state =
                if accept { SubscriptionState::Accepted } else { SubscriptionState::Rejected };
            let after = subscriptions::decide(connection, id, state).await?;
            tell(connection, by, Some(&before), &after).await?;
            Ok(after)
        })
        .await
}

async fn tell(
    connection: &mut AsyncPgConnection,
    by: By,
    before: Option<&SubscriptionRow>,
    after: &SubscriptionRow,
) -> Result<(), ReleasesError> {
    let image = |row: &SubscriptionRow| -> Value {
        json!({ "user_id": row.user_id, "item": row.item_id, "state": row.state })
    };
    let (before, now) = (before.map(image), Some(image(after)));
    Ok(record(connection, by, "subscription", after.id, before, now, "").await?)
}
