//! The service that `scripts/bench access` measures: it does nothing but answer, behind one kind of
//! door, below `/api/v1/` and `/v1/`. Like any service it asks accounts, counts calls, and logs.

mod answer;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use access::{
    Access, AccountsConfig, Action, Authenticator, Door, Permission, ResourcePermission,
    ThrottleConfig, Tier,
};
use chassis::{BoxError, Running, Server, SiteConfig, TelemetryConfig};
use clap::{Parser, ValueEnum};
use futures_util::FutureExt;
use prometheus::Registry;
use web::{Routes, endpoint};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const NAME: &str = "doors";

#[derive(Parser)]
struct Arguments {
    /// Who may pass
    #[arg(value_enum)]
    door: Kind,
    #[command(flatten)]
    accounts: AccountsConfig,
    #[command(flatten)]
    throttle: ThrottleConfig,
    #[command(flatten)]
    site: SiteConfig,
    #[command(flatten)]
    telemetry: TelemetryConfig,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Everybody: nobody is asked who they are, and no call is counted
    Open,
    /// Holders of a bearer API key
    Key,
    /// People who signed in
    Session,
    /// Holders of an access token
    Token,
    /// Signed requests of a key with care-enquiries:read
    Signed,
}

impl Kind {
    fn door(self, access: &Arc<Access>) -> Door {
        match self {
            Self::Open => access.open(Tier::Unlimited),
            Self::Key => access.bearer(None),
            Self::Session => access.session(Permission::Any, Tier::Standard),
            Self::Token => access.token(Permission::Any),
            Self::Signed => access
                .signed(ResourcePermission { resource: "care-enquiries", action: Action::Read }),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Arguments = chassis::parse();
    let telemetry = arguments.telemetry.clone();
    chassis::run(NAME, &telemetry, |metrics| async { start(arguments, metrics) }).await
}

fn start(arguments: Arguments, metrics: Registry) -> Result<Running, BoxError> {
    let accounts = arguments.accounts.accounts_grpc_url.ok_or("set ACCOUNTS_GRPC_URL")?;
    let token = arguments.accounts.internal_token.ok_or("set ALMANAC_INTERNAL_TOKEN")?;
    let access = Access::new(NAME, Authenticator::new(accounts, &token), arguments.throttle);
    access.attend();
    let server = Server {
        name: NAME,
        listener: chassis::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?,
        site: arguments.site.site(),
        ready: Arc::new(|| async { Ok(()) }.boxed()),
        metrics,
        compress: true,
    };
    let door = arguments.door.door(&access);
    let routes = Routes::new()
        .endpoint(endpoint!(answer::own), door.clone())
        .endpoint(endpoint!(answer::signed), door);
    let routes = Arc::new(routes);
    Ok(server.start(move |config| routes.configure(NAME, config))?)
}
