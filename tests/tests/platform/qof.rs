//! `/api/v1/qof/` as its contract has it (reference 1, 2, 3.5 to 3.8 and 10).

mod achievement;
mod prevalence;

use end_to_end::{Platform, client, column, header};
use reference::domain::Origin;
use reference::import::Options;
use serde_json::{Value, json};

use crate::published::{Row, demo_files, rows};
use crate::releases::{import, known};

const YEARS: &str = "/api/v1/qof/years/";
const INDICATORS: &str = "/api/v1/qof/indicators/";
const MAPPING: &str = "qof-mapping-indicators";
const PREVALENCE: &str = "qof-prevalence";

/// A file of a newer year, in which there is one indicator.
const NEWER: &str = "INDICATOR_CODE,INDICATOR_DESCRIPTION,INDICATOR_POINT_VALUE,GROUP_CODE,GROUP_DESCRIPTION,SUB_DOMAIN_CODE,SUB_DOMAIN_DESCRIPTION,DOMAIN_CODE,DOMAIN_DESCRIPTION,PATIENT_LIST_TYPE\r\nAF001,A register,7.5,AF,Atrial fibrillation,CL,Clinical,CL,Clinical,TOTAL\r\n";

/// An older year that has registers alone: no indicators, no geographies.
const OLDER: &str = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE\r\nZ00001,AF,95,TOTAL,4098\r\nZ00001,DM,,17OV,3500\r\nZ00002,AF,0,TOTAL,0\r\nZ00002,DM,200,17OV,3000\r\n";

