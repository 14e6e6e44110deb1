//! Runs by the clock.

use std::time::Duration;

use chrono::{DateTime, Utc};
use datasets::domain::due::Source;
use datasets::store::{sync_runs, synced};
use datasets::sync::schedule::{persist, sync};
use datasets::sync::{Report, SyncError};
use datasets::{ExternalSource, NhsDdSource, Schedule, SyncSettings};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::World;
use crate::site::{Deed, json};

const TRUSTS: &str = "trusts/";

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(60);

impl World {
    fn settings(&self) -> SyncSettings {
        let base = &self.site.base;
        SyncSettings {
            nhs_dd: NhsDdSource { nhs_dd_base_url: base.clone() },
            external: ExternalSource {
                external_dataset_api_url: base.clone(),
                external_dataset_api_key: Some("sesame".into()),
            },
            datasets_sync: Schedule::On,
        }
    }

    /// The times for which external lists were synced.
    async fn kept(&self) -> Vec<Option<DateTime<Utc>>> {
        let mut connection = self.pool.get().await.unwrap();
        let runs = sync_runs::recent(&mut connection, 10).await.unwrap();
        runs.into_iter().map(|run| run.scheduled_for).collect()
    }
}

fn due() -> DateTime<Utc> {
    "2026-11-22T04:00:00Z".parse().unwrap()
}

fn trust() -> Deed {
    json(r#"[{"ods_code":"R1A","name":"One"}]"#)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_is_kept_once() {
    let world = World::new().await;
    let settings = world.settings();
    world.site.put(TRUSTS, &[trust()]);
    let last = async || {
        let mut connection = world.pool.get().await.unwrap();
        sync_runs::last_kept(&mut connection, Source::External).await.unwrap()
    };
    assert_eq!(last().await, None);
    let report: Report = sync(&world.pool, &settings, Source::External, due()).await.unwrap();
    assert_eq!(report.scheduled_for, Some(due()));
    assert!(world.row("nhs_trusts").await.is_some());
    let asked = world.site.asked();
    assert!(asked.iter().all(|head| head.contains("Bearer sesame")), "{asked:?}");

    let mut hindered = 0;
    let count = |_: &SyncError| hindered += 1;
    let again = persist(&world.pool, &settings, Source::External, due(), LIMIT, count).await;
    assert!(matches!(again, Err(SyncError::Kept { .. })), "{again:?}");
    assert_eq!((hindered, world.site.asked().len()), (0, 0));
    assert_eq!(world.kept().await, [Some(due())]);
    assert_eq!(last().await, Some(due()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_dropped_keeps_no_other_from_it() {
    let world = World::new().await;
    let settings = world.settings();
    world.site.put(TRUSTS, &[Deed::Hang(Vec::new())]);
    tokio::select! {
        done = sync(&world.pool, &settings, Source::External, due()) => panic!("{done:?}"),
        () = world.site.is_asked_for(TRUSTS) => {}
    }
    assert!(world.kept().await.is_empty());
    world.site.put(TRUSTS, &[trust()]);
    // The server may hear a little later that the connection is gone.
    let pause = Duration::from_millis(1);
    let again = persist(&world.pool, &settings, Source::External, due(), pause, |_| {});
    let report = timeout(LIMIT, again).await.unwrap().unwrap();
    assert_eq!(report.scheduled_for, Some(due()));
    assert_eq!(world.kept().await, [Some(due())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_meets_another_run_tries_again() {
    let world = World::new().await;
    let settings = world.settings();
    world.site.put(TRUSTS, &[trust()]);
    let mut other = world.pool.get().await.unwrap();
    assert!(synced::lock(&mut other, Source::External).await.unwrap());
    let (told, mut heard) = mpsc::unbounded_channel();
    let pause = Duration::from_millis(1);
    let tell = |cause: &SyncError| told.send(cause.to_string()).unwrap();
    let run = persist(&world.pool, &settings, Source::External, due(), pause, tell);
    let unlock = async {
        let cause = heard.recv().await.unwrap();
        assert!(cause.contains("a sync of the external lists is under way"), "{cause}");
        synced::unlock(&mut other, Source::External).await.unwrap();
    };
    let (done, ()) = timeout(LIMIT, async { tokio::join!(run, unlock) }).await.unwrap();
    assert_eq!(done.unwrap().scheduled_for, Some(due()));
    assert_eq!(world.kept().await, [Some(due())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_database_tries_again() {
    let world = World::new().await;
    let settings = world.settings();
    world.database.execute("ALTER TABLE sync_runs RENAME TO away").await;
    let (told, mut heard) = mpsc::unbounded_channel();
    let pause = Duration::from_millis(1);
    let tell = |cause: &SyncError| {
        assert!(matches!(cause, SyncError::Database(_)), "{cause}");
        let _ = told.send(());
    };
    let run = persist(&world.pool, &settings, Source::External, due(), pause, tell);
    let back = async {
        heard.recv().await.unwrap();
        world.database.execute("ALTER TABLE away RENAME TO sync_runs").await;
    };
    let (done, ()) = timeout(LIMIT, async { tokio::join!(run, back) }).await.unwrap();
    assert_eq!(done.unwrap().scheduled_for, Some(due()));
    assert_eq!(world.kept().await, [Some(due())]);
}
