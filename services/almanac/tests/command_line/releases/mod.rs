//! Releases: published once, verified, withdrawn; and who subscribes to them.

mod demo;
mod files;
mod interrupted;
mod items;
mod keys;
mod publishing;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Done, Installation};

pub(crate) const FIRST: [&str; 4] = ["--name", "Release 1.0.0", "--date", "2026-11-19"];
const SECOND: [&str; 4] = ["--name", "Release 1.1.0", "--date", "2026-11-26"];

/// An installation with one item, number 58.
pub(crate) fn with_item() -> Installation {
    let installation = Installation::new();
    let added = installation.ok(&["item", "add", "Weekly", "--number", "58"], "");
    assert_eq!(added, "58\n");
    installation
}

/// Writes a file to publish; its path.
pub(crate) fn write(installation: &Installation, name: &str, bytes: &[u8]) -> String {
    let path = installation.folder().join(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn publish(installation: &Installation, arguments: &[&str]) -> Done {
    installation.run(&[&["release", "publish", "58"][..], arguments].concat(), "")
}

/// Publishes what must be published; what was told of it.
#[track_caller]
pub(crate) fn published(installation: &Installation, arguments: &[&str]) -> Value {
    let done = publish(installation, &[arguments, &["--json"]].concat());
    assert_eq!(done.code, 0, "{arguments:?}: {} {}", done.stdout, done.stderr);
    serde_json::from_str(&done.stdout).unwrap()
}

/// What must fail, for a reason in which these words stand.
#[track_caller]
pub(crate) fn refused(done: &Done, code: i32, words: &str) {
    assert_eq!(done.code, code, "{words}: {} {}", done.stdout, done.stderr);
    assert!(done.stderr.contains(words), "{words}: {}", done.stderr);
}

fn releases(installation: &Installation) -> Value {
    installation.json(&["release", "list", "58"])
}

/// Every file of releases in the object store, finished or not.
pub(crate) fn objects(installation: &Installation) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![installation.folder().join("objects/releases")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

/// Where a file of the release with this archive is kept.
fn object(installation: &Installation, archive: &[u8], kind: &str) -> PathBuf {
    let is_archive = |path: &PathBuf| {
        path.file_name().unwrap() == "archive" && fs::read(path).unwrap() == archive
    };
    objects(installation).into_iter().find(is_archive).unwrap().with_file_name(kind)
}

/// How each file is, by name, as `release verify` must find it.
#[track_caller]
fn verified(
    installation: &Installation,
    code: i32,
    arguments: &[&str],
) -> BTreeMap<String, String> {
    let arguments = [&["release", "verify", "--json"][..], arguments].concat();
    let done = installation.run(&arguments, "");
    assert_eq!(done.code, code, "{} {}", done.stdout, done.stderr);
    let report = |line: &str| {
        let report: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| report.get(name).and_then(Value::as_str).unwrap().to_owned();
        (text("file"), text("outcome"))
    };
    done.stdout.lines().map(report).collect()
}
