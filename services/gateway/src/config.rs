use std::fmt;
use std::str::FromStr;

use chassis::{SiteConfig, TelemetryConfig};
use url::Url;

/// Where the gateway sends requests.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(skip)]
pub struct Upstreams {
    /// Origins of accounts, separated by commas
    #[arg(long, env = "ACCOUNTS_UPSTREAM", value_delimiter = ',')]
    pub accounts_upstream: Vec<Origin>,
    /// Origins of reference, separated by commas
    #[arg(long, env = "REFERENCE_UPSTREAM", value_delimiter = ',')]
    pub reference_upstream: Vec<Origin>,
}

/// Scheme, host and port of a service: `http://host:port`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// The origin, without a final slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|error| error.to_string())?;
        if url.scheme() != "http" || url.path() != "/" || url.query().is_some() {
            return Err(format!("{text} is not an origin such as http://reference:8000"));
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything the gateway needs to start.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Config {
    #[command(flatten)]
    pub(crate) site: SiteConfig,
    #[command(flatten)]
    pub(crate) upstreams: Upstreams,
    /// How logs, traces and metrics leave the process.
    #[command(flatten)]
    pub telemetry: TelemetryConfig,
}

impl Config {
    /// Joins its own settings with what all services share.
    pub fn new(site: SiteConfig, upstreams: Upstreams) -> Self {
        Self { site, upstreams, telemetry: TelemetryConfig::default() }
    }
}
