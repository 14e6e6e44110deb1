use chrono::{DateTime, SubsecRound, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use sealed::SecretKeys;
use serde_json::json;

use super::{By, record};
use crate::ReleasesError;
use crate::openpgp::SecretKey;
use crate::store::signing_keys::{self, SigningKeyRow};

/// Whose key it is, as `gpg` shows it.
const USER_ID: &str = "Almanac release distribution";

/// Makes a key that signs from then on, and is shown at once: whoever compares
/// signatures with a list of keys can add it before it signs. What was signed
/// with keys before it stays as it is.
pub async fn add_signing_key(
    connection: &mut AsyncPgConnection,
    by: By,
    keys: &SecretKeys,
    signs_from: DateTime<Utc>,
) -> Result<SigningKeyRow, ReleasesError> {
    let (secret, created_at) = generate().await?;
    connection
        .transaction(async move |connection| {
            signing_keys::lock(connection).await?;
            // Of several that are to sign at once, the one that is kept last does.
            let signs_from = signs_from.max(signing_keys::now(connection).await?);
            insert(connection, by, keys, &secret, created_at, signs_from).await
        })
        .await
}

/// The key that signs now; the first one is made when it is needed.
pub async fn current_signing_key(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
) -> Result<(SigningKeyRow, SecretKey), ReleasesError> {
    if let Some(found) = signing_keys::current(connection, keys).await? {
        return Ok(found);
    }
    let (secret, created_at) = generate().await?;
    connection
        .transaction(async move |connection| {
            signing_keys::lock(connection).await?;
            // Somebody else may have needed it at the same time.
            if let Some(found) = signing_keys::current(connection, keys).await? {
                return Ok(found);
            }
            let by = By::Command;
            let signs_from = signing_keys::now(connection).await?;
            let row = insert(connection, by, keys, &secret, created_at, signs_from).await?;
            Ok((row, secret))
        })
        .await
}

async fn generate() -> Result<(SecretKey, DateTime<Utc>), ReleasesError> {
    // OpenPGP knows whole seconds.
    let created_at = Utc::now().trunc_subsecs(0);
    let secret = tokio::task::spawn_blocking(move || SecretKey::generate(USER_ID, created_at));
    Ok((secret.await??, created_at))
}

async fn insert(
    connection: &mut AsyncPgConnection,
    by: By,
    keys: &SecretKeys,
    secret: &SecretKey,
    created_at: DateTime<Utc>,
    signs_from: DateTime<Utc>,
) -> Result<SigningKeyRow, ReleasesError> {
    let row = signing_keys::insert(connection, keys, secret, created_at, signs_from).await?;
    let image = json!({ "fingerprint": row.fingerprint, "signs_from": row.signs_from });
    record(connection, by, "signing_key", row.id, None, Some(image), "").await?;
    Ok(row)
}
