//! `/api/v1/nhs-payments/practices/` as its contract has it (reference 1, 2.1,
//! 3.10 and 10).

mod pcns;

use end_to_end::{Platform, column};
use reference::demo::England;
use serde_json::{Map, Value, json};

use crate::figures::{missing, money, pounds};
use crate::published::{Row, demo_files, headings, rows};

const PATH: &str = "/api/v1/nhs-payments/practices/";
pub(crate) const PRACTICES: &str = "nhs-payments-practice";

/// What the total is made of: the columns from the first to just before the last.
const LINES: [&str; 2] = ["Global Sum", "Total NHS Payments to General Practice"];

/// What each field is called that is a column of its own.
const AMOUNTS: [(&str, &str); 10] = [
    ("global_sum", "Global Sum"),
    ("total_qof_payments", "Total QOF Payments"),
    ("premises_payments", "Premises Payments"),
    ("pcn_participation", "PCN Participation"),
    ("total_payments", "Total NHS Payments to General Practice"),
    ("deductions", "Deductions for Pensions, Levies and Prescription Charge Income"),
    ("total_payments_less_deductions", "Total NHS Payments to General Practice Minus Deductions"),
    (
        "total_payments_including_covid",
        "Total NHS Payments to General Practice including covid vaccination payments",
    ),
    ("per_registered_patient", "Average payments per registered patient"),
    ("per_weighted_patient", "Average payments per weighted patient"),
];

/// The code and label of each line of a row, and what it comes to.
pub(crate) fn told(row: &Value, name: &str) -> Vec<(String, String, Option<String>)> {
    let text = |line: &Value, name: &str| line[name].as_str().map(str::to_owned);
    let lines = row[name].as_array().unwrap().iter();
    lines
        .map(|line| {
            (text(line, "code").unwrap(), text(line, "label").unwrap(), text(line, "amount"))
        })
        .collect()
}

