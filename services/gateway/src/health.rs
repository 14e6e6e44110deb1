//! Asks DNS where replicas are, and replicas whether they are ready.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chassis::BoxError;
use futures_util::future::{Either, join_all, select};
use http::header::{CONNECTION, HOST};
use http::{HeaderValue, StatusCode};
use http_body_util::Empty;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, lookup_host};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tracing::{info, warn};

use crate::config::Origin;
use crate::replicas::{Replica, Replicas};

/// How often names are looked up, and how long that may take.
const LOOK_UP: Duration = Duration::from_secs(5);

/// How often a replica is asked.
const CHECK: Duration = Duration::from_secs(1);

/// How long it may take to say.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often in a row it may stay silent and be taken for busy.
const PARDONED: u32 = 1;

/// Keeps checks out of traces: they are of none that anybody follows, and the
/// flags say that none is to be kept (W3C Trace Context §3.2.2.5).
const UNTRACED: &str = "00-00000000000000000000000000000001-0000000000000001-00";

/// Follows the replicas of a service, for ever.
pub(crate) async fn attend(replicas: Arc<Replicas>) {
    let mut names: Vec<Name<'_>> = replicas.origins.iter().map(Name::new).collect();
    let mut checks = Checks::default();
    checks.follow(&replicas.all());
    loop {
        join_all(names.iter_mut().map(Name::look_up)).await;
        let addresses: Vec<Vec<SocketAddr>> =
            names.iter().map(|name| name.addresses.clone()).collect();
        replicas.renew(&addresses);
        replicas.mark_looked_up();
        checks.follow(&replicas.all());
        sleep(LOOK_UP).await;
    }
}

/// A name and the addresses it had when it last had any.
struct Name<'a> {
    origin: &'a Origin,
    addresses: Vec<SocketAddr>,
    resolves: bool,
}

impl<'a> Name<'a> {
    fn new(origin: &'a Origin) -> Self {
        Self { origin, addresses: origin.literal().into_iter().collect(), resolves: true }
    }

    /// Where DNS is away, or has nothing to say, all stays as it is.
    async fn look_up(&mut self) {
        if self.origin.literal().is_some() {
            return;
        }
        let asked = lookup_host((self.origin.name(), self.origin.port()));
        let cause = match timeout(LOOK_UP, asked).await {
            Ok(Ok(found)) => {
                let found: Vec<SocketAddr> = found.collect();
                if !found.is_empty() {
                    self.found(found);
                    return;
                }
                "it has no address".to_owned()
            }
            Ok(Err(error)) => error.to_string(),
            Err(elapsed) => elapsed.to_string(),
        };
        if self.resolves {
            warn!(origin = %self.origin, cause, "a name does not resolve");
        }
        self.resolves = false;
    }

    fn found(&mut self, addresses: Vec<SocketAddr>) {
        if !self.resolves {
            info!(origin = %self.origin, "a name resolves again");
        }
        (self.addresses, self.resolves) = (addresses, true);
    }
}

/// The checks under way, one for each replica; they end when this is dropped.
#[derive(Default)]
struct Checks {
    tasks: JoinSet<()>,
    by_address: HashMap<SocketAddr, AbortHandle>,
}

impl Checks {
    fn follow(&mut self, replicas: &[Arc<Replica>]) {
        self.by_address.retain(|address, check| {
            let stays = replicas.iter().any(|replica| replica.address == *address);
            if !stays {
                check.abort();
            }
            stays
        });
        for replica in replicas {
            let start = || self.tasks.spawn(check(Arc::clone(replica)));
            self.by_address.entry(replica.address).or_insert_with(start);
        }
        while self.tasks.try_join_next().is_some() {}
    }
}

/// Asks one replica, for ever.
async fn check(replica: Arc<Replica>) {
    let mut times = interval(CHECK);
    times.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut silent = 0;
    loop {
        times.tick().await;
        match timeout(PATIENCE, ask(&replica)).await {
            Ok(Ok(())) => {
                silent = 0;
                replica.mark_ready();
            }
            Ok(Err(cause)) => {
                silent = 0;
                replica.mark_unready(&cause);
            }
            Err(_) if silent < PARDONED => silent += 1,
            Err(elapsed) => replica.mark_unready(&elapsed),
        }
    }
}

