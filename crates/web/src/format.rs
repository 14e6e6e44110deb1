//! Content negotiation: `?format=` first, then `Accept` (RFC 9110 §12.5.1).

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{Accept, Header, Quality};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use mime::Mime;
use url::form_urlencoded;

use crate::ApiError;

/// A form an answer can take. Handlers take the one that was negotiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON text.
    Json,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// One JSON text per line.
    Ndjson,
    /// Apache Parquet.
    Parquet,
    /// A resource of FHIR in JSON (<https://hl7.org/fhir/R4/http.html#mime-type>).
    FhirJson,
}

impl Format {
    /// What an endpoint offers that says nothing.
    pub const JSON: &[Self] = &[Self::Json];

    /// What a list offers.
    pub const EXPORTS: &[Self] = &[Self::Json, Self::Csv, Self::Ndjson, Self::Parquet];

    /// What an endpoint offers that tells a resource of FHIR.
    pub const FHIR: &[Self] = &[Self::FhirJson];

    /// Its name in `?format=`, and the extension of a file of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
            Self::FhirJson => "fhir",
        }
    }

    /// The media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::FhirJson => "application/fhir+json",
        }
    }

    /// The media type of another name for it.
    fn also(self) -> Option<&'static str> {
        match self {
            Self::Ndjson => Some("application/ndjson"),
            Self::FhirJson => Some("application/json"),
            Self::Json | Self::Csv | Self::Parquet => None,
        }
    }

    /// Whether `?format=` means it. What is FHIR's JSON is JSON too.
    fn is_named(self, name: &str) -> bool {
        let also = (self == Self::FhirJson).then_some(Self::Json);
        [Some(self), also].into_iter().flatten().any(|own| own.name().eq_ignore_ascii_case(name))
    }

    /// What `Content-Type` says.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            other => other.media_type(),
        }
    }

    /// The form this request asks for; 406 when it is none of those offered.
    pub(crate) fn negotiate(request: &HttpRequest, offered: &[Self]) -> Result<Self, ApiError> {
        let query = request.query_string();
        // Most queries say nothing of it, and are not read for that alone.
        let named = query.contains("format").then(|| {
            form_urlencoded::parse(query.as_bytes())
                .filter(|(name, value)| name == "format" && !value.is_empty())
                .last()
        });
        if let Some((_, name)) = named.flatten() {
            return offered
                .iter()
                .copied()
                .find(|format| format.is_named(&name))
                .ok_or_else(|| refusal(&name, offered));
        }
        let accept = match Accept::parse(request) {
            Ok(accept) if !accept.is_empty() => accept,
            _ => Accept::star(),
        };
        preferred(&accept, offered).ok_or_else(|| refusal(&accept.to_string(), offered))
    }

    /// What was negotiated for this request.
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get().copied().unwrap_or(Self::Json)
    }

    /// How closely a media range names this form, where it does.
    fn closeness(self, range: &Mime) -> Option<u8> {
        let types = std::iter::once(self.media_type()).chain(self.also());
        types
            .filter_map(|own| {
                let (kind, _) = own.split_once('/')?;
                if range.type_() == mime::STAR {
                    Some(0)
                } else if range.type_() != kind {
                    None
                } else if range.subtype() == mime::STAR {
                    Some(1)
                } else {
                    // `subtype()` leaves out what follows a plus sign.
                    (range.essence_str() == own).then_some(2)
                }
            })
            .max()
    }
}

