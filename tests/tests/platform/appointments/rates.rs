//! Rates for registered patients, where some or all lists are missing.

use accounts::store::api_keys::Terms;
use end_to_end::Platform;
use reference::demo::{self, England};
use reference::domain::Origin;
use reference::import::Options;
use serde_json::{Value, json};

use super::{CROSSTAB, PATH};
use crate::figures::{count, missing, per};
use crate::published::demo_files;
use crate::releases::{import, known};

#[tokio::test(flavor = "multi_thread")]
async fn rates_leave_out_practices_without_a_list() {
    let (platform, key) = Platform::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let january = "2026-01-01".parse().unwrap();
    let file = demo::write_crosstab(&England::small(), january, folder.path()).unwrap();
    // A practice more, which nobody is registered at.
    let text = std::fs::read_to_string(&file).unwrap();
    let of_first = text.split_inclusive('\n').filter(|line| line.contains(",Z00001,"));
    let added: String = of_first.map(|line| line.replace(",Z00001,", ",Z00099,")).collect();
    std::fs::write(&file, text.clone() + &added).unwrap();
    import(&platform, CROSSTAB, &file, Options::of(Origin::Demo)).await;
    known(&platform, &key, "practice-level-crosstab-2026-01-01-r2").await;

    let path = format!("{PATH}?month=2026-01-01");
    let rows = platform.rows_as(&key, &format!("{path}&practice=Z00001,Z00099")).await;
    let [first, added] = &rows[..] else { panic!("{rows:?}") };
    for name in ["registered_patients", "registered_patients_on", "per_1000_patients"] {
        assert_eq!(added[name], Value::Null, "{name}");
    }
    let reasons =
        [("registered_patients", "not_submitted"), ("per_1000_patients", "not_submitted")];
    assert_eq!(missing(added), reasons);
    assert_eq!(added["total_appointments"], first["total_appointments"]);
    // The crosstab itself names no more than these.
    for (name, expected) in [
        ("pcn_code", json!("U99901")),
        ("sub_icb_code", json!("91Z")),
        ("icb_code", Value::Null),
        ("region_code", Value::Null),
        ("release", json!("practice-level-crosstab-2026-01-01-r2")),
        ("revised", json!(true)),
    ] {
        assert_eq!(added[name], expected, "{name}");
    }
    for (query, included) in [("pcn=U99901&level=pcn", 6), ("level=england", 61)] {
        let rows = platform.rows_as(&key, &format!("{path}&{query}")).await;
        let row = &rows[0];
        let listed = count(row, "total_appointments") - count(added, "total_appointments");
        let rate = per(listed, count(row, "registered_patients"), 1_000);
        assert_eq!((&row["per_1000_patients"], missing(row)), (&rate, Vec::new()), "{query}");
        assert_eq!(row["practices_included"], included, "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_lists_patients_were_not_collected() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let (_folder, files) = demo_files(CROSSTAB);
    import(&platform, CROSSTAB, &files[0], Options::of(Origin::Demo)).await;
    known(&platform, &key, "practice-level-crosstab-2025-11-01-r1").await;
    for level in ["practice", "england"] {
        let path = format!("{PATH}?month=2025-11-01&level={level}");
        for row in platform.rows_as(&key, &path).await {
            assert_eq!(row["registered_patients"], Value::Null, "{row}");
            assert!(missing(&row).contains(&("registered_patients", "not_collected")), "{row}");
            assert_eq!(row["practices_expected"].is_null(), level == "england", "{row}");
        }
    }
    platform.stop().await;
}
