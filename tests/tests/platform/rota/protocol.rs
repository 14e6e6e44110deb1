//! What holds for every call: versions, slashes, methods, who may call at all,
//! and bodies that cannot be read.

use end_to_end::rota::{Answer, Api, Practice, id_of};
use end_to_end::{Platform, client};
use reqwest::Method;
use serde_json::{Value, json};

use super::{PREFIXES, TODAY};

const READS: [&str; 11] = [
    "clinicians/",
    "clinicians/active/",
    "working-terms/",
    "shifts/",
    "leave-requests/",
    "alerts/",
    "calculations/",
    "statistics/",
    "statistics/forecast/",
    "availability/",
    "calendar-data/?start_date=2024-06-01&end_date=2024-06-30",
];

/// Calls with a session as it stands, and what else `change` puts in.
async fn raw(
    api: &Api,
    method: Method,
    path: &str,
    change: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
) -> Answer {
    let request = change(api.browser.request(method.clone(), path));
    Answer::of(format!("{method} {path}"), api.browser.send(request).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_say_which_version_they_are_of() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let stranger = Api { browser: platform.browser() };
    let missing = ["clinicians/999999/", "alerts/999999/"].map(|path| (path, 404));
    for (path, status) in READS.map(|path| (path, 200)).into_iter().chain(missing) {
        let one = member.get(path).await;
        assert_eq!(one.header("x-api-version"), Some("v1"), "{path}");
        assert_eq!(one.header("deprecation"), None, "{path}");
        assert_eq!(one.header("content-type"), Some("application/json"), "{path}");
        let one = one.with(status);

        let none = member.get(&format!("/api/{path}")).await;
        assert_eq!(none.header("x-api-version"), None, "{path}");
        let since = none.header("deprecation").unwrap().strip_prefix('@').unwrap();
        assert!(since.parse::<i64>().unwrap() > 0, "{since}");
        let plain = path.split('?').next().unwrap();
        let link = format!("</api/v1/{plain}>; rel=\"successor-version\"");
        assert_eq!(none.header("link"), Some(link.as_str()));
        let none = none.with(status);
        if !path.starts_with("statistics/") {
            assert_eq!(none, one, "{path}: the versions differ in statistics alone");
        }
        let refused = raw(&stranger, Method::GET, &format!("/api/v1/{path}"), |call| call).await;
        assert_eq!((refused.status.as_u16(), refused.header("x-api-version")), (401, Some("v1")));
    }

    // Whether or not they are signed in, people are sent to the final slash.
    for (method, path, status) in [
        ("GET", "/api/v1/clinicians", 301),
        ("HEAD", "/api/v1/clinicians", 301),
        ("GET", "/api/clinicians?search=a%20b&ordering=-id", 301),
        ("GET", "/api/v1/clinicians/7/stats", 301),
        ("POST", "/api/v1/clinicians?a=b", 308),
        ("PUT", "/api/shifts/7", 308),
        ("PATCH", "/api/v1/shifts/7/pin", 308),
        ("DELETE", "/api/v1/working-terms/7", 308),
        ("GET", "/api/statistics/workload?as_of_date=2024-06-01", 301),
        ("GET", "/leave-booking/calendar-data?month=2024-06", 301),
        ("POST", "/leave-booking/submit", 308),
    ] {
        let (bare, query) = path.split_once('?').map_or((path, None), |(a, b)| (a, Some(b)));
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        for api in [member, &stranger] {
            let sent = raw(api, method.parse().unwrap(), path, |call| call).await;
            assert_eq!(sent.status.as_u16(), status, "{method} {path}");
            let location = sent.header("location").unwrap();
            let location = location.strip_prefix(&platform.url()).unwrap_or(location);
            assert_eq!(location, format!("{bare}/{query}"));
        }
    }
    let unknown = member.get("clinicians/1/nothing/").await.with(404);
    assert_eq!(unknown, json!({ "detail": "Not found." }));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_know_their_methods() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let of = practice.clinician("Dr Smith").await;
    for (method, path, allowed) in [
        ("DELETE", "clinicians/".to_owned(), "GET"),
        // No number stands where these words do.
        ("PATCH", "clinicians/active/".to_owned(), "GET"),
        ("PATCH", "leave-requests/mine/".to_owned(), "GET"),
        ("POST", format!("clinicians/{of}/"), "PATCH"),
        ("POST", format!("clinicians/{of}/stats/"), "GET"),
        ("POST", format!("clinicians/{of}/working-terms/"), "GET"),
        ("POST", "shifts/1/pin/".to_owned(), "PATCH"),
        ("GET", "shifts/1/unpin/".to_owned(), "PATCH"),
        ("GET", "leave-requests/1/cancel/".to_owned(), "POST"),
        ("PUT", "alerts/1/resolve/".to_owned(), "POST"),
        ("PATCH", "alerts/1/dismiss/".to_owned(), "POST"),
        ("GET", "calculations/bulk-leave-quota/".to_owned(), "POST"),
        ("POST", "statistics/".to_owned(), "GET"),
        ("POST", "statistics/forecast/".to_owned(), "GET"),
        ("PUT", "availability/".to_owned(), "GET"),
        ("POST", "calendar-data/".to_owned(), "GET"),
        ("GET", "rota/generate/".to_owned(), "POST"),
        ("GET", "rebalance/".to_owned(), "POST"),
    ] {
        for prefix in PREFIXES {
            let path = format!("{prefix}/{path}");
            let refused = member.call(method.parse().unwrap(), &path, None).await;
            let allow: Vec<&str> = refused.header("allow").unwrap().split(", ").collect();
            assert!(allow.contains(&allowed) && !allow.contains(&method), "{path}: {allow:?}");
            let detail = format!("Method \"{method}\" not allowed.");
            assert_eq!(refused.with(405), json!({ "detail": detail }));
            let options = member.call(Method::OPTIONS, &path, None).await;
            assert!(options.header("allow").unwrap().contains(allowed), "{path}");
            assert!(options.with(200).is_object(), "{path}");
        }
    }

    // What the generator has taken over says so, whatever is sent.
    for path in ["rota/generate/", "rebalance/"] {
        for prefix in PREFIXES {
            let path = format!("{prefix}/{path}");
            let token = member.browser.csrf();
            let gone = raw(member, Method::POST, &path, |call| {
                call.header("x-csrftoken", token).header("content-type", "text/plain").body("{")
            });
            let gone = gone.await.with(501);
            assert_eq!(gone.as_object().unwrap().len(), 1, "{gone}");
            let told = gone["error"].as_str().unwrap();
            assert!(told.starts_with("This endpoint has been deprecated."), "{told}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_sessions_count_and_what_changes_something_repeats_the_token() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let (_, key) = platform.key("first-member", Default::default()).await;
    let unsafe_paths = [
        (Method::POST, "/api/v1/clinicians/"),
        (Method::PATCH, "/api/clinicians/1/"),
        (Method::PUT, "/api/v1/shifts/1/"),
        (Method::DELETE, "/api/v1/alerts/1/"),
        (Method::POST, "/api/calculations/bulk-leave-quota/"),
        (Method::POST, "/api/v1/rota/generate/"),
        (Method::POST, "/leave-booking/submit/"),
    ];
    let reads = [(Method::GET, "/api/clinicians/"), (Method::GET, "/leave-booking/calendar-data/")];
    let not_given = json!({ "detail": "Authentication credentials were not provided." });
    for (method, path) in unsafe_paths.iter().chain(&reads) {
        let url = format!("{}{path}", platform.url());
        for bearer in [None, Some(&key)] {
            let mut request = client().request(method.clone(), &url);
            if let Some(key) = bearer {
                request = request.bearer_auth(key);
            }
            let refused = Answer::of(path.to_string(), request.send().await.unwrap()).await;
            assert_eq!(refused.header("www-authenticate"), Some("Session realm=\"api\""));
            assert_eq!(refused.with(401), not_given);
        }
    }

    let (token, other) = (member.browser.csrf(), "x".repeat(32));
    let without = Api { browser: member.browser.at(&platform.url()) };
    without.browser.forget("csrftoken");
    for (method, path) in &unsafe_paths {
        for (api, given, reason) in [
            (member, "", "CSRF Failed: CSRF token missing."),
            (member, other.as_str(), "CSRF Failed: CSRF token incorrect."),
            (&without, token.as_str(), "CSRF Failed: CSRF cookie not set."),
        ] {
            let refused = raw(api, method.clone(), path, |call| {
                let call = if given.is_empty() { call } else { call.header("x-csrftoken", given) };
                call.json(&json!({}))
            });
            assert_eq!(refused.await.with(403), json!({ "detail": reason }), "{method} {path}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_cannot_be_read_are_refused() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let of = practice.clinician("Dr Smith").await;
    let alert = json!({ "type": "BELOW_MINIMUM", "date": TODAY, "message": "Few." });
    let alert = id_of(&member.post("alerts/", alert).await.with(201));
    let send = async |method: &Method, path: &str, kind: &'static str, body: &'static str| {
        let token = member.browser.csrf();
        let path = format!("/api/v1/{path}");
        raw(member, method.clone(), &path, |call| {
            call.header("x-csrftoken", token).header("content-type", kind).body(body)
        })
        .await
    };
    for (method, path) in [
        (Method::POST, "clinicians/".to_owned()),
        (Method::PUT, format!("clinicians/{of}/")),
        (Method::PATCH, format!("clinicians/{of}/")),
        (Method::POST, "working-terms/".to_owned()),
        (Method::POST, "shifts/".to_owned()),
        (Method::POST, "leave-requests/".to_owned()),
        (Method::POST, "alerts/".to_owned()),
        (Method::PATCH, format!("alerts/{alert}/")),
        (Method::POST, "calculations/bulk-leave-quota/".to_owned()),
    ] {
        let refused = send(&method, &path, "text/plain", "{}").await.with(415);
        let detail = "Unsupported media type \"text/plain\" in request.";
        assert_eq!(refused, json!({ "detail": detail }), "{path}");
        let refused = send(&method, &path, "application/json", "{\"name\":").await.with(400);
        let detail = refused["detail"].as_str().unwrap();
        assert!(detail.starts_with("JSON parse error - "), "{path}: {detail}");
        let refused = send(&method, &path, "application/json", "[{}]").await.with(400);
        let expected = "Invalid data. Expected a dictionary, but got list.";
        assert_eq!(refused, json!({ "non_field_errors": [expected] }), "{path}");
    }
    // Leave is booked in words of its own.
    let submit = raw(member, Method::POST, "/leave-booking/submit/", |call| {
        let token = member.browser.csrf();
        call.header("x-csrftoken", token).header("content-type", "application/json").body("{")
    });
    let refused = submit.await.with(400);
    assert_eq!(refused["success"], false, "{refused}");
    assert!(refused["error"].as_str().unwrap().starts_with("JSON parse error - "), "{refused}");
    // The thing is looked for before the body is looked at.
    for path in ["clinicians/999999/", "shifts/999999/", "leave-requests/999999/"] {
        let missing = send(&Method::PATCH, path, "application/json", "{").await;
        assert_ne!(missing.with(404)["detail"], Value::Null);
    }
    platform.stop().await;
}
