//! Who is calling and how often, over HTTP with real keys.

use std::time::{Duration, Instant};

use access::ThrottleConfig;
use accounts::store::api_keys::Terms;
use accounts::store::{api_keys, users};
use end_to_end::fixtures::many;
use end_to_end::{Platform, eventually, header, no_throttle};
use serde_json::Value;

const PATH: &str = "/api/v1/practices/";

async fn status(platform: &Platform, key: &str) -> u16 {
    platform.get_as(key, PATH).await.status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn revoking_and_disabling_bind_at_once() {
    let platform = Platform::start().await;
    let (id, key) = platform.key("jo", Terms::default()).await;
    let (_, other) = platform.key("jo", Terms::default()).await;
    assert_eq!(status(&platform, &key).await, 200);
    assert_eq!(status(&platform, &other).await, 200);
    let pool = store::pool(&platform.accounts_database.url, 1);
    let mut connection = pool.get().await.unwrap();

    let revoked = Instant::now();
    api_keys::revoke(&mut connection, id).await.unwrap();
    eventually("the key is refused", async || status(&platform, &key).await == 401).await;
    // Well before a remembered answer would be asked about again: it was told.
    assert!(revoked.elapsed() < access::FRESH - Duration::from_secs(1));
    assert_eq!(status(&platform, &other).await, 200);

    let disabled = Instant::now();
    users::set_active(&mut connection, "JO", false).await.unwrap();
    eventually("the user is refused", async || status(&platform, &other).await == 401).await;
    assert!(disabled.elapsed() < access::FRESH - Duration::from_secs(1));

    users::set_active(&mut connection, "jo", true).await.unwrap();
    eventually("the user is back", async || status(&platform, &other).await == 200).await;
    assert_eq!(status(&platform, &key).await, 401);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_key_is_refused_is_said() {
    let platform = Platform::start().await;
    let yesterday = "2020-01-01T00:00:00Z".parse().unwrap();
    let expired = Terms { expires_at: Some(yesterday), ..Terms::default() };
    let (_, expired) = platform.key("jo", expired).await;
    let (_, good) = platform.key("jo", Terms::default()).await;
    let mut forged = good.clone();
    forged.replace_range(forged.len() - 1.., if good.ends_with('x') { "y" } else { "x" });
    for (key, detail) in [
        (expired.as_str(), "This API key has expired."),
        (forged.as_str(), "Invalid API key."),
        ("alm_", "Invalid API key."),
    ] {
        let response = platform.get_as(key, PATH).await;
        assert_eq!(response.status(), 401);
        assert_eq!(response.json::<Value>().await.unwrap()["detail"], detail);
    }
    let response = platform.get(PATH).await;
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["detail"], "Authentication credentials were not provided.");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_has_a_rate_and_is_told_of_it() {
    let throttle =
        ThrottleConfig { throttle_api_key: "3/hour,5000/day".parse().unwrap(), ..no_throttle() };
    let platform = Platform::throttled(throttle).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let own = Terms { throttle: Some("1/day".parse().unwrap()), ..Terms::default() };
    let (_, own) = platform.key("jo", own).await;
    let off = Terms { throttle: Some("off".parse().unwrap()), ..Terms::default() };
    let (_, off) = platform.key("jo", off).await;

    for left in ["2", "1", "0"] {
        let response = platform.get_as(&key, PATH).await;
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "ratelimit-limit"), Some("3"));
        assert_eq!(header(&response, "ratelimit-remaining"), Some(left));
        assert_eq!(header(&response, "ratelimit-policy"), Some("3;w=3600, 5000;w=86400"));
    }
    // Throttling comes before 405 and 400.
    let response = platform.get_as(&key, "/api/v1/practices/?icb=!").await;
    assert_eq!(response.status(), 429);
    let wait: u64 = header(&response, "retry-after").unwrap().parse().unwrap();
    assert!((1_190..=1_200).contains(&wait), "{wait}");
    let body: Value = response.json().await.unwrap();
    let detail = format!("Request was throttled. Expected available in {wait} seconds.");
    assert_eq!(body["detail"], detail);

    assert_eq!(status(&platform, &own).await, 200);
    assert_eq!(status(&platform, &own).await, 429);
    for _ in 0..5 {
        let response = platform.get_as(&off, PATH).await;
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "ratelimit-limit"), None);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_name_nobody_are_counted_by_address() {
    let throttle =
        ThrottleConfig { throttle_anonymous: "2/hour".parse().unwrap(), ..no_throttle() };
    let platform = Platform::throttled(throttle).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let from = async |address: &str, key: Option<&str>| {
        let mut request = end_to_end::client()
            .get(format!("{}{PATH}", platform.url()))
            .header("x-forwarded-for", address);
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        request.send().await.unwrap()
    };
    let first = from("192.0.2.1", None).await;
    assert_eq!(first.status(), 401);
    assert_eq!(header(&first, "ratelimit-remaining"), Some("1"));
    assert_eq!(from("192.0.2.1", Some("nonsense")).await.status(), 401);
    let third = from("192.0.2.1", None).await;
    assert_eq!(third.status(), 429);
    assert!(header(&third, "retry-after").is_some());
    // Others, and callers with a key, are not held up by it.
    assert_eq!(from("192.0.2.2", None).await.status(), 401);
    assert_eq!(from("192.0.2.1", Some(&key)).await.status(), 200);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_accounts_away_known_callers_stay_and_strangers_wait() {
    let mut platform = Platform::start().await;
    platform.publish(&many("20260203", 3)).await;
    let (_, known) = platform.key("jo", Terms::default()).await;
    let (_, stranger) = platform.key("jo", Terms::default()).await;
    platform.serves(&known, 3).await;
    platform.accounts.take().unwrap().stop().await;
    assert_eq!(status(&platform, &known).await, 200);
    let response = platform.get_as(&stranger, PATH).await;
    assert_eq!(response.status(), 503);
    assert!(header(&response, "retry-after").is_some());
    let body: Value = response.json().await.unwrap();
    assert!(!body["detail"].as_str().unwrap().contains("accounts"), "{body}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn grpc_wants_the_internal_token() {
    use access::{AuthenticateError, Authenticator, InternalToken};
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let url = platform.internal().accounts_grpc_url.clone().unwrap();
    let wrong = Authenticator::new(url.clone(), &InternalToken::random());
    assert!(matches!(wrong.bearer(&key).await, Err(AuthenticateError::Unavailable(_))));
    let right = Authenticator::new(url, platform.internal().internal_token.as_ref().unwrap());
    assert!(right.bearer(&key).await.is_ok());
    platform.stop().await;
}
