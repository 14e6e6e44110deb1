//! The object store on S3, as moto's server speaks it. `MOTO_SERVER` names the program.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::ops::Range;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use objects::testing::{Fault, Moto, Proxy, bucket};
use objects::{Objects, ObjectsError, Reader};
use tokio::net::TcpListener;
use tokio::time::{Instant, timeout};

const SIZE: usize = 20 * 1024 * 1024 + 3;

/// Bytes that tell their place, so that none can be taken for others.
fn numbered(length: usize) -> Bytes {
    let mut bytes = BytesMut::with_capacity(length + 8);
    let mut number: u64 = 0;
    while bytes.len() < length {
        bytes.extend_from_slice(&number.to_le_bytes());
        number += 1;
    }
    bytes.truncate(length);
    bytes.freeze()
}

async fn write(objects: &Objects, path: &str, mut whole: Bytes) -> Result<(), ObjectsError> {
    let mut writer = objects.writer(path).await?;
    while !whole.is_empty() {
        writer.write(whole.split_to(whole.len().min(1_000_000))).await?;
    }
    writer.finish().await
}

/// What is read until the end, and how it ended.
async fn drain(mut reader: Reader, read: &mut BytesMut) -> Result<(), ObjectsError> {
    while let Some(chunk) = reader.try_next().await? {
        read.extend_from_slice(&chunk);
    }
    Ok(())
}

async fn read(objects: &Objects, path: &str, range: Range<usize>) -> Result<Bytes, ObjectsError> {
    let range = u64::try_from(range.start).unwrap()..u64::try_from(range.end).unwrap();
    let mut read = BytesMut::new();
    drain(objects.reader(path, range).await?, &mut read).await?;
    Ok(read.freeze())
}

async fn listed(objects: &Objects) -> Vec<String> {
    objects.list("").await.unwrap().into_iter().map(|(path, _)| path).collect()
}

