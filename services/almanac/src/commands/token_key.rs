use accounts::store::audit::Actor;
use accounts::store::token_keys;
use chassis::BoxError;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;

use super::{AccountsDatabase, Secrets, minute};
use crate::output::Output;

/// Keys that access tokens are signed with.
#[derive(Subcommand)]
pub(crate) enum TokenKey {
    /// Sign with a new key from now on; tokens signed with the others stay good
    Rotate(Rotate),
    /// List all keys, without their secrets
    List {
        #[command(flatten)]
        database: AccountsDatabase,
    },
    /// Refuse every token signed with this key, within a second everywhere
    Retire {
        /// As `token-key list` shows it
        kid: String,
        #[command(flatten)]
        database: AccountsDatabase,
    },
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Rotate {
    #[command(flatten)]
    database: AccountsDatabase,
    #[command(flatten)]
    secrets: Secrets,
}

impl TokenKey {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Rotate(command) => command.run(output).await,
            Self::List { database } => list(output, &database).await,
            Self::Retire { kid, database } => {
                let mut connection = database.connect().await?;
                token_keys::retire(&mut connection, &Actor::command(), &kid).await?;
                let words = format_args!("token key {kid} retired");
                Ok(output.result(&json!({ "kid": kid }), words)?)
            }
        }
    }
}

impl Rotate {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let keys = self.secrets.keys()?;
        let mut connection = self.database.connect().await?;
        let kid = token_keys::rotate(&mut connection, &Actor::command(), keys).await?;
        let words = format_args!("tokens are signed with {kid} from now on");
        Ok(output.result(&json!({ "kid": kid }), words)?)
    }
}

/// A key as lists show it.
#[derive(Serialize)]
struct Row {
    kid: String,
    created_at: DateTime<Utc>,
    retired_at: Option<DateTime<Utc>>,
}

async fn list(output: &Output, database: &AccountsDatabase) -> Result<(), BoxError> {
    let keys = token_keys::public(&mut *database.connect().await?).await?;
    let rows: Vec<Row> = keys
        .into_iter()
        .map(|key| Row { kid: key.kid, created_at: key.created_at, retired_at: key.retired_at })
        .collect();
    output.list(&rows, ["KID", "MADE", "RETIRED"], |key| {
        [key.kid.clone(), minute(Some(key.created_at)), minute(key.retired_at)]
    })?;
    Ok(())
}
