//! The Quality and Outcomes Framework, against its files read once more.

use std::collections::BTreeMap;

use accounts::store::api_keys::Terms;
use end_to_end::{Platform, column};
use serde_json::{Value, json};

use super::files::found;
use super::whole;
use crate::figures::{count, per};
use crate::published::rows;

const PREVALENCE: &str = "qof/2024-25/PREVALENCE_2425.csv";
const OLD_PREVALENCE: &str = "qof/2020-21/PREVALENCE_2021_v2.csv";

/// Each with the release it is, and the rows of that.
const FILES: [(&str, &str, &str, i64); 10] = [
    ("qof-prevalence", PREVALENCE, "qof-prevalence-2024-25-r1", 129_948),
    ("qof-prevalence", OLD_PREVALENCE, "qof-prevalence-2020-21-r1", 137_991),
    (
        "qof-mapping-indicators",
        "qof/2020-21/MAPPING_INDICATORS_2021_v2.csv",
        "qof-mapping-indicators-2020-21-r1",
        68,
    ),
    (
        "qof-mapping-indicators",
        "qof/2023-24-production-reference/INDICATOR_REFERENCE_CONTROL.csv",
        "qof-mapping-indicators-2023-24-r1",
        76,
    ),
    (
        "qof-mapping-indicators",
        "qof/2023-24-production-reference/PREVIOUS_INDICATOR_MAPPINGS.csv",
        "qof-mapping-indicators-2022-23-r1",
        76,
    ),
    (
        "qof-mapping-nhs-geographies",
        "qof/2020-21/MAPPING_NHS_GEOGRAPHIES_2021.csv",
        "qof-mapping-nhs-geographies-2020-21-r1",
        6_571,
    ),
    (
        "qof-mapping-nhs-geographies",
        "qof/2023-24-production-reference/QOF_MANUAL_MAPPINGS.csv",
        "qof-mapping-nhs-geographies-2023-24-r1",
        6_410,
    ),
    (
        "qof-mapping-pcas-excl-to-indicator",
        "qof/2020-21/MAPPING_PCAS_EXCL_TO_INDICATOR_2021_v2.csv",
        "qof-mapping-pcas-excl-to-indicator-2020-21-r1",
        362,
    ),
    (
        "qof-organisation-reference",
        "qof/2020-21/ORGANISATION_REFERENCE_2021.csv",
        "qof-organisation-reference-2020-21-r1",
        6_571,
    ),
    (
        "qof-practice-validation-outcomes",
        "qof/2020-21/PRACTICE_VALIDATION_OUTCOMES_2021.csv",
        "qof-practice-validation-outcomes-2020-21-r1",
        209,
    ),
];

const NATIONAL: &str = "/api/v1/qof/prevalence/national/";

#[tokio::test(flavor = "multi_thread")]
async fn prevalence_is_the_published_one() {
    let platform = Platform::start().await;
    for (publication, path, id, rows) in FILES {
        if whole(&platform, publication, path, id, rows).await.is_none() {
            return;
        }
    }
    let (_, key) = platform.key("jo", Terms::default()).await;
    let releases = u64::try_from(FILES.len()).unwrap();
    platform.answers(&key, "/api/v1/reference/releases/", releases).await;
    years_have_what_was_published_of_them(&platform, &key).await;
    headlines_are_the_published_ones(&platform, &key).await;
    registers_are_those_of_the_file(&platform, &key, "2024/25", PREVALENCE, 6_188).await;
    registers_are_those_of_the_file(&platform, &key, "2020/21", OLD_PREVALENCE, 6_571).await;
    platform.stop().await;
}

