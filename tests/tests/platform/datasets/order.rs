//! Which of several things that are wrong is told.

use access::ThrottleConfig;
use end_to_end::datasets::{Caller, Cast, PREFIXES, Row};
use end_to_end::rota::Answer;
use end_to_end::{Platform, client, no_throttle, secrets};
use reqwest::Method;
use serde_json::{Value, json};

const JSON: &str = "application/json";

/// Calls with a body that cannot be read at all, where there may be one.
async fn broken(caller: &Caller, method: &str, path: &str) -> Answer {
    let reads = ["GET", "HEAD"].contains(&method);
    let method: Method = method.parse().unwrap();
    if reads {
        return caller.call(method, path, None).await;
    }
    caller.send(method, path, JSON, "{\"name\":").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_thing_that_is_wrong_is_told() {
    let cast = Cast::start().await;
    let rows = [
        Row::nhs("nhs", "NHS list"),
        Row::platform("platform", "NHS Trusts"),
        Row::new("ours").of(cast.ours),
        Row::new("read").of(cast.read),
        Row::new("foreign").of(cast.foreign),
        Row::new("published").of(cast.foreign).published(),
    ];
    cast.platform.put(&rows).await;
    let (anybody, viewer, creator) = (&cast.anybody, &cast.viewer, &cast.creator);
    for (caller, method, path, status) in [
        // Whoever must say who they are is told so first.
        (anybody, "HEAD", "", 401),
        (anybody, "DELETE", "", 401),
        (anybody, "PATCH", "", 401),
        (anybody, "PUT", "no-such-key/", 401),
        (anybody, "PATCH", "no-such-key/", 401),
        (anybody, "DELETE", "no-such-key/", 401),
        (anybody, "POST", "no-such-key/", 401),
        (anybody, "POST", "no-such-key/publish/", 401),
        (anybody, "POST", "no-such-key/create-custom/", 401),
        (anybody, "PATCH", "nhs/publish/", 401),
        (anybody, "POST", "available-tags/", 401),
        (anybody, "DELETE", "available-tags/", 401),
        (anybody, "POST", "nhs/versions/", 401),
        // Others are told by the path alone, then by what is there.
        (anybody, "GET", "nhs/publish/", 405),
        (anybody, "GET", "no-such-key/create-custom/", 405),
        (anybody, "GET", "no-such-key/", 404),
        (anybody, "GET", "ours/", 404),
        // Whoever may make nothing learns nothing.
        (viewer, "POST", "", 403),
        (viewer, "POST", "no-such-key/", 403),
        (viewer, "POST", "no-such-key/publish/", 403),
        (viewer, "POST", "foreign/create-custom/", 403),
        (viewer, "POST", "available-tags/", 405),
        (viewer, "PATCH", "", 405),
        (viewer, "DELETE", "available-tags/", 405),
        (viewer, "PUT", "no-such-key/publish/", 405),
        (viewer, "PATCH", "no-such-key/", 404),
        (viewer, "PUT", "foreign/", 404),
        (viewer, "DELETE", "no-such-key/", 404),
        (viewer, "PATCH", "ours/", 403),
        (creator, "POST", "ours/", 405),
        (creator, "POST", "no-such-key/", 405),
        (creator, "PATCH", "available-tags/", 405),
        // What is sent comes last.
        (creator, "PATCH", "foreign/", 404),
        (creator, "PUT", "no-such-key/", 404),
        (creator, "PATCH", "nhs/", 403),
        (creator, "PUT", "platform/", 403),
        (creator, "PATCH", "published/", 403),
        (creator, "PATCH", "ours/", 400),
        (creator, "PUT", "ours/", 400),
        (creator, "POST", "", 400),
        (creator, "POST", "foreign/create-custom/", 404),
        (creator, "POST", "nhs/create-custom/", 400),
        (creator, "POST", "foreign/publish/", 404),
        (&cast.mixed, "POST", "read/create-custom/", 403),
        (&cast.mixed, "PATCH", "read/", 403),
    ] {
        for prefix in PREFIXES {
            let path = format!("{prefix}/datasets/{path}");
            let answer = broken(caller, method, &path).await;
            let head = method == "HEAD";
            assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.body);
            assert!(head || answer.body["detail"].is_string(), "{method} {path}: {}", answer.body);
            let challenge = answer.header("www-authenticate");
            assert_eq!(challenge, (status == 401).then_some("Bearer realm=\"api\""), "{path}");
            assert_eq!(answer.header("allow").is_some(), status == 405, "{path}");
        }
    }
    // Nobody reads what is sent to publish.
    let publish = async |kind: &str| {
        creator.send(Method::POST, "ours/publish/", kind, "{").await.status.as_u16()
    };
    assert_eq!([publish(JSON).await, publish("text/plain").await], [200, 400]);
    cast.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_read_by_kind_then_by_field_then_by_right() {
    let cast = Cast::start().await;
    let rows = [Row::nhs("nhs", "NHS list"), Row::new("ours").of(cast.ours)];
    cast.platform.put(&rows).await;
    let creator = &cast.creator;
    for (method, path) in
        [("POST", ""), ("PATCH", "ours/"), ("PUT", "ours/"), ("POST", "nhs/create-custom/")]
    {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/xml"] {
            let refused = creator.send(method.parse().unwrap(), path, kind, "name=a").await;
            assert!(refused.with(415)["detail"].is_string(), "{method} {path} {kind}");
        }
        for (body, told) in [
            ("[]", "non_field_errors"),
            ("\"name\"", "non_field_errors"),
            ("5", "non_field_errors"),
            ("null", "non_field_errors"),
            ("{\"name\": NaN}", "detail"),
            ("{\"name\": \"a\"} x", "detail"),
        ] {
            let refused = creator.send(method.parse().unwrap(), path, JSON, body).await.with(400);
            assert!(!refused[told].is_null(), "{method} {path} {body}: {refused}");
        }
    }
    for path in ["foreign/", "no-such-key/"] {
        creator.send(Method::PATCH, path, "text/plain", "x").await.with(404);
    }
    creator.send(Method::PATCH, "nhs/", "text/plain", "x").await.with(403);
    let shown = creator.get("ours/").await.with(200);
    assert_eq!(shown["version"], 1, "what is refused changes nothing");

    // What is wrong with the fields is told before the organisation is, if that is none.
    let refused = creator.post("", json!({ "organization": cast.foreign })).await.with(400);
    assert!(refused["name"].is_array(), "{refused}");
    let body = json!({ "name": "List", "organization": cast.foreign });
    assert!(creator.post("", body).await.with(403)["detail"].is_string());
    assert_eq!(creator.keys("?is_global=false").await, ["ours"]);
    cast.platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_know_their_methods() {
    let cast = Cast::start().await;
    for (method, path, allow) in [
        ("DELETE", "", "GET, POST, HEAD, OPTIONS"),
        ("POST", "no-such-key/", "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"),
        ("PATCH", "no-such-key/create-custom/", "POST, OPTIONS"),
        ("GET", "no-such-key/publish/", "POST, OPTIONS"),
        ("PUT", "available-tags/", "GET, HEAD, OPTIONS"),
        ("POST", "available-tags/", "GET, HEAD, OPTIONS"),
        ("DELETE", "no-such-key/versions/", "GET, HEAD, OPTIONS"),
        ("DELETE", "no-such-key/versions/1/", "GET, HEAD, OPTIONS"),
    ] {
        for prefix in PREFIXES {
            let path = format!("{prefix}/datasets/{path}");
            let refused = cast.creator.call(method.parse().unwrap(), &path, None).await;
            assert_eq!(methods(&refused), methods_of(allow), "{method} {path}");
            assert!(refused.with(405)["detail"].is_string());
            let options = cast.creator.call(Method::OPTIONS, &path, None).await;
            assert_eq!(methods(&options), methods_of(allow), "OPTIONS {path}");
            assert!(options.with(200).is_object(), "{path}");
        }
    }
    cast.platform.stop().await;
}

#[track_caller]
fn methods(answer: &Answer) -> Vec<&str> {
    methods_of(answer.header("allow").unwrap())
}

fn methods_of(allow: &str) -> Vec<&str> {
    let mut methods: Vec<&str> = allow.split(", ").collect();
    methods.sort_unstable();
    methods
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_good_is_refused_everywhere() {
    let platform = Platform::start().await;
    platform.put(&[Row::nhs("nhs", "NHS list")]).await;
    let password = secrets::password();
    platform.user("jo", &password).await;
    let (token, refresh) = platform.tokens("jo", &password).await;
    let ask = async |path: &str, header: &str| {
        let request = client().get(format!("{}{path}", platform.url()));
        let response = request.header("authorization", header).send().await.unwrap();
        Answer::of(format!("GET {path} with {header}"), response).await
    };
    let public = ["nhs/", "available-tags/", "nhs/versions/", "no-such-key/", "nhs/publish/"];
    for prefix in PREFIXES {
        for (header, code) in [
            ("Bearer".to_owned(), "bad_authorization_header"),
            (format!("Bearer {token} more"), "bad_authorization_header"),
            ("Bearer nonsense".to_owned(), "token_not_valid"),
            (format!("Bearer {token}x"), "token_not_valid"),
            (format!("Bearer {refresh}"), "token_not_valid"),
        ] {
            for path in public.iter().chain(&[""]) {
                let refused = ask(&format!("{prefix}/datasets/{path}"), &header).await;
                assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"api\""));
                let body = refused.with(401);
                assert_eq!(body["code"], code, "{path} {header}: {body}");
                assert!(body["detail"].is_string(), "{body}");
                let messages = (code == "token_not_valid").then_some(1);
                assert_eq!(body["messages"].as_array().map(Vec::len), messages, "{body}");
            }
        }
        // Only the very word presents a token.
        for scheme in ["bearer", "Token", "Basic"] {
            let header = format!("{scheme} {token}");
            ask(&format!("{prefix}/datasets/nhs/"), &header).await.with(200);
            let refused = ask(&format!("{prefix}/datasets/"), &header).await.with(401);
            assert_eq!(refused["code"], Value::Null);
        }
    }
    platform.stop().await;
}

