//! Who waits for whom while a database is migrated that is in use.

use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::Bool;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{MigrationHarness, embed_migrations};
use end_to_end::eventually;
use store::testing::TestDatabase;
use store::{DatabaseUrl, EmbeddedMigrations, LOCK_TIMEOUT, MigrateError};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::catalogue::{connect, schema};
use crate::services::{bare, harness};

/// A table, and then a column of it.
const COLUMN: EmbeddedMigrations = embed_migrations!("tests/migrations/fixtures/waiting");

/// A table, and then an index of it, which is built concurrently.
const INDEX: EmbeddedMigrations = embed_migrations!("tests/migrations/fixtures/concurrent");

/// A database that has the first of these migrations.
async fn after_the_first(migrations: EmbeddedMigrations) -> TestDatabase {
    let database = bare().await;
    harness(&database.url).await.run_next_migration(migrations).unwrap();
    database
}

/// Starts migrating, as another process would.
fn migrate(
    url: &DatabaseUrl,
    migrations: EmbeddedMigrations,
) -> JoinHandle<Result<Vec<String>, MigrateError>> {
    let url = url.clone();
    tokio::spawn(async move { store::migrate(&url, migrations).await })
}

async fn ended(
    migrating: JoinHandle<Result<Vec<String>, MigrateError>>,
) -> Result<Vec<String>, MigrateError> {
    timeout(Duration::from_secs(60), migrating).await.expect("it waits for ever").unwrap()
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

/// Whether a session of the database is or was last at such a query, for so long.
async fn is_at(url: &DatabaseUrl, query: &str, long: Duration) -> bool {
    let sql = format!(
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() \
         AND query LIKE '{query}%' AND now() - query_start >= interval '{} ms') AS found",
        long.as_millis()
    );
    let mut connection = connect(url).await;
    diesel::sql_query(sql).get_result::<Found>(&mut connection).await.unwrap().found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_gives_up_on_a_lock_and_is_done_the_next_time() {
    let database = after_the_first(COLUMN).await;
    let before = schema(&database.url).await;
    let mut reader = connect(&database.url).await;
    reader.batch_execute("BEGIN; SELECT FROM things").await.unwrap();

    let refused = ended(migrate(&database.url, COLUMN)).await.unwrap_err();
    assert!(matches!(refused, MigrateError::Run { .. }), "{refused}");
    assert!(refused.to_string().contains("lock timeout"), "{refused}");
    assert_eq!(schema(&database.url).await, before, "it was rolled back");

    reader.batch_execute("COMMIT").await.unwrap();
    assert_eq!(ended(migrate(&database.url, COLUMN)).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_built_concurrently_waits_and_those_who_migrate_too_take_turns() {
    let database = after_the_first(INDEX).await;
    let mut writer = connect(&database.url).await;
    writer.batch_execute("BEGIN; INSERT INTO things VALUES (1, 'red')").await.unwrap();

    let first = migrate(&database.url, INDEX);
    eventually("it waits longer than for a lock", async || {
        is_at(&database.url, "CREATE INDEX CONCURRENTLY", LOCK_TIMEOUT + LOCK_TIMEOUT / 10).await
    })
    .await;
    let second = migrate(&database.url, INDEX);
    eventually("the other asks for its turn", async || {
        is_at(&database.url, "SELECT pg_try_advisory_lock", Duration::ZERO).await
    })
    .await;
    assert!(!first.is_finished() && !second.is_finished());

    writer.batch_execute("COMMIT").await.unwrap();
    assert_eq!(ended(first).await.unwrap().len(), 1);
    assert_eq!(ended(second).await.unwrap(), Vec::<String>::new());
    let schema = schema(&database.url).await;
    let index = schema.iter().find(|line| line.contains("things_colour")).unwrap();
    assert!(index.ends_with("valid t"), "{index}");
}
