use std::error::Error;
use std::future::Future;
use std::process::ExitCode;

use prometheus::Registry;
use tokio::signal::unix::{SignalKind, signal};
use tracing::{error, info};

use crate::{Running, Telemetry, TelemetryConfig};

/// Any error, on its way to a person or a log.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Runs one service until SIGINT or SIGTERM, then stops it gracefully.
pub async fn run<F, Fut>(name: &'static str, config: &TelemetryConfig, start: F) -> ExitCode
where
    F: FnOnce(Registry) -> Fut,
    Fut: Future<Output = Result<Running, BoxError>>,
{
    let telemetry = match Telemetry::init(name, config, true) {
        Ok(telemetry) => telemetry,
        Err(cause) => return report(cause.as_ref()),
    };
    match start(telemetry.registry()).await {
        Ok(running) => {
            shutdown_signal().await;
            running.stop().await;
            ExitCode::SUCCESS
        }
        Err(cause) => {
            error!(cause = %chain(cause.as_ref()), "{name} cannot start");
            ExitCode::FAILURE
        }
    }
}

/// Waits for SIGINT or SIGTERM.
pub async fn shutdown_signal() {
    let term = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signals) => signals.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term => {}
    }
    info!("stopping");
}

/// Tells the user what failed, causes included, and fails.
#[expect(clippy::print_stderr, reason = "this is how a command talks to its user")]
pub fn report(error: &dyn Error) -> ExitCode {
    eprintln!("error: {}", chain(error));
    ExitCode::FAILURE
}

/// An error and its causes on one line; a cause its parent already quotes is left out.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}
