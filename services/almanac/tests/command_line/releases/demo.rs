use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::support::Installation;

#[test]
fn the_demo_has_releases_and_makes_them_once() {
    let installation = Installation::new();
    let credentials = installation.folder().join("credentials.env");
    let demo = ["demo", "--credentials", credentials.to_str().unwrap()];
    let state = || {
        let items = installation.json(&["item", "list"]);
        let ids: Vec<String> =
            items.as_array().unwrap().iter().map(|item| item["id"].to_string()).collect();
        let releases: Vec<Value> =
            ids.iter().map(|id| installation.json(&["release", "list", id])).collect();
        (items, releases, installation.json(&["subscription", "list"]))
    };
    installation.ok(&demo, "");
    let (items, lists, subscriptions) = state();
    assert_eq!(items.as_array().unwrap().len(), 5);
    assert!(lists.iter().all(|list| list != &json!([])), "{lists:?}");
    let of = |user: &str| -> BTreeSet<i64> {
        let all = subscriptions.as_array().unwrap().iter();
        let own = all.filter(|row| row["user"] == user && row["state"] == "accepted");
        own.map(|row| row["item"].as_i64().unwrap()).collect()
    };
    assert_eq!(of("demo-creator"), BTreeSet::from([24, 58]));
    assert_eq!(of("demo-staff"), BTreeSet::from([14, 24, 58, 101, 119]));
    let text = fs::read_to_string(&credentials).unwrap();
    for line in ["ALMANAC_RELEASES_ITEM=58\n", "ALMANAC_RELEASES_ITEM_UNSUBSCRIBED=14\n"] {
        assert!(text.contains(line), "{text}");
    }
    let weekly = installation.json(&["release", "list", "58"]);
    let newest = &weekly[0];
    assert_eq!(weekly.as_array().unwrap().len(), 3);
    assert_eq!(newest["id"], "nhs_odsweekly_5.2.0_20250508000001.zip");
    assert_eq!(newest["modified_at"], "2025-05-07T08:51:21Z");
    assert_eq!(installation.run(&["release", "verify"], "").code, 0);

    // An older version knew of no items.
    let older: String = text
        .lines()
        .filter(|line| !line.starts_with("ALMANAC_RELEASES_ITEM"))
        .flat_map(|line| [line, "\n"])
        .collect();
    fs::write(&credentials, older).unwrap();
    installation.ok(&["subscription", "remove", "demo-creator", "58"], "");
    installation.ok(&demo, "");
    let again = fs::read_to_string(&credentials).unwrap();
    assert_eq!(again.lines().count(), text.lines().count());
    let (items_again, lists_again, subscriptions_again) = state();
    assert_eq!((items_again, lists_again), (items, lists));
    let accepted = |row: &Value| row["state"] == "accepted";
    assert!(subscriptions_again.as_array().unwrap().iter().all(accepted), "{subscriptions_again}");
}
