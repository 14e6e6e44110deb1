//! Large bodies on their way through the gateway, and refusals that come before
//! they have.

use std::io::{Read, Write};
use std::iter::repeat_n;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use chassis::Running;
use end_to_end::client;
use futures_util::{StreamExt, stream};

use crate::gateway::gateway_at;

const MIB: usize = 1 << 20;

/// The most bytes of a body for releases.
const LARGEST: u64 = 4 << 30;

/// Tells how much came, and keeps none of it.
async fn count(mut body: web::Payload) -> HttpResponse {
    let mut bytes = 0;
    while let Some(chunk) = body.next().await {
        bytes += chunk.unwrap().len();
    }
    HttpResponse::Ok().body(bytes.to_string())
}

/// Refuses without reading anything.
async fn refuse(request: HttpRequest) -> HttpResponse {
    let status: u16 = request.match_info().query("status").parse().unwrap();
    HttpResponse::build(StatusCode::from_u16(status).unwrap()).body("refused")
}

/// Refuses in the middle of what is sent.
async fn refuse_late(mut body: web::Payload) -> HttpResponse {
    let mut bytes = 0;
    while bytes < MIB {
        bytes += body.next().await.unwrap().unwrap().len();
    }
    HttpResponse::BadRequest().body("refused")
}

/// A gateway in front of a service that does so.
fn gateway() -> Running {
    let server = HttpServer::new(|| {
        App::new()
            .route("/api/v1/releases/count", web::post().to(count))
            .route("/api/v1/releases/refuse/{status}", web::post().to(refuse))
            .route("/api/v1/releases/late", web::post().to(refuse_late))
    })
    .workers(1)
    .disable_signals()
    .bind("127.0.0.1:0")
    .unwrap();
    let upstream = server.addrs()[0];
    tokio::spawn(server.run());
    gateway_at(None, upstream, "127.0.0.0/8")
}

/// Announces a body, sends some of it whatever is said meanwhile, and only then
/// reads what was said.
async fn send(address: SocketAddr, path: &str, announced: u64, sent: usize) -> String {
    let head = format!(
        "POST /api/v1/releases/{path} HTTP/1.1\r\nHost: a\r\nContent-Length: {announced}\r\n\r\n"
    );
    let send = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let chunk = [0_u8; 1 << 16];
        // Whoever refuses need not listen for ever.
        let _ = (0..sent / chunk.len()).try_for_each(|_| stream.write_all(&chunk));
        let mut answer = Vec::new();
        // A connection that is reset after the answer has still answered.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    tokio::task::spawn_blocking(send).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn archives_stream_whether_their_length_is_told_or_not() {
    let gateway = gateway();
    let url = format!("http://{}/api/v1/releases/count", gateway.address);
    let (pieces, size) = (48, (48 * MIB).to_string());
    let told = client().post(&url).body(vec![0; 48 * MIB]).send().await.unwrap();
    assert_eq!(told.text().await.unwrap(), size);
    let pieces = repeat_n(vec![0; MIB], pieces).map(Ok::<_, std::io::Error>);
    let body = reqwest::Body::wrap_stream(stream::iter(pieces));
    let untold = client().post(&url).body(body).send().await.unwrap();
    assert_eq!(untold.text().await.unwrap(), size);
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn four_gibibytes_are_the_most() {
    let gateway = gateway();
    let told = send(gateway.address, "count", LARGEST + 1, 0).await;
    assert!(told.starts_with("HTTP/1.1 413 "), "{told}");
    let body = r#"{"apiVersion":"1","httpStatus":413,"message":"The request body is too large."}"#;
    assert!(told.ends_with(body), "{told}");
    let told = send(gateway.address, "refuse/403", LARGEST, 0).await;
    assert!(told.starts_with("HTTP/1.1 403 "), "the service says so: {told}");
    gateway.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_reaches_whoever_is_still_sending() {
    let gateway = gateway();
    for (path, status) in
        [("refuse/401", 401), ("refuse/403", 403), ("refuse/413", 413), ("late", 400)]
    {
        for sent in [2 * MIB, 64 * MIB] {
            let told = send(gateway.address, path, LARGEST, sent).await;
            assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{path} {sent}: {told}");
            assert!(told.ends_with("refused"), "{path} {sent}: {told}");
        }
    }
    let url = format!("http://{}/api/v1/releases/count", gateway.address);
    let next = client().post(&url).body("next").send().await.unwrap();
    assert_eq!(next.text().await.unwrap(), "4", "nobody else has to suffer for it");
    gateway.stop().await;
}
