//! The HTTP client towards the services. It passes on what it gets and adds
//! nothing.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use hyper::body::Incoming;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{self, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};

const CONNECT: Duration = Duration::from_secs(2);

/// Less than the services' own idle limit, so that we close first.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// A request body on its way to a service.
pub(crate) type Body = BoxBody<Bytes, std::io::Error>;

pub(crate) type Request = http::Request<Body>;
pub(crate) type Answer = http::Response<Incoming>;

/// One client for each worker, so that connections stay on their thread.
#[derive(Clone)]
pub(crate) struct Client(legacy::Client<HttpConnector, Body>);

impl Client {
    pub(crate) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT));
        connector.set_nodelay(true);
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEEP_ALIVE)
            .build(connector);
        Self(client)
    }

    pub(crate) async fn send(&self, request: Request) -> Result<Answer, Error> {
        self.0.request(request).await
    }
}

/// Whether a connection could not be made, and if so whether for lack of time.
pub(crate) fn connect_timed_out(error: &Error) -> Option<bool> {
    if !error.is_connect() {
        return None;
    }
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let io = error.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::TimedOut) {
            return Some(true);
        }
        cause = error.source();
    }
    Some(false)
}
