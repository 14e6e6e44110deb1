//! PostgreSQL for every service: where its database is, a pool of
//! connections, migrations, types of columns, and a database per test.

mod config;
mod failure;
mod listen;
mod macros;
mod migrate;
mod pool;
mod ready;
#[cfg(feature = "testing")]
pub mod testing;
mod trace;

pub use config::{Config, DatabaseUrl};
pub use diesel_migrations::EmbeddedMigrations;
pub use failure::may_pass;
pub use listen::{Change, listen};
pub use migrate::{LOCK_TIMEOUT, MigrateError, connect_or_create, drop_database, find, migrate};
pub use pool::{Connection, Pool, PoolError, detached, observe, pool};
pub use ready::Ready;
