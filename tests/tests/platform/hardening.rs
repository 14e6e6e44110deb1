//! What is malformed goes nowhere, and every answer tells browsers what not to do.

mod heads;
mod limits;

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use chassis::Running;

use crate::gateway::gateway_at;

/// A whole request, to be hidden inside another one.
const HIDDEN: &str = "GET /api/v1/qof/hidden HTTP/1.1\r\nHost: a\r\n\r\n";

/// A request as it reached the service.
#[derive(Debug)]
struct Arrived {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Arrived {
    fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(known, _)| known == name)?;
        Some(value)
    }
}

type Arrivals = Arc<Mutex<Vec<Arrived>>>;

async fn keep(
    arrivals: web::Data<Arrivals>,
    request: HttpRequest,
    body: web::Bytes,
) -> HttpResponse {
    let headers = request.headers().iter();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    arrivals.lock().unwrap().push(Arrived {
        line: format!("{} {}", request.method(), request.uri()),
        headers: headers.map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
        body: text(&body),
    });
    HttpResponse::Ok().body("kept")
}

/// Says for itself how its answer is to be handled.
async fn particular() -> HttpResponse {
    HttpResponse::Ok().insert_header(("referrer-policy", "no-referrer")).body("")
}

/// A gateway in front of a service that keeps what reaches it.
struct Bench {
    gateway: Running,
    arrivals: Arrivals,
}

impl Bench {
    fn start(url: Option<&str>) -> Self {
        let arrivals = Arrivals::default();
        let kept = web::Data::new(Arc::clone(&arrivals));
        let service = HttpServer::new(move || {
            App::new()
                .app_data(kept.clone())
                .route("/health/ready", web::get().to(HttpResponse::Ok))
                .route("/api/v1/qof/particular", web::get().to(particular))
                .default_service(web::to(keep))
        });
        let service = service.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let address = service.addrs()[0];
        tokio::spawn(service.run());
        Self { gateway: gateway_at(url, address, "127.0.0.0/8"), arrivals }
    }

    fn arrived(&self) -> Vec<Arrived> {
        std::mem::take(&mut *self.arrivals.lock().unwrap())
    }

    /// Sends what must be refused, and returns the answer, which may be none
    /// but a closed connection.
    async fn refuses(&self, request: &str) -> String {
        let answer = send(self.gateway.address, request).await;
        let name: String = request.chars().take(300).collect();
        assert!(answers(&answer) <= 1, "{name:?}: {answer}");
        assert!(answer.is_empty() || answer.get(9..10) == Some("4"), "{name:?}: {answer}");
        let arrived = self.arrived();
        assert!(arrived.is_empty(), "{name:?}: {arrived:?}");
        answer
    }

    /// Sends what must arrive as one request, and returns that and the answer.
    async fn passes(&self, request: &str) -> (Arrived, String) {
        let answer = send(self.gateway.address, request).await;
        let name: String = request.chars().take(300).collect();
        assert_eq!(answers(&answer), 1, "{name:?}: {answer}");
        assert_eq!(answer.get(9..12), Some("200"), "{name:?}: {answer}");
        let mut arrived = self.arrived();
        assert_eq!(arrived.len(), 1, "{name:?}: {arrived:?}");
        (arrived.remove(0), answer)
    }

    /// Nothing comes late, and the gateway still works.
    async fn finish(self) {
        let (last, _) = self.passes("GET /api/v1/qof/last HTTP/1.1\r\nHost: a\r\n\r\n").await;
        assert_eq!(last.line, "GET /api/v1/qof/last");
        self.gateway.stop().await;
        let late = std::mem::take(&mut *self.arrivals.lock().unwrap());
        assert!(late.is_empty(), "{late:?}");
    }
}

/// How many answers there are in what came back.
fn answers(answer: &str) -> usize {
    answer.matches("HTTP/1.").count()
}

