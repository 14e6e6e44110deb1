//! `almanac serve` as the real process: addresses, log, metrics, stop.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Installation, SECRET_KEY};
use serde_json::Value;

pub(crate) struct Served {
    child: Child,
    pub(crate) url: String,
    log: std::path::PathBuf,
}

impl Served {
    fn start(installation: &Installation) -> Self {
        Self::start_as(installation, installation.almanac())
    }

    /// Starts as this command says, which has no arguments yet.
    fn start_as(installation: &Installation, command: Command) -> Self {
        Self::start_in(installation.folder(), command)
    }

    /// The same, with its files in a folder.
    pub(crate) fn start_in(folder: &Path, mut command: Command) -> Self {
        let ready = folder.join("ready.env");
        let log = folder.join("log");
        command
            .args(["serve", "--ready-file"])
            .arg(&ready)
            .env("ALMANAC_PORT", "0")
            .env("LOG_FORMAT", "json")
            .stdout(File::create(&log).unwrap())
            .stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let start = Instant::now();
        while !ready.exists() {
            assert!(start.elapsed() < Duration::from_secs(30), "it never answered");
            thread::sleep(Duration::from_millis(20));
        }
        let text = std::fs::read_to_string(ready).unwrap();
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.to_owned()
        };
        assert!(value("ACCOUNTS_GRPC_URL=").starts_with("http://127.0.0.1:"));
        Self { child, url: value("ALMANAC_URL="), log }
    }

    /// Asks for a gentle stop; the lines it logged.
    pub(crate) fn stop(mut self) -> Vec<Value> {
        let kill = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(kill.success());
        assert!(self.child.wait().unwrap().success(), "SIGTERM is a clean end");
        let lines = BufReader::new(File::open(&self.log).unwrap()).lines();
        lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Only where a test failed before it came to stop it.
        let _ = self.child.kill();
    }
}

fn get(url: &str, key: Option<&str>) -> (u16, String) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut request = reqwest::Client::new().get(url);
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    })
}

#[test]
fn a_request_leaves_one_line_per_service_and_is_measured() {
    let installation = Installation::new();
    let credentials = installation.folder().join("credentials.env");
    installation.ok(&["demo", "--credentials", credentials.to_str().unwrap()], "");
    let credentials = std::fs::read_to_string(credentials).unwrap();
    let key = credentials.lines().find_map(|line| line.strip_prefix("ALMANAC_API_KEY=")).unwrap();

    let served = Served::start(&installation);
    let path = "/api/v1/practices/?search=confidential&page_size=5";
    assert_eq!(get(&format!("{}{path}", served.url), Some(key)).0, 200);
    assert_eq!(get(&format!("{}/api/v1/practices/", served.url), Some("alm_nonsense")).0, 401);
    let (status, metrics) = get(&format!("{}/metrics", served.url), None);
    assert_eq!(status, 200);
    for metric in [
        "http_server_request_duration_seconds_bucket",
        "http_route=\"/api/v1/practices/\"",
        "reference_release_age_seconds{publication=\"epraccur\"}",
        "reference_release_rows{publication=\"epraccur\"} 70",
        "store_pool_connections{",
    ] {
        assert!(metrics.contains(metric), "{metric}\n{metrics}");
    }

    let log = served.stop();
    let lines: Vec<&Value> = log
        .iter()
        .filter(|line| line["target"] == "request" && line["status"] == 200)
        .filter(|line| line["query"] == "page_size,search")
        .collect();
    assert_eq!(lines.len(), 2, "one line from reference, one from the gateway");
    for line in &lines {
        assert_eq!(line["method"], "GET");
        assert!(line["duration_ms"].as_f64().unwrap() > 0.0);
        assert!(line["route"].as_str().unwrap().starts_with("/api/v1/practices"));
    }
    let spans: Vec<&Value> = lines.iter().map(|line| &line["span"]).collect();
    assert_eq!(spans[0]["request_id"], spans[1]["request_id"]);
    assert_eq!(spans[0]["trace_id"], spans[1]["trace_id"]);
    assert_ne!(spans[0]["service"], spans[1]["service"]);
    let caller = lines.iter().find(|line| line["span"]["service"] == "reference").unwrap();
    assert_eq!(caller["caller"], format!("key {}", &key[..12]));

    let whole: String = log.iter().map(Value::to_string).collect();
    let secret = &key[13..];
    for secret in [secret, "confidential", "alm_nonsense"] {
        assert!(!whole.contains(secret), "{secret} is in the log");
    }
}

