//! Registers a route and its documentation in one call, and runs every
//! request through the same checks in the same order.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{
    FromRequest, Handler, HttpMessage, HttpRequest, HttpResponse, Responder, Route, guard,
};
use futures_util::future::LocalBoxFuture;
use serde_json::json;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::security::SecurityScheme;
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{OpenApi, RefOr, Schema};

use crate::format::Format;
use crate::query::IgnoredParams;
use crate::{ApiError, openapi};

/// Decides who may pass and how often. `access` has the implementations.
pub trait Gate: Send + Sync + 'static {
    /// Adds what the gate asks for, and may answer, to an operation's documentation.
    fn describe(&self, operation: &mut Operation);

    /// The security scheme that operations behind this gate refer to, by name.
    fn scheme(&self) -> (&'static str, SecurityScheme);

    /// Lets a request pass or refuses it. The order inside is 401, 403, 429.
    fn admit<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Passage>;
}

/// What a [`Gate`] decided.
#[derive(Debug)]
pub struct Passage {
    /// Pass, or the answer to give instead.
    pub verdict: Result<(), ApiError>,
    /// Headers for the answer, whatever it turns out to be.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// A documented handler, made by [`crate::endpoint!`].
pub struct Endpoint {
    path: String,
    methods: Vec<HttpMethod>,
    operation: Operation,
    schemas: Vec<(String, RefOr<Schema>)>,
    route: Arc<dyn Fn() -> Route + Send + Sync>,
}

impl Endpoint {
    /// Joins the documentation type that `#[utoipa::path]` made with the handler it documents.
    pub fn new<D, H, Args>(_documentation: D, handler: H) -> Self
    where
        D: utoipa::Path + utoipa::__dev::SchemaReferences + utoipa::__dev::Tags<'static>,
        H: Handler<Args, Output: Responder> + Send + Sync,
        Args: FromRequest + 'static,
    {
        let mut schemas = Vec::new();
        D::schemas(&mut schemas);
        let mut operation = D::operation();
        operation.tags = Some(D::tags().into_iter().map(str::to_owned).collect());
        Self {
            path: D::path(),
            methods: D::methods(),
            operation,
            schemas,
            route: Arc::new(move || Route::new().to(handler.clone())),
        }
    }
}

type Gated = (Endpoint, Arc<dyn Gate>);

/// The routes of a service.
#[derive(Default)]
pub struct Routes {
    endpoints: Vec<Gated>,
    tags: Vec<Tag>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Describes a tag that endpoints carry. Only one service may own a tag.
    #[must_use]
    pub fn tag(mut self, name: &str, description: &str) -> Self {
        self.tags.push(TagBuilder::new().name(name).description(Some(description)).build());
        self
    }

    /// Adds an endpoint behind a gate.
    #[must_use]
    pub fn endpoint(mut self, mut endpoint: Endpoint, gate: impl Gate) -> Self {
        gate.describe(&mut endpoint.operation);
        self.endpoints.push((endpoint, Arc::new(gate)));
        self
    }

    /// The OpenAPI document of these routes.
    pub fn openapi(&self, service: &str) -> OpenApi {
        let mut document = openapi::skeleton(service);
        for (endpoint, gate) in &self.endpoints {
            let (name, scheme) = gate.scheme();
            document.components.get_or_insert_default().add_security_scheme(name, scheme);
            openapi::add(
                &mut document,
                &endpoint.path,
                &endpoint.methods,
                &endpoint.operation,
                &endpoint.schemas,
            );
        }
        document.tags = (!self.tags.is_empty()).then(|| self.tags.clone());
        document
    }

