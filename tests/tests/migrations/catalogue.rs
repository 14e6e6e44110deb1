//! What PostgreSQL says is in a database.

use std::collections::{BTreeMap, BTreeSet};

use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Jsonb, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use store::DatabaseUrl;

/// Tables, each with its columns in order.
pub(crate) type Columns = BTreeMap<String, Vec<String>>;

/// A connection that no statement timeout cuts off.
pub(crate) async fn connect(url: &DatabaseUrl) -> AsyncPgConnection {
    AsyncPgConnection::establish(url.expose()).await.unwrap()
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Everything there is in a database but rows: a line for each thing.
pub(crate) async fn schema(url: &DatabaseUrl) -> BTreeSet<String> {
    let query = diesel::sql_query(include_str!("sql/schema.sql"));
    let lines: Vec<Line> = query.load(&mut connect(url).await).await.unwrap();
    lines.into_iter().map(|line| line.line).collect()
}

/// Fails where two schemas differ, and tells in what alone.
#[track_caller]
pub(crate) fn assert_same(what: &str, expected: &BTreeSet<String>, found: &BTreeSet<String>) {
    let gone: Vec<_> = expected.difference(found).collect();
    let new: Vec<_> = found.difference(expected).collect();
    assert!(gone.is_empty() && new.is_empty(), "{what}: missing {gone:#?}, and too much {new:#?}");
}

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Array<Text>)]
    columns: Vec<String>,
}

/// Every table of the service.
pub(crate) async fn columns(url: &DatabaseUrl) -> Columns {
    let query = diesel::sql_query(include_str!("sql/columns.sql"));
    let tables: Vec<Table> = query.load(&mut connect(url).await).await.unwrap();
    tables.into_iter().map(|table| (table.table, table.columns)).collect()
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Jsonb)]
    row: Value,
}

/// The rows of a table, of these columns, in an order of their own.
pub(crate) async fn rows(url: &DatabaseUrl, table: &str, columns: &[String]) -> Vec<Value> {
    let columns: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
    let columns = columns.join(", ");
    let sql = format!(
        "SELECT to_jsonb(part) AS row FROM (SELECT {columns} FROM \"{table}\") AS part ORDER BY 1"
    );
    let rows: Vec<Row> = diesel::sql_query(sql).load(&mut connect(url).await).await.unwrap();
    rows.into_iter().map(|row| row.row).collect()
}

/// A foreign key.
#[derive(Debug, QueryableByName)]
pub(crate) struct ForeignKey {
    /// The constraint.
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
    /// The table that refers.
    #[diesel(sql_type = Text)]
    pub(crate) child: String,
    /// The table that is referred to.
    #[diesel(sql_type = Text)]
    pub(crate) parent: String,
    /// Whether the rows that refer to one are found by an index.
    #[diesel(sql_type = Bool)]
    pub(crate) indexed: bool,
}

/// Every foreign key.
pub(crate) async fn foreign_keys(url: &DatabaseUrl) -> Vec<ForeignKey> {
    let query = diesel::sql_query(include_str!("sql/foreign_keys.sql"));
    query.load(&mut connect(url).await).await.unwrap()
}
