//! `/api/v1/reference/releases/`, and the rejects below it.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use accounts::store::api_keys::Terms;
use end_to_end::fixtures::{Practice, epraccur, many};
use end_to_end::{Platform, column, eventually, header};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use reference::domain::Origin;
use reference::import::{Options, Outcome};
use reference::publications::{self, Silent};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) const PATH: &str = "/api/v1/reference/releases/";

pub(crate) const OLDER: &str = "epraccur-2025-09-01-r1";
pub(crate) const FIRST: &str = "epraccur-2026-02-03-r1";
pub(crate) const SECOND: &str = "epraccur-2026-02-03-r2";

/// Waits until a release is known, and served where it should be.
pub(crate) async fn known(platform: &Platform, key: &str, id: &str) {
    let path = format!("{PATH}{id}/");
    eventually("the release is known", async || {
        let answers = platform.everywhere_as(key, &path).await;
        answers.iter().all(|answer| answer.status() == 200)
    })
    .await;
}

pub(crate) async fn import(
    platform: &Platform,
    publication: &str,
    file: &Path,
    options: Options,
) -> Outcome {
    let publication = publications::find(publication).unwrap();
    platform.importer().import(publication, file, options, Silent).await.unwrap()
}

/// The rows of a list as Parquet; `path` has a query.
pub(crate) async fn parquet_as<T: DeserializeOwned>(
    platform: &Platform,
    key: &str,
    path: &str,
) -> Vec<T> {
    let response = platform.get_as(key, &format!("{path}&format=parquet")).await;
    assert_eq!(response.status(), 200, "{path}");
    let file = ParquetRecordBatchReaderBuilder::try_new(response.bytes().await.unwrap()).unwrap();
    let mut rows = Vec::new();
    for batch in file.build().unwrap() {
        let batch: Vec<T> = serde_arrow::from_record_batch(&batch.unwrap()).unwrap();
        rows.extend(batch);
    }
    rows
}

