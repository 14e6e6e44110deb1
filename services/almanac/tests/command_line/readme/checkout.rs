//! What somebody has who fetched the sources, but for the building.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use datasets::domain::catalogue;
use tempfile::TempDir;
use url::Url;

use crate::support::epraccur;

/// How long starting and stopping may take.
const PATIENCE: Duration = Duration::from_secs(180);

/// What is printed when something starts.
const LOG: &str = "run.log";

/// The scripts, the README and the examples, in a folder of their own, and a
/// `cargo` that has built already.
pub(super) struct Checkout {
    folder: TempDir,
    /// Where the NHS Data Dictionary and the lists of organisations are.
    published: (Url, Url),
}

impl Checkout {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        // PostgreSQL may run as another user, who has to get through.
        fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let copied = Command::new("cp")
            .arg("-R")
            .args(["README.md", "Cargo.toml", "docs", "scripts"].map(|name| root.join(name)))
            .arg(path)
            .status()
            .unwrap();
        assert!(copied.success());

        fs::create_dir_all(path.join("target/release")).unwrap();
        symlink(env!("CARGO_BIN_EXE_almanac"), path.join("target/release/almanac")).unwrap();
        let cargo = path.join("bin/cargo");
        fs::create_dir(path.join("bin")).unwrap();
        fs::write(&cargo, "#!/bin/sh\necho \"$*\" >>cargo.log\n").unwrap();
        fs::set_permissions(&cargo, Permissions::from_mode(0o755)).unwrap();

        fs::create_dir(path.join("DIR")).unwrap();
        fs::write(path.join("DIR/epraccur.csv"), epraccur(5_100)).unwrap();
        fs::write(path.join("FILE.zip"), "an archive").unwrap();
        let published = publish(&path.join("published"));
        Self { folder, published }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A file as it is now.
    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A program with an environment that tells nothing of this test's.
    fn command(&self, program: &str) -> Command {
        let others = std::env::var_os("PATH").unwrap();
        let path = [self.path().join("bin")].into_iter().chain(std::env::split_paths(&others));
        let kept = ["HOME", "USER", "TMPDIR", "CARGO_HOME", "LIBCLANG_PATH"];
        let kept = kept.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        let mut command = Command::new(program);
        command
            .current_dir(self.path())
            .env_clear()
            .envs(kept)
            .env("PATH", std::env::join_paths(path).unwrap())
            // Any that is free.
            .env("ALMANAC_PORT", "0")
            .env("DATASETS_SYNC", "off")
            .env("NHS_DD_BASE_URL", self.published.0.as_str())
            .env("EXTERNAL_DATASET_API_URL", self.published.1.as_str())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command that starts everything, until it says that it has.
    pub(super) fn start(&self, command: &str) -> Started {
        let log = File::create(self.path().join(LOG)).unwrap();
        let child = self
            .command("bash")
            .args(["-c", &format!("exec {command}")])
            // Ctrl-C reaches a whole group, and must not reach us.
            .process_group(0)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut started = Started { child: Some(child), log: self.path().join(LOG) };
        let begin = Instant::now();
        while !self.path().join("var/demo.env").exists() {
            if let Some(status) = started.child.as_mut().unwrap().try_wait().unwrap() {
                panic!("{command}: {status}: {}", self.read(LOG));
            }
            assert!(begin.elapsed() < PATIENCE, "{command}: {}", self.read(LOG));
            sleep(Duration::from_millis(50));
        }
        started
    }

    /// Runs commands in one shell, one after the other, as long as they succeed;
    /// what each printed on standard output.
    pub(super) fn type_in<'a>(&self, commands: impl Iterator<Item = &'a str>) -> Vec<String> {
        let commands: Vec<&str> = commands.collect();
        let said = |number: usize| format!("said-{number}");
        let mut script = "set -euo pipefail\n".to_owned();
        for (number, command) in commands.iter().enumerate() {
            script += &format!("echo {number} >at\n{{ {command}\n}} >{}\n", said(number));
        }
        let done = self.command("bash").args(["-c", &script]).output().unwrap();
        let errors = String::from_utf8_lossy(&done.stderr);
        if !done.status.success() {
            let at: usize = self.read("at").trim().parse().unwrap();
            let (command, said) = (commands.get(at).unwrap(), self.read(&said(at)));
            panic!("{command}: {}: {said}{errors}", done.status);
        }
        (0..commands.len()).map(|number| self.read(&said(number))).collect()
    }

    /// Fails where anything still runs, or credentials are there that nobody needs.
    pub(super) fn assert_left_alone(&self) {
        assert!(!self.path().join("var/demo.env").exists());
        let mut asked = self.command("scripts/postgres");
        let answer = asked.args(["status", "var/postgres"]).output().unwrap();
        assert_eq!(String::from_utf8(answer.stdout).unwrap(), "stopped\n");
        let folder = self.path().to_str().unwrap();
        for process in fs::read_dir("/proc").into_iter().flatten() {
            let process = process.unwrap().path();
            // Others end at any time, or are none of our business.
            let at = fs::read_link(process.join("cwd")).unwrap_or_default();
            let called = fs::read(process.join("cmdline")).unwrap_or_default();
            let called = String::from_utf8_lossy(&called);
            let ours = at.starts_with(folder) || called.contains(folder);
            assert!(!ours, "{} runs still: {called}", process.display());
        }
    }
}

/// What the platform fetches from elsewhere: the demo's lists, and a short one
/// in place of each that the demo leaves empty.
fn publish(folder: &Path) -> (Url, Url) {
    let (dictionary, organisations) = datasets::demo::write(folder).unwrap();
    let pages = dictionary.to_file_path().unwrap();
    for page in catalogue::ENTRIES.iter().map(|entry| pages.join(entry.page)) {
        if !page.exists() {
            let table = "<tr><th>Code</th><th>Description</th></tr><tr><td>1</td><td>Yes</td></tr>";
            fs::write(page, format!("<!DOCTYPE html><table>{table}</table>")).unwrap();
        }
    }
    (dictionary, organisations)
}

/// Everything, until it is interrupted.
pub(super) struct Started {
    /// None once it was.
    child: Option<Child>,
    log: PathBuf,
}

impl Started {
    /// Presses Ctrl-C, which has to be a clean end.
    pub(super) fn interrupt(mut self) {
        let status = self.end();
        let log = fs::read_to_string(&self.log).unwrap();
        assert!(status.is_some_and(|status| status.success()), "{status:?}: {log}");
    }

    /// How it ended; none where it does not, and had to be killed.
    fn end(&mut self) -> Option<ExitStatus> {
        let mut child = self.child.take()?;
        let group = child.id();
        let _ = Command::new("bash").args(["-c", &format!("kill -INT -- -{group}")]).status();
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if let Ok(Some(status)) = child.try_wait() {
                return Some(status);
            }
            sleep(Duration::from_millis(50));
        }
        let _ = child.kill();
        let _ = child.wait();
        None
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // Only where a test failed before it came to interrupt it.
        self.end();
    }
}
