use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::connection::get_default_instrumentation;
use diesel::result::Error;
use diesel::sql_types::Integer;
use diesel::{ConnectionError, ConnectionResult, IntoSql, QueryResult};
use diesel_async::pooled_connection::deadpool;
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use opentelemetry::{KeyValue, global};
use tokio::time::{Instant, timeout};

use crate::DatabaseUrl;
use crate::trace::Statements;

/// Connections to one database.
pub type Pool = deadpool::Pool<AsyncPgConnection>;

/// A connection lent by a [`Pool`].
pub type Connection = deadpool::Object<AsyncPgConnection>;

/// No connection could be had.
pub type PoolError = deadpool::PoolError;

/// How long a request waits for a connection, for one that was idle to answer,
/// and for the server to accept one.
const WAIT: Duration = Duration::from_secs(3);

/// A pool that connects when first asked, so that a service starts while its
/// database is away. Statements are cut off after 30 seconds.
pub fn pool(url: &DatabaseUrl, size: usize) -> Pool {
    let mut config = ManagerConfig::default();
    let silence = Silence::default();
    let heard = silence.clone();
    config.custom_setup = Box::new(move |url| {
        let (heard, connecting) = (heard.clone(), establish(url));
        async move {
            let connection = connecting.await?;
            // It was that one connection, which may have been busy for somebody who is gone.
            heard.end();
            Ok(connection)
        }
        .boxed()
    });
    config.recycling_method =
        RecyclingMethod::CustomFunction(Box::new(move |connection| silence.check(connection)));
    let manager = AsyncDieselConnectionManager::new_with_config(url.expose(), config);
    let pool = Pool::builder(manager)
        .max_size(size)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .runtime(::deadpool::Runtime::Tokio1)
        .build();
    // The builder fails only for timeouts without a runtime, and a runtime is given.
    #[expect(clippy::expect_used, reason = "cannot fail, see above")]
    pool.expect("a pool with a runtime")
}

/// When a server last left a connection without an answer, as one does that is
/// frozen or cut off without a word.
#[derive(Clone, Default)]
struct Silence(Arc<Mutex<Option<Instant>>>);

impl Silence {
    /// Whether a connection that was idle still lives. For a while after one did
    /// not answer, none is asked: whoever waits for a connection would have to wait
    /// for each of those that are idle.
    fn check<'a>(&self, connection: &'a mut AsyncPgConnection) -> BoxFuture<'a, QueryResult<()>> {
        let silence = self.clone();
        async move {
            if silence.last().is_some_and(|last| last.elapsed() < WAIT) {
                return Err(Error::BrokenTransactionManager);
            }
            let asked = diesel::select(1_i32.into_sql::<Integer>()).get_result::<i32>(connection);
            let Ok(answered) = timeout(WAIT, asked).await else {
                silence.note(Instant::now());
                return Err(Error::BrokenTransactionManager);
            };
            answered.map(drop)
        }
        .boxed()
    }

    fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn last(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, now: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }
}

/// A connection that is closed, and not given back, when it is dropped. Whoever
/// calls may go away at any time, and a transaction that is left with them keeps
/// its locks until its connection is lent again: this one has its locks no longer
/// than that. For transactions that hold up others.
pub fn detached(connection: Connection) -> AsyncPgConnection {
    deadpool::Object::take(connection)
}

/// Measures a pool, whenever somebody looks, under the name of its service.
pub fn observe(pool: &Pool, service: &'static str) {
    let pool = pool.clone();
    global::meter("store")
        .u64_observable_gauge("store.pool.connections")
        .with_description("Connections of a pool, and requests that wait for one, by state")
        .with_callback(move |gauge| {
            let status = pool.status();
            let states = [
                ("idle", status.available),
                ("in_use", status.size.saturating_sub(status.available)),
                ("wanted", status.waiting),
            ];
            for (state, count) in states {
                let labels = [KeyValue::new("service", service), KeyValue::new("state", state)];
                gauge.observe(u64::try_from(count).unwrap_or(u64::MAX), &labels);
            }
        })
        .build();
}

pub(crate) fn establish(url: &str) -> BoxFuture<'_, ConnectionResult<AsyncPgConnection>> {
    async move {
        let mut connection = AsyncPgConnection::establish(url).await?;
        // Whoever watches this process sees to its own.
        if get_default_instrumentation().is_none() {
            connection.set_instrumentation(Statements::default());
        }
        // Statements are short: compiling them, or waking others up to help, takes
        // longer than they do, and their requests share the cores.
        connection
            .batch_execute(
                "SET statement_timeout = '30s'; SET lock_timeout = '10s'; \
                 SET jit = off; SET max_parallel_workers_per_gather = 0",
            )
            .await
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(connection)
    }
    .boxed()
}
