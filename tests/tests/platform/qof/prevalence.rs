//! `/api/v1/qof/prevalence/`, and that of England.

use std::collections::BTreeMap;

use end_to_end::{Platform, column};
use reference::demo::England;
use serde_json::{Value, json};

use super::{PREVALENCE, with_more_years};
use crate::figures::{at_every_level, count, missing, per, sum};
use crate::published::{Row, demo_files, rows};

const PATH: &str = "/api/v1/qof/prevalence/";
const NATIONAL: &str = "/api/v1/qof/prevalence/national/";

/// The patients on the registers of a group, and on the lists they are of.
fn published(table: &[Row], group: &str) -> (u64, u64) {
    let own = table.iter().filter(|row| row["GROUP_CODE"] == group);
    own.fold((0, 0), |(register, list), row| {
        let [on_register, on_list] = ["REGISTER", "PRACTICE_LIST_SIZE"]
            .map(|name| row[name].trim_end_matches(".0").parse::<u64>().unwrap());
        (register + on_register, list + on_list)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_has_every_field_of_the_contract() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(PREVALENCE);
    let table = rows(&files[1], "PREVALENCE_");
    let own: Vec<Row> =
        table.iter().filter(|row| row["PRACTICE_CODE"] == "Z00001").cloned().collect();
    let ((register, list), (all, of_all)) = (published(&own, "DM"), published(&table, "DM"));
    let england = England::small();
    let practice = &england.practices[0];
    let place = england.geography(practice.sub_icb);
    let expected = json!({
        "year": "2025/26",
        "org_type": "practice",
        "org_code": "Z00001",
        "org_name": practice.name,
        "practice_code": "Z00001",
        "practice_name": practice.name,
        "practices_included": 1,
        "practices_expected": 1,
        "indicator_code": "DM",
        "indicator_name": "Diabetes mellitus",
        "register": register,
        "list_size": list,
        "patient_list_type": "17OV",
        "prevalence_percent": per(register, list, 100),
        "national_prevalence_percent": per(all, of_all, 100),
        "missing": [],
        "pcn_code": "U99901",
        "pcn_name": england.pcns[0].name,
        "sub_icb_code": "91Z",
        "sub_icb_name": place.sub_icb.name,
        "icb_code": "QZ1",
        "icb_name": place.board.name,
        "region_code": "Y91",
        "region_name": place.region.name,
        "period": "2025/26",
        "period_start": "2025-04-01",
        "period_end": "2026-03-31",
        "release": "qof-prevalence-2025-26-r1",
        "published_on": null,
        "revised": false,
    });
    // An indicator stands for its group.
    for indicator in ["DM", "dm", "DM020", "DM,DM017"] {
        let path = format!("{PATH}?practice=Z00001&year=2025/26&indicator={indicator}");
        assert_eq!(
            platform.rows_as(&key, &path).await,
            std::slice::from_ref(&expected),
            "{indicator}"
        );
    }
    let all_of_england = json!({
        "year": "2025/26",
        "indicator_code": "DM",
        "indicator_name": "Diabetes mellitus",
        "register": all,
        "list_size": of_all,
        "patient_list_type": "17OV",
        "prevalence_percent": per(all, of_all, 100),
        "practices_included": 60,
        "practices_expected": 60,
        "period": "2025/26",
        "period_start": "2025-04-01",
        "period_end": "2026-03-31",
        "release": "qof-prevalence-2025-26-r1",
        "published_on": null,
        "revised": false,
    });
    let path = format!("{NATIONAL}?year=2025/26&indicator=DM");
    assert_eq!(platform.rows_as(&key, &path).await, [all_of_england]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn levels_add_up_registers_and_lists_and_never_percentages() {
    let (platform, key) = Platform::demo().await;
    let national = platform.rows_as(&key, NATIONAL).await;
    assert_eq!(national.len(), 2 * 21);
    let of_england: BTreeMap<(&str, &str), &Value> = national
        .iter()
        .map(|row| {
            let [year, group] = ["year", "indicator_code"].map(|name| row[name].as_str().unwrap());
            ((year, group), row)
        })
        .collect();
    for year in ["2024/25", "2025/26"] {
        let path = format!("{PATH}?year={year}");
        at_every_level(&platform, &key, &path, &["year", "indicator_code"], |row, practices| {
            for name in ["register", "list_size"] {
                assert_eq!(row[name], sum(practices, name), "{name} of {row}");
            }
            for name in ["practices_included", "practices_expected"] {
                assert_eq!(row[name], practices.len(), "{name} of {row}");
            }
            let percent = per(count(row, "register"), count(row, "list_size"), 100);
            assert_eq!(row["prevalence_percent"], percent, "{row}");
            let england = of_england[&(year, row["indicator_code"].as_str().unwrap())];
            assert_eq!(row["national_prevalence_percent"], england["prevalence_percent"], "{row}");
            assert_eq!(row["patient_list_type"], england["patient_list_type"], "{row}");
            if row["org_code"] == "ENG" {
                for name in ["register", "list_size", "prevalence_percent", "practices_included"] {
                    assert_eq!(row[name], england[name], "{name} of {row}");
                }
            }
            assert!(missing(row).is_empty(), "{row}");
        })
        .await;
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_by_place_level_indicator_and_year() {
    let (platform, key) = Platform::demo().await;
    for (query, expected) in [
        (
            "year=2025/26&practice=Z00002,Z00001&indicator=OB,AF",
            &["Z00001", "Z00001", "Z00002", "Z00002"][..],
        ),
        ("practice=Z00034&indicator=AF", &["Z00034", "Z00034"]),
        ("year=2025%2F26&indicator=AF&level=icb", &["QZ1", "QZ2", "QZ3"]),
        ("year=2025/26&indicator=AF001&level=region,icb", &["QZ1", "QZ2", "QZ3", "Y91", "Y92"]),
        ("year=2025/26&indicator=AF&level=pcn&icb=QZ2", &["U99905", "U99906", "U99907", "U99908"]),
        ("year=2024/25,2025/26&indicator=AF&level=england", &["ENG", "ENG"]),
        // A group without a register, and one that is none.
        ("year=2025/26&indicator=SMOK&level=england", &[]),
        ("year=2025/26&indicator=XX", &[]),
        ("practice=A12345", &[]),
        ("year=2013/14", &[]),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(column(&rows, "org_code"), expected, "{query}");
    }
    for (query, level, count) in [
        ("year=2025/26", "practice", 60 * 21),
        ("practice=Z00001", "practice", 2 * 21),
        ("year=2025/26&indicator=OB", "practice", 60),
        ("year=2025/26&level=pcn", "pcn", 12 * 21),
    ] {
        let path = format!("{PATH}?{query}");
        let every = platform.all_rows_as(&key, &path).await;
        assert_eq!(every.len(), count, "{query}");
        assert!(every.iter().all(|row| row["org_type"] == level), "{query}");
        assert!(platform.walk_as(&key, &format!("{path}&page_size=37")).await == every, "{query}");
    }
    // Z00034 went from one network to the next on 1 July 2025.
    for (geography, pcn) in [("as_published", "U99907"), ("current", "U99908")] {
        let path = format!("{PATH}?practice=Z00034&year=2024/25&indicator=AF");
        let rows = platform.rows_as(&key, &format!("{path}&geography={geography}")).await;
        assert_eq!(column(&rows, "pcn_code"), [pcn], "{geography}");
    }
    for (query, count) in
        [("", 42), ("year=2024/25", 21), ("indicator=DM,OB003", 4), ("year=2013/14", 0)]
    {
        let page = platform.json_as(&key, &format!("{NATIONAL}?{query}")).await;
        assert_eq!(page["count"], count, "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_submitted_is_null_and_left_out_of_sums() {
    let (platform, key) = with_more_years().await;
    let rows = platform.rows_as(&key, &format!("{PATH}?year=2020/21")).await;
    let names = ["org_code", "indicator_code", "register", "list_size", "prevalence_percent"];
    let told: Vec<Value> = rows.iter().map(|row| json!(names.map(|name| &row[name]))).collect();
    let expected = [
        json!(["Z00001", "AF", 95, 4_098, 2.32]),
        json!(["Z00001", "DM", null, 3_500, null]),
        // Empty lists are lists, and nothing can be divided by them.
        json!(["Z00002", "AF", 0, 0, null]),
        json!(["Z00002", "DM", 200, 3_000, 6.67]),
    ];
    assert_eq!(told, expected);
    let reasons = [
        &[][..],
        &[("register", "not_submitted")],
        &[("prevalence_percent", "not_applicable")],
        &[],
    ];
    for (row, reasons) in rows.iter().zip(reasons) {
        assert_eq!(missing(row), reasons, "{row}");
        // The year has neither indicators nor geographies, and borrows none.
        for name in ["indicator_name", "pcn_code", "icb_code"] {
            assert_eq!(row[name], Value::Null, "{name} of {row}");
        }
    }
    let rows = platform.rows_as(&key, &format!("{PATH}?year=2020/21&level=england")).await;
    let names = ["register", "list_size", "prevalence_percent", "practices_included"];
    let told: Vec<Value> = rows.iter().map(|row| json!(names.map(|name| &row[name]))).collect();
    assert_eq!(told, [json!([95, 4_098, 2.32, 2]), json!([200, 3_000, 6.67, 1])]);
    let national = platform.rows_as(&key, &format!("{NATIONAL}?year=2020/21")).await;
    let same: Vec<Value> = national.iter().map(|row| json!(names.map(|name| &row[name]))).collect();
    assert_eq!(same, told);
    platform.stop().await;
}
