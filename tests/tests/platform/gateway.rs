//! What the gateway does by itself.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use chassis::{Running, SiteConfig};
use end_to_end::{Platform, client, header};
use futures_util::StreamExt;
use gateway::Upstreams;
use prometheus::Registry;
use serde_json::{Value, json};

/// A service that tells what reached it.
async fn echo(request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let headers: serde_json::Map<String, Value> = request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap())))
        .collect();
    let target = request.uri().path_and_query().unwrap().as_str();
    HttpResponse::Ok()
        .insert_header(("set-cookie", "a=1"))
        .append_header(("set-cookie", "b=2"))
        .insert_header(("keep-alive", "timeout=5"))
        .json(json!({ "method": request.method().as_str(), "target": target, "headers": headers, "bytes": body.len() }))
}

/// Tells the connection it was asked over.
async fn peer(request: HttpRequest) -> String {
    request.peer_addr().unwrap().to_string()
}

async fn trickle() -> HttpResponse {
    let chunks = futures_util::stream::iter(["one ", "two ", "three"])
        .map(|chunk| Ok::<_, std::io::Error>(web::Bytes::from_static(chunk.as_bytes())));
    HttpResponse::Ok().streaming(chunks)
}

async fn broken() -> HttpResponse {
    let some = futures_util::stream::iter([Ok(web::Bytes::from_static(b"some"))]);
    let chunks = some.chain(futures_util::stream::once(async {
        // Until the first chunk is out; nothing tells when that is.
        tokio::time::sleep(Duration::from_millis(200)).await;
        Err(std::io::Error::other("broken off"))
    }));
    HttpResponse::Ok().streaming(chunks)
}

fn upstream() -> SocketAddr {
    let server = HttpServer::new(|| {
        App::new()
            .app_data(web::PayloadConfig::new(64 << 20))
            .route("/api/v1/qof/peer", web::get().to(peer))
            .route("/api/v1/qof/trickle", web::get().to(trickle))
            .route("/api/v1/qof/broken", web::get().to(broken))
            .default_service(web::to(echo))
    })
    .workers(1)
    .disable_signals()
    .bind("127.0.0.1:0")
    .unwrap();
    let address = server.addrs()[0];
    tokio::spawn(server.run());
    address
}

fn gateway_to(upstream: SocketAddr, trusted: &str) -> Running {
    gateway_at(None, upstream, trusted)
}

/// A gateway that is reached from outside under a URL.
pub(crate) fn gateway_at(url: Option<&str>, upstream: SocketAddr, trusted: &str) -> Running {
    let site = SiteConfig {
        bind: "127.0.0.1".parse().unwrap(),
        port: 0,
        public_url: url.map(|url| url.parse().unwrap()),
        trusted_proxies: vec![trusted.parse().unwrap()],
    };
    let upstreams = Upstreams {
        reference_upstream: vec![format!("http://{upstream}").parse().unwrap()],
        releases_upstream: vec![format!("http://{upstream}").parse().unwrap()],
        ..Upstreams::default()
    };
    gateway::start(gateway::Config::new(site, upstreams), Registry::new()).unwrap()
}

