//! A database of its own for every test.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::env;
use std::hash::{DefaultHasher, Hash, Hasher};

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use crate::{DatabaseUrl, EmbeddedMigrations, migrate};

/// An empty, migrated database that goes when this value does.
#[derive(Debug)]
pub struct TestDatabase {
    /// Where it is.
    pub url: DatabaseUrl,
    server: DatabaseUrl,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl TestDatabase {
    /// A database on the server that all tests share.
    ///
    /// # Panics
    /// When `TEST_DATABASE_URL` is not set; `scripts/test` sets it.
    pub async fn new(service: &str, migrations: EmbeddedMigrations) -> Self {
        Self::on(shared_server(), service, migrations).await
    }

    /// A copy of the template of `service`, which the first test to come makes.
    pub async fn on(server: DatabaseUrl, service: &str, migrations: EmbeddedMigrations) -> Self {
        let template = template(&server, service, migrations, async |_: &DatabaseUrl| {}).await;
        Self::copy(server, &template).await
    }

    /// A copy of a database that `fill` has filled, once for all tests that
    /// want one of this `kind`.
    pub async fn filled(
        service: &str,
        kind: &str,
        migrations: EmbeddedMigrations,
        fill: impl AsyncFnOnce(&DatabaseUrl),
    ) -> Self {
        let server = shared_server();
        let template = template(&server, &format!("{service}_{kind}"), migrations, fill).await;
        Self::copy(server, &template).await
    }

    async fn copy(server: DatabaseUrl, template: &str) -> Self {
        let url = server.named(&format!("test_{}", Uuid::new_v4().simple()));
        execute(
            &server,
            &format!("CREATE DATABASE {} TEMPLATE {template} STRATEGY file_copy", url.name()),
        )
        .await;
        Self { url, server }
    }

    /// Runs SQL, for the states that no command of ours can bring about.
    pub async fn execute(&self, sql: &str) {
        execute(&self.url, sql).await;
    }
}

fn shared_server() -> DatabaseUrl {
    env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL names a PostgreSQL server for tests; run scripts/test")
        .parse()
        .expect("TEST_DATABASE_URL is a postgres:// URL")
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.url.name().to_owned());
        // A runtime of its own: the test's may be ending, and `drop` cannot wait on it.
        let dropped = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread().enable_all().build().map(|runtime| {
                runtime.block_on(execute(
                    &server,
                    &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
                ));
            })
        });
        let _ = dropped.join();
    }
}

/// The migrated and filled template of a service, made once per test binary: a
/// new build may bring new migrations.
async fn template(
    server: &DatabaseUrl,
    service: &str,
    migrations: EmbeddedMigrations,
    fill: impl AsyncFnOnce(&DatabaseUrl),
) -> String {
    let binary = env::current_exe().expect("a test has a binary");
    let built = binary.metadata().and_then(|data| data.modified()).expect("a binary has an age");
    let mut hasher = DefaultHasher::new();
    (&binary, built, service).hash(&mut hasher);
    let name = format!("template_{service}_{:016x}", hasher.finish());

    let mut connection = connect(server).await;
    let lock = i64::from_ne_bytes(hasher.finish().to_ne_bytes());
    run(&mut connection, &format!("SELECT pg_advisory_lock({lock})")).await;
    let found: Count = diesel::sql_query(format!(
        "SELECT count(*) AS count FROM pg_database WHERE datname = '{name}'"
    ))
    .get_result(&mut connection)
    .await
    .expect("pg_database can be read");
    if found.count == 0 {
        let unfinished = server.named(&format!("{name}_unfinished"));
        run(&mut connection, &format!("DROP DATABASE IF EXISTS {}", unfinished.name())).await;
        migrate(&unfinished, migrations).await.expect("migrations run on an empty database");
        fill(&unfinished).await;
        // The migrating connection may take a moment to leave, and a rename waits for nobody.
        let rename = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{0}'; \
             ALTER DATABASE {0} RENAME TO {name}",
            unfinished.name()
        );
        let mut tries = 0;
        while let Err(error) = connection.batch_execute(&rename).await {
            tries += 1;
            assert!(tries < 1_000, "{rename}: {error}");
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
    name
}

async fn connect(url: &DatabaseUrl) -> AsyncPgConnection {
    AsyncPgConnection::establish(url.expose()).await.expect("the test server accepts connections")
}

async fn execute(url: &DatabaseUrl, sql: &str) {
    run(&mut connect(url).await, sql).await;
}

async fn run(connection: &mut AsyncPgConnection, sql: &str) {
    connection.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}
