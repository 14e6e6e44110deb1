//! What has to be done now and then: marking past shifts as done, and
//! forgetting what nobody looks at any more.

use std::time::Duration;

use ::store::Pool;
use chrono::{TimeDelta, Utc};
use diesel_async::AsyncPgConnection;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::changes::shifts::complete_past;
use crate::store::{practices, shift_changes};
use crate::{RotaError, Today};

const EVERY: Duration = Duration::from_secs(600);

/// How long people are told what was changed of their shifts.
const TOLD: TimeDelta = TimeDelta::days(90);

/// Does it every few minutes until `stopping`.
pub(crate) async fn run(pool: Pool, today: Today, stopping: CancellationToken) {
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            () = sleep(EVERY) => {}
        }
        match pool.get().await {
            Ok(mut connection) => {
                if let Err(cause) = once(&mut connection, today).await {
                    warn!(%cause, "cannot tidy the rota database");
                }
            }
            Err(cause) => warn!(%cause, "cannot tidy the rota database"),
        }
    }
}

async fn once(connection: &mut AsyncPgConnection, today: Today) -> Result<(), RotaError> {
    let today = today.date();
    for practice in practices::with_scheduled_before(connection, today).await? {
        // What keeps one practice from it is no reason for the others to wait.
        match complete_past(connection, practice, today).await {
            Ok(completed) => {
                info!(practice = practice.0, completed, "past shifts are marked as done");
            }
            Err(cause) => {
                warn!(practice = practice.0, %cause, "cannot mark past shifts as done");
            }
        }
    }
    shift_changes::purge(connection, Utc::now() - TOLD).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use ::store::testing::TestDatabase;

    use super::*;
    use crate::domain::PracticeId;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_practice_that_fails_keeps_no_other_waiting() {
        let database = TestDatabase::new(crate::NAME, crate::MIGRATIONS).await;
        for sql in [
            "INSERT INTO practices (organization_id, configuration) \
             VALUES (1, '{\"nation\": \"nowhere\"}'), (2, '{}'), (3, '{}')",
            "INSERT INTO clinicians (id, organization_id, name) \
             VALUES (1, 1, 'Dr A'), (2, 2, 'Dr B'), (3, 3, 'Dr C')",
            "INSERT INTO shifts \
             (organization_id, clinician_id, date, type, duration, status, created_by) \
             SELECT id, id, date '2024-05-31' + id::integer, 'STANDARD', 'FULL', 'SCHEDULED', 'jo' \
             FROM clinicians",
        ] {
            database.execute(sql).await;
        }
        let pool = ::store::pool(&database.url, 1);
        let mut connection = pool.get().await.unwrap();
        let today = Today { today: Some("2024-06-03".parse().unwrap()) };
        for (expected_today, expected_tomorrow) in
            [(vec![1, 2], vec![1, 2, 3]), (vec![1], vec![1, 3])]
        {
            let mut found = Vec::new();
            for date in [today.date(), today.date() + TimeDelta::days(1)] {
                found.push(practices::with_scheduled_before(&mut connection, date).await.unwrap());
            }
            let expected = [expected_today, expected_tomorrow]
                .map(|ids| ids.into_iter().map(PracticeId).collect::<Vec<_>>());
            assert_eq!(found, expected);
            once(&mut connection, today).await.unwrap();
        }
    }
}
