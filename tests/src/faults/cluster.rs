use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel_async::SimpleAsyncConnection;
use tempfile::TempDir;

/// A PostgreSQL of the test's own, which it may stop.
pub struct Cluster {
    folder: TempDir,
}

impl Cluster {
    /// One that runs. What it has committed outlives a crash of it.
    pub async fn start() -> Self {
        let cluster = Self { folder: tempfile::tempdir().unwrap() };
        let url = cluster.run("start");
        // Servers for tests are told otherwise when they start; what a role is told wins.
        let mut connection = store::pool(&url.parse().unwrap(), 1).get().await.unwrap();
        let durable = "ALTER ROLE almanac SET synchronous_commit = on";
        connection.batch_execute(durable).await.unwrap();
        cluster
    }

    fn run(&self, verb: &str) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/postgres");
        let mut command = Command::new(script);
        command.arg(verb).arg(self.folder.path());
        if verb == "start" {
            command.arg("--throwaway");
        }
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "scripts/postgres {verb}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Its address, which never changes.
    pub fn url(&self) -> String {
        self.run("url")
    }

    /// Stops it as an administrator does: whoever is connected is cut off.
    pub fn stop(&self) {
        self.run("stop");
    }

    /// Starts it, after it was stopped or has crashed.
    pub fn start_again(&self) {
        self.run("start");
    }

    /// Ends it at once, without letting anything finish.
    pub fn crash(&self) {
        signal("QUIT", &[self.postmaster()]);
        let start = Instant::now();
        while self.lock().exists() {
            assert!(start.elapsed() < Duration::from_secs(30), "PostgreSQL does not end");
            sleep(Duration::from_millis(10));
        }
    }

    /// Stops time for it: it neither answers nor hangs up.
    pub fn freeze(&self) -> Frozen<'_> {
        let postmaster = self.postmaster();
        // First, so that it makes no more children.
        signal("STOP", &[postmaster]);
        signal("STOP", &children(postmaster));
        Frozen(self)
    }

    fn lock(&self) -> PathBuf {
        self.folder.path().join("data/postmaster.pid")
    }

    fn postmaster(&self) -> u32 {
        let lock = std::fs::read_to_string(self.lock()).unwrap();
        lock.lines().next().unwrap().trim().parse().unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/postgres");
        let _ = Command::new(script).arg("stop").arg(self.folder.path()).output();
    }
}

/// A server for which time stands still, until this is dropped. So it must be
/// dropped before whoever waits for the server.
#[must_use]
pub struct Frozen<'a>(&'a Cluster);

impl Drop for Frozen<'_> {
    fn drop(&mut self) {
        let postmaster = self.0.postmaster();
        signal("CONT", &children(postmaster));
        signal("CONT", &[postmaster]);
    }
}

/// Those that have not ended meanwhile get it.
fn signal(name: &str, processes: &[u32]) {
    let processes = processes.iter().map(u32::to_string);
    Command::new("kill").args(["-s", name]).args(processes).output().unwrap();
}

/// The processes that a process has started.
fn children(parent: u32) -> Vec<u32> {
    let parent = parent.to_string();
    let processes = std::fs::read_dir("/proc").unwrap();
    let is_child = |process: &u32| {
        let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // Its name, which stands in parentheses, may hold anything.
        let facts = status.rsplit_once(')').map(|(_, facts)| facts).unwrap_or_default();
        facts.split_whitespace().nth(1) == Some(&parent)
    };
    let ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    ids.filter(is_child).collect()
}