/// Whether a replica is ready, or why not. Each time over a connection of its
/// own, so that the answer tells as well whether one can be had.
async fn ask(replica: &Replica) -> Result<(), BoxError> {
    let stream = TcpStream::connect(replica.address).await?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    let request = http::Request::get("/health/ready")
        .header(HOST, &replica.host)
        .header(CONNECTION, HeaderValue::from_static("close"))
        .header("traceparent", HeaderValue::from_static(UNTRACED))
        .body(Empty::<Bytes>::new())?;
    let status = async move { sender.send_request(request).await.map(|answer| answer.status()) };
    // Whoever hangs up right after the answer has answered.
    let status = match select(pin!(status), pin!(connection)).await {
        Either::Left((status, _)) => status,
        Either::Right((_, status)) => status.await,
    };
    match status? {
        StatusCode::OK => Ok(()),
        status => Err(format!("it answers {status}").into()),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::routing::Service;

    fn replica_at(listener: &TcpListener) -> Arc<Replica> {
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let replicas = Replicas::new(Service::Rota, vec![origin.parse().unwrap()]);
        Arc::clone(&replicas.all()[0])
    }

    #[tokio::test]
    async fn only_200_is_ready() {
        for (answer, expected) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", true),
            ("HTTP/1.1 204 No Content\r\n\r\n", false),
            ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", false),
            ("SSH-2.0-nonsense\r\n\r\n", false),
            ("", false),
        ] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let replica = replica_at(&listener);
            let asked = tokio::spawn(async move {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = [0; 1024];
                let count = stream.read(&mut request).await.unwrap();
                stream.write_all(answer.as_bytes()).await.unwrap();
                String::from_utf8(request[..count].to_vec()).unwrap()
            });
            assert_eq!(ask(&replica).await.is_ok(), expected, "{answer}");
            let request = asked.await.unwrap();
            assert!(request.starts_with("GET /health/ready HTTP/1.1\r\n"), "{request}");
            assert!(request.contains(&format!("host: {}\r\n", replica.address)), "{request}");
            // Nobody listens there any more.
            assert!(ask(&replica).await.is_err());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_replica_may_be_silent_once() {
        // Connections are made, and nobody takes them.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let replica = replica_at(&listener);
        let checked = tokio::spawn(check(Arc::clone(&replica)));
        sleep(PATIENCE + CHECK).await;
        assert!(replica.is_ready());
        sleep(PATIENCE).await;
        assert!(!replica.is_ready());
        checked.abort();
    }

    #[tokio::test]
    async fn a_name_that_no_longer_resolves_keeps_its_addresses() {
        // A top-level domain that nobody will ever have (RFC 6761 §6.4).
        let origin: Origin = "http://rota.invalid:8000".parse().unwrap();
        let mut name = Name::new(&origin);
        assert!(name.addresses.is_empty());
        let address: SocketAddr = "192.0.2.1:8000".parse().unwrap();
        name.addresses = vec![address];
        name.look_up().await;
        assert_eq!(name.addresses, [address]);
        assert!(!name.resolves);

        let origin: Origin = "http://localhost:8000".parse().unwrap();
        let mut name = Name { origin: &origin, addresses: Vec::new(), resolves: false };
        name.look_up().await;
        assert!(name.resolves);
        assert!(name.addresses.iter().all(|address| address.port() == 8000));
        assert!(name.addresses.iter().any(|address| address.ip().is_loopback()));
    }

    #[tokio::test]
    async fn a_check_ends_with_its_replica() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (first, second) = (replica_at(&listener), replica_at(&listener));
        let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let other = replica_at(&other);
        let mut checks = Checks::default();
        checks.follow(&[first, Arc::clone(&other)]);
        assert_eq!(checks.tasks.len(), 2);
        // The same address is not checked twice.
        checks.follow(&[second, Arc::clone(&other)]);
        assert_eq!(checks.tasks.len(), 2);
        checks.follow(&[other]);
        assert_eq!(checks.by_address.len(), 1);
        while checks.tasks.len() > 1 {
            let ended = timeout(PATIENCE, checks.tasks.join_next()).await.unwrap();
            assert!(ended.unwrap().unwrap_err().is_cancelled());
        }
    }
}
