use ::store::DatabaseUrl;
use chassis::BoxError;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::AccountsDatabase;
use crate::output::Output;

/// Create and update the databases.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Migrate {
    /// Only this service's
    service: Option<Service>,
    #[command(flatten)]
    accounts: AccountsDatabase,
    /// The exact database of reference [default: almanac_reference on DATABASE_URL]
    #[arg(long, env = "REFERENCE_DATABASE_URL", hide_env_values = true)]
    reference_database_url: Option<DatabaseUrl>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Service {
    Accounts,
    Reference,
}

impl Migrate {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let wanted = |service| self.service.is_none_or(|only| only == service);
        if wanted(Service::Accounts) {
            let url = self.accounts.url()?;
            tell(output, &url, ::store::migrate(&url, accounts::MIGRATIONS).await?)?;
        }
        if wanted(Service::Reference) {
            let own = self.reference_database_url.as_ref();
            let url = self.accounts.server.database(reference::NAME, own)?;
            tell(output, &url, ::store::migrate(&url, reference::MIGRATIONS).await?)?;
        }
        Ok(())
    }
}

fn tell(output: &Output, url: &DatabaseUrl, versions: Vec<String>) -> Result<(), BoxError> {
    let words = match versions.len() {
        0 => format!("{}: up to date", url.name()),
        1 => format!("{}: one migration", url.name()),
        count => format!("{}: {count} migrations", url.name()),
    };
    Ok(output.result(&json!({ "database": url.name(), "migrations": versions }), words)?)
}
