//! `/api/v1/qof/achievement/`

use std::collections::HashMap;

use end_to_end::{Platform, column};
use reference::demo::England;
use serde_json::{Value, json};

use crate::figures::{count, missing, per};
use crate::published::{Row, demo_files, rows};

const PATH: &str = "/api/v1/qof/achievement/";

/// The measures of the source, each with its field.
const MEASURES: [(&str, &str); 5] = [
    ("REGISTER", "register"),
    ("NUMERATOR", "numerator"),
    ("DENOMINATOR", "denominator"),
    ("PCAS", "personalised_care_adjustments"),
    ("ACHIEVED_POINTS", "achieved_points"),
];

/// The lines of the newest year, by practice and indicator.
fn published() -> HashMap<(String, String), Vec<Row>> {
    let (_folder, files) = demo_files("qof-achievement");
    let mut lines: HashMap<(String, String), Vec<Row>> = HashMap::new();
    for line in rows(&files[1], "ACHIEVEMENT_") {
        let key = (line["PRACTICE_CODE"].clone(), line["INDICATOR_CODE"].clone());
        lines.entry(key).or_default().push(line);
    }
    lines
}

/// What lines say of a measure; null where they say nothing.
fn measure(lines: &[Row], measure: &str) -> Value {
    let value = lines.iter().find(|line| line["MEASURE"] == measure);
    match value.map(|line| line["VALUE"].as_str()) {
        None => Value::Null,
        Some(value) if measure == "ACHIEVED_POINTS" => json!(value.parse::<f64>().unwrap()),
        Some(value) => json!(value.parse::<u32>().unwrap()),
    }
}