#[track_caller]
fn assert_throttled(answer: Answer) {
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!(wait >= 1, "{}", answer.call);
    assert!(answer.with(429)["detail"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_are_counted_once_they_may_call_at_all() {
    let throttle = ThrottleConfig {
        throttle_datasets_user: "4/hour".parse().unwrap(),
        throttle_datasets_anonymous: "3/hour".parse().unwrap(),
        ..no_throttle()
    };
    let platform = Platform::throttled(throttle).await;
    let ours = platform.organization("Our Trust").await;
    // Each asks for a token once, which counts too, but at another service.
    let viewer = platform.caller("viewer", &[(ours, access::Role::Viewer)]).await;
    let other = platform.caller("other", &[]).await;
    platform.put(&[Row::nhs("nhs", "NHS list")]).await;
    let refuse = async || {
        for path in ["", "nhs/publish/", "no-such-key/create-custom/"] {
            viewer.post(path, json!({})).await.with(403);
        }
    };
    for _ in 0..3 {
        refuse().await;
    }
    for (method, path, status) in [
        ("GET", "/api/v1/datasets/", 200),
        ("GET", "/api/datasets/no-such-key/", 404),
        ("DELETE", "/api/v1/datasets/", 405),
        // Who is refused for what is there has been counted.
        ("DELETE", "/api/datasets/nhs/", 403),
    ] {
        viewer.call(method.parse().unwrap(), path, None).await.with(status);
    }
    for path in ["/api/v1/datasets/", "/api/datasets/nhs/", "/api/datasets/available-tags/"] {
        assert_throttled(viewer.get(path).await);
    }
    assert_throttled(viewer.delete("").await);
    refuse().await;
    other.get("").await.with(200);

    let from = async |address: &str, bearer: Option<&str>, path: &str| {
        let url = format!("{}/api/v1/datasets/{path}", platform.url());
        let mut request = client().get(url).header("x-forwarded-for", address);
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer);
        }
        Answer::of(format!("GET {path}"), request.send().await.unwrap()).await
    };
    let address = "192.0.2.1";
    for _ in 0..10 {
        from(address, None, "").await.with(401);
        from(address, Some("nonsense"), "nhs/").await.with(401);
    }
    for (path, status) in [("nhs/", 200), ("no-such-key/", 404), ("available-tags/", 200)] {
        from(address, None, path).await.with(status);
    }
    for path in ["nhs/", "available-tags/", "no-such-key/", "nhs/publish/"] {
        assert_throttled(from(address, None, path).await);
    }
    from(address, None, "").await.with(401);
    from("192.0.2.2", None, "nhs/").await.with(200);
    platform.stop().await;
}
