//! NHS reference data: published whole, never edited, read all day. Files
//! become immutable releases; a replica answers from memory.

pub mod api;
mod config;
pub mod demo;
pub mod domain;
pub mod import;
pub mod manifest;
pub mod publications;
mod refresh;
mod schema;
pub mod segment;
pub mod store;
pub mod view;

use std::sync::Arc;

use access::{Access, Authenticator, Scope};
use actix_web::web::Data;
use chassis::{BoxError, Running, Server};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use futures_util::FutureExt;
use prometheus::Registry;
use web::{Endpoint, Format, Routes, endpoint};

use self::api::{
    gp_appointments, nhs_payments_pcns, nhs_payments_practices, nwrs, nwrs_snapshots, pcns,
    population, practices, publications as series, qof_achievement, qof_indicators, qof_prevalence,
    qof_prevalence_national, qof_years, release_changes, release_rejects, releases,
};
use self::publications::Publication;
pub use config::{Config, Settings, Storage};

/// The service's name in commands, logs and database names.
pub const NAME: &str = "reference";

/// The shape of the reference database.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// The service's routes, behind their gates.
pub fn routes(access: &Arc<Access>) -> Routes {
    let exports = |endpoint: Endpoint| endpoint.formats(Format::EXPORTS);
    let routes = Routes::new()
        .tag("practices", "GP practices and their place in the NHS")
        .tag("pcns", "Primary care networks")
        .tag("list-sizes", "Patients registered at GP practices")
        .tag("gp-appointments", "Appointments in general practice")
        .tag("qof", "The Quality and Outcomes Framework")
        .tag("nwrs", "Who works in general practice")
        .tag("nhs-payments", "What practices and networks are paid")
        .tag("reference", "Where the data comes from, and how fresh it is")
        .endpoint(exports(endpoint!(practices::list)), access.bearer(Scope::Practices))
        .endpoint(exports(endpoint!(population::list)), access.bearer(Scope::Practices))
        .endpoint(exports(endpoint!(pcns::list)), access.bearer(Scope::Pcns))
        .endpoint(exports(endpoint!(gp_appointments::list)), access.bearer(Scope::GpAppointments))
        .endpoint(exports(endpoint!(qof_years::list)), access.bearer(Scope::Qof))
        .endpoint(exports(endpoint!(qof_indicators::list)), access.bearer(Scope::Qof))
        .endpoint(exports(endpoint!(qof_achievement::list)), access.bearer(Scope::Qof))
        .endpoint(exports(endpoint!(qof_prevalence::list)), access.bearer(Scope::Qof))
        .endpoint(exports(endpoint!(qof_prevalence_national::list)), access.bearer(Scope::Qof))
        .endpoint(exports(endpoint!(nwrs_snapshots::list)), access.bearer(Scope::Nwrs))
        .endpoint(exports(endpoint!(nwrs::list)), access.bearer(Scope::Nwrs))
        .endpoint(
            exports(endpoint!(nhs_payments_practices::list)),
            access.bearer(Scope::NhsPayments),
        )
        .endpoint(exports(endpoint!(nhs_payments_pcns::list)), access.bearer(Scope::NhsPayments))
        .endpoint(exports(endpoint!(series::list)), access.bearer(None))
        .endpoint(exports(endpoint!(releases::list)), access.bearer(None))
        .endpoint(endpoint!(releases::get), access.bearer(None))
        .endpoint(exports(endpoint!(release_changes::list)), access.bearer(None))
        .endpoint(exports(endpoint!(release_rejects::list)), access.bearer(None));
    let own = publications::ALL.into_iter().flat_map(Publication::resources);
    own.fold(routes, |routes, (endpoint, scope)| {
        routes.endpoint(exports(endpoint), access.bearer(scope))
    })
}

/// Starts answering. With the database away it serves what the manifest
/// names; with neither, 503 until one is there.
pub fn start(config: Config, metrics: Registry) -> Result<Running, BoxError> {
    let accounts = config.accounts.accounts_grpc_url.ok_or("set ACCOUNTS_GRPC_URL")?;
    let token = config.accounts.internal_token.ok_or("set ALMANAC_INTERNAL_TOKEN")?;
    let storage = config.settings.storage;
    let url = config.database.database(NAME, storage.reference_database_url.as_ref())?;
    let objects = storage.object_store_url.ok_or("set OBJECT_STORE_URL")?;
    let pool = ::store::pool(&url, 4);
    ::store::observe(&pool, NAME);
    let objects = objects::Objects::open(&objects)?;
    let library = view::Library::new(objects.clone());
    let catalogue = Data::new(pool.clone());
    let comparisons = Data::new(release_changes::Comparisons::new(objects.clone()));
    refresh::Refresher { pool, objects, library: library.clone() }.run(url);

    let access = Access::new(NAME, Authenticator::new(accounts, &token), config.throttle);
    access.attend();

    let ready = library.clone();
    let server = Server {
        name: NAME,
        listener: chassis::bind(config.settings.reference_bind)?,
        site: config.site.site(),
        ready: Arc::new(move || {
            let loaded =
                ready.current().map(drop).ok_or_else(|| "no release set is loaded".to_owned());
            async move { loaded }.boxed()
        }),
        metrics,
        compress: true,
    };
    let pinning = library.clone();
    let routes = routes(&access).edition(move |request| view::pin(&pinning, request));
    let routes = Arc::new(routes);
    Ok(server.start(move |config| {
        config.app_data(library.clone());
        config.app_data(catalogue.clone()).app_data(comparisons.clone());
        routes.configure(NAME, config);
    })?)
}
