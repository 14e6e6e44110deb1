//! Bodies that carry fields: a JSON object, or a form.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::{ApiError, Fields, WholeBody, is_form, media_type};

/// A body and what it says it is.
pub struct Body {
    media_type: Option<String>,
    is_form: bool,
    bytes: Bytes,
}

impl Body {
    /// Whether it is a form, as browsers send them.
    pub fn is_form(&self) -> bool {
        self.is_form
    }

    /// What it says, be it JSON or a form. 415 when it is neither, 400 when it
    /// cannot be read or is no object. No body at all says nothing, of whatever type.
    pub fn fields(&self) -> Result<Fields, ApiError> {
        if !self.is_form {
            return self.json();
        }
        // As in JSON, the last one counts of those that have the same name.
        let pairs = form_urlencoded::parse(&self.bytes);
        let values = pairs
            .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
            .collect();
        Ok(Fields::new(values))
    }

    /// The same of JSON alone: a form is 415 too.
    pub fn json(&self) -> Result<Fields, ApiError> {
        if self.bytes.is_empty() {
            return Ok(Fields::default());
        }
        match self.media_type.as_deref().unwrap_or_default() {
            "application/json" => object(&self.bytes).map(Fields::new),
            other => Err(ApiError::unsupported_media_type(other)),
        }
    }
}

impl FromRequest for Body {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (media_type, is_form) = (media_type(request), is_form(request));
        let whole = request.extensions().get::<WholeBody>().cloned();
        let rest = Bytes::from_request(request, payload);
        async move {
            let bytes = match whole {
                Some(WholeBody(bytes)) => bytes,
                None => rest.await.map_err(|error| unreadable(&error))?,
            };
            Ok(Self { media_type, is_form, bytes })
        }
        .boxed_local()
    }
}

fn unreadable(error: &actix_web::Error) -> ApiError {
    match error.as_response_error().status_code() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.")
        }
        _ => ApiError::bad_request("The body ended too early."),
    }
}

fn object(json: &[u8]) -> Result<Map<String, Value>, ApiError> {
    let value: Value = serde_json::from_slice(json)
        .map_err(|error| ApiError::bad_request(format_args!("JSON parse error - {error}")))?;
    // What clients of Django REST Framework are used to reading.
    let kind = match value {
        Value::Object(members) => return Ok(members),
        Value::Null => return Err(ApiError::whole("No data provided")),
        other => crate::fields::kind(&other),
    };
    Err(ApiError::whole(format!("Invalid data. Expected a dictionary, but got {kind}.")))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header;
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;

    fn body(content_type: &str, text: &str) -> Body {
        let request = TestRequest::post().insert_header((header::CONTENT_TYPE, content_type));
        let request = request.to_http_request();
        Body {
            media_type: media_type(&request),
            is_form: is_form(&request),
            bytes: Bytes::copy_from_slice(text.as_bytes()),
        }
    }

    fn read(content_type: &str, text: &str) -> Result<(String, String), String> {
        let mut fields = body(content_type, text).fields().map_err(|error| error.to_string())?;
        let read = (fields.text("username"), fields.text("password"));
        fields.finish().map_err(|error| error.to_string())?;
        Ok(read)
    }

    #[test]
    fn json_and_forms_say_the_same() {
        for (content_type, text) in [
            ("application/json", r#"{"username":"jo","password":"p w"}"#),
            ("Application/JSON; charset=utf-8", r#"{"username":"jo","password":"p w","x":[]}"#),
            ("application/json", r#"{"username":"al","username":"jo","password":"p w"}"#),
            ("application/x-www-form-urlencoded", "username=jo&password=p+w"),
            (
                "application/x-www-form-urlencoded;charset=UTF-8",
                "username=al&password=p%20w&username=jo",
            ),
        ] {
            let expected = ("jo".to_owned(), "p w".to_owned());
            assert_eq!(read(content_type, text), Ok(expected), "{text}");
        }
        let number = read("application/json", r#"{"username":12,"password":1.5}"#).unwrap();
        assert_eq!(number, ("12".to_owned(), "1.5".to_owned()));
    }

    #[test]
    fn every_mistake_is_named() {
        let (required, null) = ("This field is required.", "This field may not be null.");
        let (blank, invalid) = ("This field may not be blank.", "Not a valid string.");
        for (text, username, password) in [
            ("", required, required),
            ("{}", required, required),
            (r#"{"username":null,"password":""}"#, null, blank),
            (r#"{"username":"  ","password":[]}"#, blank, invalid),
            (r#"{"username":true,"password":{}}"#, invalid, invalid),
            (r#"{"username":"a\u0000","password":null}"#, "Null characters are not allowed.", null),
        ] {
            let error = read("application/json", text).unwrap_err();
            let expected = json!({ "password": [password], "username": [username] });
            assert_eq!(error, format!("400 Bad Request: {expected}"), "{text}");
        }
        let one = read("application/x-www-form-urlencoded", "username=jo&password=").unwrap_err();
        assert_eq!(one, r#"400 Bad Request: {"password":["This field may not be blank."]}"#);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for (text, message) in [
            ("[1]", "Invalid data. Expected a dictionary, but got list."),
            ("\"x\"", "Invalid data. Expected a dictionary, but got str."),
            ("1", "Invalid data. Expected a dictionary, but got int."),
            ("1.5", "Invalid data. Expected a dictionary, but got float."),
            ("true", "Invalid data. Expected a dictionary, but got bool."),
            ("null", "No data provided"),
        ] {
            let expected = json!({ "non_field_errors": [message] });
            let error = read("application/json", text).unwrap_err();
            assert_eq!(error, format!("400 Bad Request: {expected}"));
        }
        for text in ["{", "{\"username\":NaN}", "{\"username\":\"\u{1}\"}", "{} {}"] {
            let error = read("application/json", text).unwrap_err();
            assert!(
                error.starts_with("400 Bad Request: {\"detail\":\"JSON parse error - "),
                "{error}"
            );
        }
    }

    #[test]
    fn other_media_types_are_refused() {
        for (content_type, text) in
            [("text/plain", "{}"), ("text/plain", " "), ("multipart/form-data", "x"), ("", "{}")]
        {
            let error = body(content_type, text).fields().err().unwrap();
            assert_eq!(error.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
        }
        assert!(body("text/plain", "").json().is_ok(), "nothing is of no type");
        let error = body("application/x-www-form-urlencoded", "a=1").json().err().unwrap();
        assert_eq!(error.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}