async fn eventually_no_uploads(moto: &Moto) {
    let gone = async {
        while moto.has_unfinished_uploads().await {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(30), gone).await.expect("unfinished uploads are aborted");
}

#[tokio::test(flavor = "multi_thread")]
async fn large_objects_are_there_whole_or_not_at_all() {
    let Some(moto) = Moto::start().await else { return };
    let objects = moto.objects();
    let whole = numbered(SIZE);
    let mut writer = objects.writer("releases/1/archive").await.unwrap();
    writer.write(whole.clone()).await.unwrap();
    assert!(moto.has_unfinished_uploads().await);
    assert_eq!(listed(&objects).await, [""; 0]);
    writer.finish().await.unwrap();
    assert!(!moto.has_unfinished_uploads().await);
    assert_eq!(listed(&objects).await, ["releases/1/archive"]);
    assert_eq!(objects.list_all("releases").await.unwrap(), ["releases/1/archive"]);

    let size = objects.size("releases/1/archive").await.unwrap();
    assert_eq!(size, u64::try_from(SIZE).unwrap());
    let part = 8 * 1024 * 1024;
    for range in [0..SIZE, 0..1, 0..0, 1..part, part - 1..part + 1, SIZE - 1..SIZE, SIZE..SIZE] {
        let found = read(&objects, "releases/1/archive", range.clone()).await.unwrap();
        assert!(found == whole[range.clone()], "{range:?}");
    }
    for range in [0..SIZE + 1, SIZE..SIZE + 1, SIZE + 7..SIZE + 9, SIZE + 1..SIZE + 1] {
        let error = read(&objects, "releases/1/archive", range).await.unwrap_err();
        assert!(!error.is_not_found(), "{error}");
    }
    for range in [0..1, 0..0] {
        let error = read(&objects, "releases/2/archive", range).await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
    }

    write(&objects, "empty", Bytes::new()).await.unwrap();
    assert_eq!(objects.size("empty").await.unwrap(), 0);
    for path in ["empty", "releases/1/archive", "releases/1/archive", "missing"] {
        objects.delete(path).await.unwrap();
    }
    assert_eq!(listed(&objects).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_aborted_or_dropped_leaves_nothing() {
    let Some(moto) = Moto::start().await else { return };
    let objects = moto.objects();
    for drops in [false, true] {
        let mut writer = objects.writer("a").await.unwrap();
        writer.write(numbered(SIZE)).await.unwrap();
        assert!(moto.has_unfinished_uploads().await);
        if drops {
            drop(writer);
            eventually_no_uploads(&moto).await;
        } else {
            writer.abort().await;
            assert!(!moto.has_unfinished_uploads().await);
        }
        assert_eq!(listed(&objects).await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_outlive_a_network_that_breaks_and_mends() {
    let Some(moto) = Moto::start().await else { return };
    let proxy = Proxy::before(&moto.address).await;
    proxy.fail("POST", "?uploads", 1, Fault::Answer(503));
    proxy.fail("PUT", "partNumber=1&", 2, Fault::Answer(500));
    proxy.fail("PUT", "partNumber=2&", 2, Fault::CutRequest(1_000_000));
    // These were taken, and the news of it is lost.
    proxy.fail("PUT", "partNumber=3&", 1, Fault::CutAnswer(1));
    proxy.fail("POST", "?uploadId=", 1, Fault::CutAnswer(1));
    let whole = numbered(SIZE);
    write(&bucket(&proxy.address, &[]), "a", whole.clone()).await.unwrap();
    assert_eq!(proxy.faults_left(), 0);
    assert!(moto.objects().get("a").await.unwrap() == whole);
    assert!(!moto.has_unfinished_uploads().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_that_fail_leave_nothing() {
    let Some(moto) = Moto::start().await else { return };
    let proxy = Proxy::before(&moto.address).await;
    proxy.fail("POST", "/begun?uploads", usize::MAX, Fault::Answer(403));
    proxy.fail("PUT", "/part?partNumber=2&", usize::MAX, Fault::Answer(403));
    proxy.fail("PUT", "/down?partNumber=3&", usize::MAX, Fault::Answer(503));
    proxy.fail("POST", "/completed?uploadId=", usize::MAX, Fault::Answer(403));
    let objects = bucket(&proxy.address, &[]);
    let whole = numbered(SIZE);
    let start = Instant::now();
    for path in ["begun", "part", "down", "completed"] {
        write(&objects, path, whole.clone()).await.unwrap_err();
        assert!(!moto.has_unfinished_uploads().await, "{path}");
    }
    assert!(start.elapsed() < Duration::from_secs(40), "{:?}", start.elapsed());
    assert_eq!(listed(&objects).await, [""; 0]);

    let mut writer = objects.writer("part").await.unwrap();
    let failed = async { while writer.write(whole.slice(..1_000_000)).await.is_ok() {} };
    timeout(Duration::from_secs(30), failed).await.unwrap();
    let error = writer.write(Bytes::from_static(b"more")).await.unwrap_err();
    assert!(matches!(error, ObjectsError::GivenUp), "{error}");
    let error = writer.finish().await.unwrap_err();
    assert!(matches!(error, ObjectsError::GivenUp), "{error}");
    assert_eq!(listed(&objects).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn downloads_go_on_where_they_broke_off() {
    let Some(moto) = Moto::start().await else { return };
    let whole = numbered(SIZE);
    moto.objects().put("a", whole.clone()).await.unwrap();
    let proxy = Proxy::before(&moto.address).await;
    let objects = bucket(&proxy.address, &[]);
    proxy.fail("GET", "/files/a", 1, Fault::Answer(503));
    // More often than object_store resumes by itself.
    proxy.fail("GET", "/files/a", 15, Fault::CutAnswer(1_200_000));
    assert!(read(&objects, "a", 0..SIZE).await.unwrap() == whole);
    assert_eq!(proxy.faults_left(), 0);
    proxy.fail("GET", "/files/a", 2, Fault::CutAnswer(1_200_000));
    assert!(read(&objects, "a", 1_000..SIZE - 7).await.unwrap() == whole[1_000..SIZE - 7]);
    assert_eq!(proxy.faults_left(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn downloads_that_cannot_go_on_end_in_an_error() {
    let Some(moto) = Moto::start().await else { return };
    let whole = numbered(SIZE);
    let direct = moto.objects();
    direct.put("forbidden", whole.clone()).await.unwrap();
    direct.put("replaced", whole.clone()).await.unwrap();
    let proxy = Proxy::before(&moto.address).await;
    let objects = bucket(&proxy.address, &[]);
    let size = u64::try_from(SIZE).unwrap();

    proxy.fail("GET", "/forbidden", 1, Fault::CutAnswer(5_000_000));
    proxy.fail("GET", "/forbidden", usize::MAX, Fault::Answer(403));
    proxy.fail("GET", "/replaced", 1, Fault::CutAnswer(5_000_000));
    for path in ["forbidden", "replaced"] {
        let mut reader = objects.reader(path, 0..size).await.unwrap();
        let first = reader.try_next().await.unwrap().unwrap();
        direct.put(path, Bytes::from(vec![7; SIZE])).await.unwrap();
        let mut found = BytesMut::from(&first[..]);
        drain(reader, &mut found).await.unwrap_err();
        assert!(!found.is_empty() && found.len() < 5_000_000, "{path}: {}", found.len());
        assert!(found == whole[..found.len()], "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_goes_away_is_not_waited_for_long() {
    let Some(mut moto) = Moto::start().await else { return };
    let objects = moto.objects();
    let whole = numbered(SIZE);
    objects.put("a", whole.clone()).await.unwrap();
    let mut reader = objects.reader("a", 0..u64::try_from(SIZE).unwrap()).await.unwrap();
    let first = reader.try_next().await.unwrap().unwrap();
    let mut writer = objects.writer("b").await.unwrap();
    writer.write(whole.clone()).await.unwrap();
    moto.kill();

    // It listens, and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let silent = (bucket(&address, &[("AWS_READ_TIMEOUT", "1s")]), silent);

    let mut found = BytesMut::from(&first[..]);
    let under_way = async { tokio::join!(drain(reader, &mut found), writer.finish()) };
    let under_way = timeout(Duration::from_secs(40), under_way);
    let (ended, (), ()) = tokio::join!(under_way, expect_away(&objects), expect_away(&silent.0));
    let (read, wrote) = ended.expect("what was under way fails");
    read.unwrap_err();
    wrote.unwrap_err();
    assert!(found.len() < SIZE && found == whole[..found.len()]);
}

async fn expect_away(objects: &Objects) {
    let whole = Bytes::from_static(b"whole");
    let tried = async {
        tokio::join!(
            async { objects.put("a", whole).await.unwrap_err() },
            async { objects.get("a").await.unwrap_err() },
            async { objects.size("a").await.unwrap_err() },
            async { objects.list("").await.unwrap_err() },
            async { objects.delete("a").await.unwrap_err() },
            async { read(objects, "a", 0..1).await.unwrap_err() },
            async { objects.writer("a").await.map(drop).unwrap_err() },
        )
    };
    let (a, b, c, d, e, f, g) =
        timeout(Duration::from_secs(20), tried).await.expect("a bucket that is away fails soon");
    for error in [a, b, c, d, e, f, g] {
        assert!(!error.is_not_found(), "{error}");
    }
}
