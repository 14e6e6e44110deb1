//! Ed25519 keys that tokens are signed with. The newest signs; all that are
//! not retired verify.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use sealed::SecretKeys;
use secrecy::zeroize::Zeroizing;
use sha2::{Digest, Sha256};

use super::audit::{self, Actor, Entry, Event};
use crate::AccountsError;
use crate::schema::token_keys;

/// What a kept private key was encrypted for.
pub(super) const PURPOSE: &str = "token_keys.private_key";

/// The key to sign with.
pub struct SigningKey {
    /// The `kid` of tokens signed with it.
    pub kid: String,
    /// The private key (PKCS #8).
    pub pkcs8: Zeroizing<Vec<u8>>,
}

/// The public part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// The `kid` of tokens signed with it.
    pub kid: String,
    /// The public key (RFC 8032).
    pub public: [u8; 32],
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it verifies nothing any more.
    pub retired_at: Option<DateTime<Utc>>,
}

/// The newest key that is not retired; made where there is none.
pub async fn signing(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
) -> Result<SigningKey, AccountsError> {
    if let Some(key) = newest(connection, keys).await? {
        return Ok(key);
    }
    connection
        .transaction(async |connection| {
            lock(connection).await?;
            // Another may have been quicker.
            match newest(connection, keys).await? {
                Some(key) => Ok(key),
                None => add(connection, &Actor::command(), keys).await,
            }
        })
        .await
}

/// Every key there ever was, the newest first.
pub async fn public(connection: &mut AsyncPgConnection) -> QueryResult<Vec<PublicKey>> {
    type Row = (String, Vec<u8>, DateTime<Utc>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = token_keys::table
        .order(token_keys::id.desc())
        .select((
            token_keys::kid,
            token_keys::public_key,
            token_keys::created_at,
            token_keys::retired_at,
        ))
        .load(connection)
        .await?;
    let read = rows.into_iter().filter_map(|(kid, public, created_at, retired_at)| {
        // The table holds no others.
        let public = public.try_into().ok()?;
        Some(PublicKey { kid, public, created_at, retired_at })
    });
    Ok(read.collect())
}

/// Makes a key that signs from now on; the others still verify. Its `kid`.
pub async fn rotate(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    keys: &SecretKeys,
) -> Result<String, AccountsError> {
    connection
        .transaction(async |connection| {
            lock(connection).await?;
            Ok::<_, AccountsError>(add(connection, actor, keys).await?.kid)
        })
        .await
}

/// Refuses what was signed with a key, within a second everywhere. Retiring it
/// twice keeps the first time.
///
/// # Errors
/// [`AccountsError::NoSuchTokenKey`].
pub async fn retire(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    kid: &str,
) -> Result<(), AccountsError> {
    connection
        .transaction(async |connection| {
            let (id, retired_at) = token_keys::table
                .filter(token_keys::kid.eq(kid))
                .select((token_keys::id, token_keys::retired_at))
                .for_update()
                .first::<(i64, Option<DateTime<Utc>>)>(connection)
                .await
                .optional()?
                .ok_or_else(|| AccountsError::NoSuchTokenKey(kid.to_owned()))?;
            if retired_at.is_some() {
                return Ok(());
            }
            diesel::update(token_keys::table.find(id))
                .set(token_keys::retired_at.eq(diesel::dsl::now))
                .execute(connection)
                .await?;
            let entry = Entry::new(Event::TokenKeyRetired, "token_key", id, kid);
            Ok::<_, AccountsError>(audit::record(connection, actor, entry).await?)
        })
        .await
}

/// Makes others who add keys wait until this transaction ends.
async fn lock(connection: &mut AsyncPgConnection) -> QueryResult<()> {
    connection.batch_execute("LOCK TABLE token_keys IN SHARE ROW EXCLUSIVE MODE").await
}

async fn newest(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
) -> Result<Option<SigningKey>, AccountsError> {
    let found: Option<(String, Vec<u8>)> = token_keys::table
        .filter(token_keys::retired_at.is_null())
        .order(token_keys::id.desc())
        .select((token_keys::kid, token_keys::private_key))
        .first(connection)
        .await
        .optional()?;
    let Some((kid, sealed)) = found else { return Ok(None) };
    Ok(Some(SigningKey { kid, pkcs8: keys.open(PURPOSE, &sealed)? }))
}

async fn add(
    connection: &mut AsyncPgConnection,
    actor: &Actor,
    keys: &SecretKeys,
) -> Result<SigningKey, AccountsError> {
    let made = generate()?;
    let (kid, sealed) = (made.signing.kid.as_str(), keys.seal(PURPOSE, &made.signing.pkcs8));
    let id: i64 = diesel::insert_into(token_keys::table)
        .values((
            token_keys::kid.eq(kid),
            token_keys::private_key.eq(sealed),
            token_keys::public_key.eq(made.public),
        ))
        .returning(token_keys::id)
        .get_result(connection)
        .await?;
    let entry = Entry::new(Event::TokenKeyAdded, "token_key", id, kid);
    audit::record(connection, actor, entry).await?;
    Ok(made.signing)
}

struct Made {
    signing: SigningKey,
    public: Vec<u8>,
}

/// A new key, named by its public part.
fn generate() -> Result<Made, AccountsError> {
    let pair = Ed25519KeyPair::generate().map_err(|_| AccountsError::KeyGeneration)?;
    let document = pair.to_pkcs8().map_err(|_| AccountsError::KeyGeneration)?;
    let public = pair.public_key().as_ref().to_vec();
    let kid: String = hex::encode(Sha256::digest(&public)).chars().take(16).collect();
    let pkcs8 = Zeroizing::new(document.as_ref().to_vec());
    Ok(Made { signing: SigningKey { kid, pkcs8 }, public })
}
