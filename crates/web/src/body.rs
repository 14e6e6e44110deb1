//! Bodies that carry fields: a JSON object, or a form.

use std::collections::BTreeMap;
use std::fmt;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::routes::LARGEST_BODY;
use crate::{ApiError, Fields, Shallow, WholeBody, is_form, kind, media_type};

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

    /// How many bytes it has.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// What it says, be it JSON or a form. 415 when it is neither, 400 when it
    /// cannot be read or is no object. No body at all says nothing, of whatever type.
    pub fn fields(&self) -> Result<Fields, ApiError> {
        if !self.is_form {
            return self.json();
        }
        // As in JSON, the last one counts of those that have the same name.
        let pairs = self.pairs().into_iter();
        Ok(Fields::new(pairs.map(|(name, value)| (name, Value::String(value))).collect()))
    }

    /// The same of JSON alone: a form is 415 too. More than 1 MiB is 413,
    /// whatever the service takes.
    pub fn json(&self) -> Result<Fields, ApiError> {
        self.object().map(Fields::new)
    }

    /// The members of a JSON object, as [`Body::json`] reads them.
    pub fn object(&self) -> Result<Map<String, Value>, ApiError> {
        match self.json_text()? {
            Some(text) if text.len() > LARGEST_BODY => Err(too_large()),
            Some(text) => object(text),
            None => Ok(Map::new()),
        }
    }

    /// The names and values of a form, in its order.
    pub fn pairs(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(&self.bytes).into_owned().collect()
    }

    /// As [`Body::json`], without the member `name`, which comes apart as the JSON text
    /// that was sent: in that its own members keep their order. Of several with
    /// that name it is the last, and null is the text `null`. Whoever reads it
    /// may still find it too deep, or a number in it too large. 413 where the
    /// other members have more than 1 MiB.
    pub fn json_apart(&self, name: &str) -> Result<(Fields, Option<Box<RawValue>>), ApiError> {
        let Some(text) = self.json_text()? else { return Ok((Fields::default(), None)) };
        let members = Members::read(text, name).map_err(|error| refusal(text, &error))?;
        if members.size > LARGEST_BODY {
            return Err(too_large());
        }
        let values = members.values().map_err(|error| refusal(text, &error))?;
        Ok((Fields::new(values), members.apart.map(ToOwned::to_owned)))
    }

    /// The text of JSON, if anything is said; 415 when it is something else.
    fn json_text(&self) -> Result<Option<&[u8]>, ApiError> {
        if self.bytes.is_empty() {
            return Ok(None);
        }
        match self.media_type.as_deref().unwrap_or_default() {
            "application/json" => Ok(Some(&self.bytes)),
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
        let coded = coding(request);
        let rest = Bytes::from_request(request, payload);
        async move {
            if let Some(coding) = coded {
                return Err(coding);
            }
            let bytes = match whole {
                Some(WholeBody(bytes)) => bytes,
                None => rest.await.map_err(|error| unreadable(&error))?,
            };
            Ok(Self { media_type, is_form, bytes })
        }
        .boxed_local()
    }
}

/// The refusal of a body in any coding: a few bytes of it may unpack to more than
/// there is memory (RFC 9110 §15.5.16).
fn coding(request: &HttpRequest) -> Option<ApiError> {
    let value = request.headers().get(header::CONTENT_ENCODING)?;
    let coding = value.to_str().unwrap_or_default();
    let is_plain = coding.is_empty() || coding.eq_ignore_ascii_case("identity");
    (!is_plain || value.to_str().is_err()).then(|| {
        let told = format!("Unsupported content coding \"{coding}\" in request.");
        ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, told)
            .with_header(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"))
    })
}

fn unreadable(error: &actix_web::Error) -> ApiError {
    match error.as_response_error().status_code() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => ApiError::bad_request("The body ended too early."),
    }
}

fn too_large() -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.")
}

fn object(json: &[u8]) -> Result<Map<String, Value>, ApiError> {
    let value: Value = serde_json::from_slice(json).map_err(|error| not_json(&error))?;
    match value {
        Value::Object(members) => Ok(members),
        other => Err(no_object(&other)),
    }
}

/// In the words that clients of Django REST Framework are used to reading.
fn no_object(value: &Value) -> ApiError {
    if value.is_null() {
        return ApiError::whole("No data provided");
    }
    let kind = kind(value);
    ApiError::whole(format!("Invalid data. Expected a dictionary, but got {kind}."))
}

/// Reads what could not be taken apart as a whole, to refuse it in the words of [`object`].
fn refusal(json: &[u8], error: &serde_json::Error) -> ApiError {
    match serde_json::from_slice(json) {
        Ok(Shallow(Value::Object(_))) => not_json(error),
        Ok(Shallow(other)) => no_object(&other),
        Err(error) => not_json(&error),
    }
}

/// The quotes of a member's name, the colon and the comma.
const MARKS: usize = 4;

/// The members of an object, as they were sent.
#[derive(Default)]
struct Members<'a> {
    /// That of the name that is read apart.
    apart: Option<&'a RawValue>,
    others: BTreeMap<String, &'a RawValue>,
    /// How many bytes the others have. Beyond [`LARGEST_BODY`] they are only counted.
    size: usize,
}

impl<'a> Members<'a> {
    fn read(json: &'a [u8], name: &str) -> serde_json::Result<Self> {
        let mut json = serde_json::Deserializer::from_slice(json);
        let members = json.deserialize_map(Apart(name))?;
        json.end()?;
        Ok(members)
    }

