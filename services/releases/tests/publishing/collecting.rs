//! What uploads leave that never end, and who is taken for one of them.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use releases::ReleasesError;
use releases::domain::FileKind;
use releases::store::releases::object_path;
use strum::VariantArray;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::obstacles::Blocker;
use crate::{ITEM, World, numbered, pieces_then};

/// What a process leaves that was killed while it published.
async fn killed(world: &World, kinds: &[FileKind]) -> Uuid {
    let id = Uuid::now_v7();
    let sql = format!(
        "INSERT INTO uploads (id, item_id, file_name, started_at, seen_at) \
         VALUES ('{id}', {ITEM}, 'a.zip', now(), now())"
    );
    world.database.execute(&sql).await;
    for kind in kinds {
        let path = object_path(id, *kind);
        world.publisher.objects.put(&path, numbered(10)).await.unwrap();
    }
    // It may have been killed before it had written anything.
    if kinds.is_empty() {
        let path = object_path(id, FileKind::Archive);
        let mut writer = world.publisher.objects.writer(&path).await.unwrap();
        writer.write(numbered(10)).await.unwrap();
        std::mem::forget(writer);
    }
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_nobodys_goes_and_what_is_unknown_stays() {
    let world = World::new().await;
    world.publish("a.zip", &numbered(1_000)).await.unwrap();
    for end in 0..=FileKind::VARIANTS.len() {
        killed(&world, &FileKind::VARIANTS[..end]).await;
    }
    // One whose collector was killed too.
    let id = killed(&world, &FileKind::VARIANTS[2..]).await;
    let sql = format!("UPDATE uploads SET abandoned_at = now() WHERE id = '{id}'");
    world.database.execute(&sql).await;

    let others = [object_path(Uuid::now_v7(), FileKind::Archive), "segments/1".to_owned()];
    for path in &others {
        world.publisher.objects.put(path, Bytes::from_static(b"kept")).await.unwrap();
    }
    assert_eq!(world.publisher.collect().await.unwrap(), 0);
    assert_eq!(world.uploads().await, 7);

    assert_eq!(world.collect().await, 1 + (1 + 2 + 3 + 4 + 5) + 3);
    assert_eq!(world.uploads().await, 0);
    for path in &others {
        assert_eq!(world.publisher.objects.get(path).await.unwrap(), "kept");
        world.publisher.objects.delete(path).await.unwrap();
    }
    world.assert_tidy().await;
    assert_eq!(world.collect().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_may_collect_at_once() {
    let world = World::new().await;
    world.publish("a.zip", &numbered(1_000)).await.unwrap();
    for _ in 0..5 {
        killed(&world, FileKind::VARIANTS).await;
        killed(&world, &[]).await;
    }
    world.silence().await;
    let collectors = (0..4).map(|_| world.publisher.collect());
    for collected in join_all(collectors).await {
        collected.unwrap();
    }
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_heard_of_lately_is_left_alone() {
    let world = World::new().await;
    let deed = async {
        let sql = "UPDATE uploads SET started_at = now() - interval '1 day', \
                   seen_at = now() - interval '9 minutes'";
        world.database.execute(sql).await;
        assert_eq!(world.publisher.collect().await.unwrap(), 0);
        assert_eq!(world.uploads().await, 1);
    };
    let published = world.publish_from("a.zip", pieces_then(&numbered(1_000), deed)).await.unwrap();
    assert!(published.new);
    world.assert_tidy().await;
}

/// Waits a minute without waiting.
#[tokio::test]
async fn whoever_uploads_says_so_every_minute() {
    let world = World::new().await;
    let deed = async {
        world.silence().await;
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(61)).await;
        tokio::time::resume();
        world
            .until("SELECT count(*) = 1 FROM uploads WHERE seen_at > now() - interval '1 minute'")
            .await;
        assert_eq!(world.publisher.collect().await.unwrap(), 0);
    };
    let published = world.publish_from("a.zip", pieces_then(&numbered(1_000), deed)).await.unwrap();
    assert!(published.new);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_collected_is_no_release() {
    let world = World::new().await;
    let archive = numbered(1_000);
    for is_removed in [true, false] {
        let blocker = Blocker::of_releases(&world).await;
        let (refused, ()) = tokio::join!(world.publish("a.zip", &archive), async {
            // All of its files are there.
            world.until_waiting(1).await;
            if is_removed {
                assert_eq!(world.collect().await, FileKind::VARIANTS.len());
            } else {
                world.database.execute("UPDATE uploads SET abandoned_at = now()").await;
            }
            blocker.end().await;
        });
        let refused = refused.unwrap_err();
        assert!(matches!(refused, ReleasesError::Collected), "{refused}");
        assert!(world.release("a.zip").await.is_none());
        assert_eq!(world.objects().await, [""; 0]);
        world.assert_tidy().await;
    }
    assert!(world.publish("a.zip", &archive).await.unwrap().new);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_is_collected_as_it_comes_is_no_release() {
    let world = World::new().await;
    let archive = numbered(10_000_000);
    let collect = async { assert_eq!(world.collect().await, 1) };
    let refused = world.publish_from("a.zip", pieces_then(&archive, collect)).await.unwrap_err();
    // Its file is missed before the row of its upload is.
    let is_told = matches!(refused, ReleasesError::Collected | ReleasesError::Objects(_));
    assert!(is_told, "{refused}");
    assert!(world.release("a.zip").await.is_none());
    world.assert_tidy().await;
    assert!(world.publish("a.zip", &archive).await.unwrap().new);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_is_being_published_is_not_collected() {
    let world = World::new().await;
    let held = Mutex::new(None);
    let hold = async {
        world.silence().await;
        // The release waits for its item, when its upload is over.
        *held.lock().await = Some(Blocker::new(&world, "SELECT FROM items FOR UPDATE").await);
    };
    let archive = pieces_then(&Bytes::from_static(b"abc"), hold);
    let (published, ()) = tokio::join!(world.publish_from("a.zip", archive), async {
        world.until_waiting(1).await;
        let (collected, ()) = tokio::join!(world.publisher.collect(), async {
            world.until_waiting(2).await;
            held.lock().await.take().unwrap().end().await;
        });
        assert_eq!(collected.unwrap(), 0);
    });
    assert!(published.unwrap().new);
    world.assert_tidy().await;
}
