use access::Access;
use clap::ValueEnum;
use serde_json::Value;
use store::EmbeddedMigrations;
use web::Routes;

/// A service with a database and an API of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Service {
    /// Users, organizations and keys
    Accounts,
    /// NHS reference data
    Reference,
    /// Rotas of GP practices
    Rota,
    /// Pick lists
    Datasets,
    /// Signed releases of files
    Releases,
    /// Care enquiries and what belongs to them
    Care,
}

impl Service {
    /// Every one there is.
    pub const ALL: [Self; 6] =
        [Self::Accounts, Self::Reference, Self::Rota, Self::Datasets, Self::Releases, Self::Care];

    /// Its name in commands, logs and database names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accounts => accounts::NAME,
            Self::Reference => reference::NAME,
            Self::Rota => rota::NAME,
            Self::Datasets => datasets::NAME,
            Self::Releases => releases::NAME,
            Self::Care => care::NAME,
        }
    }

    /// The shape of its database.
    pub(crate) fn migrations(self) -> EmbeddedMigrations {
        match self {
            Self::Accounts => accounts::MIGRATIONS,
            Self::Reference => reference::MIGRATIONS,
            Self::Rota => rota::MIGRATIONS,
            Self::Datasets => datasets::MIGRATIONS,
            Self::Releases => releases::MIGRATIONS,
            Self::Care => care::MIGRATIONS,
        }
    }

    /// Its routes, to read and not to serve: their gates let nobody pass. Must be
    /// called on a Tokio runtime.
    pub fn routes(self) -> Routes {
        let access = Access::closed();
        match self {
            Self::Accounts => accounts::routes(&access),
            Self::Reference => reference::routes(&access),
            Self::Rota => rota::routes(&access, rota::Unversioned::Serve),
            Self::Datasets => datasets::routes(&access),
            Self::Releases => releases::routes(&access),
            Self::Care => care::routes(&access),
        }
    }

    /// Its OpenAPI document, made from its routes. Must be called on a Tokio runtime.
    pub fn document(self) -> serde_json::Result<Value> {
        serde_json::to_value(self.routes().openapi(self.name()))
    }
}
