//! Errors that the gateway makes itself, in the shape of the API they stand in for.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, StatusCode};
use web::{ApiError, ErrorShape};

use crate::routing::{CARE_API, is_below, single_slash};

const RELEASES: [&str; 3] = ["/trud", "/download", "/api/v1/releases"];

/// The methods that go through to services; all but GET and HEAD are optional (RFC 9110 §9.1).
const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

/// Why the gateway answers for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The request is none that HTTP allows, or none that we understand; says why.
    Malformed(&'static str),
    NotFound,
    MethodNotAllowed,
    ClientTooSlow,
    BodyTooLarge,
    HeadTooLarge,
    /// The service's answer makes no sense, or ended before it began.
    BadAnswer,
    /// The service cannot be reached.
    Unreachable,
    /// The service does not answer in time.
    TooSlow,
}

impl Fault {
    fn status(self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::ClientTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::BadAnswer => StatusCode::BAD_GATEWAY,
            Self::Unreachable => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooSlow => StatusCode::GATEWAY_TIMEOUT,
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::Malformed(why) => why,
            Self::NotFound => "Not found.",
            Self::MethodNotAllowed => "This method is not allowed.",
            Self::ClientTooSlow => "The request body did not arrive in time.",
            Self::BodyTooLarge => "The request body is too large.",
            Self::HeadTooLarge => "The request headers are too large.",
            Self::BadAnswer => "The service gave no proper answer. Please try again shortly.",
            Self::Unreachable => {
                "The service is temporarily unavailable. Please try again shortly."
            }
            Self::TooSlow => "The service did not answer in time. Please try again shortly.",
        }
    }

    fn header(self) -> Option<(HeaderName, &'static str)> {
        match self {
            Self::MethodNotAllowed => Some((header::ALLOW, METHODS)),
            Self::Unreachable | Self::BadAnswer | Self::TooSlow => Some((header::RETRY_AFTER, "5")),
            _ => None,
        }
    }

    /// The answer for a request to `path`.
    pub(crate) fn answer(self, path: &str) -> HttpResponse {
        let mut error = ApiError::new(self.status(), self.message());
        if let Some((name, value)) = self.header() {
            error = error.with_header(name, HeaderValue::from_static(value));
        }
        let mut answer = error.rendered_as(shape(path));
        if matches!(self, Self::Malformed(_)) {
            // Where such a request ends, and the next begins, is a matter of opinion.
            answer.head_mut().set_connection_type(ConnectionType::Close);
        }
        answer
    }
}

/// The shape of errors that callers of `path` expect.
fn shape(path: &str) -> ErrorShape {
    let path = single_slash(path);
    if RELEASES.iter().any(|prefix| is_below(path, prefix)) {
        ErrorShape::Message
    } else if CARE_API.iter().any(|prefix| is_below(path, prefix)) {
        ErrorShape::Hint
    } else {
        ErrorShape::Detail
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::MessageBody;

    use super::*;

    #[test]
    fn each_api_has_errors_of_its_own_shape() {
        for (path, body) in [
            ("/api/v1/unknown/", r#"{"detail":"Not found."}"#),
            ("/trud/x", r#"{"apiVersion":"1","httpStatus":404,"message":"Not found."}"#),
            ("//download/x", r#"{"apiVersion":"1","httpStatus":404,"message":"Not found."}"#),
            ("/api/v1/releases", r#"{"apiVersion":"1","httpStatus":404,"message":"Not found."}"#),
            ("/releases/items/1/", r#"{"detail":"Not found."}"#),
            ("/api/v1/audit/releases/", r#"{"detail":"Not found."}"#),
            ("//v1/x", r#"{"hint":"Not found."}"#),
            ("/api/v1/locations", r#"{"hint":"Not found."}"#),
            ("/api/v1/home-visits/x", r#"{"hint":"Not found."}"#),
            ("/api/v1/locationsx", r#"{"detail":"Not found."}"#),
            ("/care/enquiries/x/", r#"{"detail":"Not found."}"#),
            ("/api/v1/audit/care/", r#"{"detail":"Not found."}"#),
        ] {
            let answer = Fault::NotFound.answer(path);
            assert_eq!(answer.status(), 404);
            assert_eq!(answer.into_body().try_into_bytes().unwrap(), body, "{path}");
        }
    }

    #[test]
    fn headers_that_belong_to_a_status() {
        let answer = Fault::MethodNotAllowed.answer("/v1/x");
        assert_eq!(answer.headers().get(header::ALLOW).unwrap(), METHODS);
        let answer = Fault::Unreachable.answer("/v1/x");
        assert_eq!(answer.headers().get(header::RETRY_AFTER).unwrap(), "5");
        let answer = Fault::Malformed("Why.").answer("/v1/x");
        assert_eq!(answer.head().connection_type(), ConnectionType::Close);
        assert_eq!(answer.into_body().try_into_bytes().unwrap(), r#"{"hint":"Why."}"#);
    }
}
