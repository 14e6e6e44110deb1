//! A handler with its documentation.

use std::collections::BTreeSet;
use std::sync::Arc;

use actix_web::{FromRequest, Handler, Responder, Route};
use utoipa::openapi::path::{HttpMethod, Operation, ParameterIn};
use utoipa::openapi::{Deprecated, RefOr, Schema};

use crate::{Format, openapi};

/// A documented handler, made by [`crate::endpoint!`] or [`Endpoint::described`].
#[derive(Clone)]
pub struct Endpoint {
    path: String,
    /// Where else it is, without being documented there.
    elsewhere: Vec<String>,
    /// Whether it is served with a final slash, and with one more in front, as well.
    any_slashes: bool,
    pub(crate) methods: Vec<HttpMethod>,
    pub(crate) operation: Operation,
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
    pub(crate) documented: bool,
    /// None: the form of the answer does not depend on what is asked for.
    pub(crate) formats: &'static [Format],
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
        openapi::never_null(&mut operation);
        Self::of(D::methods(), &D::path(), operation, schemas, handler)
    }

    /// Documented by data, where operations follow from a description: `schemas`
    /// are those that `operation` refers to, by name.
    pub fn described<H, Args>(
        method: HttpMethod,
        path: &str,
        operation: Operation,
        schemas: Vec<(String, RefOr<Schema>)>,
        handler: H,
    ) -> Self
    where
        H: Handler<Args, Output: Responder> + Send + Sync,
        Args: FromRequest + 'static,
    {
        Self::of(vec![method], path, operation, schemas, handler)
    }

    /// A page for people: HTML, and in no OpenAPI document.
    pub fn page<H, Args>(method: HttpMethod, path: &str, handler: H) -> Self
    where
        H: Handler<Args, Output: Responder> + Send + Sync,
        Args: FromRequest + 'static,
    {
        let page = Self::of(vec![method], path, Operation::new(), Vec::new(), handler);
        Self { documented: false, formats: &[], ..page }
    }

    fn of<H, Args>(
        methods: Vec<HttpMethod>,
        path: &str,
        operation: Operation,
        schemas: Vec<(String, RefOr<Schema>)>,
        handler: H,
    ) -> Self
    where
        H: Handler<Args, Output: Responder> + Send + Sync,
        Args: FromRequest + 'static,
    {
        Self {
            path: path.to_owned(),
            elsewhere: Vec::new(),
            any_slashes: false,
            methods,
            operation,
            schemas,
            documented: true,
            formats: Format::JSON,
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
        Self { path: path.to_owned(), elsewhere: Vec::new(), operation, ..self.clone() }
    }

    /// The same where it is on its way out: documented as deprecated.
    #[must_use]
    pub fn deprecated_at(&self, path: &str, suffix: &str) -> Self {
        let mut there = self.also_at(path, suffix);
        there.operation.deprecated = Some(Deprecated::True);
        there
    }

    /// Serves it at another path as well. It is documented at the first alone.
    #[must_use]
    pub fn and_at(mut self, path: &str) -> Self {
        self.elsewhere.push(path.to_owned());
        self
    }

    /// Serves it, without a redirect, at its path with and without a final slash,
    /// and at both with one more slash in front: clients whose base URL ends in a
    /// slash ask for `//path`. Whatever else is at its path is served there too.
    /// It is documented once, without the final slash.
    #[must_use]
    pub fn with_or_without_slash(self) -> Self {
        let path = self.path.trim_end_matches('/').to_owned();
        Self { path, any_slashes: true, ..self }
    }

    /// Where it is, as `/path/{parameter}/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Everywhere that it is, where it is documented first: the log names that.
    pub(crate) fn patterns(&self) -> Vec<String> {
        let spelt = |path: &String| {
            if self.any_slashes {
                vec![path.clone(), format!("{path}/"), format!("/{path}"), format!("/{path}/")]
            } else {
                vec![path.clone()]
            }
        };
        [&self.path].into_iter().chain(&self.elsewhere).flat_map(spelt).collect()
    }

    /// Its route, anew for each worker.
    pub(crate) fn route(&self) -> Route {
        (self.route)()
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
    pub(crate) fn renders(&self) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use actix_web::HttpResponse;
    use serde_json::json;
    use utoipa::openapi::path::{OperationBuilder, ParameterBuilder};
    use utoipa::openapi::{Content, ResponseBuilder, ResponsesBuilder};

    use super::*;

    async fn nothing() -> HttpResponse {
        HttpResponse::NoContent().finish()
    }

    fn described(path: &str, operation: OperationBuilder) -> Endpoint {
        Endpoint::described(HttpMethod::Get, path, operation.build(), Vec::new(), nothing)
    }

    #[test]
    fn an_endpoint_renders_what_it_documents() {
        assert_eq!(Endpoint::page(HttpMethod::Get, "/x/", nothing).renders(), ["text/html"]);
        let documented = |media_types: &[&str]| {
            let mut response = ResponseBuilder::new().description("It.");
            for media_type in media_types {
                response = response.content(*media_type, Content::new(None::<RefOr<Schema>>));
            }
            let refused = ResponseBuilder::new().content("text/plain", Content::default());
            let responses = ResponsesBuilder::new().response("200", response);
            let responses = responses.response("400", refused).build();
            described("/x/", OperationBuilder::new().responses(responses)).in_any_form()
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
        let first = described("/keys/{key}/x/{item}", operation);
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

    #[test]
    fn slashes_may_be_left_to_the_caller() {
        for path in ["/v1/x", "/v1/x/"] {
            let strict = described(path, OperationBuilder::new());
            assert_eq!(strict.patterns(), [path]);
            let lenient = strict.with_or_without_slash();
            assert_eq!(lenient.path(), "/v1/x");
            assert_eq!(lenient.patterns(), ["/v1/x", "/v1/x/", "//v1/x", "//v1/x/"]);
            let twice = lenient.clone().and_at("/x").patterns();
            assert_eq!(twice[4..], ["/x", "/x/", "//x", "//x/"]);
            let elsewhere = lenient.also_at("/x/{id}", "there");
            assert_eq!(elsewhere.patterns(), ["/x/{id}", "/x/{id}/", "//x/{id}", "//x/{id}/"]);
        }
    }
}
