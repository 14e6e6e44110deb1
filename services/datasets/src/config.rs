use std::net::SocketAddr;

use access::{AccountsConfig, ThrottleConfig};
use chassis::{SiteConfig, TelemetryConfig};
use clap::ValueEnum;
use secrecy::SecretString;
use store::DatabaseUrl;
use url::Url;

/// Whether synced lists are kept in step by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Schedule {
    /// External lists at 04:00 UTC every day, those of the NHS Data Dictionary
    /// at 05:00 UTC on Sundays.
    #[default]
    On,
    /// By command alone.
    Off,
}

/// Where something is published; a folder may stand in.
fn published(text: &str) -> Result<Url, String> {
    web::setting(text, &["http", "https", "file"])
}

/// Where the lists of the NHS Data Dictionary are synced from.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct NhsDdSource {
    /// Where the pages of the NHS Data Dictionary are; http, https or file
    #[arg(
        long,
        env = "NHS_DD_BASE_URL",
        value_parser = published,
        default_value = "https://www.datadictionary.nhs.uk/data_elements/"
    )]
    pub nhs_dd_base_url: Url,
}

/// Where external lists are synced from.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct ExternalSource {
    /// Where the lists of NHS organisations are; http, https or file
    #[arg(
        long,
        env = "EXTERNAL_DATASET_API_URL",
        value_parser = published,
        default_value = "https://api.rcpch.ac.uk/nhs-organisations/v1"
    )]
    pub external_dataset_api_url: Url,
    /// Sent there as a bearer token
    #[arg(long, env = "EXTERNAL_DATASET_API_KEY", hide_env_values = true)]
    pub external_dataset_api_key: Option<SecretString>,
}

/// How lists are synced.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct SyncSettings {
    /// Where those of the NHS Data Dictionary are.
    #[command(flatten)]
    pub nhs_dd: NhsDdSource,
    /// Where external ones are.
    #[command(flatten)]
    pub external: ExternalSource,
    /// Whether lists are synced by schedule
    #[arg(long, env = "DATASETS_SYNC", value_enum, default_value_t)]
    pub datasets_sync: Schedule,
}

/// The variables only datasets reads.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Where datasets answers HTTP
    #[arg(long, env = "DATASETS_BIND", default_value = "127.0.0.1:0")]
    pub datasets_bind: SocketAddr,
    /// The exact database of datasets [default: almanac_datasets on DATABASE_URL]
    #[arg(long, env = "DATASETS_DATABASE_URL", hide_env_values = true)]
    pub datasets_database_url: Option<DatabaseUrl>,
    /// How lists are synced.
    #[command(flatten)]
    pub sync: SyncSettings,
}

/// Everything datasets needs to start.
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
