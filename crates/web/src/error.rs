//! One error type for every handler, in the shapes of Django REST Framework.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::Fields;

/// How an API words its errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorShape {
    /// `{"detail": …}`, or the wrong parameters by name: Django REST Framework's.
    Detail,
    /// `{"hint": …, "arg_errors": {…}}`: CareHQ's.
    Hint,
    /// `{"apiVersion": "1", "httpStatus": …, "message": …}`: TRUD's. Other members
    /// stand after `apiVersion`; what is wrong with parameters is in the message.
    Message,
}

/// A body in [`ErrorShape::Message`]. Its members have an order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    api_version: &'static str,
    #[serde(flatten)]
    members: &'a Map<String, Value>,
    http_status: u16,
    message: Cow<'a, str>,
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

    /// The same error with one more member of the body, beside `detail` or `message`.
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
        match shape {
            ErrorShape::Detail => response.json(self.in_detail()),
            ErrorShape::Hint => response.json(self.as_hint()),
            ErrorShape::Message => response.json(self.as_message()),
        }
    }

    fn in_detail(&self) -> Value {
        if !self.fields.is_empty() {
            return json!(self.fields);
        }
        let mut body = self.members.clone();
        body.insert("detail".to_owned(), json!(self.message));
        Value::Object(body)
    }

    fn as_hint(&self) -> Value {
        if self.fields.is_empty() {
            json!({ "hint": self.message })
        } else {
            json!({ "hint": self.message, "arg_errors": self.fields })
        }
    }

    fn as_message(&self) -> Message<'_> {
        let message = if self.fields.is_empty() {
            Cow::Borrowed(self.message.as_str())
        } else {
            let wrong = self.fields.iter();
            let wrong = wrong.map(|(name, mistakes)| format!("{name}: {}", mistakes.join(" ")));
            Cow::Owned(wrong.collect::<Vec<_>>().join(" "))
        };
        let http_status = self.status.as_u16();
        Message { api_version: "1", members: &self.members, http_status, message }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.in_detail())?;
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
    use actix_web::body::MessageBody;

    use super::*;

    #[test]
    fn each_api_has_words_of_its_own() {
        let sentences = |sentences: &[&str]| sentences.iter().map(|&one| one.to_owned()).collect();
        let wrong = ApiError::invalid(&FieldErrors::from([
            ("page".to_owned(), sentences(&["No.", "Not at all."])),
            ("since".to_owned(), sentences(&["Never."])),
        ]));
        let gone = ApiError::not_found("Not found.").with_member("releases", json!([]));
        for (error, shape, body) in [
            (&gone, ErrorShape::Detail, r#"{"detail":"Not found.","releases":[]}"#),
            (&gone, ErrorShape::Hint, r#"{"hint":"Not found."}"#),
            (
                &gone,
                ErrorShape::Message,
                r#"{"apiVersion":"1","releases":[],"httpStatus":404,"message":"Not found."}"#,
            ),
            (&wrong, ErrorShape::Detail, r#"{"page":["No.","Not at all."],"since":["Never."]}"#),
            (
                &wrong,
                ErrorShape::Hint,
                r#"{"arg_errors":{"page":["No.","Not at all."],"since":["Never."]},"hint":"Some parameters are missing or wrong."}"#,
            ),
            (
                &wrong,
                ErrorShape::Message,
                r#"{"apiVersion":"1","httpStatus":400,"message":"page: No. Not at all. since: Never."}"#,
            ),
        ] {
            let rendered = error.rendered_as(shape);
            assert_eq!(rendered.status(), error.status());
            assert_eq!(rendered.into_body().try_into_bytes().unwrap(), body, "{shape:?}");
        }
    }
}
