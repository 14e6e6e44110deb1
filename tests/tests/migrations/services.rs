//! Every service that has a database.

use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection};
use store::testing::TestDatabase;
use store::{DatabaseUrl, EmbeddedMigrations};

use crate::catalogue::connect;
use crate::seeds;

/// The parts of a service that its database is made of.
#[derive(Clone, Copy)]
pub(crate) struct Service {
    /// Its name.
    pub(crate) name: &'static str,
    /// The shape of its database.
    pub(crate) migrations: fn() -> EmbeddedMigrations,
}

/// All of them.
pub(crate) const ALL: [Service; 6] = [
    Service { name: accounts::NAME, migrations: || accounts::MIGRATIONS },
    Service { name: reference::NAME, migrations: || reference::MIGRATIONS },
    Service { name: rota::NAME, migrations: || rota::MIGRATIONS },
    Service { name: datasets::NAME, migrations: || datasets::MIGRATIONS },
    Service { name: releases::NAME, migrations: || releases::MIGRATIONS },
    Service { name: care::NAME, migrations: || care::MIGRATIONS },
];

impl Service {
    /// How many migrations it has.
    pub(crate) fn count(self) -> usize {
        MigrationSource::<Pg>::migrations(&(self.migrations)()).unwrap().len()
    }

    /// A migrated database with something in it.
    pub(crate) async fn seeded(self) -> TestDatabase {
        seeds::database(self).await
    }
}

/// A database without tables.
pub(crate) async fn bare() -> TestDatabase {
    TestDatabase::new("bare", EmbeddedMigrations::new(&[])).await
}

/// What runs and reverts migrations one at a time.
pub(crate) async fn harness(url: &DatabaseUrl) -> AsyncMigrationHarness<AsyncPgConnection> {
    AsyncMigrationHarness::new(connect(url).await)
}

#[test]
fn no_service_is_left_out() {
    assert_eq!(ALL.map(|service| service.name), almanac::Service::ALL.map(almanac::Service::name));
}
