//! A request body on its way through the gateway: counted, timed, never held.

use std::cell::Cell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use bytes::Bytes;
use futures_util::StreamExt;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::client::Body;
use crate::errors::Fault;

/// How long a service may think once it has the whole request.
const FIRST_BYTE: Duration = Duration::from_secs(30);

/// How long either side may be silent in the middle of a body.
pub(crate) const IDLE: Duration = Duration::from_secs(60);

/// How long a body is watched before its pace is judged, and judged anew.
const WINDOW: Duration = Duration::from_secs(120);

/// The fewest bytes in a second that a body may come at.
const SLOWEST: u64 = 1024;

/// Whether a body of which so many bytes came in so much time, not counting
/// time in which nobody took them, trickles: whoever sends like that holds a
/// connection rather than uses it. How much came before does not count, nor
/// how much is to come. So 1 MB is here, or ended, within twenty minutes, and
/// what is larger may take as long as it likes, at its pace.
fn trickles(bytes: u64, time: Duration) -> bool {
    time >= WINDOW && bytes < time.as_secs().saturating_mul(SLOWEST)
}

/// Chunks that may wait for a slow service before the client is made to wait.
const WAITING: usize = 4;

/// Watches one request body.
#[derive(Clone)]
pub(crate) struct Upload(Rc<State>);

struct State {
    moved: Cell<Instant>,
    window: Cell<Instant>,
    /// Bytes since the window began.
    came: Cell<u64>,
    ended: Cell<bool>,
    blocked: Cell<bool>,
    fault: Cell<Option<Fault>>,
}

impl Default for Upload {
    fn default() -> Self {
        let now = Instant::now();
        Self(Rc::new(State {
            moved: Cell::new(now),
            window: Cell::new(now),
            came: Cell::new(0),
            // Until there is a body to wait for, it is the service we wait for.
            ended: Cell::new(true),
            blocked: Cell::new(false),
            fault: Cell::new(None),
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
                let chunk = watch.checked(chunk, &mut left);
                let failed = chunk.is_err();
                let blocked = watch.block();
                let sent = sender.send(chunk).await;
                watch.unblock(blocked);
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

    /// A chunk as it goes out, if it may.
    fn checked(
        &self,
        chunk: Result<Bytes, PayloadError>,
        left: &mut u64,
    ) -> Result<Bytes, io::Error> {
        let chunk = chunk.map_err(|error| {
            self.0.fault.set(Some(Fault::Malformed("The request body is malformed or broke off.")));
            io::Error::other(error)
        })?;
        let size = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        self.came(size);
        *left = left.checked_sub(size).ok_or_else(|| {
            self.0.fault.set(Some(Fault::BodyTooLarge));
            io::Error::other("the request body is too large")
        })?;
        Ok(chunk)
    }

    fn came(&self, bytes: u64) {
        self.0.moved.set(Instant::now());
        self.0.came.set(self.0.came.get().saturating_add(bytes));
    }

    fn block(&self) -> Instant {
        self.0.blocked.set(true);
        Instant::now()
    }

    fn unblock(&self, since: Instant) {
        let now = Instant::now();
        self.0.blocked.set(false);
        self.0.moved.set(now);
        self.0.window.set(self.0.window.get() + now.duration_since(since));
    }

    /// Returns when the client has sent nothing, or next to nothing, or the
    /// service has answered nothing since the body ended, for too long.
    pub(crate) async fn overdue(&self) {
        loop {
            let now = Instant::now();
            let patience = if self.ended() { FIRST_BYTE } else { IDLE };
            let due = self.0.moved.get() + patience;
            if now >= due || self.holds_on(now) {
                return;
            }
            // The body may end, and the service's own time begin, before that.
            sleep_until(due.min(now + FIRST_BYTE)).await;
        }
    }

    /// Whether the body trickles; where it does not, it may start afresh.
    fn holds_on(&self, now: Instant) -> bool {
        let time = now.duration_since(self.0.window.get());
        if self.waits_for_service() || time < WINDOW {
            return false;
        }
        self.0.window.set(now);
        trickles(self.0.came.replace(0), time)
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

    /// What was wrong with the body, so far as it came.
    pub(crate) fn fault(&self) -> Option<Fault> {
        self.0.fault.get()
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

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    #[test]
    fn a_pace_is_judged_after_two_minutes() {
        for (bytes, seconds, expected) in [
            (0, 0, false),
            (0, 119, false),
            (0, 120, true),
            (120 * 1024 - 1, 120, true),
            (120 * 1024, 120, false),
            (120 * 1024, 150, true),
            (150 * 1024, 150, false),
            (1 << 20, 1024, false),
            ((1 << 20) - 1, 1024, true),
            (u64::MAX, u64::MAX, false),
        ] {
            let time = Duration::from_secs(seconds);
            assert_eq!(trickles(bytes, time), expected, "{bytes} bytes in {seconds} s");
        }
    }

    /// When a body is given up that comes in pieces for an hour.
    async fn given_up(bytes: u64, every: u64) -> Option<u64> {
        let upload = Upload::default();
        upload.0.ended.set(false);
        let began = Instant::now();
        let pieces = async {
            for _ in 0..=3600 / every {
                sleep(Duration::from_secs(every)).await;
                upload.came(bytes);
            }
        };
        tokio::select! {
            () = upload.overdue() => Some(began.elapsed().as_secs()),
            () = pieces => None,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_must_come_at_a_pace() {
        for (bytes, every, expected) in [
            (0, 7200, 60..=60),
            (1, 61, 60..=60),
            (1, 1, 120..=150),
            (1024, 5, 120..=150),
            (20 * 1024, 59, 120..=150),
        ] {
            let seconds = given_up(bytes, every).await;
            assert!(seconds.is_some_and(|s| expected.contains(&s)), "{bytes}/{every}: {seconds:?}");
        }
        for (bytes, every) in [(2048, 1), (4096, 3), (200 * 1024, 50)] {
            assert_eq!(given_up(bytes, every).await, None, "{bytes} every {every} s");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_came_before_does_not_buy_time() {
        let upload = Upload::default();
        upload.0.ended.set(false);
        upload.came(1 << 30);
        let pieces = async {
            for _ in 0..100 {
                sleep(Duration::from_secs(10)).await;
                upload.came(1);
            }
        };
        let began = Instant::now();
        tokio::select! {
            () = upload.overdue() => {}
            () = pieces => {}
        }
        assert!((240..=300).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_service_is_not_held_against_the_client() {
        let upload = Upload::default();
        upload.0.ended.set(false);
        let pieces = async {
            for _ in 0..20 {
                sleep(Duration::from_secs(1)).await;
                upload.came(2048);
                let blocked = upload.block();
                sleep(Duration::from_secs(50)).await;
                upload.unblock(blocked);
            }
        };
        tokio::select! {
            () = upload.overdue() => panic!("given up"),
            () = pieces => {}
        }
        let blocked = upload.block();
        upload.overdue().await;
        assert!(upload.waits_for_service());
        assert_eq!(blocked.elapsed().as_secs(), IDLE.as_secs());
    }
}
