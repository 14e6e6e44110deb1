//! Credentials are in no log, wherever callers put them, and nor is what tells
//! of people.

mod people;

use std::fs;

use ::releases::changes::{By, grant};
use ::releases::domain::{FileKind, ItemId};
use ::releases::store::releases::object_path;
use access::csrf;
use accounts::store::api_keys::Terms;
use accounts::store::signed_keys;
use chrono::Utc;
use datasets::domain::due::Source;
use datasets::sync::schedule::sync;
use datasets::{ExternalSource, NhsDdSource, Schedule, SyncSettings};
use end_to_end::{Browser, Platform, Probe, SignedCall, client, no_throttle, secrets};
use reqwest::Method;
use serde_json::json;
use url::Url;

/// Everything that a person and an organisation may hold.
struct Held {
    user: i64,
    browser: Browser,
    password: String,
    session: String,
    token: String,
    refresh: String,
    key: String,
    release_key: String,
}

impl Held {
    async fn of(platform: &Platform) -> Self {
        let password = secrets::password();
        let user = platform.user("jo", &password).await;
        let browser = platform.sign_in("jo", &password).await;
        let (token, refresh) = platform.tokens("jo", &password).await;
        let (_, key) = platform.key("jo", Terms::default()).await;
        let release_key = platform.release_key(user).await;
        let session = browser.cookie(csrf::SESSION_COOKIE).unwrap();
        Self { user, browser, password, session, token, refresh, key, release_key }
    }

    fn all(&self) -> [&str; 6] {
        let Self { password, session, token, refresh, key, release_key, .. } = self;
        [password, session, token, refresh, key, release_key]
    }
}

/// Each is used where it belongs.
async fn use_them(platform: &Platform, probe: &Probe, held: &Held) {
    let browser = probe.browser(&held.browser);
    assert_eq!(browser.get("/api/v1/probe/session/").await.status(), 200);
    assert_eq!(probe.status_as(&held.token, "/api/v1/probe/token/").await, 200);
    assert_eq!(probe.status_as(&held.key, "/api/v1/probe/bearer/").await, 200);
    use_release_key(platform, probe, held).await;
    let body = json!({ "refresh": held.refresh });
    let refreshed = client().post(format!("{}/api/token/refresh", platform.url())).json(&body);
    assert_eq!(refreshed.send().await.unwrap().status(), 200);

    let organization = platform.organization("Sunny Care").await;
    let (_, signer) = platform.signed_key(organization, &signed_keys::Terms::default()).await;
    let call = SignedCall::new(Method::GET, "/v1/care-enquiries", &[("q", "Zoe-who-seeks-care")]);
    secrets::note("Zoe-who-seeks-care");
    assert_eq!(call.send(&probe.url(), &signer).await.status(), 403);
    for name in ["x-carehq-signature", "x-carehq-nonce"] {
        let headers = call.headers(&signer);
        secrets::note(headers[name].to_str().unwrap());
    }
    assert_eq!(call.send(&probe.url(), &signer).await.status(), 401);
}

/// An item of the user's, with a release to be had and one whose archive is lost.
async fn item(platform: &Platform, user: i64) -> ItemId {
    let item = platform.item("Example").await;
    let mut connection = platform.releases_connection().await;
    grant(&mut connection, By::Command, user, item).await.unwrap();
    platform.publish_archive(item, "a.zip", vec![b'a'; 1000]).await;
    let lost = platform.publish_archive(item, "lost.zip", vec![b'b'; 1000]).await;
    let path = object_path(lost.release.row.upload_id, FileKind::Archive);
    fs::remove_file(platform.objects().join(path)).unwrap();
    item
}

