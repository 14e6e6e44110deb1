//! `/api/v1/reference/publications/`: what there is, and how fresh.

use access::Scope;
use accounts::store::api_keys::Terms;
use end_to_end::fixtures::many;
use end_to_end::{Platform, client, column, header};
use reference::domain::{Origin, Release};
use reference::import::Options;
use reference::publications;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::releases::{self, csv_as, import, known, parquet_as};

const PATH: &str = "/api/v1/reference/publications/";

/// Every series: how often it comes, and its periods in the demo.
const SERIES: [(&str, &str, usize); 19] = [
    ("epcmem", "nightly", 1),
    ("epcn", "nightly", 1),
    ("epcncorepartnerdetails", "nightly", 1),
    ("epraccur", "nightly", 1),
    ("gp-reg-pat-prac-all", "monthly", 0),
    ("gp-reg-pat-prac-map", "monthly", 12),
    ("gp-reg-pat-prac-quin-age", "monthly", 12),
    ("nhs-payments-pcn", "annual", 2),
    ("nhs-payments-practice", "annual", 2),
    ("nwrs-practice-level", "monthly", 2),
    ("practice-level-crosstab", "monthly", 3),
    ("practice-level-crosstab-mapping", "monthly", 3),
    ("qof-achievement", "annual", 2),
    ("qof-mapping-indicators", "annual", 2),
    ("qof-mapping-nhs-geographies", "annual", 2),
    ("qof-mapping-pcas-excl-to-indicator", "annual", 0),
    ("qof-organisation-reference", "annual", 2),
    ("qof-practice-validation-outcomes", "annual", 0),
    ("qof-prevalence", "annual", 2),
];

fn names() -> [&'static str; 19] {
    SERIES.map(|(name, _, _)| name)
}

