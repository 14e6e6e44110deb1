use std::net::SocketAddr;

use access::{AccountsConfig, ThrottleConfig};
use chassis::{SiteConfig, TelemetryConfig};
use store::DatabaseUrl;
use url::Url;

/// The variables only reference reads.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Where reference answers HTTP
    #[arg(long, env = "REFERENCE_BIND", default_value = "127.0.0.1:0")]
    pub reference_bind: SocketAddr,
    #[command(flatten)]
    /// Where the facts and the rows are kept.
    pub storage: Storage,
}

/// Where releases are kept: what the service and the importers share.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Storage {
    /// The exact database of reference [default: almanac_reference on DATABASE_URL]
    #[arg(long, env = "REFERENCE_DATABASE_URL", hide_env_values = true)]
    pub reference_database_url: Option<DatabaseUrl>,
    /// Where release segments live: file:///path or s3://bucket/prefix (with AWS_*)
    #[arg(long, env = "OBJECT_STORE_URL")]
    pub object_store_url: Option<Url>,
}

/// Everything reference needs to start.
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