/// In addresses, as they are written and as they may be, and as bearer.
async fn use_release_key(platform: &Platform, probe: &Probe, held: &Held) {
    let key = held.release_key.as_str();
    let path = format!("/api/v1/probe/release/keys/{key}/x");
    assert_eq!(probe.get(&path).await.status(), 200);
    assert_eq!(probe.status_as(key, "/api/v1/probe/release/items/1/x").await, 200);

    let item = item(platform, held.user).await;
    let public_key = platform.signing_keys().await[0].file_name.clone();
    let encoded: String = key.bytes().map(|byte| format!("%{byte:02X}")).collect();
    secrets::note(&encoded);
    let service = format!("http://{}", platform.releases.as_ref().unwrap().address);
    for base in [platform.url(), service] {
        for key in [key, &encoded] {
            ask_in_addresses(&base, key, item, &public_key).await;
        }
    }
    ask_as_bearer(platform, key, item, &public_key).await;
}

/// For things that are there and things that are not.
async fn ask_in_addresses(base: &str, key: &str, item: ItemId, public_key: &str) {
    let list = format!("keys/{key}/items/{item}/releases");
    let files = format!("keys/{key}/content/items/{item}");
    let public_keys = format!("keys/{key}/content/public-keys");
    for (path, status) in [
        (format!("/trud/api/v1/{list}"), 200),
        (format!("/trud/api/v1/{list}?latest&since={key}"), 400),
        (format!("/trud/api/v1/keys/{key}/items/2000000000/releases"), 404),
        (format!("/download/api/v1/{files}/a.zip"), 200),
        (format!("/download/api/v1/{files}/lost.zip"), 500),
        (format!("/download/api/v1/{files}/{key}.zip"), 404),
        (format!("/download/api/v1/{public_keys}/{public_key}"), 200),
        (format!("/download/api/v1/{public_keys}/{key}.pgp"), 404),
        (format!("/api/v1/releases/{list}"), 200),
        (format!("/api/v1/releases/{files}/a.zip?key={key}"), 200),
        (format!("/api/v1/releases/{public_keys}/{public_key}"), 200),
        (format!("/api/v1/releases/keys/{key}/items?{key}"), 200),
        (format!("/api/v1/releases/keys/{key}/changes"), 200),
        (format!("/api/v1/releases/keys/{key}/feed"), 200),
    ] {
        let url = format!("{base}{path}");
        let answer = client().get(&url).header("referer", &url).send().await.unwrap();
        assert_eq!(answer.status(), status, "{}", path.replace(key, "…"));
    }
}

async fn ask_as_bearer(platform: &Platform, key: &str, item: ItemId, public_key: &str) {
    for (path, status) in [
        (format!("items/{item}/releases"), 200),
        (format!("items/{item}/releases?key={key}"), 200),
        (format!("items/{key}/releases"), 404),
        (format!("items/{item}/content/a.zip"), 200),
        (format!("items/{item}/content/lost.zip"), 500),
        (format!("items/{item}/content/{key}"), 404),
        (format!("public-keys/{public_key}"), 200),
        ("changes".to_owned(), 200),
    ] {
        let answer = platform.get_as(key, &format!("/api/v1/releases/{path}")).await;
        assert_eq!(answer.status(), status, "{}", path.replace(key, "…"));
    }
}

