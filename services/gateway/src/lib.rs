//! The gateway: decides where a request goes, and nothing else. Who may call,
//! and how often, is for the services to say.

mod client;
mod config;
mod connections;
mod documents;
mod errors;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod headers;
mod health;
mod pages;
mod proxy;
mod refuse;
mod replicas;
mod routing;
mod upload;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::web::{Data, Redirect, ServiceConfig, resource, scope, to};
use actix_web::{
    FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, Route, guard,
};
use chassis::{BoxError, Readiness, Running, Server};
use futures_util::FutureExt;
use futures_util::future::ready;
use prometheus::Registry;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use web::{ApiError, Site};

use self::client::Client;
use self::documents::Documents;
use self::errors::Fault;
use self::replicas::Fleet;
pub use config::{Config, Origin, Upstreams};

/// The service's name in commands and logs.
pub const NAME: &str = "gateway";

const LOOKING_UP: &str = "the addresses of services are being looked up";

/// Starts answering where the configuration says. Must be called on a Tokio runtime.
pub fn start(config: Config, metrics: Registry) -> Result<Running, BoxError> {
    let address = SocketAddr::new(config.site.bind, config.site.port);
    start_on(chassis::bind(address)?, config, metrics)
}

/// Starts answering on a socket that is open already, and asking the replicas
/// how they are. Must be called on a Tokio runtime.
pub fn start_on(
    listener: TcpListener,
    config: Config,
    metrics: Registry,
) -> Result<Running, BoxError> {
    let mut site = config.site.clone();
    // Port 0 asks for any free one; links need the one that was given.
    site.port = listener.local_addr()?.port();
    let site = site.site();
    let fleet = Fleet::new(config.upstreams);
    fleet.observe();
    let server = Server {
        name: NAME,
        listener,
        site: site.clone(),
        ready: readiness(fleet.clone()),
        metrics,
        compress: false,
    };
    let (everybody, documents) = (fleet.clone(), Documents::default());
    let running = server.start(move |app| configure(app, &site, &everybody, &documents))?;
    let stopping = CancellationToken::new();
    Ok(fleet.iter().fold(running, |running, replicas| {
        let (token, replicas) = (stopping.clone(), Arc::clone(replicas));
        let attend = async move {
            token.run_until_cancelled(health::attend(replicas)).await;
        };
        running.attended_by(stopping.clone(), tokio::spawn(attend))
    }))
}

/// To know where to ask is all it takes: a service that is away is that
/// service's affair.
fn readiness(fleet: Fleet) -> Readiness {
    Arc::new(move || {
        let known = if fleet.is_looked_up() { Ok(()) } else { Err(LOOKING_UP.to_owned()) };
        ready(known).boxed()
    })
}

fn configure(app: &mut ServiceConfig, site: &Site, fleet: &Fleet, documents: &Documents) {
    app.app_data(Data::new(Client::default()))
        .app_data(Data::new(fleet.clone()))
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
