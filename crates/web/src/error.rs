//! One error type for every handler, in the shapes of Django REST Framework.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Value, json};

/// What is wrong with a request, by parameter: `{"month": ["…"], "practice": ["…"]}`.
pub type FieldErrors = BTreeMap<String, Vec<String>>;

/// An answer that is not a success: a status, a message for the caller and,
/// apart from it, a cause for the log. The cause is never sent.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    body: Value,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl ApiError {
    /// Any status with `{"detail": …}`.
    pub fn new(status: StatusCode, detail: impl fmt::Display) -> Self {
        Self {
            status,
            body: json!({ "detail": detail.to_string() }),
            headers: Vec::new(),
            cause: None,
        }
    }

    /// 400 about named parameters, all of them at once.
    pub fn invalid(fields: &FieldErrors) -> Self {
        Self { body: json!(fields), ..Self::new(StatusCode::BAD_REQUEST, "") }
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

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.body)?;
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
        let mut response = HttpResponse::build(self.status);
        for (name, value) in &self.headers {
            response.insert_header((name.clone(), value.clone()));
        }
        response.json(&self.body)
    }
}