/// Each is put where it does not belong, with what it is the secret of and without.
async fn misplace_them(base: &str, secret: &str) {
    for path in [
        format!("/{secret}"),
        format!("/{secret}/"),
        format!("/api/v1/practices/{secret}/population/"),
        format!("/api/v1/practices/?{secret}"),
        format!("/api/v1/practices/?key={secret}"),
        format!("/api/v1/practices?icb={secret}"),
        format!("/accounts/login/?next=/{secret}"),
        format!("/api/v1/datasets/{secret}/"),
        format!("/api/v1/datasets/available-tags/?search={secret}"),
        format!("/api/datasets/{secret}/versions/{secret}/"),
        format!("/datasets/?search={secret}"),
        format!("/datasets/lists/{secret}/"),
        format!("/accounts/keys/{secret}/revoke/"),
        format!("/accounts/keys/{secret}/revoke"),
        format!("/api/v1/probe/release/keys/{secret}/x"),
        format!("/trud/api/v1/keys/{secret}/items/1/releases"),
        format!("//trud/api/v1/keys/{secret}/items/1/releases?latest"),
        format!("/trud/{secret}"),
        format!("/trud/api/v1/keys/{secret}/items/{secret}/releases"),
        format!("/trud/api/v1/keys/{secret}/items/1/releases/"),
        format!("/trud/api/v1/keys/{secret}%2F/items/1/releases"),
        format!("/trud/api/v1/keys/%00{secret}/items/1/releases"),
        format!("/trud/api/v1/keys/{secret}%/items/1/releases"),
        format!("/trud/api/v1/keys/{secret}{secret}{secret}/items/1/releases"),
        format!("/trud/api/v1//keys/{secret}/items/1/releases"),
        format!("/trud3/api/v1/keys/{secret}/items/1/releases"),
        format!("/download/{secret}"),
        format!("/download/api/v1/keys/{secret}/content/items/1/{secret}"),
        format!("/download/api/v1/keys/{secret}/content/items/1/a/{secret}"),
        format!("/download/api/v1/keys/{secret}/content/public-keys/{secret}"),
        format!("/download/api/v1/keys/{secret}/files/a.zip"),
        format!("/api/v1/releases/{secret}"),
        format!("/api/v1/releases/keys/{secret}/items/1/releases"),
        format!("/api/v1/releases/keys/{secret}/content/items/1/{secret}?{secret}"),
        format!("/api/v1/releases/keys/{secret}/content/public-keys/{secret}"),
        format!("/api/v1/releases/keys/{secret}/items"),
        format!("/api/v1/releases/keys/{secret}/changes?since={secret}"),
        format!("/api/v1/releases/keys/{secret}/feed"),
        format!("/api/v1/releases/keys/{secret}"),
        format!("/api/v1/releases/items/{secret}/releases?since={secret}"),
        format!("/api/v1/releases/items/1/releases?key={secret}"),
        format!("/api/v1/releases/items/1/content/{secret}"),
        format!("/api/v1/releases/public-keys/{secret}"),
        format!("/releases/?search={secret}"),
        format!("/releases/items/{secret}/"),
        format!("/releases/signing-keys/{secret}"),
        format!("/.well-known/jwks.json?{secret}={secret}"),
    ] {
        let request = client().get(format!("{base}{path}"));
        let request = request.header("referer", format!("{base}{path}"));
        assert!(request.send().await.unwrap().status().as_u16() < 500, "some path");
    }
    for name in
        ["authorization", "x-request-id", "traceparent", "user-agent", "x-csrftoken", "accept"]
    {
        for value in [secret.to_owned(), format!("Bearer {secret}"), format!("Basic {secret}")] {
            for path in [
                "/api/v1/practices/",
                "/api/v1/probe/token/",
                "/accounts/",
                "/v1/care-enquiries",
                "/api/v1/datasets/available-tags/",
                "/api/v1/releases/items/1/releases",
                "/releases/",
            ] {
                let request = client().get(format!("{base}{path}")).header(name, &value);
                assert!(request.send().await.unwrap().status().as_u16() < 500, "{name} {path}");
            }
        }
    }
    for name in [csrf::SESSION_COOKIE, csrf::COOKIE, "other"] {
        let request = client().get(format!("{base}/accounts/"));
        let request = request.header("cookie", format!("{name}={secret}"));
        assert!(request.send().await.unwrap().status().as_u16() < 500, "{name}");
    }
    if let Ok(method) = Method::from_bytes(secret.as_bytes()) {
        let request = client().request(method, format!("{base}/api/v1/practices/"));
        assert_ne!(request.send().await.unwrap().status(), 200, "some method");
    }
}

