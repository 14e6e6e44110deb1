//! What callers see while something that a service needs is away.

use accounts::store::api_keys::Terms;
use end_to_end::faults::Cluster;
use end_to_end::fixtures::{Practice, epraccur, many};
use end_to_end::{Platform, eventually, header};
use reference::publications;
use serde_json::Value;

use crate::releases::known;

#[tokio::test(flavor = "multi_thread")]
async fn practices_are_answered_without_postgresql() {
    let cluster = Cluster::start().await;
    let platform = Platform::start_on(&cluster.url()).await;
    platform.publish(&many("20260203", 12)).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let (_, stranger) = platform.key("jo", Terms::default()).await;
    platform.serves(&key, 12).await;

    cluster.stop();
    let path = "/api/v1/practices/?search=surgery";
    assert_eq!(platform.json_as(&key, path).await["count"], 12);
    let response = platform.get_as(&stranger, path).await;
    assert_eq!(response.status(), 503);
    assert!(header(&response, "retry-after").is_some());

    // A replica that starts now takes its release set from the manifest.
    let replica = platform.another_reference().await;

    cluster.start_again();
    eventually("everybody is served again", async || {
        platform.get_as(&stranger, path).await.status() == 200
    })
    .await;
    replica.stop().await;
    // News is heard again too.
    platform.publish(&many("20260204", 13)).await;
    platform.serves(&stranger, 13).await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_releases_only_rejects_need_postgresql() {
    let cluster = Cluster::start().await;
    let platform = Platform::start_on(&cluster.url()).await;
    let odd = epraccur("20260203", [Practice { code: "Z9", ..Practice::default() }]);
    platform.publish(&(many("20260203", 300) + &odd)).await;
    platform.publish(&many("20260203", 301)).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let (first, second) = ("epraccur-2026-02-03-r1", "epraccur-2026-02-03-r2");
    known(&platform, &key, second).await;

    cluster.stop();
    let rejects = format!("/api/v1/reference/releases/{first}/rejects/");
    for (path, count) in [
        ("/api/v1/reference/publications/", publications::ALL.len()),
        ("/api/v1/reference/releases/", 2),
        (&format!("/api/v1/reference/releases/{second}/changes/"), 1),
        // It has none, which needs no looking up.
        (&format!("/api/v1/reference/releases/{second}/rejects/"), 0),
    ] {
        assert_eq!(platform.json_as(&key, path).await["count"], count, "{path}");
    }
    let path = format!("/api/v1/reference/releases/{first}/");
    assert_eq!(platform.json_as(&key, &path).await["rejects"], 1);
    for form in ["json", "csv"] {
        let response = platform.get_as(&key, &format!("{rejects}?format={form}")).await;
        assert_eq!(response.status(), 503, "{form}");
        assert!(header(&response, "retry-after").is_some(), "{form}");
        assert_eq!(header(&response, "etag"), None, "{form}");
    }

    cluster.start_again();
    eventually("rejects are told again", async || {
        platform.get_as(&key, &rejects).await.status() == 200
    })
    .await;
    assert_eq!(platform.rows_as(&key, &rejects).await[0]["line"], 301);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_away_fails_alone() {
    let mut platform = Platform::start().await;
    platform.reference.take().unwrap().stop().await;
    let response = platform.get("/api/v1/practices/").await;
    assert_eq!(response.status(), 503);
    platform.care.take().unwrap().stop().await;
    for path in ["/v1/care-enquiries", "/api/v1/home-visits"] {
        let response = platform.get(path).await;
        assert_eq!(response.status(), 503, "{path}");
        assert!(response.json::<Value>().await.unwrap()["hint"].is_string(), "{path}");
    }
    assert_eq!(platform.get("/api/v1/").await.status(), 200);
    assert_eq!(platform.get("/health/ready").await.status(), 200);
    platform.stop().await;
}
