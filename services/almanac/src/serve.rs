use std::process::ExitCode;

use chassis::{BoxError, Telemetry, report, shutdown_signal};
use clap::{Args, Subcommand};
use tracing::{error, info, warn};

use crate::output::write_whole;
use crate::platform::{Platform, PlatformConfig};
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
    /// Care enquiries and what belongs to them
    Care(care::Config),
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
            Some(Alone::Care(config)) => {
                let telemetry = config.telemetry.clone();
                let start = |metrics| async { care::start(config, metrics) };
                chassis::run(care::NAME, &telemetry, start).await
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
            Service::Care => &config.care.care_database_url,
        };
        let Ok(url) = config.database.database(service.name(), own.as_ref()) else { continue };
        if let Err(error) = store::migrate(&url, service.migrations()).await {
            warn!(%error, "a database is not brought up to date");
        }
    }
}
