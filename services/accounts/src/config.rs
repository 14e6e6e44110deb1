use std::net::SocketAddr;

use access::{AccountsConfig, ThrottleConfig};
use chassis::{SiteConfig, TelemetryConfig};
use sealed::SecretKeys;
use store::DatabaseUrl;

/// The variables only accounts reads.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Where accounts answers HTTP
    #[arg(long, env = "ACCOUNTS_BIND", default_value = "127.0.0.1:0")]
    pub accounts_bind: SocketAddr,
    /// Where accounts answers gRPC
    #[arg(long, env = "ACCOUNTS_GRPC_BIND", default_value = "127.0.0.1:0")]
    pub accounts_grpc_bind: SocketAddr,
    /// The exact database of accounts [default: almanac_accounts on DATABASE_URL]
    #[arg(long, env = "ACCOUNTS_DATABASE_URL", hide_env_values = true)]
    pub accounts_database_url: Option<DatabaseUrl>,
    /// Keys that what must be readable again is encrypted with, separated by
    /// commas: the first encrypts, all decrypt
    #[arg(long, env = "ALMANAC_SECRET_KEYS", hide_env_values = true)]
    pub secret_keys: Option<SecretKeys>,
}

/// Everything accounts needs to start.
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
        Self { settings, site, telemetry: TelemetryConfig::default(), database, accounts, throttle }
    }
}
