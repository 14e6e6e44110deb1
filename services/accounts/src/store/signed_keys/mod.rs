//! Keys of organisations, for signed requests.

mod row;

use std::net::IpAddr;

use access::{Rates, ResourcePermission};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use rand::distr::{Alphanumeric, SampleString};
use sealed::SecretKeys;
use secrecy::{ExposeSecret, SecretString};

use self::row::Row;
use super::audit::{self, Actor, Entry, Event};
use super::key_kind::{self, KeyKind};
use super::{KeyId, memberships, organizations};
use crate::AccountsError;
use crate::schema::{organizations as organization_columns, signed_keys};

/// What a kept secret was encrypted for.
pub(crate) const PURPOSE: &str = "signed_keys.secret";

const KIND: KeyKind = KeyKind {
    table: "signed_keys",
    subject_kind: "signed_key",
    holder: "organization_id",
    user: "NULL::bigint",
    organization: "organization_id",
    name: "key",
};

/// Characters of a secret, of 62 each: 285 random bits.
const SECRET_LENGTH: usize = 48;

/// What a new key may do, from where, and for how long.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// What it is for, in its owner's words.
    pub label: String,
    /// What it may do; empty means nothing.
    pub permissions: Vec<ResourcePermission>,
    /// Networks it may call from; empty means any.
    pub networks: Vec<IpNet>,
    /// Whether it may sign in the way of version 1.
    pub legacy_signatures: bool,
    /// Its own rates, where they differ from the tier's.
    pub throttle: Option<Rates>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key that was just made.
#[derive(Debug)]
pub struct NewKey {
    /// Its id, for revoking it.
    pub id: i64,
    /// The organisation's public id.
    pub account_id: String,
    /// The public part, sent with every request: 24 lower-case hexadecimal digits.
    pub key: String,
    /// What requests are signed with; told only now.
    pub secret: SecretString,
}

/// A key as lists show it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id, for revoking it.
    pub id: i64,
    /// The public part.
    pub key: String,
    /// Whose it is.
    pub organization_id: i64,
    /// What it is for.
    pub label: String,
    /// What it may do; empty means nothing.
    pub permissions: Vec<ResourcePermission>,
    /// Networks it may call from; empty means any.
    pub networks: Vec<IpNet>,
    /// Whether it may sign in the way of version 1.
    pub legacy_signatures: bool,
    /// Its own rates.
    pub throttle: Option<Rates>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, give or take a minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What accounts knows of a key that a request names.
#[derive(Clone, Debug, Queryable)]
pub struct Presented {
    /// The key's id.
    pub id: i64,
    /// Its secret, sealed.
    pub secret: Vec<u8>,
    /// What it may do.
    pub permissions: Vec<Option<String>>,
    /// Networks it may call from, in CIDR notation.
    pub networks: Vec<Option<String>>,
    /// Whether it may sign in the way of version 1.
    pub legacy_signatures: bool,
    /// Its own rates.
    pub throttle: Option<String>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, give or take a minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Whose it is.
    pub organization_id: i64,
    /// The organisation's public id.
    pub account_id: String,
    /// Whether the organisation may act at all.
    pub organization_active: bool,
}

