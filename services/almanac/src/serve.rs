use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use access::{AccountsConfig, InternalToken, ThrottleConfig};
use chassis::{BoxError, Running, SiteConfig, Telemetry, TelemetryConfig, report, shutdown_signal};
use clap::{Args, Subcommand};
use gateway::Upstreams;
use ipnet::IpNet;
use prometheus::Registry;
use tracing::{error, info, warn};

use crate::output::write_whole;
use crate::service::Service;

/// Run all services in one process, or one service.
#[derive(Args)]
#[group(skip)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Serve {
    #[command(subcommand)]
    service: Option<Alone>,
    #[command(flatten)]
    platform: PlatformConfig,
}

#[derive(Subcommand)]
enum Alone {
    /// Routes requests to the services
    Gateway(gateway::Config),
    /// Users, organizations and keys
    Accounts(accounts::Config),
    /// NHS reference data
    Reference(reference::Config),
    /// Rotas of GP practices
    Rota(rota::Config),
    /// Pick lists
    Datasets(datasets::Config),
    /// Signed releases of files
    Releases(releases::Config),
}

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
    /// Write the addresses here, as KEY=value lines, when everything answers
    #[arg(long)]
    pub ready_file: Option<PathBuf>,
}

impl Serve {
    pub(crate) async fn run(self) -> ExitCode {
        match self.service {
            Some(Alone::Gateway(config)) => {
                let telemetry = config.telemetry.clone();
                let start = |metrics| async { gateway::start(config, metrics) };
                chassis::run(gateway::NAME, &telemetry, start).await
            }
            Some(Alone::Accounts(config)) => {
                let telemetry = config.telemetry.clone();
                let start = |metrics| async { Ok(accounts::start(config, metrics)?.running) };
                chassis::run(accounts::NAME, &telemetry, start).await
            }
            Some(Alone::Reference(config)) => {
                let telemetry = config.telemetry.clone();
                let start = |metrics| async { reference::start(config, metrics) };
                chassis::run(reference::NAME, &telemetry, start).await
            }
            Some(Alone::Rota(config)) => {
                let telemetry = config.telemetry.clone();
                let start = |metrics| async { rota::start(config, metrics) };
                chassis::run(rota::NAME, &telemetry, start).await
            }
            Some(Alone::Datasets(config)) => {
                let telemetry = config.telemetry.clone();
                let start = |metrics| async { datasets::start(config, metrics) };
                chassis::run(datasets::NAME, &telemetry, start).await
            }
            Some(Alone::Releases(config)) => {
                let telemetry = config.telemetry.clone();
                let start = |metrics| async { releases::start(config, metrics) };
                chassis::run(releases::NAME, &telemetry, start).await
            }
            None => serve_all(self.platform).await,
        }
    }
}

async fn serve_all(config: PlatformConfig) -> ExitCode {
    let telemetry = match Telemetry::init("almanac", &config.telemetry, true) {
        Ok(telemetry) => telemetry,
        Err(cause) => return report(cause.as_ref()),
    };
    let ready_file = config.ready_file.clone();
    let served = async {
        let mut asked_to_stop = std::pin::pin!(shutdown_signal()?);
        migrate(&config).await;
        let platform = Platform::start(config, telemetry.registry())?;
        let answering = tokio::select! {
            () = platform.answering() => true,
            () = &mut asked_to_stop => false,
        };
        if answering {
            info!(url = platform.url(), "everything answers");
            if let Some(path) = &ready_file {
                write_whole(path, &platform.environment())?;
            }
            asked_to_stop.await;
        }
        platform.stop().await;
        Ok::<(), BoxError>(())
    };
    match served.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            error!(%cause, "cannot serve");
            report(cause.as_ref())
        }
    }
}

/// Brings the databases up to date, as many as can be reached: a platform
/// whose PostgreSQL is away still answers what it can.
async fn migrate(config: &PlatformConfig) {
    for service in Service::ALL {
        let own = match service {
            Service::Accounts => &config.accounts.accounts_database_url,
            Service::Reference => &config.reference.storage.reference_database_url,
            Service::Rota => &config.rota.rota_database_url,
            Service::Datasets => &config.datasets.datasets_database_url,
            Service::Releases => &config.releases.storage.releases_database_url,
        };
        let Ok(url) = config.database.database(service.name(), own.as_ref()) else { continue };
        if let Err(error) = store::migrate(&url, service.migrations()).await {
            warn!(%error, "a database is not brought up to date");
        }
    }
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
        let releases =
            releases::Config::new(releases, inside, config.database, internal, config.throttle);
        let releases = releases::start(releases, metrics.clone())?;
        let origin = |running: &Running| format!("http://{}", running.address).parse();
        let upstreams = Upstreams {
            accounts_upstream: vec![origin(&accounts.running)?],
            reference_upstream: vec![origin(&reference)?],
            rota_upstream: vec![origin(&rota)?],
            datasets_upstream: vec![origin(&datasets)?],
            releases_upstream: vec![origin(&releases)?],
        };
        let gateway = gateway::Config::new(site, upstreams);
        let gateway = gateway::start_on(listener, gateway, metrics)?;
        let services = vec![releases, datasets, rota, reference, accounts.running];
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
    fn environment(&self) -> String {
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
