//! How the gateway shares requests out among the replicas of a service.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use actix_web::{App, HttpResponse, HttpServer, web};
use chassis::{Running, SiteConfig};
use end_to_end::{client, eventually};
use futures_util::StreamExt;
use futures_util::stream::once;
use gateway::Upstreams;
use prometheus::Registry;
use reqwest::{Client, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// So many requests never go to the same one of two by chance.
const MANY: usize = 30;

struct State {
    ready: AtomicBool,
    asked: AtomicUsize,
    /// Lets slow answers end.
    gate: Semaphore,
}

/// A replica that counts what it is asked.
struct Replica {
    address: SocketAddr,
    state: Arc<State>,
}

impl Replica {
    fn start() -> Self {
        let (ready, gate) = (AtomicBool::new(true), Semaphore::new(0));
        let state = Arc::new(State { ready, asked: AtomicUsize::new(0), gate });
        let shared = web::Data::from(Arc::clone(&state));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .app_data(web::PayloadConfig::new(1 << 20))
                .route("/health/ready", web::get().to(ready_or_not))
                .route("/api/v1/qof/slow", web::get().to(slow))
                .default_service(web::to(count))
        });
        let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let address = server.addrs()[0];
        tokio::spawn(server.run());
        Self { address, state }
    }

    fn asked(&self) -> usize {
        self.state.asked.load(Ordering::SeqCst)
    }

    fn be_ready(&self, ready: bool) {
        self.state.ready.store(ready, Ordering::SeqCst);
    }
}

async fn ready_or_not(state: web::Data<State>) -> HttpResponse {
    if state.ready.load(Ordering::SeqCst) {
        HttpResponse::Ok().finish()
    } else {
        HttpResponse::ServiceUnavailable().finish()
    }
}

/// Tells how much it was sent.
async fn count(state: web::Data<State>, body: web::Bytes) -> String {
    state.asked.fetch_add(1, Ordering::SeqCst);
    body.len().to_string()
}

/// Begins at once, and ends when the gate is opened.
async fn slow(state: web::Data<State>) -> HttpResponse {
    state.asked.fetch_add(1, Ordering::SeqCst);
    let begin = once(async { Ok::<_, std::io::Error>(web::Bytes::from_static(b"begun")) });
    let end = once(async move {
        state.gate.acquire().await.map_err(std::io::Error::other)?.forget();
        Ok(web::Bytes::from_static(b" and over"))
    });
    HttpResponse::Ok().streaming(begin.chain(end))
}

