use std::num::NonZeroUsize;
use std::ops::Range;
use std::pin::Pin;

use actix_web::body::{BodySize, MessageBody, to_bytes};
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use actix_web::rt::System;
use actix_web::test::TestRequest;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::future::poll_fn;
use objects::Objects;
use proptest::collection::btree_set;
use proptest::prelude::*;
use tempfile::TempDir;
use url::Url;
use web::{ApiError, ErrorShape};

use super::*;

const LENGTH: u64 = 1_000;
const PATH: &str = "releases/1/archive";
/// No headers.
const NOTHING: &[(&str, &str)] = &[];
const LAST_MODIFIED: &str = "Sun, 01 Mar 2026 10:20:30 GMT";

fn tag() -> String {
    format!("\"{}\"", "ab".repeat(32))
}

/// No two stretches of it are alike.
fn content() -> Vec<u8> {
    let digits: String = (0..LENGTH).map(|n| format!("{n},")).collect();
    digits.into_bytes().into_iter().take(usize::try_from(LENGTH).unwrap()).collect()
}

fn part(bytes: &[u8], range: &Range<u64>) -> Vec<u8> {
    let at = |place: u64| usize::try_from(place).unwrap();
    bytes[at(range.start)..at(range.end)].to_vec()
}

fn file(object: Source, size: u64) -> File {
    File {
        name: "uk core_1.0.0.zip".to_owned(),
        media_type: "application/zip",
        size,
        sha256: vec![0xab; 32],
        modified_at: "2026-03-01T10:20:30.456Z".parse().unwrap(),
        object,
    }
}

fn archive() -> File {
    file(Source::Object(PATH.to_owned()), LENGTH)
}

fn asked(method: Method, headers: &[(&str, &str)]) -> HttpRequest {
    let request = TestRequest::default().method(method);
    let request = headers.iter().fold(request, |request, header| request.append_header(*header));
    request.to_http_request()
}

/// An object store in a folder that goes with it.
struct Shelf {
    objects: Objects,
    _folder: TempDir,
}

impl Shelf {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = Url::from_directory_path(folder.path()).unwrap();
        Self { objects: Objects::open(&url).unwrap(), _folder: folder }
    }

    async fn with(bytes: Vec<u8>) -> Self {
        let shelf = Self::empty();
        shelf.objects.put(PATH, bytes.into()).await.unwrap();
        shelf
    }

    async fn get(&self, headers: &[(&str, &str)]) -> Result<HttpResponse, ApiError> {
        self.answer(Method::GET, headers, archive()).await
    }

    async fn answer(
        &self,
        method: Method,
        headers: &[(&str, &str)],
        file: File,
    ) -> Result<HttpResponse, ApiError> {
        answer(&asked(method, headers), &self.objects, file, None).await
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

async fn body(response: HttpResponse) -> Bytes {
    let size = response.body().size();
    let bytes = to_bytes(response.into_body()).await.unwrap();
    assert_eq!(size, BodySize::Sized(u64::try_from(bytes.len()).unwrap()));
    bytes
}

/// The parts of a `multipart/byteranges`, by what each says it is of the file.
fn parted(headers: &HeaderMap, body: &[u8]) -> Vec<(String, Vec<u8>)> {
    let content_type = text(headers, "content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/byteranges; boundary=").unwrap();
    assert!((1..=70).contains(&boundary.len()));
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = body;
    let mut parts = Vec::new();
    loop {
        rest = rest.strip_prefix(delimiter.as_bytes()).expect("a delimiter");
        if rest == b"--\r\n" {
            return parts;
        }
        let end = rest.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&rest[..end]).unwrap();
        let lines: Vec<&str> = head.split("\r\n").collect();
        let ["", "Content-Type: application/zip", range] = lines.as_slice() else {
            panic!("{lines:?}")
        };
        let range = range.strip_prefix("Content-Range: ").unwrap();
        rest = &rest[end + 4..];
        let length = rest.windows(delimiter.len()).position(|at| at == delimiter.as_bytes());
        let (bytes, after) = rest.split_at(length.unwrap());
        parts.push((range.to_owned(), bytes.to_vec()));
        rest = after;
    }
}

