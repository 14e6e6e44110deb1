//! A request body on its way through the gateway: counted, timed, never held.

use std::cell::Cell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use actix_web::dev::Payload;
use bytes::Bytes;
use futures_util::StreamExt;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::client::Body;

/// How long a service may think once it has the whole request.
const FIRST_BYTE: Duration = Duration::from_secs(30);

/// How long either side may be silent in the middle of a body.
pub(crate) const IDLE: Duration = Duration::from_secs(60);

/// Chunks that may wait for a slow service before the client is made to wait.
const WAITING: usize = 4;

/// Watches one request body.
#[derive(Clone)]
pub(crate) struct Upload(Rc<State>);

struct State {
    moved: Cell<Instant>,
    ended: Cell<bool>,
    blocked: Cell<bool>,
    too_large: Cell<bool>,
}

impl Default for Upload {
    fn default() -> Self {
        Self(Rc::new(State {
            moved: Cell::new(Instant::now()),
            // Until there is a body to wait for, it is the service we wait for.
            ended: Cell::new(true),
            blocked: Cell::new(false),
            too_large: Cell::new(false),
        }))
    }
}

impl Upload {
    /// The body as it goes out. The payload stays on this thread, as actix
    /// wants it; a channel carries its chunks to hyper, which wants `Send`.
    pub(crate) fn body(&self, mut payload: Payload, length: Option<u64>, limit: u64) -> Body {
        let (sender, receiver) = mpsc::channel(WAITING);
        self.0.ended.set(false);
        let watch = self.clone();
        actix_web::rt::spawn(async move {
            let mut left = limit;
            while let Some(chunk) = payload.next().await {
                watch.0.moved.set(Instant::now());
                let chunk = chunk.map_err(io::Error::other).and_then(|chunk| {
                    let size = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                    left = left.checked_sub(size).ok_or_else(|| {
                        watch.0.too_large.set(true);
                        io::Error::other("the request body is too large")
                    })?;
                    Ok(chunk)
                });
                let failed = chunk.is_err();
                watch.0.blocked.set(true);
                let sent = sender.send(chunk).await;
                watch.0.blocked.set(false);
                watch.0.moved.set(Instant::now());
                // A service that has answered without reading on needs no more.
                if sent.is_err() || failed {
                    return;
                }
            }
            watch.0.moved.set(Instant::now());
            watch.0.ended.set(true);
        });
        Chunks { receiver, left: length }.boxed()
    }

    /// Returns when the client has sent nothing, or the service has answered
    /// nothing since the body ended, for too long.
    pub(crate) async fn overdue(&self) {
        loop {
            let patience = if self.ended() { FIRST_BYTE } else { IDLE };
            let due = self.0.moved.get() + patience;
            if Instant::now() >= due {
                return;
            }
            // The body may end, and the service's own time begin, before that.
            sleep_until(due.min(Instant::now() + FIRST_BYTE)).await;
        }
    }

    /// Whether the whole body has come.
    fn ended(&self) -> bool {
        self.0.ended.get()
    }

    /// Whether it is the service that everybody waits for: it has the whole
    /// body, or takes no more of it.
    pub(crate) fn waits_for_service(&self) -> bool {
        self.ended() || self.0.blocked.get()
    }

    /// Whether the body outgrew its limit.
    pub(crate) fn was_too_large(&self) -> bool {
        self.0.too_large.get()
    }
}

/// Chunks from a channel, with the length that was announced for them.
struct Chunks {
    receiver: mpsc::Receiver<io::Result<Bytes>>,
    left: Option<u64>,
}

impl hyper::body::Body for Chunks {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<io::Result<Frame<Bytes>>>> {
        let next = std::task::ready!(self.receiver.poll_recv(context));
        if let (Some(left), Some(Ok(chunk))) = (&mut self.left, &next) {
            *left = left.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        }
        std::task::Poll::Ready(next.map(|chunk| chunk.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
