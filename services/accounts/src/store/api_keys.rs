//! API keys, of which only a hash is kept.

use std::net::IpAddr;

use access::{Rates, Scope};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use super::KeyId;
use super::audit::{self, Actor, Entry, Event};
use super::key_kind::{self, KeyKind};
use super::users::{self, Holder};
use crate::AccountsError;
use crate::api_keys::ApiKey;
use crate::schema::{api_keys, users as user_columns};

const KIND: KeyKind = KeyKind {
    table: "api_keys",
    subject_kind: "key",
    holder: "user_id",
    user: "user_id",
    organization: "NULL::bigint",
    name: "prefix",
};

/// What a new key may do, and for how long.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// What it is for, in its owner's words.
    pub label: String,
    /// What it may read; empty means everything.
    pub scopes: Vec<Scope>,
    /// Its own rates, where they differ from the tier's.
    pub throttle: Option<Rates>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key as lists show it.
#[derive(Clone, Debug, Serialize, Queryable)]
pub struct Listed {
    /// Its id, for revoking it.
    pub id: i64,
    /// Its readable start.
    pub prefix: String,
    /// Whose it is.
    pub username: String,
    /// What it is for.
    pub label: String,
    /// What it may read; empty means everything.
    pub scopes: Vec<Option<String>>,
    /// Its own rates.
    pub throttle: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, give or take a minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What accounts knows of a presented key.
#[derive(Clone, Debug, Queryable)]
pub struct Presented {
    /// The key's id.
    pub id: i64,
    /// SHA-256 of the whole key.
    pub hash: Vec<u8>,
    /// What it may read; empty means everything.
    pub scopes: Vec<Option<String>>,
    /// Its own rates.
    pub throttle: Option<String>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, give or take a minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Whose it is.
    pub holder: Holder,
}

/// Gives a user a new key. The key is in the answer and nowhere else.
///
/// # Errors
/// [`AccountsError::NoSuchUser`], and [`AccountsError::TooManyKeys`] where a
/// person adds one to [`MOST_KEYS`](super::MOST_KEYS) that work.
pub async fn add(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    username: &str,
    terms: &Terms,
) -> Result<(i64, ApiKey), AccountsError> {
    let key = ApiKey::generate();
    let hash = key.hash();
    let scopes: Vec<&str> = terms.scopes.iter().map(|scope| scope.as_str()).collect();
    let id = connection
        .transaction(async |connection| {
            let user = users::hold(connection, username).await?;
            key_kind::make_room(connection, actor, &KIND, user.id).await?;
            let id: i64 = diesel::insert_into(api_keys::table)
                .values((
                    api_keys::user_id.eq(user.id),
                    api_keys::prefix.eq(key.prefix()),
                    api_keys::hash.eq(hash.as_slice()),
                    api_keys::label.eq(&terms.label),
                    api_keys::scopes.eq(&scopes),
                    api_keys::throttle.eq(terms.throttle.as_ref().map(ToString::to_string)),
                    api_keys::expires_at.eq(terms.expires_at),
                ))
                .returning(api_keys::id)
                .get_result(connection)
                .await?;
            let entry = Entry::of_user(Event::KeyAdded, "key", id, key.prefix(), user.id);
            audit::record(connection, actor, entry).await?;
            Ok::<_, AccountsError>(id)
        })
        .await?;
    Ok((id, key))
}

type ListedColumns = (
    api_keys::id,
    api_keys::prefix,
    user_columns::username,
    api_keys::label,
    api_keys::scopes,
    api_keys::throttle,
    api_keys::created_at,
    api_keys::expires_at,
    api_keys::last_used_at,
    api_keys::revoked_at,
);

const LISTED: ListedColumns = (
    api_keys::id,
    api_keys::prefix,
    user_columns::username,
    api_keys::label,
    api_keys::scopes,
    api_keys::throttle,
    api_keys::created_at,
    api_keys::expires_at,
    api_keys::last_used_at,
    api_keys::revoked_at,
);

/// Every key, by id.
pub async fn list(connection: &mut AsyncPgConnection) -> Result<Vec<Listed>, AccountsError> {
    Ok(api_keys::table
        .inner_join(user_columns::table)
        .order(api_keys::id)
        .select(LISTED)
        .load(connection)
        .await?)
}

/// A user's keys, by id.
pub async fn of_user(
    connection: &mut AsyncPgConnection,
    user: i64,
) -> Result<Vec<Listed>, AccountsError> {
    Ok(api_keys::table
        .inner_join(user_columns::table)
        .filter(api_keys::user_id.eq(user))
        .order(api_keys::id)
        .select(LISTED)
        .load(connection)
        .await?)
}

/// Takes a key back, within a second everywhere. Taking it back twice keeps the first time.
///
/// # Errors
/// [`AccountsError::NoSuchKey`].
pub async fn revoke(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    id: i64,
) -> Result<(), AccountsError> {
    revoke_of(connection, actor, None, id).await
}

/// As [`revoke`], of this user's keys only: there are no others.
pub async fn revoke_own(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    user: i64,
    id: i64,
) -> Result<(), AccountsError> {
    revoke_of(connection, actor, Some(user), id).await
}

async fn revoke_of(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    owner: Option<i64>,
    id: i64,
) -> Result<(), AccountsError> {
    connection
        .transaction(async |connection| {
            api_keys::table
                .find(id)
                .select(api_keys::user_id)
                .first::<i64>(connection)
                .await
                .optional()?
                .filter(|user| owner.is_none_or(|owner| owner == *user))
                .ok_or(AccountsError::NoSuchKey(KeyId::Bearer(id)))?;
            Ok::<_, AccountsError>(key_kind::revoke(connection, actor, &KIND, id).await?)
        })
        .await
}

/// The key whose readable start is `prefix`.
pub async fn find(
    connection: &mut AsyncPgConnection,
    prefix: &str,
) -> QueryResult<Option<Presented>> {
    api_keys::table
        .inner_join(user_columns::table)
        .filter(api_keys::prefix.eq(prefix))
        .select((
            api_keys::id,
            api_keys::hash,
            api_keys::scopes,
            api_keys::throttle,
            api_keys::expires_at,
            api_keys::last_used_at,
            api_keys::revoked_at,
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
