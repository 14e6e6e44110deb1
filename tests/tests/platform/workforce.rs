//! `/api/v1/nwrs/` and its snapshots as their contract has them (reference 1,
//! 2.1, 3.9 and 10).

use std::collections::BTreeMap;

use end_to_end::{Platform, column};
use reference::demo::{self, England, Times};
use reference::domain::Origin;
use reference::import::Options;
use serde_json::{Value, json};

use crate::figures::{at_every_level, missing, sum};
use crate::published::{Row, demo_files, rows};
use crate::releases::{import, known};

const PATH: &str = "/api/v1/nwrs/";
pub(crate) const NWRS: &str = "nwrs-practice-level";

/// The detailed table in the zip.
pub(crate) const DETAILED: &str = "1 ";

/// The staff groups, each with the words of its headings.
pub(crate) const GROUPS: [(&str, &str, &str); 4] = [
    ("gp", "GP", "GP"),
    ("nurse", "NURSES", "N"),
    ("direct_patient_care", "DPC", "DPC"),
    ("admin", "ADMIN", "ADMIN"),
];

const TRAINEES: [&str; 6] = ["ST1", "ST2", "ST3", "ST4", "OTH", "F1_2"];
const LOCUMS: [&str; 3] = ["VAC", "ABS", "OTH"];

fn fte(row: &Row, heading: &str) -> f64 {
    row[&format!("TOTAL_{heading}_FTE")].parse().unwrap()
}

fn headcount(row: &Row, heading: &str) -> u32 {
    row[&format!("TOTAL_{heading}_HC")].parse().unwrap()
}

/// What is worked out has nine decimals, as what is published.
fn added_up(numbers: impl Iterator<Item = f64>) -> f64 {
    rounded(numbers.sum(), 1e9)
}

fn rounded(number: f64, scale: f64) -> f64 {
    (number * scale).round() / scale
}

