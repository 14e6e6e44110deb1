use std::fs::File;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::{FIRST, SECOND, objects, publish, published, refused, releases, with_item, write};

#[test]
fn misuse_and_failure_say_what_is_wrong() {
    let installation = with_item();
    let file = write(&installation, "good_1.0.0.zip", b"archive");
    let publish = |item: &str, arguments: &[&str]| {
        installation.run(&[&["release", "publish", item][..], arguments].concat(), "")
    };
    refused(&publish("x", &[&FIRST[..], &[file.as_str()]].concat()), 2, "'x'");
    refused(&publish("58", &FIRST), 2, "ARCHIVE");
    refused(&publish("58", &["--name", "Release 1.0.0", &file]), 2, "--date");
    let no_day = ["--name", "Release 1.0.0", "--date", "2025-02-30", &file];
    refused(&publish("58", &no_day), 2, "2025-02-30");
    refused(&publish("99", &[&FIRST[..], &[file.as_str()]].concat()), 1, "there is no item 99");
    refused(&publish("58", &[&FIRST[..], &["/nowhere/x.zip"]].concat()), 1, "/nowhere/x.zip");
    let folder = installation.folder().to_str().unwrap();
    refused(&publish("58", &[&FIRST[..], &[folder]].concat()), 1, "is a folder");
    let bad_name = [&FIRST[..], &[file.as_str(), "--file-name", "../x.zip"]].concat();
    refused(&publish("58", &bad_name), 1, "archive:");
    refused(&publish("58", &["--name", "", "--date", "2026-11-19", &file]), 1, "name:");
    for (arguments, code, words) in [
        (&["release", "list"][..], 2, "ITEM"),
        (&["release", "list", "99"], 1, "there is no item 99"),
        (&["release", "verify", "99"], 1, "there is no item 99"),
        (&["release", "withdraw", "58", "x.zip"], 2, "--reason"),
        (&["release", "withdraw", "58", "x.zip", "--reason", "y"], 1, "no release x.zip"),
        (&["release", "withdraw", "99", "x.zip", "--reason", "y"], 1, "there is no item 99"),
        (&["release", "signing-key", "--from", "2999-01-01"], 2, "--rotate"),
        (&["release", "signing-key", "--rotate", "--all"], 2, "--all"),
        (&["release", "signing-key", "--rotate", "--from", "soon"], 2, "soon"),
        (&["release", "signing-key", "--rotate", "--from", "2020-01-01"], 1, "2020-01-01"),
        (&["subscription", "add", "jo"], 2, "ITEM"),
        (&["subscription", "add", "jo", "58"], 1, "jo"),
        (&["subscription", "remove", "jo", "58"], 1, "jo"),
    ] {
        refused(&installation.run(arguments, ""), code, words);
    }
    let without = installation.run_with_keys(None, &["release", "signing-key"]);
    refused(&without, 1, "ALMANAC_SECRET_KEYS");
    assert_eq!(releases(&installation), json!([]));
    assert!(objects(&installation).is_empty());
    assert_eq!(installation.json(&["release", "signing-key", "--all"]), json!([]));
}

#[test]
fn a_release_is_published_once_and_never_changes() {
    let installation = with_item();
    let file = write(&installation, "weekly_1.0.0.zip", b"archive");
    let changed = SystemTime::UNIX_EPOCH + Duration::from_millis(1_745_398_281_500);
    File::options().write(true).open(&file).unwrap().set_modified(changed).unwrap();
    let arguments = [&FIRST[..], &[file.as_str()]].concat();
    let told = publish(&installation, &arguments);
    // Of the seven bytes, by `sha256sum`.
    let sha256 = "0eb3e36bfb24dcd9bb1d1bece1531216b59539a8fde17ee80224af0653c92aa3";
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(told.stdout.starts_with("weekly_1.0.0.zip published, 7 bytes\n"), "{}", told.stdout);
    assert!(!told.stderr.contains("weekly"), "no bar where nobody looks: {}", told.stderr);
    let listed = releases(&installation);
    let first = &listed[0];
    assert_eq!(first["sha256"], sha256);
    assert_eq!(first["modified_at"], "2025-04-23T08:51:21Z");
    for told in [sha256, first["fingerprint"].as_str().unwrap()] {
        assert!(publish(&installation, &arguments).stdout.contains(told), "{told}");
    }
    let again = publish(&installation, &arguments);
    assert!(again.stdout.starts_with("weekly_1.0.0.zip published already"), "{}", again.stdout);
    assert_eq!(published(&installation, &arguments)["new"], false);

    // The same with another day, or under another name, or other bytes, is another release.
    let other_day = ["--name", "Release 1.0.0", "--date", "2026-11-20", &file];
    refused(&publish(&installation, &other_day), 1, "weekly_1.0.0.zip");
    let other_name = ["--name", "Release 1.0.1", "--date", "2026-11-19", &file];
    refused(&publish(&installation, &other_name), 1, "weekly_1.0.0.zip");
    write(&installation, "weekly_1.0.0.zip", b"archivE");
    refused(&publish(&installation, &arguments), 1, "never changes");
    assert_eq!(releases(&installation), listed);
    assert_eq!(objects(&installation).len(), 5, "{:?}", objects(&installation));

    let renamed = [&SECOND[..], &[file.as_str(), "--file-name", "weekly 1.1.0.zip"]].concat();
    let second = published(&installation, &renamed);
    assert_eq!((&second["new"], &second["id"]), (&json!(true), &json!("weekly 1.1.0.zip")));
    let ids = releases(&installation);
    let ids: Vec<&Value> = ids.as_array().unwrap().iter().map(|release| &release["id"]).collect();
    assert_eq!(ids, ["weekly 1.1.0.zip", "weekly_1.0.0.zip"], "from new to old");
    assert_eq!(installation.run(&["release", "verify"], "").code, 0);
}

#[test]
fn what_is_withdrawn_stays_withdrawn() {
    let installation = with_item();
    let file = write(&installation, "weekly_1.0.0.zip", b"archive");
    let arguments = [&FIRST[..], &[file.as_str()]].concat();
    published(&installation, &arguments);
    let withdraw = ["release", "withdraw", "58", "weekly_1.0.0.zip", "--reason"];
    let withdraw = |reason: &str| installation.run(&[&withdraw[..], &[reason]].concat(), "");
    refused(&withdraw(" "), 1, "reason");
    assert_eq!(releases(&installation)[0]["withdrawn_at"], json!(null));
    let done = withdraw("A column was left out.");
    assert_eq!(done.stdout, "weekly_1.0.0.zip withdrawn\n", "{}", done.stderr);
    let table = installation.ok(&["release", "list", "58"], "");
    let line = table.lines().last().unwrap();
    assert!(line.ends_with("A column was left out."), "{table}");
    let listed = releases(&installation);
    refused(&withdraw("Again."), 1, "withdrawn");
    refused(&publish(&installation, &arguments), 1, "withdrawn");
    assert_eq!(releases(&installation), listed);
    assert_eq!(installation.json(&["item", "list"])[0]["latest_release_date"], json!(null));
}