/// Gives an organisation a new key. Its secret is in the answer and nowhere else readable.
///
/// # Errors
/// [`AccountsError::NoSuchOrganization`]. Of a person also
/// [`AccountsError::NotAllowed`] where they do not run the organisation, and
/// [`AccountsError::TooManyKeys`] where it has [`MOST_KEYS`](super::MOST_KEYS) that work.
pub async fn add(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    keys: &SecretKeys,
    organization: i64,
    terms: &Terms,
) -> Result<NewKey, AccountsError> {
    let key = hex::encode(rand::random::<[u8; 12]>());
    let secret = SecretString::from(Alphanumeric.sample_string(&mut rand::rng(), SECRET_LENGTH));
    let sealed = keys.seal(PURPOSE, secret.expose_secret().as_bytes());
    let permissions: Vec<String> = terms.permissions.iter().map(ToString::to_string).collect();
    let networks: Vec<String> = terms.networks.iter().map(ToString::to_string).collect();
    let (id, account_id) = connection
        .transaction(async |connection| {
            let organization = organizations::hold(connection, organization).await?;
            memberships::require_own_admin(connection, actor, &organization).await?;
            key_kind::make_room(connection, actor, &KIND, organization.id).await?;
            let id: i64 = diesel::insert_into(signed_keys::table)
                .values((
                    signed_keys::organization_id.eq(organization.id),
                    signed_keys::key.eq(&key),
                    signed_keys::secret.eq(sealed.as_slice()),
                    signed_keys::label.eq(&terms.label),
                    signed_keys::permissions.eq(&permissions),
                    signed_keys::networks.eq(&networks),
                    signed_keys::legacy_signatures.eq(terms.legacy_signatures),
                    signed_keys::throttle.eq(terms.throttle.as_ref().map(ToString::to_string)),
                    signed_keys::expires_at.eq(terms.expires_at),
                ))
                .returning(signed_keys::id)
                .get_result(connection)
                .await?;
            let owner = organization.id;
            let entry = Entry::of_organization(Event::KeyAdded, "signed_key", id, &key, owner);
            audit::record(connection, actor, entry).await?;
            Ok::<_, AccountsError>((id, organization.public_id))
        })
        .await?;
    Ok(NewKey { id, account_id, key, secret })
}

/// An organisation's keys, by id.
pub async fn of_organization(
    connection: &mut AsyncPgConnection,
    organization: i64,
) -> Result<Vec<Listed>, AccountsError> {
    let rows: Vec<Row> = signed_keys::table
        .filter(signed_keys::organization_id.eq(organization))
        .order(signed_keys::id)
        .select(Row::as_select())
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(Row::read).collect::<QueryResult<_>>()?)
}

/// Every key, by id.
pub async fn list(connection: &mut AsyncPgConnection) -> Result<Vec<Listed>, AccountsError> {
    let rows: Vec<Row> =
        signed_keys::table.order(signed_keys::id).select(Row::as_select()).load(connection).await?;
    Ok(rows.into_iter().map(Row::read).collect::<QueryResult<_>>()?)
}

/// Takes a key back, at once everywhere. Taking it back twice keeps the first time.
///
/// # Errors
/// [`AccountsError::NoSuchKey`], and [`AccountsError::NotAllowed`] where a
/// person does not run the organisation.
pub async fn revoke(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    id: i64,
) -> Result<(), AccountsError> {
    connection
        .transaction(async |connection| {
            let organization = signed_keys::table
                .find(id)
                .select(signed_keys::organization_id)
                .first::<i64>(connection)
                .await
                .optional()?
                .ok_or(AccountsError::NoSuchKey(KeyId::Signed(id)))?;
            let organization = organizations::hold(connection, organization).await?;
            memberships::require_own_admin(connection, actor, &organization).await?;
            Ok::<_, AccountsError>(key_kind::revoke(connection, actor, &KIND, id).await?)
        })
        .await
}

/// The key with this public part, of the organisation with this public id.
pub async fn find(
    connection: &mut AsyncPgConnection,
    account_id: &str,
    key: &str,
) -> QueryResult<Option<Presented>> {
    // PostgreSQL refuses text with this character instead of not finding it.
    if account_id.contains('\0') || key.contains('\0') {
        return Ok(None);
    }
    signed_keys::table
        .inner_join(organization_columns::table)
        .filter(signed_keys::key.eq(key))
        .filter(organization_columns::public_id.eq(account_id))
        .select((
            signed_keys::id,
            signed_keys::secret,
            signed_keys::permissions,
            signed_keys::networks,
            signed_keys::legacy_signatures,
            signed_keys::throttle,
            signed_keys::expires_at,
            signed_keys::last_used_at,
            signed_keys::revoked_at,
            organization_columns::id,
            organization_columns::public_id,
            organization_columns::active,
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
