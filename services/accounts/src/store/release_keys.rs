//! Keys for release downloads: one per user, and those it has replaced.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use sealed::{SealError, SecretKeys};
use secrecy::{ExposeSecret, SecretString};

use super::audit::{self, Actor, Entry, Event};
use super::digest;
use super::key_kind::{self, KeyKind};
use super::users::{self, Holder};
use crate::AccountsError;
use crate::schema::{release_keys, users as user_columns};

/// What a kept key was encrypted for.
pub(super) const PURPOSE: &str = "release_keys.key";

const KIND: KeyKind = KeyKind {
    table: "release_keys",
    subject_kind: "release_key",
    holder: "user_id",
    user: "user_id",
    organization: "NULL::bigint",
    name: "''::text",
};

/// What accounts knows of a presented key.
#[derive(Clone, Debug, Queryable)]
pub struct Presented {
    /// The key's id.
    pub id: i64,
    /// When it was last used, give or take a minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When another replaced it.
    pub retired_at: Option<DateTime<Utc>>,
    /// Whose it is.
    pub holder: Holder,
}

/// The key a user has now.
#[derive(Debug)]
pub struct CurrentKey {
    /// 40 lower-case hexadecimal digits.
    pub key: SecretString,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A user's key, made where there is none.
///
/// # Errors
/// [`AccountsError::NoSuchUserId`], and [`AccountsError::Sealed`] where the
/// key that is kept cannot be read.
pub async fn current(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    keys: &SecretKeys,
    user: i64,
) -> Result<CurrentKey, AccountsError> {
    connection
        .transaction(async |connection| {
            // Whoever comes at the same time waits here, and finds the same key.
            user_columns::table
                .find(user)
                .select(user_columns::id)
                .for_no_key_update()
                .first::<i64>(connection)
                .await
                .optional()?
                .ok_or(AccountsError::NoSuchUserId(user))?;
            let held: Option<(Vec<u8>, DateTime<Utc>)> = release_keys::table
                .filter(release_keys::user_id.eq(user))
                .filter(release_keys::retired_at.is_null())
                .select((release_keys::key, release_keys::created_at))
                .first(connection)
                .await
                .optional()?;
            match held {
                Some((sealed, created_at)) => {
                    Ok(CurrentKey { key: open(keys, &sealed)?, created_at })
                }
                None => add(connection, actor, keys, user).await,
            }
        })
        .await
}

fn open(keys: &SecretKeys, sealed: &[u8]) -> Result<SecretString, AccountsError> {
    let key = keys.open(PURPOSE, sealed)?;
    let text = std::str::from_utf8(&key).map_err(|_| SealError::Form)?;
    Ok(SecretString::from(text))
}

async fn add(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    keys: &SecretKeys,
    user: i64,
) -> Result<CurrentKey, AccountsError> {
    let key = SecretString::from(hex::encode(rand::random::<[u8; 20]>()));
    let (id, created_at): (i64, DateTime<Utc>) = diesel::insert_into(release_keys::table)
        .values((
            release_keys::user_id.eq(user),
            release_keys::hash.eq(digest(key.expose_secret())),
            release_keys::key.eq(keys.seal(PURPOSE, key.expose_secret().as_bytes())),
        ))
        .returning((release_keys::id, release_keys::created_at))
        .get_result(connection)
        .await?;
    let entry = Entry::of_user(Event::ReleaseKeyAdded, "release_key", id, "", user);
    audit::record(connection, actor, entry).await?;
    Ok(CurrentKey { key, created_at })
}

/// The key, retired or not, that this is.
pub async fn find(connection: &mut AsyncPgConnection, key: &str) -> QueryResult<Option<Presented>> {
    release_keys::table
        .inner_join(user_columns::table)
        .filter(release_keys::hash.eq(digest(key)))
        .select((
            release_keys::id,
            release_keys::last_used_at,
            release_keys::retired_at,
            users::HOLDER,
        ))
        .first(connection)
        .await
        .optional()
}

/// Notes that a key was used, and records the first use of a day from an
/// address; at most once a minute, so an address that calls within a minute of
/// another may go unseen.
pub async fn touch(
    connection: &mut AsyncPgConnection,
    id: i64,
    now: DateTime<Utc>,
    address: Option<IpAddr>,
) -> QueryResult<()> {
    key_kind::touch(connection, &KIND, id, now, address).await
}

/// The id of a user's key, if they have one.
pub(super) async fn id_of(
    connection: &mut AsyncPgConnection,
    user: i64,
) -> QueryResult<Option<i64>> {
    release_keys::table
        .filter(release_keys::user_id.eq(user))
        .filter(release_keys::retired_at.is_null())
        .select(release_keys::id)
        .first(connection)
        .await
        .optional()
}

/// Records that a change of a user retired the key they had before it, if it did.
pub(super) async fn record_retired(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    user: i64,
    before: Option<i64>,
) -> QueryResult<()> {
    let Some(id) = before else { return Ok(()) };
    if id_of(connection, user).await? == before {
        return Ok(());
    }
    let entry = Entry::of_user(Event::ReleaseKeyRetired, "release_key", id, "", user);
    audit::record(connection, actor, entry).await
}
