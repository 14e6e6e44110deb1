//! Users, organisations, memberships and keys: the only holder of secrets.

pub mod api_keys;
mod config;
mod error;
mod grpc;
pub mod passwords;
mod revocations;
mod schema;
pub mod store;

use std::net::SocketAddr;
use std::sync::Arc;

use chassis::{BoxError, Running, Server};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use futures_util::FutureExt;
use prometheus::Registry;
use proto::accounts::accounts_server::AccountsServer;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use web::Routes;

pub use config::{Config, Settings};
pub use error::AccountsError;

/// The service's name in commands, logs and database names.
pub const NAME: &str = "accounts";

/// The shape of the accounts database.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// The service's HTTP routes.
pub fn routes() -> Routes {
    Routes::new()
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
    let url = config.database.database(NAME, config.settings.accounts_database_url.as_ref())?;
    let pool = ::store::pool(&url, 16);
    ::store::observe(&pool, NAME);
    let stopping = CancellationToken::new();
    let service = grpc::Service {
        pool: pool.clone(),
        revocations: revocations::follow(url),
        stopping: stopping.clone(),
    };

    let listener = chassis::bind(config.settings.accounts_grpc_bind)?;
    let address = listener.local_addr()?;
    let listener = TcpListener::from_std(listener)?;
    let server = tonic::transport::Server::builder()
        .add_service(AccountsServer::with_interceptor(service, grpc::TokenCheck(token)))
        .serve_with_incoming_shutdown(
            TcpListenerStream::new(listener),
            stopping.clone().cancelled_owned(),
        );
    let grpc = tokio::spawn(server.map(|ended| {
        if let Err(cause) = ended {
            tracing::error!(%cause, "gRPC ended");
        }
    }));

    let server = Server {
        name: NAME,
        listener: chassis::bind(config.settings.accounts_bind)?,
        site: config.site.site(),
        ready: Arc::new(move || {
            let pool = pool.clone();
            async move {
                pool.get().await.map(drop).map_err(|_| "the database cannot be reached".to_owned())
            }
            .boxed()
        }),
        metrics,
        compress: true,
    };
    let routes = Arc::new(routes());
    let running = server.start(move |config| routes.configure(NAME, config))?;
    let running = running.attended_by(stopping, grpc);
    Ok(Accounts { running, grpc: address })
}
