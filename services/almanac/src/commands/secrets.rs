use accounts::store::audit::Actor;
use accounts::store::secrets;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chassis::BoxError;
use clap::{Args, Subcommand};
use diesel_async::AsyncConnection;
use releases::changes::By;
use releases::store::signing_keys;
use serde_json::json;

use super::{AccountsDatabase, ReleasesStorage};
use crate::output::Output;

/// Keys that secrets are encrypted with.
#[derive(Subcommand)]
pub(crate) enum Secrets {
    /// Print a new key for ALMANAC_SECRET_KEYS
    Generate,
    /// Encrypt everything with the first of ALMANAC_SECRET_KEYS; afterwards the others can go
    Rotate(Box<Rotate>),
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Rotate {
    #[command(flatten)]
    accounts: AccountsDatabase,
    #[command(flatten)]
    releases: ReleasesStorage,
    #[command(flatten)]
    secrets: super::Secrets,
}

impl Secrets {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Generate => {
                let key = STANDARD.encode(rand::random::<[u8; 32]>());
                Ok(output.result(&json!({ "key": key }), &key)?)
            }
            Self::Rotate(command) => command.run(output).await,
        }
    }
}

impl Rotate {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let keys = self.secrets.keys()?;
        let mut accounts = self.accounts.connect().await?;
        let mut releases = self.releases.connect(&self.accounts.server).await?;
        // One within the other: a secret that no key opens leaves both as they were.
        let count = accounts
            .transaction(async |accounts| {
                let held = secrets::reseal(accounts, &Actor::command(), keys).await?;
                let signing = signing_keys::reseal(&mut releases, By::Command, keys).await?;
                Ok::<_, BoxError>(held + signing)
            })
            .await?;
        let words = match count {
            0 => "every secret is encrypted with the first key already".to_owned(),
            1 => "one secret encrypted anew".to_owned(),
            _ => format!("{count} secrets encrypted anew"),
        };
        Ok(output.result(&json!({ "resealed": count }), words)?)
    }
}
