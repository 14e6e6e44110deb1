//! Lists as files: CSV, NDJSON and Parquet, whole or cut (reference 1 and 5).

mod lists;

use end_to_end::{Platform, client, header};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use reference::demo::{BANDS, England, months};
use reqwest::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use self::lists::LISTS;
pub(crate) use self::lists::cells;

/// More rows than any page has.
const ALL: &str = "/api/v1/list-sizes/?icb=QZ1,QZ2,QZ3";

/// How many rows [`ALL`] has.
fn listed() -> usize {
    let england = England::small();
    months().map(|month| england.listed(month).count()).sum()
}

/// The fields of a list size, in order.
fn fields() -> Vec<&'static str> {
    "month org_type org_code org_name registered_patients male female age_bands \
     practices_included practices_expected pcn_code pcn_name sub_icb_code sub_icb_name \
     icb_code icb_name region_code region_name period period_start period_end release \
     published_on revised"
        .split(' ')
        .collect()
}

/// The columns that CSV has for these fields.
fn headings(fields: &[&str]) -> Vec<String> {
    let bands = || {
        let names =
            |band: &str| ["male", "female", "total"].map(|of| format!("age_bands_{band}_{of}"));
        BANDS.into_iter().flat_map(names).collect()
    };
    let columns =
        |field: &&str| if *field == "age_bands" { bands() } else { vec![(*field).to_owned()] };
    fields.iter().flat_map(columns).collect()
}