/// Sends bytes as they are, says that there are no more, and reads all that
/// comes back.
async fn send(address: SocketAddr, request: &str) -> String {
    let request = request.as_bytes().to_vec();
    let sent = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // Whoever is refused may be cut off while they still talk.
        let _ = stream.write_all(&request).and_then(|()| stream.shutdown(Shutdown::Write));
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    });
    sent.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_has_one_length_or_chunks() {
    let bench = Bench::start(None);
    for framing in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 0\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 0\r\nContent-Length: 5",
        "Content-Length: 5\r\ncontent-length: 0",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 5, 5",
        "Content-Length: 5 5",
        "Content-Length: 0x5",
        "Content-Length: 5.0",
        "Content-Length: 1e3",
        "Content-Length: 5;q=1",
        "Content-Length:",
        "Content-Length: 18446744073709551616",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunkedx",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: identity\r\nContent-Length: 5",
        "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding:",
        "Transfer-Encoding: \u{b}chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    ] {
        let head = format!("POST /api/v1/qof/ HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n");
        for body in [HIDDEN.to_owned(), format!("0\r\n\r\n{HIDDEN}")] {
            let answer = bench.refuses(&format!("{head}{body}")).await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{framing:?}: {answer}");
        }
    }
    for old in ["Transfer-Encoding: chunked", "X-No-Length: 1"] {
        let request = format!("POST /api/v1/qof/ HTTP/1.0\r\n{old}\r\n\r\n0\r\n\r\n{HIDDEN}");
        bench.refuses(&request).await;
    }
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_are_whole_and_as_long_as_they_say() {
    let bench = Bench::start(None);
    let head = "POST /api/v1/qof/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for body in [
        "g\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "5 5\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        ";x\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5\rhello\r\n0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5;a\nb\r\nhello\r\n0\r\n\r\n",
        "5;a\0b\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello again\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nhello\r\n0\r\n\r\n",
        "f0000000000000003\r\nabc\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\nX: a\rb\r\n\r\n",
        "5\r\nhello\r\n0\r\n\rX",
        // These end before they should.
        "",
        "5\r\nhel",
        "5\r\nhello\r\n",
        "5\r\nhello\r\n0\r\n",
    ] {
        bench.refuses(&format!("{head}{body}")).await;
        if body.ends_with("\r\n\r\n") {
            bench.refuses(&format!("{head}{body}{HIDDEN}")).await;
        }
    }
    let short = "POST /api/v1/qof/ HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhel";
    let answer = bench.refuses(short).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.ends_with(r#"{"detail":"The request body is malformed or broke off."}"#));
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unusual_arrives_plain() {
    let bench = Bench::start(None);
    let chunked = "POST /api/v1/qof/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n";
    let extension = "x".repeat(100_000);
    let trailers = format!("Host: b\r\nContent-Length: 9\r\nX-Trailer: {}\r\n", "y".repeat(1000));
    let trailers = trailers.repeat(200);
    for request in [
        format!("{chunked}\r\n5;a=\"{extension}\"\r\nhello\r\n0;{extension}\r\n\r\n"),
        format!("{chunked}Trailer: Host, X-Trailer\r\n\r\n5\r\nhello\r\n0\r\n{trailers}\r\n"),
        format!("{chunked}\r\n0000005\r\nhello\r\n000\r\n\r\n"),
        "POST /api/v1/qof/ HTTP/1.1\nHost: a\nContent-Length: 5\n\nhello".to_owned(),
        "\r\n\r\nPOST /api/v1/qof/ HTTP/1.1\r\nHost: a\r\nContent-Length: 005\r\n\r\nhello"
            .to_owned(),
    ] {
        let (arrived, _) = bench.passes(&request).await;
        assert_eq!((arrived.line.as_str(), arrived.body.as_str()), ("POST /api/v1/qof/", "hello"));
        assert_eq!(arrived.header("host"), Some("a"));
        let lengths = arrived.headers.iter().filter(|(name, _)| name == "content-length");
        assert!(lengths.count() <= 1, "{arrived:?}");
        let both = ["content-length", "transfer-encoding"].map(|name| arrived.header(name));
        assert!(matches!(both, [Some("5"), None] | [None, Some("chunked")]), "{arrived:?}");
        for gone in ["x-trailer", "trailer"] {
            assert!(arrived.header(gone).is_none(), "{gone}: {arrived:?}");
        }
    }
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_never_a_request() {
    let bench = Bench::start(None);
    let length = HIDDEN.len();
    let sized = format!("Host: a\r\nContent-Length: {length}\r\n\r\n{HIDDEN}");
    let chunked =
        format!("Host: a\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{HIDDEN}\r\n0\r\n\r\n");
    for rest in [&sized, &chunked] {
        let (arrived, _) = bench.passes(&format!("POST /api/v1/qof/ HTTP/1.1\r\n{rest}")).await;
        assert_eq!(arrived.body, HIDDEN);
        // Where nobody reads the body, it is not read as something else either.
        for (line, status) in [
            ("POST /", "405"),
            ("GET /", "200"),
            ("GET /health/live", "200"),
            ("POST /nothing", "404"),
            ("TRACE /api/v1/qof/", "405"),
        ] {
            let answer = send(bench.gateway.address, &format!("{line} HTTP/1.1\r\n{rest}")).await;
            assert_eq!(answers(&answer), 1, "{line}: {answer}");
            assert_eq!(answer.get(9..12), Some(status), "{line}: {answer}");
            assert!(bench.arrived().is_empty(), "{line}");
        }
    }
    let large = "POST /api/v1/qof/ HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n";
    let answer = bench.refuses(&format!("{large}{HIDDEN}")).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");

    // A request that follows on a body that ended is one of its own.
    let both = format!("POST /api/v1/qof/ HTTP/1.1\r\n{sized}{HIDDEN}");
    let answer = send(bench.gateway.address, &both).await;
    assert_eq!(answers(&answer), 2, "{answer}");
    let lines: Vec<String> = bench.arrived().into_iter().map(|arrived| arrived.line).collect();
    assert_eq!(lines, ["POST /api/v1/qof/", "GET /api/v1/qof/hidden"]);
    bench.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_stay_what_they_are() {
    let bench = Bench::start(None);
    for more in ["", "Content-Length: 5\r\n", "Connection: Upgrade\r\n"] {
        let request = format!(
            "GET /api/v1/qof/ HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n{more}\r\nhello{HIDDEN}"
        );
        let answer = bench.refuses(&request).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{more:?}: {answer}");
    }
    // Other offers are not taken up.
    let request = "GET /api/v1/qof/ HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\
        Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n";
    let (arrived, answer) = bench.passes(request).await;
    for gone in ["upgrade", "connection", "http2-settings"] {
        assert!(arrived.header(gone).is_none(), "{gone}: {arrived:?}");
    }
    let answer = answer.to_ascii_lowercase();
    assert!(answer.contains("connection: close\r\n"), "{answer}");
    assert!(!answer.contains("upgrade"), "{answer}");

    for target in ["TRACE /api/v1/qof/", "TRACE /", "TRACE /api", "TRACE /health/live", "TRACE *"]
        .into_iter()
        .chain(["CONNECT a:443", "CONNECT /api/v1/qof/", "CONNECT /"])
    {
        let request = format!("{target} HTTP/1.1\r\nHost: a\r\nX-Secret: kept back\r\n\r\n");
        let answer = bench.refuses(&request).await;
        assert!(!answer.contains("kept back"), "{target}: {answer}");
        // A star is no path, and only a path has an answer of its own.
        let expected = if target.ends_with('*') { "404" } else { "405" };
        assert_eq!(answer.get(9..12), Some(expected), "{target}: {answer}");
    }
    bench.finish().await;
}