/// Adds a year before and a year after those of the demo.
async fn with_more_years() -> (Platform, String) {
    let (platform, key) = Platform::demo().await;
    let folder = tempfile::tempdir().unwrap();
    for (publication, name, text, release) in [
        (MAPPING, "MAPPING_INDICATORS_2627.csv", NEWER, "qof-mapping-indicators-2026-27-r1"),
        (PREVALENCE, "PREVALENCE_2021_v2.csv", OLDER, "qof-prevalence-2020-21-r1"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        import(&platform, publication, &file, Options::of(Origin::Demo)).await;
        known(&platform, &key, release).await;
    }
    (platform, key)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_has_every_field_of_the_contract() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(PREVALENCE);
    let lists = rows(&files[1], "PREVALENCE_");
    let all = lists.iter().filter(|row| row["GROUP_CODE"] == "AF");
    let all: Vec<u64> = all.map(|row| row["PRACTICE_LIST_SIZE"].parse().unwrap()).collect();
    let (sum, count) = (all.iter().sum::<u64>(), u64::try_from(all.len()).unwrap());
    let expected = json!({
        "year": "2025/26",
        "start_date": "2025-04-01",
        "end_date": "2026-03-31",
        "status": "final",
        "indicator_count": 70,
        "total_points": 564.0,
        "point_value_gbp": "225.49",
        // Halves go up.
        "national_average_list_size": (2 * sum + count) / (2 * count),
        "has_achievement": true,
        "has_prevalence": true,
        "period": "2025/26",
        "period_start": "2025-04-01",
        "period_end": "2026-03-31",
        "release": "qof-prevalence-2025-26-r1",
        "published_on": null,
        "revised": false,
    });
    // A year is over or not, by the day it is asked for.
    let years = platform.rows_as(&key, &format!("{YEARS}?as_of=2999-12-31")).await;
    assert_eq!(column(&years, "year"), ["2025/26", "2024/25"], "newest first");
    assert_eq!(years[0], expected);
    let told = column(&platform.rows_as(&key, YEARS).await, "status").join(" ");
    assert!(["final final", "in_year final", "in_year in_year"].contains(&told.as_str()), "{told}");

    // So there is no tag that would outlive the day.
    for (path, tagged) in [(YEARS, false), (INDICATORS, true)] {
        let response = platform.get_as(&key, path).await;
        assert_eq!(header(&response, "etag").is_some(), tagged, "{path}");
        let request = client().get(format!("{}{path}", platform.url())).bearer_auth(&key);
        let response = request.header("if-none-match", "*").send().await.unwrap();
        assert_eq!(response.status(), if tagged { 304 } else { 200 }, "{path}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_has_nothing_of_another() {
    let (platform, key) = with_more_years().await;
    let years = platform.rows_as(&key, YEARS).await;
    assert_eq!(column(&years, "year"), ["2026/27", "2025/26", "2024/25", "2020/21"]);
    for (row, expected) in [
        (&years[0], json!([1, 7.5, null, null, false, false])),
        // The mean of 4,098 and 0 patients: a list of nobody is a list.
        (&years[3], json!([null, null, "194.83", 2_049, false, true])),
    ] {
        let names = [
            "indicator_count",
            "total_points",
            "point_value_gbp",
            "national_average_list_size",
            "has_achievement",
            "has_prevalence",
        ];
        assert_eq!(json!(names.map(|name| &row[name])), expected, "{}", row["year"]);
    }
    for (path, count) in [
        ("/api/v1/qof/indicators/?year=2020/21", 0),
        ("/api/v1/qof/indicators/?year=2026/27", 1),
        ("/api/v1/qof/achievement/?year=2020/21", 0),
        ("/api/v1/qof/achievement/?year=2026/27", 0),
        ("/api/v1/qof/prevalence/?year=2020/21", 4),
        ("/api/v1/qof/prevalence/?year=2026/27", 0),
        ("/api/v1/qof/prevalence/national/?year=2020/21", 2),
        ("/api/v1/qof/prevalence/national/?year=2026/27", 0),
    ] {
        assert_eq!(platform.json_as(&key, path).await["count"], count, "{path}");
    }
    // Newest is the year that has one indicator.
    for (query, count) in [
        ("active=true", 3),
        ("active=true&year=2025/26", 1),
        ("active=false&year=2025/26", 69),
        ("active=false&year=2026/27", 0),
    ] {
        let page = platform.json_as(&key, &format!("{INDICATORS}?{query}")).await;
        assert_eq!(page["count"], count, "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn indicators_are_told_year_by_year() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(MAPPING);
    let table = rows(&files[1], "MAPPING_INDICATORS_");
    let of = |code: &str| table.iter().find(|row| row["INDICATOR_CODE"] == code).unwrap();
    let expected = |own: &Row| {
        json!({
            "year": "2025/26",
            "indicator_code": own["INDICATOR_CODE"],
            "description": own["INDICATOR_DESCRIPTION"],
            "points": own["INDICATOR_POINT_VALUE"].parse::<f64>().unwrap(),
            "group_code": own["GROUP_CODE"],
            "group_name": own["GROUP_DESCRIPTION"],
            "sub_domain_code": own["SUB_DOMAIN_CODE"],
            "sub_domain_name": own["SUB_DOMAIN_DESCRIPTION"],
            "domain_code": own["DOMAIN_CODE"],
            "domain_name": own["DOMAIN_DESCRIPTION"],
            "patient_list_type": own["PATIENT_LIST_TYPE"],
            "lower_threshold": null,
            "upper_threshold": null,
            "active": true,
            "period": "2025/26",
            "period_start": "2025-04-01",
            "period_end": "2026-03-31",
            "release": "qof-mapping-indicators-2025-26-r1",
            "published_on": null,
            "revised": false,
        })
    };
    let path = format!("{INDICATORS}?year=2025/26");
    let every = platform.rows_as(&key, &path).await;
    let mut codes: Vec<&String> = table.iter().map(|row| &row["INDICATOR_CODE"]).collect();
    codes.sort();
    assert_eq!(column(&every, "indicator_code"), codes);
    for row in &every {
        assert_eq!(*row, expected(of(row["indicator_code"].as_str().unwrap())));
    }
    assert!(platform.walk_as(&key, &format!("{path}&page_size=9")).await == every);

    let in_domain = |name: &str| table.iter().filter(|row| row["DOMAIN_CODE"] == name).count();
    for (query, count) in [
        ("", 140),
        ("year=2025%2F26", 70),
        ("year=2024/25,2025/26", 140),
        ("year=2013/14", 0),
        ("domain=PH&year=2025/26", in_domain("PH")),
        ("domain=public%20health&year=2025/26", in_domain("PH")),
        ("domain=cl,ph", 140),
        ("domain=XX", 0),
        ("indicator=dm020", 2),
        ("indicator=DM020,AF001&year=2025/26", 2),
        // A group is no indicator.
        ("indicator=DM", 0),
        ("active=true", 140),
        ("active=false", 0),
        ("active=&domain=&indicator=&year=", 140),
    ] {
        let page = platform.json_as(&key, &format!("{INDICATORS}?{query}")).await;
        assert_eq!(page["count"], count, "{query}");
    }
    let newest_first = platform.walk_as(&key, INDICATORS).await;
    assert!(newest_first[..70].iter().all(|row| row["year"] == "2025/26"));
    assert!(newest_first[70..].iter().all(|row| row["year"] == "2024/25"));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn years_are_known_and_their_points_are_those_of_their_indicators() {
    let (platform, key) = Platform::demo().await;
    for year in platform.rows_as(&key, YEARS).await {
        let path = format!("{INDICATORS}?year={}", year["year"].as_str().unwrap());
        let indicators = platform.rows_as(&key, &path).await;
        let points: f64 = indicators.iter().map(|row| row["points"].as_f64().unwrap()).sum();
        assert_eq!(year["total_points"], points, "{path}");
        assert_eq!(year["indicator_count"], indicators.len(), "{path}");
        let release = year["release"].as_str().unwrap();
        known(&platform, &key, release).await;
        assert_ne!(indicators[0]["release"], Value::Null, "{path}");
    }
    platform.stop().await;
}
