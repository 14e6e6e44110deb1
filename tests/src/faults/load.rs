use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;
use store::testing::TestDatabase;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::{Call, Callers, Kind};
use crate::eventually;
use crate::processes::Databases;

/// How often each task calls, at most.
const PACE: Duration = Duration::from_millis(50);

/// How many calls of each kind in a row are as they should be when all is well.
const IN_A_ROW: usize = 5;

/// Calls of every kind, one after the other of each, until it is stopped; two
/// at a time of those that make something.
pub struct Load {
    calls: Arc<Mutex<Vec<Call>>>,
    stopping: Arc<AtomicBool>,
    tasks: JoinSet<()>,
}

impl Load {
    /// Starts it.
    pub fn start(callers: &Arc<Callers>) -> Self {
        let (calls, stopping) = (Arc::<Mutex<Vec<Call>>>::default(), Arc::default());
        let mut load = Self { calls, stopping, tasks: JoinSet::new() };
        let writers = Kind::ALL.into_iter().filter(|kind| kind.makes());
        for kind in Kind::ALL.into_iter().chain(writers) {
            let (callers, calls) = (Arc::clone(callers), Arc::clone(&load.calls));
            let stopping = Arc::clone(&load.stopping);
            load.tasks.spawn(async move {
                let mut turns = interval(PACE);
                turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
                while !AtomicBool::load(&stopping, Ordering::Relaxed) {
                    turns.tick().await;
                    let call = callers.call(kind).await;
                    calls.lock().unwrap_or_else(PoisonError::into_inner).push(call);
                }
            });
        }
        load
    }

    /// A moment, to ask later what was answered since.
    pub fn mark(&self) -> usize {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The calls that ended after a moment.
    pub fn since(&self, mark: usize) -> Vec<Call> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().skip(mark).cloned().collect()
    }

    /// Waits until that many calls of each of these kinds have begun, and ended,
    /// from now on.
    pub async fn goes_on(&self, kinds: &[Kind], count: usize) {
        let (mark, now) = (self.mark(), Instant::now());
        eventually(&format!("{count} calls of each of {kinds:?}"), async || {
            let calls = self.since(mark);
            let begun =
                |kind: Kind| calls.iter().filter(|c| c.kind == kind && c.began >= now).count();
            kinds.iter().all(|kind| begun(*kind) >= count)
        })
        .await;
    }

    /// Waits until calls of every kind that begin from now on are answered as
    /// they should be; how long that took.
    pub async fn flows(&self) -> Duration {
        let (mark, now) = (self.mark(), Instant::now());
        eventually("everything is answered as it should be", async || {
            let calls = self.since(mark);
            Kind::ALL.into_iter().all(|kind| {
                let begun = calls.iter().filter(|call| call.kind == kind && call.began >= now);
                let last: Vec<&Call> = begun.rev().take(IN_A_ROW).collect();
                last.len() == IN_A_ROW && last.iter().all(|call| call.is_right())
            })
        })
        .await;
        now.elapsed()
    }

    /// Lets the calls under way end; all there were.
    pub async fn stop(mut self) -> Vec<Call> {
        self.stopping.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            ended.unwrap();
        }
        self.since(0)
    }
}

/// The calls of a kind that were not answered as they are while nothing fails.
pub fn failures(calls: &[Call], kind: Kind) -> Vec<&Call> {
    calls.iter().filter(|call| call.kind == kind && !call.is_right()).collect()
}

/// Checks that calls of these kinds, of which there are some, were answered as
/// they should be or with one of these statuses, and that nothing false was
/// told.
#[track_caller]
pub fn assert_only(calls: &[Call], kinds: &[Kind], statuses: &[u16]) {
    for kind in kinds {
        assert!(calls.iter().any(|call| call.kind == *kind), "nobody called {kind:?}");
        for call in failures(calls, *kind) {
            assert_eq!(call.wrong, None, "{call:?}");
            assert!(statuses.contains(&call.status), "one of {statuses:?} only: {call:?}");
        }
    }
}

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Checks that what was said to be made is there once, and that what was not is
/// there once at most.
pub async fn assert_written_once(calls: &[Call], databases: &Databases) {
    let stored = [
        (Kind::NewClinician, &databases.rota, "clinicians"),
        (Kind::NewLocation, &databases.care, "locations"),
    ];
    for (kind, database, table) in stored {
        let counts = counts(database, table).await;
        for call in calls.iter().filter(|call| call.kind == kind) {
            let count = counts.get(&call.name).copied().unwrap_or_default();
            let least = i64::from(call.is_right());
            assert!((least..=1).contains(&count), "{count} times in the database: {call:?}");
        }
        assert!(calls.iter().any(|call| call.kind == kind && call.is_right()), "{kind:?}");
    }
}

async fn counts(database: &TestDatabase, table: &str) -> HashMap<String, i64> {
    let mut connection = store::pool(&database.url, 1).get().await.unwrap();
    let sql = format!("SELECT name, count(*) AS count FROM {table} GROUP BY name");
    let made: Vec<Made> = diesel::sql_query(sql).load(&mut connection).await.unwrap();
    made.into_iter().map(|Made { name, count }| (name, count)).collect()
}
