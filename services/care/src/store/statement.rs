//! SQL as it grows, with the values that are bound to it.

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Jsonb, Text, Timestamptz};
use diesel::{QueryResult, QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use serde_json::value::RawValue;

/// A value of a statement.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    Number(i64),
    Text(String),
    Texts(Vec<String>),
    Time(DateTime<Utc>),
    Json(Value),
}

/// A document that a statement gives.
#[derive(QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = Text)]
    document: String,
}

/// A number that a statement gives.
#[derive(QueryableByName)]
pub(super) struct Number {
    #[diesel(sql_type = BigInt)]
    pub(super) number: i64,
}

/// SQL, and the values for `$1`, `$2`, ….
#[derive(Clone, Default)]
pub(super) struct Statement {
    sql: String,
    values: Vec<Bound>,
}

impl Statement {
    /// Adds text.
    pub(super) fn sql(&mut self, text: &str) {
        self.sql.push_str(text);
    }

    /// Keeps a value; what stands for it in the text.
    pub(super) fn bind(&mut self, value: Bound) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn query(&self) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
        let query = sql_query(&self.sql).into_boxed();
        self.values.iter().cloned().fold(query, |query, value| match value {
            Bound::Number(number) => query.bind::<BigInt, _>(number),
            Bound::Text(text) => query.bind::<Text, _>(text),
            Bound::Texts(texts) => query.bind::<Array<Text>, _>(texts),
            Bound::Time(time) => query.bind::<Timestamptz, _>(time),
            Bound::Json(value) => query.bind::<Jsonb, _>(value),
        })
    }

    /// The documents that it gives.
    pub(super) async fn documents(
        &self,
        connection: &mut AsyncPgConnection,
    ) -> QueryResult<Vec<Box<RawValue>>> {
        let rows: Vec<Row> = self.query().load(connection).await?;
        let read = |row: Row| {
            RawValue::from_string(row.document)
                .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))
        };
        rows.into_iter().map(read).collect()
    }

    /// The one document that it gives, if it gives one.
    pub(super) async fn document(
        &self,
        connection: &mut AsyncPgConnection,
    ) -> QueryResult<Option<Box<RawValue>>> {
        self.documents(connection).await.map(|documents| documents.into_iter().next())
    }

    /// The number that it gives.
    pub(super) async fn number(&self, connection: &mut AsyncPgConnection) -> QueryResult<i64> {
        let row: Number = self.query().get_result(connection).await?;
        Ok(row.number)
    }
}
