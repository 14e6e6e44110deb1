//! Access tokens: how they are had, what they say, and which are refused.

use std::time::Instant;

use access::ThrottleConfig;
use accounts::store::audit::Actor;
use accounts::store::token_keys::{self, SigningKey};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::Utc;
use end_to_end::{Platform, Probe, client, eventually, header, no_throttle, secrets};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::sessions::AT_ONCE;

const TOKEN: &str = "/api/v1/probe/token/";

async fn post(platform: &Platform, path: &str, body: &Value) -> Response {
    client().post(format!("{}{path}", platform.url())).json(body).send().await.unwrap()
}

fn part(token: &str, at: usize) -> Value {
    let part = token.split('.').nth(at).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn encoded(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

async fn jwks(platform: &Platform) -> Vec<Value> {
    let answer = platform.get("/.well-known/jwks.json").await;
    assert_eq!(answer.status(), 200);
    let mut answer: Value = answer.json().await.unwrap();
    serde_json::from_value(answer["keys"].take()).unwrap()
}

fn ids(keys: &[Value]) -> Vec<&str> {
    keys.iter().map(|key| key["kid"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_and_a_password_are_good_for_two_tokens() {
    let platform = Platform::start().await;
    let password = secrets::password();
    let id = platform.user("jo@example.org", &password).await;
    let body = json!({ "username": " jo@example.org ", "password": password });
    let answer = post(&platform, "/api/token", &body).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer.as_object().unwrap().len(), 2);

    let keys = jwks(&platform).await;
    for (kind, seconds) in [("access", 1_800), ("refresh", 604_800)] {
        let token = answer[kind].as_str().unwrap();
        secrets::note(token);
        let claims = part(token, 1);
        assert_eq!(claims["token_type"], kind);
        assert_eq!(claims["user_id"], id.to_string(), "a text");
        let (issued, ends) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
        assert_eq!(ends - issued, seconds);
        let jti = claims["jti"].as_str().unwrap();
        assert!(jti.len() == 32 && jti.bytes().all(|byte| byte.is_ascii_hexdigit()), "{jti}");
        assert_eq!(claims.as_object().unwrap().len(), 5, "no roles: {claims}");

        // Anybody can check them with what we publish.
        let head = part(token, 0);
        assert_eq!(head["alg"], "EdDSA");
        let key = keys.iter().find(|key| key["kid"] == head["kid"]).unwrap();
        assert_eq!((&key["kty"], &key["crv"]), (&json!("OKP"), &json!("Ed25519")));
        assert!(key.get("d").is_none(), "the public half alone");
        let key = DecodingKey::from_ed_components(key["x"].as_str().unwrap()).unwrap();
        let validation = Validation::new(Algorithm::EdDSA);
        assert!(jsonwebtoken::decode::<Value>(token, &key, &validation).is_ok());
    }

    let form = end_to_end::form(&[("username", "jo@example.org"), ("password", &password)]);
    let request = client().post(format!("{}/api/token", platform.url())).body(form);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(request.send().await.unwrap().status(), 200);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_which_part_was_wrong() {
    let platform = Platform::start().await;
    let password = secrets::password();
    for name in ["jo", "gone"] {
        platform.user(name, &password).await;
    }
    platform.set_active("gone", false).await;
    let mut bodies = Vec::new();
    for (name, word) in
        [("jo", "wrong-password"), ("nobody", &password), ("gone", &password), ("JO", &password)]
    {
        let body = json!({ "username": name, "password": word });
        let answer = post(&platform, "/api/token", &body).await;
        assert_eq!(answer.status(), 401, "{name}");
        assert_eq!(header(&answer, "www-authenticate"), Some("Bearer realm=\"api\""));
        bodies.push(answer.json::<Value>().await.unwrap());
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    assert!(bodies[0]["detail"].is_string());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_told_by_field() {
    let platform = Platform::start().await;
    for (path, body, fields) in [
        ("/api/token", json!({}), &["password", "username"][..]),
        ("/api/token", json!({ "username": "", "password": null }), &["password", "username"]),
        ("/api/token", json!({ "username": "jo" }), &["password"]),
        ("/api/token", json!([]), &["non_field_errors"]),
        ("/api/token/refresh", json!({}), &["refresh"]),
        ("/api/token/refresh", json!("x"), &["non_field_errors"]),
    ] {
        let answer = post(&platform, path, &body).await;
        assert_eq!(answer.status(), 400, "{path} {body}");
        let answer: Value = answer.json().await.unwrap();
        let named: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(named, fields, "{path} {body}");
        assert!(fields.iter().all(|field| answer[field][0].is_string()), "{answer}");
    }
    let url = format!("{}/api/token", platform.url());
    for (kind, body, status) in
        [("application/json", "{", 400), ("text/plain", "x", 415), ("application/xml", "<a/>", 415)]
    {
        let request = client().post(&url).header("content-type", kind).body(body);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{kind}");
        assert!(answer.json::<Value>().await.unwrap()["detail"].is_string());
    }
    let answer = platform.get("/api/token").await;
    assert_eq!(answer.status(), 405);
    assert_eq!(header(&answer, "allow"), Some("POST, OPTIONS"));
    for path in ["/api/token/", "/api/token/refresh/", "/api/token/verify", "/api/token/verify/"] {
        assert_eq!(post(&platform, path, &json!({})).await.status(), 404, "{path}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_gives_access_tokens_and_nothing_else() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    let id = platform.user("jo", &password).await;
    let (access, refresh) = platform.tokens("jo", &password).await;
    let ask = async |token: &str| {
        post(&platform, "/api/token/refresh", &json!({ "refresh": token })).await
    };
    for _ in 0..2 {
        let answer = ask(&refresh).await;
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer.as_object().unwrap().len(), 1, "the refresh token stays as it is");
        let access = answer["access"].as_str().unwrap();
        secrets::note(access);
        let told: Value = probe.get_as(access, TOKEN).await.json().await.unwrap();
        assert_eq!(told["caller"]["user"], id);
    }
    for token in [access.as_str(), "x", "a.b.c", &format!("{refresh}x")] {
        let answer = ask(token).await;
        assert_eq!(answer.status(), 401, "{token}");
        assert_eq!(header(&answer, "www-authenticate"), Some("Bearer realm=\"api\""));
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], "token_not_valid");
    }
    assert_eq!(probe.status_as(&refresh, TOKEN).await, 401, "it is not for calling");

    // A new password takes no token back; a user who may not call has none that is good.
    platform.set_password("jo", &secrets::password()).await;
    assert_eq!(probe.status_as(&access, TOKEN).await, 200);
    assert_eq!(ask(&refresh).await.status(), 200);
    platform.set_active("jo", false).await;
    let answer = ask(&refresh).await;
    assert_eq!(answer.status(), 401);
    assert!(answer.json::<Value>().await.unwrap()["detail"].is_string());
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_very_word_bearer_presents_a_token() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let token = platform.token("jo", &password).await;
    let (_, key) = platform.key("jo", accounts::store::api_keys::Terms::default()).await;
    for (given, expected) in [
        (None, Err(None)),
        (Some(format!("Token {token}")), Err(None)),
        (Some(format!("Basic {token}")), Err(None)),
        (Some(format!("bearer {token}")), Err(None)),
        (Some("Bearer".to_owned()), Err(Some("bad_authorization_header"))),
        (Some(format!("Bearer {token} x")), Err(Some("bad_authorization_header"))),
        (Some("Bearer x".to_owned()), Err(Some("token_not_valid"))),
        (Some(format!("Bearer {token}x")), Err(Some("token_not_valid"))),
        (Some(format!("Bearer {key}")), Err(Some("token_not_valid"))),
        (Some(format!("Bearer {token}")), Ok(())),
    ] {
        for (path, open) in [(TOKEN, false), ("/api/v1/probe/token-or-anonymous/", true)] {
            let mut request = client().get(format!("{}{path}", probe.url()));
            if let Some(given) = &given {
                request = request.header("authorization", given);
            }
            let answer = request.send().await.unwrap();
            let said = format!("{path} {given:?}");
            if expected == Ok(()) || (open && expected == Err(None)) {
                assert_eq!(answer.status(), 200, "{said}");
                let told: Value = answer.json().await.unwrap();
                assert_eq!(told["caller"].is_null(), expected.is_err(), "{said}");
                continue;
            }
            assert_eq!(answer.status(), 401, "{said}");
            assert_eq!(header(&answer, "www-authenticate"), Some("Bearer realm=\"api\""));
            let body: Value = answer.json().await.unwrap();
            assert_eq!(body["code"].as_str(), expected.unwrap_err(), "{said}");
            assert!(body["detail"].is_string(), "{said}");
            if body["code"] == "token_not_valid" {
                let message = &body["messages"][0];
                assert!(message["token_class"].is_string() && message["token_type"].is_string());
                assert!(message["message"].is_string());
            }
        }
    }
    probe.stop().await;
    platform.stop().await;
}

async fn signing(platform: &Platform) -> SigningKey {
    let mut connection = platform.connection().await;
    token_keys::signing(&mut connection, platform.secret_keys()).await.unwrap()
}

fn sign(key: &SigningKey, kid: &str, claims: &Value) -> String {
    let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(&key.pkcs8)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_token_is_refused() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let other = platform.user("al", &password).await;
    let token = platform.token("jo", &password).await;
    let key = signing(&platform).await;
    let keys = jwks(&platform).await;
    let public = BASE64_URL_SAFE_NO_PAD.decode(keys[0]["x"].as_str().unwrap()).unwrap();
    let (head, claims) = (part(&token, 0), part(&token, 1));
    let [first, second, third]: [&str; 3] =
        token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let with = |member: &str, value: Value| {
        let mut claims = claims.clone();
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(member)),
            value => claims[member] = value,
        }
        claims
    };
    assert_eq!(probe.status_as(&sign(&key, &key.kid, &claims), TOKEN).await, 200);

    let mut none = head.clone();
    none["alg"] = json!("none");
    let mut shared = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::HS256) };
    let shared_with = |header: &Header, secret: &[u8]| {
        jsonwebtoken::encode(header, &claims, &EncodingKey::from_secret(secret)).unwrap()
    };
    let x = keys[0]["x"].as_str().unwrap().as_bytes();
    let mut forged = vec![
        (
            "another's claims",
            format!("{first}.{}.{third}", encoded(&with("user_id", json!(other.to_string())))),
        ),
        ("no signature", format!("{first}.{second}.")),
        ("two parts", format!("{first}.{second}")),
        ("alg none", format!("{}.{second}.", encoded(&none))),
        ("alg none, signed", format!("{}.{second}.{third}", encoded(&none))),
        ("HS256 with the public key", shared_with(&shared, &public)),
        ("HS256 with the published text", shared_with(&shared, x)),
        ("an unknown key id", sign(&key, "unknown", &claims)),
        ("expired", sign(&key, &key.kid, &with("exp", json!(Utc::now().timestamp() - 1)))),
        ("without an end", sign(&key, &key.kid, &with("exp", Value::Null))),
        ("without a user", sign(&key, &key.kid, &with("user_id", Value::Null))),
        ("a user in words", sign(&key, &key.kid, &with("user_id", json!("jo")))),
        ("without a kind", sign(&key, &key.kid, &with("token_type", Value::Null))),
        ("a refresh token", sign(&key, &key.kid, &with("token_type", json!("refresh")))),
    ];
    shared.kid = None;
    forged.push(("no key id", shared_with(&shared, &public)));
    for (what, token) in forged {
        secrets::note(&token);
        let answer = probe.get_as(&token, TOKEN).await;
        assert_eq!(answer.status(), 401, "{what}");
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], "token_not_valid", "{what}");
    }
    let nobody = sign(&key, &key.kid, &with("user_id", json!("999999")));
    let answer = probe.get_as(&nobody, TOKEN).await;
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.json::<Value>().await.unwrap()["code"], "user_not_found");
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_rotate_while_everything_runs() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let (old, refresh) = platform.tokens("jo", &password).await;
    assert_eq!(probe.status_as(&old, TOKEN).await, 200);
    let first = part(&old, 0)["kid"].as_str().unwrap().to_owned();

    let mut connection = platform.connection().await;
    let rotated =
        token_keys::rotate(&mut connection, &Actor::command(), platform.secret_keys()).await;
    let second = rotated.unwrap();
    assert_ne!(second, first);
    let new = platform.token("jo", &password).await;
    assert_eq!(part(&new, 0)["kid"], second);
    for token in [&old, &new] {
        assert_eq!(probe.status_as(token, TOKEN).await, 200);
    }
    let keys = jwks(&platform).await;
    assert!(ids(&keys).contains(&first.as_str()) && ids(&keys).contains(&second.as_str()));

    let retired = Instant::now();
    token_keys::retire(&mut connection, &Actor::command(), &first).await.unwrap();
    eventually("its tokens are refused", async || probe.status_as(&old, TOKEN).await == 401).await;
    assert!(retired.elapsed() < AT_ONCE);
    assert_eq!(probe.status_as(&new, TOKEN).await, 200);
    let answer = post(&platform, "/api/token/refresh", &json!({ "refresh": refresh })).await;
    assert_eq!(answer.status(), 401);
    assert_eq!(ids(&jwks(&platform).await), [second.as_str()]);
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_tokens_has_a_rate() {
    let throttle =
        ThrottleConfig { throttle_datasets_anonymous: "3/hour".parse().unwrap(), ..no_throttle() };
    let platform = Platform::throttled(throttle).await;
    let from = async |address: &str, method: Method, path: &str| {
        let request = client().request(method, format!("{}{path}", platform.url()));
        request.header("x-forwarded-for", address).json(&json!({})).send().await.unwrap()
    };
    // Whatever becomes of it, and whichever of the two it is, counts.
    assert_eq!(from("192.0.2.1", Method::POST, "/api/token").await.status(), 400);
    assert_eq!(from("192.0.2.1", Method::POST, "/api/token/refresh").await.status(), 400);
    assert_eq!(from("192.0.2.1", Method::GET, "/api/token").await.status(), 405);
    let answer = from("192.0.2.1", Method::POST, "/api/token").await;
    assert_eq!(answer.status(), 429);
    assert!(header(&answer, "retry-after").is_some());
    assert_eq!(from("192.0.2.2", Method::POST, "/api/token").await.status(), 400);
    // The keys are for everybody, as often as they like.
    for _ in 0..5 {
        assert_eq!(from("192.0.2.1", Method::GET, "/.well-known/jwks.json").await.status(), 200);
    }
    platform.stop().await;
}
