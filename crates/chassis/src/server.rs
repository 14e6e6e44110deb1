use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{ServerHandle, ServiceRequest};
use actix_web::http::ConnectionType;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{Data, ServiceConfig, get, to};
use actix_web::{App, HttpResponse, HttpServer};
use futures_util::future::BoxFuture;
use prometheus::{Registry, TextEncoder};
use serde_json::json;
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use web::{ApiError, Site, log_requests};

/// Says whether a service can answer, or why not.
pub type Readiness = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// How long requests under way may take to finish once a stop is asked for.
const GRACE: Duration = Duration::from_secs(30);

/// Time for a client to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Time a connection may be idle.
const IDLE: Duration = Duration::from_secs(60);

/// How long a client may take nothing of an answer. Much longer than anybody is
/// silent: who reads slowly seems so too, until their receive buffer, which may
/// be megabytes, is emptied by a good part.
const STALLED: Duration = Duration::from_secs(15 * 60);

/// A year of https only, for the host and all below it (RFC 6797 §6.1).
const HTTPS_ONLY: &str = "max-age=31536000";

/// An HTTP server about to start. Beside what the service mounts it answers
/// `/health/live`, `/health/ready` and `/metrics`.
///
/// Browsers are told on every answer not to guess at its type, and not to tell
/// other sites where they come from, unless the service tells them something
/// else; and to use nothing but https, where that is how the site is reached.
pub struct Server {
    /// The service's name, as logs and metrics show it.
    pub name: &'static str,
    /// Where it listens.
    pub listener: TcpListener,
    /// How the platform is seen from outside.
    pub site: Site,
    /// When it may be sent requests.
    pub ready: Readiness,
    /// What `/metrics` shows; a process that measures nothing shows nothing.
    pub metrics: Registry,
    /// Whether answers are compressed for callers who ask. One that must go out
    /// as it is has `Content-Encoding: identity` from its handler, which is not sent.
    pub compress: bool,
}

/// A server that answers. Dropping this value does not stop it.
pub struct Running {
    /// Where it listens, with the port it was given.
    pub address: SocketAddr,
    name: &'static str,
    ready: Readiness,
    handle: ServerHandle,
    task: JoinHandle<std::io::Result<()>>,
    attendants: Vec<(CancellationToken, JoinHandle<()>)>,
}

impl Running {
    /// The same with a task that is cancelled, and waited for, after the last request.
    #[must_use]
    pub fn attended_by(mut self, stopping: CancellationToken, task: JoinHandle<()>) -> Self {
        self.attendants.push((stopping, task));
        self
    }

    /// Whether the service can answer, or why not.
    pub async fn ready(&self) -> Result<(), String> {
        (self.ready)().await
    }

    /// Stops accepting, lets the requests under way finish, then returns.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        let _ = self.task.await;
        for (stopping, task) in self.attendants {
            stopping.cancel();
            if timeout(GRACE, task).await.is_err() {
                warn!(service = self.name, "something did not stop in time");
            }
        }
        info!(service = self.name, "stopped");
    }
}

impl Server {
    /// Starts answering with what `configure` mounts; it runs once per worker.
    pub fn start<F>(self, configure: F) -> std::io::Result<Running>
    where
        F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
    {
        let Self { name, listener, site, ready, metrics, compress } = self;
        let address = listener.local_addr()?;
        let secure = site.is_secure();
        let readiness = Arc::clone(&ready);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(site.clone())
                .app_data(Data::new(ready.clone()))
                .app_data(Data::new(metrics.clone()))
                .default_service(to(not_found))
                .configure(configure.clone())
                .route("/health/live", get().to(live))
                .route("/health/ready", get().to(ready_now))
                .route("/metrics", get().to(show_metrics))
                .wrap(actix_web::middleware::Condition::new(compress, Compress::default()))
                .wrap(from_fn(move |mut request: ServiceRequest, next| {
                    if compress {
                        forget_odd_codings(request.headers_mut());
                    }
                    // No protocol is ever switched to; a connection that was offered to
                    // another one has had its last request.
                    let last = request.head().connection_type() == ConnectionType::Upgrade;
                    let answered = log_requests(name, request, next);
                    async move {
                        let mut response = answered.await?;
                        protect(response.headers_mut(), secure);
                        forget_identity(response.headers_mut());
                        if last {
                            let head = response.response_mut().head_mut();
                            head.set_connection_type(ConnectionType::Close);
                        }
                        Ok::<_, actix_web::Error>(response)
                    }
                }))
        })
        .workers(workers())
        .on_connect(|socket, _| {
            if let Some(socket) = socket.downcast_ref::<TcpStream>() {
                give_up_on_silence(socket);
            }
        })
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(IDLE)
        .shutdown_timeout(GRACE.as_secs())
        .disable_signals()
        .listen(listener)?
        .run();
        let handle = server.handle();
        info!(service = name, %address, "listening");
        let task = tokio::spawn(server);
        Ok(Running { address, name, ready: readiness, handle, task, attendants: Vec::new() })
    }
}

/// Tells browsers what not to do, where the service has not done so.
fn protect(headers: &mut HeaderMap, secure: bool) {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ] {
        if !headers.contains_key(&name) {
            headers.insert(name, value);
        }
    }
    if secure {
        let https_only = HeaderValue::from_static(HTTPS_ONLY);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, https_only);
    }
}

