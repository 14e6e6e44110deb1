use accounts::store::audit::Actor;
use accounts::store::secrets;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chassis::BoxError;
use clap::{Args, Subcommand};
use serde_json::json;

use super::AccountsDatabase;
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
    database: AccountsDatabase,
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
        let mut connection = self.database.connect().await?;
        let count = secrets::reseal(&mut connection, &Actor::command(), keys).await?;
        let words = match count {
            0 => "every secret is encrypted with the first key already".to_owned(),
            1 => "one secret encrypted anew".to_owned(),
            _ => format!("{count} secrets encrypted anew"),
        };
        Ok(output.result(&json!({ "resealed": count }), words)?)
    }
}
