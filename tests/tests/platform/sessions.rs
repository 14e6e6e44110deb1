//! Signing in and out with a browser: the cookies, the tokens against
//! cross-site request forgery, and how sessions end.

use std::time::{Duration, Instant};

use access::csrf;
use actix_web::cookie::{Cookie, SameSite};
use end_to_end::{
    Browser, Platform, Probe, Setup, cookies_of, eventually, header, no_throttle, secrets,
};
use reqwest::{Method, Response};
use serde_json::{Value, json};

const LOGIN: &str = "/accounts/login/";
const SESSION: &str = "/api/v1/probe/session/";

/// Well before a remembered answer would be asked about again.
pub(crate) const AT_ONCE: Duration = Duration::from_secs(access::FRESH.as_secs() - 1);

fn cookie(response: &Response, name: &str) -> Option<Cookie<'static>> {
    cookies_of(response).into_iter().find(|cookie| cookie.name() == name)
}

async fn status(browser: &Browser, path: &str) -> u16 {
    browser.get(path).await.status().as_u16()
}

/// `detail` of an answer in JSON.
pub(crate) async fn detail(response: Response) -> String {
    let body: Value = response.json().await.unwrap();
    body["detail"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_signs_a_browser_in() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let browser = platform.browser();

    let page = browser.get(LOGIN).await;
    assert_eq!(page.status(), 200);
    assert_eq!(header(&page, "content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(header(&page, "cache-control"), Some("no-store"));
    let token = cookie(&page, csrf::COOKIE).unwrap();
    assert_eq!(token.path(), Some("/"));
    assert_eq!(token.same_site(), Some(SameSite::Lax));
    assert_eq!((token.http_only(), token.secure()), (None, None), "scripts read it");
    assert!(cookie(&page, csrf::SESSION_COOKIE).is_none());
    let html = page.text().await.unwrap();
    for field in ["login", "password", csrf::FIELD] {
        assert!(html.contains(&format!("name=\"{field}\"")), "{field}: {html}");
    }
    assert!(html.contains(token.value()));

    let fields = [("login", "jo"), ("password", password.as_str())];
    let answer = browser.post_form(LOGIN, &fields).await;
    assert_eq!(answer.status(), 302);
    assert_eq!(header(&answer, "location"), Some("/"));
    let session = cookie(&answer, csrf::SESSION_COOKIE).unwrap();
    assert_eq!(session.path(), Some("/"));
    assert_eq!(session.same_site(), Some(SameSite::Lax));
    assert_eq!((session.http_only(), session.secure()), (Some(true), None));
    let rotated = cookie(&answer, csrf::COOKIE).unwrap();
    assert_ne!(rotated.value(), token.value());

    let again = browser.get(LOGIN).await;
    assert_eq!(again.status(), 302, "already signed in");
    assert_eq!(header(&again, "location"), Some("/"));
    assert_eq!(status(&browser, "/accounts/").await, 200);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_name_or_password_leaves_the_form_open() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    platform.user("gone", &password).await;
    platform.set_active("gone", false).await;
    let mut told = Vec::new();
    // Names count in the case they were given in.
    for (name, word) in
        [("jo", "wrong-password"), ("nobody", &password), ("gone", &password), ("JO", &password)]
    {
        let browser = platform.browser();
        let answer = browser.sign_in(name, word).await;
        assert_eq!(answer.status(), 200, "{name}");
        assert!(cookie(&answer, csrf::SESSION_COOKIE).is_none(), "{name}");
        let html = answer.text().await.unwrap();
        assert!(html.contains("name=\"password\"") && !html.contains(word), "{name}");
        told.push(html.replace(&browser.csrf(), "").replace(&format!("value=\"{name}\""), ""));
    }
    assert!(told.iter().all(|html| *html == told[0]), "nobody learns which names there are");

    // The name of the field has an alias, and blanks around the name do not count.
    let browser = platform.browser();
    browser.get(LOGIN).await;
    let fields = [("username", " jo "), ("password", password.as_str())];
    assert_eq!(browser.post_form(LOGIN, &fields).await.status(), 302);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_sign_in_with_json() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.staff("sam", &password).await;
    let good = json!({ "login": "sam", "password": password });

    let browser = platform.browser();
    let refused = browser.post_json(LOGIN, &good).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(detail(refused).await, "CSRF Failed: CSRF cookie not set.");
    let token = browser.get("/accounts/csrf/").await;
    assert_eq!(token.status(), 204);
    assert!(cookie(&token, csrf::COOKIE).is_some());

    let bad = json!({ "login": "sam", "password": "wrong-password" });
    let refused = browser.post_json(LOGIN, &bad).await;
    assert_eq!(refused.status(), 400);
    assert_eq!(header(&refused, "content-type"), Some("application/json"));
    let answer = browser.post_json(LOGIN, &good).await;
    assert_eq!(answer.status(), 200);
    assert!(cookie(&answer, csrf::SESSION_COOKIE).unwrap().http_only().unwrap());
    let expected = json!({ "username": "sam", "is_staff": true, "clinician_id": null });
    assert_eq!(answer.json::<Value>().await.unwrap(), expected);
    assert_eq!(status(&browser, "/accounts/").await, 200);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_leads_on_but_never_away() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    for (next, location) in [
        ("/rota/?week=2026-11-23&view=all", "/rota/?week=2026-11-23&view=all"),
        ("/accounts/", "/accounts/"),
        ("", "/"),
        ("rota/", "/"),
        ("//example.org/", "/"),
        ("/\\example.org/", "/"),
        ("/%09/example.org", "/"),
        ("https://example.org/", "/"),
        ("javascript:alert(1)", "/"),
    ] {
        let browser = platform.browser();
        browser.get(LOGIN).await;
        let fields = [("login", "jo"), ("password", password.as_str()), ("next", next)];
        let answer = browser.post_form(LOGIN, &fields).await;
        assert_eq!(answer.status(), 302, "{next}");
        assert_eq!(header(&answer, "location"), Some(location), "{next}");
    }
    // Who has to sign in first comes back to where they wanted to go.
    let browser = platform.browser();
    let sent = browser.get("/accounts/?a=b&c=d").await;
    assert_eq!(sent.status(), 302);
    let location = header(&sent, "location").unwrap().to_owned();
    assert_eq!(location, "/accounts/login/?next=%2Faccounts%2F%3Fa%3Db%26c%3Dd");
    let form = browser.get(&location).await.text().await.unwrap();
    assert!(form.contains("name=\"next\""), "{form}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_signs_nobody_in() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let fields = [("login", "jo"), ("password", password.as_str())];
    let other = "x".repeat(32);
    let wrong = [fields[0], fields[1], (csrf::FIELD, other.as_str())];

    let browser = platform.browser();
    assert_eq!(browser.post_fields(LOGIN, &wrong).await.status(), 403, "no cookie");
    browser.get(LOGIN).await;
    assert_eq!(browser.post_fields(LOGIN, &fields).await.status(), 403, "no field");
    assert_eq!(browser.post_fields(LOGIN, &wrong).await.status(), 403, "a wrong field");
    assert!(browser.cookie(csrf::SESSION_COOKIE).is_none());
    assert_eq!(browser.post_form(LOGIN, &fields).await.status(), 302);

    // What another site may send as a form is not taken for JSON either.
    let browser = platform.browser();
    let token = browser.get("/accounts/csrf/").await;
    assert_eq!(token.status(), 204);
    let body = json!({ "login": "jo", "password": password }).to_string();
    let request = browser.request(Method::POST, LOGIN).header("content-type", "text/plain");
    assert_eq!(browser.send(request.body(body)).await.status(), 403);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_cookies_are_secure_and_origins_count() {
    let public = "https://almanac.example";
    let public_url = Some(public.parse().unwrap());
    let platform = Platform::set_up(Setup { public_url, ..Setup::default() }).await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    for (origin, expected) in
        [(public, 302), ("https://evil.example", 403), ("http://almanac.example", 403), ("", 403)]
    {
        let browser = platform.browser().from_origin(origin);
        let page = browser.get(LOGIN).await;
        assert_eq!(cookie(&page, csrf::COOKIE).unwrap().secure(), Some(true));
        let fields = [("login", "jo"), ("password", password.as_str())];
        let answer = browser.post_form(LOGIN, &fields).await;
        assert_eq!(answer.status(), expected, "{origin}");
        if expected == 302 {
            assert_eq!(cookie(&answer, csrf::SESSION_COOKIE).unwrap().secure(), Some(true));
            assert_eq!(cookie(&answer, csrf::COOKIE).unwrap().secure(), Some(true));
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_something_repeats_the_token() {
    let platform = Platform::start().await;
    let probe = Probe::start(&platform, no_throttle()).await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let signed_in = platform.sign_in("jo", &password).await;
    let browser = probe.browser(&signed_in);
    let token = browser.csrf();

    assert_eq!(status(&browser, SESSION).await, 200, "reading needs none");
    let other = "x".repeat(32);
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for (given, reason) in [
            (None, Some("CSRF Failed: CSRF token missing.")),
            (Some(other.as_str()), Some("CSRF Failed: CSRF token incorrect.")),
            (Some(token.as_str()), None),
        ] {
            let mut request = browser.request(method.clone(), SESSION);
            if let Some(given) = given {
                request = request.header(csrf::HEADER, given);
            }
            let answer = browser.send(request).await;
            match reason {
                None => assert_eq!(answer.status(), 200, "{method}"),
                Some(reason) => {
                    assert_eq!(answer.status(), 403, "{method}");
                    assert_eq!(detail(answer).await, reason);
                }
            }
        }
    }
    browser.forget(csrf::COOKIE);
    let answer = browser.send(browser.request(Method::POST, SESSION).header(csrf::HEADER, &token));
    let answer = answer.await;
    assert_eq!(answer.status(), 403);
    assert_eq!(detail(answer).await, "CSRF Failed: CSRF cookie not set.");

    // Strangers are told so first, and no other credential counts here.
    let (_, key) = platform.key("jo", accounts::store::api_keys::Terms::default()).await;
    let stranger = Browser::new(&probe.url());
    let request = stranger.request(Method::POST, SESSION).bearer_auth(key);
    let answer = stranger.send(request).await;
    assert_eq!(answer.status(), 401);
    assert_eq!(header(&answer, "www-authenticate"), Some("Session realm=\"api\""));
    assert_eq!(detail(answer).await, "Authentication credentials were not provided.");
    probe.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_one_session_everywhere() {
    let platform = Platform::start().await;
    let probes = [
        Probe::start(&platform, no_throttle()).await,
        Probe::start(&platform, no_throttle()).await,
    ];
    let password = secrets::password();
    platform.user("jo", &password).await;
    let browser = platform.sign_in("jo", &password).await;
    let other = platform.sign_in("jo", &password).await;
    assert_ne!(browser.cookie(csrf::SESSION_COOKIE), other.cookie(csrf::SESSION_COOKIE));
    let mut stolen = Vec::new();
    for probe in &probes {
        let copy = probe.browser(&browser);
        assert_eq!(status(&copy, SESSION).await, 200);
        assert_eq!(status(&probe.browser(&other), SESSION).await, 200);
        stolen.push(copy);
    }

    assert_eq!(status(&browser, "/accounts/logout/").await, 200, "asks whether to");
    assert_eq!(status(&browser, "/accounts/").await, 200, "and has done nothing yet");
    let kept = browser.at(&platform.url());
    let ended = Instant::now();
    let answer = browser.post_form("/accounts/logout/", &[]).await;
    assert_eq!(answer.status(), 302);
    assert_eq!(header(&answer, "location"), Some("/"));
    assert!(browser.cookie(csrf::SESSION_COOKIE).is_none(), "the cookie is taken away");
    for copy in &stolen {
        eventually("the session is over", async || status(copy, SESSION).await == 401).await;
    }
    assert!(ended.elapsed() < AT_ONCE);
    eventually("here too", async || status(&kept, "/accounts/").await == 302).await;
    for probe in &probes {
        assert_eq!(status(&probe.browser(&other), SESSION).await, 200, "the other goes on");
    }
    let [first, second] = probes;
    first.stop().await;
    second.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_somebody_planted_is_not_used() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    platform.user("mallory", &password).await;
    let planted = platform.sign_in("mallory", &password).await;
    let value = planted.cookie(csrf::SESSION_COOKIE).unwrap();

    for given in [value.as_str(), "made-up-by-somebody"] {
        let browser = platform.browser();
        browser.get(LOGIN).await;
        browser.set_cookie(csrf::SESSION_COOKIE, given);
        let fields = [("login", "jo"), ("password", password.as_str())];
        assert_eq!(browser.post_form(LOGIN, &fields).await.status(), 302);
        assert_ne!(browser.cookie(csrf::SESSION_COOKIE).as_deref(), Some(given));
    }
    platform.stop().await;
}

/// Makes everything about sessions so much older.
async fn age(platform: &Platform, interval: &str) {
    let sql = format!(
        "UPDATE sessions SET created_at = created_at - interval '{interval}', \
         last_seen_at = last_seen_at - interval '{interval}', \
         expires_at = expires_at - interval '{interval}'"
    );
    platform.accounts_database.execute(&sql).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_two_weeks_after_it_began() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let browser = platform.sign_in("jo", &password).await;
    // A replica that has started just now remembers nothing.
    let ask = async || {
        let probe = Probe::start(&platform, no_throttle()).await;
        let status = status(&probe.browser(&browser), SESSION).await;
        probe.stop().await;
        status
    };
    for (interval, expected) in [("13 days 23 hours", 200), ("1 hour", 401)] {
        age(&platform, interval).await;
        assert_eq!(ask().await, expected, "{interval}");
    }
    assert_eq!(status(&browser, "/accounts/").await, 302);
    platform.stop().await;
}

/// Five failures here, then what the sixth attempt says.
async fn after_five(platform: &Platform, address: &str, name: &str, password: &str) -> Response {
    let browser = platform.browser();
    assert_eq!(browser.get("/accounts/csrf/").await.status(), 204);
    let attempt = async |password: &str| {
        let token = browser.csrf();
        let body = json!({ "login": name, "password": password });
        let request = browser.request(Method::POST, LOGIN).header("x-forwarded-for", address);
        browser.send(request.header(csrf::HEADER, token).json(&body)).await
    };
    for _ in 0..5 {
        assert_eq!(attempt("wrong-password").await.status(), 400, "{name}");
    }
    attempt(password).await
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_passwords_soon_has_to_wait() {
    let platform = Platform::start().await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let token = async |address: &str, name: &str| {
        let body = json!({ "username": name, "password": password });
        let request = end_to_end::client().post(format!("{}/api/token", platform.url()));
        request.header("x-forwarded-for", address).json(&body).send().await.unwrap()
    };
    let mut told = Vec::new();
    for name in ["jo", "nobody"] {
        let answer = after_five(&platform, "192.0.2.1", name, &password).await;
        assert_eq!(answer.status(), 429, "{name}");
        let wait: u64 = header(&answer, "retry-after").unwrap().parse().unwrap();
        assert!((1..=300).contains(&wait), "{wait}");
        let digits = |c: char| c.is_ascii_digit();
        told.push(detail(answer).await.replace(digits, ""));
        // The other way of showing a password waits too.
        let answer = token("192.0.2.1", name).await;
        assert_eq!(answer.status(), 429, "{name}");
        assert!(header(&answer, "retry-after").is_some());
    }
    assert_eq!(told[0], told[1]);

    // Nobody else is held up: not at another address, and no other name.
    assert_eq!(token("192.0.2.2", "jo").await.status(), 200);
    platform.user("al", &password).await;
    assert_eq!(token("192.0.2.1", "al").await.status(), 200);
    let sql = "UPDATE failed_sign_ins SET at = at - interval '5 minutes 1 second'";
    platform.accounts_database.execute(sql).await;
    assert_eq!(token("192.0.2.1", "jo").await.status(), 200);

    // Failures of one way count for the other.
    for _ in 0..5 {
        let body = json!({ "username": "al", "password": "wrong-password" });
        let request = end_to_end::client().post(format!("{}/api/token", platform.url()));
        let request = request.header("x-forwarded-for", "192.0.2.3").json(&body);
        assert_eq!(request.send().await.unwrap().status(), 401);
    }
    let browser = platform.browser();
    browser.get(LOGIN).await;
    let body = end_to_end::form(&[
        ("login", "al"),
        ("password", &password),
        (csrf::FIELD, &browser.csrf()),
    ]);
    let request = browser
        .request(Method::POST, LOGIN)
        .header("x-forwarded-for", "192.0.2.3")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    let page = browser.send(request).await;
    assert_eq!(page.status(), 429);
    assert!(header(&page, "retry-after").is_some());
    assert!(header(&page, "content-type").unwrap().starts_with("text/html"));
    platform.stop().await;
}
