//! Passes a request to its service and the answer back, streaming both ways.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use actix_web::body::SizedStream;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use awc::error::{ConnectError, SendRequestError};
use awc::http::Uri;
use awc::{Client, ClientResponse, Connector};
use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::{Stream, StreamExt, TryStreamExt};
use tokio::time::{Instant, sleep_until};
use tracing::warn;
use web::{RouteLabel, Site};

use crate::errors::Fault;
use crate::headers;
use crate::routing::{Origins, Service, route};

const CONNECT: Duration = Duration::from_secs(2);
const FIRST_BYTE: Duration = Duration::from_secs(30);
const IDLE: Duration = Duration::from_secs(60);
/// Less than the services' own idle limit, so that we close first.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// More than any laptop needs; requests past it wait for a connection.
const CONNECTIONS: usize = 4_096;

/// A client for one worker: it passes on what it gets and adds nothing.
pub(crate) fn client() -> Client {
    let connector = Connector::new()
        .timeout(CONNECT)
        .conn_keep_alive(KEEP_ALIVE)
        .conn_lifetime(Duration::from_secs(3_600))
        .limit(CONNECTIONS);
    Client::builder()
        .connector(connector)
        .disable_timeout()
        .disable_redirects()
        .no_default_headers()
        .finish()
}

/// The handler of every path the gateway does not answer itself.
pub(crate) async fn proxy(
    request: HttpRequest,
    body: actix_web::web::Payload,
    client: Data<Client>,
    origins: Data<Origins>,
) -> HttpResponse {
    let path = request.uri().path();
    let answer = match route(path) {
        Some(_) if headers::too_large(&request) => Err(Fault::HeadTooLarge),
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
    body: Payload,
    service: Service,
    client: &Client,
    origins: &Origins,
) -> Result<HttpResponse, Fault> {
    let origin = origins.next(service).ok_or(Fault::NotFound)?;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let uri: Uri = format!("{origin}{path}").parse().map_err(|_| Fault::NotFound)?;
    let site = request.app_data::<Site>().ok_or(Fault::BadAnswer)?;
    let outbound = client.request(request.method().clone(), uri).no_decompress();
    let outbound = headers::forward(request, site, outbound);

    let length = content_length(request);
    if length.is_some_and(|length| length > service.body_limit()) {
        return Err(Fault::BodyTooLarge);
    }
    let upload = Upload::new(service.body_limit());
    let sent = match length {
        // Neither a length nor chunks: there is no body (RFC 9112 §6.3).
        None if !request.headers().contains_key(header::TRANSFER_ENCODING) => outbound.send(),
        Some(0) => outbound.send(),
        Some(length) => outbound.send_body(SizedStream::new(length, upload.watch(body))),
        None => outbound.send_stream(upload.watch(body)),
    };
    let fault = match select(sent, Box::pin(upload.overdue())).await {
        Either::Left((Ok(answer), _)) => return Ok(give_back(answer)),
        Either::Left((Err(_), _)) if upload.too_large.get() => return Err(Fault::BodyTooLarge),
        Either::Left((Err(error), _)) => {
            warn!(service = service.name(), %origin, %error, "no answer from a service");
            fault_of(&error)
        }
        Either::Right(((), _)) if upload.ended.get() => {
            warn!(service = service.name(), %origin, "no answer from a service in time");
            Fault::TooSlow
        }
        Either::Right(((), _)) => Fault::ClientTooSlow,
    };
    Err(fault)
}

fn content_length(request: &HttpRequest) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn fault_of(error: &SendRequestError) -> Fault {
    match error {
        SendRequestError::Connect(ConnectError::Timeout) | SendRequestError::Timeout => {
            Fault::TooSlow
        }
        SendRequestError::Connect(_) => Fault::Unreachable,
        _ => Fault::BadAnswer,
    }
}

/// Turns a service's answer into ours. The body follows as it comes, and a
/// service that falls silent in the middle ends it.
fn give_back(answer: ClientResponse) -> HttpResponse {
    let mut ours = HttpResponse::build(answer.status());
    for (name, value) in headers::end_to_end(answer.headers()) {
        ours.append_header((name, value));
    }
    let length = answer.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse().ok());
    match length {
        Some(0) => ours.finish(),
        Some(length) => ours.body(SizedStream::new(length, unless_idle(answer))),
        None if matches!(answer.status(), StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) => {
            ours.finish()
        }
        None => ours.streaming(unless_idle(answer)),
    }
}

/// The body of an answer, cut off when nothing comes for too long.
fn unless_idle(answer: ClientResponse) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    tokio_stream::StreamExt::timeout(answer, IDLE).map(|next| {
        next.unwrap_or_else(|elapsed| Err(PayloadError::Io(std::io::Error::other(elapsed))))
    })
}

/// Watches a request body on its way through.
struct Upload {
    limit: u64,
    moved: Rc<Cell<Instant>>,
    ended: Rc<Cell<bool>>,
    too_large: Rc<Cell<bool>>,
}

impl Upload {
    fn new(limit: u64) -> Self {
        Self {
            limit,
            moved: Rc::new(Cell::new(Instant::now())),
            // Until there is a body to wait for, it is the service we wait for.
            ended: Rc::new(Cell::new(true)),
            too_large: Rc::default(),
        }
    }

    fn watch(&self, body: Payload) -> impl Stream<Item = Result<Bytes, PayloadError>> + use<> {
        self.ended.set(false);
        let (moved, ended, too_large) =
            (Rc::clone(&self.moved), Rc::clone(&self.ended), Rc::clone(&self.too_large));
        let end = Rc::clone(&self.moved);
        let mut left = self.limit;
        body.and_then(move |chunk| {
            moved.set(Instant::now());
            let fits = u64::try_from(chunk.len()).ok().and_then(|size| left.checked_sub(size));
            std::future::ready(match fits {
                Some(rest) => {
                    left = rest;
                    Ok(chunk)
                }
                None => {
                    too_large.set(true);
                    Err(PayloadError::Overflow)
                }
            })
        })
        .chain(futures_util::stream::poll_fn(move |_| {
            end.set(Instant::now());
            ended.set(true);
            std::task::Poll::Ready(None)
        }))
    }

    /// Returns when the client has sent nothing, or the service answered
    /// nothing since the body ended, for too long.
    async fn overdue(&self) {
        loop {
            let patience = if self.ended.get() { FIRST_BYTE } else { IDLE };
            let due = self.moved.get() + patience;
            if Instant::now() >= due {
                return;
            }
            sleep_until(due).await;
        }
    }
}
