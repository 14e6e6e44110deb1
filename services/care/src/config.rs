use std::net::SocketAddr;

use access::{AccountsConfig, ThrottleConfig};
use chassis::{SiteConfig, TelemetryConfig};
use store::DatabaseUrl;

/// The variables only care reads.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Where care answers HTTP
    #[arg(long, env = "CARE_BIND", default_value = "127.0.0.1:0")]
    pub care_bind: SocketAddr,
    /// The exact database of care [default: almanac_care on DATABASE_URL]
    #[arg(long, env = "CARE_DATABASE_URL", hide_env_values = true)]
    pub care_database_url: Option<DatabaseUrl>,
}

/// Everything care needs to start.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Config {
    #[command(flatten)]
    pub(crate) settings: Settings,
    #[command(flatten)]
    pub(crate) site: SiteConfig,
    /// How logs, traces and metrics leave the process.
    #[command(flatten)]
    pub telemetry: TelemetryConfig,
    #[command(flatten)]
    pub(crate) database: store::Config,
    #[command(flatten)]
    pub(crate) accounts: AccountsConfig,
    #[command(flatten)]
    pub(crate) throttle: ThrottleConfig,
}

impl Config {
    /// Joins its own settings with what all services share.
    pub fn new(
        settings: Settings,
        site: SiteConfig,
        database: store::Config,
        accounts: AccountsConfig,
        throttle: ThrottleConfig,
    ) -> Self {
        let telemetry = TelemetryConfig::default();
        Self { settings, site, telemetry, database, accounts, throttle }
    }
}