#[actix_web::test]
async fn a_file_comes_whole_or_in_one_part() {
    let content = content();
    let shelf = Shelf::with(content.clone()).await;
    let tag = tag();
    let foreign = [("range", "bytes=0-9"), ("if-range", "\"x\"")];
    let own = [("range", "bytes=0-9"), ("if-range", tag.as_str())];
    let dated = [("range", "bytes=0-9"), ("if-range", LAST_MODIFIED)];
    let early = [("range", "bytes=0-9"), ("if-range", "Sun, 01 Mar 2026 10:20:29 GMT")];
    for (headers, expected) in [
        (NOTHING, None),
        (&[("range", "bytes=0-0")], Some(0..1)),
        (&[("range", "bytes=10-19")], Some(10..20)),
        (&[("range", "bytes=990-")], Some(990..1_000)),
        (&[("range", "bytes=-1")], Some(999..1_000)),
        (&[("range", "bytes=0-5000")], Some(0..1_000)),
        (&[("range", "bytes=-5000")], Some(0..1_000)),
        (&[("range", "bytes=5-6,2000-")], Some(5..7)),
        (&[("range", "lines=0-9")], None),
        (&[("range", "bytes=9-0")], None),
        (&[("range", "bytes=0-,0-0")], None),
        (&foreign, None),
        (&own, Some(0..10)),
        (&dated, Some(0..10)),
        (&early, None),
        (&[("if-range", "\"x\"")], None),
        (&[("if-none-match", "\"x\""), ("range", "bytes=1-1")], Some(1..2)),
        (&[("accept-encoding", "gzip, br")], None),
    ] {
        let response = shelf.get(headers).await.unwrap();
        let said = response.headers().clone();
        let range = expected.clone().unwrap_or(0..LENGTH);
        let status = expected.as_ref().map_or(StatusCode::OK, |_| StatusCode::PARTIAL_CONTENT);
        let content_range =
            expected.map(|part| format!("bytes {}-{}/1000", part.start, part.end - 1));
        assert_eq!(response.status(), status, "{headers:?}");
        assert_eq!(text(&said, "content-range"), content_range.as_deref(), "{headers:?}");
        assert_eq!(text(&said, "content-type"), Some("application/zip"));
        assert_eq!(body(response).await, part(&content, &range), "{headers:?}");
    }
}

#[actix_web::test]
async fn every_answer_says_what_the_file_is() {
    let shelf = Shelf::with(content()).await;
    let tag = tag();
    let held = [("if-none-match", tag.as_str())];
    for (method, headers, status) in [
        (Method::GET, NOTHING, StatusCode::OK),
        (Method::GET, &[("range", "bytes=1-2")], StatusCode::PARTIAL_CONTENT),
        (Method::GET, &[("range", "bytes=1-2,4-5")], StatusCode::PARTIAL_CONTENT),
        (Method::GET, &held, StatusCode::NOT_MODIFIED),
        (Method::GET, &[("if-modified-since", LAST_MODIFIED)], StatusCode::NOT_MODIFIED),
        (Method::HEAD, &[], StatusCode::OK),
        (Method::HEAD, &held, StatusCode::NOT_MODIFIED),
    ] {
        let response = shelf.answer(method, headers, archive()).await.unwrap();
        assert_eq!(response.status(), status, "{headers:?}");
        for (name, value) in [
            ("etag", tag.as_str()),
            ("last-modified", LAST_MODIFIED),
            ("accept-ranges", "bytes"),
            ("cache-control", "private, no-cache, no-transform"),
            ("content-disposition", "attachment; filename=\"uk core_1.0.0.zip\""),
            ("referrer-policy", "no-referrer"),
            ("content-encoding", "identity"),
        ] {
            assert_eq!(text(response.headers(), name), Some(value), "{headers:?}");
        }
        if status == StatusCode::NOT_MODIFIED {
            assert_eq!(response.body().size(), BodySize::None);
            assert_eq!(text(response.headers(), "content-type"), None);
        }
    }
}