fn names_file(response: &Response, name: &str) -> bool {
    let attachment = format!("attachment; filename=\"{name}\"");
    header(response, "content-disposition") == Some(attachment.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_has_a_line_for_every_row_and_a_column_for_every_band() {
    let (platform, key) = Platform::demo().await;
    let response = platform.get_as(&key, &format!("{ALL}&format=csv")).await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), Some("text/csv; charset=utf-8"));
    assert!(names_file(&response, "list-sizes.csv"));
    let text = response.text().await.unwrap();
    assert!(text.ends_with("\r\n"), "the last line ends too");
    assert_eq!(text.matches('\n').count(), listed() + 1, "a line per row, and the headings");
    assert_eq!(text.matches("\r\n").count(), listed() + 1, "every line ends in CRLF");

    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(names, headings(&fields()));
    let rows = platform.all_rows_as(&key, ALL).await;
    assert_eq!(rows.len(), listed());
    for (record, row) in reader.records().map(Result::unwrap).zip(&rows) {
        let mut expected = Vec::new();
        for field in fields() {
            match &row[field] {
                Value::Array(bands) => {
                    expected.extend(bands.iter().flat_map(|band| {
                        ["male", "female", "total"].map(|of| band[of].to_string())
                    }))
                }
                Value::Null => expected.push(String::new()),
                Value::String(text) => expected.push(text.clone()),
                other => expected.push(other.to_string()),
            }
        }
        assert_eq!(record.iter().collect::<Vec<_>>(), expected, "{}", row["org_code"]);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ndjson_has_the_rows_of_all_pages() {
    let (platform, key) = Platform::demo().await;
    let response = platform.get_as(&key, &format!("{ALL}&format=ndjson")).await;
    assert!(names_file(&response, "list-sizes.ndjson"));
    let text = response.text().await.unwrap();
    assert!(text.ends_with("}\n"), "the last line ends too");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut pages = Vec::new();
    for page in 1..=2 {
        let mut page = platform.json_as(&key, &format!("{ALL}&page_size=500&page={page}")).await;
        assert_eq!(page["count"], listed());
        pages.extend(serde_json::from_value::<Vec<Value>>(page["results"].take()).unwrap());
    }
    assert!(lines == pages, "the same rows in the same order");
    platform.stop().await;
}

#[derive(Debug, PartialEq, Deserialize)]
struct Row {
    month: String,
    org_code: String,
    registered_patients: u32,
    age_bands: Option<Vec<Band>>,
    revised: bool,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Band {
    age_band: String,
    male: u32,
    female: u32,
    total: u32,
}

#[tokio::test(flavor = "multi_thread")]
async fn parquet_has_every_row_in_typed_columns() {
    let (platform, key) = Platform::demo().await;
    let response = platform.get_as(&key, &format!("{ALL}&format=parquet")).await;
    assert!(names_file(&response, "list-sizes.parquet"));
    let file = ParquetRecordBatchReaderBuilder::try_new(response.bytes().await.unwrap()).unwrap();
    let rows = i64::try_from(listed()).unwrap();
    assert_eq!(file.metadata().file_metadata().num_rows(), rows);
    let names: Vec<_> = file.schema().fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, fields());
    for (name, kind) in [
        ("month", "Date32"),
        ("org_code", "Utf8"),
        ("registered_patients", "UInt32"),
        ("published_on", "Date32"),
        ("revised", "Boolean"),
    ] {
        let field = file.schema().field_with_name(name).unwrap();
        assert_eq!(format!("{:?}", field.data_type()), kind, "{name}");
    }
    let mut read: Vec<Row> = Vec::new();
    for batch in file.build().unwrap() {
        let batch: Vec<Row> = serde_arrow::from_record_batch(&batch.unwrap()).unwrap();
        read.extend(batch);
    }
    let told = platform.all_rows_as(&key, ALL).await;
    let told: Vec<Row> = serde_json::from_value(Value::Array(told)).unwrap();
    assert!(read == told, "the rows that NDJSON has");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_are_those_asked_for_in_every_form() {
    let (platform, key) = Platform::demo().await;
    let path = "/api/v1/list-sizes/?month=2026-01&org=Z00001&fields=org_code,month";
    let row = r#"{"month":"2026-01-01","org_code":"Z00001"}"#;
    for (form, expected) in [
        ("json", format!(r#"{{"count":1,"next":null,"previous":null,"results":[{row}]}}"#)),
        ("ndjson", format!("{row}\n")),
        ("csv", "month,org_code\r\n2026-01-01,Z00001\r\n".to_owned()),
    ] {
        let text = platform.get_as(&key, &format!("{path}&format={form}")).await.text().await;
        assert_eq!(text.unwrap(), expected, "{form}");
    }
    let response = platform.get_as(&key, &format!("{path}&format=parquet")).await;
    let file = ParquetRecordBatchReaderBuilder::try_new(response.bytes().await.unwrap()).unwrap();
    let names: Vec<_> = file.schema().fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, ["month", "org_code"]);

    let path = "/api/v1/list-sizes/?month=2026-01&fields=age_bands";
    let text = platform.get_as(&key, &format!("{path}&format=csv")).await.text().await.unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), headings(&["age_bands"]));
    assert_eq!(reader.records().count(), 60);

    for form in ["json", "csv", "ndjson", "parquet"] {
        let path = format!("{path},salary&format={form}");
        let response = platform.get_as(&key, &path).await;
        assert_eq!(response.status(), 400, "{path}");
        let body: Value = response.json().await.unwrap();
        let told = body["fields"][0].as_str().unwrap();
        assert!(told.contains("salary") && told.contains("registered_patients"), "{told}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_named_is_all_there_is() {
    let (platform, key) = Platform::demo().await;
    let every = platform.all_rows_as(&key, ALL).await;
    for (query, rows) in [
        ("page=1", 0..100),
        ("page_size=10", 0..listed()),
        ("page=2&page_size=50", 50..100),
        ("page=2&page_size=9999", 500..listed()),
        ("page=last&page_size=500", 500..listed()),
    ] {
        let cut = platform.all_rows_as(&key, &format!("{ALL}&{query}")).await;
        assert!(cut == every[rows], "{query}");
    }
    for form in ["csv", "ndjson", "parquet"] {
        let path = format!("{ALL}&page=9&format={form}");
        let response = platform.get_as(&key, &path).await;
        assert_eq!(response.status(), 404, "{path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body, json!({ "detail": "Invalid page." }), "{path}");
    }
    let text = platform.get_as(&key, &format!("{ALL}&page=2&page_size=1&format=csv")).await;
    assert_eq!(text.text().await.unwrap().lines().count(), 2, "headings and a row");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_is_negotiated() {
    let (platform, key) = Platform::demo().await;
    for (query, accept, expected) in [
        ("", None, Some("application/json")),
        ("", Some("*/*"), Some("application/json")),
        ("", Some("text/csv"), Some("text/csv; charset=utf-8")),
        ("", Some("application/x-ndjson"), Some("application/x-ndjson")),
        ("", Some("application/vnd.apache.parquet"), Some("application/vnd.apache.parquet")),
        ("", Some("application/json;q=0.1, text/csv"), Some("text/csv; charset=utf-8")),
        ("&format=json", Some("text/csv"), Some("application/json")),
        ("&format=CSV", Some("application/json"), Some("text/csv; charset=utf-8")),
        ("", Some("text/html"), None),
        ("&format=xml", Some("*/*"), None),
        ("&format=arrow", None, None),
    ] {
        for path in LISTS {
            let mut request = client().get(format!("{}{path}{query}", platform.url()));
            if let Some(accept) = accept {
                request = request.header("accept", accept);
            }
            let response = request.bearer_auth(&key).send().await.unwrap();
            let status = if expected.is_some() { 200 } else { 406 };
            assert_eq!(response.status(), status, "{path}{query} {accept:?}");
            let kind = expected.or(Some("application/json"));
            assert_eq!(header(&response, "content-type"), kind, "{path}{query} {accept:?}");
        }
    }
    platform.stop().await;
}
