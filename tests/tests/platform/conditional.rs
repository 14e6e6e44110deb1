//! Entity tags, and answers as they would have been (reference 1 and 4.8).

use accounts::store::api_keys::Terms;
use end_to_end::fixtures::many;
use end_to_end::{Platform, client, column, header};
use reqwest::header::HeaderMap;
use reqwest::{Method, Response};
use serde_json::Value;

const PATH: &str = "/api/v1/practices/?search=surgery";

/// Asks with more headers.
async fn ask(
    platform: &Platform,
    key: &str,
    method: Method,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Response {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .collect();
    let request = client().request(method, format!("{}{path}", platform.url()));
    request.headers(headers).bearer_auth(key).send().await.unwrap()
}

async fn get(
    platform: &Platform,
    key: &str,
    path: &str,
    headers: &[(&'static str, &str)],
) -> Response {
    ask(platform, key, Method::GET, path, headers).await
}

fn tag(response: &Response) -> String {
    header(response, "etag").unwrap().to_owned()
}

async fn with_practices(count: usize) -> (Platform, String) {
    let platform = Platform::start().await;
    platform.publish(&many("20250901", count)).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    platform.serves(&key, u64::try_from(count).unwrap()).await;
    (platform, key)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_changes_the_answer_changes_its_tag() {
    let (platform, key) = with_practices(5).await;
    let variants: [(&str, &[(&str, &str)]); 9] = [
        (PATH, &[]),
        ("/api/v1/practices/?search=surgery&page_size=2", &[]),
        ("/api/v1/practices/?search=surgery&fields=name", &[]),
        ("/api/v1/practices/", &[]),
        ("/api/v1/pcns/?search=surgery", &[]),
        ("/api/v1/practices/?search=surgery&format=csv", &[]),
        (PATH, &[("accept", "text/csv")]),
        (PATH, &[("accept-encoding", "gzip")]),
        (PATH, &[("accept-encoding", "br")]),
    ];
    let mut tags = Vec::new();
    for (path, headers) in variants {
        let response = get(&platform, &key, path, headers).await;
        assert_eq!(response.status(), 200, "{path} {headers:?}");
        let own = tag(&response);
        assert!(own.starts_with('"') && own.ends_with('"') && own.len() > 10, "{own} is strong");
        assert_eq!(header(&response, "cache-control"), Some("private, no-cache"), "{path}");
        let vary = header(&response, "vary").unwrap();
        for name in ["Accept", "Accept-Encoding", "Authorization"] {
            assert!(vary.split(", ").any(|one| one == name), "{path}: {vary}");
        }
        assert_eq!(tag(&get(&platform, &key, path, headers).await), own, "{path} again");
        let head = ask(&platform, &key, Method::HEAD, path, headers).await;
        assert_eq!(tag(&head), own, "HEAD {path}");
        tags.push(own);
    }
    // The same for whoever asks.
    let (_, other) = platform.key("al", Terms::default()).await;
    assert_eq!(tag(&get(&platform, &other, PATH, &[]).await), tags[0]);
    let count = tags.len();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), count, "{tags:?}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_caller_holds_is_not_sent_again() {
    let (platform, key) = with_practices(5).await;
    for path in [PATH, "/api/v1/practices/?format=csv", "/api/v1/practices/Z00001/population/"] {
        let own = tag(&get(&platform, &key, path, &[]).await);
        for (held, status) in [
            (own.clone(), 304),
            (format!("W/{own}"), 304),
            (format!("\"other\", {own}"), 304),
            ("*".to_owned(), 304),
            ("\"other\"".to_owned(), 200),
            (own.trim_matches('"').to_owned(), 200),
        ] {
            for method in [Method::GET, Method::HEAD] {
                let what = format!("{method} {path} {held}");
                let headers = [("if-none-match", held.as_str())];
                let response = ask(&platform, &key, method.clone(), path, &headers).await;
                assert_eq!(response.status(), status, "{what}");
                assert_eq!(tag(&response), own, "{what}");
                assert_eq!(header(&response, "cache-control"), Some("private, no-cache"), "{what}");
                assert!(header(&response, "vary").is_some(), "{what}");
                let empty = response.bytes().await.unwrap().is_empty();
                assert_eq!(empty, status == 304 || method == Method::HEAD, "{what}");
            }
        }
        // The compressed answer is another one.
        let headers = [("if-none-match", own.as_str()), ("accept-encoding", "gzip")];
        assert_eq!(get(&platform, &key, path, &headers).await.status(), 200, "{path} in gzip");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_changes_every_tag() {
    let (platform, key) = with_practices(5).await;
    let paths = [PATH, "/api/v1/practices/?format=ndjson", "/api/v1/pcns/?search="];
    let mut before = Vec::new();
    for path in paths {
        before.push(tag(&get(&platform, &key, path, &[]).await));
    }
    platform.publish(&many("20260203", 8)).await;
    platform.serves(&key, 8).await;
    for (path, before) in paths.into_iter().zip(&before) {
        let response = get(&platform, &key, path, &[("if-none-match", before.as_str())]).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_ne!(tag(&response), *before, "{path}");
    }
    // Another replica has the same name for the same answer.
    let replica = platform.another_reference().await;
    let request = client().get(format!("http://{}{PATH}", replica.address)).bearer_auth(&key);
    let here = tag(&get(&platform, &key, PATH, &[]).await);
    assert_eq!(tag(&request.send().await.unwrap()), here);
    replica.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_have_no_tag_and_are_never_held() {
    let (platform, key) = with_practices(5).await;
    for (path, key, status) in [
        ("/api/v1/practices/?icb=!", key.as_str(), 400),
        ("/api/v1/list-sizes/", &key, 400),
        ("/api/v1/practices/?as_of=yesterday", &key, 400),
        ("/api/v1/practices/?format=xml", &key, 406),
        ("/api/v1/practices/?page=9", &key, 404),
        ("/api/v1/practices/A12345/population/", &key, 404),
        (PATH, "nonsense", 401),
    ] {
        let conditions: [&[(&str, &str)]; 2] = [&[], &[("if-none-match", "*")]];
        for headers in conditions {
            let response = get(&platform, key, path, headers).await;
            assert_eq!(response.status(), status, "{path} {headers:?}");
            assert_eq!(header(&response, "etag"), None, "{path} {headers:?}");
            assert_eq!(header(&response, "cache-control"), Some("private, no-cache"), "{path}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_a_past_day_have_what_was_imported_until_then() {
    let (platform, key) = with_practices(3).await;
    // As if the first edition had come long ago.
    let long_ago = "UPDATE releases SET imported_at = '2024-06-01T23:00:00Z'";
    platform.reference_database.execute(long_ago).await;
    platform.publish(&many("20260203", 5)).await;
    platform.serves(&key, 5).await;
    let releases = platform.importer().list().await.unwrap();
    let today = releases.iter().map(|release| release.imported_at).max().unwrap().date_naive();
    let now = platform.rows_as(&key, "/api/v1/practices/").await;
    for (day, count, release) in [
        ("2020-01-01", 0, ""),
        ("2024-05-31", 0, ""),
        ("2024-06-01", 3, "epraccur-2025-09-01-r1"),
        ("2024-06-02", 3, "epraccur-2025-09-01-r1"),
        (&today.to_string(), 5, "epraccur-2026-02-03-r1"),
        ("2999-12-31", 5, "epraccur-2026-02-03-r1"),
        ("", 5, "epraccur-2026-02-03-r1"),
        ("%20", 5, "epraccur-2026-02-03-r1"),
    ] {
        let path = format!("/api/v1/practices/?as_of={day}");
        let page = platform.json_as(&key, &path).await;
        assert_eq!(page["count"], count, "{path}");
        let rows: Vec<Value> = serde_json::from_value(page["results"].clone()).unwrap();
        assert!(column(&rows, "release").iter().all(|own| *own == release), "{path}: {rows:?}");
        assert!(count < 5 || rows == now, "{path} is now");
        let own = tag(&get(&platform, &key, &path, &[]).await);
        let held = get(&platform, &key, &path, &[("if-none-match", own.as_str())]).await;
        assert_eq!(held.status(), 304, "{path}");
    }
    for (path, status) in [
        ("/api/v1/pcns/?as_of=2020-01-01", 200),
        ("/api/v1/list-sizes/?month=2026-01&as_of=2020-01-01", 200),
        ("/api/v1/practices/?as_of=2020-01-01&format=csv", 200),
        ("/api/v1/practices/Z00004/population/", 200),
        // Not known then.
        ("/api/v1/practices/Z00004/population/?as_of=2024-06-01", 404),
        ("/api/v1/practices/Z00002/population/?as_of=2024-06-01", 200),
    ] {
        assert_eq!(get(&platform, &key, path, &[]).await.status(), status, "{path}");
    }
    for day in ["yesterday", "2026-02-30", "2026-1-1", "2026-01", "20260101"] {
        let response = get(&platform, &key, &format!("/api/v1/practices/?as_of={day}"), &[]).await;
        assert_eq!(response.status(), 400, "{day}");
        let body: Value = response.json().await.unwrap();
        assert!(body["as_of"][0].is_string(), "{day}: {body}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_data_was_not_there_in_2020() {
    let (platform, key) = Platform::demo().await;
    for path in [
        "/api/v1/practices/?",
        "/api/v1/pcns/?",
        "/api/v1/list-sizes/?month=2026-01-01&level=icb&",
        "/api/v1/gp-appointments/?month=2026-01-01&",
        "/api/v1/qof/years/?",
        "/api/v1/qof/indicators/?",
        "/api/v1/qof/achievement/?year=2025/26&",
        "/api/v1/qof/prevalence/?year=2025/26&level=england&",
        "/api/v1/qof/prevalence/national/?",
        "/api/v1/nwrs/snapshots/?",
        "/api/v1/nwrs/?snapshot=2026-01-31&",
        "/api/v1/nhs-payments/practices/?year=2025/26&",
        "/api/v1/nhs-payments/pcns/?icb=QZ1&",
    ] {
        let now = platform.json_as(&key, path).await;
        assert_ne!(now["count"], 0, "{path}");
        let then = platform.json_as(&key, &format!("{path}as_of=2020-01-01")).await;
        assert_eq!(then["count"], 0, "{path}");
        assert_eq!(then["results"], serde_json::json!([]), "{path}");
    }
    platform.stop().await;
}
