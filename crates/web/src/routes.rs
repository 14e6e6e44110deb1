//! Registers a route and its documentation in one call, and runs every
//! request through the same checks in the same order.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, PayloadConfig, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Responder, Route, guard};
use serde_json::json;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::HttpMethod;
use utoipa::openapi::tag::{Tag, TagBuilder};

use crate::check::{Checks, check};
use crate::conditional::Edition;
use crate::{ApiError, Endpoint, Format, Gate, openapi};

/// The most bytes of a body, where the service takes no larger ones. Nor is
/// more JSON read into values at once.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;

type Gated = (Endpoint, Arc<dyn Gate>);

/// What answers where no endpoint is.
struct Otherwise {
    patterns: Vec<String>,
    gate: Arc<dyn Gate>,
    route: Arc<dyn Fn() -> Route + Send + Sync>,
}

/// The routes of a service.
#[derive(Default)]
pub struct Routes {
    endpoints: Vec<Gated>,
    tags: Vec<Tag>,
    edition: Option<Edition>,
    largest_body: Option<usize>,
    otherwise: Vec<Otherwise>,
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

    /// Answers every method at these patterns, wherever no endpoint is; in no document.
    #[must_use]
    pub fn otherwise<H, Args>(mut self, patterns: &[&str], gate: impl Gate, handler: H) -> Self
    where
        H: Handler<Args, Output: Responder> + Send + Sync,
        Args: FromRequest + 'static,
    {
        self.otherwise.push(Otherwise {
            patterns: patterns.iter().map(|pattern| (*pattern).to_owned()).collect(),
            gate: Arc::new(gate),
            route: Arc::new(move || Route::new().to(handler.clone())),
        });
        self
    }

    /// Makes reads conditional. `edition` names what is served to a request, if
    /// it can be named; under one name the same request must have one answer,
    /// byte for byte. It runs once per request, before the handler, and may
    /// leave in the request's extensions what the handler is to see.
    #[must_use]
    pub fn edition<F>(mut self, edition: F) -> Self
    where
        F: Fn(&HttpRequest) -> Option<String> + Send + Sync + 'static,
    {
        self.edition = Some(Arc::new(edition));
        self
    }

    /// Takes bodies of so many bytes, instead of 1 MiB. The gateway has a limit
    /// of its own.
    #[must_use]
    pub fn largest_body(self, bytes: usize) -> Self {
        Self { largest_body: Some(bytes), ..self }
    }

    /// What is in no document, as `GET /path/`.
    pub fn pages(&self) -> Vec<String> {
        let pages = self.endpoints.iter().filter(|(endpoint, _)| !endpoint.documented);
        let named = |(endpoint, _): &Gated| -> Vec<String> {
            let methods = endpoint.methods.iter().map(actix_method);
            methods.map(|method| format!("{method} {}", endpoint.path())).collect()
        };
        pages.flat_map(named).collect()
    }

    /// The OpenAPI document of these routes.
    pub fn openapi(&self, service: &str) -> OpenApi {
        let mut document = openapi::skeleton(service);
        for (endpoint, gate) in self.endpoints.iter().filter(|(endpoint, _)| endpoint.documented) {
            for (name, scheme) in gate.schemes() {
                document.components.get_or_insert_default().add_security_scheme(name, scheme);
            }
            let mut operation = endpoint.operation.clone();
            if self.edition.is_some() && endpoint.methods.contains(&HttpMethod::Get) {
                openapi::may_be_held(&mut operation);
            }
            openapi::add(
                &mut document,
                endpoint.path(),
                &endpoint.methods,
                &operation,
                &endpoint.schemas,
            );
        }
        document.tags = (!self.tags.is_empty()).then(|| self.tags.clone());
        document
    }

