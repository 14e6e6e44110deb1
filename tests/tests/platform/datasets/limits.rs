//! How large a list may be.

use access::Role;
use end_to_end::Platform;
use end_to_end::datasets::{Caller, key_of, options_json};
use reqwest::{Body, Method};
use serde_json::{Value, json};

const JSON: &str = "application/json";

/// The most options of a list.
const MOST: usize = 50_000;

/// The most bytes of a body.
const LARGEST: usize = 10 * 1024 * 1024;

async fn start() -> (Platform, Caller) {
    let platform = Platform::start().await;
    let organization = platform.organization("Our Trust").await;
    let creator = platform.caller("creator", &[(organization, Role::Creator)]).await;
    (platform, creator)
}

/// So many options, each with a text of so many letters, the last code first.
fn many(count: usize, letters: usize) -> String {
    let text = "x".repeat(letters);
    let options: Vec<(String, &str)> =
        (0..count).rev().map(|code| (code.to_string(), text.as_str())).collect();
    options_json(&options)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_fifty_thousand_options_works() {
    let (platform, creator) = start().await;
    let (small, large) = (many(MOST, 5), many(MOST, 190));
    let body = |options: &str| format!(r#"{{"key":"list","name":"List","options":{options}}}"#);
    let sent = body(&large);
    assert!((LARGEST - 1_000_000..LARGEST).contains(&sent.len()), "{}", sent.len());
    let made = creator.send(Method::POST, "", JSON, sent).await.with(201);
    assert_eq!(made["options"].as_object().unwrap().len(), MOST);
    let shown = creator.text("list/").await;
    assert!(shown.contains(&large), "every option, in its order");
    let changed = creator.send(Method::PATCH, "list/", JSON, body(&small)).await.with(200);
    assert_eq!(changed["version"], 2);
    assert!(creator.text("list/").await.contains(&small));
    assert!(creator.text("list/versions/1/").await.contains(&large));

    let list = creator.get("").await.with(200);
    assert_eq!(list["results"][0]["options_count"], MOST);
    creator.post("list/publish/", json!({})).await.with(200);
    let copy = creator.post("list/create-custom/", json!({})).await.with(201);
    assert_eq!(copy["options"].as_object().unwrap().len(), MOST);
    assert!(creator.text(&format!("{}/", key_of(&copy))).await.contains(&small));

    let lines = creator.text("list/?format=csv").await;
    assert_eq!(lines.lines().count(), MOST + 1);
    let system: Value = serde_json::from_str(&creator.text("list/code-system/").await).unwrap();
    assert_eq!([&system["count"], &system["concept"][0]["code"]], [&json!(MOST), &json!("49999")]);
    let changes = creator.get("list/versions/2/changes/").await.with(200);
    assert_eq!(changes["changed"].as_object().unwrap().len(), MOST);
    assert_eq!(changes["reordered"], false);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_option_more_is_too_many() {
    let (platform, creator) = start().await;
    creator.make(json!({ "name": "List", "key": "list" })).await;
    let body = format!(r#"{{"name":"Other","options":{}}}"#, many(MOST + 1, 1));
    for (method, path) in [(Method::POST, ""), (Method::PATCH, "list/"), (Method::PUT, "list/")] {
        let refused = creator.send(method.clone(), path, JSON, body.clone()).await.with(413);
        assert!(refused["detail"].as_str().unwrap().contains("50000"), "{method}: {refused}");
    }
    // Who may not change it is told that, whatever they send.
    let other = platform.caller("other", &[]).await;
    other.send(Method::PATCH, "list/", JSON, body.clone()).await.with(404);
    assert_eq!(creator.keys("").await, ["list"]);
    let left = creator.get("list/").await.with(200);
    assert_eq!([&left["version"], &left["options"]], [&json!(1), &json!({})]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_without_end_are_refused() {
    let (platform, creator) = start().await;
    let body =
        |count: usize| format!(r#"{{"name":"List","tags":[{}"a"]}}"#, r#""a","#.repeat(count));
    for count in [1_000, 200_000] {
        let refused = creator.send(Method::POST, "", JSON, body(count)).await.with(400);
        assert!(refused["tags"][0].as_str().unwrap().contains("1000"), "{refused}");
    }
    creator.send(Method::POST, "", JSON, body(2_000_000)).await.with(413);
    assert!(creator.keys("").await.is_empty());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_large_bodies_take_turns() {
    let (platform, creator) = start().await;
    let options = many(MOST, 5);
    let sent = (0..6).map(|number| {
        let body = format!(r#"{{"key":"list-{number}","name":"List","options":{options}}}"#);
        creator.send(Method::POST, "", JSON, body)
    });
    for made in futures_util::future::join_all(sent).await {
        made.with(201);
    }
    assert_eq!(creator.keys("").await.len(), 6);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_has_ten_mebibytes_at_most() {
    let (platform, creator) = start().await;
    let straight = creator.at(platform.datasets.as_ref().unwrap());
    let padded = |bytes: usize| {
        let body = r#"{"name":"List"}"#;
        format!("{}{body}", " ".repeat(bytes - body.len()))
    };
    for caller in [&creator, &straight] {
        caller.send(Method::POST, "", JSON, padded(LARGEST)).await.with(201);
        // Told beforehand, it is refused without being read.
        let answer = caller.announce("", LARGEST + 1).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.to_ascii_lowercase().contains("content-type: application/json"), "{head}");
        let body: Value = serde_json::from_str(body).unwrap();
        assert!(body["detail"].is_string(), "{body}");
        // Found on the way, too; of that the caller may learn by a broken connection only.
        let chunks = (0..=LARGEST >> 16).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1 << 16]));
        let chunks = Body::wrap_stream(futures_util::stream::iter(chunks));
        let request = caller.request(Method::POST, "").header("content-type", JSON).body(chunks);
        if let Ok(response) = request.send().await {
            assert_eq!(response.status(), 413);
        }
        caller.get("").await.with(200);
    }
    assert_eq!(creator.get("").await.with(200)["count"], 2);
    platform.stop().await;
}
