use ::store::DatabaseUrl;
use chassis::BoxError;
use clap::Args;
use serde_json::json;

use super::AccountsDatabase;
use crate::output::Output;
use crate::service::Service;

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
    /// The exact database of rota [default: almanac_rota on DATABASE_URL]
    #[arg(long, env = "ROTA_DATABASE_URL", hide_env_values = true)]
    rota_database_url: Option<DatabaseUrl>,
    /// The exact database of datasets [default: almanac_datasets on DATABASE_URL]
    #[arg(long, env = "DATASETS_DATABASE_URL", hide_env_values = true)]
    datasets_database_url: Option<DatabaseUrl>,
    /// The exact database of releases [default: almanac_releases on DATABASE_URL]
    #[arg(long, env = "RELEASES_DATABASE_URL", hide_env_values = true)]
    releases_database_url: Option<DatabaseUrl>,
    /// The exact database of care [default: almanac_care on DATABASE_URL]
    #[arg(long, env = "CARE_DATABASE_URL", hide_env_values = true)]
    care_database_url: Option<DatabaseUrl>,
}

impl Migrate {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        for service in Service::ALL {
            if self.service.is_none_or(|only| only == service) {
                let url = self.url(service)?;
                tell(output, &url, ::store::migrate(&url, service.migrations()).await?)?;
            }
        }
        Ok(())
    }

    fn url(&self, service: Service) -> Result<DatabaseUrl, BoxError> {
        let own = match service {
            Service::Accounts => &self.accounts.accounts_database_url,
            Service::Reference => &self.reference_database_url,
            Service::Rota => &self.rota_database_url,
            Service::Datasets => &self.datasets_database_url,
            Service::Releases => &self.releases_database_url,
            Service::Care => &self.care_database_url,
        };
        Ok(self.accounts.server.database(service.name(), own.as_ref())?)
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
