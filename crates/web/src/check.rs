//! What every request goes through once its route is found, in this order.

use std::sync::Arc;

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;

use crate::conditional::{self, Edition};
use crate::format::Format;
use crate::query::IgnoredParams;
use crate::{Gate, Passage};

/// What differs between routes in how they are checked.
#[derive(Clone)]
pub(crate) struct Checks {
    pub(crate) gate: Arc<dyn Gate>,
    pub(crate) formats: &'static [Format],
    pub(crate) edition: Option<Edition>,
}

/// The order of checks, as Django REST Framework has it: 406, then the gate's
/// 401, 403 and 429, then 304, then the handler's own.
pub(crate) async fn check<B: MessageBody + 'static>(
    checks: Checks,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse, actix_web::Error> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let passage = match Format::negotiate(request.request(), checks.formats) {
        Ok(format) => {
            request.extensions_mut().insert(format);
            checks.gate.admit(request.request()).await
        }
        Err(refusal) => Passage { verdict: Err(refusal), headers: Vec::new() },
    };
    let mut response = match passage.verdict {
        Ok(()) if reads => conditional::answer(checks.edition.as_ref(), request, next).await?,
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(refusal) => request.error_response(refusal),
    };
    let ignored = response.request().extensions().get::<IgnoredParams>().map(header_value);
    let headers = response.headers_mut();
    for (name, value) in passage.headers {
        headers.insert(name, value);
    }
    let vary = HeaderValue::from_static("Accept, Accept-Encoding, Authorization");
    headers.insert(header::VARY, vary);
    if reads {
        // The caller may keep an answer and nobody between us may. They ask again
        // each time: a key may have been revoked since, or a release published.
        let control = HeaderValue::from_static("private, no-cache");
        headers.insert(header::CACHE_CONTROL, control);
    }
    if let Some(Ok(value)) = ignored {
        headers.insert(HeaderName::from_static("x-ignored-params"), value);
    }
    Ok(response)
}

fn header_value(ignored: &IgnoredParams) -> Result<HeaderValue, header::InvalidHeaderValue> {
    // Some clients refuse header lines that are too long.
    let names: Vec<String> = ignored
        .0
        .iter()
        .take(20)
        .map(|name| name.chars().take(64).collect::<String>())
        .map(|name| {
            percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
                .replace("%5F", "_")
                .replace("%2D", "-")
        })
        .collect();
    HeaderValue::from_str(&names.join(", "))
}
