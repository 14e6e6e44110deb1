//! All that one organisation has.

use diesel::sql_types::{BigInt, Bool, Jsonb, Text};
use diesel::{QueryResult, QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use resources::{Resource, USERS};
use serde_json::{Map, Value};

use super::shape::{column, table};
use super::statement::Number;
use crate::domain::{DocumentId, OrganizationId};

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

/// Waits for whoever else fills this organisation, and then keeps others
/// waiting until the transaction ends.
pub(crate) async fn lock(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
) -> QueryResult<()> {
    sql_query("SELECT pg_advisory_xact_lock(hashtextextended('fill', $1))")
        .bind::<BigInt, _>(organization.0)
        .execute(connection)
        .await
        .map(drop)
}

/// Waits for whoever fills this organisation, and keeps them waiting until the
/// transaction ends; others who write do not wait.
pub(crate) async fn share(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
) -> QueryResult<()> {
    sql_query("SELECT pg_advisory_xact_lock_shared(hashtextextended('fill', $1))")
        .bind::<BigInt, _>(organization.0)
        .execute(connection)
        .await
        .map(drop)
}

/// Whether it has any document.
pub(crate) async fn has_any(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
) -> QueryResult<bool> {
    let any: Vec<String> = tables()
        .map(|table| format!("EXISTS (SELECT FROM {table} WHERE organization_id = $1)"))
        .collect();
    let row: Found = sql_query(format!("SELECT {} AS found", any.join(" OR ")))
        .bind::<BigInt, _>(organization.0)
        .get_result(connection)
        .await?;
    Ok(row.found)
}

/// Removes all its documents; how many there were.
pub(crate) async fn clear(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
) -> QueryResult<i64> {
    let (mut removals, mut counts) = (Vec::new(), Vec::new());
    for (place, table) in tables().enumerate() {
        removals.push(format!(
            "removed_{place} AS (DELETE FROM {table} WHERE organization_id = $1 RETURNING 1)"
        ));
        counts.push(format!("(SELECT count(*) FROM removed_{place})"));
    }
    // One statement, because references are looked at when it ends: whatever
    // refers to what, nothing is left of either.
    let sql = format!("WITH {} SELECT {} AS number", removals.join(", "), counts.join(" + "));
    let row: Number =
        sql_query(sql).bind::<BigInt, _>(organization.0).get_result(connection).await?;
    Ok(row.number)
}

/// Sets values of a document as they are told, those that care keeps itself too.
pub(crate) async fn put(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    organization: OrganizationId,
    id: &DocumentId,
    values: &Map<String, Value>,
) -> QueryResult<()> {
    if values.is_empty() {
        return Ok(());
    }
    let table = table(resource);
    let columns = values.keys().map(|name| column(name));
    let set: Vec<String> = columns.map(|column| format!("{column} = r.{column}")).collect();
    sql_query(format!(
        "UPDATE {table} AS a SET {} FROM jsonb_populate_record(NULL::{table}, $1) AS r \
         WHERE a.organization_id = $2 AND a.id = $3",
        set.join(", ")
    ))
    .bind::<Jsonb, _>(Value::Object(values.clone()))
    .bind::<BigInt, _>(organization.0)
    .bind::<Text, _>(id.to_string())
    .execute(connection)
    .await
    .map(drop)
}

/// The tables of all resources. Users are kept in accounts.
fn tables() -> impl Iterator<Item = String> {
    resources::ALL.into_iter().filter(|resource| resource.name != USERS.name).map(table)
}
