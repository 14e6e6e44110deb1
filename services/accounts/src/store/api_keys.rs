//! API keys, of which only a hash is kept.

use access::{Rates, Scope};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use super::users;
use crate::AccountsError;
use crate::api_keys::ApiKey;
use crate::schema::{api_keys, users as user_columns};

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
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Its user.
    pub user_id: i64,
    /// Whether the user may call at all.
    pub user_active: bool,
    /// Whether the user runs the platform.
    pub user_staff: bool,
}

/// Gives a user a new key. The key is in the answer and nowhere else.
pub async fn add(
    connection: &mut AsyncPgConnection,
    username: &str,
    terms: &Terms,
) -> Result<(i64, ApiKey), AccountsError> {
    let user = users::find(connection, username).await?;
    let key = ApiKey::generate();
    let scopes: Vec<&str> = terms.scopes.iter().map(|scope| scope.as_str()).collect();
    let id = diesel::insert_into(api_keys::table)
        .values((
            api_keys::user_id.eq(user.id),
            api_keys::prefix.eq(key.prefix()),
            api_keys::hash.eq(key.hash().as_slice()),
            api_keys::label.eq(&terms.label),
            api_keys::scopes.eq(scopes),
            api_keys::throttle.eq(terms.throttle.as_ref().map(ToString::to_string)),
            api_keys::expires_at.eq(terms.expires_at),
        ))
        .returning(api_keys::id)
        .get_result(connection)
        .await?;
    Ok((id, key))
}

/// Every key, by id.
pub async fn list(connection: &mut AsyncPgConnection) -> Result<Vec<Listed>, AccountsError> {
    Ok(api_keys::table
        .inner_join(user_columns::table)
        .order(api_keys::id)
        .select((
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
        ))
        .load(connection)
        .await?)
}

/// Takes a key back, within a second everywhere. Taking it back twice keeps the first time.
pub async fn revoke(connection: &mut AsyncPgConnection, id: i64) -> Result<(), AccountsError> {
    let revoked = diesel::update(api_keys::table.find(id))
        .set(api_keys::revoked_at.eq(diesel::dsl::sql("coalesce(revoked_at, now())")));
    match revoked.execute(connection).await? {
        0 => Err(AccountsError::NoSuchKey(id)),
        _ => Ok(()),
    }
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
            api_keys::revoked_at,
            user_columns::id,
            user_columns::active,
            user_columns::staff,
        ))
        .first(connection)
        .await
        .optional()
}

/// Notes that a key was used; at most one write a minute, so that reading stays cheap.
pub async fn touch(
    connection: &mut AsyncPgConnection,
    id: i64,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let stale =
        api_keys::last_used_at.is_null().or(api_keys::last_used_at.lt(now - TimeDelta::minutes(1)));
    diesel::update(api_keys::table.find(id).filter(stale))
        .set(api_keys::last_used_at.eq(now))
        .execute(connection)
        .await?;
    Ok(())
}