/// The same of a row of the file, of which these columns are lines.
pub(crate) fn lines(own: &Row, columns: &[String]) -> Vec<(String, String, Option<String>)> {
    let code = |label: &str| {
        let words = label.split(|letter: char| !letter.is_ascii_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        words.join("_").to_lowercase()
    };
    columns.iter().map(|label| (code(label), label.clone(), Some(pounds(&own[label])))).collect()
}

/// Of the headings of a file those that are lines.
pub(crate) fn line_headings(headings: &[String]) -> &[String] {
    let [first, total] =
        LINES.map(|name| headings.iter().position(|heading| heading == name).unwrap());
    &headings[first..total]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_has_every_field_of_the_contract() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(PRACTICES);
    let (headings, table) = (headings(&files[1]), rows(&files[1], ""));
    let own = table.iter().find(|row| row["Practice Code"] == "Z00001").unwrap();
    let england = England::small();
    let practice = &england.practices[0];
    let mut expected = json!({
        "year": "2025/26",
        "practice_code": "Z00001",
        "practice_name": practice.name,
        "practice_address": format!("{} {}", practice.street, practice.town),
        "postcode": practice.postcode,
        "opened_on": practice.opened,
        "closed_on": null,
        "contract_type": own["Contract Type"],
        "dispensing": own["Dispensing Practice"] == "Yes",
        "practice_type": "GP practice",
        "rurality": own["Practice Rurality"],
        "atypical_characteristics": [],
        "average_registered_patients":
            own["Average Number of Registered Patients"].parse::<f64>().unwrap(),
        "average_weighted_patients":
            own["Average Number of Weighted Patients"].parse::<f64>().unwrap(),
        "lines_sum_matches_total": true,
        "missing": [],
        "pcn_code": "U99901",
        "pcn_name": england.pcns[0].name,
        "sub_icb_code": "91Z",
        "sub_icb_name": own["Sub ICB Name"],
        // The files name no board.
        "icb_code": null,
        "icb_name": null,
        "region_code": "Y91",
        "region_name": own["NHS England (Region) Name"],
        "period": "2025/26",
        "period_start": "2025-04-01",
        "period_end": "2026-03-31",
        "release": "nhs-payments-practice-2025-26-r1",
        "published_on": null,
        "revised": false,
    });
    for (field, heading) in AMOUNTS {
        expected[field] = json!(pounds(&own[heading]));
    }
    let path = format!("{PATH}?practice=z00001&year=2025/26");
    let mut rows = platform.rows_as(&key, &path).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(told(&rows[0], "payments"), lines(own, line_headings(&headings)));
    let covid = ["Covid Immunisation".to_owned()];
    assert_eq!(told(&rows[0], "payments_outside_total"), lines(own, &covid));
    let row: &mut Map<String, Value> = rows[0].as_object_mut().unwrap();
    let payments = row.remove("payments").unwrap();
    row.remove("payments_outside_total").unwrap();
    assert_eq!(rows, [expected]);

    for (code, category) in [
        ("global_sum", "core_contract"),
        ("total_qof_payments", "quality"),
        ("minor_surgery", "enhanced_services"),
        ("premises_payments", "premises"),
        ("reimbursement_of_drugs", "prescribing_dispensing"),
        ("pcn_participation", "pcn"),
        ("other_payments", "other"),
    ] {
        let lines = payments.as_array().unwrap();
        let line = lines.iter().find(|line| line["code"] == code).unwrap();
        assert_eq!(line["category"], category, "{code}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_adds_up_to_the_penny() {
    let (platform, key) = Platform::demo().await;
    let rows = platform.all_rows_as(&key, &format!("{PATH}?year=2024/25,2025/26")).await;
    assert_eq!(rows.len(), 2 * 61);
    for row in &rows {
        let of = |name: &str| money(row[name].as_str().unwrap());
        let sum = |name: &str| -> i64 {
            told(row, name).iter().filter_map(|(_, _, amount)| amount.as_deref()).map(money).sum()
        };
        assert_eq!(sum("payments"), of("total_payments"), "{row}");
        assert_eq!(row["lines_sum_matches_total"], true, "{row}");
        // Deductions keep the minus sign of the file.
        let left = of("total_payments") + of("deductions");
        assert_eq!(left, of("total_payments_less_deductions"), "{row}");
        assert!(of("deductions") <= 0, "{row}");
        let with_covid = of("total_payments") + sum("payments_outside_total");
        assert_eq!(with_covid, of("total_payments_including_covid"), "{row}");
        let lines = told(row, "payments");
        for name in ["global_sum", "total_qof_payments", "premises_payments", "pcn_participation"] {
            let (.., amount) = lines.iter().find(|(code, ..)| code == name).unwrap();
            assert_eq!(row[name], json!(amount), "{name} of {row}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_of_whom_little_is_known_is_kept() {
    let (platform, key) = Platform::demo().await;
    let row = &platform.rows_as(&key, &format!("{PATH}?practice=Z00065&year=2025/26")).await[0];
    for (name, expected) in [
        ("contract_type", Value::Null),
        ("dispensing", Value::Null),
        ("rurality", Value::Null),
        ("pcn_code", Value::Null),
        ("pcn_name", Value::Null),
        ("practice_type", json!("Walk in centre")),
        ("atypical_characteristics", json!(["No registered patients"])),
        // No patients are not unknown patients.
        ("average_registered_patients", json!(0.0)),
        ("average_weighted_patients", json!(0.0)),
        ("per_registered_patient", json!("0.00")),
        ("lines_sum_matches_total", json!(true)),
    ] {
        assert_eq!(row[name], expected, "{name}");
    }
    let reasons = ["contract_type", "dispensing", "rurality"].map(|name| (name, "not_collected"));
    assert_eq!(missing(row), reasons);
    assert_ne!(row["total_payments"], "0.00");
    let part = &platform.rows_as(&key, &format!("{PATH}?practice=Z00060")).await[0];
    assert_eq!(part["atypical_characteristics"], json!(["Part year of data"]));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_by_practice_place_contract_and_year() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(PRACTICES);
    let mut newest = rows(&files[1], "");
    newest.sort_by(|one, next| one["Practice Code"].cmp(&next["Practice Code"]));
    let of = |name: &str, value: &str| {
        let own = newest.iter().filter(|row| row[name] == value);
        own.map(|row| row["Practice Code"].as_str()).collect::<Vec<_>>()
    };
    let everybody: Vec<&str> = newest.iter().map(|row| row["Practice Code"].as_str()).collect();
    for (query, expected) in [
        ("year=2025/26", everybody),
        ("year=2025%2F26&practice=Z00002,z00001", vec!["Z00001", "Z00002"]),
        ("practice=Z00060", vec!["Z00060"]),
        // Newest year first; it closed in March 2025.
        ("practice=Z00001,Z00061", vec!["Z00001", "Z00001", "Z00061"]),
        ("year=2025/26&pcn=U99904", of("PCN Code", "U99904")),
        ("year=2025/26&sub_icb=92Z", of("Sub ICB Code", "92Z")),
        ("year=2025/26&region=y92", of("NHS England (Region) code", "Y92")),
        ("year=2025/26&contract_type=APMS", of("Contract Type", "APMS")),
        ("year=2025/26&contract_type=pms", of("Contract Type", "PMS")),
        ("year=2025/26&contract_type=XYZ", vec![]),
        ("practice=Z00001&pcn=U99902", vec![]),
        ("practice=A12345&year=2025/26", vec![]),
        ("year=2013/14", vec![]),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(column(&rows, "practice_code"), expected, "{query}");
    }
    let path = format!("{PATH}?year=2024/25,2025/26");
    let every = platform.all_rows_as(&key, &path).await;
    let mut years = column(&every, "year");
    years.dedup();
    assert_eq!(years, ["2025/26", "2024/25"], "newest first");
    for size in [7, 61, 500] {
        let walked = platform.walk_as(&key, &format!("{path}&page_size={size}")).await;
        assert!(walked == every, "in pages of {size}");
    }
    // Places are those of the year.
    for (year, pcn) in [("2024/25", "U99907"), ("2025/26", "U99908")] {
        let path = format!("{PATH}?practice=Z00034&year={year}");
        assert_eq!(column(&platform.rows_as(&key, &path).await, "pcn_code"), [pcn], "{year}");
    }
    platform.stop().await;
}
