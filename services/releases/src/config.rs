use std::net::SocketAddr;
use std::num::NonZeroUsize;

use access::{AccountsConfig, ThrottleConfig};
use chassis::{SiteConfig, TelemetryConfig};
use sealed::SecretKeys;
use store::DatabaseUrl;
use url::Url;

/// Where releases are kept: what the service and the command line share.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Storage {
    /// The exact database of releases [default: almanac_releases on DATABASE_URL]
    #[arg(long, env = "RELEASES_DATABASE_URL", hide_env_values = true)]
    pub releases_database_url: Option<DatabaseUrl>,
    /// Where the files of releases are: file:///path or s3://bucket/prefix (with AWS_*)
    #[arg(
        id = "releases_object_store_url",
        long = "releases-object-store-url",
        env = "OBJECT_STORE_URL"
    )]
    pub object_store_url: Option<Url>,
}

/// The variables only releases reads.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Where releases answers HTTP
    #[arg(long, env = "RELEASES_BIND", default_value = "127.0.0.1:0")]
    pub releases_bind: SocketAddr,
    /// Where the facts and the files are kept.
    #[command(flatten)]
    pub storage: Storage,
    /// Keys of 32 bytes in base64, separated by commas: what releases are signed with is
    /// encrypted with the first
    #[arg(
        id = "releases_secret_keys",
        long = "releases-secret-keys",
        env = "ALMANAC_SECRET_KEYS",
        hide_env_values = true
    )]
    pub secret_keys: Option<SecretKeys>,
    /// How many files a key may download at a time, from each replica
    #[arg(long, env = "RELEASES_DOWNLOADS_PER_KEY", default_value = "20")]
    pub releases_downloads_per_key: NonZeroUsize,
}

/// Everything releases needs to start.
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
