//! What every request goes through once its route is found, in this order.

use std::sync::Arc;

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;

use crate::conditional::{self, Edition};
use crate::format::Format;
use crate::query::IgnoredParams;
use crate::{ApiError, Gate, WholeBody};

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
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse, actix_web::Error> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let passage = match prepare(&checks, &mut request).await {
        Ok(()) => checks.gate.admit(request.request()).await,
        Err(refusal) => checks.gate.refuse(request.request(), refusal),
    };
    let response = match passage.verdict {
        Ok(()) if reads => conditional::answer(checks.edition.as_ref(), request, next).await?,
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(refusal) => request.error_response(refusal),
    };
    let mut response = worded(&checks, response);
    let ignored = response.request().extensions().get::<IgnoredParams>().map(header_value);
    let headers = response.headers_mut();
    for (name, value) in passage.headers {
        headers.insert(name, value);
    }
    let vary = HeaderValue::from_static("Accept, Accept-Encoding, Authorization, Cookie");
    headers.insert(header::VARY, vary);
    if reads && !headers.contains_key(header::CACHE_CONTROL) {
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

/// Agrees on a form of answer, and reads the body where the gate needs it.
async fn prepare(checks: &Checks, request: &mut ServiceRequest) -> Result<(), ApiError> {
    if !checks.formats.is_empty() {
        let format = Format::negotiate(request.request(), checks.formats)?;
        request.extensions_mut().insert(format);
    }
    let Some(limit) = checks.gate.body(request.request()) else { return Ok(()) };
    let body = whole(request.take_payload(), limit).await?;
    request.extensions_mut().insert(WholeBody(body.clone()));
    request.set_payload(Payload::from(body));
    Ok(())
}

async fn whole(mut payload: Payload, limit: usize) -> Result<Bytes, ApiError> {
    let mut whole = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let cut = |_| ApiError::bad_request("The request body ended before it was complete.");
        whole.extend_from_slice(&chunk.map_err(cut)?);
        if whole.len() > limit {
            return Err(ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "The request body is too large.",
            ));
        }
    }
    Ok(whole.freeze())
}

/// Words an error as the route's API does.
fn worded(checks: &Checks, response: ServiceResponse) -> ServiceResponse {
    let rendered = response.response().error().and_then(|error| {
        let error = error.as_error::<ApiError>()?;
        Some(checks.gate.render(response.request(), error))
    });
    let Some(rendered) = rendered else { return response };
    let (request, mut response) = response.into_parts();
    *response.status_mut() = rendered.status();
    for (name, value) in rendered.headers() {
        response.headers_mut().insert(name.clone(), value.clone());
    }
    // The error stays with the answer, for the log.
    ServiceResponse::new(request, response.set_body(rendered.into_body()))
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
