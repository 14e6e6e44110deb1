//! Rotas of GP practices: who works when, who is away, and whether there are
//! doctors enough.

mod api;
pub mod changes;
pub mod check;
mod config;
pub mod demo;
pub mod domain;
mod error;
pub mod generator;
mod member;
mod pages;
mod schema;
pub mod store;
mod upkeep;

use std::sync::Arc;

use access::{Access, Authenticator};
use actix_web::web::Data;
use chassis::{BoxError, Running, Server};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use prometheus::Registry;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use web::Routes;

pub use config::{Config, Settings, Today, Unversioned};
pub use error::RotaError;

/// The service's name in commands, logs and database names.
pub const NAME: &str = "rota";

/// The shape of the rota database.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// Runs of the generator that people may wait for on pages at the same time.
const RUNS: usize = 2;

/// What handlers work with.
pub(crate) struct State {
    pub(crate) pool: ::store::Pool,
    pub(crate) today: Today,
    pub(crate) access: Arc<Access>,
    /// For runs of the generator from pages, each of which keeps a thread and a
    /// connection busy for a while.
    pub(crate) runs: Arc<Semaphore>,
}

/// The service's routes, behind their gates.
pub fn routes(access: &Arc<Access>, unversioned: Unversioned) -> Routes {
    pages::routes(api::routes(access, unversioned), access)
}

/// Starts answering. The database may be away; calls fail until it is back.
pub fn start(config: Config, metrics: Registry) -> Result<Running, BoxError> {
    let accounts = config.accounts.accounts_grpc_url.ok_or("set ACCOUNTS_GRPC_URL")?;
    let token = config.accounts.internal_token.ok_or("set ALMANAC_INTERNAL_TOKEN")?;
    let url = config.database.database(NAME, config.settings.rota_database_url.as_ref())?;
    let pool = ::store::pool(&url, 16);
    ::store::observe(&pool, NAME);
    let access = Access::new(NAME, Authenticator::new(accounts, &token), config.throttle);
    access.attend();

    let today = config.settings.today;
    let stopping = CancellationToken::new();
    let upkeep = tokio::spawn(upkeep::run(pool.clone(), today, stopping.clone()));
    let state = Data::new(State {
        pool: pool.clone(),
        today,
        access: Arc::clone(&access),
        runs: Arc::new(Semaphore::new(RUNS)),
    });
    let server = Server {
        name: NAME,
        listener: chassis::bind(config.settings.rota_bind)?,
        site: config.site.site(),
        ready: Arc::new(::store::Ready::new(&url, MIGRATIONS).readiness()),
        metrics,
        compress: true,
    };
    let routes = Arc::new(routes(&access, config.settings.rota_unversioned));
    let running = server.start(move |config| {
        config.app_data(state.clone());
        routes.configure(NAME, config);
    })?;
    Ok(running.attended_by(stopping, upkeep))
}