/// Where telemetry is sent (OTLP over HTTP). It keeps all that comes.
struct Collector {
    url: String,
    came: Arc<Mutex<Vec<u8>>>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let came = Arc::<Mutex<Vec<u8>>>::default();
        let all = Arc::clone(&came);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, all) = (stream.unwrap(), Arc::clone(&all));
                // That whoever sends hangs up is their own affair.
                thread::spawn(move || drop(keep(stream, &all)));
            }
        });
        Self { url, came }
    }

    /// Everything that came so far.
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.came.lock().unwrap()).into_owned()
    }
}

/// Takes one request after the other, heads and bodies.
fn keep(stream: TcpStream, all: &Mutex<Vec<u8>>) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line == "\r\n" {
                break;
            }
            all.lock().unwrap().extend_from_slice(line.as_bytes());
            if let Some(told) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = told.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        all.lock().unwrap().extend_from_slice(&body);
        reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")?;
    }
}

#[test]
fn no_release_key_is_measured_traced_or_logged() {
    let installation = Installation::new();
    let credentials = installation.folder().join("credentials.env");
    installation.ok(&["demo", "--credentials", credentials.to_str().unwrap()], "");
    let credentials = std::fs::read_to_string(credentials).unwrap();
    let value = |name: &str| {
        let line = credentials.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.to_owned()
    };
    let [key, retired] = ["ALMANAC_RELEASES_KEY=", "ALMANAC_RELEASES_KEY_RETIRED="].map(value);
    let item = value("ALMANAC_RELEASES_ITEM=");

    let collector = Collector::start();
    let mut command = installation.almanac();
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url);
    let served = Served::start_as(&installation, command);
    let url = &served.url;
    let list = format!("{url}/trud/api/v1/keys/{key}/items/{item}/releases");
    let (status, told) = get(&list, None);
    assert_eq!(status, 200);
    let told: Value = serde_json::from_str(&told).unwrap();
    let archive = told["releases"][0]["archiveFileName"].as_str().unwrap();
    for (path, status) in [
        (format!("{url}/download/api/v1/keys/{key}/content/items/{item}/{archive}"), 200),
        (format!("{url}/trud/api/v1/keys/{retired}/items/{item}/releases"), 401),
        (format!("{url}/trud/api/v1/keys/{key}0/items/{item}/releases"), 400),
        (format!("{url}/download/api/v1/keys/{key}/content/items/{item}/{key}.zip"), 404),
        (format!("{url}/api/v1/releases/keys/{key}/changes?key={key}"), 200),
        (format!("{url}/api/v1/releases/keys/{key}"), 404),
        (format!("{url}/trud3/api/v1/keys/{key}/items/{item}/releases?{key}"), 404),
        (format!("{url}//trud/api/v1/keys/{key}/items/{item}/releases"), 404),
    ] {
        let path_alone = path.replace(&key, "…").replace(&retired, "…");
        assert_eq!(get(&path, None).0, status, "{path_alone}");
    }
    assert_eq!(get(&format!("{url}/api/v1/releases/items/{item}/releases"), Some(&key)).0, 200);
    let (status, metrics) = get(&format!("{url}/metrics"), None);
    assert_eq!(status, 200);

    let log: String = served.stop().iter().map(Value::to_string).collect();
    // The last of it is sent when the process ends.
    let exported = collector.text();
    let route = "/trud/api/v1/keys/{key}/items/{item}/releases";
    for (what, text) in [("/metrics", &metrics), ("the log", &log), ("what is exported", &exported)]
    {
        assert!(text.contains(route), "{what} tells of no request");
        for key in [&key, &retired] {
            assert!(!text.contains(key.as_str()), "a key is in {what}");
        }
    }
    for signal in ["/v1/traces", "/v1/metrics", "/v1/logs"] {
        assert!(exported.contains(signal), "{signal}");
    }
}

#[test]
fn serving_without_its_database_fails_in_words() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_almanac"));
    command
        .args(["serve"])
        .env_remove("DATABASE_URL")
        .env("ALMANAC_SECRET_KEYS", SECRET_KEY)
        .env("ALMANAC_PORT", "0");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("DATABASE_URL"), "{said}");
}
