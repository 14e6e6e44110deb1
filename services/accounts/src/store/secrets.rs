//! Everything that is kept encrypted, wherever it is.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bytea};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use sealed::{SealError, SecretKeys, key_name};
use serde_json::json;

use super::audit::{self, Actor, Entry, Event};
use super::{release_keys, signed_keys, token_keys};
use crate::AccountsError;

/// A column that holds sealed secrets.
struct Column {
    table: &'static str,
    name: &'static str,
    purpose: &'static str,
}

const SIGNED_KEYS: Column =
    Column { table: "signed_keys", name: "secret", purpose: signed_keys::PURPOSE };
const RELEASE_KEYS: Column =
    Column { table: "release_keys", name: "key", purpose: release_keys::PURPOSE };
const TOKEN_KEYS: Column =
    Column { table: "token_keys", name: "private_key", purpose: token_keys::PURPOSE };

#[derive(QueryableByName)]
struct Sealed {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Bytea)]
    value: Vec<u8>,
}

/// The names of the secret keys that all of it is encrypted with.
pub async fn key_names(connection: &mut AsyncPgConnection) -> QueryResult<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for Column { table, name, .. } in [SIGNED_KEYS, RELEASE_KEYS, TOKEN_KEYS] {
        let held: Vec<Sealed> =
            diesel::sql_query(format!("SELECT id, {name} AS value FROM {table}"))
                .load(connection)
                .await?;
        names.extend(held.iter().filter_map(|held| key_name(&held.value)));
    }
    Ok(names)
}

/// Encrypts with the first key whatever is encrypted with another; how many
/// secrets that were. All or nothing: one that no key opens leaves everything
/// as it was.
///
/// Every process that still seals with another key must know the first one
/// before, and get it as its first: what such a process adds later needs this again.
pub async fn reseal(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    keys: &SecretKeys,
) -> Result<usize, AccountsError> {
    connection
        .transaction(async |connection| {
            let signed = reseal_column(connection, keys, &SIGNED_KEYS).await?;
            let release = reseal_column(connection, keys, &RELEASE_KEYS).await?;
            let token = reseal_column(connection, keys, &TOKEN_KEYS).await?;
            let count = signed + release + token;
            if count > 0 {
                let details =
                    json!({ "signed_keys": signed, "release_keys": release, "token_keys": token });
                let entry = Entry::new(Event::SecretsResealed, "secrets", "", "");
                audit::record(connection, actor, Entry { details, ..entry }).await?;
            }
            Ok::<_, AccountsError>(count)
        })
        .await
}

async fn reseal_column(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
    column: &Column,
) -> Result<usize, AccountsError> {
    let Column { table, name, purpose } = *column;
    let held: Vec<Sealed> = diesel::sql_query(format!(
        "SELECT id, {name} AS value FROM {table} ORDER BY id FOR UPDATE"
    ))
    .load(connection)
    .await?;
    let renewed = held.into_iter().filter(|held| !keys.is_current(&held.value)).map(|held| {
        let secret = keys.open(purpose, &held.value)?;
        Ok::<_, SealError>((held.id, keys.seal(purpose, &secret)))
    });
    let (ids, values): (Vec<i64>, Vec<Vec<u8>>) =
        renewed.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    if ids.is_empty() {
        return Ok(0);
    }
    let written = diesel::sql_query(format!(
        "UPDATE {table} SET {name} = renewed.value \
         FROM unnest($1, $2) AS renewed (id, value) WHERE {table}.id = renewed.id"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Bytea>, _>(values);
    Ok(written.execute(connection).await?)
}
