use std::any::Any;
use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::header;
use actix_web::middleware::{Compress, Condition, Next, from_fn};
use actix_web::web::{Data, ServiceConfig, get, head, to};
use actix_web::{App, HttpResponse, HttpServer};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use prometheus::{Registry, TextEncoder};
use serde_json::json;
use socket2::SockRef;
use tokio::net::TcpStream;
use tracing::{info, warn};
use web::{ApiError, Site, log_requests};

use crate::headers::{forget_identity, forget_odd_codings, protect};
use crate::running::{GRACE, Leaving, Running};

/// Says whether a service can answer, or why not.
pub type Readiness = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// Time for a client to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Time a connection may be idle.
const IDLE: Duration = Duration::from_secs(60);

/// How long a client may take nothing of an answer. Much longer than anybody is
/// silent: who reads slowly seems so too, until their receive buffer, which may
/// be megabytes, is emptied by a good part.
const STALLED: Duration = Duration::from_secs(15 * 60);

/// Why a server that is about to stop is not ready.
const STOPPING: &str = "stopping";

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

impl Server {
    /// Starts answering with what `configure` mounts; it runs once per worker.
    pub fn start<F>(self, configure: F) -> std::io::Result<Running>
    where
        F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
    {
        let Self { name, listener, site, ready, metrics, compress } = self;
        let address = listener.local_addr()?;
        let secure = site.is_secure();
        let leaving = Leaving::default();
        let ready = unless_leaving(ready, leaving.clone());
        let (readiness, left) = (Arc::clone(&ready), leaving.clone());
        let server = HttpServer::new(move || {
            // Each worker counts for itself who holds this.
            let rules = Rc::new(Rules { name, secure, compress, leaving: leaving.clone() });
            App::new()
                .app_data(site.clone())
                .app_data(Data::new(ready.clone()))
                .app_data(Data::new(metrics.clone()))
                .default_service(to(not_found))
                .configure(configure.clone())
                .configure(own_routes)
                .wrap(Condition::new(compress, Compress::default()))
                .wrap(from_fn(move |request, next| answer(Rc::clone(&rules), request, next)))
        })
        .workers(workers())
        .on_connect(|socket, _| give_up_on_silence(socket))
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(IDLE)
        .shutdown_timeout(GRACE.as_secs())
        .disable_signals()
        .listen(listener)?
        .run();
        let handle = server.handle();
        info!(service = name, %address, "listening");
        let task = tokio::spawn(server);
        Ok(Running::new(name, address, readiness, left, handle, task))
    }
}

/// What holds for every answer of a server.
struct Rules {
    name: &'static str,
    secure: bool,
    compress: bool,
    leaving: Leaving,
}

async fn answer<B: MessageBody + 'static>(
    rules: Rc<Rules>,
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if rules.compress {
        forget_odd_codings(request.headers_mut());
    }
    // No protocol is ever switched to; a connection that was offered to another one
    // has had its last request.
    let last = request.head().connection_type() == ConnectionType::Upgrade;
    let mut response = log_requests(rules.name, request, next).await?;
    protect(response.headers_mut(), rules.secure);
    forget_identity(response.headers_mut());
    if last || rules.leaving.is_announced() {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

fn own_routes(config: &mut ServiceConfig) {
    config
        .route("/health/live", get().to(live))
        .route("/health/live", head().to(live))
        .route("/health/ready", get().to(ready_now))
        .route("/health/ready", head().to(ready_now))
        .route("/metrics", get().to(show_metrics))
        .route("/metrics", head().to(show_metrics));
}

/// The same readiness, until the server is about to stop.
fn unless_leaving(readiness: Readiness, leaving: Leaving) -> Readiness {
    Arc::new(move || {
        if leaving.is_announced() { ready(Err(STOPPING.to_owned())).boxed() } else { readiness() }
    })
}

/// Ends the connection of a client that takes nothing of an answer any more: a
/// download holds its place, and nothing else would ever take that back.
fn give_up_on_silence(socket: &dyn Any) {
    let Some(socket) = socket.downcast_ref::<TcpStream>() else { return };
    if let Err(error) = SockRef::from(socket).set_tcp_user_timeout(Some(STALLED)) {
        warn!(%error, "a connection may stay for ever");
    }
}

/// Worker threads per server: one per core.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
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
    use std::net::{Ipv4Addr, SocketAddr};

    use actix_web::http::header::ContentEncoding;
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

    /// One request on a connection that is kept: the whole answer, which the
    /// server may follow by closing.
    async fn ask(stream: &mut TcpStream, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        while !answer.ends_with('}') {
            let mut some = [0; 1024];
            let count = stream.read(&mut some).await.unwrap();
            assert!(count > 0, "closed after {answer:?}");
            answer.push_str(std::str::from_utf8(&some[..count]).unwrap());
        }
        answer.to_lowercase()
    }

    #[tokio::test]
    async fn who_is_about_to_stop_says_so_and_answers_on() {
        let server = server();
        let mut kept = TcpStream::connect(server.address).await.unwrap();
        let before = ask(&mut kept, "/health/ready").await;
        assert!(before.starts_with("http/1.1 200"), "{before}");
        assert!(!before.contains("connection: close"), "{before}");

        server.announce_stop();
        assert_eq!(server.ready().await, Err("stopping".to_owned()));
        // A connection that was there before is not closed under a request.
        let live = ask(&mut kept, "/health/live").await;
        assert!(live.starts_with("http/1.1 200"), "{live}");
        assert!(live.contains("connection: close"), "{live}");
        assert_eq!(kept.read(&mut [0]).await.unwrap(), 0);

        let mut new = TcpStream::connect(server.address).await.unwrap();
        let unready = ask(&mut new, "/health/ready").await;
        assert!(unready.starts_with("http/1.1 503"), "{unready}");
        assert!(unready.ends_with(r#"{"detail":"stopping","status":"unavailable"}"#), "{unready}");
        assert!(unready.contains("connection: close"), "{unready}");
        server.stop().await;
    }

    #[tokio::test]
    async fn who_only_wants_the_status_is_told_it() {
        let server = server();
        for path in ["/health/live", "/health/ready", "/metrics"] {
            let (head, sent) = answer(server.address, "HEAD", path).await;
            assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
            assert_eq!(sent, 0, "{path}");
        }
        server.stop().await;
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
}