/// Ends the connection of a client that takes nothing of an answer any more: a
/// download holds its place, and nothing else would ever take that back.
fn give_up_on_silence(socket: &TcpStream) {
    if let Err(error) = SockRef::from(socket).set_tcp_user_timeout(Some(STALLED)) {
        warn!(%error, "a connection may stay for ever");
    }
}

/// Worker threads per server: one per core.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Drops an `Accept-Encoding` that none of ours satisfies, or that forbids
/// plain answers: a plain answer is what RFC 9110 §12.5.3 lets us give, and
/// better than the 406 that the compressing middleware would.
fn forget_odd_codings(headers: &mut HeaderMap) {
    let odd = headers.get(header::ACCEPT_ENCODING).is_some_and(|value| {
        let value = value.to_str().unwrap_or_default();
        let known = ["gzip", "br", "zstd", "*"].iter().any(|coding| value.contains(coding));
        !known || value.contains("q=0")
    });
    if odd {
        headers.remove(header::ACCEPT_ENCODING);
    }
}

/// Takes off what kept an answer from being compressed: as a coding of the
/// content it is not to be told (RFC 9110 §8.4).
fn forget_identity(headers: &mut HeaderMap) {
    let coding = headers.get(header::CONTENT_ENCODING);
    if coding.is_some_and(|coding| coding.as_bytes() == b"identity") {
        headers.remove(header::CONTENT_ENCODING);
    }
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

async fn ready_now(ready: Data<Readiness>) -> HttpResponse {
    match ready().await {
        Ok(()) => HttpResponse::Ok().json(json!({ "status": "ok" })),
        Err(reason) => HttpResponse::ServiceUnavailable()
            .json(json!({ "status": "unavailable", "detail": reason })),
    }
}

async fn show_metrics(metrics: Data<Registry>) -> Result<HttpResponse, ApiError> {
    let text =
        TextEncoder::new().encode_to_string(&metrics.gather()).map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4"))
        .body(text))
}

async fn not_found() -> Result<HttpResponse, ApiError> {
    Err(ApiError::not_found("Not found."))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use actix_web::http::header::ContentEncoding;
    use futures_util::FutureExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use url::Url;

    use super::*;

    const TEXT: &str = "It is worth compressing. ";

    async fn pliable() -> HttpResponse {
        HttpResponse::Ok().body(TEXT.repeat(100))
    }

    async fn rigid() -> HttpResponse {
        HttpResponse::Ok().insert_header(ContentEncoding::Identity).body(TEXT.repeat(100))
    }

    fn server() -> Running {
        let site = Site {
            public_url: Url::parse("http://localhost").unwrap(),
            trusted_proxies: Vec::new(),
        };
        let server = Server {
            name: "test",
            listener: TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap(),
            site,
            ready: Arc::new(|| std::future::ready(Ok::<(), String>(())).boxed()),
            metrics: Registry::new(),
            compress: true,
        };
        let routes = |config: &mut ServiceConfig| {
            config.route("/pliable", to(pliable)).route("/rigid", to(rigid));
        };
        server.start(routes).unwrap()
    }

    /// The head of an answer, and how long its body is.
    async fn answer(address: SocketAddr, method: &str, path: &str) -> (String, usize) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, br\r\n\
             Connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        (head.to_lowercase(), answer.len() - end - 4)
    }

    #[tokio::test]
    async fn a_handler_may_keep_an_answer_as_it_is() {
        let whole = TEXT.len() * 100;
        let server = server();
        for (method, path, compressed, length) in [
            ("GET", "/rigid", false, whole),
            ("HEAD", "/rigid", false, 0),
            ("GET", "/pliable", true, 0),
        ] {
            let (head, sent) = answer(server.address, method, path).await;
            assert!(head.starts_with("http/1.1 200"), "{head}");
            assert_eq!(head.contains("content-encoding:"), compressed, "{head}");
            let told = head.contains(&format!("content-length: {whole}"));
            assert_eq!(told, !compressed, "{head}");
            if compressed {
                assert!(0 < sent && sent < whole);
            } else {
                assert_eq!(sent, length, "{method} {path}");
            }
        }
        server.stop().await;
    }

    #[test]
    fn only_identity_is_forgotten() {
        for (coding, kept) in [("identity", false), ("gzip", true), ("br", true)] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
            forget_identity(&mut headers);
            assert_eq!(headers.contains_key(header::CONTENT_ENCODING), kept, "{coding}");
        }
    }

    #[test]
    fn a_service_may_say_more_but_not_less() {
        let mut headers = HeaderMap::new();
        protect(&mut headers, false);
        assert_eq!(headers.get("x-content-type-options").unwrap(), "nosniff");
        assert_eq!(headers.get("referrer-policy").unwrap(), "same-origin");
        assert_eq!(headers.len(), 2);

        let mut headers = HeaderMap::new();
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        protect(&mut headers, true);
        assert_eq!(headers.get("referrer-policy").unwrap(), "no-referrer");
        assert_eq!(headers.get("strict-transport-security").unwrap(), HTTPS_ONLY);
        assert_eq!(headers.len(), 3);
    }
}
