use std::rc::Rc;
use std::time::Duration;

use actix_web::rt::spawn;
use http_body_util::{BodyExt, Full};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{advance, pause, resume};

use super::*;
use crate::routing::Service;

const FINE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";

/// A replica that gives each connection these answers, one to a request, and
/// then hangs up; an empty one is none at all.
struct Upstream {
    address: SocketAddr,
    asked: Rc<Cell<usize>>,
}

impl Upstream {
    async fn start(answers: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Rc::<Cell<usize>>::default();
        let count = Rc::clone(&asked);
        spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let count = Rc::clone(&count);
                spawn(async move {
                    for answer in answers {
                        if !read(&mut stream).await {
                            return;
                        }
                        count.set(count.get() + 1);
                        stream.write_all(answer.as_bytes()).await.unwrap();
                    }
                });
            }
        });
        Self { address, asked }
    }

    /// Where nobody listens.
    async fn gone() -> SocketAddr {
        TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
    }
}

/// Reads a request, whose body ends with a full stop if it is a POST.
async fn read(stream: &mut TcpStream) -> bool {
    let mut request = Vec::new();
    loop {
        let mut some = [0; 1024];
        let count = stream.read(&mut some).await.unwrap_or(0);
        request.extend_from_slice(&some[..count]);
        let end: &[u8] = if request.starts_with(b"POST") { b"." } else { b"\r\n\r\n" };
        if count == 0 || request.ends_with(end) {
            return count > 0;
        }
    }
}

fn replicas(addresses: &[SocketAddr]) -> Replicas {
    let origins = addresses.iter().map(|address| format!("http://{address}").parse().unwrap());
    Replicas::new(Service::Reference, origins.collect())
}

fn request(method: &str, body: &'static str) -> Request {
    let body = Full::from(body).map_err(|never| match never {}).boxed();
    http::Request::builder().method(method).uri("/api/v1/qof/").body(body).unwrap()
}

fn get() -> Request {
    request("GET", "")
}

async fn text(answer: Answer) -> String {
    let whole = answer.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(whole.to_vec()).unwrap()
}

#[actix_web::test]
async fn what_was_never_sent_goes_to_another_whatever_it_is() {
    let gone = Upstream::gone().await;
    let fine = Upstream::start(&[FINE; 100]).await;
    let mut refused = 0;
    for round in 1..=40 {
        // New ones are taken for ready: it is chance that decides who is asked first.
        let (client, replicas) = (Client::default(), replicas(&[gone, fine.address]));
        let (asked, never) = (Cell::default(), || None);
        let answer = client.send(&replicas, request("POST", "A body."), never, &asked).await;
        assert_eq!(text(answer.unwrap()).await, "fine");
        assert_eq!(asked.get(), Some(fine.address));
        assert_eq!(fine.asked.get(), round);
        refused += usize::from(!replicas.all()[0].is_ready());
    }
    assert!((1..40).contains(&refused), "{refused}");

    let (client, nobody) = (Client::default(), replicas(&[gone, Upstream::gone().await]));
    let answer = client.send(&nobody, get(), || Some(get()), &Cell::default()).await;
    assert!(matches!(answer, Err(ClientError::Connect(_))));
    assert!(nobody.all().iter().all(|replica| !replica.is_ready()), "both were asked");
}

#[actix_web::test]
async fn what_was_on_its_way_is_sent_again_only_where_it_may_be() {
    let broken = Upstream::start(&[""]).await;
    let fine = Upstream::start(&[FINE; 100]).await;
    let replicas = replicas(&[broken.address, fine.address]);
    let client = Client::default();
    for _ in 0..40 {
        let answer = client.send(&replicas, get(), || Some(get()), &Cell::default()).await;
        assert_eq!(text(answer.unwrap()).await, "fine");
    }
    assert_eq!(fine.asked.get(), 40);
    assert!(broken.asked.take() > 0);
    assert!(replicas.all()[0].is_ready(), "it did take connections");

    let mut failed = 0;
    for _ in 0..40 {
        let post = request("POST", "A body.");
        match client.send(&replicas, post, || None, &Cell::default()).await {
            Ok(answer) => assert_eq!(text(answer).await, "fine"),
            Err(error) => {
                assert!(matches!(error, ClientError::Broken(_)), "{error}");
                failed += 1;
            }
        }
    }
    assert!(failed > 0);
    assert_eq!(broken.asked.get(), failed, "once each");
}

