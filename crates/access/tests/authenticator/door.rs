use std::sync::Arc;
use std::time::SystemTime;

use access::{
    Access, Action, Door, Permission, ResourcePermission, STALE, Scheme, ThrottleConfig, Tier, csrf,
};
use actix_web::body::MessageBody;
use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use proto::accounts::authenticate_response::Outcome;
use proto::accounts::caller::Credential as Presented;
use proto::accounts::{Caller, Refusal, Session, SignedKey};
use serde_json::Value;
use web::{Gate, Passage, Site};

use crate::{Fake, joined, presenting};

const TOKEN: &str = "0123456789abcdefghijklmnopqrstuv";

/// Access to an accounts that knows one session, of a member with this role.
async fn access(role: &str) -> (Arc<Access>, Fake) {
    let (authenticator, fake) = joined().await;
    let expires_at = Some((SystemTime::now() + STALE).into());
    let session = presenting(Some(Presented::Session(Session { id: 4, expires_at })));
    let Outcome::Caller(mut caller) = session else { panic!("a refusal") };
    let user = caller.user.as_mut().unwrap();
    user.memberships.first_mut().unwrap().role = role.to_owned();
    fake.says(Ok(Outcome::Caller(caller)));
    (Access::new("test", authenticator, ThrottleConfig::default()), fake)
}

/// A door for signed requests and for people who signed in.
fn door(access: &Arc<Access>, action: Action) -> Door {
    let permission = Permission::Resource(ResourcePermission { resource: "locations", action });
    access.any_of(&[Scheme::Signed, Scheme::Session], permission, Tier::Signed)
}

fn request(method: Method) -> TestRequest {
    let site = Site { public_url: "http://almanac.test".parse().unwrap(), trusted_proxies: vec![] };
    TestRequest::with_uri("/api/v1/locations")
        .method(method)
        .peer_addr("192.0.2.7:1".parse().unwrap())
        .app_data(site)
}

fn by_cookie(method: Method) -> TestRequest {
    let cookies = format!("{}=id; {}={TOKEN}", csrf::SESSION_COOKIE, csrf::COOKIE);
    request(method).insert_header((header::COOKIE, cookies))
}

/// As a page of ours sends it for somebody who signed in.
fn by_session(method: Method) -> TestRequest {
    by_cookie(method).insert_header((csrf::HEADER, TOKEN))
}

fn signed(request: TestRequest) -> TestRequest {
    ["accountid", "apikey", "signature", "nonce", "timestamp"]
        .into_iter()
        .fold(request, |request, name| request.insert_header((format!("x-carehq-{name}"), "1")))
        .insert_header(("x-carehq-signature-version", "2.0"))
}

async fn admit(gate: &dyn Gate, request: TestRequest) -> Passage {
    gate.admit(&request.to_http_request()).await
}

/// The status of a refusal, else 200.
fn status(passage: &Passage) -> u16 {
    passage.verdict.as_ref().err().map_or(200, |refusal| refusal.status().as_u16())
}

/// The calls that are left, as told to CareHQ's clients.
fn left(passage: &Passage) -> Option<&str> {
    let mut headers = passage.headers.iter();
    let (_, value) = headers.find(|(name, _)| name.as_str() == "x-carehq-ratelimit-remaining")?;
    value.to_str().ok()
}

#[tokio::test(start_paused = true)]
async fn the_role_of_who_signed_in_decides() {
    for (role, action, method, expected) in [
        ("viewer", Action::Read, Method::GET, 200),
        ("viewer", Action::Create, Method::PUT, 403),
        ("data_custodian", Action::Delete, Method::DELETE, 403),
        ("creator", Action::Create, Method::PUT, 200),
        ("admin", Action::Update, Method::PATCH, 200),
    ] {
        let (access, _fake) = access(role).await;
        let passage = admit(&door(&access, action), by_session(method)).await;
        assert_eq!(status(&passage), expected, "{role} {action:?}");
        assert_eq!(left(&passage), Some("9"), "{role} {action:?}");
        if let Err(refusal) = passage.verdict {
            assert_eq!(refusal.message(), "You do not have permission to perform this action.");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_method_that_a_path_does_not_know_is_told_before_the_role() {
    let (access, _fake) = access("viewer").await;
    let others = door(&access, Action::Create).other_methods().unwrap();
    for method in [Method::DELETE, Method::OPTIONS] {
        assert_eq!(status(&admit(&*others, by_session(method)).await), 200);
    }
    assert_eq!(status(&admit(&*others, request(Method::DELETE)).await), 401);
}

#[tokio::test(start_paused = true)]
async fn a_session_alone_changes_nothing() {
    let (access, _fake) = access("admin").await;
    let door = door(&access, Action::Create);
    for (request, expected) in [
        (by_cookie(Method::PUT), 403),
        (by_cookie(Method::PUT).insert_header((csrf::HEADER, "another")), 403),
        (by_session(Method::PUT), 200),
        (by_cookie(Method::GET), 200),
    ] {
        assert_eq!(status(&admit(&door, request).await), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn who_shows_nothing_good_gets_a_hint() {
    let (access, fake) = access("admin").await;
    fake.says(Ok(Outcome::Refusal(Refusal::Unknown.into())));
    let door = door(&access, Action::Read);
    // The second has the cookie of a session that is over.
    for request in [request(Method::GET), by_session(Method::GET)] {
        let passage = admit(&door, request).await;
        assert_eq!(status(&passage), 401);
        assert!(left(&passage).is_some());
        let rendered =
            door.render(&TestRequest::get().to_http_request(), &passage.verdict.unwrap_err());
        let body = rendered.into_body().try_into_bytes().unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert!(body["hint"].is_string(), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_signature_decides_where_there_is_a_session_too() {
    let (access, fake) = access("admin").await;
    let (read, update) = (door(&access, Action::Read), door(&access, Action::Update));
    assert_eq!(status(&admit(&read, by_session(Method::GET)).await), 200);

    // The session is remembered; a signature is asked about each time.
    fake.says(Ok(Outcome::Refusal(Refusal::Signature.into())));
    assert_eq!(status(&admit(&read, signed(by_session(Method::GET))).await), 401);
    let key = SignedKey {
        id: 1,
        organization_id: 9,
        permissions: vec!["locations:read".to_owned()],
        ..SignedKey::default()
    };
    let credential = Some(Presented::SignedKey(key));
    fake.says(Ok(Outcome::Caller(Caller { user: None, credential })));
    assert_eq!(status(&admit(&read, signed(by_session(Method::GET))).await), 200);
    let refused = admit(&update, signed(by_session(Method::PATCH))).await;
    assert_eq!(
        refused.verdict.unwrap_err().message(),
        "This API key lacks the permission locations:update."
    );
    assert_eq!(status(&admit(&update, by_session(Method::PATCH)).await), 200);

    // Only what is signed is read before it is known who calls.
    let body = |request: TestRequest| update.body(&request.to_http_request());
    assert!(body(signed(by_session(Method::PATCH))).is_some());
    assert_eq!(body(by_session(Method::PATCH)), None);
}
