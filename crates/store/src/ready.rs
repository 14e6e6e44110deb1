use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::QueryableByName;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::{Array, Bool, Text};
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::{DatabaseUrl, EmbeddedMigrations, Pool, pool};

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
        Self(Arc::new(State { pool: pool(url, 1), versions, migrated: AtomicBool::new(false) }))
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
        let State { pool, versions, migrated } = &*self.0;
        let mut connection = pool.get().await.map_err(|_| AWAY.to_owned())?;
        if migrated.load(Ordering::Relaxed) {
            return Ok(());
        }
        let there = diesel::sql_query(
            "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS found",
        );
        let there: Found = there.get_result(&mut connection).await.map_err(|_| AWAY.to_owned())?;
        if !there.found {
            return Err(BEHIND.to_owned());
        }
        let run = diesel::sql_query(
            "SELECT $1 <@ ARRAY(SELECT version::text FROM __diesel_schema_migrations) AS found",
        );
        let run = run.bind::<Array<Text>, _>(versions).get_result(&mut connection).await;
        let run: Found = run.map_err(|_| AWAY.to_owned())?;
        migrated.store(run.found, Ordering::Relaxed);
        if run.found { Ok(()) } else { Err(BEHIND.to_owned()) }
    }
}
