//! PostgreSQL for every service: where its database is, a pool of
//! connections, migrations, types of columns, and a database per test.

mod config;
mod failure;
mod listen;
mod macros;
mod migrate;
mod pool;
#[cfg(feature = "testing")]
pub mod testing;

pub use config::{Config, DatabaseUrl};
pub use diesel_migrations::EmbeddedMigrations;
pub use failure::may_pass;
pub use listen::{Change, listen};
pub use migrate::{MigrateError, migrate};
pub use pool::{Connection, Pool, PoolError, detached, observe, pool};