/// The row of one series.
async fn row(platform: &Platform, key: &str, name: &str) -> Value {
    let rows = platform.rows_as(key, PATH).await;
    rows.into_iter().find(|row| row["name"] == name).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_series_is_told_with_its_newest_period() {
    let (platform, key) = Platform::demo().await;
    let releases = platform.importer().list().await.unwrap();
    let rows = platform.rows_as(&key, PATH).await;
    assert_eq!(column(&rows, "name"), names());
    for (row, (name, cadence, periods)) in rows.iter().zip(SERIES) {
        let publication = publications::find(name).unwrap();
        // By period: the newest is last.
        let newest: Option<&Release> = releases.iter().rfind(|one| one.publication == name);
        for (field, expected) in [
            ("title", json!(publication.facts().title)),
            ("source_url", json!(publication.facts().source)),
            ("cadence", json!(cadence)),
            ("periods", json!(periods)),
            ("incomplete_periods", json!([])),
            ("newest_period", json!(newest.map(|newest| &newest.period.label))),
            ("newest_release", json!(newest.map(|newest| &newest.id))),
            ("published_on", Value::Null),
            ("imported_at", json!(newest.map(|newest| newest.imported_at))),
            ("rows", json!(newest.map(|newest| newest.rows))),
        ] {
            assert_eq!(row[field], expected, "{field} of {name}");
        }
        assert_eq!(row["next_expected"].is_string(), periods > 0, "{name}");
        assert!(row["stale"].is_boolean(), "{name}");
    }
    let before = platform.rows_as(&key, &format!("{PATH}?as_of=2020-01-01")).await;
    assert_eq!(column(&before, "name"), names());
    assert!(before.iter().all(|row| row["periods"] == 0 && row["newest_release"].is_null()));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_imported_is_neither_there_nor_stale() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let rows = platform.rows_as(&key, PATH).await;
    assert_eq!(column(&rows, "name"), names());
    for row in rows {
        for field in [
            "newest_period",
            "newest_release",
            "published_on",
            "imported_at",
            "rows",
            "next_expected",
        ] {
            assert_eq!(row[field], Value::Null, "{field} of {}", row["name"]);
        }
        assert_eq!((&row["periods"], &row["stale"]), (&json!(0), &json!(false)), "{}", row["name"]);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_overdue_is_stale() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    for (day, count, release, periods, next, stale) in [
        ("20200101", 3, "epraccur-2020-01-01-r1", 1, "2020-02-02", true),
        // A revision is no period of its own.
        ("20200101", 4, "epraccur-2020-01-01-r2", 1, "2020-02-02", true),
        // Of a day that is not here yet.
        ("21260101", 5, "epraccur-2126-01-01-r1", 2, "2126-02-02", false),
        // Older than what is held: it changes the number of periods alone.
        ("20190101", 6, "epraccur-2019-01-01-r1", 3, "2126-02-02", false),
    ] {
        platform.publish(&many(day, count)).await;
        known(&platform, &key, release).await;
        let own = row(&platform, &key, "epraccur").await;
        for (field, expected) in
            [("periods", json!(periods)), ("next_expected", json!(next)), ("stale", json!(stale))]
        {
            assert_eq!(own[field], expected, "{field} after {release}");
        }
    }
    let newest = row(&platform, &key, "epraccur").await;
    assert_eq!(newest["newest_release"], "epraccur-2126-01-01-r1");
    assert_eq!((&newest["newest_period"], &newest["rows"]), (&json!("2126-01-01"), &json!(5)));

    let folder = tempfile::tempdir().unwrap();
    let files = reference::demo::write(folder.path()).unwrap();
    let name = "gp-reg-pat-prac-quin-age";
    let (_, oldest) = files.iter().find(|(publication, _)| *publication == name).unwrap();
    let published_on = Some("2025-02-13".parse().unwrap());
    let options = Options { published_on, ..Options::of(Origin::Demo) };
    import(&platform, name, oldest, options).await;
    known(&platform, &key, "gp-reg-pat-prac-quin-age-2025-02-01-r1").await;
    let list = row(&platform, &key, name).await;
    for (field, expected) in [
        ("newest_period", json!("2025-02-01")),
        ("published_on", json!("2025-02-13")),
        // A month after the list, and two weeks to publish it.
        ("next_expected", json!("2025-03-18")),
        ("stale", json!(true)),
    ] {
        assert_eq!(list[field], expected, "{field}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_good_key_may_read_it() {
    let platform = Platform::start().await;
    let narrow = Terms { scopes: vec![Scope::Practices], ..Terms::default() };
    let (_, key) = platform.key("jo", narrow).await;
    for (path, status) in [(PATH, 200), (releases::PATH, 200), ("/api/v1/pcns/", 403)] {
        assert_eq!(platform.get_as(&key, path).await.status(), status, "{path}");
        assert_eq!(platform.get_as("nonsense", path).await.status(), 401, "{path}");
        assert_eq!(platform.get(path).await.status(), 401, "{path}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_depends_on_the_day_and_has_no_tag() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    for (path, tagged) in [
        (PATH.to_owned(), false),
        (format!("{PATH}?format=csv"), false),
        (format!("{PATH}?as_of=2020-01-01"), false),
        (releases::PATH.to_owned(), true),
    ] {
        let response = platform.get_as(&key, &path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(header(&response, "etag").is_some(), tagged, "{path}");
        let request = client().get(format!("{}{path}", platform.url())).bearer_auth(&key);
        let response = request.header("if-none-match", "*").send().await.unwrap();
        assert_eq!(response.status(), if tagged { 304 } else { 200 }, "{path}");
    }
    platform.stop().await;
}

#[derive(Debug, PartialEq, Deserialize)]
struct Series {
    name: String,
    cadence: String,
    periods: u32,
    newest_release: Option<String>,
    rows: Option<i64>,
    stale: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn it_comes_in_every_form() {
    let (platform, key) = Platform::demo().await;
    let path = format!("{PATH}?as_of=");
    let rows = platform.rows_as(&key, &path).await;
    assert!(platform.all_rows_as(&key, &path).await == rows);
    let told: Vec<Series> = serde_json::from_value(json!(rows)).unwrap();
    assert_eq!(parquet_as::<Series>(&platform, &key, &path).await, told);
    let lines = csv_as(&platform, &key, &path).await;
    assert_eq!(lines.len(), rows.len());
    for (line, row) in lines.iter().zip(&rows) {
        for (field, value) in row.as_object().unwrap() {
            let expected = match value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                Value::Array(periods) if periods.is_empty() => String::new(),
                other => other.to_string(),
            };
            assert_eq!(line[field], expected, "{field} of {}", row["name"]);
        }
    }
    platform.stop().await;
}