async fn years_have_what_was_published_of_them(platform: &Platform, key: &str) {
    let years = platform.rows_as(key, "/api/v1/qof/years/").await;
    let names = ["year", "indicator_count", "total_points", "has_achievement", "has_prevalence"];
    let told: Vec<Value> = years.iter().map(|row| json!(names.map(|name| &row[name]))).collect();
    let expected = [
        json!(["2024/25", null, null, false, true]),
        json!(["2023/24", 76, 635.0, false, false]),
        json!(["2022/23", 76, 635.0, false, false]),
        json!(["2020/21", 68, 567.0, false, true]),
    ];
    assert_eq!(told, expected);
    for (query, expected) in [
        ("year=2020/21&indicator=AF001", json!(["AF", "Atrial fibrillation", "CL", "TOTAL", null])),
        ("year=2022/23&indicator=AF001", json!(["AF", "Atrial fibrillation", "CL", "TOTAL", null])),
        ("year=2023/24&indicator=AF001", json!(["AF", "Atrial fibrillation", "CL", "TOTAL", "CL"])),
    ] {
        let row = &platform.rows_as(key, &format!("/api/v1/qof/indicators/?{query}")).await[0];
        let names =
            ["group_code", "group_name", "domain_code", "patient_list_type", "sub_domain_code"];
        assert_eq!(json!(names.map(|name| &row[name])), expected, "{query}");
    }
}

async fn headlines_are_the_published_ones(platform: &Platform, key: &str) {
    for (indicator, percent, list) in
        [("HYP", 15.23, 63_766_671), ("DEP", 14.27, 51_293_187), ("OB", 13.88, 51_293_187)]
    {
        let path = format!("{NATIONAL}?year=2024/25&indicator={indicator}");
        let row = &platform.rows_as(key, &path).await[0];
        let told = (&row["prevalence_percent"], &row["list_size"]);
        assert_eq!(told, (&json!(percent), &json!(list)), "{indicator}");
    }
    let names = ["year", "register", "list_size", "practice_name", "pcn_code", "icb_code"];
    let path = "/api/v1/qof/prevalence/?practice=A81001&indicator=AF";
    let rows = platform.rows_as(key, path).await;
    let told: Vec<Value> = rows.iter().map(|row| json!(names.map(|name| &row[name]))).collect();
    let expected = [
        // No geographies of that year are held, and none are borrowed.
        json!(["2024/25", 113, 3_904, null, null, null]),
        json!(["2020/21", 95, 4_098, "The Densham Surgery", "U89141", "QHM"]),
    ];
    assert_eq!(told, expected);
}

/// Each register of England, and each of every practice.
async fn registers_are_those_of_the_file(
    platform: &Platform,
    key: &str,
    year: &str,
    path: &str,
    practices: u64,
) {
    let number = |cell: &str| cell.trim_end_matches(".0").parse::<u64>().unwrap();
    let mut england: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut of_practices: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for mut row in rows(&found(path), "") {
        let figures = (number(&row["REGISTER"]), number(&row["PRACTICE_LIST_SIZE"]));
        let [practice, group] =
            ["PRACTICE_CODE", "GROUP_CODE"].map(|name| row.remove(name).unwrap());
        let (register, list) = england.entry(group.clone()).or_default();
        (*register, *list) = (*register + figures.0, *list + figures.1);
        of_practices.insert((practice, group), figures);
    }
    for path in [
        format!("{NATIONAL}?year={year}"),
        format!("/api/v1/qof/prevalence/?year={year}&level=england"),
    ] {
        let rows = platform.rows_as(key, &path).await;
        let groups: Vec<&String> = england.keys().collect();
        assert_eq!(column(&rows, "indicator_code"), groups, "{path}");
        for (row, &(register, list)) in rows.iter().zip(england.values()) {
            assert_eq!((count(row, "register"), count(row, "list_size")), (register, list));
            assert_eq!(row["prevalence_percent"], per(register, list, 100), "{path}: {row}");
            assert_eq!(row["practices_included"], practices, "{path}: {row}");
        }
    }
    let rows = platform.all_rows_as(key, &format!("/api/v1/qof/prevalence/?year={year}")).await;
    assert_eq!(rows.len(), of_practices.len(), "{year}");
    for row in &rows {
        let [practice, group] =
            ["org_code", "indicator_code"].map(|name| row[name].as_str().unwrap().to_owned());
        let told = (count(row, "register"), count(row, "list_size"));
        assert_eq!(told, of_practices[&(practice, group)], "{row}");
    }
}
