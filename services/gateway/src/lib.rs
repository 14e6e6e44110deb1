//! The gateway: decides where a request goes, and nothing else. Who may call,
//! and how often, is for the services to say.

mod client;
mod config;
mod documents;
mod errors;
mod headers;
mod pages;
mod proxy;
mod refuse;
mod routing;
mod upload;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::web::{Data, Redirect, ServiceConfig, resource, scope, to};
use actix_web::{
    FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, Route, guard,
};
use chassis::{BoxError, Running, Server};
use futures_util::FutureExt;
use prometheus::Registry;
use serde_json::json;
use web::{ApiError, Site};

use self::client::Client;
use self::documents::Documents;
use self::errors::Fault;
use self::routing::Origins;
pub use config::{Config, Origin, Upstreams};

/// The service's name in commands and logs.
pub const NAME: &str = "gateway";

/// Starts answering where the configuration says.
pub fn start(config: Config, metrics: Registry) -> Result<Running, BoxError> {
    let address = SocketAddr::new(config.site.bind, config.site.port);
    start_on(chassis::bind(address)?, config, metrics)
}

/// Starts answering on a socket that is open already.
pub fn start_on(
    listener: TcpListener,
    config: Config,
    metrics: Registry,
) -> Result<Running, BoxError> {
    let mut site = config.site.clone();
    // Port 0 asks for any free one; links need the one that was given.
    site.port = listener.local_addr()?.port();
    let site = site.site();
    let server = Server {
        name: NAME,
        listener,
        site: site.clone(),
        // Being reached is all it takes: a service that is away is that service's affair.
        ready: Arc::new(|| async { Ok(()) }.boxed()),
        metrics,
        compress: false,
    };
    let origins = Origins::new(config.upstreams);
    let documents = Documents::default();
    Ok(server.start(move |app| configure(app, &site, &origins, &documents))?)
}

fn configure(app: &mut ServiceConfig, site: &Site, origins: &Origins, documents: &Documents) {
    app.app_data(Data::new(Client::default()))
        .app_data(Data::new(origins.clone()))
        .app_data(Data::new(documents.clone()))
        .service(refuse::scope())
        .service(Redirect::new("/api", "/api/v1/").permanent())
        .service(Redirect::new("/api/", "/api/v1/").permanent())
        .service(Redirect::new("/api/docs", "/api/docs/").permanent())
        .service(read("/", pages::start))
        .service(read("/api/v1", documents::index))
        .service(read("/api/v1/", documents::index))
        .service(read("/api/v2", empty))
        .service(read("/api/v2/", empty))
        .service(read("/api/health", health))
        .service(read("/api/health/", health))
        .service(read("/api/schema", documents::schema))
        .service(read("/api/schema/", documents::schema))
        .service(read("/api/redoc", pages::redoc))
        .service(read("/api/redoc/", pages::redoc))
        // Patterns cost a regular expression on every request, prefixes do not.
        .service(scope("/api/redoc").service(read("/{file}", pages::redoc_asset)))
        .service(scope("/api/docs").service(read("/{file:.*}", pages::swagger)))
        .service(outsiders_only("/metrics", site.clone()))
        .default_service(to(proxy::proxy));
}

/// A page of the gateway's own: GET and HEAD, and 405 for the rest.
fn read<H, Args>(path: &str, handler: H) -> Resource
where
    H: Handler<Args, Output: Responder + 'static>,
    Args: FromRequest + 'static,
{
    resource(path)
        .route(Route::new().guard(guard::Any(guard::Get()).or(guard::Head())).to(handler))
        .default_service(to(method_not_allowed))
}

async fn method_not_allowed(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Err(ApiError::method_not_allowed(request.method().as_str(), "GET, HEAD"))
}

/// What this process measures is for the machine itself and for trusted
/// proxies; anybody else finds nothing here.
fn outsiders_only(path: &str, site: Site) -> Resource {
    let outside = guard::fn_guard(move |context| {
        let head = context.head();
        let forwarded = head.headers().contains_key("x-forwarded-for");
        forwarded || !head.peer_addr.is_some_and(|peer| site.trusts(peer.ip()))
    });
    resource(path).guard(outside).to(not_found)
}

async fn not_found(request: HttpRequest) -> HttpResponse {
    Fault::NotFound.answer(request.path())
}

async fn empty() -> HttpResponse {
    HttpResponse::Ok().json(json!({}))
}

async fn health() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}
