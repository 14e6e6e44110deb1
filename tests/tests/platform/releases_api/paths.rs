//! Paths and methods that nobody answers, and paths that are odd.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

/// Whatever the caller would rather have.
const ACCEPTS: [&str; 5] =
    ["*/*", "text/html,application/xhtml+xml", "application/xml", "application/json;q=0", "x"];

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_what_they_are_whatever_is_accepted() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    publish(&platform, item, &details(ARCHIVE, "2025-05-08"), bytes(100)).await;
    let (_, key) = platform.subscriber("jo", item).await;
    for holder in holders(&platform, &key) {
        for accept in ACCEPTS {
            for (path, status, media_type) in [
                (holder.list(item), 200, "application/json"),
                (holder.list("x"), 404, "application/json"),
                (holder.file(item, ARCHIVE), 200, "application/zip"),
                (holder.file(item, "x"), 404, "application/json"),
                (holder.ours("items"), 200, "application/json"),
                (holder.ours("feed"), 200, "application/atom+xml; charset=utf-8"),
                (holder.ours("nothing"), 404, "application/json"),
            ] {
                let what = format!("{} as {accept}", holder.masked(&path));
                let answer = holder.get_with(&path, "accept", accept).await;
                assert_eq!(answer.status(), status, "{what}");
                assert_eq!(header(&answer, "content-type"), Some(media_type), "{what}");
            }
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_at_no_path_is_told_as_json() {
    let platform = Platform::start().await;
    let (_, key) = platform.subscriber("jo", platform.item("Example").await).await;
    let holder = Holder::new(&platform.url(), Root::Bearer, &key);
    for path in [
        "/trud",
        "/trud/",
        "/trud/api/v1/keys/{key}/items",
        "/trud/api/v1/keys/{key}/changes",
        "/trud/api/v1/keys/{key}/items/1",
        "/trud/api/v1/keys/{key}/items/1/releases/",
        "/trud/api/v2/keys/{key}/items/1/releases",
        "/download",
        "/download/api/v1/keys/{key}/content/items/1/",
        "/download/api/v1/keys/{key}/content/items/1/a/b.zip",
        "/download/api/v1/keys/{key}/content/public-keys/",
        "/download/api/v1/keys/{key}/files/a.zip",
        "/api/v1/releases",
        "/api/v1/releases/",
        "/api/v1/releases/nothing",
        "/api/v1/releases/keys/{key}",
        "/api/v1/releases/keys/{key}/",
        "/api/v1/releases/keys/{key}/content/items/1/a/b.zip",
        "/api/v1/releases/items/",
        "/api/v1/releases/items/1",
        "/api/v1/releases/items/1/releases/",
        "/api/v1/releases/items/1/content/",
        "/api/v1/releases/items/1/content/a/b.zip",
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let request = holder.request(method.clone(), &path.replace("{key}", &key));
            let answer = send(request.header("accept", "text/html")).await;
            let what = format!("{method} {path}");
            assert_eq!(refused(&what, answer, 404).await, "NOT FOUND", "{what}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_files_are_only_read() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    let (_, key) = platform.subscriber("jo", item).await;
    for holder in holders(&platform, &key) {
        for path in [
            holder.list(item),
            holder.file(item, ARCHIVE),
            holder.public_key("key.pgp"),
            holder.ours("items"),
            holder.ours("changes"),
            holder.ours("feed"),
        ] {
            // There staff publish.
            let takes_more = holder.root == Root::Bearer && path == holder.list(item);
            let post = (!takes_more).then_some(Method::POST);
            let methods = [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS]
                .into_iter()
                .chain(post);
            for method in methods {
                let what = format!("{method} {}", holder.masked(&path));
                let answer = send(holder.request(method, &path)).await;
                let expected = if takes_more { "GET, POST, HEAD" } else { "GET, HEAD" };
                assert_eq!(header(&answer, "allow"), Some(expected), "{what}");
                refused(&what, answer, 405).await;
            }
        }
    }
    platform.stop().await;
}

/// Gets exactly this target, and closes; status, head and body of the answer.
async fn get(address: SocketAddr, target: &str, key: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), head.to_ascii_lowercase(), body.to_owned())
}

/// What might stand in a path, each a segment of one.
fn odd() -> Vec<String> {
    let odd = [
        "%00",
        "a%00.zip",
        "%2F",
        "%2f..%2f..%2fetc%2fpasswd",
        "..",
        ".",
        "%2e%2e",
        "%",
        "%zz",
        "%FF",
        "%C3%28",
        "%25",
        "%2500",
        "%252F",
        "%0d%0aX-Odd:%201",
        "%0a",
        "%20",
        "+",
        "a+b",
        "'",
        "'%20OR%201=1--",
        "%22",
        "%3C%26%3E",
        "%7Bkey%7D",
        ";a=b",
        "@:$,~!*()",
        "%F0%9F%98%80",
        "%E2%80%AE",
        "%3F",
        "%23",
    ];
    let long = ["a".repeat(300), "a".repeat(5_000), "%41".repeat(2_000), "9".repeat(1_000)];
    odd.map(str::to_owned).into_iter().chain(long).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_segments_are_no_more_than_wrong() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    publish(&platform, item, &details(ARCHIVE, "2025-05-08"), bytes(100)).await;
    let (_, key) = platform.subscriber("jo", item).await;
    let address = platform.url().strip_prefix("http://").unwrap().parse().unwrap();
    for holder in holders(&platform, &key) {
        assert_eq!(get(address, &holder.list(item), &key).await.0, 200);
        for odd in odd() {
            let strange = holder.with(&odd);
            let mut calls = vec![
                (holder.list(&odd), 404),
                (holder.file(&odd, ARCHIVE), 404),
                (holder.file(item, &odd), 404),
                (holder.public_key(&odd), 404),
            ];
            if holder.root != Root::Bearer {
                calls.push((strange.list(item), 400));
                calls.push((strange.file(item, ARCHIVE), 404));
                calls.push((strange.public_key(ARCHIVE), 404));
            }
            for (path, expected) in calls {
                let short: String = holder.masked(&path).chars().take(200).collect();
                let (status, head, body) = get(address, &path, &key).await;
                assert_eq!(status, expected, "{short}");
                assert!(head.contains("\ncontent-type: application/json"), "{short}");
                assert!(!head.contains("x-odd"), "{short}");
                let body: Value = serde_json::from_str(&body).unwrap();
                assert_eq!(body["apiVersion"], "1", "{short}");
                assert_eq!(body["httpStatus"], status, "{short}");
                assert!(body["message"].is_string(), "{short}");
            }
        }
    }
    platform.stop().await;
}
