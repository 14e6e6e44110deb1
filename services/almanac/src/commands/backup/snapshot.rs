use ::store::DatabaseUrl;
use chassis::BoxError;
use diesel::sql_types::Text;
use diesel::{QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

/// A database as it is at one moment, for as long as this is there.
pub(super) struct Snapshot {
    pub(super) connection: AsyncPgConnection,
    /// What `pg_dump` knows it by.
    pub(super) id: String,
    /// The version of the server, as `17`.
    pub(super) server: u32,
}

impl Snapshot {
    pub(super) async fn take(url: &DatabaseUrl) -> Result<Self, BoxError> {
        let found = ::store::find(url).await?;
        let mut connection = found.ok_or_else(|| {
            format!("there is no database {}; `almanac migrate` makes it", url.name())
        })?;
        connection
            .batch_execute(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
                 SET LOCAL idle_in_transaction_session_timeout = 0",
            )
            .await?;
        let server = server_version(&mut connection).await?;
        let id = text(&mut connection, "SELECT pg_export_snapshot() AS value").await?;
        Ok(Self { connection, id, server })
    }

    /// The versions of the migrations that were run, in order.
    pub(super) async fn migrations(&mut self) -> QueryResult<Vec<String>> {
        let sql = "SELECT version AS value FROM __diesel_schema_migrations ORDER BY version";
        texts(&mut self.connection, sql).await
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    value: String,
}

async fn texts(connection: &mut AsyncPgConnection, sql: &str) -> QueryResult<Vec<String>> {
    let rows: Vec<Row> = diesel::sql_query(sql).load(connection).await?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}

/// The one `value` that a statement answers.
pub(crate) async fn text(connection: &mut AsyncPgConnection, sql: &str) -> QueryResult<String> {
    let row: Row = diesel::sql_query(sql).get_result(connection).await?;
    Ok(row.value)
}

/// The major version of the server, as `17`.
pub(crate) async fn server_version(connection: &mut AsyncPgConnection) -> Result<u32, BoxError> {
    let number = text(connection, "SELECT current_setting('server_version_num') AS value").await?;
    Ok(number.parse::<u32>()? / 10_000)
}
