//! Requests signed with an organisation's key, as the published `carehq`
//! clients sign them.

mod limits;
pub(crate) mod published;
mod versions;

use access::{Action, ResourcePermission};
use accounts::store::audit::Actor;
use accounts::store::signed_keys::{self, Terms};
use end_to_end::{
    Platform, Probe, SignedCall, Signer, client, eventually, header, no_throttle, signing,
};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::sessions::AT_ONCE;

const LIST: &str = "/v1/care-enquiries";
const ONE: &str = "/v1/care-enquiries/0123456789abcdef01234567";

/// A key that may do these to care enquiries.
fn terms(actions: &[Action]) -> Terms {
    let permission =
        |action: &Action| ResourcePermission { resource: "care-enquiries", action: *action };
    let permissions = actions.iter().map(permission).collect();
    Terms { label: "tests".to_owned(), permissions, ..Terms::default() }
}

/// A platform with one organisation, which has a key for everything.
async fn provider() -> (Platform, Probe, i64, Signer) {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let organization = platform.organization("Sunny Care").await;
    let (_, signer) = platform.signed_key(organization, &terms(&Action::ALL)).await;
    (platform, probe, organization, signer)
}

async fn json(response: Response) -> Value {
    assert_eq!(header(&response, "content-type"), Some("application/json"));
    response.json().await.unwrap()
}

