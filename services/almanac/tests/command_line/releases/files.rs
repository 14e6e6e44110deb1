use std::collections::BTreeMap;
use std::fs;

use super::{FIRST, SECOND, object, published, refused, verified, with_item, write};

#[test]
fn files_that_are_not_as_they_were_are_found() {
    let installation = with_item();
    for (name, words) in [("a.zip", &FIRST), ("b.zip", &SECOND)] {
        let file = write(&installation, name, name.as_bytes());
        published(&installation, &[&words[..], &[file.as_str()]].concat());
    }
    installation.ok(&["item", "add", "Empty", "--number", "60"], "");
    let intact = verified(&installation, 0, &[]);
    assert_eq!(intact.len(), 10, "{intact:?}");
    assert!(intact.values().all(|outcome| outcome == "intact"), "{intact:?}");

    // As many bytes, none, too few.
    let checksum = object(&installation, b"b.zip", "checksum");
    let mut bytes = fs::read(&checksum).unwrap();
    bytes.reverse();
    fs::write(checksum, bytes).unwrap();
    fs::remove_file(object(&installation, b"a.zip", "manifest_signature")).unwrap();
    fs::write(object(&installation, b"a.zip", "archive"), b"a.zi").unwrap();
    let found = verified(&installation, 1, &[]);
    let broken: BTreeMap<&str, &str> = found
        .iter()
        .filter(|(_, outcome)| *outcome != "intact")
        .map(|(file, outcome)| (file.as_str(), outcome.as_str()))
        .collect();
    let expected = BTreeMap::from([
        ("a.zip", "damaged"),
        ("trud_a.sha256.asc", "missing"),
        ("trud_b.xml", "damaged"),
        ("trud_b.xml.asc", "unsigned"),
    ]);
    assert_eq!(broken, expected);
    assert_eq!(found.len(), 10);
    let told = installation.run(&["release", "verify", "58"], "");
    refused(&told, 1, "4 of 10 files");
    assert!(told.stdout.contains("damaged   item 58: a.zip\n"), "{}", told.stdout);
    assert!(verified(&installation, 0, &["60"]).is_empty());
}
