//! What keys of every kind have in common: people may only have so many, and
//! they are noted when they are used and taken back.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use super::TOUCH;
use super::audit::{self, Actor, Entry, Event};
use crate::AccountsError;

/// The most keys that work which people give themselves, or an organisation.
pub const MOST_KEYS: i64 = 20;

/// A kind of key, and what its table calls what all kinds have.
pub(super) struct KeyKind {
    pub(super) table: &'static str,
    /// What history calls it.
    pub(super) subject_kind: &'static str,
    /// The column of whose it is.
    pub(super) holder: &'static str,
    /// The user it concerns, in SQL.
    pub(super) user: &'static str,
    /// The organisation it concerns, in SQL.
    pub(super) organization: &'static str,
    /// What it is called, in SQL.
    pub(super) name: &'static str,
}

#[derive(QueryableByName)]
struct Changed {
    #[diesel(sql_type = Nullable<BigInt>)]
    user_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    organization_id: Option<i64>,
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    live: i64,
}

impl KeyKind {
    fn returning(&self) -> String {
        let Self { user, organization, name, .. } = self;
        format!("RETURNING {user} AS user_id, {organization} AS organization_id, {name} AS name")
    }

    fn entry<'a>(&self, event: Event, id: i64, changed: &'a Changed) -> Entry<'a> {
        Entry {
            user: changed.user_id,
            organization: changed.organization_id,
            ..Entry::new(event, self.subject_kind, id, &changed.name)
        }
    }
}

/// Refuses a person who wants another key for whom has enough. The holder is
/// held, so nobody else adds one at the same time.
pub(super) async fn make_room(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    kind: &KeyKind,
    holder: i64,
) -> Result<(), AccountsError> {
    if actor.user.is_none() {
        return Ok(());
    }
    let statement = format!(
        "SELECT count(*) AS live FROM {} WHERE {} = $1 AND revoked_at IS NULL \
         AND (expires_at IS NULL OR expires_at > now())",
        kind.table, kind.holder
    );
    let count: Count =
        diesel::sql_query(statement).bind::<BigInt, _>(holder).get_result(connection).await?;
    if count.live < MOST_KEYS { Ok(()) } else { Err(AccountsError::TooManyKeys) }
}

/// Takes a key back and records it; the caller owns the transaction. One that
/// was taken back before stays as it is.
pub(super) async fn revoke(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    kind: &KeyKind,
    id: i64,
) -> QueryResult<()> {
    let statement = format!(
        "UPDATE {} SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL {}",
        kind.table,
        kind.returning()
    );
    let revoked: Option<Changed> = diesel::sql_query(statement)
        .bind::<BigInt, _>(id)
        .get_result(connection)
        .await
        .optional()?;
    let Some(changed) = revoked else { return Ok(()) };
    audit::record(connection, actor, kind.entry(Event::KeyRevoked, id, &changed)).await
}

/// Notes that a key was used, and records the first use of a day from an
/// address. Both happen at most once a minute, so that being called often
/// stays cheap: an address that calls within a minute of another may go unseen.
pub(super) async fn touch(
    connection: &mut AsyncPgConnection,
    kind: &KeyKind,
    id: i64,
    now: DateTime<Utc>,
    address: Option<IpAddr>,
) -> QueryResult<()> {
    let statement = format!(
        "UPDATE {} SET last_used_at = $2 \
         WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3) {}",
        kind.table,
        kind.returning()
    );
    connection
        .transaction(async |connection| {
            let touched: Option<Changed> = diesel::sql_query(statement.as_str())
                .bind::<BigInt, _>(id)
                .bind::<Timestamptz, _>(now)
                .bind::<Timestamptz, _>(now - TOUCH)
                .get_result(connection)
                .await
                .optional()?;
            let Some(changed) = touched else { return Ok::<_, Error>(()) };
            let actor = Actor { user: changed.user_id, address };
            let entry = kind.entry(Event::KeyUsed, id, &changed);
            audit::record_use(connection, &actor, entry, now).await
        })
        .await
}
