//! Who is calling and how often, over HTTP with real keys.

use std::time::{Duration, Instant};

use access::ThrottleConfig;
use accounts::store::api_keys::{self, Terms};
use accounts::store::audit::Actor;
use end_to_end::fixtures::many;
use end_to_end::{Platform, Probe, client, eventually, header, no_throttle, secrets};
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
    let mut connection = platform.connection().await;

    let revoked = Instant::now();
    api_keys::revoke(&mut connection, &Actor::command(), id).await.unwrap();
    eventually("the key is refused", async || status(&platform, &key).await == 401).await;
    // Well before a remembered answer would be asked about again: it was told.
    assert!(revoked.elapsed() < access::FRESH - Duration::from_secs(1));
    assert_eq!(status(&platform, &other).await, 200);

    let disabled = Instant::now();
    platform.set_active("JO", false).await;
    eventually("the user is refused", async || status(&platform, &other).await == 401).await;
    assert!(disabled.elapsed() < access::FRESH - Duration::from_secs(1));

    platform.set_active("jo", true).await;
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
async fn strangers_have_twenty_calls_a_minute_whatever_they_show() {
    let throttle = ThrottleConfig {
        throttle_anonymous: ThrottleConfig::default().throttle_anonymous,
        ..no_throttle()
    };
    assert_eq!(throttle.throttle_anonymous.to_string(), "20/minute");
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, throttle).await;
    let from = async |address: &str, path: &str| {
        let request = client().get(format!("{}{path}", probe.url()));
        request.header("x-forwarded-for", address).send().await.unwrap().status().as_u16()
    };
    let ways = ["session/", "bearer/", "expensive/", "member/"];
    for way in ways.iter().cycle().take(20) {
        assert_eq!(from("192.0.2.1", &format!("/api/v1/probe/{way}")).await, 401, "{way}");
    }
    // One may have been earned meanwhile on a machine that is slow.
    let mut refused = Vec::new();
    for way in ways {
        refused.push(from("192.0.2.1", &format!("/api/v1/probe/{way}")).await);
    }
    assert!(refused.contains(&429), "{refused:?}");
    assert_eq!(from("192.0.2.2", "/api/v1/probe/session/").await, 401);
    // What datasets refuses is never too often.
    for _ in 0..25 {
        assert_eq!(from("192.0.2.1", "/api/v1/probe/token/").await, 401);
    }
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_tier_counts_people_by_itself() {
    let throttle = ThrottleConfig {
        throttle_standard: "3/hour".parse().unwrap(),
        throttle_expensive: "1/hour".parse().unwrap(),
        throttle_datasets_user: "2/hour".parse().unwrap(),
        throttle_datasets_anonymous: "1/hour".parse().unwrap(),
        ..no_throttle()
    };
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, throttle).await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    platform.user("al", &password).await;
    let browser = probe.browser(&platform.sign_in("jo", &password).await);
    let second = probe.browser(&platform.sign_in("jo", &password).await);
    let other = probe.browser(&platform.sign_in("al", &password).await);
    let (session, expensive) = ("/api/v1/probe/session/", "/api/v1/probe/expensive/");
    let member = "/api/v1/probe/member/";

    for (browser, path, status, left) in [
        (&browser, session, 200, Some("2")),
        (&second, session, 200, Some("1")),
        (&browser, expensive, 200, Some("0")),
        (&second, expensive, 429, Some("0")),
        // What was refused before it was counted costs nothing.
        (&browser, member, 403, None),
        (&browser, session, 200, Some("0")),
        (&second, session, 429, Some("0")),
        (&other, session, 200, Some("2")),
        (&other, expensive, 200, Some("0")),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(header(&answer, "ratelimit-remaining"), left, "{path}");
        assert_eq!(header(&answer, "retry-after").is_some(), status == 429, "{path}");
    }
    // Two sessions are one person, and so are two tokens.
    let tokens = [platform.token("jo", &password).await, platform.token("jo", &password).await];
    let (token, open) = ("/api/v1/probe/token/", "/api/v1/probe/token-or-anonymous/");
    assert_eq!(probe.status_as(&tokens[0], token).await, 200);
    assert_eq!(probe.status_as(&tokens[1], open).await, 200);
    assert_eq!(probe.status_as(&tokens[0], open).await, 429);
    assert_eq!(probe.get(open).await.status(), 200);
    assert_eq!(probe.get(open).await.status(), 429);
    probe.stop().await;
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
    let token = InternalToken::random();
    secrets::note(token.expose());
    let wrong = Authenticator::new(url.clone(), &token);
    assert!(matches!(wrong.bearer(&key, None).await, Err(AuthenticateError::Unavailable(_))));
    let right = Authenticator::new(url, platform.internal().internal_token.as_ref().unwrap());
    assert!(right.bearer(&key, None).await.is_ok());
    platform.stop().await;
}
