//! What stands in a publisher's way.

use std::env;

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

use crate::World;

/// A transaction of somebody else's, which others wait for.
pub(crate) struct Blocker(AsyncPgConnection);

impl Blocker {
    pub(crate) async fn new(world: &World, sql: &str) -> Self {
        let mut connection =
            AsyncPgConnection::establish(world.database.url.expose()).await.unwrap();
        connection.batch_execute(&format!("BEGIN; {sql}")).await.unwrap();
        Self(connection)
    }

    /// One before which nobody publishes.
    pub(crate) async fn of_releases(world: &World) -> Self {
        Self::new(world, "LOCK TABLE releases IN SHARE ROW EXCLUSIVE MODE").await
    }

    pub(crate) async fn end(mut self) {
        self.0.batch_execute("COMMIT").await.unwrap();
    }
}

impl World {
    /// Until so many wait for others.
    pub(crate) async fn until_waiting(&self, count: i64) {
        let waiting = "SELECT count(*) FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        self.until(&format!("({waiting}) = {count}")).await;
    }

    /// Ends the connections of whoever waits for others.
    pub(crate) async fn cut_off_waiting(&self) {
        let ended = "SELECT count(*) FROM (\
                     SELECT pg_terminate_backend(pid, 30000) AS is_ended FROM pg_stat_activity \
                     WHERE datname = current_database() AND wait_event_type = 'Lock'\
                     ) waiting WHERE is_ended";
        assert_eq!(self.number(ended).await, 1);
    }

    /// Ends every connection to the database, and lets nobody in.
    pub(crate) async fn take_database_away(&self) {
        let name = self.database.url.name();
        on_server(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
        on_server(&format!(
            "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE datname = '{name}'"
        ))
        .await;
    }

    pub(crate) async fn bring_database_back(&self) {
        let name = self.database.url.name();
        on_server(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
    }
}

async fn on_server(sql: &str) {
    let server = env::var("TEST_DATABASE_URL").unwrap();
    let mut connection = AsyncPgConnection::establish(&server).await.unwrap();
    connection.batch_execute(sql).await.unwrap();
}