/// Sends bytes as they are and reads all that comes back.
fn raw(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A connection that is reset after the answer has still answered.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn path_and_query_pass_byte_for_byte() {
    let gateway = gateway_to(upstream(), "127.0.0.0/8");
    for target in [
        "/api/v1/qof/years/?year=2025/26",
        "/api/v1/qof/?a=2025%2F26&b=%2e%2E&c=+&d=a=b&&e",
        "//api/v1/qof/../x/%7Euser/;p=1",
        "/api/v1/qof/a//b/",
    ] {
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: almanac.test\r\nConnection: close\r\n\r\n");
        let address = gateway.address;
        let answer = tokio::task::spawn_blocking(move || raw(address, &request)).await.unwrap();
        let body: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(body["target"], target);
        assert_eq!(body["headers"]["host"], "almanac.test");
    }
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_of_one_connection_stay_on_it() {
    let gateway = gateway_to(upstream(), "127.0.0.0/8");
    let response = client()
        .get(format!("http://{}/api/v1/qof/", gateway.address))
        .header("connection", "x-hop")
        .header("x-hop", "1")
        .header("te", "trailers")
        .header("proxy-authorization", "secret")
        .header("x-end", "2")
        .header("x-forwarded-for", "192.0.2.9")
        .header("x-forwarded-proto", "https")
        .header("x-request-id", "mine-1")
        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        .send()
        .await
        .unwrap();
    assert_eq!(header(&response, "x-request-id"), Some("mine-1"));
    assert_eq!(header(&response, "keep-alive"), None);
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
    let body: Value = response.json().await.unwrap();
    let seen = &body["headers"];
    assert_eq!(seen["x-end"], "2");
    for gone in ["x-hop", "te", "proxy-authorization", "transfer-encoding"] {
        assert!(seen.get(gone).is_none(), "{gone}: {seen}");
    }
    assert_eq!(seen["x-forwarded-for"], "192.0.2.9, 127.0.0.1");
    assert_eq!(seen["x-forwarded-proto"], "https");
    assert_eq!(seen["x-request-id"], "mine-1");
    assert_eq!(seen["via"], "1.1 almanac");
    let trace = seen["traceparent"].as_str().unwrap();
    assert!(trace.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-") && trace.ends_with("-01"));
    assert!(!trace.contains("00f067aa0ba902b7"), "{trace}");
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_cannot_claim_to_be_forwarded() {
    let gateway = gateway_to(upstream(), "10.0.0.0/8");
    let response = client()
        .get(format!("http://{}/api/v1/qof/", gateway.address))
        .header("x-forwarded-for", "192.0.2.9")
        .header("x-forwarded-proto", "https")
        .header("forwarded", "for=192.0.2.9")
        .send()
        .await
        .unwrap();
    let seen = response.json::<Value>().await.unwrap()["headers"].clone();
    assert_eq!(seen["x-forwarded-for"], "127.0.0.1");
    assert_eq!(seen["x-forwarded-proto"], "http");
    assert!(seen.get("forwarded").is_none());
    let metrics = client().get(format!("http://{}/metrics", gateway.address));
    assert_eq!(metrics.send().await.unwrap().status(), 404);
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_stream_both_ways_within_their_limits() {
    let gateway = gateway_to(upstream(), "127.0.0.0/8");
    let url = format!("http://{}/api/v1/qof/", gateway.address);
    let bytes = async |size: usize| client().post(&url).body(vec![b'x'; size]).send().await;
    for size in [0, 1, 1 << 20] {
        let body: Value = bytes(size).await.unwrap().json().await.unwrap();
        assert_eq!(body["bytes"], size);
    }
    let chunks = |count: usize| {
        let chunks = futures_util::stream::iter(
            (0..count).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1 << 16])),
        );
        client().post(&url).body(reqwest::Body::wrap_stream(chunks)).send()
    };
    let body: Value = chunks(16).await.unwrap().json().await.unwrap();
    assert_eq!(body["bytes"], 1 << 20);

    // Told beforehand, a body that is too large is refused without being read.
    let address = gateway.address;
    let told = format!(
        "POST /api/v1/qof/ HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n",
        (1 << 20) + 1
    );
    let answer = tokio::task::spawn_blocking(move || raw(address, &told)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.ends_with(r#"{"detail":"The request body is too large."}"#), "{answer}");
    // Found on the way, likewise; the client may learn of it by a broken connection only.
    if let Ok(response) = chunks(64).await {
        assert_eq!(response.status(), 413);
    }

    let streamed = client().get(format!("{url}trickle")).send().await.unwrap();
    assert_eq!(streamed.text().await.unwrap(), "one two three");
    let broken = client().get(format!("{url}broken")).send().await.unwrap();
    assert!(broken.text().await.is_err(), "a broken answer must not look whole");
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_serves_one_request_after_the_other() {
    let gateway = gateway_to(upstream(), "127.0.0.0/8");
    let url = format!("http://{}/api/v1/qof/", gateway.address);
    let client = client();
    let peer = async || {
        let answer = client.get(format!("{url}peer")).send().await.unwrap();
        answer.text().await.unwrap()
    };
    // The client may have two connections, and each worker of the gateway its own; what is not used
    // again would make a new one each time.
    let mut peers = HashSet::new();
    for _ in 0..10 {
        for (method, path) in
            [("GET", "trickle"), ("GET", "sized"), ("HEAD", "sized"), ("POST", "sized")]
        {
            let method = method.parse().unwrap();
            let request = client.request(method, format!("{url}{path}")).body("");
            request.send().await.unwrap().bytes().await.unwrap();
            peers.insert(peer().await);
        }
    }
    assert!(peers.len() < 10, "{peers:?}");
    // A broken one is not used again: whoever comes next has a whole answer.
    for _ in 0..10 {
        let broken = client.get(format!("{url}broken")).send().await.unwrap();
        assert!(broken.bytes().await.is_err());
        assert!(peer().await.parse::<SocketAddr>().is_ok());
    }
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_too_large_is_refused() {
    let gateway = gateway_to(upstream(), "127.0.0.0/8");
    let url = format!("http://{}/api/v1/qof/", gateway.address);
    let with = |size: usize| client().get(&url).header("x-long", "x".repeat(size)).send();
    assert_eq!(with(16 * 1024).await.unwrap().status(), 200);
    let response = with(40 * 1024).await.unwrap();
    assert_eq!(response.status(), 431);
    assert!(response.json::<Value>().await.unwrap()["detail"].is_string());
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_gone_or_talks_nonsense() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gateway = gateway_to(gone, "127.0.0.0/8");
    let url = format!("http://{}/api/v1/qof/", gateway.address);
    let response = client().get(&url).send().await.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(header(&response, "retry-after"), Some("5"));
    assert!(response.json::<Value>().await.unwrap()["detail"].is_string());
    gateway.stop().await;

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"SSH-2.0-nonsense\r\n\r\n");
        }
    });
    let gateway = gateway_to(address, "127.0.0.0/8");
    let url = format!("http://{}/api/v1/qof/", gateway.address);
    assert_eq!(client().get(&url).send().await.unwrap().status(), 502);
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_own_addresses() {
    let platform = Platform::start().await;
    let url = platform.url();
    for (path, status, location) in [
        ("/", 200, None),
        ("/api", 308, Some("/api/v1/")),
        ("/api/", 308, Some("/api/v1/")),
        ("/api/v1", 200, None),
        ("/api/v1/", 200, None),
        ("/api/v2/", 200, None),
        ("/api/v2/anything/", 404, None),
        ("/api/v2/clinicians/", 404, None),
        ("/api/health", 200, None),
        ("/api/schema/", 200, None),
        ("/api/schema/?format=yaml", 200, None),
        ("/api/schema/?format=xml", 406, None),
        ("/api/docs", 308, Some("/api/docs/")),
        ("/api/docs/", 200, None),
        ("/api/docs/swagger-ui-bundle.js", 200, None),
        ("/api/docs/nothing.js", 404, None),
        ("/api/redoc/", 200, None),
        ("/api/redoc/redoc.standalone.js", 200, None),
        ("/health/live", 200, None),
        ("/health/ready", 200, None),
        ("/nothing", 404, None),
        // Care asks who calls before it says what there is.
        ("/v1/nothing", 401, None),
    ] {
        let response = platform.get(path).await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(header(&response, "location"), location, "{path}");
        assert!(header(&response, "x-request-id").is_some(), "{path}");
    }
    let index: Value = platform.get("/api/v1/").await.json().await.unwrap();
    for name in ["practices", "clinicians", "statistics"] {
        assert_eq!(index["endpoints"][name], format!("{url}/api/v1/{name}/"));
    }
    let enquiries = &index["endpoints"]["care-enquiries"];
    assert_eq!(enquiries, &json!(format!("{url}/api/v1/care-enquiries")));
    assert!(index["authentication"]["bearerKey"].as_str().unwrap().contains("Bearer"));
    assert_eq!(index["schema"], format!("{url}/api/schema/"));
    assert_eq!(index["docs"], format!("{url}/api/docs/"));
    assert_eq!(platform.get("/api/v2/").await.text().await.unwrap(), "{}");

    let head = client().head(format!("{url}/api/v1/")).send().await.unwrap();
    assert_eq!(head.status(), 200);
    let post = client().post(format!("{url}/api/v1/")).send().await.unwrap();
    assert_eq!(post.status(), 405);
    assert_eq!(header(&post, "allow"), Some("GET, HEAD"));
    platform.stop().await;
}
