//! Payments, against their files read once more.

use std::collections::HashMap;

use accounts::store::api_keys::Terms;
use end_to_end::{Platform, column};
use serde_json::{Value, json};

use super::files::found;
use super::whole;
use crate::figures::{missing, money};
use crate::payments::{line_headings, lines, told};
use crate::published::{Row, headings, rows};

const PATH: &str = "/api/v1/nhs-payments/practices/";

const FILES: [(&str, &str, i64); 4] = [
    ("payments/19-20.csv", "2019/20", 7_001),
    ("payments/20-21.csv", "2020/21", 6_808),
    ("payments/21-22.csv", "2021/22", 6_758),
    ("payments/22-23.csv", "2022/23", 6_669),
];

/// Half a penny, in hundred-millionths of a pound.
const TOLERANCE: i64 = 500_000;

const AMOUNTS: [(&str, &str); 3] = [
    ("total_payments", "Total NHS Payments to General Practice"),
    ("deductions", "Deductions for Pensions, Levies and Prescription Charge Income"),
    ("total_payments_less_deductions", "Total NHS Payments to General Practice Minus Deductions"),
];

#[tokio::test(flavor = "multi_thread")]
async fn payments_are_the_published_ones_and_add_up() {
    let platform = Platform::start().await;
    for (path, year, rows) in FILES {
        let id = format!("nhs-payments-practice-{}-r1", year.replace('/', "-"));
        if whole(&platform, "nhs-payments-practice", path, &id, rows).await.is_none() {
            return;
        }
    }
    let (_, key) = platform.key("jo", Terms::default()).await;
    let releases = u64::try_from(FILES.len()).unwrap();
    platform.answers(&key, "/api/v1/reference/releases/", releases).await;
    let mut all = 0;
    for (path, year, _) in FILES {
        all += lines_add_up(&platform, &key, path, year).await;
    }
    assert_eq!(all, 27_236, "rows of four years");
    one_practice_is_what_was_published(&platform, &key).await;
    platform.stop().await;
}

/// Compares every row of a year with the file; how many there are.
async fn lines_add_up(platform: &Platform, key: &str, path: &str, year: &str) -> usize {
    let file = found(path);
    let headings = headings(&file);
    let columns = line_headings(&headings);
    let table = rows(&file, "").into_iter();
    let table: HashMap<String, Row> =
        table.map(|row| (row["Practice Code"].clone(), row)).collect();
    let answered = platform.all_rows_as(key, &format!("{PATH}?year={year}")).await;
    assert_eq!(answered.len(), table.len(), "{path}");
    for row in &answered {
        let code = row["practice_code"].as_str().unwrap();
        let own = &table[code];
        let payments = told(row, "payments");
        assert_eq!(payments, lines(own, columns), "{code} in {path}");
        for (field, heading) in AMOUNTS {
            let amount = money(row[field].as_str().unwrap());
            assert_eq!(amount, money(&own[heading]), "{field} of {code} in {path}");
        }
        let amounts = payments.iter().filter_map(|(_, _, amount)| amount.as_deref());
        let sum: i64 = amounts.map(money).sum();
        let total = money(row["total_payments"].as_str().unwrap());
        assert!((sum - total).abs() <= TOLERANCE, "{code} in {path}: {sum} and {total}");
        assert_eq!(row["lines_sum_matches_total"], true, "{code} in {path}");
        let known = !own["Contract Type"].eq_ignore_ascii_case("unknown");
        assert_eq!(row["contract_type"].is_string(), known, "{code} in {path}");
        let divided = own["Average payments per registered patient"] != "N/A";
        assert_eq!(row["per_registered_patient"].is_string(), divided, "{code} in {path}");
        let reason = ("per_registered_patient", "not_applicable");
        assert_eq!(missing(row).contains(&reason), !divided, "{code} in {path}");
    }
    answered.len()
}

async fn one_practice_is_what_was_published(platform: &Platform, key: &str) {
    let rows = platform.rows_as(key, &format!("{PATH}?practice=A81001")).await;
    assert_eq!(column(&rows, "year"), ["2022/23", "2021/22", "2020/21", "2019/20"]);
    let names = [
        "global_sum",
        "total_payments",
        "deductions",
        "total_payments_including_covid",
        "per_registered_patient",
        "sub_icb_code",
    ];
    let answered: Vec<Value> = rows.iter().map(|row| json!(names.map(|name| &row[name]))).collect();
    let expected = [
        json!(["438099.78", "720462.51", "-84342.76", "720970.66", "178.81", "16C"]),
        json!(["431849.94", "732879.24", "-80629.02", "734399.61", "180.48", "16C"]),
        json!(["422995.62", "770135.13", "-77581.74", "789151.16", "187.93", "16C"]),
        // There was no COVID money yet.
        json!(["408119.49", "739374.03", "-72112.99", null, "179.90", "00K"]),
    ];
    assert_eq!(answered, expected);
    for row in &rows {
        // Headings above its network differ from year to year; the files name no board.
        assert_eq!((&row["pcn_code"], &row["icb_code"]), (&json!("U89141"), &Value::Null));
    }
    let none = ("total_payments_including_covid", "not_collected");
    assert!(missing(&rows[3]).contains(&none), "{}", rows[3]);

    // Whoever was paid has a population, of weighted patients alone.
    let years = platform.rows_as(key, "/api/v1/practices/A81001/population/").await;
    let names = ["financial_year", "average_weighted_patients", "registered_patients"];
    let answered: Vec<Value> =
        years.iter().map(|row| json!(names.map(|name| &row[name]))).collect();
    let expected = [
        json!(["2022/23", 4_579.78, null]),
        json!(["2021/22", 4_645.53, null]),
        json!(["2020/21", 4_738.35, null]),
        json!(["2019/20", 4_755.79, null]),
    ];
    assert_eq!(answered, expected);
}
