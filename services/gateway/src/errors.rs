//! Errors that the gateway makes itself, in the shape of the API they stand in for.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
use serde_json::json;

use crate::routing::{is_below, single_slash};

const RELEASES: [&str; 3] = ["/trud", "/download", "/api/v1/releases"];

const CARE: [&str; 9] = [
    "/v1",
    "/api/v1/care-enquiries",
    "/api/v1/absences",
    "/api/v1/users",
    "/api/v1/locations",
    "/api/v1/service-users",
    "/api/v1/groups",
    "/api/v1/comments",
    "/api/v1/home-visits",
];

/// Why the gateway answers for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    NotFound,
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
            Self::NotFound => StatusCode::NOT_FOUND,
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
            Self::NotFound => "Not found.",
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

    /// The answer for a request to `path`.
    pub(crate) fn answer(self, path: &str) -> HttpResponse {
        let path = single_slash(path);
        let below = |prefixes: &[&str]| prefixes.iter().any(|prefix| is_below(path, prefix));
        let message = self.message();
        let body = if below(&RELEASES) {
            json!({ "apiVersion": "1", "httpStatus": self.status().as_u16(), "message": message })
        } else if below(&CARE) {
            json!({ "hint": message })
        } else {
            json!({ "detail": message })
        };
        let mut answer = HttpResponse::build(self.status());
        if matches!(self, Self::Unreachable | Self::BadAnswer | Self::TooSlow) {
            answer.insert_header((header::RETRY_AFTER, 5));
        }
        answer.json(body)
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
            ("//v1/x", r#"{"hint":"Not found."}"#),
            ("/api/v1/locations", r#"{"hint":"Not found."}"#),
            ("/api/v1/locationsx", r#"{"detail":"Not found."}"#),
        ] {
            let answer = Fault::NotFound.answer(path);
            assert_eq!(answer.status(), 404);
            assert_eq!(answer.into_body().try_into_bytes().unwrap(), body, "{path}");
        }
    }
}
