//! The HTTP client towards the services. It passes on what it gets and adds
//! nothing.

use std::cell::Cell;
use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;
use std::sync::LazyLock;

use bytes::Bytes;
use http::header::HOST;
use http_body_util::combinators::BoxBody;
use opentelemetry::metrics::Counter;
use opentelemetry::{KeyValue, global};
use thiserror::Error;
use tracing::info;

use crate::connections::{AnswerBody, CONNECT, Connections, connect};
use crate::replicas::{InFlight, Replicas};

static RETRIES: LazyLock<Counter<u64>> = LazyLock::new(|| {
    global::meter("gateway")
        .u64_counter("gateway.retries")
        .with_description("Requests sent again after a connection could not be made, or broke")
        .build()
});

/// A request body on its way to a service.
pub(crate) type Body = BoxBody<Bytes, io::Error>;

pub(crate) type Request = http::Request<Body>;
pub(crate) type Answer = http::Response<AnswerBody>;

/// No answer.
#[derive(Debug, Error)]
pub(crate) enum ClientError {
    /// DNS has named no address yet.
    #[error("no address is known")]
    NoAddress,
    /// No connection could be made.
    #[error("cannot connect: {0}")]
    Connect(#[source] io::Error),
    /// No connection could be made in time.
    #[error("cannot connect within {CONNECT:?}")]
    Timeout,
    /// The connection broke, or what came over it is no HTTP.
    #[error(transparent)]
    Broken(#[from] hyper::Error),
}

/// What became of a request that was not answered.
struct Failure {
    error: ClientError,
    replica: InFlight,
    /// The request, where nothing of it was sent.
    unsent: Option<Request>,
    /// Whether the connection had been used before.
    kept: bool,
}

impl Failure {
    /// Whether the connection ended, rather than carried what is no HTTP.
    fn is_break(&self) -> bool {
        let ClientError::Broken(error) = &self.error else { return false };
        let broke = |source: &(dyn StdError + 'static)| source.is::<io::Error>();
        error.is_incomplete_message() || (!error.is_user() && error.source().is_some_and(broke))
    }
}

/// One client for each worker.
#[derive(Clone, Default)]
pub(crate) struct Client(Connections);

impl Client {
    /// Sends a request whose address is a path to one of the replicas; the
    /// answer's body follows. `asked` tells meanwhile which one it was.
    ///
    /// Where that fails it is sent once more, to another one: any request of
    /// which nothing was sent, and one that was on its way when the connection
    /// broke if `again` makes it anew. `again` is only to do so where it does
    /// no harm that a service has it twice.
    pub(crate) async fn send(
        &self,
        replicas: &Replicas,
        request: Request,
        again: impl FnOnce() -> Option<Request>,
        asked: &Cell<Option<SocketAddr>>,
    ) -> Result<Answer, ClientError> {
        let replica = replicas.next().ok_or(ClientError::NoAddress)?;
        asked.set(Some(replica.address));
        let failure = match self.attempt(replica, request, true).await {
            Ok(answer) => return Ok(answer),
            Err(failure) => failure,
        };
        let (failed, cause) = (failure.replica.address, failure.error.to_string());
        let (replica, request) = second(*failure, replicas, again)?;
        let service = replicas.service.name();
        info!(service, %failed, cause, replica = %replica.address, "a request is sent again");
        RETRIES.add(1, &[KeyValue::new("service", service)]);
        asked.set(Some(replica.address));
        // What was kept may have broken with the first.
        self.attempt(replica, request, false).await.map_err(|failure| failure.error)
    }

    /// Sends it over a new connection, or one that was kept where `reuse` allows.
    async fn attempt(
        &self,
        replica: InFlight,
        mut request: Request,
        reuse: bool,
    ) -> Result<Answer, Box<Failure>> {
        if !request.headers().contains_key(HOST) {
            request.headers_mut().insert(HOST, replica.host.clone());
        }
        loop {
            let idle = if reuse { self.0.idle(replica.address) } else { None };
            let kept = idle.is_some();
            let connected = match idle {
                Some(connection) => Ok(connection),
                None => connect(replica.address).await,
            };
            let mut connection = match connected {
                Ok(connection) => connection,
                Err(error) => {
                    replica.mark_unready(&error);
                    let unsent = Some(request);
                    return Err(Box::new(Failure { error, replica, unsent, kept }));
                }
            };
            match connection.try_send_request(request).await {
                Ok(answer) => return Ok(self.0.lend(replica, connection, answer)),
                Err(mut error) => match error.take_message() {
                    // A service may close an idle connection at any time. What it has
                    // not read of can be sent again.
                    Some(unsent) if kept => request = unsent,
                    unsent => {
                        let error = error.into_error().into();
                        return Err(Box::new(Failure { error, replica, unsent, kept }));
                    }
                },
            }
        }
    }
}

/// Who is to have a request that failed, if anybody is.
fn second(
    failure: Failure,
    replicas: &Replicas,
    again: impl FnOnce() -> Option<Request>,
) -> Result<(InFlight, Request), ClientError> {
    let another = replicas.another(failure.replica.address);
    let broke = failure.is_break();
    let Failure { error, replica, unsent, kept } = failure;
    let (to, request) = match unsent {
        Some(request) => (another, Some(request)),
        // The same one may have closed a connection that it took for idle.
        None if broke => (another.or_else(|| kept.then_some(replica)), again()),
        None => (None, None),
    };
    to.zip(request).ok_or(error)
}

#[cfg(test)]
mod tests;
