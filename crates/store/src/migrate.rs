use std::time::Duration;

use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel::{ConnectionError, ConnectionResult, QueryableByName};
use diesel_async::{
    AsyncConnection, AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection,
};
use diesel_migrations::MigrationHarness;
use thiserror::Error;
use tokio::time::timeout;
use tracing::info;

use crate::DatabaseUrl;

/// Any number, the same in every process: who holds this lock migrates.
const MIGRATION_LOCK: i64 = 0x0061_6c6d_616e_6163;

/// How long the server may take to accept a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// A database could not be brought up to date.
#[derive(Debug, Error)]
pub enum MigrateError {
    /// The server cannot be reached, or will not let us in.
    #[error("cannot connect to database {database}: {source}")]
    Connect {
        /// The name of the database.
        database: String,
        /// What the driver said.
        source: ConnectionError,
    },
    /// The database does not exist and may not be created.
    #[error("cannot create database {database}: {source}")]
    Create {
        /// The name of the database.
        database: String,
        /// What the server said.
        source: diesel::result::Error,
    },
    /// A migration failed; it was rolled back.
    #[error("cannot migrate database {database}: {source}")]
    Run {
        /// The name of the database.
        database: String,
        /// What failed.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Creates the database when it is missing and the role may, then runs the
/// migrations it lacks, in order. Two processes that migrate at once take
/// turns. Returns the versions that were run.
///
/// Must be called on a multi-threaded Tokio runtime.
pub async fn migrate(
    url: &DatabaseUrl,
    migrations: impl MigrationSource<Pg> + Send,
) -> Result<Vec<String>, MigrateError> {
    let database = url.name().to_owned();
    let failed = |source| MigrateError::Run { database: database.clone(), source };
    let mut connection = connect_or_create(url).await?;
    connection
        .batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))
        .await
        .map_err(|error| failed(error.into()))?;
    let mut harness = AsyncMigrationHarness::new(connection);
    // The lock goes with the connection, which is dropped on every way out.
    let versions = harness.run_pending_migrations(migrations).map_err(failed)?;
    let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
    info!(database = url.name(), migrations = versions.len(), "database is up to date");
    Ok(versions)
}

async fn connect_or_create(url: &DatabaseUrl) -> Result<AsyncPgConnection, MigrateError> {
    let refused = |source| MigrateError::Connect { database: url.name().to_owned(), source };
    match connect(url).await {
        Ok(connection) => Ok(connection),
        Err(missing) if is_missing(&missing) => {
            let mut server = connect(&url.named("postgres")).await.map_err(refused)?;
            create(&mut server, url.name()).await?;
            connect(url).await.map_err(refused)
        }
        Err(error) => Err(refused(error)),
    }
}

async fn connect(url: &DatabaseUrl) -> ConnectionResult<AsyncPgConnection> {
    // A server that accepts and then says nothing must not hold up a start for ever.
    match timeout(PATIENCE, AsyncPgConnection::establish(url.expose())).await {
        Ok(connected) => connected,
        Err(elapsed) => Err(ConnectionError::BadConnection(elapsed.to_string())),
    }
}

fn is_missing(error: &ConnectionError) -> bool {
    // SQLSTATE 3D000 reaches us as text only.
    let text = error.to_string();
    text.contains("database") && text.contains("does not exist")
}

#[derive(QueryableByName)]
struct Quoted {
    #[diesel(sql_type = Text)]
    name: String,
}

async fn create(server: &mut AsyncPgConnection, name: &str) -> Result<(), MigrateError> {
    let failed = |source| MigrateError::Create { database: name.to_owned(), source };
    let quoted: Quoted = diesel::sql_query("SELECT quote_ident($1) AS name")
        .bind::<Text, _>(name)
        .get_result(server)
        .await
        .map_err(failed)?;
    match server.batch_execute(&format!("CREATE DATABASE {}", quoted.name)).await {
        Ok(()) => Ok(()),
        // Another process was quicker: just as good.
        Err(error) if error.to_string().contains("already exists") => Ok(()),
        Err(error) if error.to_string().contains("pg_database_datname_index") => Ok(()),
        Err(error) => Err(failed(error)),
    }
}
