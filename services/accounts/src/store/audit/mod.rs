//! What was done to credentials, by whom and from where. Rows are only ever added.

mod event;

use std::fmt::Display;
use std::net::IpAddr;

use chrono::{DateTime, NaiveTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use serde_json::Value;

pub use self::event::Event;
use super::users;
use crate::schema::audit;

/// Who does something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The user, unless it is the command line, the platform or a stranger.
    pub user: Option<i64>,
    /// Where they are, where that is known.
    pub address: Option<IpAddr>,
}

impl Actor {
    /// The command line, or the platform itself.
    pub fn command() -> Self {
        Self::default()
    }
}

/// How an address is kept: the same one always looks the same; empty where there is none.
pub(crate) fn address(address: Option<IpAddr>) -> String {
    address.map(|address| address.to_canonical().to_string()).unwrap_or_default()
}

/// Something that happened. Never holds a secret.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// What.
    pub event: Event,
    /// What it was done to: `user`, `session`, `key`, `signed_key`,
    /// `release_key`, `token_key`, `organization`, `member` or `secrets`.
    pub subject_kind: &'static str,
    /// Its id.
    pub subject_id: String,
    /// What it was called then.
    pub subject: &'a str,
    /// The user it concerns.
    pub user: Option<i64>,
    /// The organisation it concerns.
    pub organization: Option<i64>,
    /// What else there is to know: an object.
    pub details: Value,
}

impl<'a> Entry<'a> {
    /// Of something that concerns a user, or is one.
    pub(crate) fn of_user(
        event: Event,
        subject_kind: &'static str,
        subject_id: impl Display,
        subject: &'a str,
        user: i64,
    ) -> Self {
        Self { user: Some(user), ..Self::new(event, subject_kind, subject_id, subject) }
    }

    /// Of something that concerns an organisation, or is one.
    pub(crate) fn of_organization(
        event: Event,
        subject_kind: &'static str,
        subject_id: impl Display,
        subject: &'a str,
        organization: i64,
    ) -> Self {
        let organization = Some(organization);
        Self { organization, ..Self::new(event, subject_kind, subject_id, subject) }
    }

    /// Of something that concerns the platform.
    pub(crate) fn new(
        event: Event,
        subject_kind: &'static str,
        subject_id: impl Display,
        subject: &'a str,
    ) -> Self {
        Self {
            event,
            subject_kind,
            subject_id: subject_id.to_string(),
            subject,
            user: None,
            organization: None,
            details: Value::Object(serde_json::Map::new()),
        }
    }
}

/// Adds a row; who changes something adds it in the same transaction.
pub async fn record(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    entry: Entry<'_>,
) -> QueryResult<()> {
    diesel::insert_into(audit::table)
        .values((
            audit::action.eq(entry.event.as_str()),
            audit::actor_id.eq(actor.user),
            audit::subject_kind.eq(entry.subject_kind),
            audit::subject_id.eq(entry.subject_id),
            audit::subject.eq(entry.subject),
            audit::user_id.eq(entry.user),
            audit::organization_id.eq(entry.organization),
            audit::address.eq(address(actor.address)),
            audit::details.eq(entry.details),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds a row for the first use of a key from an address on the day of `now`.
/// Two first uses at once may both be told.
pub(crate) async fn record_use(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    entry: Entry<'_>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let day = now.date_naive().and_time(NaiveTime::MIN).and_utc();
    // The user or the organisation is what an index finds the rows by.
    diesel::sql_query(
        "INSERT INTO audit (action, actor_id, subject_kind, subject_id, subject, user_id, \
         organization_id, address) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (SELECT FROM audit \
         WHERE (user_id = $6 OR organization_id = $7) AND action = $1 AND subject_kind = $3 \
         AND subject_id = $4 AND address = $8 AND at >= $9)",
    )
    .bind::<Text, _>(entry.event.as_str())
    .bind::<Nullable<BigInt>, _>(actor.user)
    .bind::<Text, _>(entry.subject_kind)
    .bind::<Text, _>(entry.subject_id)
    .bind::<Text, _>(entry.subject)
    .bind::<Nullable<BigInt>, _>(entry.user)
    .bind::<Nullable<BigInt>, _>(entry.organization)
    .bind::<Text, _>(address(actor.address))
    .bind::<Timestamptz, _>(day)
    .execute(connection)
    .await?;
    Ok(())
}

/// Which rows to list: those that fit everything that is set.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Those that concern this user.
    pub about_user: Option<i64>,
    /// Those that concern one of these organisations.
    pub organizations: Option<Vec<i64>>,
    /// Those with this word for what happened.
    pub event: Option<String>,
    /// Those of this user's doing.
    pub actor: Option<i64>,
}

/// Something that happened, as lists show it.
#[derive(Clone, Debug, Serialize)]
pub struct Recorded {
    /// Larger is later.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What: a word of [`Event::as_str`].
    pub event: String,
    /// The user who did it.
    pub actor_id: Option<i64>,
    /// What that user is called.
    pub actor: Option<String>,
    /// What it was done to; see [`Entry`].
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
    /// What it was called then.
    pub subject: String,
    /// The user it concerns.
    pub user_id: Option<i64>,
    /// The organisation it concerns.
    pub organization_id: Option<i64>,
    /// Where it came from; empty where that is not known.
    pub address: String,
    /// What else there is to know.
    pub details: Value,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: i64,
    at: DateTime<Utc>,
    action: String,
    actor_id: Option<i64>,
    subject_kind: String,
    subject_id: String,
    subject: String,
    user_id: Option<i64>,
    organization_id: Option<i64>,
    address: String,
    details: Value,
}

/// How many rows fit.
pub async fn count(connection: &mut AsyncPgConnection, filter: &Filter) -> QueryResult<i64> {
    matching(filter).count().get_result(connection).await
}

/// Rows that fit, newest first: at most `limit` after the first `offset`.
pub async fn list(
    connection: &mut AsyncPgConnection,
    filter: &Filter,
    offset: i64,
    limit: i64,
) -> QueryResult<Vec<Recorded>> {
    let rows: Vec<Row> = matching(filter)
        .order(audit::id.desc())
        .offset(offset)
        .limit(limit)
        .select(Row::as_select())
        .load(connection)
        .await?;
    let actors: Vec<i64> = rows.iter().filter_map(|row| row.actor_id).collect();
    let names = users::names(connection, &actors).await?;
    let recorded = rows.into_iter().map(|row| Recorded {
        id: row.id,
        at: row.at,
        event: row.action,
        actor_id: row.actor_id,
        actor: row.actor_id.and_then(|id| names.get(&id).cloned()),
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
        subject: row.subject,
        user_id: row.user_id,
        organization_id: row.organization_id,
        address: row.address,
        details: row.details,
    });
    Ok(recorded.collect())
}

fn matching(filter: &Filter) -> audit::BoxedQuery<'_, diesel::pg::Pg> {
    let mut query = audit::table.into_boxed();
    if let Some(user) = filter.about_user {
        query = query.filter(audit::user_id.eq(user));
    }
    if let Some(organizations) = &filter.organizations {
        query = query.filter(audit::organization_id.eq_any(organizations));
    }
    if let Some(event) = &filter.event {
        query = query.filter(audit::action.eq(event));
    }
    if let Some(actor) = filter.actor {
        query = query.filter(audit::actor_id.eq(actor));
    }
    query
}
