use std::fmt;
use std::str::FromStr;

use chassis::{SiteConfig, TelemetryConfig};
use http::uri::{Authority, InvalidUri};
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
    /// Origins of rota, separated by commas
    #[arg(long, env = "ROTA_UPSTREAM", value_delimiter = ',')]
    pub rota_upstream: Vec<Origin>,
    /// Origins of datasets, separated by commas
    #[arg(long, env = "DATASETS_UPSTREAM", value_delimiter = ',')]
    pub datasets_upstream: Vec<Origin>,
    /// Origins of releases, separated by commas
    #[arg(long, env = "RELEASES_UPSTREAM", value_delimiter = ',')]
    pub releases_upstream: Vec<Origin>,
    /// Origins of care, separated by commas
    #[arg(long, env = "CARE_UPSTREAM", value_delimiter = ',')]
    pub care_upstream: Vec<Origin>,
}

/// Scheme, host and port of a service: `http://host:port`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(Authority);

impl Origin {
    /// Host and port.
    pub(crate) fn authority(&self) -> &Authority {
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
        let authority = url.authority().parse();
        Ok(Self(authority.map_err(|error: InvalidUri| error.to_string())?))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0)
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
