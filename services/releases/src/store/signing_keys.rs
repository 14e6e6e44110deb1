//! Keys that releases are signed with. Their secret parts are encrypted.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::expression::SqlLiteral;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use sealed::{SecretKeys, key_name};
use serde_json::json;

use crate::ReleasesError;
use crate::changes::{By, record};
use crate::domain::{SigningKeyId, names};
use crate::openpgp::SecretKey;
use crate::schema::signing_keys;

/// Sets these secrets apart from all others that are encrypted with the same keys.
const PURPOSE: &str = "signing_keys.secret_key";

/// A key, as it is kept, without its secret part.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = signing_keys, check_for_backend(Pg))]
pub struct SigningKeyRow {
    /// Its number.
    pub id: SigningKeyId,
    /// The last segment of the address of its public part.
    pub file_name: String,
    /// 40 upper-case hexadecimal digits.
    pub fingerprint: String,
    /// Its public part, armored.
    pub public_key: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when it signs, until the next one does.
    pub signs_from: DateTime<Utc>,
}

/// Every key, the one that signs last first.
pub async fn list(connection: &mut AsyncPgConnection) -> QueryResult<Vec<SigningKeyRow>> {
    signing_keys::table
        .order((signing_keys::signs_from.desc(), signing_keys::id.desc()))
        .select(SigningKeyRow::as_select())
        .load(connection)
        .await
}

/// The key whose public part has this file name.
pub async fn find_file(
    connection: &mut AsyncPgConnection,
    file_name: &str,
) -> QueryResult<Option<SigningKeyRow>> {
    signing_keys::table
        .filter(signing_keys::file_name.eq(file_name))
        .select(SigningKeyRow::as_select())
        .first(connection)
        .await
        .optional()
}

/// The key that signs now, if there is one, with its secret part.
pub(crate) async fn current(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
) -> Result<Option<(SigningKeyRow, SecretKey)>, ReleasesError> {
    let found: Option<(SigningKeyRow, Vec<u8>)> = signing_keys::table
        .filter(signing_keys::signs_from.le(clock()))
        .order((signing_keys::signs_from.desc(), signing_keys::id.desc()))
        .select((SigningKeyRow::as_select(), signing_keys::secret_key))
        .first(connection)
        .await
        .optional()?;
    let Some((row, sealed)) = found else { return Ok(None) };
    let secret = SecretKey::from_bytes(&keys.open(PURPOSE, &sealed)?)?;
    Ok(Some((row, secret)))
}

/// What time it is to the database, which says which key signs.
pub(crate) async fn now(connection: &mut AsyncPgConnection) -> QueryResult<DateTime<Utc>> {
    diesel::select(clock()).get_result(connection).await
}

/// That time, which goes on during a transaction.
fn clock() -> SqlLiteral<Timestamptz> {
    diesel::dsl::sql("clock_timestamp()")
}

/// Lets nobody else add keys until the transaction ends.
pub(crate) async fn lock(connection: &mut AsyncPgConnection) -> QueryResult<()> {
    diesel::sql_query("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE")
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds a key; nobody else does at the same time.
pub(crate) async fn insert(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
    secret: &SecretKey,
    created_at: DateTime<Utc>,
    signs_from: DateTime<Utc>,
) -> Result<SigningKeyRow, ReleasesError> {
    let file_name = free_file_name(connection, created_at.date_naive()).await?;
    let row = diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::file_name.eq(file_name),
            signing_keys::fingerprint.eq(secret.fingerprint()),
            signing_keys::public_key.eq(secret.public_key()?),
            signing_keys::secret_key.eq(keys.seal(PURPOSE, &secret.to_bytes()?)),
            signing_keys::created_at.eq(created_at),
            signing_keys::signs_from.eq(signs_from),
        ))
        .returning(SigningKeyRow::as_returning())
        .get_result(connection)
        .await?;
    Ok(row)
}

async fn free_file_name(
    connection: &mut AsyncPgConnection,
    date: NaiveDate,
) -> QueryResult<String> {
    let taken: Vec<String> =
        signing_keys::table.select(signing_keys::file_name).load(connection).await?;
    let mut names = (1..).map(|nth| names::public_key_file_name(date, nth));
    let free = names.find(|name| !taken.contains(name));
    free.ok_or(diesel::result::Error::NotFound)
}

/// The names of the secret keys that these are encrypted with.
pub async fn key_names(connection: &mut AsyncPgConnection) -> QueryResult<BTreeSet<String>> {
    let held: Vec<Vec<u8>> =
        signing_keys::table.select(signing_keys::secret_key).load(connection).await?;
    Ok(held.iter().filter_map(|held| key_name(held)).collect())
}

/// Encrypts with the first key whatever is encrypted with another; how many
/// keys that were. All or nothing.
pub async fn reseal(
    connection: &mut AsyncPgConnection,
    by: By,
    keys: &SecretKeys,
) -> Result<usize, ReleasesError> {
    connection
        .transaction(async |connection| {
            lock(connection).await?;
            let held: Vec<(SigningKeyId, Vec<u8>)> = signing_keys::table
                .order(signing_keys::id)
                .select((signing_keys::id, signing_keys::secret_key))
                .load(connection)
                .await?;
            let mut count = 0;
            for (id, sealed) in held.into_iter().filter(|(_, sealed)| !keys.is_current(sealed)) {
                let renewed = keys.seal(PURPOSE, &keys.open(PURPOSE, &sealed)?);
                diesel::update(signing_keys::table.find(id))
                    .set(signing_keys::secret_key.eq(renewed))
                    .execute(connection)
                    .await?;
                let image = Some(json!({ "secret_key": "encrypted anew" }));
                record(connection, by, "signing_key", id, image.clone(), image, "").await?;
                count += 1;
            }
            Ok(count)
        })
        .await
}
