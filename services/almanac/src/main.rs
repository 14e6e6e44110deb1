//! The administrator's command line.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    almanac::main().await
}
