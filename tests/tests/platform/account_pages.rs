//! The pages of an account: what people see there, and change.

use access::{Role, csrf};
use end_to_end::{
    Browser, Platform, Probe, SignedCall, Signer, eventually, header, no_throttle, secrets,
};
use reqwest::{Method, Response};

const KEYS: &str = "/accounts/keys/";

/// What stands between two marks of a page.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("no {start} in {page}"));
    rest.split_once(end).unwrap().0
}

/// The number in an address that ends so.
fn id_before<'a>(page: &'a str, end: &str) -> &'a str {
    let (start, _) = page.split_once(end).unwrap_or_else(|| panic!("no {end} in {page}"));
    start.rsplit_once('/').unwrap().1
}

/// What a page shows as code, noted as a secret.
fn secret(page: &str, id: &str) -> String {
    let secret = between(page, &format!("id=\"{id}\">"), "<").to_owned();
    secrets::note(&secret);
    secret
}

async fn html(response: Response) -> String {
    assert!(header(&response, "content-type").unwrap().starts_with("text/html"));
    response.text().await.unwrap()
}

async fn page(browser: &Browser, path: &str) -> String {
    let response = browser.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    html(response).await
}

async fn member(platform: &Platform, organization: i64, name: &str, role: Role) -> Browser {
    let password = secrets::password();
    platform.user(name, &password).await;
    platform.member(organization, name, role).await;
    platform.sign_in(name, &password).await
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_their_readers_alone() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let browser = platform.sign_in("jo", &password).await;
    for path in
        ["/accounts/", KEYS, "/accounts/password/", "/accounts/login/", "/accounts/nowhere/"]
    {
        let answer = browser.get(path).await;
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
        ] {
            let told = header(&answer, name);
            // Leading on, and what nobody answers, hold nothing of anybody's.
            let plain = answer.status() != 200;
            assert!(told == Some(value) || plain, "{path}: {name}: {told:?}");
        }
        if answer.status() == 200 {
            let policy = header(&answer, "content-security-policy").unwrap();
            assert!(policy.contains("default-src 'none'"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
        }
    }
    // A stranger who sends a form is told in a page too.
    let stranger = platform.browser();
    stranger.get("/accounts/csrf/").await;
    let refused = stranger.post_form(KEYS, &[("label", "x")]).await;
    assert_eq!(refused.status(), 401);
    assert!(html(refused).await.contains("Sign in first"));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_make_and_revoke_their_own_keys() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    platform.user("al", &password).await;
    let browser = platform.sign_in("jo", &password).await;
    let fields = [("label", "Night run"), ("scopes", "practices"), ("scopes", "qof")];

    // A form of another site makes none.
    let refused = browser.post_fields(KEYS, &fields).await;
    assert_eq!(refused.status(), 403);
    assert!(html(refused).await.contains("could not be checked"));
    assert!(page(&browser, KEYS).await.contains("You have no API keys."));
    let wrong = browser.post_form(KEYS, &[("label", ""), ("expires", "2020-01-01")]).await;
    assert_eq!(wrong.status(), 400);
    assert!(html(wrong).await.contains("There is a problem"));

    let made = browser.post_form(KEYS, &fields).await;
    assert_eq!(made.status(), 200);
    assert_eq!(header(&made, "cache-control"), Some("no-store"));
    let key = secret(&html(made).await, "secret");
    assert_eq!(probe.status_as(&key, "/api/v1/probe/bearer/practices/").await, 200);
    assert_eq!(platform.get_as(&key, "/api/v1/pcns/").await.status(), 403);
    let listed = page(&browser, KEYS).await;
    assert!(listed.contains("Night run") && listed.contains("practices, qof"), "{listed}");
    assert!(listed.contains(&key[..12]) && !listed.contains(&key), "its start alone");

    // Nobody else's business.
    let path = format!("{KEYS}{}/revoke/", id_before(&listed, "/revoke/"));
    let other = platform.sign_in("al", &password).await;
    assert_eq!(other.get(&path).await.status(), 404);
    assert_eq!(other.post_form(&path, &[]).await.status(), 404);
    assert!(!page(&other, KEYS).await.contains("Night run"));
    assert_eq!(probe.status_as(&key, "/api/v1/probe/bearer/").await, 200);

    assert!(page(&browser, &path).await.contains("within a second"));
    assert_eq!(probe.status_as(&key, "/api/v1/probe/bearer/").await, 200, "asked, not done");
    let revoked = browser.post_form(&path, &[]).await;
    assert_eq!(revoked.status(), 303);
    let next = header(&revoked, "location").unwrap().to_owned();
    assert!(page(&browser, &next).await.contains("revoked"));
    eventually("the key is refused", async || {
        probe.status_as(&key, "/api/v1/probe/bearer/").await == 401
    })
    .await;
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_what_hung_on_the_old_one() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let browser = platform.sign_in("jo", &password).await;
    let other = platform.sign_in("jo", &password).await;
    let old_key = secret(&page(&browser, "/accounts/").await, "release-key");
    let release = |key: &str| format!("/api/v1/probe/release/keys/{key}/x");
    assert_eq!(probe.get(&release(&old_key)).await.status(), 200);

    let new = secrets::password();
    let change = async |current: &str, new: &str, again: &str| {
        let fields = [("current", current), ("new", new), ("again", again)];
        browser.post_form("/accounts/password/", &fields).await
    };
    for (current, wanted, again) in [
        ("wrong-password", new.as_str(), new.as_str()),
        (&password, &new, "another-password"),
        (&password, "short", "short"),
        ("", "", ""),
    ] {
        let answer = change(current, wanted, again).await;
        assert_eq!(answer.status(), 400);
        let shown = html(answer).await;
        assert!([&password, &new].iter().all(|word| !shown.contains(word.as_str())));
    }
    assert_eq!(other.get("/accounts/").await.status(), 200, "nothing has happened");
    let copied = platform.browser();
    let cookie = browser.cookie(access::csrf::SESSION_COOKIE).unwrap();
    copied.set_cookie(access::csrf::SESSION_COOKIE, &cookie);
    let changed = change(&password, &new, &new).await;
    assert_eq!(changed.status(), 303);
    let next = header(&changed, "location").unwrap().to_owned();
    assert!(page(&browser, &next).await.contains("password has been changed"), "it goes on here");

    for gone in [&other, &copied] {
        eventually("elsewhere it is over", async || gone.get("/accounts/").await.status() == 302)
            .await;
    }
    assert_eq!(platform.browser().sign_in("jo", &password).await.status(), 200);
    assert_eq!(platform.browser().sign_in("jo", &new).await.status(), 302);
    let new_key = secret(&page(&browser, "/accounts/").await, "release-key");
    assert_ne!(new_key, old_key);
    eventually("the old release key is refused", async || {
        probe.get(&release(&old_key)).await.status() == 401
    })
    .await;
    assert_eq!(probe.get(&release(&new_key)).await.status(), 200);

    // Guessing here is guessing.
    for _ in 0..5 {
        assert_eq!(change("wrong-password", &password, &password).await.status(), 400);
    }
    let throttled = change(&new, &password, &password).await;
    assert_eq!(throttled.status(), 429);
    assert!(header(&throttled, "retry-after").is_some());
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_address_replaces_the_release_key() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let browser = platform.sign_in("jo", &password).await;
    let old = secret(&page(&browser, "/accounts/").await, "release-key");
    let change = async |email: &str, current: &str| {
        let fields = [("email", email), ("current", current)];
        browser.post_form("/accounts/email/", &fields).await.status().as_u16()
    };
    assert_eq!(change("jo@example.org", "wrong-password").await, 400);
    assert_eq!(change("jo", &password).await, 400);
    assert_eq!(secret(&page(&browser, "/accounts/").await, "release-key"), old);
    assert_eq!(change("jo@example.org", &password).await, 303);
    let shown = page(&browser, "/accounts/").await;
    assert!(shown.contains("jo@example.org"));
    assert_ne!(secret(&shown, "release-key"), old);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_and_end_their_sessions() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    platform.user("al", &password).await;
    let browser = platform.sign_in("jo", &password).await;
    let second = platform.sign_in("jo", &password).await;
    let third = platform.sign_in("jo", &password).await;
    let stranger = platform.sign_in("al", &password).await;
    let listed = page(&browser, "/accounts/sessions/").await;
    let ends = listed.matches("/end/\"").count();
    assert_eq!(ends, 2, "the others, not this one: {listed}");
    for other in [&browser, &second, &third] {
        let value = other.cookie(csrf::SESSION_COOKIE).unwrap();
        assert!(!listed.contains(&value), "whoever sees the page could take it over");
    }

    let id = id_before(&listed, "/end/");
    let path = format!("/accounts/sessions/{id}/end/");
    assert_eq!(stranger.post_form(&path, &[]).await.status(), 404);
    assert_eq!(browser.post_form(&path, &[]).await.status(), 303);
    eventually("one of them is over", async || {
        let mut over = 0;
        for other in [&second, &third] {
            over += u8::from(other.get("/accounts/").await.status() == 302);
        }
        over == 1
    })
    .await;
    assert_eq!(browser.post_form("/accounts/sessions/end-others/", &[]).await.status(), 303);
    for other in [&second, &third] {
        eventually("both are over", async || other.get("/accounts/").await.status() == 302).await;
    }
    assert_eq!(browser.get("/accounts/").await.status(), 200);
    assert_eq!(stranger.get("/accounts/").await.status(), 200);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_run_an_organization_see_to_its_members() {
    let platform = Platform::start().await;
    let own = platform.organization("Sunny Care").await;
    let others = platform.organization("Other Care").await;
    let admin = member(&platform, own, "adam", Role::Admin).await;
    let viewer = member(&platform, own, "vera", Role::Viewer).await;
    member(&platform, others, "olga", Role::Admin).await;
    let path = |organization: i64| format!("/accounts/organizations/{organization}/");
    let members = format!("{}members/", path(own));

    assert!(page(&admin, &path(own)).await.contains("vera"));
    for (browser, theirs) in [(&admin, others), (&viewer, own)] {
        for page in ["", "keys/"] {
            assert_eq!(browser.get(&format!("{}{page}", path(theirs))).await.status(), 404);
        }
    }
    let fields = [("username", "vera"), ("role", "admin")];
    assert_eq!(viewer.post_form(&members, &fields).await.status(), 404);

    assert_eq!(
        admin.post_form(&members, &[("username", "nobody"), ("role", "viewer")]).await.status(),
        400
    );
    assert_eq!(
        admin.post_form(&members, &[("username", "olga"), ("role", "king")]).await.status(),
        400
    );
    let added = admin.post_form(&members, &[("username", "olga"), ("role", "creator")]).await;
    assert_eq!(added.status(), 303);
    assert!(page(&admin, &path(own)).await.contains("olga"));

    // An organisation keeps somebody who runs it.
    let last = admin.post_form(&members, &[("username", "adam"), ("role", "viewer")]).await;
    assert_eq!(last.status(), 400);
    assert!(html(last).await.contains("only administrator"));
    let role = "SELECT user_id AS number FROM memberships JOIN users ON users.id = user_id \
                WHERE username = 'vera'";
    let id = platform.number(role).await;
    assert_eq!(admin.post_form(&members, &fields).await.status(), 303);
    eventually("the viewer runs it now", async || viewer.get(&path(own)).await.status() == 200)
        .await;
    let removed = admin.post_form(&format!("{members}{id}/remove/"), &[]).await;
    assert_eq!(removed.status(), 303);
    eventually("and now not", async || viewer.get(&path(own)).await.status() == 404).await;

    // Who was made a member without being asked may leave.
    let leave = format!("{members}{id}/remove/");
    assert_eq!(viewer.post_form(&leave, &[]).await.status(), 404);
    let fields = [("username", "vera"), ("role", "viewer")];
    assert_eq!(admin.post_form(&members, &fields).await.status(), 303);
    assert!(page(&viewer, &leave).await.contains("You will no longer belong"));
    assert_eq!(viewer.post_form(&leave, &[]).await.status(), 303);
    assert!(!page(&admin, &path(own)).await.contains("vera"));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_run_an_organization_make_its_keys() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let own = platform.organization("Sunny Care").await;
    let admin = member(&platform, own, "admin", Role::Admin).await;
    let keys = format!("/accounts/organizations/{own}/keys/");
    let nothing = admin.post_form(&keys, &[("label", "Website")]).await;
    assert_eq!(nothing.status(), 400, "a key for nothing is a mistake");
    let fields = [
        ("label", "Website"),
        ("permissions", "care-enquiries:create"),
        ("permissions", "care-enquiries:read"),
        ("networks", "127.0.0.0/8\r\n192.0.2.7"),
    ];
    let made = admin.post_form(&keys, &fields).await;
    assert_eq!(made.status(), 200);
    let made = html(made).await;
    let code = |id: &str| between(&made, &format!("id=\"{id}\">"), "<").to_owned();
    let signer = Signer::new(&code("account-id"), &code("key"), &code("secret"));
    let status = async |method: Method| {
        let call = SignedCall::new(method, "/v1/care-enquiries", &[]);
        call.send(&probe.url(), &signer).await.status().as_u16()
    };
    assert_eq!(status(Method::GET).await, 200);
    assert_eq!(status(Method::PUT).await, 200);
    let listed = page(&admin, &keys).await;
    assert!(listed.contains("Website") && listed.contains(&signer.key));
    assert!(!listed.contains(signer.secret()), "shown once");

    let path = format!("{keys}{}/revoke/", id_before(&listed, "/revoke/"));
    assert_eq!(admin.get(&path).await.status(), 200);
    assert_eq!(admin.post_form(&path, &[]).await.status(), 303);
    assert_eq!(status(Method::GET).await, 401);
    probe.stop().await;
    platform.stop().await;
}
