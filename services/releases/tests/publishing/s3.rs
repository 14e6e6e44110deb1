//! Publishing on S3, as moto's server speaks it. `MOTO_SERVER` names the program.

use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt;
use futures_util::stream::{self, StreamExt};
use objects::testing::{Fault, Moto, Proxy, bucket};
use releases::ReleasesError;
use releases::changes::{By, Published, Publisher};
use releases::domain::FileKind;
use releases::store::releases::object_path;
use strum::VariantArray;
use tokio::time::timeout;

use crate::{Archive, ITEM, World, details, numbered, pieces};

/// As many bytes as take three parts, and two.
const LARGE: usize = 20 * 1024 * 1024 + 3;
const MIDDLING: usize = 9_000_000;

impl World {
    /// Publishes with a network in between.
    async fn publish_through(
        &self,
        proxy: &Proxy,
        archive: Archive<'_>,
    ) -> Result<Published, ReleasesError> {
        let publisher = self.publisher_behind(proxy);
        publisher.publish(By::Command, ITEM, &details("a.zip"), archive, |_| ()).await
    }

    fn publisher_behind(&self, proxy: &Proxy) -> Publisher {
        Publisher { objects: bucket(&proxy.address, &[]), ..self.publisher.clone() }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_release_is_published_and_read() {
    let Some(moto) = Moto::start().await else { return };
    let world = World::new().await.on(moto.objects());
    let whole = numbered(LARGE);
    let release = world.publish("a.zip", &whole).await.unwrap().release;
    assert!(!world.publish("a.zip", &whole).await.unwrap().new);
    world.assert_tidy().await;
    assert!(!moto.has_unfinished_uploads().await);

    let path = object_path(release.row.upload_id, FileKind::Archive);
    let size = u64::try_from(LARGE).unwrap();
    let reader = world.publisher.objects.reader(&path, 0..size).await.unwrap();
    let read: Vec<Bytes> = reader.try_collect().await.unwrap();
    assert!(read.concat() == whole);
    world.withdraw("a.zip", "A test").await.unwrap();
    assert_eq!(world.collect().await, 0);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_outlives_a_network_that_breaks_and_mends() {
    let Some(moto) = Moto::start().await else { return };
    let world = World::new().await.on(moto.objects());
    let proxy = Proxy::before(&moto.address).await;
    proxy.fail("POST", "/archive?uploads", 1, Fault::Answer(503));
    proxy.fail("PUT", "/archive?partNumber=1&", 1, Fault::Answer(500));
    proxy.fail("PUT", "/archive?partNumber=2&", 1, Fault::CutRequest(100_000));
    // These were taken, and the news of it is lost.
    proxy.fail("POST", "/archive?uploadId=", 1, Fault::CutAnswer(1));
    proxy.fail("PUT", "/checksum", 1, Fault::CutAnswer(1));
    proxy.fail("PUT", "/signature", 1, Fault::Answer(500));
    proxy.fail("PUT", "/manifest_signature", 1, Fault::Answer(503));
    let archive = pieces(&numbered(MIDDLING));
    assert!(world.publish_through(&proxy, archive).await.unwrap().new);
    assert_eq!(proxy.faults_left(), 0);
    assert_eq!(world.listed().await.len(), 1);
    world.assert_tidy().await;
    assert!(!moto.has_unfinished_uploads().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_taken_makes_no_release() {
    let Some(moto) = Moto::start().await else { return };
    let world = World::new().await.on(moto.objects());
    let archive = numbered(MIDDLING);
    for (method, part) in [
        ("POST", "/archive?uploads"),
        ("PUT", "/archive?partNumber=2&"),
        ("POST", "/archive?uploadId="),
        ("PUT", "/checksum"),
        ("PUT", "/manifest_signature"),
    ] {
        let proxy = Proxy::before(&moto.address).await;
        proxy.fail(method, part, usize::MAX, Fault::Answer(403));
        let refused = world.publish_through(&proxy, pieces(&archive)).await.unwrap_err();
        assert!(matches!(refused, ReleasesError::Objects(_)), "{part}: {refused}");
        assert!(world.release("a.zip").await.is_none(), "{part}");
        assert_eq!(world.objects().await, [""; 0], "{part}");
        world.assert_tidy().await;
        assert!(!moto.has_unfinished_uploads().await, "{part}");
    }
    assert!(world.publish("a.zip", &archive).await.unwrap().new);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_back_is_collected_later() {
    let Some(moto) = Moto::start().await else { return };
    let world = World::new().await.on(moto.objects());
    let archive = numbered(1_000);
    let proxy = Proxy::before(&moto.address).await;
    proxy.fail("PUT", "/manifest_signature", usize::MAX, Fault::Answer(403));
    proxy.fail("POST", "?delete", usize::MAX, Fault::Answer(403));
    let refused = world.publish_through(&proxy, pieces(&archive)).await.unwrap_err();
    assert!(matches!(refused, ReleasesError::Objects(_)), "{refused}");
    assert!(world.release("a.zip").await.is_none());
    let others = FileKind::VARIANTS.len() - 1;
    assert_eq!(world.objects().await.len(), others);

    world.silence().await;
    let refused = world.publisher_behind(&proxy).collect().await.unwrap_err();
    assert!(matches!(refused, ReleasesError::Objects(_)), "{refused}");
    assert_eq!(world.uploads().await, 1);
    assert_eq!(world.collect().await, others);
    world.assert_tidy().await;
    assert!(world.publish("a.zip", &archive).await.unwrap().new);
    world.assert_tidy().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_as_an_archive_comes_has_no_release() {
    let Some(mut moto) = Moto::start().await else { return };
    let world = World::new().await.on(moto.objects());
    let archive = numbered(LARGE);
    let half = archive.len() / 2;
    let kill = stream::once(async {
        moto.kill();
        Ok(Bytes::new())
    });
    let broken = pieces(&archive.slice(..half)).chain(kill).chain(pieces(&archive.slice(half..)));
    let publishing = timeout(Duration::from_secs(60), world.publish_from("a.zip", broken.boxed()));
    let refused = publishing.await.expect("it is given up soon").unwrap_err();
    assert!(matches!(refused, ReleasesError::Objects(_)), "{refused}");
    assert!(world.listed().await.is_empty());

    let Some(another) = Moto::start().await else { return };
    let world = world.on(another.objects());
    assert!(world.publish("a.zip", &archive).await.unwrap().new);
    assert_eq!(world.collect().await, 0);
    world.assert_tidy().await;
}
