//! Services as they are run for real: each in a process of its own.

mod fleet;
mod plan;
mod port;

use std::env;
use std::fs::File;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

pub use fleet::{Between, Databases, Fleet, FleetSetup};
pub use plan::Routes;
pub(crate) use plan::{Plan, REPLICATED, Started, rates};
pub use port::Port;

use crate::secrets;

/// How often is looked whether something has come about.
const POLL: Duration = Duration::from_millis(10);

/// How long a process may take to listen, or to end. A stop alone may take
/// thirty seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long somebody may take to say whether they are ready.
const ASKED: Duration = Duration::from_secs(2);

/// The almanac program, built beside this test.
///
/// # Panics
/// When it is not there.
pub fn program() -> PathBuf {
    let test = env::current_exe().unwrap();
    let program = test.parent().unwrap().parent().unwrap().join("almanac");
    let missing = "build it too, as `cargo nextest run --workspace` does";
    assert!(program.is_file(), "{} is missing: {missing}", program.display());
    program
}

/// One service in a process of its own. It is killed when this is dropped, and
/// when the thread ends that started it: the test's own, or one of its runtime's.
pub struct Process {
    /// Where it listens, also after a restart.
    pub address: SocketAddr,
    name: &'static str,
    wrapper: Vec<String>,
    environment: Vec<(String, String)>,
    log: Arc<File>,
    child: Child,
    ended: Option<ExitStatus>,
    ports: Vec<Port>,
}

impl Process {
    /// Starts `almanac serve NAME` with this environment and no other, on a
    /// free port; it listens when this returns, and need not be ready.
    pub async fn start(name: &'static str, environment: &[(String, String)]) -> Self {
        Self::start_under(&[], name, environment).await
    }

    /// The same under a command that takes program and arguments as its last
    /// ones, and becomes that program: `["unshare", "--mount", "--"]`.
    pub async fn start_under(
        wrapper: &[&str],
        name: &'static str,
        environment: &[(String, String)],
    ) -> Self {
        let wrapper = wrapper.iter().map(|&word| word.to_owned()).collect();
        let mut process = Self::spawn(wrapper, name, environment.to_vec(), vec![Port::reserve()]);
        process.listens().await;
        process
    }

    /// Starts it on the first of these ports, and keeps the others for it.
    pub(crate) fn spawn(
        wrapper: Vec<String>,
        name: &'static str,
        mut environment: Vec<(String, String)>,
        ports: Vec<Port>,
    ) -> Self {
        let address = ports.first().unwrap().address;
        environment.extend(bind(name, address));
        let log = secrets::log_of(name);
        let child = launch(&wrapper, name, &environment, &log);
        let ended = None;
        Self { address, name, wrapper, environment, log, child, ended, ports }
    }

    /// Waits until it listens.
    ///
    /// # Panics
    /// When it ends before that, or takes too long.
    pub async fn listens(&mut self) {
        let start = Instant::now();
        while TcpStream::connect(self.address).await.is_err() {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "{} ended: {ended:?}\n{}", self.name, self.log());
            assert!(start.elapsed() < PATIENCE, "{} does not listen\n{}", self.name, self.log());
            sleep(POLL).await;
        }
    }

    /// Sends a signal, named as in `kill -s`: `KILL`, `TERM`, `STOP`, `CONT`.
    ///
    /// # Panics
    /// When it has ended, and that was waited for.
    pub fn signal(&self, signal: &str) {
        assert!(self.ended.is_none(), "{} has ended", self.name);
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status().unwrap();
        assert!(sent.success(), "{} gets {signal}", self.name);
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When that takes too long.
    pub async fn stopped(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.ended {
                return status;
            }
            self.ended = self.child.try_wait().unwrap();
            assert!(start.elapsed() < PATIENCE, "{} does not end\n{}", self.name, self.log());
            if self.ended.is_none() {
                sleep(POLL).await;
            }
        }
    }

    /// Waits for its end, which must be 0.
    ///
    /// # Panics
    /// When it is not, or takes too long.
    pub async fn ends_well(&mut self) {
        let status = self.stopped().await;
        assert!(status.success(), "{} ends with {status}\n{}", self.name, self.log());
    }

    /// Whether it has ended, and that was waited for.
    pub fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Whether `GET /health/ready` is 200.
    pub async fn ready(&self) -> bool {
        self.get("/health/ready").await.is_some_and(|answer| answer.starts_with("HTTP/1.1 200 "))
    }

    /// Waits until it is ready.
    ///
    /// # Panics
    /// When it ends before that, or takes too long.
    pub async fn becomes_ready(&mut self) {
        let start = Instant::now();
        while !self.ready().await {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "{} ended: {ended:?}\n{}", self.name, self.log());
            assert!(start.elapsed() < PATIENCE, "{} is not ready\n{}", self.name, self.log());
            sleep(POLL).await;
        }
    }

    /// What it has measured, in the form of Prometheus.
    ///
    /// # Panics
    /// When it does not answer.
    pub async fn metrics(&self) -> String {
        self.get("/metrics").await.unwrap()
    }

    /// Head and body of what it answers at once, without the gateway.
    async fn get(&self, path: &str) -> Option<String> {
        let asked = async {
            let mut stream = TcpStream::connect(self.address).await?;
            let host = self.address;
            let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await?;
            std::io::Result::Ok(answer)
        };
        let answer = timeout(ASKED, asked).await.ok()?.ok()?;
        Some(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Starts it again as it was, on the same port, after it has ended; it
    /// listens when this returns.
    ///
    /// # Panics
    /// When it has not ended.
    pub async fn restart(&mut self) {
        self.stopped().await;
        self.child = launch(&self.wrapper, self.name, &self.environment, &self.log);
        self.ended = None;
        self.listens().await;
    }

    /// Everything it has logged so far, before restarts too. What it logged
    /// less than a moment ago may still be missing while it runs.
    pub fn log(&self) -> String {
        secrets::text_of(&self.log)
    }

    /// Where accounts answers gRPC. Of those alone that were given a port for it.
    pub(crate) fn grpc(&self) -> SocketAddr {
        self.ports[1].address
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The number the system knows it by.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.ended.is_none() {
            // It may have ended by itself.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Where a service is told to listen.
fn bind(name: &str, address: SocketAddr) -> Vec<(String, String)> {
    let pair = |name: &str, value: String| (name.to_owned(), value);
    if name == gateway::NAME {
        vec![
            pair("ALMANAC_BIND", address.ip().to_string()),
            pair("ALMANAC_PORT", address.port().to_string()),
        ]
    } else {
        vec![pair(&format!("{}_BIND", name.to_uppercase()), address.to_string())]
    }
}

fn launch(wrapper: &[String], name: &str, environment: &[(String, String)], log: &File) -> Child {
    // Whatever becomes of the test, nothing that it started outlives it.
    let line = ["setpriv", "--pdeathsig", "KILL", "--"].map(str::to_owned);
    let mut line = wrapper.iter().cloned().chain(line);
    let mut command = Command::new(line.next().unwrap());
    command.args(line).arg(program()).args(["serve", name]);
    command.env_clear().envs(kept()).env("LOG_FORMAT", "json");
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null());
    command.stdout(log.try_clone().unwrap()).stderr(log.try_clone().unwrap());
    command.spawn().unwrap_or_else(|error| panic!("{name} cannot be started: {error}"))
}

/// What of the test's own environment any program may need.
pub(crate) fn kept() -> impl Iterator<Item = (&'static str, std::ffi::OsString)> {
    ["PATH", "HOME", "TMPDIR"].into_iter().filter_map(|name| Some((name, env::var_os(name)?)))
}
