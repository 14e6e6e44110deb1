//! Every list in every form.

use std::collections::BTreeMap;

use end_to_end::Platform;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};

use super::names_file;
use crate::releases::csv_as;

/// Every list and a query.
pub(super) const LISTS: [&str; 14] = [
    "/api/v1/practices/?icb=QZ2",
    "/api/v1/practices/Z00001/population/?as_of=",
    "/api/v1/pcns/?icb=QZ2",
    "/api/v1/list-sizes/?pcn=U99904&month=2026-01",
    "/api/v1/gp-appointments/?pcn=U99904&level=practice,pcn",
    "/api/v1/qof/years/?as_of=2999-12-31",
    "/api/v1/qof/indicators/?year=2025/26",
    "/api/v1/qof/achievement/?practice=Z00001&year=2025/26",
    "/api/v1/qof/prevalence/?year=2025/26&level=icb&indicator=DM",
    "/api/v1/qof/prevalence/national/?year=2025/26",
    "/api/v1/nwrs/snapshots/?as_of=2999-12-31",
    "/api/v1/nwrs/?snapshot=2026-01-31&level=practice,region&roles=true",
    "/api/v1/nhs-payments/practices/?year=2025/26",
    "/api/v1/nhs-payments/pcns/?icb=QZ2",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_list_comes_in_every_form() {
    let (platform, key) = Platform::demo().await;
    for path in LISTS {
        let rows = platform.rows_as(&key, path).await;
        // What no row has selects none.
        for (path, rows) in [(path.to_owned(), rows), (none_of(path), Vec::new())] {
            let resource = path.split('?').next().unwrap().trim_start_matches("/api/v1/");
            let name = resource.trim_end_matches('/').replace('/', "-");
            for form in ["csv", "ndjson", "parquet"] {
                let response = platform.get_as(&key, &format!("{path}&format={form}")).await;
                assert_eq!(response.status(), 200, "{path} {form}");
                assert!(names_file(&response, &format!("{name}.{form}")), "{path} {form}");
                let bytes = response.bytes().await.unwrap();
                let count = match form {
                    "csv" => {
                        csv::Reader::from_reader(&bytes[..]).records().map(Result::unwrap).count()
                    }
                    "ndjson" => bytes.iter().filter(|byte| **byte == b'\n').count(),
                    _ => {
                        let file = ParquetRecordBatchReaderBuilder::try_new(bytes).unwrap();
                        let count = file.metadata().file_metadata().num_rows();
                        usize::try_from(count).unwrap()
                    }
                };
                assert_eq!(count, rows.len(), "{path} {form}");
            }
        }
    }
    let text = "/api/v1/practices/?search=Z00001&fields=ods_code,address&format=csv";
    let text = platform.get_as(&key, text).await.text().await.unwrap();
    assert_eq!(text, "ods_code,address\r\nZ00001,1 ELM GROVE; LITTLE HAMPTON\r\n");
    platform.stop().await;
}

/// The same list with no row in it; of a practice, one without lists.
fn none_of(path: &str) -> String {
    let path = path.replace("Z00001", "Z00062").replace("QZ2", "QXX").replace("U99904", "U12345");
    path.replace("2025/26", "2013/14").replace("2026-01-31", "2013-01-31").replace("2999", "2020")
}

/// The cells of a row in CSV, by heading. Structures have a column for each of
/// their fields; lists of structures are JSON.
pub(crate) fn cells(prefix: &str, row: &Value, told: &mut BTreeMap<String, String>) {
    for (name, value) in row.as_object().unwrap() {
        let heading = format!("{prefix}{name}");
        let cell = match value {
            Value::Object(_) => {
                cells(&format!("{heading}_"), value, told);
                continue;
            }
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Array(items) if items.is_empty() => String::new(),
            Value::Array(items) if items.iter().all(Value::is_string) => {
                items.iter().map(|item| item.as_str().unwrap()).collect::<Vec<_>>().join("; ")
            }
            other => other.to_string(),
        };
        told.insert(heading, cell);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_says_what_json_says() {
    let (platform, key) = Platform::demo().await;
    // Of the first ones, age bands are spread over columns: see above.
    for path in LISTS.into_iter().skip(4) {
        let rows = platform.rows_as(&key, path).await;
        assert!(!rows.is_empty(), "{path}");
        assert!(platform.all_rows_as(&key, path).await == rows, "{path} as NDJSON");
        let lines = csv_as(&platform, &key, path).await;
        assert_eq!(lines.len(), rows.len(), "{path}");
        for (line, row) in lines.iter().zip(&rows) {
            let mut expected = BTreeMap::new();
            cells("", row, &mut expected);
            for (heading, cell) in &expected {
                // One that is null is a structure whose columns are empty.
                let Some(told) = line.get(heading) else {
                    assert_eq!(cell, "", "{heading} of {path}");
                    continue;
                };
                let same = || json_of(told).is_some() && json_of(told) == json_of(cell);
                assert!(told == cell || same(), "{heading} of {path}: {told} is not {cell}");
            }
        }
    }
    platform.stop().await;
}

/// Objects may have their members in any order.
fn json_of(cell: &str) -> Option<Value> {
    serde_json::from_str(cell).ok().filter(Value::is_array)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_has_the_fields_asked_for() {
    let (platform, key) = Platform::demo().await;
    for path in LISTS {
        let rows = platform.rows_as(&key, path).await;
        let mut names = rows[0].as_object().unwrap().keys().map(String::as_str);
        let (first, last) = (names.next().unwrap(), names.next_back().unwrap());
        for name in [first, last, "release"] {
            let path = format!("{path}&fields={name}");
            let cut = platform.rows_as(&key, &path).await;
            let expected = rows.iter().map(|row| json!({ name: row[name] }));
            assert_eq!(cut, expected.collect::<Vec<_>>(), "{path}");
        }
    }
    platform.stop().await;
}
