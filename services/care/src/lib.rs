//! Care enquiries and what belongs to them, wire-compatible with the published
//! `carehq` clients. What there is stands in the crate `resources`; everything
//! here follows from those descriptions.

mod api;
pub mod changes;
mod config;
pub mod demo;
pub mod domain;
mod error;
mod members;
mod pages;
mod store;
mod upkeep;
mod viewer;

use std::sync::Arc;

use access::{Access, Authenticator};
use actix_web::web::Data;
use chassis::{BoxError, Running, Server};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use prometheus::Registry;
use tokio_util::sync::CancellationToken;
use web::Routes;

pub use config::{Config, Settings};
pub use error::CareError;
pub use members::Members;

/// The service's name in commands, logs and database names.
pub const NAME: &str = "care";

/// The shape of the care database.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// What handlers work with.
pub(crate) struct State {
    pub(crate) pool: ::store::Pool,
    pub(crate) access: Arc<Access>,
}

/// The service's routes, behind their gates.
pub fn routes(access: &Arc<Access>) -> Routes {
    pages::routes(api::routes(access), access)
}

/// Starts answering. The database may be away; calls fail until it is back.
pub fn start(config: Config, metrics: Registry) -> Result<Running, BoxError> {
    let accounts = config.accounts.accounts_grpc_url.ok_or("set ACCOUNTS_GRPC_URL")?;
    let token = config.accounts.internal_token.ok_or("set ALMANAC_INTERNAL_TOKEN")?;
    let url = config.database.database(NAME, config.settings.care_database_url.as_ref())?;
    let pool = ::store::pool(&url, 16);
    ::store::observe(&pool, NAME);
    let access = Access::new(NAME, Authenticator::new(accounts, &token), config.throttle);
    access.attend();

    let state = Data::new(State { pool: pool.clone(), access: Arc::clone(&access) });
    let stopping = CancellationToken::new();
    let upkeep = tokio::spawn(upkeep::run(pool.clone(), stopping.clone()));
    let server = Server {
        name: NAME,
        listener: chassis::bind(config.settings.care_bind)?,
        site: config.site.site(),
        ready: Arc::new(::store::Ready::new(&url, MIGRATIONS).readiness()),
        metrics,
        compress: true,
    };
    let routes = Arc::new(routes(&access));
    let running = server.start(move |config| {
        config.app_data(state.clone());
        routes.configure(NAME, config);
        api::unknown(config);
    })?;
    Ok(running.attended_by(stopping, upkeep))
}
