//! An installation of its own for every test: databases and object store.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use store::testing::TestDatabase;
use tempfile::TempDir;

/// What a command did.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// What secrets are encrypted with, unless a test says otherwise.
pub(crate) const SECRET_KEY: &str = "dGhpcnR5LXR3byBieXRlcyBmb3IgdGVzdHMgYWxvbmU=";

pub(crate) struct Installation {
    accounts: TestDatabase,
    pub(crate) reference: TestDatabase,
    rota: TestDatabase,
    datasets: TestDatabase,
    pub(crate) releases: TestDatabase,
    pub(crate) care: TestDatabase,
    folder: TempDir,
}

impl Installation {
    /// Migrated databases, and nothing in them.
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            Self {
                accounts: TestDatabase::new(accounts::NAME, accounts::MIGRATIONS).await,
                reference: TestDatabase::new(reference::NAME, reference::MIGRATIONS).await,
                rota: TestDatabase::new(rota::NAME, rota::MIGRATIONS).await,
                datasets: TestDatabase::new(datasets::NAME, datasets::MIGRATIONS).await,
                releases: TestDatabase::new(releases::NAME, releases::MIGRATIONS).await,
                care: TestDatabase::new(care::NAME, care::MIGRATIONS).await,
                folder: tempfile::tempdir().unwrap(),
            }
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The environment of every command.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_remove("DATABASE_URL")
            .env("ACCOUNTS_DATABASE_URL", self.accounts.url.expose())
            .env("REFERENCE_DATABASE_URL", self.reference.url.expose())
            .env("ROTA_DATABASE_URL", self.rota.url.expose())
            .env("DATASETS_DATABASE_URL", self.datasets.url.expose())
            .env("RELEASES_DATABASE_URL", self.releases.url.expose())
            .env("CARE_DATABASE_URL", self.care.url.expose())
            // No test depends on what is published today.
            .env("DATASETS_SYNC", "off")
            .env("ALMANAC_SECRET_KEYS", SECRET_KEY)
            .env("OBJECT_STORE_URL", format!("file://{}/objects", self.folder.path().display()));
        command
    }

    pub(crate) fn almanac(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_almanac"))
    }

    pub(crate) fn run(&self, arguments: &[&str], stdin: &str) -> Done {
        let mut command = self.almanac();
        command.args(arguments);
        finish(command, stdin)
    }

    /// Runs a command with other secret keys, or none.
    pub(crate) fn run_with_keys(&self, keys: Option<&str>, arguments: &[&str]) -> Done {
        let mut command = self.almanac();
        match keys {
            Some(keys) => command.env("ALMANAC_SECRET_KEYS", keys),
            None => command.env_remove("ALMANAC_SECRET_KEYS"),
        };
        command.args(arguments);
        finish(command, "")
    }

    /// Runs a command that must succeed; its output, read.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let arguments = [arguments, &["--json"]].concat();
        serde_json::from_str(&self.ok(&arguments, "")).unwrap()
    }

    /// Runs a command that must succeed; its output.
    pub(crate) fn ok(&self, arguments: &[&str], stdin: &str) -> String {
        let done = self.run(arguments, stdin);
        assert_eq!(done.code, 0, "{arguments:?}: {} {}", done.stdout, done.stderr);
        done.stdout
    }

    /// Runs a command whose files may not grow past `blocks` KiB.
    pub(crate) fn limited(&self, blocks: u32, arguments: &[&str]) -> Done {
        let mut command = self.command("bash");
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_almanac")]).args(arguments);
        finish(command, "")
    }

    /// Starts a command and kills it, without mercy, after so long.
    pub(crate) fn killed_after(&self, milliseconds: u64, arguments: &[&str]) {
        let mut command = self.almanac();
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        let _ = child.kill();
        child.wait().unwrap();
    }

    /// Every segment in the object store.
    pub(crate) fn segments(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().join("objects/reference/segments")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found
    }

    pub(crate) fn manifest(&self) -> Value {
        let path = self.folder.path().join("objects/reference/manifest.json");
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }
}

/// The same, answering however often it is asked.
pub(crate) fn unlimited(mut command: Command) -> Command {
    for tier in [
        "STANDARD",
        "EXPENSIVE",
        "ANONYMOUS",
        "API_KEY",
        "DATASETS_ANONYMOUS",
        "DATASETS_USER",
        "SIGNED",
        "RELEASES",
    ] {
        command.env(format!("THROTTLE_{tier}"), "off");
    }
    command
}

pub(crate) fn finish(mut command: Command, stdin: &str) -> Done {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Done {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// An epraccur file of so many practices, `Z00000` and on.
pub(crate) fn epraccur(count: usize) -> String {
    (0..count)
        .map(|number| {
            format!(
                "\"Z{number:05}\",\"SURGERY {number}\",\"Y91\",\"QZ1\",\"1 HIGH STREET\",\"\",\"\",\
                 \"ASHCOMBE\",\"\",\"ZZ1 1ZZ\",\"20260203\",\"\",\"ACTIVE\",\"B\",\"91Z\",\"20260203\",\
                 \"\",\"01632 960001\",\"\",\"\",\"\",\"1\",\"\",\"91Z\",\"\",\"RO76\",\"\"\r\n"
            )
        })
        .collect()
}