/// Refused in so many words, in the shape that clients read.
async fn refused(response: Response, status: u16) {
    assert_eq!(response.status(), status);
    let body = json(response).await;
    assert!(body["hint"].is_string(), "{body}");
    assert!(body.get("detail").is_none(), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_request_acts_for_its_organization() {
    let (platform, probe, organization, signer) = provider().await;
    let url = probe.url();
    let params =
        [("attributes", "name"), ("attributes", "_id"), ("filters-q", "Zoë & Co"), ("page", "")];
    for (method, path) in [
        (Method::GET, LIST),
        (Method::PUT, LIST),
        (Method::GET, ONE),
        (Method::PATCH, ONE),
        (Method::DELETE, ONE),
    ] {
        let call = SignedCall::new(method.clone(), path, &params);
        let answer = call.send(&url, &signer).await;
        assert_eq!(answer.status(), 200, "{method} {path}");
        let told = json(answer).await;
        assert_eq!(told["caller"]["organization"], organization);
        assert_eq!(told["caller"]["account"], signer.account);
        assert_eq!(told["caller"]["user"], Value::Null);
        assert_eq!(told["parameters"], json!(params), "in the order they came in");
    }
    // The same below another mount point, signed as below none.
    let call = SignedCall::new(Method::GET, LIST, &[]);
    assert_eq!(call.send(&format!("{url}/api"), &signer).await.status(), 200);
    assert_eq!(signer.account.len(), 24);
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_changed_is_refused() {
    let (platform, probe, organization, signer) = provider().await;
    let other = platform.organization("Other Care").await;
    let (_, other) = platform.signed_key(other, &terms(&Action::ALL)).await;
    let url = probe.url();
    let call = || SignedCall::new(Method::PUT, LIST, &[("first_name", "Jo"), ("notes", "a\nb=c")]);
    type Change = fn(&mut SignedCall);
    let changes: [Change; 5] = [
        |call| call.method = Method::PATCH,
        |call| call.path = ONE.to_owned(),
        |call| call.params[0].1 = "Al".to_owned(),
        |call| call.params.push(("x".to_owned(), "y".to_owned())),
        |call| drop(call.params.pop()),
    ];
    for change in changes {
        let signed = call();
        let mut sent = signed.clone();
        change(&mut sent);
        let request = sent.request(&url).headers(signed.headers(&signer));
        refused(request.send().await.unwrap(), 401).await;
    }
    let headers: [(&str, &str); 7] = [
        ("x-carehq-timestamp", "1750000000"),
        ("x-carehq-timestamp", ""),
        ("x-carehq-nonce", "another"),
        ("x-carehq-signature-version", "3.0"),
        ("x-carehq-apikey", "unknown"),
        ("x-carehq-accountid", &other.account),
        ("x-carehq-apikey", &other.key),
    ];
    for (name, value) in headers {
        let signed = call();
        let mut headers = signed.headers(&signer);
        headers
            .insert(name.parse::<reqwest::header::HeaderName>().unwrap(), value.parse().unwrap());
        refused(signed.request(&url).headers(headers).send().await.unwrap(), 401).await;
    }
    for name in ["accountid", "apikey", "signature", "nonce", "timestamp"] {
        let signed = call();
        let mut headers = signed.headers(&signer);
        headers.remove(format!("x-carehq-{name}"));
        refused(signed.request(&url).headers(headers).send().await.unwrap(), 401).await;
    }
    refused(call().send(&url, &signer.with_secret("another-secret")).await, 401).await;
    refused(call().request(&url).send().await.unwrap(), 401).await;

    // No credential of a person's counts here.
    let password = end_to_end::secrets::password();
    platform.user("jo", &password).await;
    platform.member(organization, "jo", access::Role::Admin).await;
    let browser = probe.browser(&platform.sign_in("jo", &password).await);
    refused(browser.get(LIST).await, 401).await;
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_is_no_parameter() {
    let (platform, probe, _, signer) = provider().await;
    let call = SignedCall::new(Method::PUT, LIST, &[("first_name", "Jo")]);
    let mut sent = call.clone();
    sent.path = format!("{LIST}?first_name=Al&admin=true");
    let answer = sent.request(&probe.url()).headers(call.headers(&signer)).send().await.unwrap();
    if answer.status() == 200 {
        assert_eq!(json(answer).await["parameters"], json!([["first_name", "Jo"]]));
    } else {
        refused(answer, 400).await;
    }
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_of_a_request_is_near_ours() {
    let (platform, probe, _, signer) = provider().await;
    let now = signing::now();
    for (timestamp, expected) in [
        ((now - 280).to_string(), 200),
        ((now + 280).to_string(), 200),
        ((now - 320).to_string(), 401),
        ((now + 320).to_string(), 401),
        (format!("{now}.5"), 401),
        (format!("-{now}"), 401),
        (format!("{now}000"), 401),
        ("soon".to_owned(), 401),
    ] {
        let call =
            SignedCall { timestamp: timestamp.clone(), ..SignedCall::new(Method::GET, LIST, &[]) };
        assert_eq!(call.send(&probe.url(), &signer).await.status(), expected, "{timestamp}");
    }
    for (nonce, expected) in [("n".repeat(128), 200), ("n".repeat(129), 401)] {
        let call = SignedCall { nonce, ..SignedCall::new(Method::GET, LIST, &[]) };
        assert_eq!(call.send(&probe.url(), &signer).await.status(), expected);
    }
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_comes_once_wherever_it_goes() {
    let (mut platform, probe, organization, signer) = provider().await;
    let replica = Probe::start(&platform, no_throttle()).await;
    let (_, other) = platform.signed_key(organization, &terms(&Action::ALL)).await;
    let get = SignedCall::new(Method::GET, LIST, &[]);
    let put = SignedCall::new(Method::PUT, LIST, &[("first_name", "Jo")]);
    for call in [&get, &put] {
        // A stranger who saw the nonce cannot spend it before its owner.
        let guess = call.send(&probe.url(), &signer.with_secret("another-secret")).await;
        refused(guess, 401).await;
        assert_eq!(call.send(&probe.url(), &signer).await.status(), 200);
        for url in [probe.url(), replica.url()] {
            refused(call.send(&url, &signer).await, 401).await;
        }
        assert_eq!(call.send(&probe.url(), &other).await.status(), 200, "its own nonces");
    }

    // Accounts may have been started again meanwhile.
    platform.accounts.take().unwrap().stop().await;
    let (running, internal) = platform.another_accounts().await;
    let later = Probe::start_at(&internal, None, no_throttle()).await;
    for call in [&get, &put] {
        refused(call.send(&later.url(), &signer).await, 401).await;
    }
    let new = SignedCall::new(Method::GET, LIST, &[]);
    assert_eq!(new.send(&later.url(), &signer).await.status(), 200);
    for probe in [probe, replica, later] {
        probe.stop().await;
    }
    running.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_ends_when_it_is_taken_back_expired_or_its_organization_closed() {
    let (platform, probe, organization, signer) = provider().await;
    let url = probe.url();
    let status = async |signer: &Signer| {
        SignedCall::new(Method::GET, LIST, &[]).send(&url, signer).await.status().as_u16()
    };
    let (id, second) = platform.signed_key(organization, &terms(&[Action::Read])).await;
    let yesterday = Some("2020-01-01T00:00:00Z".parse().unwrap());
    let expired = Terms { expires_at: yesterday, ..terms(&[Action::Read]) };
    let (_, expired) = platform.signed_key(organization, &expired).await;
    assert_eq!(status(&signer).await, 200);
    assert_eq!(status(&second).await, 200);
    assert_eq!(status(&expired).await, 401);

    let mut connection = platform.connection().await;
    signed_keys::revoke(&mut connection, &Actor::command(), id).await.unwrap();
    assert_eq!(status(&second).await, 401, "nothing is remembered of it");
    assert_eq!(status(&signer).await, 200);
    platform.accounts_database.execute("UPDATE organizations SET active = false").await;
    assert_eq!(status(&signer).await, 401);
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_signed_is_answered_while_accounts_is_away() {
    let (mut platform, probe, _, signer) = provider().await;
    let call = || SignedCall::new(Method::GET, LIST, &[]);
    assert_eq!(call().send(&probe.url(), &signer).await.status(), 200);
    platform.accounts.take().unwrap().stop().await;
    let answer = call().send(&probe.url(), &signer).await;
    assert!(header(&answer, "retry-after").is_some());
    refused(answer, 503).await;
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_forms_can_be_signed() {
    let (platform, probe, _, signer) = provider().await;
    let call = SignedCall::new(Method::PUT, LIST, &[]);
    let request = client().put(format!("{}{LIST}", probe.url())).headers(call.headers(&signer));
    let answer = request.json(&json!({ "first_name": "Jo" })).send().await.unwrap();
    refused(answer, 415).await;
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_may_do_what_it_was_given_for() {
    let (platform, probe, organization, signer) = provider().await;
    let url = probe.url();
    let (id, reader) = platform.signed_key(organization, &terms(&[Action::Read])).await;
    let (_, writer) = platform.signed_key(organization, &terms(&[Action::Create])).await;
    for (signer, method, path, expected) in [
        (&reader, Method::GET, LIST, 200),
        (&reader, Method::GET, ONE, 200),
        (&reader, Method::PUT, LIST, 403),
        (&reader, Method::PATCH, ONE, 403),
        (&reader, Method::DELETE, ONE, 403),
        // To make one is not to read any.
        (&writer, Method::PUT, LIST, 200),
        (&writer, Method::GET, LIST, 403),
        // A method that the path does not know is told before that.
        (&reader, Method::POST, LIST, 405),
        (&writer, Method::PUT, ONE, 405),
        (&signer, Method::DELETE, LIST, 405),
    ] {
        let answer = SignedCall::new(method.clone(), path, &[]).send(&url, signer).await;
        assert_eq!(answer.status(), expected, "{method} {path}");
        if expected == 405 {
            assert!(header(&answer, "allow").is_some_and(|allow| allow.contains("GET")));
        }
        if expected != 200 {
            refused(answer, expected).await;
        }
    }

    // What is taken from it is gone at once.
    let taken = std::time::Instant::now();
    let sql = format!("UPDATE signed_keys SET permissions = '{{}}' WHERE id = {id}");
    platform.accounts_database.execute(&sql).await;
    let get = || SignedCall::new(Method::GET, LIST, &[]);
    eventually("it may no longer read", async || get().send(&url, &reader).await.status() == 403)
        .await;
    assert!(taken.elapsed() < AT_ONCE);
    probe.stop().await;
    platform.stop().await;
}