/// The rows of a list as CSV, by heading; `path` has a query.
pub(crate) async fn csv_as(
    platform: &Platform,
    key: &str,
    path: &str,
) -> Vec<HashMap<String, String>> {
    let response = platform.get_as(key, &format!("{path}&format=csv")).await;
    assert_eq!(response.status(), 200, "{path}");
    let text = response.text().await.unwrap();
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn sha256(file: &Path) -> String {
    let output = Command::new("sha256sum").arg(file).output().unwrap();
    assert!(output.status.success(), "sha256sum {}", file.display());
    let said = String::from_utf8(output.stdout).unwrap();
    said.split_whitespace().next().unwrap().to_owned()
}

/// An epraccur file of practices by code and name.
fn named(day: &str, practices: &[(&str, &str)]) -> String {
    let practice = |&(code, name)| Practice { code, name, ..Practice::default() };
    epraccur(day, practices.iter().map(practice))
}

/// What [`SECOND`] is made from.
fn revision() -> String {
    let practices =
        [("Z00001", "ELM SURGERY"), ("Z00002", "THE NEW MILL"), ("Z00004", "ASH SURGERY")];
    named("20260203", &practices)
}

/// Two periods of epraccur; the newer one was revised.
pub(crate) async fn revised() -> (Platform, String) {
    let platform = Platform::start().await;
    platform.publish(&named("20250901", &[("Z00001", "ELM SURGERY")])).await;
    // As if it had come long ago.
    let long_ago = "UPDATE releases SET imported_at = '2024-06-01T23:00:00Z'";
    platform.reference_database.execute(long_ago).await;
    let practices =
        [("Z00001", "ELM SURGERY"), ("Z00002", "MILL SURGERY"), ("Z00003", "OAK SURGERY")];
    platform.publish(&named("20260203", &practices)).await;
    platform.publish(&revision()).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    known(&platform, &key, SECOND).await;
    (platform, key)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_tells_what_it_was_made_from() {
    let (platform, key) = revised().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("epraccur.csv");
    std::fs::write(&file, revision()).unwrap();
    let releases = platform.importer().list().await.unwrap();
    let release = releases.iter().find(|release| release.id == SECOND).unwrap();
    let publication = publications::find("epraccur").unwrap();
    let expected = json!({
        "id": SECOND,
        "publication": "epraccur",
        "title": publication.facts().title,
        "source_url": publication.facts().source,
        "period": "2026-02-03",
        "period_start": "2026-02-03",
        "period_end": "2026-02-03",
        "revision": 2,
        "regions": null,
        "state": "published",
        "origin": "published",
        "published_on": null,
        "imported_at": release.imported_at,
        "rows": 3,
        "rejects": 0,
        "files": [
            { "name": "epraccur.csv", "bytes": revision().len(), "sha256": sha256(&file) },
        ],
        "segment_sha256": sha256(&platform.objects().join(&release.segment)),
        "changes": { "added": 1, "changed": 1, "removed": 1 },
    });
    let path = format!("{PATH}{SECOND}/");
    assert_eq!(platform.json_as(&key, &path).await, expected);
    assert_eq!(platform.rows_as(&key, PATH).await[0], expected);

    // What rows name leads there.
    let practices = platform.rows_as(&key, "/api/v1/practices/").await;
    assert_eq!(column(&practices, "release"), [SECOND; 3]);
    for (id, below, status) in [
        (SECOND, "", 200),
        (FIRST, "", 200),
        ("nothing", "", 404),
        ("epraccur", "", 404),
        ("epraccur-2026-02-03-r3", "", 404),
        ("nothing", "changes/", 404),
        ("nothing", "rejects/", 404),
        // Nobody knew of it then.
        (SECOND, "?as_of=2024-06-01", 404),
        (SECOND, "changes/?as_of=2024-06-01", 404),
        (OLDER, "?as_of=2024-06-01", 200),
        (OLDER, "?as_of=yesterday", 400),
    ] {
        let path = format!("{PATH}{id}/{below}");
        let response = platform.get_as(&key, &path).await;
        assert_eq!(response.status(), status, "{path}");
        let body: Value = response.json().await.unwrap();
        let missing = body["detail"] == "No release has this id.";
        assert_eq!(missing, status == 404, "{path}: {body}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn releases_are_filtered_and_told_newest_first() {
    let (platform, key) = revised().await;
    let rows = platform.rows_as(&key, PATH).await;
    assert_eq!(column(&rows, "state"), ["published", "superseded", "published"]);
    let all = &[SECOND, FIRST, OLDER][..];
    for (query, expected) in [
        ("", all),
        ("publication=epraccur", all),
        ("publication=epcn,epraccur", all),
        ("publication=epcn", &[]),
        ("period=2026-02-03", &[SECOND, FIRST]),
        ("period=2025-09-01&period=2026-02-03", all),
        ("period=2026-02", &[]),
        ("since=2024-06-01", all),
        ("since=2024-06-02", &[SECOND, FIRST]),
        ("since=2999-12-31", &[]),
        ("publication=epraccur&period=2025-09-01&since=2024-06-02", &[]),
        ("publication=&period=&since=", all),
        ("as_of=2024-06-01", &[OLDER]),
        ("as_of=2024-05-31", &[]),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(column(&rows, "id"), expected, "{query}");
    }
    for (query, wrong) in [
        ("since=yesterday", &["since"][..]),
        ("since=2026-02-30", &["since"]),
        ("since=2026-2-3&as_of=2026&fields=salary", &["as_of", "fields", "since"]),
        (&format!("publication={}", vec!["epcn"; 51].join(",")), &["publication"]),
    ] {
        let response = platform.get_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(response.status(), 400, "{query}");
        let body: Value = response.json().await.unwrap();
        let named: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(named, wrong, "{query}");
    }
    platform.stop().await;
}

#[derive(Debug, PartialEq, Deserialize)]
struct Told {
    id: String,
    state: String,
    revision: u32,
    rows: i64,
    files: Vec<File>,
    changes: Option<Counts>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct File {
    name: String,
    bytes: i64,
    sha256: String,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Counts {
    added: i64,
    changed: i64,
    removed: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn releases_come_in_every_form() {
    let (platform, key) = revised().await;
    let path = format!("{PATH}?as_of=");
    let rows = platform.rows_as(&key, &path).await;
    assert!(platform.all_rows_as(&key, &path).await == rows);
    let told: Vec<Told> = serde_json::from_value(json!(rows)).unwrap();
    assert_eq!(parquet_as::<Told>(&platform, &key, &path).await, told);
    let lines = csv_as(&platform, &key, &path).await;
    assert_eq!(lines.len(), rows.len());
    for (line, row) in lines.iter().zip(&rows) {
        assert_eq!(row["id"], line["id"]);
        let files: Value = serde_json::from_str(&line["files"]).unwrap();
        assert_eq!(row["files"], files, "{}", row["id"]);
        for of in ["added", "changed", "removed"] {
            let count = row["changes"].get(of).map(Value::to_string).unwrap_or_default();
            assert_eq!(line[&format!("changes_{of}")], count, "{}", row["id"]);
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_of_the_demo_is_a_release() {
    let (platform, key) = Platform::demo().await;
    let rows = platform.rows_as(&key, PATH).await;
    let folder = tempfile::tempdir().unwrap();
    let files = reference::demo::write(folder.path()).unwrap();
    assert_eq!(rows.len(), files.len());
    let newest_first = column(&rows, "period").into_iter().map(Reverse);
    let order: Vec<_> = column(&rows, "publication").into_iter().zip(newest_first).collect();
    assert!(order.is_sorted_by(|one, next| one < next), "{order:?}");
    for (publication, file) in &files {
        let own = json!([{
            "name": file.file_name().unwrap().to_str(),
            "bytes": file.metadata().unwrap().len(),
            "sha256": sha256(file),
        }]);
        let made = rows.iter().filter(|row| row["publication"] == *publication);
        assert_eq!(made.filter(|row| row["files"] == own).count(), 1, "{}", file.display());
    }
    for release in platform.importer().list().await.unwrap() {
        let row = rows.iter().find(|row| row["id"] == release.id).unwrap();
        let segment = sha256(&platform.objects().join(&release.segment));
        for (name, expected) in [
            ("segment_sha256", json!(segment)),
            ("rows", json!(release.rows)),
            ("state", json!("published")),
            ("origin", json!("demo")),
            ("revision", json!(1)),
            ("changes", Value::Null),
        ] {
            assert_eq!(row[name], expected, "{name} of {}", release.id);
        }
    }
    for (query, expected) in [
        ("publication=epcn", &["epcn-2019-07-01-r1"][..]),
        (
            "publication=gp-reg-pat-prac-quin-age,gp-reg-pat-prac-map&period=2025-02-01",
            &["gp-reg-pat-prac-map-2025-02-01-r1", "gp-reg-pat-prac-quin-age-2025-02-01-r1"],
        ),
        ("publication=epcn&period=2025-02-01", &[]),
        ("as_of=2020-01-01", &[]),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}?{query}")).await;
        assert_eq!(column(&rows, "id"), expected, "{query}");
    }
    for path in [
        "/api/v1/practices/",
        "/api/v1/pcns/",
        "/api/v1/list-sizes/?month=2026-01",
        "/api/v1/gp-appointments/?month=2026-01",
        "/api/v1/qof/years/",
        "/api/v1/qof/indicators/?year=2025/26",
        "/api/v1/qof/achievement/?practice=Z00001&year=2025/26",
        "/api/v1/qof/prevalence/?practice=Z00001",
        "/api/v1/qof/prevalence/national/",
        "/api/v1/nwrs/snapshots/",
        "/api/v1/nwrs/?snapshot=2026-01-31",
        "/api/v1/nhs-payments/practices/?year=2025/26",
        "/api/v1/nhs-payments/pcns/?year=2025/26",
    ] {
        let rows = platform.rows_as(&key, path).await;
        let mut named = column(&rows, "release");
        named.sort_unstable();
        named.dedup();
        assert!(!named.is_empty(), "{path}");
        for id in named {
            assert_eq!(platform.json_as(&key, &format!("{PATH}{id}/")).await["id"], id, "{path}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_rows_are_told_with_their_line() {
    let platform = Platform::start().await;
    let odd = epraccur(
        "20260203",
        [
            Practice { code: "Z9", ..Practice::default() },
            Practice { code: "Y99999", status: "ACTIVE", ..Practice::default() },
        ],
    );
    platform.publish(&(many("20260203", 300) + &odd)).await;
    platform.publish(&many("20260203", 301)).await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    known(&platform, &key, SECOND).await;

    let file = "epraccur.csv";
    let faults = [
        (301, 1, "\"Z9\" is not an ODS code: 3 to 10 letters and digits."),
        (302, 13, "\"ACTIVE\" is not a status of this vocabulary"),
    ];
    let expected = faults
        .map(|(line, at, why)| json!({ "file": file, "line": line, "column": at, "reason": why }));
    let path = format!("{PATH}{FIRST}/rejects/?as_of=");
    assert_eq!(platform.rows_as(&key, &path).await, expected);
    assert_eq!(platform.all_rows_as(&key, &path).await, expected);
    let text = platform.get_as(&key, &format!("{path}&format=csv")).await.text().await.unwrap();
    let mut lines = vec!["file,line,column,reason\r\n".to_owned()];
    lines.extend(faults.map(|(line, column, reason)| {
        let reason = reason.replace('"', "\"\"");
        format!("{file},{line},{column},\"{reason}\"\r\n")
    }));
    assert_eq!(text, lines.concat());
    for (id, rows, rejects) in [(FIRST, 300, 2), (SECOND, 301, 0)] {
        let release = platform.json_as(&key, &format!("{PATH}{id}/")).await;
        assert_eq!((&release["rows"], &release["rejects"]), (&json!(rows), &json!(rejects)));
        let told = platform.json_as(&key, &format!("{PATH}{id}/rejects/")).await;
        assert_eq!(told["count"], rejects, "{id}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_twin_is_one_more_file_of_its_release() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let text = many("20260203", 5_000);
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let options = Options::of(Origin::Published);
    let one = file("epraccur.csv", &text);
    let outcome = import(&platform, "epraccur", &one, options).await;
    assert!(matches!(&outcome, Outcome::Published(..)), "{outcome:?}");
    known(&platform, &key, FIRST).await;
    let path = format!("{PATH}{FIRST}/");
    let response = platform.get_as(&key, &path).await;
    let tag = header(&response, "etag").unwrap().to_owned();
    let before: Value = response.json().await.unwrap();

    let twin = file("twin.csv", &text.replace("\r\n", "\n"));
    for _ in 0..2 {
        let outcome = import(&platform, "epraccur", &twin, options).await;
        let Outcome::Held(held) = outcome else { panic!("{outcome:?}") };
        assert_eq!((held.id.as_str(), held.files.len()), (FIRST, 2));
    }
    assert_eq!(platform.importer().list().await.unwrap().len(), 1);
    eventually("the twin is told", async || {
        for answer in platform.everywhere_as(&key, &path).await {
            let told: Value = answer.json().await.unwrap();
            if told["files"].as_array().unwrap().len() != 2 {
                return false;
            }
        }
        true
    })
    .await;
    let response = platform.get_as(&key, &path).await;
    assert_ne!(header(&response, "etag"), Some(tag.as_str()));
    let after: Value = response.json().await.unwrap();
    let told = after["files"].as_array().unwrap();
    assert_eq!(column(told, "name"), ["epraccur.csv", "twin.csv"]);
    assert_eq!(column(told, "sha256"), [sha256(&one), sha256(&twin)]);
    for name in ["revision", "state", "rows", "segment_sha256", "imported_at", "changes"] {
        assert_eq!(after[name], before[name], "{name}");
    }
    platform.stop().await;
}
