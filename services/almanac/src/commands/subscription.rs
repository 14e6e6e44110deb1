use std::collections::HashMap;

use ::store::Connection;
use accounts::store::users;
use chassis::BoxError;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use releases::ReleasesError;
use releases::changes::{self, By};
use releases::domain::{ItemId, SubscriptionState};
use releases::store::subscriptions;
use serde::Serialize;
use serde_json::json;

use super::item::known;
use super::{AccountsDatabase, ReleasesStorage, minute};
use crate::output::Output;

/// Who may have the releases of which item.
#[derive(Subcommand)]
pub(crate) enum Subscription {
    /// Let a user have the releases of an item, whoever else would have to agree
    Add(Of),
    /// End a subscription
    Remove(Of),
    /// List all subscriptions
    List(List),
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Of {
    /// The username
    user: String,
    /// The item's number
    item: i64,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct List {
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
#[group(skip)]
struct Place {
    #[command(flatten)]
    accounts: AccountsDatabase,
    #[command(flatten)]
    storage: ReleasesStorage,
}

impl Place {
    async fn connect(&self) -> Result<Connection, BoxError> {
        self.storage.connect(&self.accounts.server).await
    }
}

impl Subscription {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Add(of) => add(output, of).await,
            Self::Remove(of) => remove(output, of).await,
            Self::List(List { place }) => list(output, &place).await,
        }
    }
}

async fn add(output: &Output, of: Of) -> Result<(), BoxError> {
    let item = ItemId(of.item);
    let user = users::find(&mut *of.place.accounts.connect().await?, &of.user).await?;
    let mut connection = of.place.connect().await?;
    known(&mut connection, item).await?;
    let new = changes::grant(&mut connection, By::Command, user.id, item).await?;
    let value = json!({ "user": user.username, "item": item, "new": new });
    let done = if new { "subscribed" } else { "subscribed already" };
    Ok(output.result(&value, format_args!("{} {done} to item {item}", user.username))?)
}

async fn remove(output: &Output, of: Of) -> Result<(), BoxError> {
    let item = ItemId(of.item);
    let user = users::find(&mut *of.place.accounts.connect().await?, &of.user).await?;
    let name = &user.username;
    let mut connection = of.place.connect().await?;
    known(&mut connection, item).await?;
    match changes::unsubscribe(&mut connection, By::Command, user.id, item).await {
        Err(ReleasesError::NoSuch) => {
            return Err(format!("{name} is not subscribed to item {item}").into());
        }
        done => done?,
    }
    let value = json!({ "user": name, "item": item });
    Ok(output.result(&value, format_args!("{name} is no longer subscribed to item {item}"))?)
}

/// A subscription as lists show it.
#[derive(Serialize)]
struct Row {
    item: ItemId,
    user: String,
    state: SubscriptionState,
    requested_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
}

async fn list(output: &Output, place: &Place) -> Result<(), BoxError> {
    let all = subscriptions::list(&mut *place.connect().await?).await?;
    let mut ids: Vec<i64> = all.iter().map(|row| row.user_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let names: HashMap<i64, String> =
        users::names(&mut *place.accounts.connect().await?, &ids).await?;
    let rows: Vec<Row> = all
        .into_iter()
        .map(|row| Row {
            item: row.item_id,
            // The databases may have been restored from different days.
            user: names.get(&row.user_id).cloned().unwrap_or_else(|| row.user_id.to_string()),
            state: row.state,
            requested_at: row.requested_at,
            decided_at: row.decided_at,
        })
        .collect();
    output.list(&rows, ["ITEM", "USER", "STATE", "ASKED", "DECIDED"], |row| {
        [
            row.item.to_string(),
            row.user.clone(),
            row.state.to_string(),
            minute(Some(row.requested_at)),
            minute(row.decided_at),
        ]
    })?;
    Ok(())
}