#[actix_web::test]
async fn an_answer_that_is_no_http_is_an_answer() {
    let nonsense = Upstream::start(&["SSH-2.0-nonsense\r\n\r\n"]).await;
    let other = Upstream::start(&["SSH-2.0-nonsense\r\n\r\n"]).await;
    let replicas = replicas(&[nonsense.address, other.address]);
    let again = || -> Option<Request> { panic!("sent again") };
    let answer = Client::default().send(&replicas, get(), again, &Cell::default()).await;
    assert!(matches!(answer, Err(ClientError::Broken(_))));
    assert_eq!(nonsense.asked.get() + other.asked.get(), 1);
}

#[actix_web::test]
async fn a_kept_connection_that_breaks_is_made_anew() {
    let upstream = Upstream::start(&[FINE, ""]).await;
    let replicas = replicas(&[upstream.address]);
    let client = Client::default();
    for again in [true, false] {
        let first = client.send(&replicas, get(), || None, &Cell::default()).await;
        assert_eq!(text(first.unwrap()).await, "fine");
        let second = client.send(&replicas, get(), || again.then(get), &Cell::default()).await;
        assert_eq!(second.is_ok(), again);
        // An answer that is given up takes its connection with it.
        drop(second);
    }
    // Over a new connection nothing may have been closed meanwhile.
    let broken = Upstream::start(&[""]).await;
    let alone = self::replicas(&[broken.address]);
    let answer = client.send(&alone, get(), || Some(get()), &Cell::default()).await;
    assert!(matches!(answer, Err(ClientError::Broken(_))));
    assert_eq!(broken.asked.get(), 1);
}

#[actix_web::test]
async fn a_replica_is_busy_until_the_body_is_over_or_given_up() {
    let upstream = Upstream::start(&[FINE, FINE]).await;
    let replicas = replicas(&[upstream.address]);
    let busy = || replicas.all()[0].in_flight();
    let client = Client::default();
    let send = async || client.send(&replicas, get(), || None, &Cell::default()).await.unwrap();

    let [read, dropped] = [send().await, send().await];
    assert_eq!(busy(), 2);
    assert_eq!(text(read).await, "fine");
    assert_eq!(busy(), 1);
    drop(dropped);
    assert_eq!(busy(), 0);
}

#[actix_web::test]
async fn connections_to_replicas_that_are_gone_do_not_stay() {
    let gone = Upstream::start(&[FINE, FINE]).await;
    let stays = Upstream::start(&[FINE, FINE]).await;
    let client = Client::default();
    let ask = async |upstream: &Upstream| {
        let replicas = replicas(&[upstream.address]);
        let answer = client.send(&replicas, get(), || None, &Cell::default()).await;
        text(answer.unwrap()).await
    };
    ask(&gone).await;
    ask(&stays).await;
    assert_eq!(client.0.addresses(), 2);
    // Without a clock that stands still it would take half a minute.
    pause();
    advance(Duration::from_secs(31)).await;
    resume();
    ask(&stays).await;
    assert_eq!(client.0.addresses(), 1);
}

#[actix_web::test]
async fn what_is_sent_again_has_a_new_connection() {
    let upstream = Upstream::start(&[FINE, ""]).await;
    let replicas = replicas(&[upstream.address]);
    let client = Client::default();
    let send =
        async || client.send(&replicas, get(), || Some(get()), &Cell::default()).await.unwrap();
    // Both are kept, and both break with the next request.
    let (first, second) = (send().await, send().await);
    for answer in [first, second] {
        assert_eq!(text(answer).await, "fine");
    }
    assert_eq!(text(send().await).await, "fine");
}
