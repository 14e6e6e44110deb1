use std::net::SocketAddr;

use access::{AccountsConfig, ThrottleConfig};
use chassis::{SiteConfig, TelemetryConfig};
use chrono::{NaiveDate, Utc};
use chrono_tz::Europe::London;
use clap::ValueEnum;
use store::DatabaseUrl;

/// What day it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::Args)]
#[group(skip)]
pub struct Today {
    /// Freezes today for the rules of rotas, as YYYY-MM-DD
    #[arg(long, env = "ALMANAC_TODAY", value_name = "DATE")]
    pub today: Option<NaiveDate>,
}

impl Today {
    /// The date in the United Kingdom, unless it is frozen.
    pub fn date(self) -> NaiveDate {
        self.today.unwrap_or_else(|| Utc::now().with_timezone(&London).date_naive())
    }
}

/// What becomes of addresses without a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Unversioned {
    /// They answer as they are, and name their successors.
    #[default]
    Serve,
    /// Those that answer like their successors send there, with 308.
    Redirect,
}

/// The variables only rota reads.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Where rota answers HTTP
    #[arg(long, env = "ROTA_BIND", default_value = "127.0.0.1:0")]
    pub rota_bind: SocketAddr,
    /// The exact database of rota [default: almanac_rota on DATABASE_URL]
    #[arg(long, env = "ROTA_DATABASE_URL", hide_env_values = true)]
    pub rota_database_url: Option<DatabaseUrl>,
    /// What becomes of rota addresses without a version
    #[arg(long, env = "ROTA_UNVERSIONED", value_enum, default_value_t)]
    pub rota_unversioned: Unversioned,
    /// What day it is.
    #[command(flatten)]
    pub today: Today,
}

/// Everything rota needs to start.
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
