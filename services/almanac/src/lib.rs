//! The administrator's command line, and every service in one process.

mod commands;
mod env_file;
mod output;
mod platform;
mod serve;
mod service;

use std::process::ExitCode;

use chassis::{Telemetry, TelemetryConfig, report, report_json};
use clap::{CommandFactory, Parser, Subcommand};

pub use platform::{Platform, PlatformConfig};
pub use service::Service;

use self::output::Output;

/// One platform for NHS primary care: the administrator's command line.
#[derive(Parser)]
#[command(name = "almanac", version, propagate_version = true)]
struct Arguments {
    /// Machine-readable output
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one, once")]
enum Command {
    /// Run all services in one process, or one service
    Serve(serve::Serve),
    /// Ask a service on this machine whether it runs, as container health checks do
    Health(commands::health::Health),
    /// Create and update the databases
    Migrate(commands::migrate::Migrate),
    /// Print the OpenAPI document of all services, or of one
    Openapi(commands::openapi::Openapi),
    /// People who sign in or hold keys
    #[command(subcommand)]
    User(commands::user::User),
    /// Practices, care providers and other tenants
    #[command(subcommand)]
    Organization(commands::organization::Organization),
    /// Who belongs to which organization
    #[command(subcommand)]
    Member(commands::member::Member),
    /// API keys of users, and keys that organizations sign requests with
    #[command(subcommand)]
    Key(commands::key::Key),
    /// Keys that access tokens are signed with
    #[command(subcommand)]
    TokenKey(commands::token_key::TokenKey),
    /// Keys that secrets are encrypted with
    #[command(subcommand)]
    Secrets(commands::secrets::Secrets),
    /// Who did what to which credential
    #[command(subcommand)]
    Audit(commands::audit::Audit),
    /// Import published NHS files
    Import(commands::import::Import),
    /// Rotas of practices: make one, prove it, say how a practice runs it
    #[command(subcommand)]
    Rota(commands::rota::Rota),
    /// Pick lists: sync them with where they are published
    #[command(subcommand)]
    Datasets(commands::datasets::Datasets),
    /// What is distributed: numbered items, each with releases and subscribers
    #[command(subcommand)]
    Item(commands::item::Item),
    /// Releases of items: archives that are published once, and signed
    #[command(subcommand)]
    Release(commands::release::Release),
    /// Who may have the releases of which item
    #[command(subcommand)]
    Subscription(commands::subscription::Subscription),
    /// Care providers: accounts to try things in, and data that is no longer needed
    #[command(subcommand)]
    Care(commands::care::Care),
    /// Load the demo data and make credentials to try it with
    Demo(commands::demo::Demo),
    /// Write all databases, and the objects they name, into one file
    Backup(commands::backup::Backup),
    /// Put back what `almanac backup` wrote, into databases that are empty or not there
    Restore(commands::restore::Restore),
}

/// All commands, with the options and the environment variables that each reads.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the command line: 0 done, 1 failed, 2 misused.
#[tokio::main]
pub async fn main() -> ExitCode {
    if let Err(error) = env_file::read() {
        return report(error.as_ref());
    }
    let Arguments { json, command } = chassis::parse();
    if let Command::Serve(serve) = command {
        return serve.run().await;
    }
    // A command that cannot log can still do its work.
    let telemetry = Telemetry::init("almanac", &TelemetryConfig::default(), false).ok();
    let output = Output::new(json);
    let done = match command {
        Command::Serve(_) => Ok(()),
        Command::Health(command) => command.run(&output).await,
        Command::Migrate(command) => command.run(&output).await,
        Command::Openapi(command) => command.run(),
        Command::User(command) => command.run(&output).await,
        Command::Organization(command) => command.run(&output).await,
        Command::Member(command) => command.run(&output).await,
        Command::Key(command) => command.run(&output).await,
        Command::TokenKey(command) => command.run(&output).await,
        Command::Secrets(command) => command.run(&output).await,
        Command::Audit(command) => command.run(&output).await,
        Command::Import(command) => command.run(&output).await,
        Command::Rota(command) => command.run(&output).await,
        Command::Datasets(command) => command.run(&output).await,
        Command::Item(command) => command.run(&output).await,
        Command::Release(command) => command.run(&output).await,
        Command::Subscription(command) => command.run(&output).await,
        Command::Care(command) => command.run(&output).await,
        Command::Demo(command) => command.run(&output).await,
        Command::Backup(command) => command.run(&output).await,
        Command::Restore(command) => command.run(&output).await,
    };
    let report = if json { report_json } else { report };
    let code = done.map_or_else(|error| report(error.as_ref()), |()| ExitCode::SUCCESS);
    drop(telemetry);
    code
}
