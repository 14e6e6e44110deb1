//! Connections to replicas, each lent to one request at a time.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use hyper::body::{Body as _, Frame, Incoming, SizeHint};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::client::{Answer, Body, ClientError};
use crate::replicas::InFlight;

pub(crate) const CONNECT: Duration = Duration::from_secs(2);

/// Less than the services' own idle limit, so that we close first.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

pub(crate) type Connection = SendRequest<Body>;

/// Connections that nobody uses, the one used last at the back.
type Idle = VecDeque<(Connection, Instant)>;

/// Those of one worker, so that they stay on its thread.
#[derive(Clone)]
pub(crate) struct Connections(Rc<Pools>);

struct Pools {
    idle: RefCell<HashMap<SocketAddr, Idle>>,
    swept: Cell<Instant>,
}

impl Default for Connections {
    fn default() -> Self {
        Self(Rc::new(Pools { idle: RefCell::default(), swept: Cell::new(Instant::now()) }))
    }
}

impl Connections {
    /// A connection that is ready, where there is one.
    pub(crate) fn idle(&self, address: SocketAddr) -> Option<Connection> {
        let mut pools = self.0.idle.borrow_mut();
        let idle = pools.get_mut(&address)?;
        while let Some((mut connection, since)) = idle.pop_back() {
            // One that is still busy with the request before is of no use to us.
            let ready = matches!(connection.ready().now_or_never(), Some(Ok(())));
            if ready && since.elapsed() < KEEP_ALIVE {
                return Some(connection);
            }
        }
        None
    }

    fn keep(&self, address: SocketAddr, connection: Connection) {
        let now = Instant::now();
        let mut pools = self.0.idle.borrow_mut();
        if now.duration_since(self.0.swept.get()) >= KEEP_ALIVE {
            self.0.swept.set(now);
            // Those of replicas that are gone go with the rest.
            pools.retain(|_, idle| {
                idle.retain(|(_, since)| now.duration_since(*since) < KEEP_ALIVE);
                !idle.is_empty()
            });
        }
        pools.entry(address).or_default().push_back((connection, now));
    }

    /// How many addresses there are connections to.
    #[cfg(test)]
    pub(crate) fn addresses(&self) -> usize {
        self.0.idle.borrow().len()
    }

    /// An answer whose body gives the connection back.
    pub(crate) fn lend(
        &self,
        replica: InFlight,
        connection: Connection,
        answer: http::Response<Incoming>,
    ) -> Answer {
        answer.map(|incoming| {
            let lent = Some((self.clone(), replica, connection));
            let mut body = AnswerBody { incoming, lent };
            if body.is_end_stream() {
                body.give_back();
            }
            body
        })
    }
}

/// A new connection.
pub(crate) async fn connect(address: SocketAddr) -> Result<Connection, ClientError> {
    let stream = timeout(CONNECT, TcpStream::connect(address)).await;
    let stream = stream.map_err(|_| ClientError::Timeout)?.map_err(ClientError::Connect)?;
    stream.set_nodelay(true).map_err(ClientError::Connect)?;
    let (connection, driver) = handshake(TokioIo::new(stream)).await?;
    // How it ends is told to whoever waits for an answer on it.
    actix_web::rt::spawn(driver.map(drop));
    Ok(connection)
}

/// The body of an answer. At its end the connection is there for others; one
/// that is dropped before closes it. Until then its replica is busy with it.
pub(crate) struct AnswerBody {
    incoming: Incoming,
    lent: Option<(Connections, InFlight, Connection)>,
}

impl AnswerBody {
    fn give_back(&mut self) {
        if let Some((connections, replica, connection)) = self.lent.take() {
            connections.keep(replica.address, connection);
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
