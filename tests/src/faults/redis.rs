use std::ffi::OsString;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A Redis of the test's own, on a socket of its own.
pub struct Redis {
    program: OsString,
    folder: TempDir,
    process: Option<Child>,
}

impl Redis {
    /// One that runs; `None` where there is no Redis.
    ///
    /// # Panics
    /// When CI has none.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    pub fn start() -> Option<Self> {
        let Some(program) = std::env::var_os("REDIS_SERVER") else {
            assert!(std::env::var("CI").is_err(), "CI has a Redis, and REDIS_SERVER names it");
            eprintln!("skipped: REDIS_SERVER names no redis-server");
            return None;
        };
        let mut redis = Self { program, folder: tempfile::tempdir().unwrap(), process: None };
        redis.run();
        Some(redis)
    }

    /// Starts it, after it was killed; it knows nothing of before.
    pub fn run(&mut self) {
        let process = Command::new(&self.program)
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no"])
            .arg("--dir")
            .arg(self.folder.path())
            .arg("--unixsocket")
            .arg(self.folder.path().join("redis.sock"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        self.process = Some(process.unwrap());
    }

    /// Its address, which never changes.
    pub fn url(&self) -> String {
        format!("unix://{}/redis.sock", self.folder.path().display())
    }

    /// Ends it without mercy, if it runs.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}
