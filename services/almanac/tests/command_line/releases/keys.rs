use std::collections::BTreeSet;

use serde_json::json;

use super::{FIRST, SECOND, published, verified, with_item, write};

#[test]
fn a_new_key_signs_from_its_day_on() {
    let installation = with_item();
    let key = |arguments: &[&str]| {
        installation.json(&[&["release", "signing-key"][..], arguments].concat())
    };
    let first = key(&[]);
    let fingerprint = first["fingerprint"].as_str().unwrap();
    assert!(
        fingerprint.len() == 40 && fingerprint.bytes().all(|b| b"0123456789ABCDEF".contains(&b))
    );
    assert!(first["public_key"].as_str().unwrap().starts_with("-----BEGIN PGP PUBLIC KEY BLOCK"));
    assert_eq!(key(&[]), first, "it is made once");
    let told = installation.ok(&["release", "signing-key"], "");
    assert_eq!(told.lines().count(), 3, "{told}");
    let groups: Vec<&str> = told.lines().next().unwrap().split_whitespace().skip(1).collect();
    assert_eq!((groups.len(), groups.concat()), (10, fingerprint.to_owned()));

    let signed_by = |name: &str, words: &[&str]| {
        let file = write(&installation, name, name.as_bytes());
        published(&installation, &[words, &[file.as_str()]].concat())["fingerprint"].clone()
    };
    let later = key(&["--rotate", "--from", "2999-01-01"]);
    assert_eq!(later["signs_from"], "2999-01-01T00:00:00Z");
    assert_eq!(signed_by("a.zip", &FIRST), first["fingerprint"], "the other one waits");
    let second = key(&["--rotate"]);
    assert_eq!(key(&[]), second);
    assert_eq!(signed_by("b.zip", &SECOND), second["fingerprint"]);
    assert_eq!(key(&["--all"]), json!([later, second, first]));
    let files = [&first, &second, &later].map(|key| key["file_name"].as_str().unwrap());
    assert_eq!(BTreeSet::from(files).len(), 3, "{files:?}");
    let verified = verified(&installation, 0, &[]);
    assert_eq!(verified.len(), 10, "what was signed with the old key still is");
}

#[test]
fn a_key_that_waits_is_never_the_only_one() {
    let installation = with_item();
    let later = installation.json(&["release", "signing-key", "--rotate", "--from", "2999-01-01"]);
    let current = installation.json(&["release", "signing-key"]);
    assert_ne!(current["fingerprint"], later["fingerprint"]);
    let all = installation.json(&["release", "signing-key", "--all"]);
    assert_eq!(all, json!([later, current]));
}
