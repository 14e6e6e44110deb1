//! Registers a route and its documentation in one call, and runs every
//! request through the same checks in the same order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use actix_web::http::header;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, PayloadConfig, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Responder, Route, guard};
use serde_json::json;
use utoipa::openapi::path::{HttpMethod, Operation, ParameterIn};
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{Deprecated, OpenApi, RefOr, Schema};

use crate::check::{Checks, check};
use crate::conditional::Edition;
use crate::{ApiError, Format, Gate, openapi};

/// The most bytes of a body, where the service takes no larger ones. Nor is
/// more JSON read into values at once.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;

/// A documented handler, made by [`crate::endpoint!`].
#[derive(Clone)]
pub struct Endpoint {
    path: String,
    methods: Vec<HttpMethod>,
    operation: Operation,
    schemas: Vec<(String, RefOr<Schema>)>,
    documented: bool,
    /// None: the form of the answer does not depend on what is asked for.
    formats: &'static [Format],
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
            documented: true,
            formats: Format::JSON,
            route: Arc::new(move || Route::new().to(handler.clone())),
        }
    }

    /// A page for people: HTML, and in no OpenAPI document.
    pub fn page<H, Args>(method: HttpMethod, path: &str, handler: H) -> Self
    where
        H: Handler<Args, Output: Responder> + Send + Sync,
        Args: FromRequest + 'static,
    {
        Self {
            path: path.to_owned(),
            methods: vec![method],
            operation: Operation::new(),
            schemas: Vec::new(),
            documented: false,
            formats: &[],
            route: Arc::new(move || Route::new().to(handler.clone())),
        }
    }

    /// The same at another path: documented under an operation id with this
    /// suffix, without the parameters that only the first path has.
    #[must_use]
    pub fn also_at(&self, path: &str, suffix: &str) -> Self {
        let mut operation = self.operation.clone();
        operation.operation_id = operation.operation_id.map(|id| format!("{id}_{suffix}"));
        if let Some(parameters) = &mut operation.parameters {
            parameters.retain(|known| match known {
                RefOr::T(known) if known.parameter_in == ParameterIn::Path => {
                    path.contains(&format!("{{{}}}", known.name))
                }
                _ => true,
            });
        }
        Self { path: path.to_owned(), operation, ..self.clone() }
    }

    /// The same where it is on its way out: documented as deprecated.
    #[must_use]
    pub fn deprecated_at(&self, path: &str, suffix: &str) -> Self {
        let mut there = self.also_at(path, suffix);
        there.operation.deprecated = Some(Deprecated::True);
        there
    }

    /// Where it is, as `/path/{parameter}/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Leaves the form of the answer to the handler, whatever `Accept` says.
    #[must_use]
    pub fn in_any_form(self) -> Self {
        Self { formats: &[], ..self }
    }

    /// Offers these forms of answer instead of JSON alone, and documents them.
    #[must_use]
    pub fn formats(mut self, formats: &'static [Format]) -> Self {
        openapi::offer(&mut self.operation, formats);
        self.formats = formats;
        self
    }

    /// The media types of its answers: those it offers, or else those of the
    /// successes that its documentation tells of.
    fn renders(&self) -> Vec<String> {
        if !self.documented {
            return vec!["text/html".to_owned()];
        }
        if !self.formats.is_empty() {
            return self.formats.iter().map(|format| format.media_type().to_owned()).collect();
        }
        let mut types = BTreeSet::new();
        for (status, response) in &self.operation.responses.responses {
            if let (true, RefOr::T(response)) = (status.starts_with('2'), response) {
                types.extend(response.content.keys().cloned());
            }
        }
        if types.is_empty() {
            types.insert(Format::Json.media_type().to_owned());
        }
        types.into_iter().collect()
    }
}

type Gated = (Endpoint, Arc<dyn Gate>);

/// The routes of a service.
#[derive(Default)]
pub struct Routes {
    endpoints: Vec<Gated>,
    tags: Vec<Tag>,
    edition: Option<Edition>,
    largest_body: Option<usize>,
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
            methods.map(|method| format!("{method} {}", endpoint.path)).collect()
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
            by_path.entry(&entry.0.path).or_default().push(entry);
        }
        for (path, entries) in by_path {
            let mut resource = web::resource(path.to_owned());
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
    }
}

fn routed(endpoint: &Endpoint, method: &HttpMethod) -> Route {
    let route = (endpoint.route)();
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
    use actix_web::test::{TestRequest, call_service, init_service};
    use futures_util::FutureExt;
    use futures_util::future::LocalBoxFuture;
    use utoipa::openapi::path::{OperationBuilder, ParameterBuilder};
    use utoipa::openapi::security::SecurityScheme;
    use utoipa::openapi::{Content, ResponseBuilder, ResponsesBuilder};

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

    #[test]
    fn an_endpoint_renders_what_it_documents() {
        let page = Endpoint::page(HttpMethod::Get, "/x/", take);
        assert_eq!(page.renders(), ["text/html"]);
        let documented = |media_types: &[&str]| {
            let mut response = ResponseBuilder::new().description("It.");
            for media_type in media_types {
                response = response.content(*media_type, Content::new(None::<RefOr<Schema>>));
            }
            let refused = ResponseBuilder::new().content("text/plain", Content::default());
            let responses = ResponsesBuilder::new().response("200", response);
            let responses = responses.response("400", refused).build();
            let operation = OperationBuilder::new().responses(responses).build();
            Endpoint { operation, documented: true, ..page.clone() }
        };
        assert_eq!(documented(&[]).renders(), ["application/json"]);
        assert_eq!(documented(&["image/png"]).renders(), ["image/png"]);
        let offering = documented(&["application/fhir+json"]).formats(Format::FHIR);
        assert_eq!(offering.renders(), ["application/fhir+json"]);
        assert_eq!(documented(&[]).formats(Format::JSON).renders(), ["application/json"]);
    }

    #[test]
    fn an_endpoint_may_be_at_several_paths() {
        let named = |name: &str, place: ParameterIn| {
            ParameterBuilder::new().name(name).parameter_in(place).build()
        };
        let operation = OperationBuilder::new()
            .operation_id(Some("read_x"))
            .parameter(named("key", ParameterIn::Path))
            .parameter(named("item", ParameterIn::Path))
            .parameter(named("key", ParameterIn::Query));
        let page = Endpoint::page(HttpMethod::Get, "/keys/{key}/x/{item}", take);
        let first = Endpoint { operation: operation.build(), documented: true, ..page };
        for (there, deprecated) in [
            (first.also_at("/x/{item}", "here"), None),
            (first.deprecated_at("/x/{item}", "here"), Some(true)),
        ] {
            assert_eq!(there.path(), "/x/{item}");
            let told = serde_json::to_value(&there.operation).unwrap();
            assert_eq!(told["operationId"], "read_x_here");
            assert_eq!(told.get("deprecated").and_then(serde_json::Value::as_bool), deprecated);
            let parameters = told["parameters"].as_array().unwrap().iter();
            let parameters: Vec<_> = parameters.map(|one| (&one["name"], &one["in"])).collect();
            assert_eq!(
                parameters,
                [(&json!("item"), &json!("path")), (&json!("key"), &json!("query"))]
            );
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
