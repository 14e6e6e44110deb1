//! What comes back, and how much may go in.

use end_to_end::{Platform, client, header};
use serde_json::{Value, json};

use super::{Bench, HIDDEN, answers, send};

#[tokio::test(flavor = "multi_thread")]
async fn no_header_comes_out_of_a_path() {
    let bench = Bench::start(None);
    for target in [
        "/api/v1/qof/%0d%0aX-Injected:%201",
        "/api/v1/qof/?q=%0D%0AX-Injected:%201%0d%0a%0d%0aGET%20/%20HTTP/1.1",
        "/api/v1/qof/%00%0a",
    ] {
        let request = format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
        let (arrived, answer) = bench.passes(&request).await;
        assert_eq!(arrived.line, format!("GET {target}"));
        assert!(arrived.header("x-injected").is_none(), "{arrived:?}");
        assert!(!answer.to_ascii_lowercase().contains("x-injected"), "{answer}");
    }
    bench.finish().await;

    let platform = Platform::start().await;
    let address = platform.url().trim_start_matches("http://").parse().unwrap();
    for target in [
        "/api/v1/practices",
        "/api/v1/practices?next=%0d%0aX-Injected:%201",
        "/api/v1/practices/%0d%0aX-Injected:%201/population",
        "/api/v1/practices/%2f%2fother.test/population?a=b",
    ] {
        let request = format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
        let answer = send(address, &request).await;
        assert_eq!(answers(&answer), 1, "{target}: {answer}");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let head = answer.split("\r\n\r\n").next().unwrap();
        let names = head.lines().skip(1).filter_map(|line| line.split_once(": "));
        for (name, value) in names {
            assert_ne!(name, "x-injected", "{target}: {answer}");
            assert!(name != "location" || value == format!("{path}/{query}"), "{target}: {value}");
        }
    }
    let elsewhere = send(address, "GET //other.test HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(elsewhere.starts_with("HTTP/1.1 404 "), "{elsewhere}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_have_their_limits() {
    let bench = Bench::start(None);
    let lines = |count: usize| "X-Line: 1\r\n".repeat(count);
    let get = |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nHost: a\r\n{more}\r\n");
    let (arrived, _) = bench.passes(&get("/api/v1/qof/", &lines(79))).await;
    assert_eq!(arrived.headers.iter().filter(|(name, _)| name == "x-line").count(), 79);

    let message = "The request headers are too large.";
    for (path, body) in [
        ("/api/v1/qof/", json!({ "detail": message })),
        ("/", json!({ "detail": message })),
        ("/v1/service-users", json!({ "hint": message })),
        ("/trud/x", json!({ "apiVersion": "1", "httpStatus": 431, "message": message })),
    ] {
        let long = format!("X-Long: {}\r\n", "x".repeat(40_000));
        for more in [lines(80), long] {
            let answer = bench.refuses(&get(path, &more)).await;
            assert!(answer.starts_with("HTTP/1.1 431 "), "{path}: {answer}");
            let shown = answer.split("\r\n\r\n").nth(1).unwrap();
            assert_eq!(serde_json::from_str::<Value>(shown).unwrap(), body, "{path}");
        }
    }
    // What is larger still is refused by the parser, which knows no shapes.
    let answer = bench.refuses(&get("/api/v1/qof/", &lines(120))).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    bench.refuses(&get("/api/v1/qof/", &format!("X: {}\r\n", "x".repeat(300_000)))).await;
    bench.refuses(&get(&format!("/api/v1/qof/{}", "x".repeat(70_000)), "")).await;
    bench.finish().await;
}

const PATHS: [&str; 9] = [
    "/",
    "/api",
    "/api/v1/",
    "/api/redoc/",
    "/health/live",
    "/nothing",
    "/v1/nothing",
    "/api/v1/qof/x",
    "/accounts/login/",
];

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_told_what_not_to_do() {
    for (url, expected) in [
        (None, None),
        (Some("http://almanac.test"), None),
        (Some("https://almanac.test"), Some("max-age=31536000")),
    ] {
        let bench = Bench::start(url);
        for path in PATHS {
            for method in ["GET", "HEAD", "DELETE"] {
                let url = format!("http://{}{path}", bench.gateway.address);
                let answer = client().request(method.parse().unwrap(), url).send().await.unwrap();
                let place = format!("{method} {path}: {}", answer.status());
                for (name, value) in [
                    ("x-content-type-options", Some("nosniff")),
                    ("referrer-policy", Some("same-origin")),
                    ("strict-transport-security", expected),
                ] {
                    assert_eq!(header(&answer, name), value, "{place}: {name}");
                    let times = answer.headers().get_all(name).iter().count();
                    assert_eq!(times, usize::from(value.is_some()), "{place}: {name}");
                }
            }
        }
        let url = format!("http://{}/api/v1/qof/particular", bench.gateway.address);
        let answer = client().get(url).send().await.unwrap();
        assert_eq!(header(&answer, "referrer-policy"), Some("no-referrer"));
        bench.gateway.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn services_are_as_strict() {
    let platform = Platform::start().await;
    for service in [&platform.accounts, &platform.reference] {
        let address = service.as_ref().unwrap().address;
        for path in ["/health/live", "/nothing", "/metrics"] {
            let answer = client().get(format!("http://{address}{path}")).send().await.unwrap();
            assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"), "{path}");
            assert_eq!(header(&answer, "referrer-policy"), Some("same-origin"), "{path}");
        }
        for lines in [
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "X-Folded: a\r\n b\r\n",
            "X-Space : a\r\n",
            "Host: b\r\n",
        ] {
            let request = format!("POST /nothing HTTP/1.1\r\nHost: a\r\n{lines}\r\n{HIDDEN}");
            let answer = send(address, &request).await;
            assert_eq!(answers(&answer), 1, "{lines:?}: {answer}");
            assert!(answer.starts_with("HTTP/1.1 400 "), "{lines:?}: {answer}");
        }
    }
    platform.stop().await;
}
