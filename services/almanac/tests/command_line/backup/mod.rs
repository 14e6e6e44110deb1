//! What `almanac backup` writes, `almanac restore` puts back.

mod answers;
mod interrupted;
mod objects;
mod restored;
mod s3;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use store::DatabaseUrl;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::support::{Done, Installation, SECRET_KEY, finish};

/// A server without a database, and an object store without objects.
struct Elsewhere {
    cluster: TempDir,
    server: DatabaseUrl,
    folder: TempDir,
}

impl Elsewhere {
    fn new() -> Self {
        let cluster = tempfile::tempdir().unwrap();
        let mut start = postgres();
        let done = start.arg("start").arg(cluster.path()).arg("--throwaway").output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let server = String::from_utf8(done.stdout).unwrap().trim().parse().unwrap();
        Self { cluster, server, folder: tempfile::tempdir().unwrap() }
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The environment of every command.
    fn almanac(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_almanac"));
        for service in almanac::Service::ALL {
            command.env_remove(format!("{}_DATABASE_URL", service.name().to_uppercase()));
        }
        command
            .env("DATABASE_URL", self.server.expose())
            .env("DATASETS_SYNC", "off")
            .env("ALMANAC_SECRET_KEYS", SECRET_KEY)
            .env("OBJECT_STORE_URL", format!("file://{}/objects", self.folder().display()));
        command
    }

    fn run(&self, arguments: &[&str]) -> Done {
        let mut command = self.almanac();
        command.args(arguments);
        finish(command, "")
    }

    /// Runs a command that must succeed; its output, read.
    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        json(&self.run(&[arguments, &["--json"]].concat()))
    }

    /// Whether there is no database of ours, and no object.
    fn is_untouched(&self) -> bool {
        let counted: Counted = Runtime::new().unwrap().block_on(async {
            let mut connection = store::pool(&self.server, 1).get().await.unwrap();
            let sql = "SELECT count(*) AS count FROM pg_database WHERE datname LIKE 'almanac%'";
            diesel::sql_query(sql).get_result(&mut *connection).await.unwrap()
        });
        counted.count == 0 && files(&self.folder().join("objects")).is_empty()
    }
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        // A test that fails has something else to tell.
        let _ = postgres().arg("stop").arg(self.cluster.path()).output();
    }
}

fn postgres() -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres"))
}

/// Every file in a folder and below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

#[track_caller]
fn json(done: &Done) -> Value {
    assert_eq!(done.code, 0, "{} {}", done.stdout, done.stderr);
    serde_json::from_str(&done.stdout).unwrap()
}

/// Where a test has its backup.
fn place(installation: &Installation) -> (PathBuf, String) {
    let path = installation.folder().join("backup.tar");
    let text = path.to_str().unwrap().to_owned();
    (path, text)
}

/// What is left beside the place of a backup.
fn partial(path: &Path) -> PathBuf {
    path.with_file_name("backup.tar.partial")
}
