//! Large files, slow readers, and how many downloads a key may have at a time.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::num::NonZeroUsize;

use end_to_end::{Setup, eventually};
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

/// More than all buffers between a server and a reader hold together.
const LARGE: u8 = 64;

/// So many mebibytes, no two of which are alike.
fn mebibytes(count: u8) -> Bytes {
    let mut one = bytes(1 << 20);
    let mut all = Vec::with_capacity(one.len() * usize::from(count));
    for number in 0..count {
        one[0] = number;
        all.extend_from_slice(&one);
    }
    all.into()
}

async fn start(downloads_per_key: usize) -> Platform {
    let downloads_per_key = NonZeroUsize::new(downloads_per_key);
    Platform::set_up(Setup { downloads_per_key, ..Setup::default() }).await
}

fn gateway(platform: &Platform) -> SocketAddr {
    platform.url().strip_prefix("http://").unwrap().parse().unwrap()
}

fn service(platform: &Platform) -> SocketAddr {
    platform.releases.as_ref().unwrap().address
}

/// Whether the body is this, to the last byte.
async fn is_whole(mut answer: Response, expected: &[u8]) -> bool {
    let mut left = expected;
    while let Some(chunk) = answer.chunk().await.unwrap() {
        match left.strip_prefix(&chunk[..]) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    left.is_empty()
}

/// A download of which nobody reads more than the head. Dropping it hangs up.
struct Stalled {
    stream: TcpStream,
    status: u16,
}

impl Stalled {
    async fn start(address: SocketAddr, path: &str) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        Self { stream, status: head[9..12].parse().unwrap() }
    }

    /// One that goes ahead, as soon as there is room for it: that a download has ended is known
    /// to who reads it before it is to who counts it.
    async fn hold(address: SocketAddr, path: &str) -> Self {
        let held = RefCell::new(None);
        eventually("there is room for a download", async || {
            let started = Self::start(address, path).await;
            let goes_ahead = started.status == 200;
            if goes_ahead {
                *held.borrow_mut() = Some(started);
            }
            goes_ahead
        })
        .await;
        held.into_inner().unwrap()
    }

    /// Reads on to the end.
    async fn finish(mut self) -> Vec<u8> {
        let mut body = Vec::new();
        self.stream.read_to_end(&mut body).await.unwrap();
        body
    }
}

/// Whether there is room for one more download.
async fn has_room(holder: &Holder, path: &str) -> bool {
    let answer = holder.get_with(path, "range", "bytes=0-0").await;
    match answer.status().as_u16() {
        206 => true,
        429 => false,
        other => panic!("{other}"),
    }
}

/// As many downloads as each key may have, all at once.
async fn everybody_downloads(platform: &Platform, keys: &[String], item: ItemId, archive: &Bytes) {
    let roots = [Root::Trud, Root::Bearer];
    let holders =
        keys.iter().flat_map(|key| roots.map(|root| Holder::new(&platform.url(), root, key)));
    let downloads = holders.map(|holder| async move {
        let answer = holder.get(&holder.file(item, ARCHIVE)).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(header(&answer, "content-length"), Some(archive.len().to_string().as_str()));
        is_whole(answer, archive).await
    });
    let whole = join_all(downloads).await;
    assert_eq!(whole, vec![true; 2 * keys.len()]);
}

/// What two downloads of a key that never end do to whoever has it.
async fn slow_readers_are_in_their_own_way(
    platform: &Platform,
    keys: &[String],
    item: ItemId,
    archive: &Bytes,
) {
    let [trud, path, bearer] = holders(platform, &keys[0]);
    let file = trud.file(item, ARCHIVE);
    let first = Stalled::hold(gateway(platform), &file).await;
    let second = Stalled::hold(service(platform), &file).await;
    let public_key = platform.signing_keys().await[0].file_name.clone();
    for holder in [&trud, &path, &bearer] {
        for path in [holder.file(item, ARCHIVE), holder.public_key(&public_key)] {
            let answer = holder.get(&path).await;
            assert_eq!(header(&answer, "retry-after"), Some("10"), "{:?}", holder.root);
            let message = refused("a third download", answer, 429).await;
            assert!(message.contains('2'), "{message}");
            let head = send(holder.request(Method::HEAD, &path)).await;
            assert_eq!(head.status(), 200, "nothing is sent");
            let held = holder.get_with(&path, "if-none-match", "*").await;
            assert_eq!(held.status(), 304, "nothing is sent");
        }
        assert_eq!(holder.ids(&holder.list(item)).await, [ARCHIVE]);
    }
    let other = bearer.with(&keys[1]);
    let others = other.file(item, ARCHIVE);
    eventually("another key has room", async || has_room(&other, &others).await).await;

    drop(first);
    eventually("whoever hung up makes room", async || has_room(&trud, &file).await).await;
    let first = Stalled::hold(gateway(platform), &file).await;
    assert!(!has_room(&trud, &file).await);
    assert!(second.finish().await == *archive, "whoever is slow gets all of it too");
    eventually("whoever is done makes room", async || has_room(&trud, &file).await).await;
    drop(first);
}

#[tokio::test(flavor = "multi_thread")]
async fn large_files_come_whole_and_not_too_many_at_a_time() {
    let platform = start(2).await;
    let item = platform.item("Example").await;
    let archive = mebibytes(LARGE);
    publish(&platform, item, &details(ARCHIVE, "2025-05-08"), archive.clone()).await;
    let mut keys = Vec::new();
    for name in ["jo", "al", "sam", "zoe"] {
        keys.push(platform.subscriber(name, item).await.1);
    }
    everybody_downloads(&platform, &keys, item, &archive).await;
    slow_readers_are_in_their_own_way(&platform, &keys, item, &archive).await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_readers_keep_no_connection_to_the_database() {
    // More than there are connections.
    let platform = start(40).await;
    let item = platform.item("Example").await;
    publish(&platform, item, &details(ARCHIVE, "2025-05-08"), mebibytes(16)).await;
    let (_, key) = platform.subscriber("jo", item).await;
    let [trud, _, bearer] = holders(&platform, &key);
    let file = trud.file(item, ARCHIVE);
    let started = (0..40).map(|_| Stalled::start(service(&platform), &file));
    let stalled = join_all(started).await;
    assert!(stalled.iter().all(|download| download.status == 200));
    refused("all are under way", trud.get(&file).await, 429).await;
    for holder in [&trud, &bearer] {
        assert_eq!(holder.ids(&holder.list(item)).await, [ARCHIVE]);
        holder.json(&holder.ours("changes")).await;
    }
    let (_, other) = platform.subscriber("al", item).await;
    let other = trud.with(&other);
    assert!(has_room(&other, &other.file(item, ARCHIVE)).await);
    drop(stalled);
    platform.stop().await;
}