    /// Mounts the routes: each path with and without its final slash (the
    /// latter redirects), `OPTIONS`, and 405 for any other method. The
    /// service's own document is at `/openapi.json`, for the gateway.
    pub fn configure(&self, service: &str, config: &mut ServiceConfig) {
        let document = serde_json::to_value(self.openapi(service)).unwrap_or_default();
        let document = Data::new(document);
        let show = move || std::future::ready(HttpResponse::Ok().json(document.as_ref()));
        config.route("/openapi.json", web::get().to(show));
        let mut by_path: BTreeMap<&str, Vec<&Gated>> = BTreeMap::new();
        for entry in &self.endpoints {
            by_path.entry(&entry.0.path).or_default().push(entry);
        }
        for (path, entries) in by_path {
            let mut resource = web::resource(path.to_owned());
            for (endpoint, gate) in &entries {
                for method in &endpoint.methods {
                    resource = resource.route(gated(endpoint, method, gate));
                }
            }
            let Some((first, gate)) = entries.first() else { continue };
            let allow = Allow::of(entries.iter().map(|(endpoint, _)| endpoint));
            let metadata = json!({
                "name": first.operation.summary,
                "description": first.operation.description,
                "renders": ["application/json"],
                "parses": ["application/json"],
            });
            let other_methods = web::to(move |request: HttpRequest| {
                let (allow, metadata) = (allow.clone(), metadata.clone());
                async move { allow.answer(&request, &metadata) }
            });
            config.service(resource.route(guarded(other_methods, gate)));
            if let Some(unslashed) = path.strip_suffix('/') {
                config.service(web::resource(unslashed.to_owned()).to(add_slash));
            }
        }
    }
}

fn gated(endpoint: &Endpoint, method: &HttpMethod, gate: &Arc<dyn Gate>) -> Route {
    let route = (endpoint.route)();
    let route = match actix_method(method) {
        Method::GET => route.guard(guard::Any(guard::Get()).or(guard::Head())),
        other => route.method(other),
    };
    guarded(route, gate)
}

fn guarded(route: Route, gate: &Arc<dyn Gate>) -> Route {
    let gate = Arc::clone(gate);
    route.wrap(from_fn(move |request, next| check(Arc::clone(&gate), request, next)))
}

/// The order of checks once a route is found, as Django REST Framework has it:
/// 406, then the gate's 401, 403 and 429, then the handler's own.
async fn check<B: actix_web::body::MessageBody + 'static>(
    gate: Arc<dyn Gate>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse, actix_web::Error> {
    let passage = match Format::negotiate(request.request()) {
        Ok(Format::Json) => gate.admit(request.request()).await,
        Err(refusal) => Passage { verdict: Err(refusal), headers: Vec::new() },
    };
    let mut response = match passage.verdict {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(refusal) => request.error_response(refusal),
    };
    let ignored = response.request().extensions().get::<IgnoredParams>().map(header_value);
    let headers = response.headers_mut();
    for (name, value) in passage.headers {
        headers.insert(name, value);
    }
    headers.insert(header::VARY, HeaderValue::from_static("Accept, Authorization"));
    if let Some(Ok(value)) = ignored {
        headers.insert(HeaderName::from_static("x-ignored-params"), value);
    }
    Ok(response)
}

fn header_value(ignored: &IgnoredParams) -> Result<HeaderValue, header::InvalidHeaderValue> {
    // Some clients refuse header lines that are too long.
    let names: Vec<String> = ignored
        .0
        .iter()
        .take(20)
        .map(|name| name.chars().take(64).collect::<String>())
        .map(|name| {
            percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
                .replace("%5F", "_")
                .replace("%2D", "-")
        })
        .collect();
    HeaderValue::from_str(&names.join(", "))
}

/// The methods a path knows.
#[derive(Clone)]
struct Allow(String);

impl Allow {
    fn of<'a>(endpoints: impl Iterator<Item = &'a Endpoint>) -> Self {
        let mut methods: Vec<String> = endpoints
            .flat_map(|endpoint| &endpoint.methods)
            .map(|method| actix_method(method).to_string())
            .collect();
        if methods.iter().any(|method| method == "GET") {
            methods.push("HEAD".to_owned());
        }
        methods.push("OPTIONS".to_owned());
        Self(methods.join(", "))
    }

    fn answer(&self, request: &HttpRequest, metadata: &serde_json::Value) -> HttpResponse {
        if request.method() == Method::OPTIONS {
            HttpResponse::Ok().insert_header((header::ALLOW, self.0.as_str())).json(metadata)
        } else {
            HttpResponse::from_error(ApiError::method_not_allowed(
                request.method().as_str(),
                &self.0,
            ))
        }
    }
}

fn actix_method(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}

/// Redirects to the slashed path: 301 for reads, 308 (which keeps the method
/// and body) for the rest. The location is relative, so it holds behind any proxy.
async fn add_slash(request: HttpRequest) -> HttpResponse {
    let status = if matches!(*request.method(), Method::GET | Method::HEAD) {
        StatusCode::MOVED_PERMANENTLY
    } else {
        StatusCode::PERMANENT_REDIRECT
    };
    let uri = request.uri();
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    HttpResponse::build(status)
        .insert_header((header::LOCATION, format!("{}/{query}", uri.path())))
        .finish()
}
