use access::{Rates, Scope};
use accounts::store::api_keys::{self, Terms};
use chassis::BoxError;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::AccountsDatabase;
use crate::output::Output;

/// API keys.
#[derive(Subcommand)]
pub(crate) enum Key {
    /// Give a user a key; it is printed once and kept nowhere
    Add(Add),
    /// List all keys, without their secrets
    List {
        #[command(flatten)]
        database: AccountsDatabase,
    },
    /// Take a key back, within a second everywhere
    Revoke {
        /// As `key list` shows it
        id: i64,
        #[command(flatten)]
        database: AccountsDatabase,
    },
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Add {
    /// The username
    user: String,
    /// What kind of key
    #[arg(long, value_enum)]
    kind: Kind,
    /// What it may read; repeat for several [default: everything]
    #[arg(long)]
    scope: Vec<Scope>,
    /// Its own rates, such as 10/minute,500/day, or off [default: the tier's]
    #[arg(long)]
    throttle: Option<Rates>,
    /// The first day it is no longer good (UTC)
    #[arg(long, value_name = "DATE")]
    expires: Option<NaiveDate>,
    /// What it is for
    #[arg(long, default_value = "")]
    label: String,
    #[command(flatten)]
    database: AccountsDatabase,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Sent as `Authorization: Bearer`
    Bearer,
}

impl Key {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Add(command) => command.run(output).await,
            Self::List { database } => list(output, &database).await,
            Self::Revoke { id, database } => {
                api_keys::revoke(&mut *database.connect().await?, id).await?;
                Ok(output.result(&json!({ "id": id }), format_args!("key {id} revoked"))?)
            }
        }
    }
}

impl Add {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let Kind::Bearer = self.kind;
        let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
        let terms = Terms {
            label: self.label,
            scopes: self.scope,
            throttle: self.throttle,
            expires_at: self.expires.map(midnight),
        };
        let mut connection = self.database.connect().await?;
        let (id, key) = api_keys::add(&mut connection, &self.user, &terms).await?;
        Ok(output.result(&json!({ "id": id, "key": key.expose() }), key.expose())?)
    }
}

async fn list(output: &Output, database: &AccountsDatabase) -> Result<(), BoxError> {
    let keys = api_keys::list(&mut *database.connect().await?).await?;
    let day = |time: Option<DateTime<Utc>>| {
        time.map_or_else(String::new, |time| time.format("%Y-%m-%d %H:%M").to_string())
    };
    let headings =
        ["ID", "PREFIX", "USER", "LABEL", "SCOPES", "THROTTLE", "LAST USED", "EXPIRES", "REVOKED"];
    output.list(&keys, headings, |key| {
        let scopes: Vec<&str> = key.scopes.iter().flatten().map(String::as_str).collect();
        [
            key.id.to_string(),
            key.prefix.clone(),
            key.username.clone(),
            key.label.clone(),
            if scopes.is_empty() { "all".to_owned() } else { scopes.join(",") },
            key.throttle.clone().unwrap_or_default(),
            day(key.last_used_at),
            day(key.expires_at),
            day(key.revoked_at),
        ]
    })?;
    Ok(())
}
