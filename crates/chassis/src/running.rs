use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use futures_util::future::join_all;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::Readiness;

/// How long requests under way may take to finish once a stop is asked for.
pub(crate) const GRACE: Duration = Duration::from_secs(30);

/// How long tasks may take to end after the last request: with the drain and
/// [`GRACE`] less than the 40 seconds that whoever stops us waits.
const LAST: Duration = Duration::from_secs(4);

/// Whether a server has said that it is about to stop.
#[derive(Clone, Default)]
pub(crate) struct Leaving(Arc<AtomicBool>);

impl Leaving {
    pub(crate) fn is_announced(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A server that answers. Dropping this value does not stop it.
pub struct Running {
    /// Where it listens, with the port it was given.
    pub address: SocketAddr,
    name: &'static str,
    ready: Readiness,
    leaving: Leaving,
    handle: ServerHandle,
    task: JoinHandle<std::io::Result<()>>,
    attendants: Vec<(CancellationToken, JoinHandle<()>)>,
}

impl Running {
    pub(crate) fn new(
        name: &'static str,
        address: SocketAddr,
        ready: Readiness,
        leaving: Leaving,
        handle: ServerHandle,
        task: JoinHandle<std::io::Result<()>>,
    ) -> Self {
        Self { address, name, ready, leaving, handle, task, attendants: Vec::new() }
    }

    /// The same with a task that is cancelled, and waited for, after the last request.
    #[must_use]
    pub fn attended_by(mut self, stopping: CancellationToken, task: JoinHandle<()>) -> Self {
        self.attendants.push((stopping, task));
        self
    }

    /// Whether the service can answer, or why not.
    pub async fn ready(&self) -> Result<(), String> {
        (self.ready)().await
    }

    /// From now on it is not ready and closes each connection with the next
    /// answer on it, so that others stop sending it requests before it stops.
    /// It accepts and answers all the while.
    pub fn announce_stop(&self) {
        self.leaving.0.store(true, Ordering::Relaxed);
    }

    /// Stops accepting, lets the requests under way finish, then returns.
    pub async fn stop(self) {
        let service = self.name;
        self.handle.stop(true).await;
        match self.task.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => warn!(service, %error, "the server failed"),
            Err(error) => warn!(service, %error, "the server failed"),
        }
        let (stopping, tasks): (Vec<_>, Vec<_>) = self.attendants.into_iter().unzip();
        stopping.iter().for_each(CancellationToken::cancel);
        match timeout(LAST, join_all(tasks)).await {
            Err(_) => warn!(service, "something did not stop in time"),
            Ok(ended) => {
                for error in ended.into_iter().filter_map(Result::err) {
                    warn!(service, %error, "a task failed");
                }
            }
        }
        info!(service, "stopped");
    }
}
