use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};

use clap::ValueEnum;
use ipnet::IpNet;
use url::Url;
use web::{Site, setting};

/// How the platform is reached from outside.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct SiteConfig {
    /// The gateway's address
    #[arg(long, env = "ALMANAC_BIND", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub bind: IpAddr,
    /// The gateway's port
    #[arg(long, env = "ALMANAC_PORT", default_value_t = 8080)]
    pub port: u16,
    /// Origin of every absolute link [default: http://BIND:PORT]
    #[arg(long, env = "ALMANAC_PUBLIC_URL", value_parser = public)]
    pub public_url: Option<Url>,
    /// Networks whose X-Forwarded-* headers count
    #[arg(
        long,
        env = "ALMANAC_TRUSTED_PROXIES",
        value_delimiter = ',',
        default_value = "127.0.0.0/8,::1/128"
    )]
    pub trusted_proxies: Vec<IpNet>,
}

impl SiteConfig {
    /// What services need to know of it.
    pub fn site(&self) -> Site {
        let address = SocketAddr::new(self.bind, self.port);
        Site {
            public_url: self.public_url.clone().unwrap_or_else(|| origin(address)),
            trusted_proxies: self.trusted_proxies.clone(),
        }
    }
}

/// What paths can be put behind.
fn public(text: &str) -> Result<Url, String> {
    let url = setting(text, &["http", "https"])?;
    let more = url.query().or(url.fragment()).or(url.password());
    if url.username().is_empty() && more.is_none() {
        Ok(url)
    } else {
        Err("write it as https://almanac.example.org".to_owned())
    }
}

fn http(text: &str) -> Result<Url, String> {
    setting(text, &["http", "https"])
}

fn origin(address: SocketAddr) -> Url {
    // A socket address is always a valid authority.
    #[expect(clippy::expect_used, reason = "cannot fail, see above")]
    Url::parse(&format!("http://{address}")).expect("an origin")
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// What a process tells others: where logs, traces and metrics go, and for how
/// long it says that it is about to stop. By default nothing leaves it, and it
/// stops at once.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(skip)]
pub struct TelemetryConfig {
    /// Collector for traces, metrics and logs (OTLP over HTTP)
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_parser = http)]
    pub otlp_endpoint: Option<Url>,
    /// Form of the log [default: text on a terminal, else json]
    #[arg(long, env = "LOG_FORMAT", value_enum)]
    pub log_format: Option<LogFormat>,
    /// Seconds that a service which runs alone answers on, unready, after SIGTERM
    #[arg(long, env = "ALMANAC_DRAIN_SECONDS", default_value_t = 5)]
    pub drain_seconds: u64,
}

/// Opens the listening socket. Fails at once, naming the address, when it is taken.
pub fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let named = |error: std::io::Error| {
        std::io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"))
    };
    let listener = TcpListener::bind(address).map_err(named)?;
    listener.set_nonblocking(true).map_err(named)?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_can_be_put_behind_a_public_url() {
        for (text, fits) in [
            ("https://almanac.example.org", true),
            ("http://localhost:8080/", true),
            ("https://example.org/almanac", true),
            ("localhost:8080", false),
            ("almanac.example.org", false),
            ("ftp://almanac.example.org", false),
            ("https://almanac.example.org/?a", false),
            ("https://almanac.example.org/#a", false),
            ("https://me@almanac.example.org/", false),
            ("https://:secret@almanac.example.org/", false),
        ] {
            assert_eq!(public(text).is_ok(), fits, "{text}");
        }
    }
}
