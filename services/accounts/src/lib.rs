//! Users, organisations, memberships, sessions, tokens and keys: the only
//! holder of secrets.

mod api;
pub mod api_keys;
mod config;
mod error;
mod grpc;
pub mod networks;
mod pages;
pub mod passwords;
mod revocations;
mod schema;
pub mod sign_in;
mod signatures;
pub mod store;
pub mod tokens;
mod upkeep;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use access::{Access, Authenticator};
use actix_web::web::Data;
use chassis::{BoxError, Running, Server};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use futures_util::FutureExt;
use prometheus::Registry;
use proto::accounts::accounts_server::AccountsServer;
use sealed::SecretKeys;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use web::{Routes, Site};

pub use config::{Config, Settings};
pub use error::AccountsError;

/// The service's name in commands, logs and database names.
pub const NAME: &str = "accounts";

/// The shape of the accounts database.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// What handlers work with.
pub(crate) struct State {
    pub(crate) pool: ::store::Pool,
    pub(crate) keys: SecretKeys,
    pub(crate) site: Site,
}

/// The service's HTTP routes, behind their gates.
pub fn routes(access: &Arc<Access>) -> Routes {
    pages::routes(api::routes(access), access)
}

/// Accounts, answering HTTP and gRPC.
pub struct Accounts {
    /// The HTTP side; stopping it stops the gRPC side too.
    pub running: Running,
    /// Where gRPC is answered.
    pub grpc: SocketAddr,
}

/// Starts answering. The database may be away; calls fail until it is back.
pub fn start(config: Config, metrics: Registry) -> Result<Accounts, BoxError> {
    let token = config.accounts.internal_token.ok_or("set ALMANAC_INTERNAL_TOKEN")?;
    let keys = config.settings.secret_keys.ok_or("set ALMANAC_SECRET_KEYS")?;
    let url = config.database.database(NAME, config.settings.accounts_database_url.as_ref())?;
    let pool = ::store::pool(&url, 16);
    ::store::observe(&pool, NAME);
    let database = ::store::Ready::new(&url, MIGRATIONS);
    let stopping = CancellationToken::new();
    let service = grpc::Service {
        pool: pool.clone(),
        keys: keys.clone(),
        revocations: revocations::follow(url),
        stopping: stopping.clone(),
    };

    let listener = chassis::bind(config.settings.accounts_grpc_bind)?;
    let address = listener.local_addr()?;
    let listener = TcpListener::from_std(listener)?;
    let guarded = AccountsServer::with_interceptor(service, grpc::TokenCheck(token.clone()));
    let server = tonic::transport::Server::builder()
        .trace_fn(grpc::span)
        .add_service(guarded)
        .serve_with_incoming_shutdown(
            TcpListenerStream::new(listener),
            stopping.clone().cancelled_owned(),
        );
    let asked = Arc::new(AtomicBool::new(true));
    let ending = Arc::clone(&asked);
    let grpc = tokio::spawn(server.map(move |ended| {
        ending.store(false, Ordering::Relaxed);
        if let Err(cause) = ended {
            tracing::error!(%cause, "gRPC ended");
        }
    }));
    let upkeep = tokio::spawn(upkeep::run(pool.clone(), keys.clone(), stopping.clone()));

    let own = format!("http://{}", reachable(address)).parse()?;
    let access = Access::new(NAME, Authenticator::new(own, &token), config.throttle);
    access.attend();
    let site = config.site.site();
    let state = Data::new(State { pool: pool.clone(), keys, site: site.clone() });
    let server = Server {
        name: NAME,
        listener: chassis::bind(config.settings.accounts_bind)?,
        site,
        ready: Arc::new(move || {
            let (database, asked) = (database.clone(), asked.load(Ordering::Relaxed));
            async move {
                if !asked {
                    return Err("gRPC ended".to_owned());
                }
                database.ask().await
            }
            .boxed()
        }),
        metrics,
        compress: true,
    };
    let routes = Arc::new(routes(&access));
    let running = server.start(move |config| {
        config.app_data(state.clone());
        routes.configure(NAME, config);
    })?;
    let running = running.attended_by(stopping.clone(), grpc).attended_by(stopping, upkeep);
    Ok(Accounts { running, grpc: address })
}

/// Where this machine reaches an address that it listens on.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}
