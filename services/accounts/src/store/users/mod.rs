//! People who may sign in or hold keys. Never deleted, only disabled.

mod change;
mod new_user;

use std::collections::HashMap;
use std::fmt;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::json;

pub use self::change::{set_active, set_clinician, set_email, set_password, set_staff};
pub use self::new_user::NewUser;
use super::audit::{self, Actor, Entry, Event};
use super::{is_duplicate, lower};
use crate::AccountsError;
use crate::schema::users;

/// A user, without the password's hash.
#[derive(Clone, Debug, Serialize, Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub struct User {
    /// Never changes and is never given again.
    pub id: i64,
    /// Unique whatever its case.
    pub username: String,
    /// May be empty.
    pub email: String,
    /// Whether the user may call at all.
    pub active: bool,
    /// Whether the user runs the platform.
    pub staff: bool,
    /// A clinician of the rota service.
    pub clinician_id: Option<i64>,
    /// When the user was added.
    pub created_at: DateTime<Utc>,
}

/// What is known of somebody who wants to sign in.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub struct Credentials {
    /// The user's id.
    pub id: i64,
    /// What they are called.
    pub username: String,
    /// What their password is compared with.
    pub password_hash: String,
    /// Whether the user may call at all.
    pub active: bool,
    /// Whether the user runs the platform.
    pub staff: bool,
    /// A clinician of the rota service.
    pub clinician_id: Option<i64>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The user behind a credential, as callers are described.
#[derive(Clone, Debug, Queryable)]
pub struct Holder {
    /// The user's id.
    pub id: i64,
    /// What they are called.
    pub username: String,
    /// Whether the user may call at all.
    pub active: bool,
    /// Whether the user runs the platform.
    pub staff: bool,
    /// A clinician of the rota service.
    pub clinician_id: Option<i64>,
}

type HolderColumns = (users::id, users::username, users::active, users::staff, users::clinician_id);

/// The columns of a [`Holder`].
pub(super) const HOLDER: HolderColumns =
    (users::id, users::username, users::active, users::staff, users::clinician_id);

/// Adds a user.
pub async fn add(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    user: &NewUser,
) -> Result<User, AccountsError> {
    connection
        .transaction(async |connection| {
            let added: User = diesel::insert_into(users::table)
                .values(user)
                .returning(User::as_returning())
                .get_result(connection)
                .await
                .map_err(|error| match error {
                    duplicate if is_duplicate(&duplicate) => {
                        AccountsError::UsernameTaken(user.username.clone())
                    }
                    other => other.into(),
                })?;
            let details = json!({ "staff": added.staff });
            let entry = Entry { details, ..about(Event::UserAdded, &added) };
            audit::record(connection, actor, entry).await?;
            Ok::<_, AccountsError>(added)
        })
        .await
}

/// Adds a user, or makes the one of that name as described, with a new password.
pub async fn add_or_replace(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    user: &NewUser,
) -> Result<User, AccountsError> {
    connection
        .transaction(async |connection| {
            let known = users::table
                .filter(lower(users::username).eq(lower(&user.username)))
                .select(users::id)
                .first::<i64>(connection)
                .await
                .optional()?;
            if known.is_none() {
                return add(connection, actor, user).await;
            }
            let name = &user.username;
            set_email(connection, actor, name, &user.email).await?;
            set_clinician(connection, actor, name, user.clinician_id).await?;
            set_staff(connection, actor, name, user.staff).await?;
            set_password(connection, actor, name, &user.password_hash, None).await
        })
        .await
}

/// The user of that name.
pub async fn find(
    connection: &mut AsyncPgConnection,
    username: &str,
) -> Result<User, AccountsError> {
    users::table
        .filter(lower(users::username).eq(lower(username)))
        .select(User::as_select())
        .first(connection)
        .await
        .optional()?
        .ok_or_else(|| AccountsError::NoSuchUser(username.to_owned()))
}

/// The user of that name, who stays as they are until the transaction ends.
/// Rows that refer to them may still be added.
pub(super) async fn hold(
    connection: &mut AsyncPgConnection,
    username: &str,
) -> Result<User, AccountsError> {
    users::table
        .filter(lower(users::username).eq(lower(username)))
        .select(User::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?
        .ok_or_else(|| AccountsError::NoSuchUser(username.to_owned()))
}

/// Whether a user is active and has the password that was verified, which
/// stays so until the transaction ends.
pub(super) async fn still_has(
    connection: &mut AsyncPgConnection,
    verified: &Credentials,
) -> QueryResult<bool> {
    let same: Option<i64> = users::table
        .find(verified.id)
        .filter(users::active)
        .filter(users::password_hash.eq(&verified.password_hash))
        .select(users::id)
        .for_share()
        .first(connection)
        .await
        .optional()?;
    Ok(same.is_some())
}

/// The user with that id.
pub async fn by_id(connection: &mut AsyncPgConnection, id: i64) -> Result<User, AccountsError> {
    users::table
        .find(id)
        .select(User::as_select())
        .first(connection)
        .await
        .optional()?
        .ok_or(AccountsError::NoSuchUserId(id))
}

/// What is known of the user of exactly that name, in this case.
pub async fn credentials(
    connection: &mut AsyncPgConnection,
    username: &str,
) -> QueryResult<Option<Credentials>> {
    // PostgreSQL refuses text with this character instead of not finding it.
    if username.contains('\0') {
        return Ok(None);
    }
    users::table
        .filter(lower(users::username).eq(lower(username)))
        .filter(users::username.eq(username))
        .select(Credentials::as_select())
        .first(connection)
        .await
        .optional()
}

/// The user with that id, as callers are described.
pub async fn holder(connection: &mut AsyncPgConnection, id: i64) -> QueryResult<Option<Holder>> {
    users::table.find(id).select(HOLDER).first(connection).await.optional()
}

/// What users are called, by id; ids nobody has are left out.
pub async fn names(
    connection: &mut AsyncPgConnection,
    ids: &[i64],
) -> QueryResult<HashMap<i64, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let names: Vec<(i64, String)> = users::table
        .filter(users::id.eq_any(ids))
        .select((users::id, users::username))
        .load(connection)
        .await?;
    Ok(names.into_iter().collect())
}

/// Every user, by id.
pub async fn list(connection: &mut AsyncPgConnection) -> Result<Vec<User>, AccountsError> {
    Ok(users::table.order(users::id).select(User::as_select()).load(connection).await?)
}

fn about(event: Event, user: &User) -> Entry<'_> {
    Entry::of_user(event, "user", user.id, &user.username, user.id)
}
