use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use access::{AccountsConfig, InternalToken, ThrottleConfig};
use chassis::{BoxError, Running, SiteConfig, TelemetryConfig};
use clap::Args;
use gateway::Upstreams;
use ipnet::IpNet;
use prometheus::Registry;
use tracing::info;

/// Everything all services need together. What only binds them to each other
/// (gRPC address, internal token, upstreams) is made up where it is not given.
#[derive(Clone, Debug, Args)]
#[group(skip)]
pub struct PlatformConfig {
    /// How the platform is seen from outside.
    #[command(flatten)]
    pub site: SiteConfig,
    /// How logs, traces and metrics leave the process.
    #[command(flatten)]
    pub telemetry: TelemetryConfig,
    /// The PostgreSQL server.
    #[command(flatten)]
    pub database: store::Config,
    /// The token services know each other by.
    #[arg(long, env = "ALMANAC_INTERNAL_TOKEN", hide_env_values = true)]
    pub internal_token: Option<InternalToken>,
    /// How often callers may call.
    #[command(flatten)]
    pub throttle: ThrottleConfig,
    /// Settings of accounts.
    #[command(flatten)]
    pub accounts: accounts::Settings,
    /// Settings of reference.
    #[command(flatten)]
    pub reference: reference::Settings,
    /// Settings of rota.
    #[command(flatten)]
    pub rota: rota::Settings,
    /// Settings of datasets.
    #[command(flatten)]
    pub datasets: datasets::Settings,
    /// Settings of releases, which has the object store of reference and the
    /// secret keys of accounts where it is given none of its own.
    #[command(flatten)]
    pub releases: releases::Settings,
    /// Settings of care.
    #[command(flatten)]
    pub care: care::Settings,
    /// Write the addresses here, as KEY=value lines, when everything answers
    #[arg(long)]
    pub ready_file: Option<PathBuf>,
}

/// Every service, in this process.
pub struct Platform {
    gateway: Running,
    services: Vec<Running>,
    grpc: SocketAddr,
}

impl Platform {
    /// Starts accounts first, since the others ask it, and the gateway last.
    pub fn start(config: PlatformConfig, metrics: Registry) -> Result<Self, BoxError> {
        let token = config.internal_token.unwrap_or_else(InternalToken::random);
        let internal = AccountsConfig { accounts_grpc_url: None, internal_token: Some(token) };
        let mut site = config.site;
        // Links name the gateway's port, so it is taken before the services start.
        let listener = chassis::bind(SocketAddr::new(site.bind, site.port))?;
        site.port = listener.local_addr()?.port();
        let inside = behind_gateway(&site);

        let mut releases = config.releases;
        let objects = &mut releases.storage.object_store_url;
        *objects = objects.take().or_else(|| config.reference.storage.object_store_url.clone());
        let keys = &mut releases.secret_keys;
        *keys = keys.take().or_else(|| config.accounts.secret_keys.clone());

        let accounts = accounts::Config::new(
            config.accounts,
            inside.clone(),
            config.database.clone(),
            internal.clone(),
            config.throttle.clone(),
        );
        let accounts = accounts::start(accounts, metrics.clone())?;
        let grpc = Some(format!("http://{}", accounts.grpc).parse()?);
        let internal = AccountsConfig { accounts_grpc_url: grpc, ..internal };
        let reference = reference::Config::new(
            config.reference,
            inside.clone(),
            config.database.clone(),
            internal.clone(),
            config.throttle.clone(),
        );
        let reference = reference::start(reference, metrics.clone())?;
        let rota = rota::Config::new(
            config.rota,
            inside.clone(),
            config.database.clone(),
            internal.clone(),
            config.throttle.clone(),
        );
        let rota = rota::start(rota, metrics.clone())?;
        let datasets = datasets::Config::new(
            config.datasets,
            inside.clone(),
            config.database.clone(),
            internal.clone(),
            config.throttle.clone(),
        );
        let datasets = datasets::start(datasets, metrics.clone())?;
        let releases = releases::Config::new(
            releases,
            inside.clone(),
            config.database.clone(),
            internal.clone(),
            config.throttle.clone(),
        );
        let releases = releases::start(releases, metrics.clone())?;
        let care =
            care::Config::new(config.care, inside, config.database, internal, config.throttle);
        let care = care::start(care, metrics.clone())?;
        let origin = |running: &Running| format!("http://{}", running.address).parse();
        let upstreams = Upstreams {
            accounts_upstream: vec![origin(&accounts.running)?],
            reference_upstream: vec![origin(&reference)?],
            rota_upstream: vec![origin(&rota)?],
            datasets_upstream: vec![origin(&datasets)?],
            releases_upstream: vec![origin(&releases)?],
            care_upstream: vec![origin(&care)?],
        };
        let gateway = gateway::Config::new(site, upstreams);
        let gateway = gateway::start_on(listener, gateway, metrics)?;
        let services = vec![care, releases, datasets, rota, reference, accounts.running];
        Ok(Self { gateway, services, grpc: accounts.grpc })
    }

    /// The gateway's address, as a URL without a final slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.gateway.address)
    }

    /// Returns once every service is ready to be asked.
    pub async fn answering(&self) {
        for running in self.services.iter().chain([&self.gateway]) {
            while let Err(reason) = running.ready().await {
                info!(reason, "waiting");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }

    /// What others need to reach this process.
    pub(crate) fn environment(&self) -> String {
        format!("ALMANAC_URL={}\nACCOUNTS_GRPC_URL=http://{}\n", self.url(), self.grpc)
    }

    /// Stops the gateway first, so that no request finds a service gone.
    pub async fn stop(self) {
        self.gateway.stop().await;
        for running in self.services {
            running.stop().await;
        }
    }
}

/// How services of this process see their callers: the gateway is the proxy to
/// them, whoever else is one to it.
fn behind_gateway(site: &SiteConfig) -> SiteConfig {
    let mut inside = site.clone();
    inside.trusted_proxies.extend([
        IpNet::from(IpAddr::from(Ipv4Addr::LOCALHOST)),
        IpNet::from(IpAddr::from(Ipv6Addr::LOCALHOST)),
    ]);
    inside
}
