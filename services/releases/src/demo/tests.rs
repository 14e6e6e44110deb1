use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use ::store::testing::TestDatabase;
use objects::Objects;
use sealed::SecretKeys;
use tempfile::TempDir;
use url::Url;
use zip::{CompressionMethod, ZipArchive};

use super::*;
use crate::store::subscriptions;

/// Names and texts of what is in an archive.
fn unpack(release: &Release) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(release.archive().unwrap())).unwrap();
    let made = release.modified_at();
    let members = (0..archive.len()).map(|index| {
        let mut member = archive.by_index(index).unwrap();
        // Nothing that differs from one day to the next, or from one compressor to the next.
        assert_eq!(member.compression(), CompressionMethod::Stored, "{}", release.file_name);
        let time = member.last_modified().unwrap();
        assert_eq!(
            (time.to_string(), member.unix_mode().map(|mode| mode & 0o777)),
            (made.format("%Y-%m-%d 08:51:20").to_string(), Some(0o644)),
            "{}: zips know every other second",
            release.file_name
        );
        let mut text = String::new();
        member.read_to_string(&mut text).unwrap();
        (member.name().unwrap().into_owned(), text)
    });
    members.collect()
}

fn publisher(database: &TestDatabase, folder: &TempDir) -> Publisher {
    Publisher {
        pool: ::store::pool(&database.url, 3),
        objects: Objects::open(&Url::from_directory_path(folder.path()).unwrap()).unwrap(),
        keys: SecretKeys::random(),
    }
}

#[test]
fn archives_say_that_they_are_made_up() {
    for release in ITEMS.iter().flat_map(|item| item.releases) {
        release.details().check().unwrap();
        assert_eq!(release.archive().unwrap(), release.archive().unwrap(), "{}", release.file_name);
        let files = unpack(release);
        assert!(files.len() > 1, "{}", release.file_name);
        assert_eq!(files[0].0, "README.txt");
        assert!(files[0].1.starts_with("Made up"), "{}", release.file_name);
    }
}

#[test]
fn there_is_an_item_of_every_sort() {
    let ids: BTreeSet<ItemId> = ITEMS.iter().map(|item| item.id).collect();
    assert_eq!(ids.len(), ITEMS.len());
    let item = |id: ItemId| ITEMS.iter().find(|item| item.id == id).unwrap();
    assert_eq!(item(WEEKLY).releases.len(), 3);
    assert!(!item(MEDICINES).releases.is_empty() && !item(IMAGING).releases.is_empty());
    let open = |item: &&Item| item.approval == Approval::Automatic && item.licences.is_empty();
    assert!([WEEKLY, MEDICINES].map(item).iter().all(open));
    assert!(ITEMS.iter().any(|item| item.approval == Approval::Manual));
    assert!(
        ITEMS
            .iter()
            .any(|item| { item.approval == Approval::Automatic && !item.licences.is_empty() })
    );
    let mut releases = ITEMS.iter().flat_map(|item| item.releases);
    assert!(releases.any(|release| release.file_name.contains(' ')));
}

#[test]
fn a_week_later_there_is_more_in_the_weekly_files() {
    let weekly = ITEMS.iter().find(|item| item.id == WEEKLY).unwrap();
    let expected = [
        ("2025-04-23T08:51:21+00:00", 3, "ACTIVE"),
        ("2025-04-30T08:51:21+00:00", 4, "ACTIVE"),
        ("2025-05-07T08:51:21+00:00", 4, "INACTIVE"),
    ];
    for (release, (made, count, elm_tree)) in weekly.releases.iter().zip(expected) {
        assert_eq!(release.modified_at().to_rfc3339(), made);
        let day = release.date.format("_%Y%m%d000001.zip").to_string();
        assert!(release.file_name.ends_with(&day), "{}", release.file_name);
        let files = unpack(release);
        let lines: Vec<&str> = files[1].1.lines().collect();
        assert_eq!(lines.len(), count, "{}", release.file_name);
        for line in &lines {
            assert_eq!(line.split("\",\"").count(), 27, "{line}");
        }
        let cells: Vec<&str> = lines[1].split("\",\"").collect();
        assert_eq!((cells[1], cells[12]), ("ELM TREE PRACTICE", elm_tree), "{}", release.file_name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_filled_in_and_the_rest_stays() {
    let database = TestDatabase::new(crate::NAME, crate::MIGRATIONS).await;
    let folder = tempfile::tempdir().unwrap();
    let publisher = publisher(&database, &folder);
    // As an interrupted run leaves it: an item without releases, and one with some of them.
    let [weekly, ..] = &ITEMS;
    assert!(is_there(&publisher, weekly).await.unwrap());
    publish(&publisher, WEEKLY, &weekly.releases[1]).await.unwrap();
    // And an item of somebody else's under one of the numbers.
    let theirs = NewItem { name: "Theirs".to_owned(), ..ITEMS[1].new_item() };
    let mut connection = publisher.pool.get().await.unwrap();
    changes::add_item(&mut connection, By::User(7), &theirs).await.unwrap();

    let there = fill(&publisher).await.unwrap();
    let ids: Vec<ItemId> = ITEMS.iter().map(|item| item.id).collect();
    let first = releases::of_items(&mut connection, &ids).await.unwrap();
    let uploads = |all: &[releases::Release]| -> BTreeSet<uuid::Uuid> {
        all.iter().map(|release| release.row.upload_id).collect()
    };
    for item in &ITEMS {
        let published: BTreeSet<&str> = first
            .iter()
            .filter(|release| release.row.item_id == item.id)
            .map(releases::Release::archive_name)
            .collect();
        let expected = item.releases.iter().map(|release| release.file_name);
        let expected: BTreeSet<&str> = expected.filter(|_| Some(item.id) != theirs.id).collect();
        assert_eq!(published, expected, "{}", item.name);
    }
    let ours: Vec<ItemId> = ids.iter().copied().filter(|id| Some(*id) != theirs.id).collect();
    assert_eq!(there, ours);
    assert_eq!(fill(&publisher).await.unwrap(), ours);
    let again = releases::of_items(&mut connection, &ids).await.unwrap();
    assert_eq!(uploads(&again), uploads(&first));
    assert_eq!(kept::all(&mut connection).await.unwrap().len(), ITEMS.len());
    assert!(subscriptions::list(&mut connection).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_somebody_else_gave_stays_theirs() {
    let database = TestDatabase::new(crate::NAME, crate::MIGRATIONS).await;
    let folder = tempfile::tempdir().unwrap();
    let publisher = publisher(&database, &folder);
    let [weekly, ..] = &ITEMS;
    let theirs = NewItem { id: Some(ItemId(9000)), ..weekly.new_item() };
    let mut connection = publisher.pool.get().await.unwrap();
    changes::add_item(&mut connection, By::User(7), &theirs).await.unwrap();
    assert!(!is_there(&publisher, weekly).await.unwrap());
    assert!(kept::find(&mut connection, WEEKLY).await.unwrap().is_none());
}