#[actix_web::test]
async fn several_parts_come_in_the_order_asked() {
    let content = content();
    let shelf = Shelf::with(content.clone()).await;
    for (line, ranges) in [
        ("bytes=0-0,-1", &[(0, 1), (999, 1_000)][..]),
        ("bytes=-1,0-0", &[(999, 1_000), (0, 1)]),
        ("bytes=0-499,500-999", &[(0, 500), (500, 1_000)]),
        ("bytes=1-5,3-9,2000-", &[(1, 6), (3, 10)]),
        ("bytes=7-7,7-7,7-7", &[(7, 8), (7, 8), (7, 8)]),
    ] {
        let response = shelf.get(&[("range", line)]).await.unwrap();
        assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT);
        let headers = response.headers().clone();
        assert_eq!(text(&headers, "content-range"), None);
        let expected: Vec<(String, Vec<u8>)> = ranges
            .iter()
            .map(|&(start, end)| {
                (format!("bytes {start}-{}/1000", end - 1), part(&content, &(start..end)))
            })
            .collect();
        assert_eq!(parted(&headers, &body(response).await), expected, "{line}");
    }
}

#[actix_web::test]
async fn head_is_get_without_the_bytes() {
    // There is no object to open.
    let shelf = Shelf::empty();
    for headers in [NOTHING, &[("range", "bytes=0-9")], &[("range", "bytes=5000-")]] {
        let response = shelf.answer(Method::HEAD, headers, archive()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.body().size(), BodySize::Sized(LENGTH));
        assert_eq!(text(response.headers(), "content-type"), Some("application/zip"));
        assert_eq!(text(response.headers(), "content-range"), None);
        assert_eq!(to_bytes(response.into_body()).await.unwrap(), Bytes::new());
    }
}

#[actix_web::test]
async fn what_cannot_be_had_is_refused() {
    let shelf = Shelf::with(content()).await;
    for (method, headers, status, range) in [
        (Method::GET, &[("range", "bytes=1000-")][..], 416, Some("bytes */1000")),
        (Method::GET, &[("range", "bytes=-0")], 416, Some("bytes */1000")),
        (Method::GET, &[("if-match", "\"x\"")], 412, None),
        (Method::GET, &[("if-match", "\"x\""), ("range", "bytes=1000-")], 412, None),
        (Method::HEAD, &[("if-unmodified-since", "Sun, 01 Mar 2026 10:20:29 GMT")], 412, None),
    ] {
        let refused = shelf.answer(method, headers, archive()).await.err().unwrap();
        let answer = refused.rendered_as(ErrorShape::Message);
        assert_eq!(answer.status().as_u16(), status, "{headers:?}");
        assert_eq!(text(answer.headers(), "content-range"), range, "{headers:?}");
    }
}

#[actix_web::test]
async fn an_empty_file_is_a_file() {
    let shelf = Shelf::empty();
    let empty = || file(Source::Object(PATH.to_owned()), 0);
    for headers in [NOTHING, &[("range", "bytes=-5")]] {
        let response = shelf.answer(Method::GET, headers, empty()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(body(response).await, Bytes::new());
    }
    let refused = shelf.answer(Method::GET, &[("range", "bytes=0-")], empty()).await;
    let refused = refused.err().unwrap().rendered_as(ErrorShape::Message);
    assert_eq!(refused.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(text(refused.headers(), "content-range"), Some("bytes */0"));
}

#[actix_web::test]
async fn bytes_at_hand_are_a_file() {
    let shelf = Shelf::empty();
    let here = || file(Source::Bytes(Bytes::from_static(b"0123456789")), 10);
    for (headers, expected) in [
        (NOTHING, "0123456789"),
        (&[("range", "bytes=3-5")], "345"),
        (&[("range", "bytes=-2")], "89"),
    ] {
        let response = shelf.answer(Method::GET, headers, here()).await.unwrap();
        assert_eq!(body(response).await, expected);
    }
    let response = shelf.answer(Method::GET, &[("range", "bytes=8-,0-1")], here()).await.unwrap();
    let headers = response.headers().clone();
    let parts = parted(&headers, &body(response).await);
    let expected = [("bytes 8-9/10", "89"), ("bytes 0-1/10", "01")];
    assert_eq!(parts, expected.map(|(range, bytes)| (range.to_owned(), bytes.into())));
}

#[actix_web::test]
async fn a_lost_object_is_told_before_anything_is_sent() {
    let shelf = Shelf::empty();
    for headers in [NOTHING, &[("range", "bytes=0-9")], &[("range", "bytes=0-9,20-29")]] {
        let error = shelf.get(headers).await.err().unwrap();
        assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR, "{headers:?}");
    }
}

#[actix_web::test]
async fn an_object_that_is_too_short_is_never_a_whole_file() {
    let mut short = content();
    short.pop();
    let shelf = Shelf::with(short).await;
    // What is there of it may be had, and no more.
    assert_eq!(body(shelf.get(&[("range", "bytes=0-9")]).await.unwrap()).await.len(), 10);
    for headers in [NOTHING, &[("range", "bytes=-5")], &[("range", "bytes=0-9,-5")]] {
        let ended = match shelf.get(headers).await {
            Ok(response) => to_bytes(response.into_body()).await.is_ok(),
            Err(error) => {
                assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR, "{headers:?}");
                false
            }
        };
        assert!(!ended, "{headers:?}");
    }
}

