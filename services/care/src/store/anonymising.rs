//! Documents that tell of people no longer.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Jsonb, Text, Timestamptz};
use diesel::{QueryResult, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use resources::{Attribute, Kind, Resource};
use serde_json::Value;

use super::batches::{Changed, Key, change};
use super::shape::{column, table};
use crate::domain::{Document, OrganizationId};

/// Which documents are anonymised.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Due {
    /// Those that have not been changed for long, and none of their parts.
    Unchanged,
    /// Those that have had something in this attribute, a time, for long.
    Since(&'static str),
}

/// Lets the audit of this transaction be masked, and lets it take its time.
pub(crate) async fn begin(connection: &mut AsyncPgConnection) -> QueryResult<()> {
    let sql = "SET LOCAL almanac.anonymising = 'on'; SET LOCAL statement_timeout = 0";
    connection.batch_execute(sql).await
}

/// Holds some of the documents that are due since `before` by themselves,
/// whatever their parts are, those after `last` in order. What somebody else is
/// changing is passed over.
pub(crate) async fn hold(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    due: Due,
    before: DateTime<Utc>,
    last: &Key,
    most: i64,
) -> QueryResult<Vec<Key>> {
    let sql = format!(
        "SELECT a.organization_id, a.id FROM {} AS a \
         WHERE (a.organization_id, a.id) > ($2, $3) AND {} \
         ORDER BY a.organization_id, a.id LIMIT $4 FOR UPDATE OF a SKIP LOCKED",
        table(resource),
        is_due(due),
    );
    sql_query(sql)
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(last.organization_id)
        .bind::<Text, _>(&last.id)
        .bind::<BigInt, _>(most)
        .load(connection)
        .await
}

/// Holds the documents that are part of others, which waits for whoever changes them.
pub(crate) async fn hold_parts(
    connection: &mut AsyncPgConnection,
    part: &'static Resource,
    attribute: &Attribute,
    wholes: &[Key],
) -> QueryResult<()> {
    let (organizations, ids) = arrays(wholes);
    let sql = format!("SELECT FROM {} AS a {} FOR UPDATE OF a", table(part), of_wholes(attribute));
    sql_query(sql)
        .bind::<Array<BigInt>, _>(organizations)
        .bind::<Array<Text>, _>(ids)
        .execute(connection)
        .await
        .map(drop)
}

/// Empties the documents among these that are due since `before`, now that
/// nobody else changes them or their parts.
pub(crate) async fn empty(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    due: Due,
    before: DateTime<Utc>,
    keys: &[Key],
) -> QueryResult<Vec<Changed>> {
    let (organizations, ids) = arrays(keys);
    let which = format!(
        "JOIN unnest($2, $3) AS k(organization_id, id) \
         ON k.organization_id = a.organization_id AND k.id = a.id WHERE {}{} FOR UPDATE OF a",
        is_due(due),
        parts_are_due(resource, due),
    );
    sql_query(change(resource, &which, &emptied(resource)))
        .bind::<Timestamptz, _>(before)
        .bind::<Array<BigInt>, _>(organizations)
        .bind::<Array<Text>, _>(ids)
        .load(connection)
        .await
}

/// Empties the documents that are part of others.
pub(crate) async fn empty_parts(
    connection: &mut AsyncPgConnection,
    part: &'static Resource,
    attribute: &Attribute,
    wholes: &[Key],
) -> QueryResult<Vec<Changed>> {
    let (organizations, ids) = arrays(wholes);
    let which = format!("{} FOR UPDATE OF a", of_wholes(attribute));
    sql_query(change(part, &which, &emptied(part)))
        .bind::<Array<BigInt>, _>(organizations)
        .bind::<Array<Text>, _>(ids)
        .load(connection)
        .await
}

/// Lays a mask over what the audit tells of documents.
pub(crate) async fn mask(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    mask: &Document,
    keys: &[Key],
) -> QueryResult<()> {
    let (organizations, ids) = arrays(keys);
    sql_query(
        "UPDATE audit AS a \
         SET previous_state = a.previous_state || $1, new_state = a.new_state || $1 \
         FROM unnest($3, $4) AS k(organization_id, id) \
         WHERE a.entity_type = $2 AND a.entity_id = k.id \
         AND a.organization_id = k.organization_id",
    )
    .bind::<Jsonb, _>(Value::Object(mask.clone()))
    .bind::<Text, _>(resource.name)
    .bind::<Array<BigInt>, _>(organizations)
    .bind::<Array<Text>, _>(ids)
    .execute(connection)
    .await
    .map(drop)
}

/// Lays a mask over what the audit tells of all documents of an organisation.
pub(crate) async fn mask_all(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    mask: &Document,
    organization: OrganizationId,
) -> QueryResult<()> {
    sql_query(
        "UPDATE audit SET previous_state = previous_state || $1, new_state = new_state || $1 \
         WHERE organization_id = $2 AND entity_type = $3",
    )
    .bind::<Jsonb, _>(Value::Object(mask.clone()))
    .bind::<BigInt, _>(organization.0)
    .bind::<Text, _>(resource.name)
    .execute(connection)
    .await
    .map(drop)
}

/// Some of the documents that were deleted before a time, and that the audit
/// still tells of without the mask.
pub(crate) async fn deleted(
    connection: &mut AsyncPgConnection,
    resource: &'static Resource,
    mask: &Document,
    before: DateTime<Utc>,
    most: i64,
) -> QueryResult<Vec<Key>> {
    sql_query(
        "SELECT organization_id, entity_id AS id FROM audit \
         WHERE entity_type = $1 AND action = 'DELETE' AND timestamp < $2 \
         AND organization_id IS NOT NULL AND NOT previous_state @> $3 LIMIT $4",
    )
    .bind::<Text, _>(resource.name)
    .bind::<Timestamptz, _>(before)
    .bind::<Jsonb, _>(Value::Object(mask.clone()))
    .bind::<BigInt, _>(most)
    .load(connection)
    .await
}

/// That the row `a` is due since `$1` by itself.
fn is_due(due: Due) -> String {
    let since = match due {
        Due::Unchanged => Attribute::MODIFIED.name,
        Due::Since(attribute) => attribute,
    };
    format!("a.anonymized IS NULL AND a.{} < $1", column(since))
}

/// That none of its parts keeps it from that.
fn parts_are_due(resource: &Resource, due: Due) -> String {
    let Due::Unchanged = due else { return String::new() };
    let changed = resource.parts().map(|(part, attribute)| {
        format!(
            " AND NOT EXISTS (SELECT FROM {} AS p WHERE p.organization_id = a.organization_id \
             AND p.{} = a.id AND p.modified >= $1)",
            table(part),
            column(attribute.name)
        )
    });
    changed.collect()
}

/// That the row `a` refers by an attribute to one of those in `$1` and `$2`.
fn of_wholes(attribute: &Attribute) -> String {
    format!(
        "JOIN unnest($1, $2) AS k(organization_id, id) \
         ON k.organization_id = a.organization_id AND k.id = a.{}",
        column(attribute.name)
    )
}

/// What empties a row of all that tells of a person.
fn emptied(resource: &Resource) -> String {
    let personal = resource.attributes.iter().filter(|own| own.personal);
    let mut set: Vec<String> = personal
        .map(|own| {
            let nothing = match own.kind {
                kind if kind.is_list() => "'{}'",
                Kind::Flag => "false",
                _ if own.required => "'-'",
                _ => "NULL",
            };
            format!("{} = {nothing}", column(own.name))
        })
        .collect();
    if resource.attribute(Attribute::ANONYMIZED.name).is_some() {
        set.push("anonymized = now()".to_owned());
    }
    set.push("modified = now()".to_owned());
    set.join(", ")
}

/// Keys as two arrays, for `unnest`.
fn arrays(keys: &[Key]) -> (Vec<i64>, Vec<String>) {
    keys.iter().map(|key| (key.organization_id, key.id.clone())).unzip()
}
