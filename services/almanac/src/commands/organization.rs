use accounts::store::audit::Actor;
use accounts::store::organizations;
use chassis::BoxError;
use clap::{Args, Subcommand};
use diesel_async::AsyncConnection;

use super::AccountsDatabase;
use crate::output::Output;

/// Practices, care providers and other tenants.
#[derive(Subcommand)]
pub(crate) enum Organization {
    /// Add an organization; prints its id
    Add(Add),
    /// List all organizations
    List {
        #[command(flatten)]
        database: AccountsDatabase,
    },
    /// Stop its members from acting for it and its keys from calling, within a second everywhere
    Disable(Numbered),
    /// Let a disabled organization act again
    Enable(Numbered),
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Add {
    /// Unique, whatever its case
    name: String,
    /// What it does is only for trying
    #[arg(long)]
    sandbox: bool,
    #[command(flatten)]
    database: AccountsDatabase,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Numbered {
    /// The organization's id
    id: i64,
    #[command(flatten)]
    database: AccountsDatabase,
}

impl Organization {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::Add(command) => command.run(output).await,
            Self::List { database } => list(output, &database).await,
            Self::Disable(command) => command.set_active(output, false).await,
            Self::Enable(command) => command.set_active(output, true).await,
        }
    }
}

impl Add {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let (name, sandbox, actor) = (&self.name, self.sandbox, Actor::command());
        let mut connection = self.database.connect().await?;
        let organization = connection
            .transaction(async |connection| {
                let added = organizations::add(connection, &actor, name).await?;
                if sandbox {
                    organizations::set_sandbox(connection, &actor, added.id, true).await
                } else {
                    Ok(added)
                }
            })
            .await?;
        Ok(output.result(&organization, organization.id)?)
    }
}

impl Numbered {
    async fn set_active(self, output: &Output, active: bool) -> Result<(), BoxError> {
        let mut connection = self.database.connect().await?;
        let actor = Actor::command();
        let organization =
            organizations::set_active(&mut connection, &actor, self.id, active).await?;
        let done = if active { "enabled" } else { "disabled" };
        let words = format_args!("organization {} {done}: {}", organization.id, organization.name);
        Ok(output.result(&organization, words)?)
    }
}

async fn list(output: &Output, database: &AccountsDatabase) -> Result<(), BoxError> {
    let organizations = organizations::list(&mut *database.connect().await?).await?;
    let headings = ["ID", "NAME", "ACCOUNT ID", "SANDBOX", "ACTIVE"];
    output.list(&organizations, headings, |organization| {
        [
            organization.id.to_string(),
            organization.name.clone(),
            organization.public_id.clone(),
            organization.sandbox.to_string(),
            organization.active.to_string(),
        ]
    })?;
    Ok(())
}
