//! What stands before a handler.

use std::fmt;
use std::sync::Arc;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use bytes::Bytes;
use futures_util::future::LocalBoxFuture;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::SecurityScheme;

use crate::ApiError;

/// Decides who may pass and how often. `access` has the implementations.
pub trait Gate: Send + Sync + 'static {
    /// Adds what the gate asks for, and may answer, to an operation's documentation.
    fn describe(&self, operation: &mut Operation);

    /// The security schemes that operations behind this gate refer to, by name.
    fn schemes(&self) -> Vec<(&'static str, SecurityScheme)>;

    /// Lets a request pass or refuses it. The order inside is 401, 403, 429;
    /// signed requests have one of their own.
    fn admit<'a>(&'a self, request: &'a HttpRequest) -> LocalBoxFuture<'a, Passage>;

    /// What becomes of a request that cannot even be put to the gate.
    fn refuse(&self, _request: &HttpRequest, refusal: ApiError) -> Passage {
        Passage { verdict: Err(refusal), headers: Vec::new() }
    }

    /// The most bytes of a body that must be read before the gate can decide;
    /// the body is then among the request's extensions, as [`WholeBody`].
    fn body(&self, _request: &HttpRequest) -> Option<usize> {
        None
    }

    /// The gate for methods that the path does not know, where it is another.
    fn other_methods(&self) -> Option<Arc<dyn Gate>> {
        None
    }

    /// Whether `OPTIONS` is answered, or a method like any other that a path does
    /// not know.
    fn knows_options(&self) -> bool {
        true
    }

    /// The answer for an error, of the gate or of the handler behind it.
    fn render(&self, _request: &HttpRequest, error: &ApiError) -> HttpResponse {
        error.error_response()
    }
}

/// The body of a request whose gate had to see it.
#[derive(Clone)]
pub struct WholeBody(pub Bytes);

impl fmt::Debug for WholeBody {
    /// How long it is: there may be passwords in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WholeBody({} bytes)", self.0.len())
    }
}

/// What a [`Gate`] decided.
#[derive(Debug)]
pub struct Passage {
    /// Pass, or the answer to give instead.
    pub verdict: Result<(), ApiError>,
    /// Headers for the answer, whatever it turns out to be.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}
