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
    /// Whether answers are compressed for callers who ask.
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
                        if last {
                            let head = response.response_mut().head_mut();
                            head.set_connection_type(ConnectionType::Close);
                        }
                        Ok::<_, actix_web::Error>(response)
                    }
                }))
        })
        .workers(workers())
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
    use super::*;

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
