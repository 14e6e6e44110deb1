//! `/api/v1/nhs-payments/pcns/` (reference 3.11).

use end_to_end::{Platform, column};
use reference::demo::England;
use serde_json::{Value, json};

use super::{lines, told};
use crate::figures::{missing, money, pounds};
use crate::published::{demo_files, headings, rows};

const PATH: &str = "/api/v1/nhs-payments/pcns/";
const PCNS: &str = "nhs-payments-pcn";
const TOTAL: &str = "Total NHS Payments to Primary Care Networks";
const PATIENTS: [(&str, &str, &str); 2] = [
    ("registered_patients", "per_registered_patient", "Average Number of Registered Patients"),
    ("weighted_patients", "per_weighted_patient", "Average Number of Weighted Patients"),
];

/// Pounds to each of so many patients, both in hundred-millionths, to the
/// penny, halves up.
fn each(total: i64, patients: i64) -> String {
    let pence = (i128::from(total) * 200 + i128::from(patients)) / (2 * i128::from(patients));
    format!("{}.{:02}", pence / 100, pence % 100)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_has_every_field_of_the_contract() {
    let (platform, key) = Platform::demo().await;
    let (_folder, files) = demo_files(PCNS);
    let (headings, table) = (headings(&files[1]), rows(&files[1], ""));
    let own = table.iter().find(|row| row["PCN Code"] == "U99901").unwrap();
    let england = England::small();
    let place = england.geography(england.pcns[0].sub_icb);
    let mut expected = json!({
        "year": "2025/26",
        "pcn_code": "U99901",
        "pcn_name": england.pcns[0].name,
        // The file has the board alone; where that is not told, it is that of now.
        "sub_icb_code": "91Z",
        "sub_icb_name": place.sub_icb.name,
        "icb_code": "QZ1",
        "icb_name": own["ICB Name"],
        "region_code": "Y91",
        "region_name": place.region.name,
        "total_payments": pounds(&own[TOTAL]),
        "missing": [],
        "period": "2025/26",
        "period_start": "2025-04-01",
        "period_end": "2026-03-31",
        "release": "nhs-payments-pcn-2025-26-r1",
        "published_on": null,
        "revised": false,
    });
    for (patients, per_patient, heading) in PATIENTS {
        expected[patients] = json!(own[heading].parse::<f64>().unwrap());
        expected[per_patient] = json!(each(money(&own[TOTAL]), money(&own[heading])));
    }
    let mut rows = platform.rows_as(&key, &format!("{PATH}?pcn=u99901&year=2025/26")).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(told(&rows[0], "payments"), lines(own, &headings[7..]));
    rows[0].as_object_mut().unwrap().remove("payments").unwrap();
    assert_eq!(rows, [expected]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn networks_are_found_by_code_board_and_year() {
    let (platform, key) = Platform::demo().await;
    for (query, expected) in [
        ("pcn=U99901", &["U99901", "U99901"][..]),
        ("pcn=U99902,u99901&year=2025/26", &["U99901", "U99902"]),
        ("icb=QZ2&year=2025/26", &["U99905", "U99906", "U99907", "U99908"]),
        ("icb=QZ1&year=2024%2F25", &["U99901", "U99902", "U99903", "U99904"]),
        ("year=2025/26&region=Y92", &["U99909", "U99910", "U99911", "U99912"]),
        ("year=2025/26&sub_icb=93Z&pcn=U99909", &["U99909"]),
        // Closed before either year.
        ("pcn=U99913", &[]),
        ("pcn=U12345&year=2025/26", &[]),
        ("year=2013/14", &[]),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(column(&rows, "pcn_code"), expected, "{query}");
    }
    let path = format!("{PATH}?year=2024/25,2025/26");
    let every = platform.all_rows_as(&key, &path).await;
    let keys: Vec<[&str; 2]> = every
        .iter()
        .map(|row| ["year", "pcn_code"].map(|name| row[name].as_str().unwrap()))
        .collect();
    let newest_first = |one: &[&str; 2], next: &[&str; 2]| {
        one[0] > next[0] || (one[0] == next[0] && one[1] < next[1])
    };
    assert!(keys.len() == 24 && keys.is_sorted_by(newest_first), "{keys:?}");
    assert!(platform.walk_as(&key, &format!("{path}&page_size=5")).await == every);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_add_up_and_rates_are_of_the_total() {
    let (platform, key) = Platform::demo().await;
    let rows = platform.all_rows_as(&key, &format!("{PATH}?year=2024/25,2025/26")).await;
    for row in &rows {
        let total = money(row["total_payments"].as_str().unwrap());
        let lines = told(row, "payments");
        let amounts = lines.iter().filter_map(|(_, _, amount)| amount.as_deref());
        assert_eq!(amounts.map(money).sum::<i64>(), total, "{row}");
        for (patients, per_patient, _) in PATIENTS {
            let patients = money(&row[patients].to_string());
            assert_eq!(row[per_patient], each(total, patients), "{per_patient} of {row}");
        }
        assert!(missing(row).is_empty(), "{row}");
        assert_ne!(row["region_code"], Value::Null, "{row}");
    }
    platform.stop().await;
}
