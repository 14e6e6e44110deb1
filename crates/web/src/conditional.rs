//! Conditional requests: strong validators and 304 (RFC 9110 §8.8.3, §13.1.2).

use std::sync::Arc;

use actix_web::body::{self, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse};
use sha2::{Digest, Sha256};

use crate::ApiError;
use crate::format::Format;

/// Names the edition of what is served to a request: as long as the name stays
/// the same, so does the answer.
pub(crate) type Edition = Arc<dyn Fn(&HttpRequest) -> Option<String> + Send + Sync>;

/// Hexadecimal digits of an entity tag: 128 bits.
const DIGITS: usize = 32;

/// Answers a GET or HEAD: 304 before any work where the caller holds this very
/// answer, else what the handler says, with its entity tag when that is 200.
pub(crate) async fn answer<B: MessageBody + 'static>(
    edition: Option<&Edition>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse, actix_web::Error> {
    let tag = edition
        .and_then(|edition| edition(request.request()))
        .and_then(|edition| entity_tag(request.request(), &edition));
    let Some(tag) = tag else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    if is_listed(request.headers(), &tag) {
        return Ok(request.into_response(not_modified(tag)));
    }
    let mut response = next.call(request).await?.map_into_boxed_body();
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    // `*` holds where there is anything to answer with, which the handler alone knows.
    if any_is_held(response.request().headers()) {
        return Ok(response.into_response(not_modified(tag)));
    }
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

/// 200 with a body and the entity tag of its bytes, or 304 where the caller holds
/// them: for what has no edition to be named by.
pub fn tagged(
    request: &HttpRequest,
    content_type: &'static str,
    body: Vec<u8>,
) -> Result<HttpResponse, ApiError> {
    let digest = Sha256::digest(&body);
    let codings = codings(request.headers());
    let tag = tag(std::iter::once(digest.as_slice()).chain(codings));
    let tag = tag.ok_or_else(|| ApiError::internal("an entity tag that no header can hold"))?;
    if is_held(request.headers(), &tag) {
        return Ok(not_modified(tag));
    }
    let mut response = HttpResponse::Ok();
    response.content_type(content_type).insert_header((header::ETAG, tag));
    Ok(response.body(body))
}

fn not_modified(tag: HeaderValue) -> HttpResponse {
    HttpResponse::NotModified().insert_header((header::ETAG, tag)).body(body::None::new())
}

/// The strong validator of the answer to a request. A coding of the content is
/// another answer, byte for byte, and needs another tag (RFC 9110 §8.8.3.3).
fn entity_tag(request: &HttpRequest, edition: &str) -> Option<HeaderValue> {
    let uri = request.uri();
    let format = Format::of(request).name();
    let headers = request.headers();
    // Strict handling may refuse what is answered otherwise (RFC 7240).
    let preferences = headers.get_all("prefer").map(HeaderValue::as_bytes);
    let parts = [edition, uri.path(), uri.query().unwrap_or_default(), format];
    tag(parts.into_iter().map(str::as_bytes).chain(codings(headers)).chain(preferences))
}

fn codings(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    headers.get_all(header::ACCEPT_ENCODING).map(HeaderValue::as_bytes)
}

fn tag<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Option<HeaderValue> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        // No part but a digest has a zero byte in it, so two requests never run together.
        hash.update([0_u8]);
    }
    let mut digits = hex::encode(hash.finalize());
    digits.truncate(DIGITS);
    HeaderValue::from_str(&format!("\"{digits}\"")).ok()
}

/// Whether the caller holds the answer with this tag, or any where there is one
/// (`If-None-Match`, compared weakly as RFC 9110 §13.1.2 asks).
pub fn is_held(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    is_listed(headers, tag) || any_is_held(headers)
}

fn is_listed(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    // A foreign tag with a comma in it falls apart here; no part of it is one of ours.
    headers
        .get_all(header::IF_NONE_MATCH)
        .flat_map(|value| value.as_bytes().split(|&byte| byte == b','))
        .map(<[u8]>::trim_ascii)
        .any(|held| held.strip_prefix(b"W/").unwrap_or(held) == tag.as_bytes())
}

