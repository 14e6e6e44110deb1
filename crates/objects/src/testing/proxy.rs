//! A network that fails on purpose.

use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy, sink};
use tokio::net::{TcpListener, TcpStream};

/// What happens to a request.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// It is answered with this status, and does not go any further.
    Answer(u16),
    /// The connection breaks after so many more bytes of the request.
    CutRequest(u64),
    /// The connection breaks after so many bytes of the answer: one, for an answer that is lost.
    CutAnswer(u64),
}

#[derive(Debug)]
struct Rule {
    method: &'static str,
    part: &'static str,
    times: usize,
    fault: Fault,
}

/// Stands before a server that takes one request per connection.
#[derive(Debug)]
pub struct Proxy {
    /// Where it listens, host and port.
    pub address: String,
    rules: Arc<Mutex<Vec<Rule>>>,
}

impl Proxy {
    /// One that lets everything through at first.
    pub async fn before(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let rules: Arc<Mutex<Vec<Rule>>> = Arc::default();
        let (server, obeyed) = (server.to_owned(), Arc::clone(&rules));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, rules) = (server.clone(), Arc::clone(&obeyed));
                // Connections break: that is what we are for.
                tokio::spawn(async move { serve(client, &server, &rules).await.ok() });
            }
        });
        Self { address, rules }
    }

    /// Makes requests fail, so many times, whose method is this and whose address has that part.
    pub fn fail(&self, method: &'static str, part: &'static str, times: usize, fault: Fault) {
        self.rules.lock().unwrap().push(Rule { method, part, times, fault });
    }

    /// How many requests are still to fail.
    pub fn faults_left(&self) -> usize {
        self.rules.lock().unwrap().iter().map(|rule| rule.times).sum()
    }
}

fn fault(rules: &Mutex<Vec<Rule>>, head: &str) -> Option<Fault> {
    let request = head.lines().next().unwrap_or_default();
    let mut rules = rules.lock().unwrap();
    let rule = rules.iter_mut().find(|rule| {
        rule.times > 0 && request.starts_with(rule.method) && request.contains(rule.part)
    })?;
    rule.times -= 1;
    Some(rule.fault)
}

async fn serve(mut client: TcpStream, server: &str, rules: &Mutex<Vec<Rule>>) -> io::Result<()> {
    let mut begun: Vec<u8> = Vec::new();
    let end = loop {
        if let Some(at) = begun.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break at + 4;
        }
        if client.read_buf(&mut begun).await? == 0 {
            return Ok(());
        }
    };
    let head = String::from_utf8_lossy(&begun[..end]).into_owned();
    let (request, answer) = match fault(rules, &head) {
        Some(Fault::Answer(status)) => {
            let head = head.to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: u64 = length.map_or(0, |length| length.trim().parse().unwrap());
            let read = u64::try_from(begun.len() - end).unwrap();
            copy(&mut (&mut client).take(length - read), &mut sink()).await?;
            let answer =
                format!("HTTP/1.1 {status} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            return client.write_all(answer.as_bytes()).await;
        }
        Some(Fault::CutRequest(after)) => (after, u64::MAX),
        Some(Fault::CutAnswer(after)) => (u64::MAX, after),
        None => (u64::MAX, u64::MAX),
    };
    let mut server = TcpStream::connect(server).await?;
    server.write_all(&begun).await?;
    let (from_client, mut to_client) = client.split();
    let (from_server, mut to_server) = server.split();
    // Whoever ends first ends both: the server after its answer, the client when it gives up.
    let (mut from_client, mut from_server) = (from_client.take(request), from_server.take(answer));
    tokio::select! {
        sent = copy(&mut from_client, &mut to_server) => sent?,
        answered = copy(&mut from_server, &mut to_client) => answered?,
    };
    Ok(())
}
