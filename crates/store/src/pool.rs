use std::time::Duration;

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::pooled_connection::deadpool;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use opentelemetry::{KeyValue, global};

use crate::DatabaseUrl;

/// Connections to one database.
pub type Pool = deadpool::Pool<AsyncPgConnection>;

/// A connection lent by a [`Pool`].
pub type Connection = deadpool::Object<AsyncPgConnection>;

/// No connection could be had.
pub type PoolError = deadpool::PoolError;

/// How long a request waits for a connection, and for the server to accept one.
const WAIT: Duration = Duration::from_secs(3);

/// A pool that connects when first asked, so that a service starts while its
/// database is away. Statements are cut off after 30 seconds.
pub fn pool(url: &DatabaseUrl, size: usize) -> Pool {
    let mut config = ManagerConfig::default();
    config.custom_setup = Box::new(establish);
    let manager = AsyncDieselConnectionManager::new_with_config(url.expose(), config);
    let pool = Pool::builder(manager)
        .max_size(size)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .recycle_timeout(Some(WAIT))
        .runtime(::deadpool::Runtime::Tokio1)
        .build();
    // The builder fails only for timeouts without a runtime, and a runtime is given.
    #[expect(clippy::expect_used, reason = "cannot fail, see above")]
    pool.expect("a pool with a runtime")
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
