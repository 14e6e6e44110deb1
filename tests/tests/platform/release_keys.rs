//! Keys for release downloads: in the path or as bearer, and replaced with the password.

use std::time::Instant;

use end_to_end::{Platform, Probe, client, eventually, header, no_throttle, secrets};
use reqwest::{Method, Response};
use serde_json::Value;

use crate::sessions::AT_ONCE;

const ITEM: &str = "/api/v1/probe/release/items/1/x";

fn path(key: &str) -> String {
    format!("/api/v1/probe/release/keys/{key}/x")
}

/// The answer of a refusal, in the shape that clients read.
async fn refused(response: Response, status: u16) -> String {
    assert_eq!(response.status(), status);
    assert_eq!(header(&response, "content-type"), Some("application/json"));
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["apiVersion"], "1", "a text");
    assert_eq!(body["httpStatus"], status);
    assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
    body["message"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_taken_from_the_path_or_as_bearer() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    let id = platform.user("jo", &password).await;
    let key = platform.release_key(id).await;
    assert!(
        key.len() == 40 && key.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    );
    assert_eq!(platform.release_key(id).await, key, "one each");

    for answer in [probe.get(&path(&key)).await, probe.get_as(&key, ITEM).await] {
        assert_eq!(answer.status(), 200);
        let told: Value = answer.json().await.unwrap();
        assert_eq!(told["caller"]["credential"], "release_key");
        assert_eq!(told["caller"]["user"], id);
    }
    let head = client().head(format!("{}{}", probe.url(), path(&key))).send().await.unwrap();
    assert_eq!(head.status(), 200);

    let forged = format!("{}0", &key[..39]);
    let forged = if forged == key { format!("{}1", &key[..39]) } else { forged };
    for wrong in [forged.as_str(), "deadc0de", "x", &key.to_uppercase(), &"a".repeat(300)] {
        assert_eq!(refused(probe.get(&path(wrong)).await, 400).await, "BAD REQUEST", "{wrong}");
    }
    refused(probe.get(ITEM).await, 401).await;
    let request = client().request(Method::POST, format!("{}{}", probe.url(), path(&key)));
    let answer = request.send().await.unwrap();
    assert!(header(&answer, "allow").unwrap().contains("HEAD"));
    refused(answer, 405).await;
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_means_another_key() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let id = platform.user("jo", &secrets::password()).await;
    let old = platform.release_key(id).await;
    assert_eq!(probe.get(&path(&old)).await.status(), 200);

    let changed = Instant::now();
    platform.set_password("jo", &secrets::password()).await;
    eventually("the old key is refused", async || probe.get(&path(&old)).await.status() == 401)
        .await;
    assert!(changed.elapsed() < AT_ONCE);
    for answer in [probe.get(&path(&old)).await, probe.get_as(&old, ITEM).await] {
        let message = refused(answer, 401).await;
        let expected = "UNAUTHORIZED: API access is disabled for the requesting account.";
        assert_eq!(message, expected);
    }
    let new = platform.release_key(id).await;
    assert_ne!(new, old);
    assert_eq!(probe.get(&path(&new)).await.status(), 200);

    // Whoever changes the address, and however.
    let sql = "UPDATE users SET email = 'jo@example.org'";
    platform.accounts_database.execute(sql).await;
    eventually("this one too", async || probe.get(&path(&new)).await.status() == 401).await;
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn downloads_have_a_rate() {
    let platform = Platform::start().await;
    let throttle = access::ThrottleConfig {
        throttle_releases: "2/hour".parse().unwrap(),
        throttle_anonymous: "2/hour".parse().unwrap(),
        ..no_throttle()
    };
    let probe = Probe::start(&platform, throttle).await;
    let id = platform.user("jo", &secrets::password()).await;
    let key = platform.release_key(id).await;
    assert_eq!(probe.get(&path(&key)).await.status(), 200);
    assert_eq!(probe.get_as(&key, ITEM).await.status(), 200);
    let answer = probe.get(&path(&key)).await;
    assert!(header(&answer, "retry-after").is_some());
    refused(answer, 429).await;
    // Guesses are counted by address.
    for status in [400, 400, 429] {
        refused(probe.get(&path("deadc0de")).await, status).await;
    }
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_tls_a_key_in_the_clear_is_refused() {
    let platform = Platform::start().await;
    let public = Some("https://almanac.example".parse().unwrap());
    let probe = Probe::start_at(platform.internal(), public, no_throttle()).await;
    let id = platform.user("jo", &secrets::password()).await;
    let key = platform.release_key(id).await;
    let forwarded = async |proto: &str| {
        let request = client().get(format!("{}{}", probe.url(), path(&key)));
        request.header("x-forwarded-proto", proto).send().await.unwrap()
    };
    assert_eq!(forwarded("https").await.status(), 200);
    assert_eq!(refused(forwarded("http").await, 403).await, "Use https.");
    // What came around the gateway was not sent over TLS either.
    refused(probe.get(&path(&key)).await, 403).await;
    // Signed requests of care likewise, without asking who it is.
    let request = client().get(format!("{}/v1/care-enquiries", probe.url()));
    let answer = request.header("x-forwarded-proto", "http").send().await.unwrap();
    assert_eq!(answer.status(), 403);
    probe.stop().await;
    platform.stop().await;
}
