//! Chromium without a window, driven by the DevTools protocol
//! (<https://chromedevtools.github.io/devtools-protocol/>) over a pair of
//! pipes: messages are JSON, each ended by a zero byte.

use std::collections::VecDeque;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// How long Chromium may take over anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// Chromium reads messages from descriptor 3 and writes them to 4; what it is
/// given are its standard input and output.
const ON_PIPES: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null"#;

/// No sandbox, because the tests may run as root, and no calls home.
const OPTIONS: [&str; 12] = [
    "--remote-debugging-pipe",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
    "--lang=en-GB",
];

/// A key of the keyboard that is more than a character.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// To the next field or link.
    Tab,
    /// Sends the form, or follows the link.
    Enter,
    /// Presses a button, ticks a box.
    Space,
}

/// A browser with one page open, and a profile that goes with it.
pub struct Chromium {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    session: Option<String>,
    calls: u64,
    events: VecDeque<Value>,
    complaints: Vec<String>,
    _profile: TempDir,
}

impl Chromium {
    /// Starts the browser that `CHROMIUM` names; none where it names none,
    /// which CI does not accept.
    #[expect(clippy::print_stderr, reason = "what a test skips it says")]
    pub async fn start() -> Option<Self> {
        let Ok(program) = std::env::var("CHROMIUM") else {
            assert!(std::env::var("CI").is_err(), "CI has a browser, and CHROMIUM names it");
            eprintln!("skipped: CHROMIUM names no browser");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let mut process = Command::new("sh")
            .args(["-c", ON_PIPES, &program])
            .args(OPTIONS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut chromium = Self {
            process,
            input,
            output,
            session: None,
            calls: 0,
            events: VecDeque::new(),
            complaints: Vec::new(),
            _profile: profile,
        };
        chromium.attach().await;
        Some(chromium)
    }

    async fn attach(&mut self) {
        let target = self.done("Target.createTarget", json!({ "url": "about:blank" })).await;
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self.done("Target.attachToTarget", target).await;
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log"] {
            self.done(&format!("{domain}.enable"), json!({})).await;
        }
    }

    async fn done(&mut self, method: &str, parameters: Value) -> Value {
        self.call(method, parameters).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    async fn call(&mut self, method: &str, parameters: Value) -> Result<Value, String> {
        self.calls += 1;
        let mut message = json!({ "id": self.calls, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.input.write_all(&bytes).await.unwrap();
        loop {
            let mut message = self.receive().await;
            if message["id"] != self.calls {
                self.events.push_back(message);
            } else if message["error"].is_null() {
                return Ok(message["result"].take());
            } else {
                return Err(message["error"].to_string());
            }
        }
    }

    async fn receive(&mut self) -> Value {
        let mut bytes = Vec::new();
        let read = timeout(PATIENCE, self.output.read_until(0, &mut bytes)).await;
        read.expect("Chromium answers in time").unwrap();
        assert_eq!(bytes.pop(), Some(0), "Chromium is still there");
        let message: Value = serde_json::from_slice(&bytes).unwrap();
        self.complaints.extend(complaint(&message));
        message
    }

    /// Waits until a page is there with everything it needs.
    async fn loaded(&mut self) {
        loop {
            let event = match self.events.pop_front() {
                Some(event) => event,
                None => self.receive().await,
            };
            if event["method"] == "Page.loadEventFired" {
                return;
            }
        }
    }

    /// Opens a page.
    pub async fn open(&mut self, url: &str) {
        self.events.clear();
        let answer = self.done("Page.navigate", json!({ "url": url })).await;
        assert!(answer["errorText"].is_null(), "{url}: {answer}");
        self.loaded().await;
    }

    /// What a script comes to; it runs in the page.
    pub async fn run(&mut self, script: &str) -> Value {
        self.evaluate(script).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    async fn evaluate(&mut self, script: &str) -> Result<Value, String> {
        let parameters = json!({
            "expression": script,
            "returnByValue": true,
            "awaitPromise": true,
            "userGesture": true,
        });
        let mut answer = self.call("Runtime.evaluate", parameters).await?;
        match &answer["exceptionDetails"] {
            Value::Null => Ok(answer["result"]["value"].take()),
            exception => Err(exception.to_string()),
        }
    }

    /// Runs a script that leads to another page, and waits for that.
    pub async fn follow(&mut self, script: &str) {
        self.events.clear();
        self.run(script).await;
        self.loaded().await;
    }

    /// Waits until a script comes to true.
    pub async fn until(&mut self, script: &str) {
        let started = std::time::Instant::now();
        // While one page gives way to another there is none to ask.
        while self.evaluate(script).await != Ok(Value::Bool(true)) {
            assert!(started.elapsed() < PATIENCE, "waited in vain: {script}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Presses a key and lets it go.
    pub async fn press(&mut self, key: Key) {
        let (name, code, number, text) = match key {
            Key::Tab => ("Tab", "Tab", 9, ""),
            Key::Enter => ("Enter", "Enter", 13, "\r"),
            Key::Space => (" ", "Space", 32, " "),
        };
        for (kind, text) in [("keyDown", text), ("keyUp", "")] {
            let event = json!({
                "type": kind,
                "key": name,
                "code": code,
                "windowsVirtualKeyCode": number,
                "text": text,
            });
            self.done("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Presses a key that leads to another page, and waits for that.
    pub async fn press_through(&mut self, key: Key) {
        self.events.clear();
        self.press(key).await;
        self.loaded().await;
    }

    /// Types into whatever has the focus.
    pub async fn type_in(&mut self, text: &str) {
        self.done("Input.insertText", json!({ "text": text })).await;
    }

    /// Makes the window so many CSS pixels wide.
    pub async fn resize(&mut self, width: u32) {
        let metrics =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.done("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Saves a picture of the whole page as PNG.
    pub async fn picture(&mut self, file: &Path) {
        let parameters = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.done("Page.captureScreenshot", parameters).await;
        let picture = BASE64_STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, picture).unwrap();
    }

    /// What the console has told of since the last time: errors, warnings and
    /// what the Content-Security-Policy forbade.
    pub fn complaints(&mut self) -> Vec<String> {
        std::mem::take(&mut self.complaints)
    }

    /// Ends the browser.
    pub async fn close(mut self) {
        // It may be gone before it has answered.
        self.session = None;
        self.calls += 1;
        let close = format!("{}\0", json!({ "id": self.calls, "method": "Browser.close" }));
        let _ = self.input.write_all(close.as_bytes()).await;
        let ended = timeout(PATIENCE, self.process.wait()).await;
        ended.expect("Chromium ends in time").unwrap();
    }
}

fn complaint(message: &Value) -> Option<String> {
    let said = &message["params"];
    match message["method"].as_str()? {
        "Log.entryAdded" => {
            let entry = &said["entry"];
            let bad = ["error", "warning"].iter().any(|level| entry["level"] == *level);
            bad.then(|| format!("{} {}", entry["text"], entry["url"]))
        }
        "Runtime.consoleAPICalled" => {
            let bad = ["error", "warning", "assert"].iter().any(|kind| said["type"] == *kind);
            bad.then(|| said["args"].to_string())
        }
        "Runtime.exceptionThrown" => Some(said["exceptionDetails"].to_string()),
        _ => None,
    }
}
