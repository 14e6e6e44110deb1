use std::error::Error;
use std::future::Future;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use clap::error::{ContextKind, ContextValue};
use prometheus::Registry;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::timeout;
use tracing::{error, info};

use crate::{Running, Telemetry, TelemetryConfig};

/// Any error, on its way to a person or a log.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Reads the command line and the environment, or tells what is wrong and
/// exits: 2, as clap does. A wrong value is shown, unless it may hold a secret.
pub fn parse<T: Parser>() -> T {
    T::try_parse().unwrap_or_else(|error| without_secret(error).exit())
}

/// Words in the names of options whose values may be, or hold, secrets.
const SECRETS: [&str; 4] = ["database-url", "token", "key", "password"];

fn without_secret(mut error: clap::Error) -> clap::Error {
    let option = error.get(ContextKind::InvalidArg).map(ToString::to_string).unwrap_or_default();
    if SECRETS.iter().any(|word| option.contains(word)) {
        let hidden = ContextValue::String("(not shown)".to_owned());
        error.insert(ContextKind::InvalidValue, hidden);
    }
    error
}

/// Runs one service until SIGINT or SIGTERM, then stops it gracefully: on
/// SIGTERM it first says for `drain_seconds`, or until the next signal, that it
/// is about to. SIGINT is from a person, who is not made to wait.
pub async fn run<F, Fut>(name: &'static str, config: &TelemetryConfig, start: F) -> ExitCode
where
    F: FnOnce(Registry) -> Fut,
    Fut: Future<Output = Result<Running, BoxError>>,
{
    let telemetry = match Telemetry::init(name, config, true) {
        Ok(telemetry) => telemetry,
        Err(cause) => return report(cause.as_ref()),
    };
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(cause) => return report(&cause),
    };
    match start(telemetry.registry()).await {
        Ok(running) => {
            if signals.next().await == SignalKind::terminate() && config.drain_seconds > 0 {
                info!(service = name, seconds = config.drain_seconds, "about to stop");
                running.announce_stop();
                // Whichever comes first.
                let _ = timeout(Duration::from_secs(config.drain_seconds), signals.next()).await;
            }
            info!("stopping");
            running.stop().await;
            ExitCode::SUCCESS
        }
        Err(cause) => {
            error!(cause = %chain(cause.as_ref()), "{name} cannot start");
            ExitCode::FAILURE
        }
    }
}

/// From this call on SIGINT and SIGTERM no longer end the process; the future
/// it returns waits for one of them.
pub fn shutdown_signal() -> io::Result<impl Future<Output = ()>> {
    let mut signals = Signals::listen()?;
    Ok(async move {
        signals.next().await;
        info!("stopping");
    })
}

/// Requests to stop.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// From this call on none of them ends the process by itself.
    fn listen() -> io::Result<Self> {
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Self { interrupt, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) -> SignalKind {
        tokio::select! {
            _ = self.interrupt.recv() => SignalKind::interrupt(),
            _ = self.terminate.recv() => SignalKind::terminate(),
        }
    }
}

/// Tells the user what failed, causes included, and fails.
#[expect(clippy::print_stderr, reason = "this is how a command talks to its user")]
pub fn report(error: &dyn Error) -> ExitCode {
    eprintln!("error: {}", chain(error));
    ExitCode::FAILURE
}

/// The same for a program: one JSON object, `{"error": …}`.
#[expect(clippy::print_stderr, reason = "this is how a command talks to its user")]
pub fn report_json(error: &dyn Error) -> ExitCode {
    eprintln!("{}", serde_json::json!({ "error": chain(error) }));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Parser)]
    struct Arguments {
        #[arg(long)]
        database_url: Option<u8>,
        #[arg(long)]
        port: Option<u8>,
    }

    #[test]
    fn a_wrong_secret_is_not_repeated() {
        for (option, shown) in [("--database-url", false), ("--port", true)] {
            let error = Arguments::try_parse_from(["x", option, "s3cret"]).unwrap_err();
            let text = without_secret(error).to_string();
            assert_eq!(text.contains("s3cret"), shown, "{text}");
            assert!(text.contains(option), "{text}");
        }
    }
}
