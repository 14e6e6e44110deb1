//! `almanac serve SERVICE`: one service in a process of its own, here the
//! gateway, which needs nothing else.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

struct Alone {
    child: Child,
    address: SocketAddr,
    _folder: TempDir,
}

impl Alone {
    /// A gateway that was told these settings.
    fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_almanac"));
        command
            .args(["serve", "gateway"])
            .env("ALMANAC_PORT", "0")
            .env("LOG_FORMAT", "json")
            .envs(settings.iter().copied())
            .stdout(File::create(&log).unwrap())
            .stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let address = within(Duration::from_secs(30), "it never listened", || {
            let lines = std::fs::read_to_string(&log).unwrap();
            let mut lines = lines.lines().filter_map(|line| serde_json::from_str(line).ok());
            let listening = lines.find(|line: &Value| line["message"] == "listening")?;
            listening["address"].as_str()?.parse().ok()
        });
        Self { child, address, _folder: folder }
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it has ended, well and in good time.
    fn ends(mut self) {
        let status =
            within(Duration::from_secs(20), "it never ended", || self.child.try_wait().unwrap());
        assert!(status.success(), "{status}");
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        // Only where a test failed before it came to stop it.
        let _ = self.child.kill();
    }
}

/// Waits for something.
fn within<T>(time: Duration, failure: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < time, "{failure}");
        sleep(Duration::from_millis(20));
    }
}

/// Asks over a connection that may be kept; the answer's body is an object.
fn ask(stream: &mut TcpStream, path: &str) -> String {
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") {
        let mut some = [0; 1024];
        let count = stream.read(&mut some).unwrap();
        assert!(count > 0, "closed after {:?}", String::from_utf8_lossy(&answer));
        answer.extend(some.iter().take(count));
    }
    String::from_utf8(answer).unwrap().to_lowercase()
}

/// Asks over a connection of its own; the whole answer.
fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn who_is_to_stop_says_so_first_and_answers_all_the_while() {
    let mut gateway = Alone::start(&[("ALMANAC_DRAIN_SECONDS", "600")]);
    let mut kept = TcpStream::connect(gateway.address).unwrap();
    let before = ask(&mut kept, "/health/ready");
    assert!(before.starts_with("http/1.1 200 "), "{before}");
    assert!(!before.contains("connection: close"), "{before}");

    gateway.signal("TERM");
    let unready = within(Duration::from_secs(10), "it was ready for ever", || {
        Some(get(gateway.address, "/health/ready")).filter(|answer| answer.contains(" 503 "))
    });
    let stopping = r#"{"detail":"stopping","status":"unavailable"}"#;
    assert!(unready.ends_with(stopping), "{unready}");
    // A connection that was there before has an answer, and is closed only then.
    let answer = ask(&mut kept, "/api/health");
    assert!(answer.starts_with("http/1.1 200 "), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(kept.read(&mut [0]).unwrap(), 0);
    assert!(gateway.child.try_wait().unwrap().is_none(), "it has time");

    // Whoever asks twice means it.
    gateway.signal("TERM");
    gateway.ends();
}

#[test]
fn it_stops_by_itself_when_its_time_is_over() {
    let gateway = Alone::start(&[("ALMANAC_DRAIN_SECONDS", "2")]);
    let start = Instant::now();
    gateway.signal("TERM");
    gateway.ends();
    assert!(start.elapsed() >= Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn a_person_is_not_made_to_wait() {
    let gateway = Alone::start(&[("ALMANAC_DRAIN_SECONDS", "600")]);
    gateway.signal("INT");
    gateway.ends();
}

#[test]
fn replicas_and_retries_are_measured() {
    let gone = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = format!("http://{},http://{}", gone(), gone());
    let gateway = Alone::start(&[("REFERENCE_UPSTREAM", &gone), ("ALMANAC_DRAIN_SECONDS", "0")]);
    let answer = get(gateway.address, "/api/v1/practices/");
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    let metrics = get(gateway.address, "/metrics");
    for line in [
        r#"gateway_retries_total{service="reference"} 1"#,
        r#"gateway_replicas{service="reference",state="ready"} 0"#,
        r#"gateway_replicas{service="reference",state="unready"} 2"#,
    ] {
        assert!(metrics.lines().any(|known| known == line), "{line}\n{metrics}");
    }
    gateway.signal("TERM");
    gateway.ends();
}
