//! What can be changed of a user.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};

use super::new_user::checked_email;
use super::{User, about, hold};
use crate::AccountsError;
use crate::schema::users;
use crate::store::audit::{self, Actor, Entry, Event};
use crate::store::{release_keys, sessions};

/// Lets a user call, or stops them within a second everywhere and ends their
/// sessions.
///
/// # Errors
/// [`AccountsError::NoSuchUser`].
pub async fn set_active(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    username: &str,
    active: bool,
) -> Result<User, AccountsError> {
    change(connection, actor, username, Change::Active(active)).await
}

/// Replaces the password's hash. Ends the user's sessions but `keep_session`,
/// and retires their release key.
///
/// # Errors
/// [`AccountsError::NoSuchUser`].
pub async fn set_password(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    username: &str,
    password_hash: &str,
    keep_session: Option<i64>,
) -> Result<User, AccountsError> {
    let wanted = Change::Password { hash: password_hash, keep_session };
    change(connection, actor, username, wanted).await
}

/// Replaces the e-mail address, which may be empty. A new one retires the
/// user's release key.
///
/// # Errors
/// [`AccountsError::InvalidEmail`] and [`AccountsError::NoSuchUser`].
pub async fn set_email(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    username: &str,
    email: &str,
) -> Result<User, AccountsError> {
    change(connection, actor, username, Change::Email(checked_email(email)?)).await
}

/// Says which clinician of the rota service a user is, if any.
///
/// # Errors
/// [`AccountsError::NoSuchUser`].
pub async fn set_clinician(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    username: &str,
    clinician: Option<i64>,
) -> Result<User, AccountsError> {
    change(connection, actor, username, Change::Clinician(clinician)).await
}

/// Says whether a user runs the platform.
///
/// # Errors
/// [`AccountsError::NoSuchUser`].
pub async fn set_staff(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    username: &str,
    staff: bool,
) -> Result<User, AccountsError> {
    change(connection, actor, username, Change::Staff(staff)).await
}

/// Something to change of a user.
#[derive(Clone, Copy)]
enum Change<'a> {
    Active(bool),
    Password { hash: &'a str, keep_session: Option<i64> },
    Email(&'a str),
    Clinician(Option<i64>),
    Staff(bool),
}

/// The columns to change: what is absent stays.
#[derive(Default, AsChangeset)]
#[diesel(table_name = users)]
struct Columns<'a> {
    email: Option<&'a str>,
    password_hash: Option<&'a str>,
    active: Option<bool>,
    staff: Option<bool>,
    clinician_id: Option<Option<i64>>,
}

impl<'a> Change<'a> {
    /// Whether the user is so already. Nobody knows that of a password.
    fn is_made(self, user: &User) -> bool {
        match self {
            Self::Active(active) => user.active == active,
            Self::Password { .. } => false,
            Self::Email(email) => user.email == email,
            Self::Clinician(clinician) => user.clinician_id == clinician,
            Self::Staff(staff) => user.staff == staff,
        }
    }

    fn columns(self) -> Columns<'a> {
        let none = Columns::default();
        match self {
            Self::Active(active) => Columns { active: Some(active), ..none },
            Self::Password { hash, .. } => Columns { password_hash: Some(hash), ..none },
            Self::Email(email) => Columns { email: Some(email), ..none },
            Self::Clinician(clinician) => Columns { clinician_id: Some(clinician), ..none },
            Self::Staff(staff) => Columns { staff: Some(staff), ..none },
        }
    }

    fn event(self) -> Event {
        match self {
            Self::Active(true) => Event::UserEnabled,
            Self::Active(false) => Event::UserDisabled,
            Self::Password { .. } => Event::PasswordChanged,
            Self::Email(_) => Event::EmailChanged,
            Self::Clinician(_) => Event::ClinicianChanged,
            Self::Staff(_) => Event::StaffChanged,
        }
    }

    /// What else there is to know of it, of the user as they were.
    fn details(self, before: &User) -> Value {
        match self {
            Self::Clinician(clinician) => json!({ "from": before.clinician_id, "to": clinician }),
            Self::Staff(staff) => json!({ "from": before.staff, "to": staff }),
            Self::Active(_) | Self::Password { .. } | Self::Email(_) => json!({}),
        }
    }
}

/// Changes a user, and records it with what follows from it; nothing where
/// they are so already.
async fn change(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    username: &str,
    wanted: Change<'_>,
) -> Result<User, AccountsError> {
    connection
        .transaction(async |connection| {
            let user = hold(connection, username).await?;
            if wanted.is_made(&user) {
                return Ok::<_, AccountsError>(user);
            }
            let release_key = release_keys::id_of(connection, user.id).await?;
            let changed: User = diesel::update(users::table.find(user.id))
                .set(wanted.columns())
                .returning(User::as_returning())
                .get_result(connection)
                .await?;
            match wanted {
                Change::Active(false) => {
                    sessions::end_others(connection, actor, user.id, None).await?;
                }
                Change::Password { keep_session, .. } => {
                    sessions::end_others(connection, actor, user.id, keep_session).await?;
                }
                _ => {}
            }
            let entry = Entry { details: wanted.details(&user), ..about(wanted.event(), &changed) };
            audit::record(connection, actor, entry).await?;
            // The database retires it, whoever changes the user.
            release_keys::record_retired(connection, actor, user.id, release_key).await?;
            Ok(changed)
        })
        .await
}
