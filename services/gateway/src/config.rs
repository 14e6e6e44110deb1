use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use chassis::{SiteConfig, TelemetryConfig};
use http::HeaderValue;
use http::uri::{Authority, InvalidUri};
use url::Url;

/// Where the gateway sends requests.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(skip)]
pub struct Upstreams {
    /// Origins of accounts, separated by commas; a name may have several addresses
    #[arg(long, env = "ACCOUNTS_UPSTREAM", value_delimiter = ',')]
    pub accounts_upstream: Vec<Origin>,
    /// Origins of reference, separated by commas; a name may have several addresses
    #[arg(long, env = "REFERENCE_UPSTREAM", value_delimiter = ',')]
    pub reference_upstream: Vec<Origin>,
    /// Origins of rota, separated by commas; a name may have several addresses
    #[arg(long, env = "ROTA_UPSTREAM", value_delimiter = ',')]
    pub rota_upstream: Vec<Origin>,
    /// Origins of datasets, separated by commas; a name may have several addresses
    #[arg(long, env = "DATASETS_UPSTREAM", value_delimiter = ',')]
    pub datasets_upstream: Vec<Origin>,
    /// Origins of releases, separated by commas; a name may have several addresses
    #[arg(long, env = "RELEASES_UPSTREAM", value_delimiter = ',')]
    pub releases_upstream: Vec<Origin>,
    /// Origins of care, separated by commas; a name may have several addresses
    #[arg(long, env = "CARE_UPSTREAM", value_delimiter = ',')]
    pub care_upstream: Vec<Origin>,
}

/// Scheme, host and port of a service: `http://host:port`. Each address that the
/// host has is a replica.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Authority);

impl Origin {
    /// The host, without the brackets of an IPv6 address.
    pub(crate) fn name(&self) -> &str {
        self.0.host().trim_matches(['[', ']'])
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.port_u16().unwrap_or(80)
    }

    /// The address, where the host is one and no name.
    pub(crate) fn literal(&self) -> Option<SocketAddr> {
        Some(SocketAddr::new(self.name().parse().ok()?, self.port()))
    }

    /// Host and port, as requests name them.
    pub(crate) fn host(&self) -> HeaderValue {
        // What an authority is made of may all stand in a header.
        #[expect(clippy::expect_used, reason = "cannot fail, see above")]
        HeaderValue::try_from(self.0.as_str()).expect("a host")
    }
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|error| error.to_string())?;
        let more = url.query().or(url.fragment()).or(url.password());
        let plain = url.path() == "/" && url.username().is_empty() && more.is_none();
        if url.scheme() != "http" || !plain {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_host_and_port_and_no_more() {
        for (text, origin) in [
            ("http://rota", Some("http://rota")),
            ("http://rota:8000/", Some("http://rota:8000")),
            ("http://[::1]:8000", Some("http://[::1]:8000")),
            ("https://rota", None),
            ("http://rota/api", None),
            ("http://rota/?page=1", None),
            ("http://rota/#page", None),
            ("http://jo@rota", None),
            ("http://jo:secret@rota", None),
            ("rota:8000", None),
        ] {
            let told = text.parse::<Origin>().ok().map(|origin| origin.to_string());
            assert_eq!(told.as_deref(), origin, "{text}");
        }
    }
}
