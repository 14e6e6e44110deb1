//! What every service stands on: configuration, telemetry, an HTTP server
//! with health and metrics, and a graceful stop. `main` of a service is ten lines.

mod config;
mod headers;
mod log;
mod log_writer;
mod run;
mod running;
mod server;
mod telemetry;

pub use config::{LogFormat, SiteConfig, TelemetryConfig, bind};
pub use run::{BoxError, parse, report, report_json, run, shutdown_signal};
pub use running::Running;
pub use server::{Readiness, Server};
pub use telemetry::Telemetry;
