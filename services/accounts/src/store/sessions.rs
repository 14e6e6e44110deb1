//! Sessions of browsers, of whose ids only a hash is kept.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use rand::distr::{Alphanumeric, SampleString};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::audit::{self, Actor, Entry, Event};
use super::users::{self, Credentials, Holder};
use super::{digest, is_untouched};
use crate::AccountsError;
use crate::schema::{sessions, users as user_columns};

/// How long a session lasts; browsers forget it sooner, when they are closed.
pub const LIFE: TimeDelta = TimeDelta::days(14);

/// Characters of a cookie, of 62 each: 256 random bits.
const COOKIE_LENGTH: usize = 43;

const MAX_USER_AGENT: usize = 300;

/// A session that just began.
#[derive(Debug)]
pub struct StartedSession {
    /// Its id.
    pub id: i64,
    /// What the browser keeps.
    pub cookie: SecretString,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A session that was presented, and goes on.
#[derive(Clone, Debug, Queryable)]
pub struct Presented {
    /// Its id.
    pub id: i64,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, give or take a minute.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// Whose it is.
    pub holder: Holder,
}

/// A session as its user's list shows it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
pub struct Listed {
    /// Its id, for ending it.
    pub id: i64,
    /// Where it began; empty where that is not known.
    pub address: String,
    /// What the browser said it is.
    pub user_agent: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, give or take a minute.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Starts a session of a user whose password was verified. Its cookie is in
/// the answer and nowhere else.
///
/// # Errors
/// [`AccountsError::StaleCredentials`] where the user was disabled or got
/// another password since: what ends their sessions ends none that start later.
pub async fn start(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    verified: &Credentials,
    address: Option<IpAddr>,
    user_agent: &str,
) -> Result<StartedSession, AccountsError> {
    let now = Utc::now();
    let expires_at = now + LIFE;
    let cookie = SecretString::from(Alphanumeric.sample_string(&mut rand::rng(), COOKIE_LENGTH));
    let plain = user_agent.chars().filter(|c| !c.is_control());
    let user_agent: String = plain.take(MAX_USER_AGENT).collect();
    let hash = digest(cookie.expose_secret());
    let id = connection
        .transaction(async |connection| {
            if !users::still_has(connection, verified).await? {
                return Err(AccountsError::StaleCredentials);
            }
            let user = verified.id;
            let id: i64 = diesel::insert_into(sessions::table)
                .values((
                    sessions::user_id.eq(user),
                    sessions::hash.eq(hash.as_slice()),
                    sessions::address.eq(audit::address(address)),
                    sessions::user_agent.eq(&user_agent),
                    sessions::created_at.eq(now),
                    sessions::last_seen_at.eq(now),
                    sessions::expires_at.eq(expires_at),
                ))
                .returning(sessions::id)
                .get_result(connection)
                .await?;
            let entry = Entry::of_user(Event::SignedIn, "session", id, "", user);
            audit::record(connection, actor, entry).await?;
            Ok::<_, AccountsError>(id)
        })
        .await?;
    Ok(StartedSession { id, cookie, expires_at })
}

/// The session with this cookie, if it has not ended at `now`.
pub async fn find(
    connection: &mut AsyncPgConnection,
    cookie: &str,
    now: DateTime<Utc>,
) -> QueryResult<Option<Presented>> {
    sessions::table
        .inner_join(user_columns::table)
        .filter(sessions::hash.eq(digest(cookie)))
        .filter(sessions::expires_at.gt(now))
        .select((
            sessions::id,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::expires_at,
            users::HOLDER,
        ))
        .first(connection)
        .await
        .optional()
}

/// Notes that a session was used; at most one write a minute.
pub async fn touch(
    connection: &mut AsyncPgConnection,
    session: &mut Presented,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    if !is_untouched(Some(session.last_seen_at), now) {
        return Ok(());
    }
    diesel::update(sessions::table.find(session.id))
        .set(sessions::last_seen_at.eq(now))
        .execute(connection)
        .await?;
    session.last_seen_at = now;
    Ok(())
}

/// Ends a session, within a second everywhere. One that has ended stays so.
pub async fn end(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    id: i64,
) -> Result<(), AccountsError> {
    connection
        .transaction(async |connection| {
            let user: Option<i64> = diesel::delete(sessions::table.find(id))
                .returning(sessions::user_id)
                .get_result(connection)
                .await
                .optional()?;
            if let Some(user) = user {
                let entry = Entry::of_user(Event::SignedOut, "session", id, "", user);
                audit::record(connection, actor, entry).await?;
            }
            Ok::<_, AccountsError>(())
        })
        .await
}

/// Ends a user's sessions but `keep`, within a second everywhere; how many.
pub async fn end_others(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    user: i64,
    keep: Option<i64>,
) -> Result<usize, AccountsError> {
    connection
        .transaction(async |connection| {
            let mut ended: Vec<i64> = diesel::delete(
                sessions::table
                    .filter(sessions::user_id.eq(user))
                    // No id is negative.
                    .filter(sessions::id.ne(keep.unwrap_or(-1))),
            )
            .returning(sessions::id)
            .get_results(connection)
            .await?;
            ended.sort_unstable();
            if !ended.is_empty() {
                let details = json!({ "sessions": ended });
                let entry = Entry::of_user(Event::SignedOut, "session", "", "", user);
                audit::record(connection, actor, Entry { details, ..entry }).await?;
            }
            Ok::<_, AccountsError>(ended.len())
        })
        .await
}

/// A user's sessions that go on, the one used last first.
pub async fn of_user(
    connection: &mut AsyncPgConnection,
    user: i64,
) -> Result<Vec<Listed>, AccountsError> {
    Ok(sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::expires_at.gt(Utc::now()))
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
        .select(Listed::as_select())
        .load(connection)
        .await?)
}

/// Forgets sessions that have ended at `now`; how many.
pub async fn purge(connection: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(sessions::table.filter(sessions::expires_at.le(now))).execute(connection).await
}
