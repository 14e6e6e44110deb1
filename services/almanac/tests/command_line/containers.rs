//! What containers ask of the command: its health, and settings from a file.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Installation;

/// Rota alone. It asks no accounts, and does not have to be asked anything.
struct Alone {
    child: Child,
    address: String,
}

impl Alone {
    fn start(mut command: Command, log: PathBuf) -> Self {
        command
            .args(["serve", "rota", "--rota-bind", "127.0.0.1:0"])
            .args(["--accounts-grpc-url", "http://127.0.0.1:9"])
            .args(["--internal-token", "sixteen-characters-and-more"])
            .env("LOG_FORMAT", "json")
            .stdout(File::create(&log).unwrap())
            .stderr(Stdio::null());
        let mut started = Self { child: command.spawn().unwrap(), address: String::new() };
        let listening = || {
            let text = std::fs::read_to_string(&log).unwrap();
            let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            let mut found = lines.filter(|line| line["message"] == "listening");
            found.find_map(|line| line["address"].as_str().map(str::to_owned))
        };
        let start = Instant::now();
        loop {
            if let Some(address) = listening() {
                started.address = address;
                return started;
            }
            assert!(start.elapsed() < Duration::from_secs(30), "it never listened");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn health(&self, installation: &Installation, arguments: &[&str]) -> (i32, String) {
        let bind = ["--rota-bind", &self.address];
        let done = installation.run(&[&["health", "rota"], arguments, &bind].concat(), "");
        (done.code, done.stdout + &done.stderr)
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.kill();
    }
}

#[test]
fn health_is_told_by_the_exit_status() {
    let installation = Installation::new();
    let mut alone = Alone::start(installation.almanac(), installation.folder().join("log"));
    assert_eq!(alone.health(&installation, &[]), (0, "ok\n".to_owned()));
    assert_eq!(alone.health(&installation, &["--ready"]), (0, "ok\n".to_owned()));

    alone.kill();
    let (code, said) = alone.health(&installation, &[]);
    assert_eq!(code, 1);
    assert!(said.contains(&alone.address), "{said}");
}

#[test]
fn who_is_not_ready_runs_nevertheless() {
    let installation = Installation::new();
    let mut command = installation.almanac();
    command.env("ROTA_DATABASE_URL", "postgres://127.0.0.1:9/away");
    let alone = Alone::start(command, installation.folder().join("log"));
    assert_eq!(alone.health(&installation, &[]).0, 0);
    let (code, said) = alone.health(&installation, &["--ready"]);
    assert_eq!(code, 1);
    assert!(said.contains("503"), "{said}");
}

#[test]
fn health_needs_a_port_to_ask_at() {
    let done = Command::new(env!("CARGO_BIN_EXE_almanac"))
        .args(["health", "rota", "--rota-bind", "127.0.0.1:0"])
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("ROTA_BIND"), "{said}");
}

#[test]
fn settings_come_from_a_file_where_the_environment_has_none() {
    let installation = Installation::new();
    let file = installation.folder().join("settings.env");
    std::fs::write(&file, "# secrets\nDATABASE_URL='nonsense://from-the-file/x'\n").unwrap();
    let run = |command: &mut Command| {
        let done = command.arg("migrate").output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    let (code, said) = run(installation.almanac().env("ALMANAC_ENV_FILE", &file));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("the scheme is nonsense"), "{said}");
    assert!(!said.contains("from-the-file"), "{said}");

    let mut command = installation.almanac();
    command.env("DATABASE_URL", "postgres://of-the-environment/x").env("ALMANAC_ENV_FILE", &file);
    assert_eq!(run(&mut command).0, Some(0), "what is set already stays");

    for (text, reason) in [("nonsense s3cret", "line 1 is not KEY=value"), ("", "No such file")] {
        if text.is_empty() {
            std::fs::remove_file(&file).unwrap();
        } else {
            std::fs::write(&file, text).unwrap();
        }
        let (code, said) = run(installation.almanac().env("ALMANAC_ENV_FILE", &file));
        assert_eq!(code, Some(1));
        assert!(said.contains("ALMANAC_ENV_FILE") && said.contains(reason), "{said}");
        assert!(!said.contains("s3cret"), "{said}");
    }
}
