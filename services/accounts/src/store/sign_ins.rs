//! Failures to sign in, by address and name, whether there is such a user or
//! not. Addresses count as [`access::subscriber`] has them: of IPv6 by their /64.
//! Names are hashed: people type passwords into the wrong field.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{audit, digest};
use crate::schema::failed_sign_ins;

/// So many failures within [`WINDOW`] make an address wait with a name.
pub const MOST: i64 = 5;

/// How long a failure counts.
pub const WINDOW: TimeDelta = TimeDelta::minutes(5);

/// The seconds that an address must wait before it may try this name again,
/// if it must.
pub async fn wait(
    connection: &mut AsyncPgConnection,
    address: Option<IpAddr>,
    username: &str,
    now: DateTime<Utc>,
) -> QueryResult<Option<u64>> {
    // The fifth last, if it still counts: when that is over there are only four.
    let fifth: Option<DateTime<Utc>> = failed_sign_ins::table
        .filter(failed_sign_ins::address.eq(origin(address)))
        .filter(failed_sign_ins::username_hash.eq(digest(username)))
        .filter(failed_sign_ins::at.gt(now - WINDOW))
        .order(failed_sign_ins::at.desc())
        .offset(MOST - 1)
        .limit(1)
        .select(failed_sign_ins::at)
        .get_result(connection)
        .await
        .optional()?;
    Ok(fifth.map(|fifth| seconds(fifth + WINDOW - now)))
}

/// Counts a failure.
pub async fn fail(
    connection: &mut AsyncPgConnection,
    address: Option<IpAddr>,
    username: &str,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(failed_sign_ins::table)
        .values((
            failed_sign_ins::address.eq(origin(address)),
            failed_sign_ins::username_hash.eq(digest(username)),
            failed_sign_ins::at.eq(now),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets the failures of an address with a name.
pub async fn forget(
    connection: &mut AsyncPgConnection,
    address: Option<IpAddr>,
    username: &str,
) -> QueryResult<()> {
    diesel::delete(
        failed_sign_ins::table
            .filter(failed_sign_ins::address.eq(origin(address)))
            .filter(failed_sign_ins::username_hash.eq(digest(username))),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets failures that do not count any more at `now`; how many.
pub async fn purge(connection: &mut AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<usize> {
    let old = failed_sign_ins::table.filter(failed_sign_ins::at.le(now - WINDOW));
    diesel::delete(old).execute(connection).await
}

/// How an address is counted.
fn origin(address: Option<IpAddr>) -> String {
    audit::address(address.map(access::subscriber))
}

/// Whole seconds, rounded up, at least one.
fn seconds(wait: TimeDelta) -> u64 {
    let milliseconds = u64::try_from(wait.num_milliseconds()).unwrap_or(0);
    milliseconds.div_ceil(1_000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_rounded_up() {
        for (milliseconds, expected) in
            [(-1, 1), (0, 1), (1, 1), (1_000, 1), (1_001, 2), (300_000, 300)]
        {
            assert_eq!(seconds(TimeDelta::milliseconds(milliseconds)), expected);
        }
    }
}