/// Each is sent in bodies that cannot be read, and as name and password.
async fn send_them(platform: &Platform, secret: &str) {
    for (name, password) in [(secret, "wrong-password"), ("jo", secret), (secret, secret)] {
        // One of them may get in, and then there is no form to fill in.
        platform.browser().sign_in(name, password).await;
    }
    for path in ["/api/token", "/api/token/refresh", "/accounts/login/"] {
        for (kind, body) in [
            ("application/json", format!("{{\"username\":\"{secret}")),
            ("application/json", format!("{{\"{secret}\":1}}")),
            ("application/json", format!("\"{secret}\"")),
            ("application/json", json!({ "username": secret, "password": [secret] }).to_string()),
            ("application/json", json!({ "refresh": secret }).to_string()),
            ("text/plain", secret.to_owned()),
            ("application/x-www-form-urlencoded", format!("username={secret}&password={secret}")),
        ] {
            let request = client().post(format!("{}{path}", platform.url()));
            let answer = request.header("content-type", kind).body(body).send().await.unwrap();
            assert!(answer.status().as_u16() < 500, "{path} {kind}");
        }
    }
}

/// Lists are synced by schedule, with a key and an address that hold secrets,
/// from a site that does not have them.
async fn fail_to_sync(platform: &Platform) {
    let pool = store::pool(&platform.datasets_database.url, 1);
    let mut base: Url = platform.url().parse().unwrap();
    base.set_username("almanac").unwrap();
    base.set_password(Some(&secrets::password())).unwrap();
    base.set_query(Some(&format!("key={}", secrets::password())));
    let settings = SyncSettings {
        nhs_dd: NhsDdSource { nhs_dd_base_url: base.clone() },
        external: ExternalSource {
            external_dataset_api_url: base,
            external_dataset_api_key: Some(secrets::password().into()),
        },
        datasets_sync: Schedule::Off,
    };
    let report = sync(&pool, &settings, Source::External, Utc::now()).await.unwrap();
    assert_eq!(report.errors(), report.datasets.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_credential_and_no_person_is_in_the_log() {
    let mut platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let held = Held::of(&platform).await;
    use_them(&platform, &probe, &held).await;
    for secret in held.all() {
        for base in [platform.url(), probe.url()] {
            misplace_them(&base, secret).await;
        }
        send_them(&platform, secret).await;
    }
    held.browser.post_form("/accounts/logout/", &[]).await;
    fail_to_sync(&platform).await;
    people::tell(&platform).await;

    // What fails is told in more words than what goes well.
    platform.accounts.take().unwrap().stop().await;
    for secret in held.all() {
        let answer = probe.get_as(&format!("{secret}x"), "/api/v1/probe/bearer/").await;
        assert!([401, 503].contains(&answer.status().as_u16()));
        let answer = platform.get(&format!("/accounts/keys/{secret}/revoke/")).await;
        assert_eq!(answer.status(), 503);
        let answer = platform.get(&format!("/trud/api/v1/keys/{secret}x/items/1/releases")).await;
        assert_eq!(answer.status(), if secret.len() < 256 { 503 } else { 400 });
    }
    platform.releases.take().unwrap().stop().await;
    for secret in held.all() {
        let answer = platform.get(&format!("/trud/api/v1/keys/{secret}/items/1/releases")).await;
        assert_eq!(answer.status(), 503);
    }
    probe.stop().await;
    platform.stop().await;

    let log = secrets::log();
    for said in [
        "\"request\"",
        "/accounts/login/",
        "/api/v1/probe/release/keys/{key}/x",
        "/trud/api/v1/keys/{key}/items/{item}/releases",
        "/download/api/v1/keys/{key}/content/items/{item}/{file}",
        "/api/v1/releases/public-keys/{file}",
        "answered 500",
        "no answer from a service",
        "a list could not be synced",
        "/care/enquiries/{id}/comments/",
    ] {
        assert!(log.contains(said), "the log says nothing of {said}");
    }
    let leaks = secrets::leaks();
    assert!(leaks.is_empty(), "{} lines, such as {}", leaks.len(), leaks[0]);
}