impl FromRequest for Format {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// The form with the highest weight, where the closest range that names a form
/// gives its weight. Of equals the one named more closely, then the one that is
/// offered first: what takes anything, as browsers do, gets JSON.
fn preferred(accept: &Accept, offered: &[Format]) -> Option<Format> {
    let weighed = offered.iter().filter_map(|&format| {
        let (closeness, quality) = accept
            .iter()
            .filter_map(|range| Some((format.closeness(&range.item)?, range.quality)))
            .max()?;
        (quality > Quality::ZERO).then_some((quality, closeness, format))
    });
    weighed
        .rev()
        .max_by_key(|&(quality, closeness, _)| (quality, closeness))
        .map(|(_, _, format)| format)
}

fn refusal(asked: &str, offered: &[Format]) -> ApiError {
    let available: Vec<&str> = offered.iter().map(|format| format.name()).collect();
    ApiError::not_acceptable(format_args!(
        "Could not satisfy \"{asked}\". Available here: {}.",
        available.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn negotiated(uri: &str, accept: Option<&str>, offered: &[Format]) -> Option<Format> {
        let mut request = TestRequest::with_uri(uri);
        if let Some(accept) = accept {
            request = request.insert_header(("accept", accept));
        }
        Format::negotiate(&request.to_http_request(), offered).ok()
    }

    #[test]
    fn format_wins_over_accept() {
        use Format::{Csv, Json, Ndjson, Parquet};
        const BROWSER: &str =
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        for (uri, accept, expected) in [
            ("/", None, Some(Json)),
            ("/", Some(""), Some(Json)),
            ("/", Some("*/*"), Some(Json)),
            ("/", Some(BROWSER), Some(Json)),
            ("/", Some("text/html"), None),
            ("/", Some("application/json; indent=4"), Some(Json)),
            ("/", Some("application/*"), Some(Json)),
            ("/", Some("text/*"), Some(Csv)),
            ("/", Some("text/csv; charset=utf-8"), Some(Csv)),
            ("/", Some("text/csv, */*"), Some(Csv)),
            ("/", Some("text/csv, application/json"), Some(Json)),
            ("/", Some("application/json;q=0.5, text/csv;q=0.9"), Some(Csv)),
            ("/", Some("application/json;q=0, */*"), Some(Csv)),
            ("/", Some("*/*;q=0"), None),
            ("/", Some("application/x-ndjson"), Some(Ndjson)),
            ("/", Some("application/ndjson"), Some(Ndjson)),
            ("/", Some("application/vnd.apache.parquet"), Some(Parquet)),
            ("/?format=csv", Some("application/json"), Some(Csv)),
            ("/?format=Parquet", None, Some(Parquet)),
            ("/?format=json", Some("text/html"), Some(Json)),
            ("/?format=csv&format=json", None, Some(Json)),
            ("/?format=", None, Some(Json)),
            ("/?format=xml", None, None),
        ] {
            assert_eq!(negotiated(uri, accept, Format::EXPORTS), expected, "{uri} {accept:?}");
        }
    }

    #[test]
    fn a_form_that_is_not_offered_is_refused() {
        for (uri, accept, expected) in [
            ("/", Some("text/csv"), None),
            ("/", Some("text/csv, */*;q=0.1"), Some(Format::Json)),
            ("/?format=csv", None, None),
        ] {
            assert_eq!(negotiated(uri, accept, Format::JSON), expected, "{uri} {accept:?}");
        }
        for (uri, accept, expected) in [
            ("/", None, Some(Format::FhirJson)),
            ("/", Some("*/*"), Some(Format::FhirJson)),
            ("/", Some("application/*"), Some(Format::FhirJson)),
            ("/", Some("application/json"), Some(Format::FhirJson)),
            ("/", Some("Application/FHIR+JSON; fhirVersion=4.0"), Some(Format::FhirJson)),
            (
                "/",
                Some("application/fhir+xml, application/fhir+json;q=0.1"),
                Some(Format::FhirJson),
            ),
            ("/", Some("application/fhir+xml"), None),
            ("/", Some("application/fhir"), None),
            ("/", Some("application/xml"), None),
            ("/", Some("text/html"), None),
            ("/", Some("text/*"), None),
            ("/?format=fhir", Some("text/html"), Some(Format::FhirJson)),
            ("/?format=json", None, Some(Format::FhirJson)),
            ("/?format=csv", None, None),
        ] {
            assert_eq!(negotiated(uri, accept, Format::FHIR), expected, "{uri} {accept:?}");
        }
        assert_eq!(negotiated("/", Some("application/fhir+json"), Format::EXPORTS), None);
        let request = TestRequest::with_uri("/?format=xml").to_http_request();
        let refused = Format::negotiate(&request, Format::EXPORTS).unwrap_err().to_string();
        assert!(refused.contains("Available here: json, csv, ndjson, parquet."), "{refused}");
    }
}
