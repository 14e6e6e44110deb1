use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use url::Url;

/// What is done to somebody who asks.
#[derive(Clone, Debug)]
pub(crate) enum Deed {
    /// These bytes are sent, and then the end.
    Send(Vec<u8>),
    /// These are sent, and then nothing.
    Hang(Vec<u8>),
    /// These are sent when somebody says so.
    Wait(Arc<Notify>, Vec<u8>),
}

/// A server that sends what it is told to, byte for byte.
pub(crate) struct Site {
    pub(crate) base: Url,
    deeds: Arc<Mutex<HashMap<String, Vec<Deed>>>>,
    asked: Arc<Asked>,
}

/// The heads of requests, and somebody who waits for one.
#[derive(Default)]
struct Asked {
    heads: Mutex<Vec<String>>,
    heard: Notify,
}

impl Site {
    pub(crate) async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/base", listener.local_addr().unwrap()).parse().unwrap();
        let site = Self { base, deeds: Arc::default(), asked: Arc::default() };
        let (deeds, asked) = (Arc::clone(&site.deeds), Arc::clone(&site.asked));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (deeds, asked) = (Arc::clone(&deeds), Arc::clone(&asked));
                tokio::spawn(async move {
                    // Who asks may go away at any time.
                    let _ = serve(stream, &deeds, &asked).await;
                });
            }
        });
        site
    }

    /// From now on `path` is answered by these in turn, the last one for ever.
    pub(crate) fn put(&self, path: &str, deeds: &[Deed]) {
        let key = format!("/base/{path}");
        self.deeds.lock().unwrap().insert(key, deeds.iter().rev().cloned().collect());
    }

    /// The heads of the requests since this was asked last.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.heads.lock().unwrap())
    }

    /// Returns when `path` was asked for.
    pub(crate) async fn is_asked_for(&self, path: &str) {
        let start = format!("GET /base/{path} ");
        while !self.asked.heads.lock().unwrap().iter().any(|head| head.starts_with(&start)) {
            self.asked.heard.notified().await;
        }
    }
}

async fn serve(
    mut stream: TcpStream,
    deeds: &Mutex<HashMap<String, Vec<Deed>>>,
    asked: &Asked,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    asked.heads.lock().unwrap().push(head);
    asked.heard.notify_one();
    let deed = {
        let mut deeds = deeds.lock().unwrap();
        match deeds.get_mut(&path) {
            Some(left) if left.len() > 1 => left.pop(),
            Some(left) => left.last().cloned(),
            None => None,
        }
    };
    match deed.unwrap_or_else(|| Deed::Send(answer("404 Not Found", "text/html", "gone"))) {
        Deed::Send(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Deed::Wait(said, bytes) => {
            said.notified().await;
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Deed::Hang(bytes) => {
            stream.write_all(&bytes).await?;
            // Until the other end has had enough.
            stream.read_u8().await.map(drop)
        }
    }
}

/// An answer with a length.
pub(crate) fn answer(status: &str, media_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!("Content-Type: {media_type}\r\nContent-Length: {length}\r\n");
    format!("HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n{body}").into_bytes()
}

/// An answer that ends where it ends.
pub(crate) fn endless(media_type: &str, body: &str) -> Vec<u8> {
    let head = format!("Content-Type: {media_type}\r\nConnection: close\r\n\r\n");
    format!("HTTP/1.1 200 OK\r\n{head}{body}").into_bytes()
}

pub(crate) fn html(body: &str) -> Deed {
    Deed::Send(answer("200 OK", "text/html; charset=utf-8", body))
}

pub(crate) fn json(body: &str) -> Deed {
    Deed::Send(answer("200 OK", "application/json", body))
}

pub(crate) fn status(status: &str) -> Deed {
    Deed::Send(answer(status, "text/plain", "no"))
}
