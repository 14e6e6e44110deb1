use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::QueryableByName;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::{Array, Bool, Text};
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tracing::warn;

use crate::{DatabaseUrl, EmbeddedMigrations, Pool, pool};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

const AWAY: &str = "the database cannot be reached";
const BEHIND: &str = "the database is not migrated";

/// Whether a service may be sent requests: its database answers, and has all
/// migrations that the service was built with. It may have more.
#[derive(Clone)]
pub struct Ready(Arc<State>);

struct State {
    /// Its own: a service that has lent all of its connections is busy, and its
    /// database is not away.
    pool: Pool,
    versions: Vec<String>,
    /// Migrations are not taken back under a service that runs.
    migrated: AtomicBool,
    /// Whether it is known, and logged, that the database is away.
    away: AtomicBool,
    name: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

impl Ready {
    /// Of the database at this address, over one connection of its own.
    pub fn new(url: &DatabaseUrl, migrations: EmbeddedMigrations) -> Self {
        let all = MigrationSource::<Pg>::migrations(&migrations).unwrap_or_default();
        let versions = all.iter().map(|one| one.name().version().to_string()).collect();
        Self(Arc::new(State {
            pool: pool(url, 1),
            versions,
            migrated: AtomicBool::new(false),
            away: AtomicBool::new(false),
            name: url.name().to_owned(),
        }))
    }

    /// [`ask`](Self::ask) as a server calls it.
    pub fn readiness(self) -> impl Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync {
        move || {
            let ready = self.clone();
            async move { ready.ask().await }.boxed()
        }
    }

    /// Asks the database; the reason, where it is not ready.
    pub async fn ask(&self) -> Result<(), String> {
        let is_migrated = match self.is_migrated().await {
            Ok(is_migrated) => is_migrated,
            Err(cause) => {
                // Gateways ask every second.
                if !self.0.away.swap(true, Ordering::Relaxed) {
                    warn!(database = self.0.name, %cause, "{AWAY}");
                }
                return Err(AWAY.to_owned());
            }
        };
        self.0.away.store(false, Ordering::Relaxed);
        if is_migrated { Ok(()) } else { Err(BEHIND.to_owned()) }
    }

    async fn is_migrated(&self) -> Result<bool, BoxError> {
        let State { pool, versions, migrated, .. } = &*self.0;
        let mut connection = pool.get().await?;
        if migrated.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let there = diesel::sql_query(
            "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS found",
        );
        let there: Found = there.get_result(&mut connection).await?;
        if !there.found {
            return Ok(false);
        }
        let run = diesel::sql_query(
            "SELECT $1 <@ ARRAY(SELECT version::text FROM __diesel_schema_migrations) AS found",
        );
        let run: Found = run.bind::<Array<Text>, _>(versions).get_result(&mut connection).await?;
        migrated.store(run.found, Ordering::Relaxed);
        Ok(run.found)
    }
}