    /// Mounts the routes: each path with and without its final slash (the latter
    /// redirects, if it does not serve), `OPTIONS`, and 405 for other methods. The
    /// service's own document is at `/openapi.json`, for the gateway. Bodies
    /// have at most 1 MiB, as at the gateway, or [`Routes::largest_body`].
    pub fn configure(&self, service: &str, config: &mut ServiceConfig) {
        config.app_data(PayloadConfig::new(self.largest_body.unwrap_or(LARGEST_BODY)));
        let document = serde_json::to_value(self.openapi(service)).unwrap_or_default();
        let document = Data::new(document);
        let show = move || std::future::ready(HttpResponse::Ok().json(document.as_ref()));
        config.route("/openapi.json", web::get().to(show));
        let mut by_path: BTreeMap<&str, Vec<&Gated>> = BTreeMap::new();
        for entry in &self.endpoints {
            by_path.entry(entry.0.path()).or_default().push(entry);
        }
        for (path, entries) in by_path {
            let mut resource = web::resource(patterns(&entries));
            for (endpoint, gate) in &entries {
                for method in &endpoint.methods {
                    let (gate, edition) = (Arc::clone(gate), self.edition.clone());
                    let checks = Checks { gate, formats: endpoint.formats, edition };
                    resource = resource.route(checked(routed(endpoint, method), checks));
                }
            }
            if let Some(route) = other_methods(&entries) {
                resource = resource.route(route);
            }
            config.service(resource);
            if let Some(unslashed) = path.strip_suffix('/') {
                config.service(web::resource(unslashed.to_owned()).to(add_slash));
            }
        }
        for Otherwise { patterns, gate, route } in &self.otherwise {
            let checks = Checks { gate: Arc::clone(gate), formats: &[], edition: None };
            config.service(web::resource(patterns.clone()).route(checked(route(), checks)));
        }
    }
}

/// Everywhere that one of the endpoints of a path is: all of them are there.
fn patterns(entries: &[&Gated]) -> Vec<String> {
    let endpoints = entries.iter().map(|(endpoint, _)| endpoint.patterns());
    endpoints.max_by_key(Vec::len).unwrap_or_default()
}

fn routed(endpoint: &Endpoint, method: &HttpMethod) -> Route {
    let route = endpoint.route();
    match actix_method(method) {
        Method::GET => route.guard(guard::Any(guard::Get()).or(guard::Head())),
        other => route.method(other),
    }
}

fn checked(route: Route, checks: Checks) -> Route {
    route.wrap(from_fn(move |request, next| check(checks.clone(), request, next)))
}

/// `OPTIONS`, and 405 for the methods that a path does not know.
fn other_methods(entries: &[&Gated]) -> Option<Route> {
    let (first, gate) = entries.first()?;
    let endpoints = entries.iter().map(|(endpoint, _)| endpoint);
    let widest = endpoints.max_by_key(|endpoint| endpoint.formats.len())?;
    let (formats, renders) = (widest.formats, widest.renders());
    let gate = gate.other_methods().unwrap_or_else(|| Arc::clone(gate));
    let options = entries.iter().all(|(_, gate)| gate.knows_options());
    let allow = Allow::of(entries.iter().map(|(endpoint, _)| endpoint), options);
    let metadata = json!({
        "name": first.operation.summary,
        "description": first.operation.description,
        "renders": renders,
        "parses": [Format::Json.media_type()],
    });
    let route = web::to(move |request: HttpRequest| {
        let (allow, metadata) = (allow.clone(), metadata.clone());
        async move { allow.answer(&request, &metadata) }
    });
    Some(checked(route, Checks { gate, formats, edition: None }))
}

/// The methods a path knows.
#[derive(Clone)]
struct Allow {
    methods: String,
    options: bool,
}