/// The percentages of a row, by its own counts.
fn percentages(row: &Value) -> [(&'static str, Value); 3] {
    let of = |part: &str, whole: &[&str]| {
        if row[part].is_null() || whole.iter().any(|name| row[*name].is_null()) {
            return Value::Null;
        }
        per(count(row, part), whole.iter().map(|name| count(row, name)).sum(), 100)
    };
    let adjusted = "personalised_care_adjustments";
    [
        ("achievement_percent", of("numerator", &["denominator"])),
        // Patients with an adjustment are not in the denominator.
        ("patients_receiving_percent", of("numerator", &["denominator", adjusted])),
        ("pca_percent", of(adjusted, &["denominator", adjusted])),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_has_every_field_of_the_contract() {
    let (platform, key) = Platform::demo().await;
    let published = published();
    let lines = &published[&("Z00001".to_owned(), "DM020".to_owned())];
    let (_folder, files) = demo_files("qof-mapping-indicators");
    let indicators = rows(&files[1], "MAPPING_INDICATORS_");
    let indicator = indicators.iter().find(|row| row["INDICATOR_CODE"] == "DM020").unwrap();
    let england = England::small();
    let practice = &england.practices[0];
    let place = england.geography(practice.sub_icb);
    let mut expected = json!({
        "year": "2025/26",
        "practice_code": "Z00001",
        "practice_name": practice.name,
        "indicator_code": "DM020",
        "indicator_description": indicator["INDICATOR_DESCRIPTION"],
        "group_code": "DM",
        "domain_code": "CL",
        "points_available": 17.0,
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
        "release": "qof-achievement-2025-26-r1",
        "published_on": null,
        "revised": false,
    });
    for (word, field) in MEASURES {
        expected[field] = measure(lines, word);
    }
    for (name, percent) in percentages(&expected) {
        expected[name] = percent;
    }
    let path = format!("{PATH}?practice=Z00001&year=2025/26&indicator=dm020");
    let rows = platform.rows_as(&key, &path).await;
    assert_eq!(rows, [expected]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_has_the_counts_published_and_percentages_of_them() {
    let (platform, key) = Platform::demo().await;
    let published = published();
    let rows = platform.all_rows_as(&key, &format!("{PATH}?year=2025/26")).await;
    assert_eq!((rows.len(), published.len()), (4_200, 4_200));
    let mut unknown = 0;
    for row in &rows {
        let [practice, indicator] =
            ["practice_code", "indicator_code"].map(|name| row[name].as_str().unwrap().to_owned());
        let lines = &published[&(practice, indicator)];
        for (word, field) in MEASURES {
            assert_eq!(row[field], measure(lines, word), "{field} of {row}");
        }
        for (name, percent) in percentages(row) {
            assert_eq!(row[name], percent, "{name} of {row}");
        }
        let told = missing(row);
        for (_, field) in MEASURES {
            let absent = told.iter().any(|(name, _)| *name == field);
            assert_eq!(row[field].is_null(), absent, "{field} of {row}");
        }
        if row["numerator"].is_null() {
            // It asks for a register, and for nothing of its patients.
            assert!(told.contains(&("numerator", "not_applicable")), "{row}");
        } else {
            assert!(count(row, "numerator") <= count(row, "denominator"), "{row}");
            let adjusted = "personalised_care_adjustments";
            assert!(!told.contains(&(adjusted, "not_applicable")), "{row}");
            unknown += usize::from(told.contains(&(adjusted, "not_submitted")));
        }
        let points =
            ["achieved_points", "points_available"].map(|name| row[name].as_f64().unwrap());
        assert!(points[0] <= points[1], "{row}");
    }
    assert!(unknown > 0, "some practices did not tell their adjustments");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_by_practice_place_indicator_and_year() {
    let (platform, key) = Platform::demo().await;
    for (query, count) in [
        ("year=2025/26", 4_200),
        ("year=2025%2F26,2024/25", 8_400),
        ("practice=Z00001", 140),
        ("practice=z00001,Z00002&year=2025/26", 140),
        ("practice=Z00001&year=2025/26&indicator=DM020,AF001&indicator=ob003", 3),
        ("year=2025/26&pcn=U99904&indicator=AF001", 7),
        ("year=2025/26&sub_icb=92Z&indicator=AF001", 20),
        ("year=2025/26&icb=QZ1,QZ2&indicator=AF001", 40),
        ("year=2025/26&region=y92&indicator=AF001", 20),
        ("practice=Z00001&pcn=U99902", 0),
        // It opened in August 2025.
        ("practice=Z00060", 70),
        ("practice=Z00061&year=2025/26", 0),
        // Well formed, and nothing is known of it.
        ("practice=A12345&year=2025/26", 0),
        ("year=2013/14", 0),
        // A group is no indicator.
        ("year=2025/26&indicator=DM", 0),
    ] {
        let page = platform.json_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(page["count"], count, "{query}");
    }
    // Places are those of the year.
    for (year, pcn) in [("2024/25", "U99907"), ("2025/26", "U99908")] {
        let path = format!("{PATH}?practice=Z00034&indicator=AF001&year={year}");
        assert_eq!(column(&platform.rows_as(&key, &path).await, "pcn_code"), [pcn], "{year}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_by_year_practice_and_indicator() {
    let (platform, key) = Platform::demo().await;
    for query in [
        "year=2024/25,2025/26&indicator=OB003,AF001",
        "practice=Z00002,Z00001",
        "year=2025/26&icb=QZ3&indicator=VI001,CHD005,CHOL001",
    ] {
        let path = format!("{PATH}?{query}");
        let every = platform.all_rows_as(&key, &path).await;
        let keys: Vec<[&str; 3]> = every
            .iter()
            .map(|row| {
                ["year", "practice_code", "indicator_code"].map(|name| row[name].as_str().unwrap())
            })
            .collect();
        let in_order = |one: &[&str; 3], next: &[&str; 3]| {
            one[0] > next[0] || (one[0] == next[0] && one[1..] < next[1..])
        };
        assert!(keys.is_sorted_by(in_order), "{query}: {keys:?}");
        for size in [11, 500] {
            let walked = platform.walk_as(&key, &format!("{path}&page_size={size}")).await;
            assert!(walked == every, "{query} in pages of {size}");
        }
    }
    platform.stop().await;
}
