//! Content negotiation: `?format=` first, then `Accept` (RFC 9110 §12.5.1).

use actix_web::HttpRequest;
use actix_web::http::header::{Accept, Header};
use mime::Mime;
use url::form_urlencoded;

use crate::ApiError;

/// A form an answer can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// `application/json`
    Json,
}

impl Format {
    const ALL: [Self; 1] = [Self::Json];

    /// The form this request asks for; 406 when it is none of ours.
    pub(crate) fn negotiate(request: &HttpRequest) -> Result<Self, ApiError> {
        let named = form_urlencoded::parse(request.query_string().as_bytes())
            .filter(|(name, value)| name == "format" && !value.is_empty())
            .last();
        if let Some((_, name)) = named {
            return Self::ALL
                .into_iter()
                .find(|format| format.name().eq_ignore_ascii_case(&name))
                .ok_or_else(|| refusal(&name));
        }
        let accept = Accept::parse(request).unwrap_or_else(|_| Accept::star());
        let ranges = accept.ranked();
        if ranges.is_empty() {
            return Ok(Self::Json);
        }
        ranges
            .iter()
            .find_map(|range| Self::ALL.into_iter().find(|format| format.satisfies(range)))
            .ok_or_else(|| refusal(&accept.to_string()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
        }
    }

    fn satisfies(self, range: &Mime) -> bool {
        let own = match self {
            Self::Json => mime::APPLICATION_JSON,
        };
        (range.type_() == mime::STAR || range.type_() == own.type_())
            && (range.subtype() == mime::STAR || range.subtype() == own.subtype())
    }
}

fn refusal(asked: &str) -> ApiError {
    ApiError::not_acceptable(format_args!("Could not satisfy \"{asked}\". Available here: json."))
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn format_wins_over_accept() {
        for (uri, accept, status) in [
            ("/", None, 200),
            ("/", Some("*/*"), 200),
            ("/", Some("application/json; indent=4"), 200),
            ("/", Some("text/html,application/xhtml+xml,*/*;q=0.8"), 200),
            ("/", Some("text/html"), 406),
            ("/?format=json", Some("text/html"), 200),
            ("/?format=", None, 200),
            ("/?format=xml", None, 406),
        ] {
            let mut request = TestRequest::with_uri(uri);
            if let Some(accept) = accept {
                request = request.insert_header(("accept", accept));
            }
            let got = Format::negotiate(&request.to_http_request())
                .map_or_else(|error| error.status_code().as_u16(), |_| 200);
            assert_eq!(got, status, "{uri} {accept:?}");
        }
    }
}