impl Allow {
    fn of<'a>(endpoints: impl Iterator<Item = &'a Endpoint>, options: bool) -> Self {
        let mut methods: Vec<String> = endpoints
            .flat_map(|endpoint| &endpoint.methods)
            .map(|method| actix_method(method).to_string())
            .collect();
        if methods.iter().any(|method| method == "GET") {
            methods.push("HEAD".to_owned());
        }
        if options {
            methods.push("OPTIONS".to_owned());
        }
        Self { methods: methods.join(", "), options }
    }

    fn answer(&self, request: &HttpRequest, metadata: &serde_json::Value) -> HttpResponse {
        if self.options && request.method() == Method::OPTIONS {
            HttpResponse::Ok().insert_header((header::ALLOW, self.methods.as_str())).json(metadata)
        } else {
            HttpResponse::from_error(ApiError::method_not_allowed(
                request.method().as_str(),
                &self.methods,
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

#[cfg(test)]
mod tests {
    use actix_web::App;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use futures_util::FutureExt;
    use futures_util::future::LocalBoxFuture;
    use utoipa::openapi::path::{Operation, OperationBuilder};
    use utoipa::openapi::security::SecurityScheme;

    use super::*;
    use crate::{Body, Passage};

    struct Open;

    impl Gate for Open {
        fn describe(&self, _: &mut Operation) {}

        fn schemes(&self) -> Vec<(&'static str, SecurityScheme)> {
            Vec::new()
        }

        fn admit<'a>(&'a self, _: &'a HttpRequest) -> LocalBoxFuture<'a, Passage> {
            std::future::ready(Passage { verdict: Ok(()), headers: Vec::new() }).boxed_local()
        }
    }

    async fn take(body: Body) -> Result<HttpResponse, ApiError> {
        body.fields()?;
        Ok(HttpResponse::NoContent().finish())
    }

    async fn told(request: HttpRequest) -> HttpResponse {
        let id = request.match_info().query("id");
        HttpResponse::Ok().body(format!("{} {id}", request.match_pattern().unwrap()))
    }

    async fn sent(routes: &Routes, bytes: usize) -> StatusCode {
        let app = App::new().configure(|config| routes.configure("test", config));
        let app = init_service(app).await;
        let request = TestRequest::post()
            .uri("/x/")
            .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
            .set_payload("x".repeat(bytes))
            .to_request();
        call_service(&app, request).await.status()
    }

    /// One that reads, at a path that leaves slashes to the caller, and one that
    /// takes what is sent there and says nothing of slashes.
    fn lenient() -> Routes {
        let operation = OperationBuilder::new().operation_id(Some("read_x")).build();
        let read = Endpoint::described(HttpMethod::Get, "/v1/x/{id}", operation, Vec::new(), told);
        Routes::new()
            .endpoint(Endpoint::page(HttpMethod::Put, "/v1/x/{id}", take), Open)
            .endpoint(read.with_or_without_slash(), Open)
    }

    #[actix_web::test]
    async fn what_leaves_slashes_to_the_caller_is_served_at_each_path() {
        let app = App::new().configure(|config| lenient().configure("test", config));
        let app = init_service(app).await;
        for path in ["/v1/x/7", "/v1/x/7/", "//v1/x/7", "//v1/x/7/"] {
            for (method, status) in [
                (Method::GET, 200),
                (Method::HEAD, 200),
                (Method::PUT, 204),
                (Method::OPTIONS, 200),
                (Method::DELETE, 405),
            ] {
                let request = TestRequest::default().method(method.clone()).uri(path);
                let answer = call_service(&app, request.to_request()).await;
                assert_eq!(answer.status().as_u16(), status, "{method} {path}");
                if method == Method::GET {
                    assert_eq!(read_body(answer).await, "/v1/x/{id} 7", "{path}");
                }
            }
        }
        for path in ["/v1/x/7//", "///v1/x/7", "/v1//x/7", "/v1/x/"] {
            let request = TestRequest::get().uri(path).to_request();
            assert_eq!(call_service(&app, request).await.status().as_u16(), 404, "{path}");
        }
    }

    #[test]
    fn what_is_served_at_several_paths_is_documented_at_one() {
        let document = serde_json::to_value(lenient().openapi("test")).unwrap();
        let paths = document["paths"].as_object().unwrap();
        assert!(paths.keys().eq(["/v1/x/{id}"]), "{paths:?}");
        assert_eq!(document["paths"]["/v1/x/{id}"]["get"]["operationId"], "read_x");
    }

    #[test]
    fn what_has_an_edition_may_be_held() {
        for (routes, is_told) in [(lenient(), false), (lenient().edition(|_| None), true)] {
            let document = serde_json::to_value(routes.openapi("test")).unwrap();
            let responses = &document["paths"]["/v1/x/{id}"]["get"]["responses"];
            assert_eq!(responses.get("304").is_some(), is_told, "{responses}");
        }
    }

    #[actix_web::test]
    async fn a_service_says_how_large_bodies_may_be() {
        let routes = || Routes::new().endpoint(Endpoint::page(HttpMethod::Post, "/x/", take), Open);
        let (small, large) = (routes().largest_body(10), routes().largest_body(2 * LARGEST_BODY));
        for (routes, most) in [(small, 10), (routes(), LARGEST_BODY), (large, 2 * LARGEST_BODY)] {
            assert_eq!(sent(&routes, most).await, StatusCode::NO_CONTENT, "{most}");
            assert_eq!(sent(&routes, most + 1).await, StatusCode::PAYLOAD_TOO_LARGE, "{most}");
        }
    }
}