/// Says that it is ready, and hangs up on everything else once it has read it.
async fn breaks(listener: TcpListener, asked: Arc<AtomicUsize>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let Some(request) = head(&mut stream).await else { continue };
        if request.starts_with("GET /health/ready ") {
            let fine = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            // Whoever asked may be gone.
            let _ = stream.write_all(fine).await;
        } else {
            asked.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// The head of a request; `None` where it has no end.
async fn head(stream: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
        let mut some = [0; 1024];
        let count = stream.read(&mut some).await.ok().filter(|count| *count > 0)?;
        request.extend_from_slice(&some[..count]);
    }
    Some(String::from_utf8_lossy(&request).into_owned())
}

/// Where nobody listens.
async fn gone() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// A gateway to these origins of reference.
struct Gateway {
    running: Running,
    url: String,
    client: Client,
}

impl Gateway {
    fn to(origins: &[String]) -> Self {
        let upstreams = Upstreams {
            reference_upstream: origins.iter().map(|origin| origin.parse().unwrap()).collect(),
            ..Upstreams::default()
        };
        let site = SiteConfig {
            bind: "127.0.0.1".parse().unwrap(),
            port: 0,
            public_url: None,
            trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        };
        let config = gateway::Config::new(site, upstreams);
        let running = gateway::start(config, Registry::new()).unwrap();
        let url = format!("http://{}/api/v1/qof/", running.address);
        Self { running, url, client: client() }
    }

    async fn get(&self) -> Response {
        self.client.get(&self.url).send().await.unwrap()
    }

    /// Sends a body; the answer tells how much came.
    async fn post(&self, bytes: usize) -> Response {
        self.client.post(&self.url).body(vec![b'x'; bytes]).send().await.unwrap()
    }

    /// Many requests, all answered.
    async fn ask(&self) {
        for _ in 0..MANY {
            let answer = self.get().await;
            assert_eq!(answer.status(), 200);
            assert_eq!(answer.text().await.unwrap(), "0");
        }
    }

    /// Whether one of two is left alone by many requests.
    async fn leaves_alone(&self, replica: &Replica) -> bool {
        let before = replica.asked();
        self.ask().await;
        replica.asked() == before
    }
}

fn origin(address: SocketAddr) -> String {
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn all_replicas_have_their_share() {
    let [first, second] = [Replica::start(), Replica::start()];
    let gateway = Gateway::to(&[origin(first.address), origin(second.address)]);
    gateway.ask().await;
    assert!(first.asked() > 0 && second.asked() > 0);
    assert_eq!(first.asked() + second.asked(), MANY);
    gateway.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_notices_a_replica_that_is_gone() {
    let replica = Replica::start();
    let gateway = Gateway::to(&[origin(gone().await), origin(replica.address)]);
    for _ in 0..MANY {
        assert_eq!(gateway.get().await.status(), 200);
        let posted = gateway.post(300_000).await;
        assert_eq!(posted.text().await.unwrap(), "300000");
    }
    assert_eq!(replica.asked(), 2 * MANY, "each once");
    gateway.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_broke_off_is_repeated_where_that_does_no_harm() {
    let (replica, asked) = (Replica::start(), Arc::new(AtomicUsize::new(0)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let broken = origin(listener.local_addr().unwrap());
    tokio::spawn(breaks(listener, Arc::clone(&asked)));
    let gateway = Gateway::to(&[broken, origin(replica.address)]);

    let delete = || gateway.client.delete(&gateway.url).send();
    gateway.ask().await;
    for _ in 0..MANY {
        assert_eq!(delete().await.unwrap().status(), 200);
    }
    assert!(asked.swap(0, Ordering::SeqCst) > 0);
    assert_eq!(replica.asked(), 2 * MANY, "each once");

    let signed = || gateway.client.get(&gateway.url).header("x-carehq-signature", "s").send();
    let put = || gateway.client.put(&gateway.url).body("x").send();
    let mut failed = [0; 3];
    for _ in 0..MANY {
        let answers = [gateway.post(10).await, signed().await.unwrap(), put().await.unwrap()];
        for (answer, failed) in answers.iter().zip(&mut failed) {
            assert!(matches!(answer.status().as_u16(), 200 | 502), "{}", answer.status());
            *failed += usize::from(answer.status() == 502);
        }
    }
    assert!(failed.iter().all(|failed| (1..MANY).contains(failed)), "{failed:?}");
    assert_eq!(asked.load(Ordering::SeqCst), failed.iter().sum::<usize>(), "each once");
    gateway.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_ready_is_left_alone_unless_nobody_is() {
    let [first, second] = [Replica::start(), Replica::start()];
    let gateway = Gateway::to(&[origin(first.address), origin(second.address)]);
    first.be_ready(false);
    eventually("the first is left alone", async || gateway.leaves_alone(&first).await).await;
    assert!(gateway.leaves_alone(&first).await);

    second.be_ready(false);
    eventually("the first is asked again", async || !gateway.leaves_alone(&first).await).await;
    second.be_ready(true);
    eventually("the second is ready again", async || gateway.leaves_alone(&first).await).await;
    first.be_ready(true);
    eventually("the first is ready again", async || !gateway.leaves_alone(&first).await).await;
    gateway.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_busy_gives_way() {
    let [first, second] = [Replica::start(), Replica::start()];
    let gateway = Gateway::to(&[origin(first.address), origin(second.address)]);
    let slow = gateway.client.get(format!("{}slow", gateway.url)).send().await.unwrap();
    let busy = if first.asked() == 1 { &first } else { &second };
    assert_eq!(busy.asked(), 1);
    assert!(gateway.leaves_alone(busy).await);

    busy.state.gate.add_permits(1);
    assert_eq!(slow.text().await.unwrap(), "begun and over");
    eventually("it is asked again", async || !gateway.leaves_alone(busy).await).await;
    gateway.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_looked_up() {
    let replica = Replica::start();
    // Where the name has two addresses, one is of nobody.
    let gateway = Gateway::to(&[format!("http://localhost:{}", replica.address.port())]);
    eventually("the name is looked up", async || gateway.running.ready().await.is_ok()).await;
    gateway.ask().await;
    for _ in 0..MANY {
        assert_eq!(gateway.post(10).await.text().await.unwrap(), "10");
    }
    assert_eq!(replica.asked(), 2 * MANY);

    let nowhere = Gateway::to(&["http://reference.invalid:8000".to_owned()]);
    assert_eq!(nowhere.get().await.status(), 503);
    eventually("it gives up", async || nowhere.running.ready().await.is_ok()).await;
    assert_eq!(nowhere.get().await.status(), 503);
    nowhere.running.stop().await;
    gateway.running.stop().await;
}
