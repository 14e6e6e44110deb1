//! `almanac serve` as the real process: addresses, log, metrics, stop.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Installation, SECRET_KEY};
use serde_json::Value;

struct Served {
    child: Child,
    url: String,
    log: std::path::PathBuf,
}

impl Served {
    fn start(installation: &Installation) -> Self {
        let ready = installation.folder().join("ready.env");
        let log = installation.folder().join("log");
        let mut command = installation.almanac();
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
            std::thread::sleep(Duration::from_millis(20));
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
    fn stop(mut self) -> Vec<Value> {
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
