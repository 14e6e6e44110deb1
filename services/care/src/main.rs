//! Care as a process of its own.

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: care::Config,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { config } = chassis::parse();
    let telemetry = config.telemetry.clone();
    chassis::run(care::NAME, &telemetry, |metrics| async { care::start(config, metrics) }).await
}