#[actix_web::test]
async fn only_what_is_sent_counts_and_only_until_then() {
    let shelf = Shelf::with(content()).await;
    let downloads = Downloads::new(NonZeroUsize::MIN);
    let key = Subject::Key(1);
    let get = |method, headers: &[(&str, &str)]| {
        let request = asked(method, headers);
        let (objects, downloads) = (shelf.objects.clone(), downloads.clone());
        async move { answer(&request, &objects, archive(), Some((&downloads, key))).await }
    };
    let tag = tag();
    let first = get(Method::GET, &[]).await.unwrap();
    assert_eq!(downloads.total(), 1);
    for (headers, status) in
        [(NOTHING, 429), (&[("range", "bytes=0-0")], 429), (&[("range", "bytes=5000-")], 416)]
    {
        let refused = get(Method::GET, headers).await.err().unwrap();
        assert_eq!(refused.status().as_u16(), status, "{headers:?}");
    }
    assert_eq!(get(Method::HEAD, &[]).await.unwrap().status(), StatusCode::OK);
    let held = get(Method::GET, &[("if-none-match", tag.as_str())]).await.unwrap();
    assert_eq!(held.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(downloads.total(), 1);

    // One caller takes all of it, the next leaves after the first bytes.
    to_bytes(first.into_body()).await.unwrap();
    assert_eq!(downloads.total(), 0);
    let mut left = get(Method::GET, &[]).await.unwrap().into_body();
    let chunk = poll_fn(|context| Pin::new(&mut left).poll_next(context)).await;
    assert!(!chunk.unwrap().unwrap().is_empty());
    assert_eq!(downloads.total(), 1);
    drop(left);
    assert_eq!(downloads.total(), 0);

    // What fails to begin does not count either.
    let lost = Shelf::empty();
    let counted = Some((&downloads, key));
    let failed = answer(&asked(Method::GET, &[]), &lost.objects, archive(), counted).await;
    assert!(failed.is_err());
    assert_eq!(downloads.total(), 0);
}

#[test]
fn parts_make_the_whole() {
    let system = System::new();
    let content = content();
    let shelf = system.block_on(Shelf::with(content.clone()));
    let cuts = btree_set(1..LENGTH, 0..12);
    proptest!(ProptestConfig::with_cases(64), |(cuts in cuts, at_once in any::<bool>())| {
        let mut starts = vec![0];
        starts.extend(&cuts);
        let ends = cuts.iter().copied().chain([LENGTH]);
        let ranges: Vec<Range<u64>> =
            starts.into_iter().zip(ends).map(|(start, end)| start..end).collect();
        let written: Vec<String> =
            ranges.iter().map(|part| format!("{}-{}", part.start, part.end - 1)).collect();
        let found = system.block_on(async {
            let mut found = Vec::new();
            if at_once && written.len() > 1 {
                let line = format!("bytes={}", written.join(","));
                let response = shelf.get(&[("range", line.as_str())]).await.unwrap();
                let headers = response.headers().clone();
                for (_, bytes) in parted(&headers, &body(response).await) {
                    found.extend(bytes);
                }
            } else {
                for part in &written {
                    let line = format!("bytes={part}");
                    found.extend(body(shelf.get(&[("range", line.as_str())]).await.unwrap()).await);
                }
            }
            found
        });
        prop_assert_eq!(&found, &content);
    });
}
