//! The demo: data, people and keys to try the platform with.

use std::collections::HashMap;
use std::path::Path;

use crate::care::count;
use crate::support::Installation;
use serde_json::json;

#[test]
fn the_demo_is_made_once() {
    let installation = Installation::new();
    let credentials = installation.folder().join("credentials.env");
    let path = credentials.to_str().unwrap();
    installation.ok(&["demo", "--credentials", path], "");
    let first = std::fs::read_to_string(&credentials).unwrap();
    for variable in ["ALMANAC_API_KEY", "ALMANAC_API_KEY_REVOKED", "ALMANAC_STAFF_PASSWORD"] {
        assert!(first.contains(&format!("{variable}=")), "{first}");
    }
    assert_eq!(read(&credentials)["ALMANAC_CARE_USERNAME"], "demo-care");
    let enquiries = || count(&installation, "care_enquiries");
    let providers = "(SELECT DISTINCT organization_id FROM care_enquiries) provider";
    assert_eq!(count(&installation, providers), 2);
    let first_enquiries = enquiries();
    let clinician = read(&credentials)["ALMANAC_CLINICIAN_ID"].clone();
    let users = installation.json(&["user", "list"]);
    let linked = users.as_array().unwrap().iter().find(|user| user["username"] == "demo-clinician");
    assert_eq!(linked.unwrap()["clinician_id"].to_string(), clinician);
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&credentials).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    installation.ok(&["demo", "--credentials", path], "");
    assert_eq!(std::fs::read_to_string(&credentials).unwrap(), first);
    // Lost credentials are made anew, for the same people.
    std::fs::remove_file(&credentials).unwrap();
    installation.ok(&["demo", "--credentials", path], "");
    let again = std::fs::read_to_string(&credentials).unwrap();
    assert_eq!(again.lines().next(), first.lines().next());
    assert_ne!(again, first);
    assert_eq!(read(&credentials)["ALMANAC_CLINICIAN_ID"], clinician);
    assert_eq!(enquiries(), first_enquiries);
    let releases = installation.ok(&["import", "list"], "");
    // The heading, four registers, a map and a list of each of twelve months, a crosstab and its
    // mapping of three, five tables of two years of QOF, two snapshots, two of two years' payments.
    let count = 1 + 4 + 12 * 2 + 3 * 2 + 2 * 5 + 2 + 2 * 2;
    assert_eq!(releases.lines().count(), count, "{releases}");
    let summary = installation.ok(&["import", "list", "--summary"], "");
    let lines: Vec<Vec<&str>> =
        summary.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["PUBLICATION", "PERIODS", "OLDEST", "NEWEST", "ROWS"]);
    let appointments = lines.iter().find(|line| line[0] == "practice-level-crosstab").unwrap();
    assert_eq!(appointments[1..4], ["3", "2025-11-01", "2026-01-01"], "{summary}");
}

/// The variables of a file.
pub(crate) fn read(path: &Path) -> HashMap<String, String> {
    let text = std::fs::read_to_string(path).unwrap();
    let pair = |line: &str| {
        let (name, value) = line.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    text.lines().map(pair).collect()
}

#[test]
fn the_demo_has_keys_of_every_kind() {
    let installation = Installation::new();
    let credentials = installation.folder().join("credentials.env");
    let demo = ["demo", "--credentials", credentials.to_str().unwrap()];
    installation.ok(&demo, "");
    let made = read(&credentials);
    let hex = |text: &str| text.bytes().all(|byte| b"0123456789abcdef".contains(&byte));
    for variable in ["ALMANAC_RELEASES_KEY", "ALMANAC_RELEASES_KEY_RETIRED"] {
        assert!(made[variable].len() == 40 && hex(&made[variable]), "{variable}");
    }
    assert_ne!(made["ALMANAC_RELEASES_KEY"], made["ALMANAC_RELEASES_KEY_RETIRED"]);
    assert_ne!(made["ALMANAC_SIGNED_ACCOUNT_ID"], made["ALMANAC_SIGNED_OTHER_ACCOUNT_ID"]);
    for kind in ["", "_READONLY", "_LEGACY", "_OTHER"] {
        assert!(!made[&format!("ALMANAC_SIGNED{kind}_SECRET")].is_empty(), "{kind}");
    }

    let keys = installation.json(&["key", "list"]);
    let key = |variable: &str| {
        let found = keys.as_array().unwrap().iter().find(|key| key["key"] == made[variable]);
        found.unwrap().clone()
    };
    let read_only = key("ALMANAC_SIGNED_READONLY_KEY");
    let permissions = read_only["permissions"].as_array().unwrap();
    assert!(permissions.len() == 8 && permissions.contains(&json!("users:read")), "{read_only}");
    let whole = key("ALMANAC_SIGNED_KEY");
    assert_eq!(whole["permissions"].as_array().unwrap().len(), 29);
    assert_eq!((&whole["legacy_signatures"], &whole["throttle"]), (&json!(false), &json!(null)));
    let legacy = key("ALMANAC_SIGNED_LEGACY_KEY");
    assert_eq!(legacy["legacy_signatures"], true);
    assert_eq!(legacy["organization_id"], whole["organization_id"]);
    assert_ne!(key("ALMANAC_SIGNED_OTHER_KEY")["organization_id"], whole["organization_id"]);

    // An older version wrote fewer variables.
    let text = std::fs::read_to_string(&credentials).unwrap();
    let older: String = text
        .lines()
        .filter(|line| !line.starts_with("ALMANAC_SIGNED"))
        .flat_map(|line| [line, "\n"])
        .collect();
    std::fs::write(&credentials, older).unwrap();
    installation.ok(&demo, "");
    let again = read(&credentials);
    assert_eq!(again.len(), made.len());
    assert_eq!(again["ALMANAC_SIGNED_ACCOUNT_ID"], made["ALMANAC_SIGNED_ACCOUNT_ID"]);
    assert_ne!(again["ALMANAC_SIGNED_KEY"], made["ALMANAC_SIGNED_KEY"]);
    assert_ne!(again["ALMANAC_RELEASES_KEY"], made["ALMANAC_RELEASES_KEY"]);
}
