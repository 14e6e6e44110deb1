//! People who may sign in or hold keys. Never deleted, only disabled.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

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

/// A user to add.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = users)]
pub struct NewUser {
    /// Unique whatever its case; see [`NewUser::new`].
    pub username: String,
    /// May be empty.
    pub email: String,
    /// From [`crate::passwords::hash`].
    pub password_hash: String,
    /// Whether the user runs the platform.
    pub staff: bool,
    /// A clinician of the rota service.
    pub clinician_id: Option<i64>,
}

impl NewUser {
    /// An ordinary user. The e-mail address defaults to the username where that is one.
    pub fn new(
        username: &str,
        email: Option<String>,
        password_hash: String,
    ) -> Result<Self, AccountsError> {
        let plain = |c: char| c.is_alphanumeric() || "@.+-_".contains(c);
        if !(1..=150).contains(&username.chars().count()) || !username.chars().all(plain) {
            return Err(AccountsError::InvalidUsername(username.to_owned()));
        }
        let email = email.unwrap_or_else(|| {
            if username.contains('@') { username.to_owned() } else { String::new() }
        });
        let username = username.to_owned();
        Ok(Self { username, email, password_hash, staff: false, clinician_id: None })
    }
}

/// Adds a user.
pub async fn add(
    connection: &mut AsyncPgConnection,
    user: &NewUser,
) -> Result<User, AccountsError> {
    diesel::insert_into(users::table)
        .values(user)
        .returning(User::as_returning())
        .get_result(connection)
        .await
        .map_err(|error| match error {
            duplicate if is_duplicate(&duplicate) => {
                AccountsError::UsernameTaken(user.username.clone())
            }
            other => other.into(),
        })
}

/// Adds a user, or makes the one of that name as described.
pub async fn add_or_replace(
    connection: &mut AsyncPgConnection,
    user: &NewUser,
) -> Result<User, AccountsError> {
    let same_name = users::table.filter(lower(users::username).eq(lower(&user.username)));
    let replaced = diesel::update(same_name)
        .set((
            users::email.eq(&user.email),
            users::password_hash.eq(&user.password_hash),
            users::staff.eq(user.staff),
            users::clinician_id.eq(user.clinician_id),
        ))
        .returning(User::as_returning())
        .get_result(connection)
        .await
        .optional()?;
    match replaced {
        Some(user) => Ok(user),
        None => add(connection, user).await,
    }
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

/// Every user, by id.
pub async fn list(connection: &mut AsyncPgConnection) -> Result<Vec<User>, AccountsError> {
    Ok(users::table.order(users::id).select(User::as_select()).load(connection).await?)
}

/// Lets a user call, or stops them within a second everywhere.
pub async fn set_active(
    connection: &mut AsyncPgConnection,
    username: &str,
    active: bool,
) -> Result<User, AccountsError> {
    diesel::update(users::table.filter(lower(users::username).eq(lower(username))))
        .set(users::active.eq(active))
        .returning(User::as_returning())
        .get_result(connection)
        .await
        .optional()?
        .ok_or_else(|| AccountsError::NoSuchUser(username.to_owned()))
}

/// Replaces the password's hash.
pub async fn set_password(
    connection: &mut AsyncPgConnection,
    username: &str,
    password_hash: &str,
) -> Result<User, AccountsError> {
    diesel::update(users::table.filter(lower(users::username).eq(lower(username))))
        .set(users::password_hash.eq(password_hash))
        .returning(User::as_returning())
        .get_result(connection)
        .await
        .optional()?
        .ok_or_else(|| AccountsError::NoSuchUser(username.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_email_defaults_to_a_username_that_is_one() {
        let email = |name: &str, email: Option<&str>| {
            NewUser::new(name, email.map(str::to_owned), String::new()).unwrap().email
        };
        assert_eq!(email("jo@example.nhs.uk", None), "jo@example.nhs.uk");
        assert_eq!(email("jo", None), "");
        assert_eq!(email("jo@example.nhs.uk", Some("x@y.z")), "x@y.z");
    }

    #[test]
    fn usernames_are_plain() {
        for bad in ["", "a b", "a/b", "a\n", &"x".repeat(151)] {
            assert!(NewUser::new(bad, None, String::new()).is_err(), "{bad:?}");
        }
    }
}
