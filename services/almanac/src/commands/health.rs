use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use chassis::BoxError;
use clap::{Args, ValueEnum};
use reqwest::Client;
use serde_json::json;

use crate::output::Output;

/// How long a service may take to answer. Whoever asks has a limit of their own.
const PATIENCE: Duration = Duration::from_secs(4);

/// Ask a service on this machine whether it runs.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Health {
    /// Which one
    service: Asked,
    /// Ask whether it is ready for requests, not only whether it runs
    #[arg(long)]
    ready: bool,
    /// The gateway's address
    #[arg(long, env = "ALMANAC_BIND", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// The gateway's port
    #[arg(long, env = "ALMANAC_PORT", default_value_t = 8080)]
    port: u16,
    /// Where accounts answers HTTP
    #[arg(long, env = "ACCOUNTS_BIND")]
    accounts_bind: Option<SocketAddr>,
    /// Where reference answers HTTP
    #[arg(long, env = "REFERENCE_BIND")]
    reference_bind: Option<SocketAddr>,
    /// Where rota answers HTTP
    #[arg(long, env = "ROTA_BIND")]
    rota_bind: Option<SocketAddr>,
    /// Where datasets answers HTTP
    #[arg(long, env = "DATASETS_BIND")]
    datasets_bind: Option<SocketAddr>,
    /// Where releases answers HTTP
    #[arg(long, env = "RELEASES_BIND")]
    releases_bind: Option<SocketAddr>,
    /// Where care answers HTTP
    #[arg(long, env = "CARE_BIND")]
    care_bind: Option<SocketAddr>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Asked {
    /// Routes requests to the services
    Gateway,
    /// Users, organizations and keys
    Accounts,
    /// NHS reference data
    Reference,
    /// Rotas of GP practices
    Rota,
    /// Pick lists
    Datasets,
    /// Signed releases of files
    Releases,
    /// Care enquiries and what belongs to them
    Care,
}

impl Health {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let path = if self.ready { "/health/ready" } else { "/health/live" };
        let url = format!("http://{}{path}", self.address()?);
        // Whatever proxy the environment names, this machine is reached without.
        let client = Client::builder().no_proxy().timeout(PATIENCE).build()?;
        let response = client.get(&url).send().await?;
        let status = response.status();
        if !status.is_success() {
            let reason = response.text().await.unwrap_or_default();
            return Err(format!("{url} answers {status}: {reason}").into());
        }
        Ok(output.result(&json!({ "url": url, "status": status.as_u16() }), "ok")?)
    }

    /// Where it can be reached from this machine.
    fn address(&self) -> Result<SocketAddr, BoxError> {
        let (variable, bound) = match self.service {
            Asked::Gateway => ("ALMANAC_PORT", Some(SocketAddr::new(self.bind, self.port))),
            Asked::Accounts => ("ACCOUNTS_BIND", self.accounts_bind),
            Asked::Reference => ("REFERENCE_BIND", self.reference_bind),
            Asked::Rota => ("ROTA_BIND", self.rota_bind),
            Asked::Datasets => ("DATASETS_BIND", self.datasets_bind),
            Asked::Releases => ("RELEASES_BIND", self.releases_bind),
            Asked::Care => ("CARE_BIND", self.care_bind),
        };
        match bound {
            Some(bound) if bound.port() != 0 => Ok(reachable(bound)),
            _ => Err(format!("set {variable}: it names no port to ask at").into()),
        }
    }
}

/// Who listens on all addresses is asked at the loopback one.
fn reachable(bound: SocketAddr) -> SocketAddr {
    let address = match bound.ip() {
        address if !address.is_unspecified() => address,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(address, bound.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_are_asked_at_the_loopback_one() {
        for (bound, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::1]:8080"),
            ("192.0.2.7:9000", "192.0.2.7:9000"),
        ] {
            assert_eq!(reachable(bound.parse().unwrap()), asked.parse().unwrap());
        }
    }
}
