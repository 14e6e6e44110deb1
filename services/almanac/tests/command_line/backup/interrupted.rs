use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use tokio::runtime::Runtime;

use super::{Counted, Elsewhere, partial, place};
use crate::releases::refused;
use crate::support::Installation;

/// What the last of the databases is waited for with.
async fn lock(installation: &Installation) -> AsyncPgConnection {
    let connection = store::pool(&installation.care.url, 1).get().await.unwrap();
    let mut connection = store::detached(connection);
    let sql = "BEGIN; LOCK TABLE care_enquiries IN ACCESS EXCLUSIVE MODE";
    connection.batch_execute(sql).await.unwrap();
    connection
}

/// Starts a backup, which has written something when this returns.
fn begun(installation: &Installation, file: &str) -> Child {
    let mut command = installation.almanac();
    command.args(["backup", file]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (path, start) = (partial(file.as_ref()), Instant::now());
    while fs::metadata(&path).map_or(0, |data| data.len()) < 10_000 {
        assert!(start.elapsed() < Duration::from_secs(30), "nothing is written");
        assert!(child.try_wait().unwrap().is_none(), "it has ended");
        thread::sleep(Duration::from_millis(10));
    }
    child
}

#[test]
fn a_backup_that_is_broken_off_leaves_no_file() {
    let installation = Installation::new();
    let (path, file) = place(&installation);
    let runtime = Runtime::new().unwrap();
    let held = runtime.block_on(lock(&installation));

    let mut killed = begun(&installation, &file);
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(!path.exists());

    fs::remove_file(partial(&path)).unwrap();
    let asked = begun(&installation, &file);
    refused(&installation.run(&["backup", &file], ""), 1, "written by somebody else");
    let kill = Command::new("kill").arg(asked.id().to_string()).status().unwrap();
    assert!(kill.success());
    let ended = asked.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("interrupted"));
    assert!(!path.exists() && !partial(&path).exists());

    // What the first would have left is nobody's concern.
    fs::write(partial(&path), "left by one that was killed").unwrap();
    drop(held);
    installation.ok(&["backup", &file], "");
    assert!(path.exists() && !partial(&path).exists());
    let written = fs::read(&path).unwrap();
    refused(&installation.run(&["backup", &file], ""), 1, "--force");
    assert_eq!(fs::read(&path).unwrap(), written);
    installation.ok(&["backup", &file, "--force"], "");
    assert_ne!(fs::read(&path).unwrap(), written);
}

#[test]
fn a_restore_that_is_broken_off_says_how_to_go_on() {
    let installation = Installation::new();
    let (_, file) = place(&installation);
    installation.ok(&["backup", &file], "");
    let elsewhere = Elsewhere::new();
    let runtime = Runtime::new().unwrap();
    // While somebody is there, no database is made of it.
    let (template, mut server) = runtime.block_on(async {
        let template = store::pool(&elsewhere.server.named("template1"), 1).get().await.unwrap();
        (template, store::pool(&elsewhere.server, 1).get().await.unwrap())
    });
    let mut command = elsewhere.almanac();
    command.args(["restore", &file]).stdout(Stdio::null()).stderr(Stdio::piped());
    let asked = command.spawn().unwrap();
    let start = Instant::now();
    let sql = "SELECT count(*) AS count FROM pg_stat_activity \
               WHERE state = 'active' AND query LIKE 'CREATE DATABASE%'";
    while runtime.block_on(async {
        let counted: Counted = diesel::sql_query(sql).get_result(&mut *server).await.unwrap();
        counted.count == 0
    }) {
        assert!(start.elapsed() < Duration::from_secs(30), "nothing is restored");
    }
    let kill = Command::new("kill").arg(asked.id().to_string()).status().unwrap();
    assert!(kill.success());
    let ended = asked.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("interrupted half-way"), "{said}");
    drop(template);
    elsewhere.json(&["restore", &file, "--force"]);
}

#[test]
fn a_disk_that_is_full_leaves_no_file() {
    let installation = Installation::new();
    let (path, file) = place(&installation);
    let done = installation.limited(30, &["backup", &file]);
    assert_eq!(done.code, 1, "{}", done.stderr);
    assert!(!path.exists() && !partial(&path).exists());
}

#[test]
fn a_database_that_is_away_leaves_no_file() {
    let installation = Installation::new();
    let (path, file) = place(&installation);
    let mut command = installation.almanac();
    command.args(["backup", &file]);
    command.env("CARE_DATABASE_URL", installation.care.url.named("nowhere").expose());
    let done = crate::support::finish(command, "");
    refused(&done, 1, "there is no database nowhere");
    assert!(!path.exists() && !partial(&path).exists());
}
