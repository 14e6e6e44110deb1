//! Runs as a whole.

use std::fs;
use std::pin::pin;
use std::sync::Arc;

use datasets::domain::due::Source;
use datasets::store::{sync_runs, synced};
use datasets::sync::{Change, Outcome, Request, SyncError};
use futures_util::future::select;
use tokio::sync::Notify;
use url::Url;

use crate::site::{Deed, answer, html, json};
use crate::{PAGE, SPECIALTIES, World, at, failed, page};

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_writes_nothing() {
    let world = World::new().await;
    world.site.put(PAGE, &[html(&page(&[("1", "One")]))]);
    let request = world.request(Source::NhsDd, 0);
    let dry = Request { dataset: Some(SPECIALTIES), dry_run: true, ..request };
    assert_eq!(world.one(&dry).await.outcome, Outcome::Created);
    assert!(world.row(SPECIALTIES).await.is_none());

    world.specialties(0, false).await;
    let before = world.image(SPECIALTIES).await.unwrap();
    world.site.put(PAGE, &[html(&page(&[("1", "Another")]))]);
    let dry = Request { now: at(7), ..dry };
    assert_eq!(world.one(&dry).await.outcome, Outcome::Updated);
    let after = world.image(SPECIALTIES).await.unwrap();
    assert_eq!((after.0.version, after.0.last_scraped), (1, before.0.last_scraped));
    assert_eq!(after.1, before.1);
    let mut connection = world.pool.get().await.unwrap();
    assert_eq!(sync_runs::recent(&mut connection, 10).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_read_the_same_way() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("organisations/limited")).unwrap();
    let hospital = r#"[{"ods_code":"RXX01","name":"Guy's Hospital"}]"#;
    fs::write(path("organisations/limited/index.json"), hospital).unwrap();
    fs::write(path("trusts.json"), "[]").unwrap();
    fs::write(path(PAGE), page(&[("1", "One")])).unwrap();
    let base = Url::from_directory_path(folder.path()).unwrap();
    for (source, key, expected) in [
        (Source::External, "hospitals_england_wales", Ok(1)),
        (Source::External, "nhs_trusts", Err("0 items")),
        (Source::External, "london_boroughs", Err("cannot be read")),
        (Source::NhsDd, SPECIALTIES, Ok(1)),
        (Source::NhsDd, "ethnic_category", Err("cannot be read")),
    ] {
        let request = Request::new(source, &base, at(0));
        let line = world.one(&Request { dataset: Some(key), ..request }).await;
        match expected {
            Ok(count) => assert_eq!((line.outcome, line.options), (Outcome::Created, Some(count))),
            Err(reason) => assert!(failed(&line).contains(reason), "{line:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_at_a_time() {
    let world = World::new().await;
    world.site.put(PAGE, &[html(&page(&[("1", "One")]))]);
    let request = world.request(Source::NhsDd, 0);
    let request = Request { dataset: Some(SPECIALTIES), ..request };
    let mut other = world.pool.get().await.unwrap();
    assert!(synced::lock(&mut other, Source::NhsDd).await.unwrap());
    let refused = world.run(&request).await.unwrap_err();
    assert!(matches!(refused, SyncError::Busy(Source::NhsDd)), "{refused}");
    assert!(world.row(SPECIALTIES).await.is_none());
    synced::unlock(&mut other, Source::NhsDd).await.unwrap();
    assert_eq!(world.one(&request).await.outcome, Outcome::Created);

    let sent = Arc::new(Notify::new());
    let late = answer("200 OK", "text/html", &page(&[("2", "Two")]));
    world.site.put(PAGE, &[Deed::Wait(Arc::clone(&sent), late)]);
    world.site.asked();
    let forced = Request { force: true, ..request };
    let one = pin!(world.run(&forced));
    let other = pin!(world.run(&forced));
    // Whoever ends before the page is sent did not wait for it.
    let (first, left) = select(one, other).await.factor_first();
    assert!(matches!(first, Err(SyncError::Busy(Source::NhsDd))), "{first:?}");
    sent.notify_one();
    assert_eq!(left.await.unwrap().errors(), 0);
    assert_eq!(world.site.asked().len(), 1);
    assert_eq!(world.row(SPECIALTIES).await.unwrap().version, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_is_kept_once() {
    let world = World::new().await;
    world.site.put("trusts/", &[json(r#"[{"ods_code":"R1A","name":"One"}]"#)]);
    let request = world.request(Source::External, 0);
    let first = Some(request.now);
    let request = Request { dataset: Some("nhs_trusts"), scheduled_for: first, ..request };
    assert_eq!(world.one(&request).await.outcome, Outcome::Created);
    let late = world.run(&request).await.unwrap_err();
    assert!(matches!(late, SyncError::Kept { of: Source::External, .. }), "{late}");

    // The next day's run begins a little earlier than the last one did.
    let second = at(1);
    let early = second - chrono::TimeDelta::minutes(5);
    let line = world.one(&Request { now: early, scheduled_for: None, ..request.clone() }).await;
    assert_eq!(line.outcome, Outcome::Skipped);
    let next = Request { now: early, scheduled_for: Some(second), ..request };
    assert_eq!(world.one(&next).await.outcome, Outcome::Unchanged);

    let mut connection = world.pool.get().await.unwrap();
    let runs = sync_runs::recent(&mut connection, 10).await.unwrap();
    let mut scheduled: Vec<_> = runs.iter().map(|run| run.scheduled_for).collect();
    scheduled.sort();
    assert_eq!(scheduled, [None, first, Some(second)]);
    assert!(runs.iter().all(|run| run.report["counts"]["errors"] == 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_list_is_told_with_those_there_are() {
    let world = World::new().await;
    let request = world.request(Source::External, 0);
    let refused = world.run(&Request { dataset: Some("hospitals"), ..request }).await.unwrap_err();
    let told = refused.to_string();
    assert!(told.contains("hospitals here, but hospitals_england_wales, nhs_trusts"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_audited() {
    let world = World::new().await;
    for (day, text) in [(0, "One"), (7, "One"), (14, "Two")] {
        world.site.put(PAGE, &[html(&page(&[("1", text)]))]);
        let line = world.specialties(day, false).await;
        assert_eq!(line.change.is_none(), day == 7, "{line:?}");
        assert_eq!(line.change == Some(Change::Created), day == 0, "{line:?}");
    }
    // Fails with a division by zero unless there are just these rows.
    let sql = "SELECT 1 / (count(*) = 2 AND bool_and(user_id IS NULL AND reason = 'sync' AND \
               entity_id = 'main_specialty_code'))::int FROM audit";
    world.database.execute(sql).await;
}
