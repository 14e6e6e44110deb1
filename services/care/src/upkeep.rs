//! What the service does by itself.

use std::time::Duration;

use store::Pool;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::CareError;
use crate::changes::complete_visits;

/// How often it is looked whether home visits are over.
const EVERY: Duration = Duration::from_secs(15);

/// Completes home visits, at once and every few seconds until it is stopped.
/// Every replica does so.
pub(crate) async fn run(pool: Pool, stopping: CancellationToken) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = ticks.tick() => {}
        }
        match once(&pool).await {
            Ok(0) => {}
            Ok(count) => info!(count, "home visits have completed themselves"),
            Err(error) => warn!(%error, "home visits cannot be completed"),
        }
    }
}

async fn once(pool: &Pool) -> Result<usize, CareError> {
    complete_visits(&mut *pool.get().await?).await
}

#[cfg(test)]
mod tests {
    use diesel::QueryableByName;
    use diesel::sql_types::BigInt;
    use diesel_async::RunQueryDsl;
    use store::testing::TestDatabase;
    use tokio::time::timeout;

    use super::*;

    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }

    /// How many visits are not over.
    async fn left(pool: &Pool) -> i64 {
        let sql = "SELECT count(*) AS number FROM home_visits WHERE completed IS NULL";
        let connection = &mut *pool.get().await.unwrap();
        let answer: Number = diesel::sql_query(sql).get_result(connection).await.unwrap();
        answer.number
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn visits_are_completed_at_once_and_no_longer_than_it_runs() {
        let database = TestDatabase::new(crate::NAME, crate::MIGRATIONS).await;
        let id = "0123456789abcdef01234567";
        let sql = format!(
            "INSERT INTO groups (organization_id, id, group_type, name) \
             VALUES (1, '{id}', 'sales_channel', 'Website'); \
             INSERT INTO care_enquiries (organization_id, id, first_name, last_name, \
                 funding_type, service, sales_channel) \
             VALUES (1, '{id}', 'Ann', 'Freshwater', 'private', 'home_care', '{id}'); \
             INSERT INTO home_visits (organization_id, id, care_enquiry, date_time) \
             VALUES (1, '{id}', '{id}', now() - interval '2 hours')"
        );
        TestDatabase::execute(&database, &sql).await;
        let pool = ::store::pool(&database.url, 2);
        let stopping = CancellationToken::new();
        let running = tokio::spawn(run(pool.clone(), stopping.clone()));
        let patience = Duration::from_secs(10);
        timeout(patience, async { while left(&pool).await > 0 {} }).await.unwrap();
        assert!(!running.is_finished());
        stopping.cancel();
        timeout(patience, running).await.unwrap().unwrap();
    }
}
