//! `/api/v1/practices/{ods_code}/population/` as its contract has it
//! (reference 3.2 and 10).

use end_to_end::{Platform, column};
use reference::demo::{BANDS, England, months};
use serde_json::{Value, json};

use crate::payments::PRACTICES;
use crate::published::{demo_files, rows};

fn path(code: &str) -> String {
    format!("/api/v1/practices/{code}/population/")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_has_every_field_of_the_contract() {
    let (platform, key) = Platform::demo().await;
    let england = England::small();
    let (practice, april) = (&england.practices[0], "2025-04-01".parse().unwrap());
    let (opening, place) = (practice.registered(april), england.geography(practice.sub_icb));
    let totals: Vec<u32> = months()
        .filter(|month| *month >= april)
        .map(|month| practice.registered(month).total())
        .collect();
    // Ten lists: the mean has one decimal place.
    assert_eq!(totals.len(), 10);
    let average = f64::from(totals.iter().sum::<u32>()) / 10.0;
    let bands = BANDS.iter().zip(opening.male).zip(opening.female);
    let bands = bands.map(|((band, male), female)| {
        json!({ "age_band": band, "male": male, "female": female, "total": male + female })
    });
    // Weighted patients are those that payments were made for.
    let (_folder, payments) = demo_files(PRACTICES);
    let paid = rows(&payments[1], "");
    let paid = paid.iter().find(|row| row["Practice Code"] == "Z00001").unwrap();
    let weighted: f64 = paid["Average Number of Weighted Patients"].parse().unwrap();
    let expected = json!({
        "practice_code": "Z00001",
        "practice_name": practice.name,
        "financial_year": "2025/26",
        "registered_patients": opening.total(),
        "registered_patients_on": "2025-04-01",
        "latest_registered_patients": totals.last(),
        "latest_registered_patients_on": "2026-01-01",
        "average_registered_patients": average,
        "months_available": 10,
        "average_weighted_patients": weighted,
        "male": opening.male.iter().sum::<u32>(),
        "female": opening.female.iter().sum::<u32>(),
        "age_bands": bands.collect::<Vec<Value>>(),
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
        "release": "gp-reg-pat-prac-quin-age-2025-04-01-r1",
        "published_on": null,
        "revised": false,
    });
    let years = platform.rows_as(&key, &path("z00001")).await;
    assert_eq!(column(&years, "financial_year"), ["2025/26", "2024/25"], "newest first");
    assert_eq!(years[0], expected);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_begins_with_its_first_list_and_ends_with_its_last() {
    let (platform, key) = Platform::demo().await;
    let england = England::small();
    for (code, number, year, first, last, lists, pcn) in [
        ("Z00001", 0, "2025/26", "2025-04-01", "2026-01-01", 10, Some("U99901")),
        // 1 April 2024 is not held.
        ("Z00001", 0, "2024/25", "2025-02-01", "2025-03-01", 2, Some("U99901")),
        // It moved in July; the year is placed where the list of April was.
        ("Z00034", 33, "2025/26", "2025-04-01", "2026-01-01", 10, Some("U99907")),
        ("Z00048", 47, "2025/26", "2025-04-01", "2026-01-01", 10, None),
        // Opened in August 2025, with nobody on its list: 0 is a list size.
        ("Z00060", 59, "2025/26", "2025-08-01", "2026-01-01", 6, Some("U99912")),
        // Closed at the end of March 2025.
        ("Z00061", 60, "2024/25", "2025-02-01", "2025-03-01", 2, Some("U99901")),
    ] {
        let years = platform.rows_as(&key, &path(code)).await;
        let row = years.iter().find(|row| row["financial_year"] == year).unwrap();
        let patients = |day: &str| england.practices[number].registered(day.parse().unwrap());
        for (name, expected) in [
            ("practice_code", json!(code)),
            ("practice_name", json!(england.practices[number].name)),
            ("registered_patients_on", json!(first)),
            ("registered_patients", json!(patients(first).total())),
            ("male", json!(patients(first).male.iter().sum::<u32>())),
            ("latest_registered_patients_on", json!(last)),
            ("latest_registered_patients", json!(patients(last).total())),
            ("months_available", json!(lists)),
            ("pcn_code", json!(pcn)),
            ("period", json!(year)),
        ] {
            assert_eq!(row[name], expected, "{name} of {code} in {year}");
        }
    }
    for (code, years) in [
        ("Z00060", &["2025/26"][..]),
        ("Z00061", &["2024/25"]),
        // Known, and without any list: dormant, and closed long ago.
        ("Z00062", &[]),
        ("Z00063", &[]),
        // No GP practice, and yet it was paid.
        ("Z00065", &["2025/26", "2024/25"]),
    ] {
        let page = platform.json_as(&key, &path(code)).await;
        assert_eq!(page["count"], years.len(), "{code}");
        let rows: Vec<Value> = serde_json::from_value(page["results"].clone()).unwrap();
        assert_eq!(column(&rows, "financial_year"), years, "{code}");
    }
    let opened = platform.rows_as(&key, &path("Z00060")).await;
    assert_eq!(opened[0]["registered_patients"], 0);
    let paid = &platform.rows_as(&key, &path("Z00065")).await[0];
    for (name, expected) in [
        ("practice_name", json!(england.others[0].name)),
        ("registered_patients", Value::Null),
        ("registered_patients_on", Value::Null),
        ("latest_registered_patients", Value::Null),
        ("average_registered_patients", Value::Null),
        ("months_available", json!(0)),
        ("average_weighted_patients", json!(0.0)),
        ("age_bands", Value::Null),
        ("period", json!("2025/26")),
        ("release", json!("nhs-payments-practice-2025-26-r1")),
    ] {
        assert_eq!(paid[name], expected, "{name} of one without a list");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_practices_are_not_found() {
    let (platform, key) = Platform::demo().await;
    for (path, status) in [
        (path("A12345"), 404),
        (path("Z99999"), 404),
        // A network is no practice.
        (path("U99901"), 404),
        (path("ab"), 404),
        (path("TOOLONGACODE"), 404),
        (path("Z0%20001"), 404),
        (path("Z00001") + "?page=2", 404),
        (path("A12345") + "?format=csv", 404),
        (path("Z00001") + "?fields=salary", 400),
        // 400 before 404.
        (path("A12345") + "?fields=salary", 400),
        (path("A12345") + "?as_of=today", 400),
        // 406 before both.
        (path("A12345") + "?format=xml", 406),
        (path("Z00001") + "?page=last", 200),
    ] {
        let response = platform.get_as(&key, &path).await;
        assert_eq!(response.status(), status, "{path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["detail"].is_string(), [404, 406].contains(&status), "{path}: {body}");
    }
    platform.stop().await;
}
