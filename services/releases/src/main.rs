//! Releases as a process of its own.

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    config: releases::Config,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { config } = chassis::parse();
    let telemetry = config.telemetry.clone();
    chassis::run(releases::NAME, &telemetry, |metrics| async { releases::start(config, metrics) })
        .await
}