fn any_is_held(headers: &HeaderMap) -> bool {
    headers.get_all(header::IF_NONE_MATCH).any(|value| value.as_bytes().trim_ascii() == b"*")
}

#[cfg(test)]
mod tests {
    use actix_web::HttpMessage;
    use actix_web::test::TestRequest;
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        let tag = HeaderValue::from_static("\"abc\"");
        for (lines, held, any) in [
            (&["\"abc\""][..], true, false),
            (&[], false, false),
            (&["W/\"abc\""], true, false),
            (&["\"x\",\"abc\" , \"y\""], true, false),
            (&["\"x\"", "\"abc\""], true, false),
            (&["\"a,b\", W/\"abc\""], true, false),
            (&["\"abcd\""], false, false),
            (&["\"ABC\""], false, false),
            (&["abc"], false, false),
            (&["w/\"abc\""], false, false),
            (&["\"*\""], false, false),
            (&[""], false, false),
            (&[" * "], false, true),
        ] {
            let mut request = TestRequest::default();
            for line in lines {
                request = request.append_header((header::IF_NONE_MATCH, *line));
            }
            let request = request.to_http_request();
            assert_eq!(is_listed(request.headers(), &tag), held, "{lines:?}");
            assert_eq!(any_is_held(request.headers()), any, "{lines:?}");
            assert_eq!(is_held(request.headers(), &tag), held || any, "{lines:?}");
        }
    }

    #[test]
    fn whatever_changes_the_answer_changes_the_tag() {
        let tag = |edition: &str, uri: &str, format: Format, codings: Option<&str>| {
            let mut request = TestRequest::with_uri(uri);
            if let Some(codings) = codings {
                request = request.insert_header((header::ACCEPT_ENCODING, codings));
            }
            let request = request.to_http_request();
            request.extensions_mut().insert(format);
            entity_tag(&request, edition).unwrap()
        };
        let one = tag("e1", "/a/?b=1", Format::Json, None);
        assert_eq!(one.len(), DIGITS + 2);
        assert_eq!(one, tag("e1", "/a/?b=1", Format::Json, None));
        for other in [
            tag("e2", "/a/?b=1", Format::Json, None),
            tag("e1", "/c/?b=1", Format::Json, None),
            tag("e1", "/a/?b=2", Format::Json, None),
            tag("e1", "/a/?b=1", Format::Csv, None),
            tag("e1", "/a/?b=1", Format::Json, Some("gzip")),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn a_body_is_told_by_its_bytes() {
        let asked = |headers: &[(&str, &str)], body: &str| {
            let request = headers
                .iter()
                .fold(TestRequest::default(), |request, header| request.append_header(*header));
            let request = request.to_http_request();
            tagged(&request, "application/json", body.into()).unwrap()
        };
        let tag = |response: &HttpResponse| {
            response.headers().get(header::ETAG).unwrap().to_str().unwrap().to_owned()
        };
        let one = asked(&[], "[1]");
        assert_eq!(one.status(), StatusCode::OK);
        assert_eq!(one.headers().get(header::CONTENT_TYPE).unwrap(), "application/json");
        let held = tag(&one);
        assert_eq!(held, tag(&asked(&[], "[1]")));
        assert_ne!(held, tag(&asked(&[], "[2]")));
        assert_ne!(held, tag(&asked(&[("accept-encoding", "br")], "[1]")));
        assert_eq!(body::to_bytes(one.into_body()).now_or_never().unwrap().unwrap(), "[1]");
        for (line, body, status) in [
            (held.as_str(), "[1]", StatusCode::NOT_MODIFIED),
            ("*", "[1]", StatusCode::NOT_MODIFIED),
            (held.as_str(), "[2]", StatusCode::OK),
        ] {
            let answer = asked(&[("if-none-match", line)], body);
            assert_eq!(answer.status(), status, "{line} {body}");
            assert_eq!(answer.headers().contains_key(header::CONTENT_TYPE), status == 200);
        }
    }
}