/// Whether it is this, but for rounding.
fn is_about(value: &Value, expected: f64, by: f64) -> bool {
    value.as_f64().is_some_and(|value| (value - expected).abs() <= by)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_has_every_field_of_the_contract() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(NWRS);
    let table = rows(files.last().unwrap(), DETAILED);
    let own = table.iter().find(|row| row["PRAC_CODE"] == "Z00001").unwrap();
    let patients: u32 = own["TOTAL_PATIENTS"].parse().unwrap();
    let total = added_up(GROUPS.iter().map(|(_, heading, _)| fte(own, heading)));
    let people: u32 = GROUPS.iter().map(|(_, heading, _)| headcount(own, heading)).sum();
    let group = |heading| json!({ "headcount": headcount(own, heading), "fte": fte(own, heading) });
    let grades = TRAINEES.map(|grade| fte(own, &format!("GP_TRN_GR_{grade}")));
    let locums = LOCUMS.map(|cover| fte(own, &format!("GP_LOCUM_{cover}")));
    let qualified = fte(own, "GP_EXTG");
    let expected = json!({
        "snapshot": "2026-01-31",
        "org_type": "practice",
        "org_code": "Z00001",
        "org_name": own["PRAC_NAME"],
        "practice_code": "Z00001",
        "practice_name": own["PRAC_NAME"],
        "practices_included": 1,
        "practices_expected": 1,
        "total_patients": patients,
        "gp": {
            "headcount": headcount(own, "GP"),
            "fte": fte(own, "GP"),
            "fully_qualified_headcount": headcount(own, "GP_EXTG"),
            "fully_qualified_fte": qualified,
            "fully_qualified_derived": false,
            "trainee_fte": added_up(grades.into_iter()),
            "locum_fte": added_up(locums.into_iter()),
        },
        "nurse": group("NURSES"),
        "direct_patient_care": group("DPC"),
        "admin": group("ADMIN"),
        "total_headcount": people,
        "total_fte": total,
        "patients_of_total": patients,
        "groups_missing": [],
        "data_source": {
            "gp": "provided",
            "nurse": "provided",
            "direct_patient_care": "provided",
            "admin": "provided",
        },
        "practices_reporting":
            { "gp": 1, "nurse": 1, "direct_patient_care": 1, "admin": 1, "all": 1 },
        "patients_per_fully_qualified_gp_fte": rounded(f64::from(patients) / qualified, 1e2),
        "fte_per_1000_patients": rounded(total * 1e3 / f64::from(patients), 1e2),
        "roles": null,
        "missing": [],
        "pcn_code": "U99901",
        "pcn_name": own["PCN_NAME"],
        "sub_icb_code": "91Z",
        "sub_icb_name": own["SUB_ICB_NAME"],
        "icb_code": "QZ1",
        "icb_name": own["ICB_NAME"],
        "region_code": "Y91",
        "region_name": own["REGION_NAME"],
        "period": "2026-01-31",
        "period_start": "2026-01-31",
        "period_end": "2026-01-31",
        "release": "nwrs-practice-level-2026-01-31-r1",
        "published_on": null,
        "revised": false,
    });
    let rows = platform.rows_as(&key, &format!("{PATH}?snapshot=2026-01-31&practice=z00001")).await;
    assert_eq!(rows, [expected]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshots_are_told_before_they_are_asked_for() {
    let (platform, key) = Platform::demo().await;
    let snapshots = platform.rows_as(&key, "/api/v1/nwrs/snapshots/").await;
    let expected = [("2026-01-31", "January 2026"), ("2025-12-31", "December 2025")];
    let expected = expected.map(|(day, label)| {
        json!({
            "snapshot": day,
            "label": label,
            "practices": 60,
            "rows": 60,
            "period": day,
            "period_start": day,
            "period_end": day,
            "release": format!("nwrs-practice-level-{day}-r1"),
            "published_on": null,
            "revised": false,
        })
    });
    assert_eq!(snapshots, expected);
    for (query, days) in [
        ("snapshot=2026-01-31", &["2026-01-31"][..]),
        ("snapshot=2025-12-31,2026-01-31", &["2026-01-31", "2025-12-31"]),
        // A day that is not held, and one that ends no month.
        ("snapshot=2030-01-31", &[]),
        ("snapshot=2026-01-30", &[]),
        ("snapshot=2026-01-31&practice=A12345", &[]),
        ("snapshot=2026-01-31&pcn=U12345&region=Y91", &[]),
    ] {
        let path = format!("{PATH}?{query}&page_size=7");
        let rows = platform.walk_as(&key, &path).await;
        let practices = (1..=60).map(|number| format!("Z{number:05}"));
        let expected = days.iter().flat_map(|day| practices.clone().map(move |code| (*day, code)));
        let told = column(&rows, "snapshot").into_iter().zip(column(&rows, "practice_code"));
        let told: Vec<(&str, String)> = told.map(|(day, code)| (day, code.to_owned())).collect();
        assert_eq!(told, expected.collect::<Vec<_>>(), "{query}");
        assert!(rows == platform.all_rows_as(&key, &path.replace("&page_size=7", "")).await);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_was_not_told_of_is_null_and_never_0() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(NWRS);
    let table = rows(files.last().unwrap(), DETAILED);
    let untold: Vec<&Row> = table.iter().filter(|row| row["TOTAL_NURSES_HC"] == "NA").collect();
    assert_eq!(untold.len(), 1, "the demo has one such practice");
    let code = &untold[0]["PRAC_CODE"];
    let path = format!("{PATH}?snapshot=2026-01-31&practice={code}&roles=true");
    let row = &platform.rows_as(&key, &path).await[0];
    for (name, expected) in [
        ("nurse", json!({ "headcount": null, "fte": null })),
        ("total_headcount", Value::Null),
        ("total_fte", Value::Null),
        ("fte_per_1000_patients", Value::Null),
        ("groups_missing", json!(["nurse"])),
        ("total_patients", json!(untold[0]["TOTAL_PATIENTS"].parse::<u32>().unwrap())),
    ] {
        assert_eq!(row[name], expected, "{name} of {code}");
    }
    for (group, heading, _) in GROUPS.into_iter().filter(|(group, ..)| *group != "nurse") {
        assert_eq!(row[group]["headcount"], headcount(untold[0], heading), "{group} of {code}");
        assert_eq!(row["data_source"][group], "provided", "{group} of {code}");
    }
    assert_eq!(row["data_source"]["nurse"], "none");
    let fields = ["nurse.headcount", "nurse.fte", "total_headcount", "total_fte"];
    let reasons = fields.into_iter().chain(["fte_per_1000_patients"]);
    let reasons: Vec<_> = reasons.map(|field| (field, "not_submitted")).collect();
    assert_eq!(missing(row), reasons);
    let groups = column(row["roles"].as_array().unwrap(), "staff_group");
    assert!(!groups.contains(&"nurse"), "{groups:?}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn levels_add_up_the_practices_that_told() {
    let (platform, key) = Platform::demo().await;
    let path = format!("{PATH}?snapshot=2026-01-31");
    at_every_level(&platform, &key, &path, &["snapshot"], |row, practices| {
        let mut untold = Vec::new();
        for (group, ..) in GROUPS {
            let told = practices.iter().map(|own| &own[group]);
            let told: Vec<&Value> = told.filter(|own| !own["headcount"].is_null()).collect();
            assert_eq!(row[group]["headcount"], sum(&told, "headcount"), "{group} of {row}");
            let fte: f64 = told.iter().map(|own| own["fte"].as_f64().unwrap()).sum();
            assert!(is_about(&row[group]["fte"], fte, 1e-4), "{fte} is the {group} of {row}");
            assert_eq!(row["practices_reporting"][group], told.len(), "{group} of {row}");
            untold.extend((told.len() < practices.len()).then_some(group));
        }
        assert_eq!(row["groups_missing"], json!(untold), "{row}");
        let whole = practices.iter().copied().filter(|own| !own["total_fte"].is_null());
        let whole: Vec<&Value> = whole.collect();
        assert_eq!(row["practices_reporting"]["all"], whole.len(), "{row}");
        assert_eq!(row["total_headcount"], sum(&whole, "total_headcount"), "{row}");
        assert_eq!(row["total_patients"], sum(practices, "total_patients"), "{row}");
        assert_eq!(row["data_source"], Value::Null, "{row}");
        for name in ["practices_included", "practices_expected"] {
            assert_eq!(row[name], practices.len(), "{name} of {row}");
        }
        // Ratios are of one and the same practices, above the line and below it.
        let patients = sum(&whole, "total_patients").as_f64().unwrap();
        let all: f64 = whole.iter().map(|own| own["total_fte"].as_f64().unwrap()).sum();
        let gps = practices.iter().filter(|own| !own["gp"]["fully_qualified_fte"].is_null());
        let gps: Vec<&Value> = gps.copied().collect();
        let patients_of_gps = sum(&gps, "total_patients").as_f64().unwrap();
        let gps = gps.iter().map(|own| own["gp"]["fully_qualified_fte"].as_f64().unwrap());
        assert!(is_about(&row["total_fte"], all, 1e-4), "{all} in {row}");
        for (name, expected) in [
            ("fte_per_1000_patients", all * 1e3 / patients),
            ("patients_per_fully_qualified_gp_fte", patients_of_gps / gps.sum::<f64>()),
        ] {
            assert!(is_about(&row[name], expected, 0.005_001), "{name} is {expected} in {row}");
        }
    })
    .await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_told_on_request_and_add_up_to_their_groups() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(NWRS);
    let table = rows(files.last().unwrap(), DETAILED);
    let path = format!("{PATH}?snapshot=2026-01-31&roles=true");
    let practices = platform.rows_as(&key, &path).await;
    assert_eq!(practices.len(), table.len());
    let levels = platform.rows_as(&key, &format!("{path}&level=pcn,icb,england")).await;
    for row in practices.iter().chain(&levels) {
        for (group, _, prefix) in GROUPS {
            let roles = row["roles"].as_array().unwrap().iter();
            let own: Vec<&Value> = roles.filter(|role| role["staff_group"] == group).collect();
            if row[group]["headcount"].is_null() {
                assert_eq!(own.len(), 0, "{group} of {row}");
                continue;
            }
            assert_eq!(row[group]["headcount"], sum(&own, "headcount"), "{group} of {row}");
            let fte: f64 = own.iter().filter_map(|role| role["fte"].as_f64()).sum();
            assert!(is_about(&row[group]["fte"], fte, 1e-4), "{fte} is the {group} of {row}");
            let published = table.iter().find(|own| own["PRAC_CODE"] == row["org_code"]);
            let Some(published) = published else { continue };
            for role in own {
                let heading = format!("{prefix}_{}", role["role"].as_str().unwrap());
                assert_eq!(role["headcount"], headcount(published, &heading), "{heading}");
            }
        }
    }
    for query in ["", "&roles=false", "&roles="] {
        let path = path.replace("&roles=true", query);
        let rows = platform.rows_as(&key, &path).await;
        assert!(rows.iter().all(|row| row["roles"].is_null()), "{path}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn geography_is_that_of_the_snapshot_or_that_of_today() {
    let (platform, key) = Platform::demo().await;
    // Z00034 went from one network to the next on 1 July 2025.
    let folder = tempfile::tempdir().unwrap();
    let times = Times { snapshots: vec!["2025-06-30".parse().unwrap()], ..Times::default() };
    let files = demo::write_england(&England::small(), &times, folder.path()).unwrap();
    let files: BTreeMap<_, _> = files.into_iter().collect();
    import(&platform, NWRS, &files[NWRS], Options::of(Origin::Demo)).await;
    known(&platform, &key, "nwrs-practice-level-2025-06-30-r1").await;
    for (query, name, expected) in [
        ("practice=Z00034", "pcn_code", json!("U99907")),
        ("practice=Z00034&geography=current", "pcn_code", json!("U99908")),
        ("pcn=U99907&level=pcn", "practices_included", json!(5)),
        ("pcn=U99907&level=pcn&geography=current", "practices_included", json!(4)),
        ("practice=Z00048", "pcn_code", Value::Null),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?snapshot=2025-06-30&{query}")).await;
        assert_eq!(rows.len(), 1, "{query}");
        assert_eq!(rows[0][name], expected, "{name} of {query}");
    }
    platform.stop().await;
}
