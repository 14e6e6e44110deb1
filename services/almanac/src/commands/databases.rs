use ::store::DatabaseUrl;
use chassis::BoxError;
use clap::Args;

use crate::service::Service;

/// Where every service keeps what it knows.
#[derive(Args, Clone)]
#[group(skip)]
pub(crate) struct Databases {
    #[command(flatten)]
    server: ::store::Config,
    /// The exact database of accounts [default: almanac_accounts on DATABASE_URL]
    #[arg(long, env = "ACCOUNTS_DATABASE_URL", hide_env_values = true)]
    accounts_database_url: Option<DatabaseUrl>,
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

impl Databases {
    pub(crate) fn url(&self, service: Service) -> Result<DatabaseUrl, BoxError> {
        let own = match service {
            Service::Accounts => &self.accounts_database_url,
            Service::Reference => &self.reference_database_url,
            Service::Rota => &self.rota_database_url,
            Service::Datasets => &self.datasets_database_url,
            Service::Releases => &self.releases_database_url,
            Service::Care => &self.care_database_url,
        };
        Ok(self.server.database(service.name(), own.as_ref())?)
    }
}
