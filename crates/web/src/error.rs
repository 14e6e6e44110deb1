//! One error type for every handler, in the shapes of Django REST Framework.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Map, Value, json};

use crate::Fields;

/// How an API words its errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorShape {
    /// `{"detail": …}`, or the wrong parameters by name: Django REST Framework's.
    Detail,
    /// `{"hint": …, "arg_errors": {…}}`: CareHQ's.
    Hint,
    /// `{"apiVersion": "1", "httpStatus": …, "message": …}`: TRUD's.
    Message,
}

/// What is wrong with a request, by parameter: `{"month": ["…"], "practice": ["…"]}`.
pub type FieldErrors = BTreeMap<String, Vec<String>>;

/// An answer that is not a success: a status, a message for the caller and,
/// apart from it, a cause for the log. The cause is never sent.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    message: String,
    fields: FieldErrors,
    members: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl ApiError {
    /// Any status with `{"detail": …}`.
    pub fn new(status: StatusCode, detail: impl fmt::Display) -> Self {
        Self {
            status,
            message: detail.to_string(),
            fields: FieldErrors::new(),
            members: Map::new(),
            headers: Vec::new(),
            cause: None,
        }
    }

    /// 400 about named parameters, all of them at once.
    pub fn invalid(fields: &FieldErrors) -> Self {
        let message = "Some parameters are missing or wrong.";
        Self { fields: fields.clone(), ..Self::new(StatusCode::BAD_REQUEST, message) }
    }

    /// 400 about what a body says, but no field of it in particular.
    pub fn whole(message: impl Into<String>) -> Self {
        let errors = vec![message.into()];
        Self::invalid(&FieldErrors::from([(Fields::WHOLE.to_owned(), errors)]))
    }

    /// 400 about the request as a whole.
    pub fn bad_request(detail: impl fmt::Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// 401 with the challenge that RFC 9110 §11.6.1 requires.
    pub fn unauthorized(challenge: &'static str, detail: impl fmt::Display) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    /// 403: we know who you are, and you may not.
    pub fn forbidden(detail: impl fmt::Display) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// 404.
    pub fn not_found(detail: impl fmt::Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// 405 naming the methods that are allowed (RFC 9110 §15.5.6).
    pub fn method_not_allowed(method: &str, allow: &str) -> Self {
        let error = Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            format_args!("Method \"{method}\" not allowed."),
        );
        match HeaderValue::from_str(allow) {
            Ok(value) => error.with_header(header::ALLOW, value),
            Err(_) => error,
        }
    }

    /// 406.
    pub fn not_acceptable(detail: impl fmt::Display) -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, detail)
    }

    /// 415 for a body of this media type; empty where none is named.
    pub fn unsupported_media_type(media_type: &str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format_args!("Unsupported media type \"{media_type}\" in request."),
        )
    }

    /// 429 with the true wait in whole seconds, in the text and in `Retry-After`.
    pub fn throttled(seconds: u64) -> Self {
        let unit = if seconds == 1 { "second" } else { "seconds" };
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            format_args!("Request was throttled. Expected available in {seconds} {unit}."),
        )
        .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// 503: something this service needs is away. Worth trying again shortly.
    pub fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The service is temporarily unavailable. Please try again shortly.",
            )
        }
        .with_header(header::RETRY_AFTER, HeaderValue::from(5))
    }

    /// 500. The caller learns nothing but that it was not their fault.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "An unexpected error occurred. Quote the X-Request-Id when asking about it.",
            )
        }
    }

    /// The same error with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same error with one more member of the body, beside `detail`.
    #[must_use]
    pub fn with_member(mut self, name: &str, value: Value) -> Self {
        self.members.insert(name.to_owned(), value);
        self
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What is told to the caller, in a sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What is wrong with named parameters, if the error is about some.
    pub fn fields(&self) -> &FieldErrors {
        &self.fields
    }

    /// The answer, in the words of an API.
    pub fn rendered_as(&self, shape: ErrorShape) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        for (name, value) in &self.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        response.json(self.body(shape))
    }

    fn body(&self, shape: ErrorShape) -> Value {
        match shape {
            ErrorShape::Detail if self.fields.is_empty() => {
                let mut body = self.members.clone();
                body.insert("detail".to_owned(), json!(self.message));
                Value::Object(body)
            }
            ErrorShape::Detail => json!(self.fields),
            ErrorShape::Hint if self.fields.is_empty() => json!({ "hint": self.message }),
            ErrorShape::Hint => json!({ "hint": self.message, "arg_errors": self.fields }),
            ErrorShape::Message => json!({
                "apiVersion": "1",
                "httpStatus": self.status.as_u16(),
                "message": self.message,
            }),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.body(ErrorShape::Detail))?;
        let mut cause = self.cause.as_deref().map(|cause| -> &dyn Error { cause });
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        self.rendered_as(ErrorShape::Detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_api_has_words_of_its_own() {
        let wrong: FieldErrors = [("page".to_owned(), vec!["No.".to_owned()])].into();
        let wrong = ApiError::invalid(&wrong);
        let gone = ApiError::not_found("Not found.").with_member("code", json!("gone"));
        for (error, shape, body) in [
            (&gone, ErrorShape::Detail, json!({ "detail": "Not found.", "code": "gone" })),
            (&gone, ErrorShape::Hint, json!({ "hint": "Not found." })),
            (
                &gone,
                ErrorShape::Message,
                json!({ "apiVersion": "1", "httpStatus": 404, "message": "Not found." }),
            ),
            (&wrong, ErrorShape::Detail, json!({ "page": ["No."] })),
            (
                &wrong,
                ErrorShape::Hint,
                json!({
                    "hint": "Some parameters are missing or wrong.",
                    "arg_errors": { "page": ["No."] },
                }),
            ),
        ] {
            assert_eq!(error.body(shape), body);
        }
    }
}
