//! From where and how often a key may call.

use access::ThrottleConfig;

use super::*;

const HEADERS: [&str; 3] =
    ["x-carehq-ratelimit-limit", "x-carehq-ratelimit-remaining", "x-carehq-ratelimit-reset"];

/// Limit and remaining, where an answer tells them; the reset is checked.
fn told(response: &Response) -> Option<(u64, u64)> {
    let [limit, remaining, reset] = HEADERS.map(|name| header(response, name));
    let [limit, remaining, reset] =
        [limit?, remaining?, reset?].map(|value| value.parse::<u64>().unwrap());
    let now = signing::now();
    assert!((now..=now + 3_700).contains(&reset), "{reset} is soon after {now}");
    Some((limit, remaining))
}

async fn start(throttle: ThrottleConfig) -> (Platform, Probe, i64) {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, throttle).await;
    let organization = platform.organization("Sunny Care").await;
    (platform, probe, organization)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_has_ten_calls_a_second() {
    assert_eq!(ThrottleConfig::default().throttle_signed.to_string(), "10/second");
    // The same burst, without the second in which a slow machine earns another call.
    let throttle = ThrottleConfig { throttle_signed: "10/hour".parse().unwrap(), ..no_throttle() };
    let (platform, probe, organization) = start(throttle).await;
    let (_, signer) = platform.signed_key(organization, &terms(&[Action::Read])).await;
    let own = Terms { throttle: Some("1/hour".parse().unwrap()), ..terms(&[Action::Read]) };
    let (_, own) = platform.signed_key(organization, &own).await;
    let get = async |signer: &Signer| {
        SignedCall::new(Method::GET, LIST, &[]).send(&probe.url(), signer).await
    };
    for left in (0..10).rev() {
        let answer = get(&signer).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(told(&answer), Some((10, left)));
    }
    let answer = get(&signer).await;
    assert_eq!(told(&answer), Some((10, 0)));
    assert!(header(&answer, "retry-after").is_some());
    refused(answer, 429).await;
    // Each key has its own, and some their own rate.
    let answer = get(&own).await;
    assert_eq!((answer.status().as_u16(), told(&answer)), (200, Some((1, 0))));
    refused(get(&own).await, 429).await;
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_to_a_known_key_tells_what_is_left() {
    let throttle = ThrottleConfig { throttle_signed: "4/hour".parse().unwrap(), ..no_throttle() };
    let (platform, probe, organization) = start(throttle).await;
    let url = probe.url();
    let (_, signer) = platform.signed_key(organization, &terms(&[Action::Read])).await;
    let get = || SignedCall::new(Method::GET, LIST, &[]);

    let replayed = get();
    let answer = replayed.send(&url, &signer).await;
    assert_eq!((answer.status().as_u16(), told(&answer)), (200, Some((4, 3))));
    // What is refused costs the key nothing, or others could spend it.
    let forged = get().send(&url, &signer.with_secret("another-secret")).await;
    assert_eq!((forged.status().as_u16(), told(&forged)), (401, Some((4, 3))));
    let answer = replayed.send(&url, &signer).await;
    assert_eq!((answer.status().as_u16(), told(&answer)), (401, Some((4, 3))));
    let late = SignedCall { timestamp: "1750000000".to_owned(), ..get() };
    let answer = late.send(&url, &signer).await;
    assert_eq!((answer.status().as_u16(), told(&answer)), (401, Some((4, 3))));

    let answer = SignedCall::new(Method::PUT, LIST, &[]).send(&url, &signer).await;
    assert_eq!((answer.status().as_u16(), told(&answer)), (403, Some((4, 2))));
    let answer = SignedCall::new(Method::POST, LIST, &[]).send(&url, &signer).await;
    assert_eq!((answer.status().as_u16(), told(&answer)), (405, Some((4, 1))));
    let answer = get().send(&url, &signer).await;
    assert_eq!((answer.status().as_u16(), told(&answer)), (200, Some((4, 0))));
    // Too many calls are told before a wrong method, and that before a permission.
    for method in [Method::GET, Method::POST, Method::PUT] {
        let answer = SignedCall::new(method, LIST, &[]).send(&url, &signer).await;
        assert_eq!((answer.status().as_u16(), told(&answer)), (429, Some((4, 0))));
    }
    let forged = get().send(&url, &signer.with_secret("another-secret")).await;
    assert_eq!((forged.status().as_u16(), told(&forged)), (401, Some((4, 0))), "401 comes first");

    let unknown = Signer::new(&signer.account, "unknown", "another-secret");
    let answer = get().send(&url, &unknown).await;
    assert_eq!((answer.status().as_u16(), told(&answer)), (401, None));
    let answer = get().request(&url).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), told(&answer)), (401, None));
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_calls_from_where_it_may() {
    let throttle = ThrottleConfig { throttle_signed: "2/hour".parse().unwrap(), ..no_throttle() };
    let (platform, probe, organization) = start(throttle).await;
    let networks = vec!["192.0.2.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
    let limited = Terms { networks, ..terms(&[Action::Read]) };
    let (_, signer) = platform.signed_key(organization, &limited).await;
    let from = async |address: &str, method: Method, signer: &Signer| {
        let call = SignedCall::new(method, LIST, &[]);
        let request = call.request(&probe.url()).headers(call.headers(signer));
        request.header("x-forwarded-for", address).send().await.unwrap()
    };
    for address in ["198.51.100.7", "2001:db9::1", "127.0.0.1"] {
        let answer = from(address, Method::GET, &signer).await;
        assert_eq!(told(&answer), Some((2, 2)), "{address}");
        refused(answer, 403).await;
    }
    // Who cannot sign is told nothing of it.
    let forged = signer.with_secret("another-secret");
    refused(from("198.51.100.7", Method::GET, &forged).await, 401).await;
    // It comes before the method and the permission.
    refused(from("198.51.100.7", Method::POST, &signer).await, 403).await;
    for address in ["192.0.2.1", "2001:db8::7"] {
        assert_eq!(from(address, Method::GET, &signer).await.status(), 200, "{address}");
    }
    refused(from("192.0.2.1", Method::GET, &signer).await, 429).await;
    refused(from("198.51.100.7", Method::GET, &signer).await, 403).await;
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_counted_by_address_and_costs_no_owner() {
    let throttle =
        ThrottleConfig { throttle_anonymous: "3/hour".parse().unwrap(), ..no_throttle() };
    let (platform, probe, organization) = start(throttle).await;
    let (_, signer) = platform.signed_key(organization, &terms(&[Action::Read])).await;
    let forged = signer.with_secret("another-secret");
    let from = async |address: &str, signer: &Signer| {
        let call = SignedCall::new(Method::GET, LIST, &[]);
        let request = call.request(&probe.url()).headers(call.headers(signer));
        request.header("x-forwarded-for", address).send().await.unwrap()
    };
    for _ in 0..3 {
        refused(from("192.0.2.1", &forged).await, 401).await;
    }
    let answer = from("192.0.2.1", &forged).await;
    assert!(header(&answer, "retry-after").is_some());
    refused(answer, 429).await;
    refused(from("192.0.2.2", &forged).await, 401).await;
    for address in ["192.0.2.1", "192.0.2.3"] {
        assert_eq!(from(address, &signer).await.status(), 200, "{address}");
    }
    probe.stop().await;
    platform.stop().await;
}
