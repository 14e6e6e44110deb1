//! What every service stands on: configuration, telemetry, an HTTP server
//! with health and metrics, and a graceful stop. `main` of a service is ten lines.

mod config;
mod log;
mod log_writer;
mod run;
mod server;
mod telemetry;

pub use config::{LogFormat, SiteConfig, TelemetryConfig, bind};
pub use run::{BoxError, parse, report, report_json, run, shutdown_signal};
pub use server::{Readiness, Running, Server};
pub use telemetry::Telemetry;
