//! What breaks while somebody publishes: the archive, the object store, the database.

use std::{fs, io};

use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use releases::ReleasesError;
use releases::changes::{By, Publisher};
use releases::domain::FileKind;
use strum::VariantArray;

use crate::obstacles::Blocker;
use crate::{ITEM, World, details, numbered, pieces, pieces_then, unread};

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_breaks_off_leaves_nothing() {
    let world = World::new().await;
    let archive = numbered(10_000_000);
    for whole in [0, 1, 9, 10] {
        let broken = stream::once(async { Err(io::Error::other("the line is dead")) });
        let archive = pieces(&archive).take(whole).chain(broken).boxed();
        let refused = world.publish_from("a.zip", archive).await.unwrap_err();
        assert!(matches!(refused, ReleasesError::Source(_)), "{refused}");
        assert!(refused.to_string().ends_with("the line is dead"), "{refused}");
        assert!(world.release("a.zip").await.is_none());
        assert_eq!(world.objects().await, [""; 0], "after {whole} pieces");
        world.assert_tidy().await;
    }
    assert!(world.publish("a.zip", &archive).await.unwrap().new);

    // Neither is it taken for the one that was published.
    let broken = stream::once(async { Err(io::Error::other("the line is dead")) });
    let broken = pieces(&archive).chain(broken).boxed();
    let refused = world.publish_from("a.zip", broken).await.unwrap_err();
    assert!(matches!(refused, ReleasesError::Source(_)), "{refused}");
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_takes_nothing_is_told() {
    let world = World::new().await;
    let archive = numbered(1_000);
    // Not even root makes folders below a file.
    let obstacle = world.folder.path().join("releases");
    fs::write(&obstacle, "").unwrap();
    let refused = world.publish("a.zip", &archive).await.unwrap_err();
    assert!(matches!(refused, ReleasesError::Objects(_)), "{refused}");
    assert!(world.release("a.zip").await.is_none());

    fs::remove_file(obstacle).unwrap();
    assert!(world.publish("a.zip", &archive).await.unwrap().new);
    assert_eq!(world.collect().await, 0);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_takes_some_of_the_files_has_no_release() {
    let world = World::new().await;
    let archive = numbered(1_000);
    for kind in FileKind::VARIANTS {
        let file_name = format!("{kind}.zip");
        let obstruct = async {
            let releases: Vec<_> = fs::read_dir(world.folder.path().join("releases"))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|folder| folder.join("archive#1").exists())
                .collect();
            let [upload] = &releases[..] else { panic!("{releases:?}") };
            fs::create_dir(upload.join(kind.as_str())).unwrap();
        };
        let broken = pieces_then(&archive, obstruct);
        let refused = world.publish_from(&file_name, broken).await.unwrap_err();
        assert!(matches!(refused, ReleasesError::Objects(_)), "{kind}: {refused}");
        assert!(world.release(&file_name).await.is_none());

        world.collect().await;
        world.assert_tidy().await;
        assert!(world.publish(&file_name, &archive).await.unwrap().new);
    }
    assert_eq!(world.listed().await.len(), FileKind::VARIANTS.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_nothing_is_read() {
    let world = World::new().await;
    // Nobody listens there.
    let nowhere = "postgres://127.0.0.1:1/nowhere".parse().unwrap();
    let publisher = Publisher { pool: store::pool(&nowhere, 1), ..world.publisher.clone() };
    let details = details("a.zip");
    let refused = publisher.publish(By::Command, ITEM, &details, unread(), |_| ()).await;
    assert!(matches!(refused, Err(ReleasesError::Unreachable(_))), "{refused:?}");
    assert_eq!(world.objects().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_before_the_end_has_no_release() {
    let world = World::new().await;
    let archive = numbered(2_500_000);
    let broken = pieces_then(&archive, world.take_database_away());
    let refused = world.publish_from("a.zip", broken).await.unwrap_err();
    assert!(matches!(refused, ReleasesError::Unreachable(_)), "{refused}");
    world.bring_database_back().await;
    assert!(world.listed().await.is_empty());
    // Nothing was to be committed yet, so the archive is taken back.
    published_again(&world, &archive, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_at_the_end_has_no_release() {
    let world = World::new().await;
    let archive = numbered(2_500_000);
    let blocker = Blocker::of_releases(&world).await;
    let (refused, ()) = tokio::join!(world.publish("a.zip", &archive), async {
        world.until_waiting(1).await;
        world.cut_off_waiting().await;
        blocker.end().await;
    });
    let refused = refused.unwrap_err();
    assert!(matches!(refused, ReleasesError::Database(_)), "{refused}");
    assert!(world.listed().await.is_empty());
    published_again(&world, &archive, FileKind::VARIANTS.len()).await;
}

/// What was uploaded, `left` files, stays as long as it might belong to a release,
/// and then goes.
async fn published_again(world: &World, archive: &Bytes, left: usize) {
    assert_eq!(world.publisher.collect().await.unwrap(), 0);
    assert_eq!(world.objects().await.len(), left);
    assert!(world.publish("a.zip", archive).await.unwrap().new);
    assert_eq!(world.publisher.collect().await.unwrap(), 0);
    assert_eq!(world.collect().await, left);
    world.assert_tidy().await;
}
