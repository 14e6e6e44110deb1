//! What signed requests may use only once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use sha2::{Digest, Sha256};

use crate::schema::nonces;

/// Uses up a nonce of a key: false where it was used before. Of calls at once
/// with the same nonce only one is true. It is remembered until `expires_at`.
pub async fn spend(
    connection: &mut AsyncPgConnection,
    key: i64,
    nonce: &[u8],
    expires_at: DateTime<Utc>,
) -> QueryResult<bool> {
    let hash = Sha256::digest(nonce).to_vec();
    let spent = diesel::insert_into(nonces::table)
        .values((nonces::key_id.eq(key), nonces::hash.eq(hash), nonces::expires_at.eq(expires_at)))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(spent == 1)
}

/// Forgets what need not be remembered any more at `now`; how many.
pub async fn purge(connection: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(nonces::table.filter(nonces::expires_at.le(now))).execute(connection).await
}
