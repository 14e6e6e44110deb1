use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel::{ConnectionError, ConnectionResult, QueryResult, QueryableByName};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::MigrationHarness;
use thiserror::Error;
use tokio::task::block_in_place;
use tokio::time::{sleep, timeout};
use tracing::info;

use crate::DatabaseUrl;

/// Any number, the same in every process: who holds this lock migrates.
const MIGRATION_LOCK: i64 = 0x0061_6c6d_616e_6163;

/// How long the server may take to accept a connection.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a migration waits for a lock before it gives up. Whoever wants the
/// same table after it waits behind it meanwhile, readers too.
pub const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// How often to ask whether it is our turn.
const TURN: Duration = Duration::from_millis(200);

/// A database could not be brought up to date.
#[derive(Debug, Error)]
pub enum MigrateError {
    /// The server cannot be reached, or will not let us in.
    #[error("cannot connect to database {database} on {server}: {source}")]
    Connect {
        /// The name of the database.
        database: String,
        /// Host and port of the server.
        server: String,
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
    /// The database is there and may not be dropped.
    #[error("cannot drop database {database}: {source}")]
    Drop {
        /// The name of the database.
        database: String,
        /// What the server said.
        source: diesel::result::Error,
    },
    /// A migration failed. It was rolled back, unless its `metadata.toml` says
    /// that it runs outside a transaction; those before it were kept.
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
/// A migration gives up when it has waited [`LOCK_TIMEOUT`] for a lock. One that
/// runs outside a transaction waits as long as it takes: it is there to build an
/// index concurrently, which waits for the transactions before it and which
/// nobody waits for.
///
/// Must be called on a multi-threaded Tokio runtime.
pub async fn migrate(
    url: &DatabaseUrl,
    migrations: impl MigrationSource<Pg> + Send,
) -> Result<Vec<String>, MigrateError> {
    let database = url.name().to_owned();
    let failed = |source| MigrateError::Run { database: database.clone(), source };
    let mut connection = connect_or_create(url).await?;
    take_turn(&mut connection).await.map_err(|error| failed(error.into()))?;
    // The turn ends with the connection, which is dropped on every way out.
    let versions = block_in_place(|| run(connection, migrations)).map_err(failed)?;
    info!(database = url.name(), migrations = versions.len(), "database is up to date");
    Ok(versions)
}

#[derive(QueryableByName)]
struct Turn {
    #[diesel(sql_type = Bool)]
    ours: bool,
}

/// Waits until nobody else migrates, between queries and not inside one: an
/// index that is built concurrently waits for queries that began before it, and
/// would wait for us as we for it.
async fn take_turn(connection: &mut AsyncPgConnection) -> QueryResult<()> {
    let ask = format!("SELECT pg_try_advisory_lock({MIGRATION_LOCK}) AS ours");
    while !diesel::sql_query(&ask).get_result::<Turn>(connection).await?.ours {
        sleep(TURN).await;
    }
    Ok(())
}

/// Runs what is missing, blocking this thread; the versions.
fn run(
    connection: AsyncPgConnection,
    migrations: impl MigrationSource<Pg>,
) -> diesel::migration::Result<Vec<String>> {
    let mut connection: AsyncConnectionWrapper<AsyncPgConnection> = connection.into();
    let mut versions = Vec::new();
    for migration in connection.pending_migrations(migrations)? {
        let in_transaction = migration.metadata().run_in_transaction();
        let longest = if in_transaction { LOCK_TIMEOUT } else { Duration::ZERO };
        let setting = format!("SET lock_timeout = {}", longest.as_millis());
        SimpleConnection::batch_execute(&mut connection, &setting)?;
        versions.push(connection.run_migration(&migration)?.to_string());
    }
    Ok(versions)
}

/// Connects to a database, where there is one of that name.
pub async fn find(url: &DatabaseUrl) -> Result<Option<AsyncPgConnection>, MigrateError> {
    match connect(url).await {
        Ok(connection) => Ok(Some(connection)),
        Err(missing) if is_missing(&missing) => Ok(None),
        Err(source) => Err(unreachable(url, source)),
    }
}

/// Connects to a database, which is created where it is missing and the role may.
pub async fn connect_or_create(url: &DatabaseUrl) -> Result<AsyncPgConnection, MigrateError> {
    if let Some(connection) = find(url).await? {
        return Ok(connection);
    }
    create(&mut maintenance(url).await?, url.name()).await?;
    connect(url).await.map_err(|source| unreachable(url, source))
}

/// Drops a database with all that is in it, and the connections of whoever uses it.
pub async fn drop_database(url: &DatabaseUrl) -> Result<(), MigrateError> {
    let name = url.name();
    let failed = |source| MigrateError::Drop { database: name.to_owned(), source };
    let mut server = maintenance(url).await?;
    let quoted = quoted(&mut server, name).await.map_err(failed)?;
    let sql = format!("DROP DATABASE IF EXISTS {quoted} WITH (FORCE)");
    server.batch_execute(&sql).await.map_err(failed)
}

/// Connects to the database that every server has.
async fn maintenance(url: &DatabaseUrl) -> Result<AsyncPgConnection, MigrateError> {
    let postgres = url.named("postgres");
    connect(&postgres).await.map_err(|source| unreachable(&postgres, source))
}

fn unreachable(url: &DatabaseUrl, source: ConnectionError) -> MigrateError {
    MigrateError::Connect { database: url.name().to_owned(), server: url.server(), source }
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

/// The name of a database as SQL has it.
async fn quoted(server: &mut AsyncPgConnection, name: &str) -> QueryResult<String> {
    let quoted: Quoted = diesel::sql_query("SELECT quote_ident($1) AS name")
        .bind::<Text, _>(name)
        .get_result(server)
        .await?;
    Ok(quoted.name)
}

async fn create(server: &mut AsyncPgConnection, name: &str) -> Result<(), MigrateError> {
    let failed = |source| MigrateError::Create { database: name.to_owned(), source };
    let quoted = quoted(server, name).await.map_err(failed)?;
    match server.batch_execute(&format!("CREATE DATABASE {quoted}")).await {
        Ok(()) => Ok(()),
        // Another process was quicker: just as good.
        Err(error) if error.to_string().contains("already exists") => Ok(()),
        Err(error) if error.to_string().contains("pg_database_datname_index") => Ok(()),
        Err(error) => Err(failed(error)),
    }
}
