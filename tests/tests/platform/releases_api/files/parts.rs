//! Parts of files (RFC 9110, section 14).

use super::*;

/// The parts of a body, each with what its head says of its place in the file.
fn parts(boundary: &str, body: &[u8]) -> Vec<(String, Vec<u8>)> {
    let line = format!("\r\n--{boundary}").into_bytes();
    let mut rest = [&b"\r\n"[..], body].concat();
    let mut pieces = Vec::new();
    while let Some(at) = rest.windows(line.len()).position(|window| window == line) {
        let after = rest.split_off(at + line.len());
        rest.truncate(at);
        pieces.push(std::mem::replace(&mut rest, after));
    }
    assert_eq!(rest, b"--\r\n", "the end");
    let before = pieces.remove(0);
    assert!(before.is_empty() || before == b"\r\n", "nothing stands before the first part");
    pieces.iter().map(|piece| part(piece)).collect()
}

fn part(piece: &[u8]) -> (String, Vec<u8>) {
    let end = piece.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(piece[..end].to_vec()).unwrap().to_ascii_lowercase();
    let field = |name: &str| {
        let value = head.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        value.trim().to_owned()
    };
    assert_eq!(field("content-type:"), "application/zip");
    (field("content-range:"), piece[end + 4..].to_vec())
}

/// What a 206 has of a file.
async fn partial(answer: Response) -> Vec<(String, Vec<u8>)> {
    let content_type = header(&answer, "content-type").unwrap().to_owned();
    let length: usize = header(&answer, "content-length").unwrap().parse().unwrap();
    let range = header(&answer, "content-range").map(str::to_owned);
    let body = answer.bytes().await.unwrap();
    assert_eq!(body.len(), length);
    match content_type.strip_prefix("multipart/byteranges; boundary=") {
        Some(boundary) => {
            assert_eq!(range, None);
            parts(boundary, &body)
        }
        None => {
            assert_eq!(content_type, "application/zip");
            vec![(range.unwrap(), body.to_vec())]
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_a_file_are_had_alone() {
    let platform = Platform::start().await;
    let item = platform.item("Example").await;
    let archive = bytes(100_000);
    let published = publish(&platform, item, &details(BLANK, "2025-05-08"), archive.clone()).await;
    let (_, key) = platform.subscriber("jo", item).await;
    let file = files(&platform, &published).remove(0);
    let (tag, time) = (file.tag(), file.last_modified());
    for holder in holders(&platform, &key) {
        let path = holder.file(item, "with%20a%20blank%20%26%20more.zip");
        for (range, expected) in [
            ("bytes=0-0", &[(0, 0)][..]),
            ("bytes=10-19", &[(10, 19)]),
            ("bytes=40000-", &[(40_000, 99_999)]),
            ("bytes=0-", &[(0, 99_999)]),
            ("bytes=-5", &[(99_995, 99_999)]),
            ("bytes=99990-999999999999", &[(99_990, 99_999)]),
            ("bytes=5-9,200000-", &[(5, 9)]),
            ("bytes=0-4, 50000-50999 ,-3", &[(0, 4), (50_000, 50_999), (99_997, 99_999)]),
        ] {
            let answer = holder.get_with(&path, "range", range).await;
            assert_eq!(answer.status(), 206, "{range}");
            assert_eq!(header(&answer, "etag"), Some(tag.as_str()), "{range}");
            let expected: Vec<(String, Vec<u8>)> = expected
                .iter()
                .map(|&(first, last): &(usize, usize)| {
                    let told = format!("bytes {first}-{last}/100000");
                    (told, archive[first..=last].to_vec())
                })
                .collect();
            assert!(partial(answer).await == expected, "{range}");
        }
        for range in ["bytes=100000-", "bytes=-0", "bytes=200000-300000,100000-"] {
            let answer = holder.get_with(&path, "range", range).await;
            assert_eq!(header(&answer, "content-range"), Some("bytes */100000"), "{range}");
            refused(range, answer, 416).await;
        }
        for range in ["items=0-1", "bytes=5-2", "bytes=x"] {
            let answer = holder.get_with(&path, "range", range).await;
            assert_eq!(answer.status(), 200, "{range}");
            assert!(answer.bytes().await.unwrap() == archive, "{range}");
        }
        let weak = format!("W/{tag}");
        for (held, is_ours) in [
            (tag.as_str(), true),
            (&time, true),
            (&weak, false),
            ("\"x\"", false),
            (EARLIER, false),
        ] {
            let request = holder.request(Method::GET, &path).header("range", "bytes=5-9");
            let answer = send(request.header("if-range", held)).await;
            assert_eq!(answer.status(), if is_ours { 206 } else { 200 }, "{held}");
            let expected = if is_ours { &archive[5..10] } else { &archive[..] };
            assert!(answer.bytes().await.unwrap() == expected, "{held}");
        }
    }
    platform.stop().await;
}
