//! The tables hold what the descriptions say, and whatever a list is sorted or
//! narrowed by is in an index.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use care::{MIGRATIONS, NAME};
use diesel::sql_types::{Array, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use resources::{Attribute, Kind, Resource, Test, USERS};
use store::testing::TestDatabase;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Array<Text>)]
    columns: Vec<String>,
}

fn tables() -> impl Iterator<Item = &'static Resource> {
    resources::ALL.into_iter().filter(|resource| resource.name != USERS.name)
}

fn column(name: &str) -> String {
    if name == Attribute::ID.name { "id".to_owned() } else { name.to_owned() }
}

/// As PostgreSQL calls it.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "date",
        Kind::DateTime | Kind::Mark => "timestamp with time zone",
        Kind::Flag | Kind::Maybe => "boolean",
        Kind::Integer(..) => "integer",
        Kind::Number(..) => "double precision",
        Kind::Address => "jsonb",
        kind if kind.is_list() => "text[]",
        _ => "text",
    }
}

async fn columns(
    connection: &mut AsyncPgConnection,
    resource: &Resource,
) -> BTreeMap<String, String> {
    let query = sql_query(
        "SELECT attname::text AS name, format_type(atttypid, atttypmod) AS kind \
         FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped",
    );
    let columns: Vec<Column> =
        query.bind::<Text, _>(resource.table()).load(connection).await.unwrap();
    columns.into_iter().map(|column| (column.name, column.kind)).collect()
}

/// The columns of each index, those it only carries along included.
async fn indexes(connection: &mut AsyncPgConnection, resource: &Resource) -> Vec<Vec<String>> {
    let query = sql_query(
        "SELECT array_agg(pg_get_indexdef(indexrelid, place, true) ORDER BY place) AS columns \
         FROM pg_index, generate_series(1, indnatts) AS place \
         WHERE indrelid = $1::regclass GROUP BY indexrelid",
    );
    let indexes: Vec<Index> =
        query.bind::<Text, _>(resource.table()).load(connection).await.unwrap();
    let bare = |name: String| name.trim_matches('"').to_owned();
    let bare = |index: Index| index.columns.into_iter().map(bare).collect();
    indexes.into_iter().map(bare).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_as_described() {
    let database = TestDatabase::new(NAME, MIGRATIONS).await;
    let mut connection = AsyncPgConnection::establish(database.url.expose()).await.unwrap();
    for resource in tables() {
        let mut expected: BTreeMap<String, String> = resource
            .attributes()
            .map(|own| (column(own.name), kind(own.kind).to_owned()))
            .collect();
        expected.insert("organization_id".to_owned(), "bigint".to_owned());
        expected.insert("search".to_owned(), "text".to_owned());
        assert_eq!(columns(&mut connection, resource).await, expected, "{}", resource.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_sorted_and_narrowed_by_indexes() {
    let database = TestDatabase::new(NAME, MIGRATIONS).await;
    let mut connection = AsyncPgConnection::establish(database.url.expose()).await.unwrap();
    for resource in tables() {
        let indexes = indexes(&mut connection, resource).await;
        for sort in resource.sorts() {
            let sort = column(sort);
            let served = |index: &&Vec<String>| index[..2] == ["organization_id", sort.as_str()];
            assert!(indexes.iter().any(|index| served(&index)), "{} by {sort}", resource.name);
        }
        for filter in resource.filters() {
            let looked_at = match filter.test {
                Test::Keywords => "search".to_owned(),
                test => column(test.attribute().unwrap()),
            };
            let served = indexes.iter().any(|index| index.contains(&looked_at));
            assert!(served, "{} by filters-{}", resource.name, filter.name);
        }
    }
}
