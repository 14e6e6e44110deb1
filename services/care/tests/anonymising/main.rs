//! What the platform does to documents by itself: it anonymises them, completes
//! them, and fills sandboxes anew.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod completing;
mod documents;
mod interrupted;
mod resetting;

use std::time::Duration;

use care::changes::{self, Anonymised, Author, By};
use care::domain::{Arguments, Document, DocumentId, OrganizationId};
use care::{CareError, Members};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Jsonb};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use resources::{CARE_ENQUIRIES, GROUPS, Resource, USERS};
use serde_json::Value;
use store::Connection;
use store::testing::TestDatabase;
use tokio::time::timeout;

const OURS: OrganizationId = OrganizationId(1);
const THEIRS: OrganizationId = OrganizationId(2);

/// Whom nobody must know of in the end.
const NAME: &str = "Quillfeather";

struct World {
    database: TestDatabase,
    pool: store::Pool,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct Json {
    #[diesel(sql_type = Jsonb)]
    json: Value,
}

impl World {
    async fn new() -> Self {
        let database = TestDatabase::new(care::NAME, care::MIGRATIONS).await;
        let pool = store::pool(&database.url, 8);
        Self { database, pool }
    }

    async fn connection(&self) -> Connection {
        self.pool.get().await.unwrap()
    }

    /// What the database answers to a query of one number.
    async fn number(&self, query: &str) -> i64 {
        let query = diesel::sql_query(format!("SELECT ({query})::bigint AS number"));
        let answer: Number = query.get_result(&mut *self.connection().await).await.unwrap();
        answer.number
    }

    /// The rows of a query.
    async fn rows(&self, query: &str) -> Vec<Value> {
        let query = diesel::sql_query(format!("SELECT to_jsonb(q) AS json FROM ({query}) AS q"));
        let rows: Vec<Json> = query.load(&mut *self.connection().await).await.unwrap();
        rows.into_iter().map(|row| row.json).collect()
    }

    /// The row of a document.
    async fn row(&self, resource: &Resource, id: &DocumentId) -> Value {
        let query = format!("SELECT * FROM {} WHERE id = '{id}'", resource.table());
        let mut rows = self.rows(&query).await;
        assert_eq!(rows.len(), 1, "{query}");
        rows.remove(0)
    }

    /// What the audit tells of a document, the oldest first.
    async fn audit(&self, resource: &Resource, id: &DocumentId) -> Vec<Value> {
        let name = resource.name;
        let query = "SELECT * FROM audit WHERE entity_type";
        self.rows(&format!("{query} = '{name}' AND entity_id = '{id}' ORDER BY id")).await
    }

    /// The tables in which a word stands anywhere, in any case.
    async fn tables_with(&self, word: &str) -> Vec<String> {
        let mut found = Vec::new();
        for table in tables() {
            let query = format!("SELECT count(*) FROM {table} AS t WHERE t::text ILIKE '%{word}%'");
            if self.number(&query).await > 0 {
                found.push(table);
            }
        }
        found
    }

    /// Everything there is about an organisation.
    async fn everything(&self, organization: OrganizationId) -> Vec<Value> {
        let mut all = Vec::new();
        for table in tables() {
            let query =
                format!("SELECT * FROM {table} WHERE organization_id = {organization} ORDER BY id");
            all.extend(self.rows(&query).await);
        }
        all
    }

    async fn create(
        &self,
        organization: OrganizationId,
        resource: &'static Resource,
        pairs: &[(&str, &str)],
    ) -> DocumentId {
        let arguments = Arguments::of(pairs);
        let (author, members) = (author(organization), Members::none());
        let connection = &mut *self.connection().await;
        id(&changes::create(connection, &author, &members, resource, &arguments).await.unwrap())
    }

    async fn update(
        &self,
        resource: &'static Resource,
        id: &DocumentId,
        pairs: &[(&str, &str)],
    ) -> Document {
        let arguments = Arguments::of(pairs);
        let (author, members) = (author(OURS), Members::none());
        let connection = &mut *self.connection().await;
        let updated =
            changes::update(connection, &author, &members, resource, id, &arguments).await;
        updated.unwrap()
    }

    /// An enquiry of somebody, with a sales channel of its own.
    async fn enquiry(&self, organization: OrganizationId, last_name: &str) -> DocumentId {
        let group = [("group_type", "sales_channel"), ("name", "Website")];
        let channel = self.create(organization, &GROUPS, &group).await.to_string();
        let enquiry = [
            ("first_name", "Ann"),
            ("last_name", last_name),
            ("funding_type", "private"),
            ("service", "home_care"),
            ("sales_channel", &channel),
        ];
        self.create(organization, &CARE_ENQUIRIES, &enquiry).await
    }

    /// Makes all there is as old as if nobody had touched it for so many days.
    async fn age(&self, days: u32) {
        let ago = format!("now() - interval '{days} days'");
        for table in tables() {
            let column = if table == "audit" { "timestamp" } else { "modified" };
            let sql = format!(
                "ALTER TABLE {table} DISABLE TRIGGER USER; UPDATE {table} SET {column} = {ago}; \
                 ALTER TABLE {table} ENABLE TRIGGER USER"
            );
            TestDatabase::execute(&self.database, &sql).await;
        }
    }

    async fn anonymise(&self, older_than_days: u32) -> Anonymised {
        self.try_anonymise(older_than_days).await.unwrap()
    }

    /// On a connection that goes when it is given up.
    async fn try_anonymise(&self, older_than_days: u32) -> Result<Anonymised, CareError> {
        let mut connection = store::detached(self.connection().await);
        changes::anonymise(&mut connection, older_than_days).await
    }

    /// Until so many wait for others.
    async fn until_waiting(&self, count: i64) {
        let waiting = "SELECT count(*) FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let asking = async { while self.number(waiting).await != count {} };
        timeout(Duration::from_secs(30), asking).await.unwrap();
    }

    /// Ends the connection of whoever waits for others.
    async fn cut_off_waiting(&self) {
        let ended = "SELECT count(*) FROM (\
                     SELECT pg_terminate_backend(pid, 30000) AS is_ended FROM pg_stat_activity \
                     WHERE datname = current_database() AND wait_event_type = 'Lock'\
                     ) AS waiting WHERE is_ended";
        assert_eq!(self.number(ended).await, 1);
    }
}

/// A transaction of somebody else's, which others wait for.
struct Blocker(AsyncPgConnection);

impl Blocker {
    async fn new(world: &World, sql: &str) -> Self {
        let url = world.database.url.expose();
        let mut connection = AsyncPgConnection::establish(url).await.unwrap();
        connection.batch_execute(&format!("BEGIN; {sql}")).await.unwrap();
        Self(connection)
    }

    async fn end(mut self) {
        self.0.batch_execute("COMMIT").await.unwrap();
    }
}

/// Every table that tells of anything.
fn tables() -> impl Iterator<Item = String> {
    let kept = resources::ALL.into_iter().filter(|resource| resource.name != USERS.name);
    kept.map(Resource::table).chain(["audit".to_owned()])
}

fn author(organization: OrganizationId) -> Author {
    Author { organization, by: By::Command }
}

fn id(document: &Document) -> DocumentId {
    document["_id"].as_str().unwrap().parse().unwrap()
}
