//! Pick lists: those of the NHS Data Dictionary and of NHS organisations, kept
//! in step with where they are published, and those that people make of them.

mod api;
pub mod changes;
mod config;
pub mod demo;
pub mod domain;
mod error;
mod pages;
mod schema;
pub mod store;
pub mod sync;
mod turns;
mod viewer;

use std::sync::Arc;

use access::{Access, Authenticator};
use actix_web::web::Data;
use chassis::{BoxError, Running, Server};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use prometheus::Registry;
use tokio_util::sync::CancellationToken;
use web::Routes;

pub use config::{Config, ExternalSource, NhsDdSource, Schedule, Settings, SyncSettings};
pub use error::DatasetsError;

use crate::store::option_lists::OptionLists;
use crate::turns::Turns;

/// The service's name in commands, logs and database names.
pub const NAME: &str = "datasets";

/// The shape of the datasets database.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// The most bytes of a body, here and at the gateway: a list of 50,000 options
/// has room in it.
pub const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// What handlers work with.
pub(crate) struct State {
    pub(crate) pool: ::store::Pool,
    pub(crate) access: Arc<Access>,
    /// Options that were read before.
    pub(crate) option_lists: OptionLists,
    /// Of large bodies.
    pub(crate) turns: Turns,
}

/// The service's routes, behind their gates.
pub fn routes(access: &Arc<Access>) -> Routes {
    pages::routes(api::routes(access), access).largest_body(LARGEST_BODY)
}

/// Starts answering, and keeps synced lists in step. The database may be away;
/// calls fail until it is back.
pub fn start(config: Config, metrics: Registry) -> Result<Running, BoxError> {
    let accounts = config.accounts.accounts_grpc_url.ok_or("set ACCOUNTS_GRPC_URL")?;
    let token = config.accounts.internal_token.ok_or("set ALMANAC_INTERNAL_TOKEN")?;
    let url = config.database.database(NAME, config.settings.datasets_database_url.as_ref())?;
    let pool = ::store::pool(&url, 16);
    ::store::observe(&pool, NAME);
    let access = Access::new(NAME, Authenticator::new(accounts, &token), config.throttle);
    access.attend();

    let stopping = CancellationToken::new();
    let syncing = sync::schedule::run(pool.clone(), config.settings.sync, stopping.clone());
    let syncing = tokio::spawn(syncing);
    let state = Data::new(State {
        pool: pool.clone(),
        access: Arc::clone(&access),
        option_lists: OptionLists::default(),
        turns: Turns::default(),
    });
    let server = Server {
        name: NAME,
        listener: chassis::bind(config.settings.datasets_bind)?,
        site: config.site.site(),
        ready: Arc::new(::store::Ready::new(&url, MIGRATIONS).readiness()),
        metrics,
        compress: true,
    };
    let routes = Arc::new(routes(&access));
    let running = server.start(move |config| {
        config.app_data(state.clone());
        routes.configure(NAME, config);
    })?;
    Ok(running.attended_by(stopping, syncing))
}
