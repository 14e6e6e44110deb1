//! What has to be done now and then: forgetting what is over, and changing
//! the keys that tokens are signed with.

use std::time::Duration;

use ::store::Pool;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use sealed::SecretKeys;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::AccountsError;
use crate::store::audit::Actor;
use crate::store::token_keys::{self, PublicKey};
use crate::store::{nonces, sessions, sign_ins};

const EVERY: Duration = Duration::from_secs(300);

/// How long a key signs tokens before another does.
const SIGNS: TimeDelta = TimeDelta::days(30);

/// How long a key verifies after another signs: a day longer than the tokens
/// that last longest.
const VERIFIES: TimeDelta = TimeDelta::days(8);

/// Any number that no other lock of this database has.
const LOCK: i64 = 0x6163_6373_6b65_6570;

/// Does it every few minutes until `stopping`.
pub(crate) async fn run(pool: Pool, keys: SecretKeys, stopping: CancellationToken) {
    loop {
        match pool.get().await {
            Ok(mut connection) => {
                if let Err(cause) = once(&mut connection, &keys, Utc::now()).await {
                    warn!(%cause, "cannot tidy the accounts database");
                }
            }
            Err(cause) => warn!(%cause, "cannot tidy the accounts database"),
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            () = sleep(EVERY) => {}
        }
    }
}

#[derive(QueryableByName)]
struct Lock {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

/// Does it once, as of `now`; false where another replica is at it.
async fn once(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
    now: DateTime<Utc>,
) -> Result<bool, AccountsError> {
    connection
        .transaction(async |connection| {
            let lock: Lock = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS taken")
                .bind::<BigInt, _>(LOCK)
                .get_result(connection)
                .await?;
            if !lock.taken {
                return Ok::<_, AccountsError>(false);
            }
            sessions::purge(connection, now).await?;
            nonces::purge(connection, now).await?;
            sign_ins::purge(connection, now).await?;
            renew_token_keys(connection, keys, now).await?;
            Ok(true)
        })
        .await
}

async fn renew_token_keys(
    connection: &mut AsyncPgConnection,
    keys: &SecretKeys,
    now: DateTime<Utc>,
) -> Result<(), AccountsError> {
    let held = token_keys::public(connection).await?;
    if is_old(&held, now) {
        let kid = token_keys::rotate(connection, &Actor::command(), keys).await?;
        info!(kid, "tokens are signed with a new key");
    }
    // The next round finds the next one.
    if let Some(kid) = superseded(&held, now) {
        token_keys::retire(connection, &Actor::command(), kid).await?;
        info!(kid, "a key of tokens is retired");
    }
    Ok(())
}

/// Whether the key that signs has done so for long enough; `keys` are newest first.
fn is_old(keys: &[PublicKey], now: DateTime<Utc>) -> bool {
    let signing = keys.iter().find(|key| key.retired_at.is_none());
    signing.is_some_and(|key| key.created_at + SIGNS <= now)
}

/// A key that signed nothing that is still good; `keys` are newest first.
fn superseded(keys: &[PublicKey], now: DateTime<Utc>) -> Option<&str> {
    let good = || keys.iter().filter(|key| key.retired_at.is_none());
    let mut followed = good().zip(good().skip(1));
    let old = followed.find(|(newer, _)| newer.created_at + VERIFIES <= now);
    old.map(|(_, key)| key.kid.as_str())
}

#[cfg(test)]
mod tests {
    use ::store::testing::TestDatabase;

    use super::*;

    fn key(kid: &str, days: i64, retired: bool) -> PublicKey {
        let created_at = day(days);
        let retired_at = retired.then_some(created_at);
        PublicKey { kid: kid.to_owned(), public: [0; 32], created_at, retired_at }
    }

    fn day(days: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(days)
    }

    #[test]
    fn keys_come_and_go() {
        let two = [key("new", 30, false), key("old", 0, false)];
        let lost = [key("new", 30, true), key("old", 0, false)];
        for (keys, today, old, gone) in [
            (&[][..], 100, false, None),
            (&two[1..], 29, false, None),
            (&two[1..], 30, true, None),
            (&two[..], 37, false, None),
            (&two[..], 38, false, Some("old")),
            (&two[..], 60, true, Some("old")),
            (&lost[..], 60, true, None),
        ] {
            assert_eq!(is_old(keys, day(today)), old, "{keys:?} on day {today}");
            assert_eq!(superseded(keys, day(today)), gone, "{keys:?} on day {today}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn keys_of_tokens_are_renewed_and_others_left_at_it() {
        let database = TestDatabase::new(crate::NAME, crate::MIGRATIONS).await;
        let pool = ::store::pool(&database.url, 2);
        let mut connection = pool.get().await.unwrap();
        let keys = SecretKeys::random();
        let now = Utc::now();
        let first = token_keys::signing(&mut connection, &keys).await.unwrap().kid;

        assert!(once(&mut connection, &keys, now).await.unwrap());
        assert_eq!(token_keys::signing(&mut connection, &keys).await.unwrap().kid, first);
        assert!(once(&mut connection, &keys, now + TimeDelta::days(31)).await.unwrap());
        let second = token_keys::signing(&mut connection, &keys).await.unwrap().kid;
        assert_ne!(second, first);
        assert!(once(&mut connection, &keys, now + TimeDelta::days(9)).await.unwrap());
        let held = token_keys::public(&mut connection).await.unwrap();
        let retired: Vec<_> = held.iter().filter(|key| key.retired_at.is_some()).collect();
        assert_eq!(retired.len(), 1);
        assert_eq!(retired[0].kid, first);

        let mut other = pool.get().await.unwrap();
        other
            .transaction(async |other| {
                assert!(once(other, &keys, now).await?);
                assert!(!once(&mut connection, &keys, now).await?);
                Ok::<_, AccountsError>(())
            })
            .await
            .unwrap();
    }
}
