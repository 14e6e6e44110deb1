//! The HTTP client towards the services. It passes on what it gets and adds
//! nothing. Connections are kept per origin and worker, and lent to one
//! request at a time.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use http::HeaderValue;
use http::header::HOST;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use thiserror::Error;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::Origin;

const CONNECT: Duration = Duration::from_secs(2);

/// Less than the services' own idle limit, so that we close first.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// A request body on its way to a service.
pub(crate) type Body = BoxBody<Bytes, io::Error>;

pub(crate) type Request = http::Request<Body>;
pub(crate) type Answer = http::Response<AnswerBody>;

type Connection = SendRequest<Body>;

/// No answer.
#[derive(Debug, Error)]
pub(crate) enum ClientError {
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

/// Connections that nobody uses, the one used last at the back.
type Idle = VecDeque<(Connection, Instant)>;

/// One client for each worker, so that connections stay on their thread.
#[derive(Clone, Default)]
pub(crate) struct Client(Rc<RefCell<HashMap<Origin, Idle>>>);

impl Client {
    /// Sends a request whose address is a path; the answer's body follows.
    pub(crate) async fn send(
        &self,
        origin: &Origin,
        mut request: Request,
    ) -> Result<Answer, ClientError> {
        if let (false, Ok(host)) = (
            request.headers().contains_key(HOST),
            HeaderValue::try_from(origin.authority().as_str()),
        ) {
            request.headers_mut().insert(HOST, host);
        }
        while let Some(mut connection) = self.idle(origin) {
            match connection.try_send_request(request).await {
                Ok(answer) => return Ok(self.lend(origin, connection, answer)),
                // A service may close an idle connection at any time. What it has
                // not read of can be sent again.
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(error.into_error().into()),
                },
            }
        }
        let mut connection = connect(origin).await?;
        let answer = connection.send_request(request).await?;
        Ok(self.lend(origin, connection, answer))
    }

    /// A connection that is ready, where there is one.
    fn idle(&self, origin: &Origin) -> Option<Connection> {
        let mut pools = self.0.borrow_mut();
        let idle = pools.get_mut(origin)?;
        while let Some((mut connection, since)) = idle.pop_back() {
            // One that is still busy with the request before is of no use to us.
            let ready = matches!(connection.ready().now_or_never(), Some(Ok(())));
            if ready && since.elapsed() < KEEP_ALIVE {
                return Some(connection);
            }
        }
        None
    }

    fn keep(&self, origin: &Origin, connection: Connection) {
        let mut pools = self.0.borrow_mut();
        let idle = match pools.get_mut(origin) {
            Some(idle) => idle,
            None => pools.entry(origin.clone()).or_default(),
        };
        while idle.front().is_some_and(|(_, since)| since.elapsed() >= KEEP_ALIVE) {
            idle.pop_front();
        }
        idle.push_back((connection, Instant::now()));
    }

    fn lend(
        &self,
        origin: &Origin,
        connection: Connection,
        answer: http::Response<Incoming>,
    ) -> Answer {
        answer.map(|incoming| {
            let lent = Some((self.clone(), origin.clone(), connection));
            let mut body = AnswerBody { incoming, lent };
            if body.is_end_stream() {
                body.give_back();
            }
            body
        })
    }
}

async fn connect(origin: &Origin) -> Result<Connection, ClientError> {
    let authority = origin.authority();
    let address = (authority.host().trim_matches(['[', ']']), authority.port_u16().unwrap_or(80));
    let stream = timeout(CONNECT, TcpStream::connect(address)).await;
    let stream = stream.map_err(|_| ClientError::Timeout)?.map_err(ClientError::Connect)?;
    stream.set_nodelay(true).map_err(ClientError::Connect)?;
    let (connection, driver) = handshake(TokioIo::new(stream)).await?;
    // How it ends is told to whoever waits for an answer on it.
    actix_web::rt::spawn(driver.map(drop));
    Ok(connection)
}

/// The body of an answer. At its end the connection is there for others; one
/// that is dropped before closes it.
pub(crate) struct AnswerBody {
    incoming: Incoming,
    lent: Option<(Client, Origin, Connection)>,
}

impl AnswerBody {
    fn give_back(&mut self) {
        if let Some((client, origin, connection)) = self.lent.take() {
            client.keep(&origin, connection);
        }
    }
}

impl hyper::body::Body for AnswerBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<hyper::Result<Frame<Bytes>>>> {
        let frame = ready!(Pin::new(&mut self.incoming).poll_frame(context));
        match &frame {
            // A body of known length says that it is over with its last frame;
            // one in chunks only after it.
            Some(Ok(_)) if !self.incoming.is_end_stream() => {}
            Some(Ok(_)) | None => self.give_back(),
            Some(Err(_)) => self.lent = None,
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
