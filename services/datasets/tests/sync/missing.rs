//! Lists that are added from files.

use std::fs;

use datasets::domain::catalogue;
use datasets::domain::due::Source;
use datasets::store::{sync_runs, synced};
use datasets::sync::{Outcome, Request, SyncError, add_missing};
use url::Url;

use crate::site::html;
use crate::{PAGE, SPECIALTIES, World, page};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_broken_off_is_completed_and_nothing_else_is_touched() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let base = Url::from_directory_path(folder.path()).unwrap();
    let good = page(&[("1", "One"), ("2", "Two")]);
    fs::write(folder.path().join("ethnic_category.html"), &good).unwrap();
    fs::write(folder.path().join(PAGE), good.split("</table>").next().unwrap()).unwrap();
    let mut connection = world.pool.get().await.unwrap();
    let refused = add_missing(&mut connection, Source::NhsDd, &base).await.unwrap_err();
    let is_it = matches!(refused, SyncError::Failed { key: SPECIALTIES, .. });
    assert!(is_it && refused.to_string().contains("breaks off"), "{refused}");
    assert!(world.row(SPECIALTIES).await.is_none());
    let before = world.image("ethnic_category").await.unwrap();
    assert!(before.0.version == 1 && before.0.last_scraped >= Some(before.0.updated_at));
    assert_eq!(before.1.len(), 2);

    for name in [PAGE, "ethnic_category.html"] {
        fs::write(folder.path().join(name), page(&[("3", "Three")])).unwrap();
    }
    let mut scraped = None;
    for _ in 0..2 {
        add_missing(&mut connection, Source::NhsDd, &base).await.unwrap();
        let (row, options) = world.image(SPECIALTIES).await.unwrap();
        assert!(row.version == 1 && row.last_scraped.is_some());
        assert_eq!(*scraped.get_or_insert(row.last_scraped), row.last_scraped);
        assert_eq!(options, [("3".to_owned(), "Three".to_owned())]);
        let after = world.image("ethnic_category").await.unwrap();
        assert_eq!((after.0.updated_at, after.1), (before.0.updated_at, before.1.clone()));
        let (row, options) = world.image("zygosity_status").await.unwrap();
        assert_eq!((row.version, row.is_global, row.is_active), (1, true, true));
        assert_eq!((row.last_scraped, options), (None, Vec::new()));
    }
    assert!(sync_runs::recent(&mut connection, 1).await.unwrap().is_empty());

    // What is empty is due.
    let empty = catalogue::find("zygosity_status").unwrap();
    world.site.put(empty.page, &[html(&page(&[("4", "Four")]))]);
    let request = world.request(Source::NhsDd, 2);
    let line = world.one(&Request { dataset: Some(empty.key), ..request }).await;
    assert_eq!(line.outcome, Outcome::Updated);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_added_while_a_sync_is_under_way() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let base = Url::from_directory_path(folder.path()).unwrap();
    let mut other = world.pool.get().await.unwrap();
    assert!(synced::lock(&mut other, Source::NhsDd).await.unwrap());
    let mut connection = world.pool.get().await.unwrap();
    let refused = add_missing(&mut connection, Source::NhsDd, &base).await.unwrap_err();
    assert!(matches!(refused, SyncError::Busy(Source::NhsDd)), "{refused}");
    assert!(world.row(SPECIALTIES).await.is_none());
    add_missing(&mut connection, Source::External, &base).await.unwrap();
    assert_eq!(world.row("nhs_trusts").await.unwrap().options_count, 0);
}
