use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::thread;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::answers::{Callers, PUBLIC_URL};
use super::{Elsewhere, json, partial, place};
use crate::releases::refused;
use crate::serve::Served;
use crate::support::{Installation, SECRET_KEY, finish, unlimited};

/// What makes two platforms with the same data answer alike.
fn settled(mut command: Command) -> Command {
    command.env("ALMANAC_PUBLIC_URL", PUBLIC_URL).env("ALMANAC_TODAY", "2026-11-23");
    unlimited(command)
}

#[test]
fn what_was_served_is_served_again_from_a_backup() {
    let installation = Installation::new();
    let credentials = installation.folder().join("credentials.env");
    let mut demo = settled(installation.almanac());
    demo.args(["demo", "--credentials"]).arg(&credentials);
    let demo = finish(demo, "");
    assert_eq!(demo.code, 0, "{}", demo.stderr);

    let old = Served::start_in(installation.folder(), settled(installation.almanac()));
    let callers = Callers::new(&old.url, &credentials);
    let before = callers.ask(&old.url);
    assert!(before.values().all(|(status, _)| *status == 200), "{before:#?}");
    let (path, file) = place(&installation);
    let backup = while_serving(&callers, &old.url, || installation.json(&["backup", &file]));
    assert_eq!((&backup["databases"], &backup["with_objects"]), (&json!(6), &json!(true)));
    let written = fs::metadata(&path).unwrap();
    assert_eq!(
        (backup["bytes"].as_u64(), written.permissions().mode() & 0o777),
        (Some(written.len()), 0o600)
    );
    assert!(!partial(&path).exists());
    let bytes = fs::read(&path).unwrap();
    assert!(!bytes.windows(SECRET_KEY.len()).any(|part| part == SECRET_KEY.as_bytes()));
    old.stop();

    let elsewhere = Elsewhere::new();
    let done = elsewhere.json(&["restore", &file]);
    assert_eq!(done["databases"][0], "almanac_accounts");
    assert_eq!(
        (&done["objects"], &done["objects_written"]),
        (&backup["objects"], &done["objects"])
    );
    assert_eq!((&done["migrations"], &done["missing_secret_keys"]), (&json!(0), &json!([])));
    let new = Served::start_in(elsewhere.folder(), settled(elsewhere.almanac()));
    let after = callers.ask(&new.url);
    for (path, answer) in &before {
        assert_eq!(&after[path], answer, "{path}");
    }
    let (archive, sha256) = callers.download(&new.url);
    assert_eq!(hex::encode(Sha256::digest(archive)), sha256);
    callers.sign_in_again(&new.url);
    new.stop();
    let verified = elsewhere.run(&["release", "verify"]);
    assert_eq!(verified.code, 0, "{} {}", verified.stdout, verified.stderr);
    restored_once_more(&elsewhere, &file);
}

/// Nothing that is there is dropped unasked, and what is written already is left alone.
fn restored_once_more(elsewhere: &Elsewhere, file: &str) {
    elsewhere.json(&["organization", "add", "Made after the backup"]);
    let names = || elsewhere.json(&["organization", "list"]).to_string();
    refused(&elsewhere.run(&["restore", file]), 1, "not empty: almanac_accounts");
    assert!(names().contains("Made after the backup"));
    let mut other = elsewhere.almanac();
    other.args(["restore", file, "--force", "--json"]);
    other.env("ALMANAC_SECRET_KEYS", "YW5vdGhlciB0aGlydHktdHdvIGJ5dGVzIGZvciBoZXI=");
    let done = finish(other, "");
    assert!(done.stderr.contains("warning: secrets"), "{}", done.stderr);
    let done = json(&done);
    assert_eq!(done["objects_written"], 0);
    assert_eq!(done["missing_secret_keys"].as_array().unwrap().len(), 1);
    assert!(!names().contains("Made after the backup"));
}

/// Does something while others ask for everything, over and over; nobody is refused.
fn while_serving<T: Send>(callers: &Callers, base: &str, doing: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let done = scope.spawn(doing);
        while !done.is_finished() {
            let answers = callers.ask(base);
            assert!(answers.values().all(|(status, _)| *status == 200), "{answers:#?}");
        }
        done.join().unwrap()
    })
}
