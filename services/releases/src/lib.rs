//! Releases of files: published once, signed, and handed to whoever
//! subscribed to them. The addresses and shapes are those of TRUD's API guide.

mod api;
pub mod changes;
mod config;
pub mod demo;
pub mod domain;
mod download;
mod error;
pub mod openpgp;
mod pages;
mod schema;
pub mod store;
mod upkeep;
mod viewer;

use std::sync::Arc;

use access::{Access, Authenticator};
use actix_web::web::Data;
use chassis::{BoxError, Running, Server};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use objects::Objects;
use prometheus::Registry;
use sealed::SecretKeys;
use tokio_util::sync::CancellationToken;
use web::Routes;

pub use config::{Config, Settings, Storage};
pub use error::ReleasesError;

use crate::changes::Publisher;
use crate::download::Downloads;

/// The service's name in commands, logs and database names.
pub const NAME: &str = "releases";

/// The shape of the releases database.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// The most bytes of an archive, here and at the gateway: 4 GiB.
pub const LARGEST_ARCHIVE: u64 = 4 * 1024 * 1024 * 1024;

/// What handlers work with.
pub(crate) struct State {
    pub(crate) pool: ::store::Pool,
    pub(crate) access: Arc<Access>,
    pub(crate) objects: Objects,
    pub(crate) keys: SecretKeys,
    /// Those under way.
    pub(crate) downloads: Downloads,
}

impl State {
    pub(crate) fn publisher(&self) -> Publisher {
        Publisher {
            pool: self.pool.clone(),
            objects: self.objects.clone(),
            keys: self.keys.clone(),
        }
    }
}

/// The service's routes, behind their gates.
pub fn routes(access: &Arc<Access>) -> Routes {
    pages::routes(api::routes(access), access)
}

/// Starts answering. The database and the object store may be away; calls fail
/// until they are back.
pub fn start(config: Config, metrics: Registry) -> Result<Running, BoxError> {
    let accounts = config.accounts.accounts_grpc_url.ok_or("set ACCOUNTS_GRPC_URL")?;
    let token = config.accounts.internal_token.ok_or("set ALMANAC_INTERNAL_TOKEN")?;
    let storage = config.settings.storage;
    let url = config.database.database(NAME, storage.releases_database_url.as_ref())?;
    let pool = ::store::pool(&url, 16);
    ::store::observe(&pool, NAME);
    let objects = storage.object_store_url.ok_or("set OBJECT_STORE_URL")?;
    let access = Access::new(NAME, Authenticator::new(accounts, &token), config.throttle);
    access.attend();

    let state = Data::new(State {
        pool: pool.clone(),
        access: Arc::clone(&access),
        objects: Objects::open(&objects)?,
        keys: config.settings.secret_keys.ok_or("set ALMANAC_SECRET_KEYS")?,
        downloads: Downloads::new(config.settings.releases_downloads_per_key),
    });
    let stopping = CancellationToken::new();
    let upkeep = tokio::spawn(upkeep::run(state.publisher(), stopping.clone()));
    let server = Server {
        name: NAME,
        listener: chassis::bind(config.settings.releases_bind)?,
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
