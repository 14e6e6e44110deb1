//! What an answer says of the version it is of.

use std::sync::Arc;

use access::Door;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, Accept, Header, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, ready};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::SecurityScheme;
use web::{ApiError, Gate, Passage};

/// When addresses without a version became deprecated, as RFC 9745 writes it:
/// 22 November 2026.
const DEPRECATED: HeaderValue = HeaderValue::from_static("@1795305600");

/// Which version a route is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// Version 1.
    One,
    /// None: on its way out.
    None,
    /// None, and its callers are sent to version 1.
    Moved,
}

/// A gate whose answers say which version they are of.
#[derive(Clone)]
pub(super) struct Versioned {
    gate: Arc<dyn Gate>,
    version: Version,
}

impl Versioned {
    pub(super) fn new(gate: impl Gate, version: Version) -> Self {
        Self { gate: Arc::new(gate), version }
    }

    fn label(&self, request: &HttpRequest, mut passage: Passage) -> Passage {
        if self.version == Version::One {
            let named = HeaderName::from_static("x-api-version");
            passage.headers.push((named, HeaderValue::from_static("v1")));
            return passage;
        }
        let successor = successor(request.uri().path());
        passage.headers.push((HeaderName::from_static("deprecation"), DEPRECATED));
        let link = format!("<{successor}>; rel=\"successor-version\"");
        if let Ok(link) = HeaderValue::from_str(&link) {
            passage.headers.push((header::LINK, link));
        }
        passage
    }
}

/// Where version 1 has what is at a path without a version.
fn successor(path: &str) -> String {
    path.replacen("/api/", "/api/v1/", 1)
}

fn moved(request: &HttpRequest) -> Result<(), ApiError> {
    let successor = successor(request.uri().path());
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let location = HeaderValue::from_str(&format!("{successor}{query}"));
    let location = location.map_err(ApiError::internal)?;
    let told = format_args!("This is at {successor} now.");
    Err(ApiError::new(StatusCode::PERMANENT_REDIRECT, told).with_header(header::LOCATION, location))
}

impl Gate for Versioned {
    fn describe(&self, operation: &mut Operation) {
        self.gate.describe(operation);
    }

    fn schemes(&self) -> Vec<(&'static str, SecurityScheme)> {
        self.gate.schemes()
    }

    fn admit<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Passage> {
        if self.version == Version::Moved {
            // Who calls is asked there, and counted once.
            let passage = Passage { verdict: moved(request), headers: Vec::new() };
            return ready(self.label(request, passage)).boxed_local();
        }
        self.gate.admit(request).map(|passage| self.label(request, passage)).boxed_local()
    }

    fn refuse(&self, request: &HttpRequest, refusal: ApiError) -> Passage {
        self.label(request, self.gate.refuse(request, refusal))
    }

    fn body(&self, request: &HttpRequest) -> Option<usize> {
        self.gate.body(request)
    }

    fn other_methods(&self) -> Option<Arc<dyn Gate>> {
        let gate = self.gate.other_methods()?;
        Some(Arc::new(Self { gate, version: self.version }))
    }

    fn render(&self, request: &HttpRequest, error: &ApiError) -> HttpResponse {
        self.gate.render(request, error)
    }
}

/// A door that sends people to sign in and tells programs that they did not.
#[derive(Clone)]
pub(super) struct HtmlOrJson {
    door: Door,
    pages: Arc<dyn Gate>,
}

impl HtmlOrJson {
    pub(super) fn new(door: Door) -> Self {
        Self { pages: Arc::new(::pages::gate(door.clone())), door }
    }
}

impl Gate for HtmlOrJson {
    fn describe(&self, operation: &mut Operation) {
        self.door.describe(operation);
    }

    fn schemes(&self) -> Vec<(&'static str, SecurityScheme)> {
        self.door.schemes()
    }

    fn admit<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Passage> {
        self.door.admit(request)
    }

    fn render(&self, request: &HttpRequest, error: &ApiError) -> HttpResponse {
        if error.status() == StatusCode::UNAUTHORIZED && prefers_html(request) {
            self.pages.render(request, error)
        } else {
            self.door.render(request, error)
        }
    }
}

/// Whether HTML is wanted, and JSON is not wanted more (RFC 9110 §12.5.1).
fn prefers_html(request: &HttpRequest) -> bool {
    let wanted = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let rank = |name: &str| wanted.iter().position(|media| media.essence_str() == name);
    match (rank("text/html"), rank("application/json")) {
        (Some(html), Some(json)) => html < json,
        (html, _) => html.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_successor_keeps_its_path() {
        assert_eq!(successor("/api/clinicians/7/"), "/api/v1/clinicians/7/");
        assert_eq!(successor("/api/shifts/"), "/api/v1/shifts/");
    }

    #[test]
    fn browsers_prefer_html() {
        for (accept, expected) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("application/json", false),
            ("application/json, text/html", false),
            ("text/html;q=0.1,application/json", false),
            ("application/json;q=0.5,text/html", true),
            ("*/*", false),
            ("", false),
        ] {
            let request =
                TestRequest::get().insert_header((header::ACCEPT, accept)).to_http_request();
            assert_eq!(prefers_html(&request), expected, "{accept}");
        }
    }
}
