//! NHS reference data: published whole, never edited, read all day. Files
//! become immutable releases; a replica answers from memory.

pub mod api;
mod config;
pub mod demo;
pub mod domain;
pub mod import;
mod manifest;
pub mod objects;
pub mod publications;
mod refresh;
mod schema;
pub mod segment;
pub mod store;
pub mod view;

use std::sync::Arc;
use std::time::Duration;

use access::{Access, Authenticator, Scope};
use chassis::{BoxError, Running, Server};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use futures_util::FutureExt;
use prometheus::Registry;
use web::{Format, Routes, endpoint};

use self::api::practices;
pub use config::{Config, Settings, Storage};

/// The service's name in commands, logs and database names.
pub const NAME: &str = "reference";

/// The shape of the reference database.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// How often counters that no longer matter are forgotten.
const SWEEP: Duration = Duration::from_secs(60);

/// The service's routes, behind their gates.
pub fn routes(access: &Arc<Access>) -> Routes {
    Routes::new()
        .tag("practices", "GP practices and their place in the NHS")
        .endpoint(
            endpoint!(practices::list).formats(Format::EXPORTS),
            access.bearer(Scope::Practices),
        )
}

/// Starts answering. With the database away it serves what the manifest
/// names; with neither, 503 until one is there.
pub fn start(config: Config, metrics: Registry) -> Result<Running, BoxError> {
    let accounts = config.accounts.accounts_grpc_url.ok_or("set ACCOUNTS_GRPC_URL")?;
    let token = config.accounts.internal_token.ok_or("set ALMANAC_INTERNAL_TOKEN")?;
    let storage = config.settings.storage;
    let url = config.database.database(NAME, storage.reference_database_url.as_ref())?;
    let objects = storage.object_store_url.ok_or("set OBJECT_STORE_URL")?;
    let current = view::Current::default();
    let pool = ::store::pool(&url, 4);
    ::store::observe(&pool, NAME);
    let refresher = refresh::Refresher {
        pool,
        objects: objects::Objects::open(&objects)?,
        current: current.clone(),
    };
    refresher.run(url);

    let access = Access::new(Authenticator::new(accounts, &token), config.throttle);
    access.follow_revocations();
    let sweeping = Arc::downgrade(&access);
    tokio::spawn(async move {
        while let Some(access) = sweeping.upgrade() {
            access.sweep();
            drop(access);
            tokio::time::sleep(SWEEP).await;
        }
    });

    let ready = current.clone();
    let server = Server {
        name: NAME,
        listener: chassis::bind(config.settings.reference_bind)?,
        site: config.site.site(),
        ready: Arc::new(move || {
            let loaded = ready.get().map(drop).ok_or_else(|| "no release set is loaded".to_owned());
            async move { loaded }.boxed()
        }),
        metrics,
        compress: true,
    };
    let routes = Arc::new(routes(&access));
    Ok(server.start(move |config| {
        config.app_data(current.clone());
        routes.configure(NAME, config);
    })?)
}
