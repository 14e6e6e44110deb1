use accounts::store::organizations;
use chassis::BoxError;
use clap::Subcommand;

use super::AccountsDatabase;
use crate::output::Output;

/// Practices, care providers and other tenants.
#[derive(Subcommand)]
pub(crate) enum Organization {
    /// Add an organization; prints its id
    Add {
        /// Unique, whatever its case
        name: String,
        #[command(flatten)]
        database: AccountsDatabase,
    },
}

impl Organization {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let Self::Add { name, database } = self;
        let organization = organizations::add(&mut *database.connect().await?, &name).await?;
        Ok(output.result(&organization, organization.id)?)
    }
}