    fn values(&self) -> serde_json::Result<Map<String, Value>> {
        let mut values = Map::new();
        for (name, text) in &self.others {
            values.insert(name.clone(), serde_json::from_str(text.get())?);
        }
        Ok(values)
    }
}

/// Reads an object of which the member of this name comes apart.
struct Apart<'n>(&'n str);

impl<'de> Visitor<'de> for Apart<'_> {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Members::default();
        while let Some((name, text)) = map.next_entry::<String, &'de RawValue>()? {
            if name == self.0 {
                members.apart = Some(text);
                continue;
            }
            members.size += name.len() + text.get().len() + MARKS;
            if members.size <= LARGEST_BODY {
                members.others.insert(name, text);
            }
        }
        Ok(members)
    }
}

fn not_json(error: &serde_json::Error) -> ApiError {
    ApiError::bad_request(format_args!("JSON parse error - {error}"))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use proptest::prelude::*;
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

    #[actix_web::test]
    async fn packed_bodies_are_not_unpacked() {
        for (coding, expected) in
            [("identity", None), ("Identity", None), ("gzip", Some(415)), ("zzz", Some(415))]
        {
            let (request, mut payload) = TestRequest::post()
                .insert_header((header::CONTENT_ENCODING, coding))
                .set_payload("{}")
                .to_http_parts();
            let read = Body::from_request(&request, &mut payload).await;
            let refused = read.err().map(|error| error.status().as_u16());
            assert_eq!(refused, expected, "{coding}");
        }
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
    fn a_member_comes_apart_as_it_was_sent() {
        for (text, expected) in [
            (r#"{"username":"jo","options":{"z": 1,"a":[2 ]}}"#, Some(r#"{"z": 1,"a":[2 ]}"#)),
            (r#"{"options" : "first", "username":"jo", "options": 1.50 }"#, Some("1.50")),
            (r#"{"username":"al","options":{"a":1},"username":"jo","options":null}"#, Some("null")),
            (r#"{"username":"jo","x":{"options":1}}"#, None),
        ] {
            let (mut fields, apart) = body("application/json", text).json_apart("options").unwrap();
            assert_eq!(apart.as_deref().map(RawValue::get), expected, "{text}");
            assert_eq!(fields.text("username"), "jo", "{text}");
            assert!(!fields.has("options"), "{text}");
        }
        let (fields, apart) = body("text/plain", "").json_apart("options").unwrap();
        assert!(apart.is_none() && !fields.has("options"));
    }

    #[test]
    fn what_comes_apart_is_refused_in_the_same_words() {
        for (content_type, text) in [
            ("application/json", "[1]"),
            ("application/json", "\"x\""),
            ("application/json", "null"),
            ("application/json", "{"),
            ("application/json", "{} {}"),
            ("application/json", "{\"a\":1,}"),
            ("application/json", "{\"a\":1,\n\"b\":\"\\ud800\"}"),
            ("application/json", "{\"options\":NaN}"),
            ("application/json", "{\"options\":\"\u{1}\"}"),
            ("application/x-www-form-urlencoded", "options=1"),
            ("text/plain", "{}"),
        ] {
            let body = body(content_type, text);
            let expected = body.json().err().unwrap();
            let error = body.json_apart("options").err().unwrap();
            assert_eq!(error.to_string(), expected.to_string(), "{text}");
            assert_eq!(error.status(), expected.status(), "{text}");
        }
    }

    #[test]
    fn only_what_comes_apart_may_be_large() {
        let long = "x".repeat(LARGEST_BODY);
        let apart = |name: &str, rest: &str| {
            let text = format!("{{\"{name}\":\"{long}\"{rest}}}");
            body("application/json", &text).json_apart("options")
        };
        let (mut fields, text) = apart("options", ",\"username\":\"jo\"").unwrap();
        assert_eq!(text.map(|text| text.get().len()), Some(LARGEST_BODY + 2));
        assert_eq!(fields.text("username"), "jo");
        for (name, rest, status) in [
            ("username", "", StatusCode::PAYLOAD_TOO_LARGE),
            ("username", ",\"options\":{},\"a\":1", StatusCode::PAYLOAD_TOO_LARGE),
            ("username", ",", StatusCode::BAD_REQUEST),
        ] {
            assert_eq!(apart(name, rest).err().unwrap().status(), status, "{name}{rest}");
        }
        let many: String = (0..LARGEST_BODY / 8).map(|n| format!("\"{n}\":[],")).collect();
        let many = body("application/json", &format!("{{{many}\"a\":1}}"));
        assert!(many.bytes.len() > LARGEST_BODY);
        let error = many.json_apart("options").err().unwrap();
        assert_eq!(error.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(many.json().err().unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);

        let blank = " ".repeat(LARGEST_BODY);
        let blank = body("application/json", &format!("{blank}{{\"username\":\"jo\"}}"));
        assert!(blank.json_apart("options").is_ok());
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

    proptest! {
        #[test]
        fn whatever_is_sent_is_read_or_refused(
            text in r#"[\[{"]?([a-c"0-9.eE:,\\{}\[\] +=&%-]{0,40}|.{0,20})"#,
        ) {
            for content_type in ["application/json", "application/x-www-form-urlencoded"] {
                let body = body(content_type, &text);
                if let Err(error) = body.fields() {
                    prop_assert_eq!(error.status(), StatusCode::BAD_REQUEST);
                }
            }
            let body = body("application/json", &text);
            if let Ok(fields) = body.json() {
                let (apart, _) = body.json_apart("a").unwrap();
                prop_assert_eq!(apart.has("b"), fields.has("b"));
                prop_assert!(!apart.has("a"));
            }
        }
    }
}
