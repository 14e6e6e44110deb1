//! Passes a request to its service and the answer back, streaming both ways.

use std::error::Error;

use actix_web::body::SizedStream;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::{Stream, StreamExt};
use http_body_util::{BodyDataStream, BodyExt, Empty};
use tracing::warn;
use web::{RouteLabel, Site};

use crate::client::{Answer, AnswerBody, Body, Client, ClientError, Request};
use crate::errors::Fault;
use crate::headers;
use crate::routing::{Origins, Service, route};
use crate::upload::{IDLE, Upload};

const BAD_TARGET: Fault = Fault::Malformed("The request line is malformed.");

/// The handler of every path the gateway does not answer itself.
pub(crate) async fn proxy(
    request: HttpRequest,
    body: actix_web::web::Payload,
    client: Data<Client>,
    origins: Data<Origins>,
) -> HttpResponse {
    let path = request.uri().path();
    let answer = match route(path) {
        Some((prefix, service)) => {
            request.extensions_mut().insert(RouteLabel(prefix));
            pass(&request, body.into_inner(), service, &client, &origins).await
        }
        None => Err(Fault::NotFound),
    };
    answer.unwrap_or_else(|fault| fault.answer(path))
}

async fn pass(
    request: &HttpRequest,
    payload: Payload,
    service: Service,
    client: &Client,
    origins: &Origins,
) -> Result<HttpResponse, Fault> {
    let origin = origins.next(service).ok_or(Fault::NotFound)?;
    let length = content_length(request);
    if length.is_some_and(|length| length > service.body_limit()) {
        return Err(Fault::BodyTooLarge);
    }
    let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let upload = Upload::default();
    let body = match length {
        // Neither a length nor chunks: there is no body (RFC 9112 §6.3).
        None if !chunked => nothing(),
        Some(0) => nothing(),
        length => upload.body(payload, length, service.body_limit()),
    };
    let outbound = outbound(request, body)?;
    let sent = std::pin::pin!(client.send(origin, outbound));
    let overdue = std::pin::pin!(upload.overdue());
    match select(sent, overdue).await {
        Either::Left((Ok(answer), _)) => Ok(give_back(answer)),
        Either::Left((Err(error), _)) => {
            if let Some(fault) = upload.fault() {
                return Err(fault);
            }
            let cause = error.source().map(ToString::to_string).unwrap_or_default();
            warn!(service = service.name(), %origin, %error, cause, "no answer from a service");
            Err(match error {
                ClientError::Timeout => Fault::TooSlow,
                ClientError::Connect(_) => Fault::Unreachable,
                ClientError::Broken(_) => Fault::BadAnswer,
            })
        }
        Either::Right(((), _)) if upload.waits_for_service() => {
            warn!(service = service.name(), %origin, "no answer from a service in time");
            Err(Fault::TooSlow)
        }
        Either::Right(((), _)) => Err(Fault::ClientTooSlow),
    }
}

fn nothing() -> Body {
    Empty::new().map_err(|never| match never {}).boxed()
}

fn content_length(request: &HttpRequest) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The same request, for a service.
fn outbound(request: &HttpRequest, body: Body) -> Result<Request, Fault> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let site = request.app_data::<Site>().ok_or(Fault::BadAnswer)?;
    let mut outbound = Request::new(body);
    *outbound.method_mut() = request.method().as_str().parse().map_err(|_| BAD_TARGET)?;
    *outbound.uri_mut() = path.parse().map_err(|_| BAD_TARGET)?;
    headers::forward(request, site, outbound.headers_mut());
    Ok(outbound)
}

/// Turns a service's answer into ours. The body follows as it comes; one that
/// breaks off, or stalls, breaks off ours, so that no part passes for the whole.
fn give_back(answer: Answer) -> HttpResponse {
    let (head, body) = answer.into_parts();
    let status = StatusCode::from_u16(head.status.as_u16());
    let mut ours = HttpResponse::build(status.unwrap_or(StatusCode::BAD_GATEWAY));
    for (name, value) in headers::end_to_end(&head.headers) {
        ours.append_header((name.as_str(), value.as_bytes()));
    }
    let length = head.headers.get(http::header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse().ok());
    match length {
        Some(0) => ours.finish(),
        Some(length) => ours.body(SizedStream::new(length, unless_idle(body))),
        None if matches!(head.status.as_u16(), 204 | 304) => ours.finish(),
        None => ours.streaming(unless_idle(body)),
    }
}

fn unless_idle(body: AnswerBody) -> impl Stream<Item = Result<Bytes, Box<dyn Error>>> {
    tokio_stream::StreamExt::timeout(BodyDataStream::new(body), IDLE).map(|next| match next {
        Ok(chunk) => chunk.map_err(Into::into),
        Err(elapsed) => Err(elapsed.into()),
    })
}
