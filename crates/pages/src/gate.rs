use std::sync::Arc;

use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use futures_util::future::LocalBoxFuture;
use url::form_urlencoded::Serializer;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::SecurityScheme;
use web::{ApiError, Gate, Passage};

use crate::Page;
use crate::headers::moved;
use crate::wait as in_words;

const SIGN_IN: &str = "/accounts/login/";

/// What strangers can do about a page that is not there for them.
const OR_SIGN_IN: &str = "Check the address, or sign in, if it is one of yours.";

/// The same door for people: whoever it turns away reads a page that says why
/// and what to do next, in the status and with the headers of the refusal. Who
/// must sign in first and only wanted to read is sent to do so with 302, and
/// comes back by `next`.
pub fn gate(door: impl Gate) -> Paged {
    Paged(Arc::new(door))
}

/// A gate whose refusals are pages; see [`gate`].
pub struct Paged(Arc<dyn Gate>);

impl Gate for Paged {
    fn describe(&self, operation: &mut Operation) {
        self.0.describe(operation);
    }

    fn schemes(&self) -> Vec<(&'static str, SecurityScheme)> {
        self.0.schemes()
    }

    fn admit<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Passage> {
        self.0.admit(request)
    }

    fn body(&self, request: &HttpRequest) -> Option<usize> {
        self.0.body(request)
    }

    fn other_methods(&self) -> Option<Arc<dyn Gate>> {
        let others = self.0.other_methods()?;
        Some(Arc::new(Self(others)))
    }

    fn render(&self, request: &HttpRequest, error: &ApiError) -> HttpResponse {
        if error.status() == StatusCode::UNAUTHORIZED && only_reads(request) {
            return moved(StatusCode::FOUND, &coming_back(request));
        }
        let plain = self.0.render(request, error);
        // The rest is about a body that is not sent.
        let kept =
            [header::RETRY_AFTER, header::ALLOW, header::WWW_AUTHENTICATE, header::CONTENT_RANGE]
                .map(|name| (plain.headers().get(&name).cloned(), name));
        let wait = kept.first().and_then(|(value, _)| value.as_ref()).and_then(seconds);
        let Ok(mut response) = explain(request, error, wait) else {
            return plain;
        };
        for (value, name) in kept {
            if let Some(value) = value {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

fn seconds(value: &HeaderValue) -> Option<u64> {
    value.to_str().ok()?.parse().ok()
}

fn only_reads(request: &HttpRequest) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}

/// Where to sign in, to come back to a page that is only read; none on the page
/// where people do.
pub(crate) fn sign_in(request: &HttpRequest) -> Option<String> {
    if request.path() == SIGN_IN {
        None
    } else if only_reads(request) {
        Some(coming_back(request))
    } else {
        Some(SIGN_IN.to_owned())
    }
}

fn coming_back(request: &HttpRequest) -> String {
    let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
    let query = Serializer::new(String::new()).append_pair("next", wanted).finish();
    format!("{SIGN_IN}?{query}")
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    explanation: Explanation,
    /// Where to sign in, for those who are not.
    sign_in: Option<String>,
}

fn explain(
    request: &HttpRequest,
    error: &ApiError,
    wait: Option<u64>,
) -> Result<HttpResponse, ApiError> {
    let status = error.status();
    let mut explanation = Explanation::of(status, error.message(), wait);
    let mut page = Page::of(request, explanation.heading);
    // Of other refusals nobody knows who reads them: it may be somebody signed in.
    let wants = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND);
    let sign_in = page.sign_in.take().filter(|_| wants);
    if status == StatusCode::NOT_FOUND && sign_in.is_some() {
        explanation.next = OR_SIGN_IN.to_owned();
    }
    let shown = ErrorPage { page, explanation, sign_in };
    shown.page.show(request, status, &shown)
}

/// What went wrong and what to do next, in plain sentences.
#[derive(Debug, PartialEq, Eq)]
struct Explanation {
    heading: &'static str,
    what: String,
    next: String,
}

impl Explanation {
    fn of(status: StatusCode, message: &str, wait: Option<u64>) -> Self {
        let (heading, what, next) = match status.as_u16() {
            401 => (
                "Sign in first",
                "You are not signed in, or you have been signed out since you opened the page.",
                "Sign in, go back to the page and send the form again.",
            ),
            403 if message.starts_with("CSRF") => (
                "The form could not be checked",
                "The form was open for too long, or did not come from this site.",
                "Go back, load the page again and send the form once more. Your browser must \
                 accept cookies from this site.",
            ),
            403 => (
                "You may not do this",
                "Your account does not have permission for this page.",
                "Ask an administrator of your organisation if you should have it.",
            ),
            404 => (
                "Page not found",
                "There is no such page, or it is not one that you may see.",
                "Check the address, or start again from your account.",
            ),
            405 => (
                "This page cannot be used like that",
                "The page is there, but cannot be called in this way.",
                "Start again from your account.",
            ),
            413 => (
                "The form is too large",
                "More was sent than this page takes.",
                "Go back, send less, and try again.",
            ),
            429 => (
                "Too many attempts",
                "This has been tried too often in too short a time.",
                "Nothing else is wrong.",
            ),
            503 => (
                "Try again shortly",
                "The service is not available at the moment. Nothing has been changed.",
                "Load the page again in a minute.",
            ),
            500..=599 => (
                "Sorry, something went wrong",
                "The mistake is ours, not yours.",
                "Try again. If it happens again, tell the people who run this service when it \
                 happened.",
            ),
            _ => (
                "This cannot be done",
                "The request could not be understood.",
                "Go back, check what you entered and try again.",
            ),
        };
        let next = match (status, wait) {
            (StatusCode::TOO_MANY_REQUESTS, Some(wait)) => {
                format!("Try again in {}.", in_words(wait))
            }
            (StatusCode::TOO_MANY_REQUESTS, None) => "Try again in a few minutes.".to_owned(),
            _ => next.to_owned(),
        };
        Self { heading, what: what.to_owned(), next }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn refusals_say_what_to_do() {
        for (status, message, wait, heading, next) in [
            (404, "Not found.", None, "Page not found", "Check the address"),
            (403, "CSRF Failed: x.", None, "The form could not be checked", "Go back"),
            (403, "No.", None, "You may not do this", "Ask an administrator"),
            (429, "", Some(30), "Too many attempts", "Try again in 30 seconds."),
            (429, "", Some(1), "Too many attempts", "Try again in 1 second."),
            (429, "", Some(241), "Too many attempts", "Try again in 5 minutes."),
            (500, "", None, "Sorry, something went wrong", "Try again."),
            (503, "", Some(5), "Try again shortly", "Load the page again"),
            (418, "", None, "This cannot be done", "Go back"),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let told = Explanation::of(status, message, wait);
            assert_eq!(told.heading, heading, "{status}");
            assert!(told.next.starts_with(next), "{status}: {}", told.next);
        }
    }

    #[test]
    fn who_signs_in_comes_back() {
        let request =
            TestRequest::with_uri("/accounts/audit/?event=a%26b&page=2").to_http_request();
        assert_eq!(
            sign_in(&request).unwrap(),
            "/accounts/login/?next=%2Faccounts%2Faudit%2F%3Fevent%3Da%2526b%26page%3D2"
        );
        let sent = TestRequest::post().uri("/accounts/keys/").to_http_request();
        assert_eq!(sign_in(&sent).unwrap(), SIGN_IN);
        let at_the_door = TestRequest::with_uri("/accounts/login/?next=%2Fa%2F").to_http_request();
        assert_eq!(sign_in(&at_the_door), None);
    }
}
