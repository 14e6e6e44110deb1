//! Passes a request to its service and the answer back, streaming both ways.

use std::cell::Cell;
use std::error::Error;
use std::net::SocketAddr;

use actix_web::body::SizedStream;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::{Stream, StreamExt};
use http_body_util::{BodyDataStream, BodyExt, Empty};
use tracing::{field, warn};
use web::{RouteLabel, Site};

use crate::client::{Answer, Body, Client, ClientError, Request};
use crate::connections::AnswerBody;
use crate::errors::Fault;
use crate::headers;
use crate::replicas::Fleet;
use crate::routing::{Service, route};
use crate::upload::{IDLE, Upload};

const SIGNATURE: &str = "x-carehq-signature";

const BAD_TARGET: Fault = Fault::Malformed("The request line is malformed.");

/// The handler of every path the gateway does not answer itself.
pub(crate) async fn proxy(
    request: HttpRequest,
    body: actix_web::web::Payload,
    client: Data<Client>,
    fleet: Data<Fleet>,
) -> HttpResponse {
    let path = request.uri().path();
    let answer = match route(path) {
        Some((prefix, service)) => {
            request.extensions_mut().insert(RouteLabel(prefix));
            pass(&request, body.into_inner(), service, &client, &fleet).await
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
    fleet: &Fleet,
) -> Result<HttpResponse, Fault> {
    let replicas = fleet.of(service).ok_or(Fault::NotFound)?;
    let length = content_length(request);
    if length.is_some_and(|length| length > service.body_limit()) {
        return Err(Fault::BodyTooLarge);
    }
    let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
    let upload = Upload::default();
    // Neither a length nor chunks: there is no body (RFC 9112 §6.3).
    let bare = length.unwrap_or(0) == 0 && !chunked;
    let body = if bare { nothing() } else { upload.body(payload, length, service.body_limit()) };
    let repeats = bare && repeatable(request);
    let again = || if repeats { outbound(request, nothing()).ok() } else { None };
    let asked = Cell::default();
    let outbound = outbound(request, body)?;
    let sent = std::pin::pin!(client.send(replicas, outbound, again, &asked));
    let overdue = std::pin::pin!(upload.overdue());
    match select(sent, overdue).await {
        Either::Left((Ok(answer), _)) => Ok(give_back(answer)),
        Either::Left((Err(error), _)) => {
            Err(upload.fault().unwrap_or_else(|| unanswered(service, asked.get(), &error)))
        }
        Either::Right(((), _)) if upload.waits_for_service() => {
            let replica = asked.get().map(field::display);
            warn!(service = service.name(), replica, "no answer from a service in time");
            Err(Fault::TooSlow)
        }
        Either::Right(((), _)) => Err(Fault::ClientTooSlow),
    }
}

/// What a client is told where a service did not answer; why is for the log.
fn unanswered(service: Service, asked: Option<SocketAddr>, error: &ClientError) -> Fault {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    let replica = asked.map(field::display);
    warn!(service = service.name(), replica, %error, cause, "no answer from a service");
    match error {
        ClientError::Timeout => Fault::TooSlow,
        ClientError::NoAddress | ClientError::Connect(_) => Fault::Unreachable,
        ClientError::Broken(_) => Fault::BadAnswer,
    }
}

/// Whether it does no harm that a service has a request without a body twice:
/// it is idempotent (RFC 9110 §9.2.2) and not signed. A signature counts once,
/// for its nonce may be spent, and then the second one would be refused though
/// the first was in order. Care creates by PUT, but nothing that has no
/// attributes, so that without a signature it takes a body.
fn repeatable(request: &HttpRequest) -> bool {
    request.method().is_idempotent() && !request.headers().contains_key(SIGNATURE)
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
