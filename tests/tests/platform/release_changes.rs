//! `/api/v1/reference/releases/{id}/changes/`, and what is said of revised figures.

use accounts::store::api_keys::Terms;
use end_to_end::{Platform, column, header};
use reference::domain::Origin;
use reference::import::Options;
use serde::Deserialize;
use serde_json::{Value, json};

use super::releases::{FIRST, OLDER, PATH, SECOND, csv_as, import, known, parquet_as, revised};

/// The fields of a row that only one release has: the one `after`, or `before`.
fn whole(code: &str, name: &str, side: &str) -> Value {
    let fields = [
        ("code", json!(code)),
        ("name", json!(name)),
        ("region_code", json!("Y91")),
        ("icb_code", json!("QZ1")),
        ("address", json!(["1 HIGH STREET", "ASHCOMBE"])),
        ("postcode", json!("ZZ1 1ZZ")),
        ("opened_on", json!("2026-02-03")),
        ("status", json!("active")),
        ("subtype", json!("B")),
        ("sub_icb_code", json!("91Z")),
        ("joined_on", json!("2026-02-03")),
        ("phone", json!("01632 960001")),
        ("amended", json!(false)),
        ("provider_code", json!("91Z")),
        ("roles", json!(["RO76"])),
    ];
    let told = fields.into_iter().map(|(field, value)| {
        let mut told = json!({ "name": field, "before": null, "after": null });
        told[side] = json!(value.to_string());
        told
    });
    told.collect()
}

/// How [`SECOND`] differs from [`FIRST`].
fn changes() -> [Value; 3] {
    let renamed = json!({
        "name": "name",
        "before": "\"MILL SURGERY\"",
        "after": "\"THE NEW MILL\"",
    });
    [
        json!({ "key": "Z00002", "kind": "changed", "fields": [renamed] }),
        json!({
            "key": "Z00003",
            "kind": "removed",
            "fields": whole("Z00003", "OAK SURGERY", "before"),
        }),
        json!({
            "key": "Z00004",
            "kind": "added",
            "fields": whole("Z00004", "ASH SURGERY", "after"),
        }),
    ]
}

#[derive(Debug, PartialEq, Deserialize)]
struct Changed {
    key: String,
    kind: String,
    fields: Vec<Field>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Field {
    name: String,
    before: Option<String>,
    after: Option<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_come_in_every_form() {
    let (platform, key) = revised().await;
    let path = format!("{PATH}{SECOND}/changes/?against=");
    let expected = changes();
    assert_eq!(platform.rows_as(&key, &path).await, expected);
    assert_eq!(platform.all_rows_as(&key, &path).await, expected);
    let told: Vec<Changed> = serde_json::from_value(json!(expected)).unwrap();
    assert_eq!(parquet_as::<Changed>(&platform, &key, &path).await, told);
    let lines = csv_as(&platform, &key, &path).await;
    assert_eq!(lines.len(), expected.len());
    for (line, change) in lines.iter().zip(&expected) {
        let fields: Value = serde_json::from_str(&line["fields"]).unwrap();
        let told = json!({ "key": line["key"], "kind": line["kind"], "fields": fields });
        assert_eq!(told, *change);
    }
    for form in ["csv", "ndjson", "parquet"] {
        let response = platform.get_as(&key, &format!("{path}&format={form}")).await;
        let name = path.split('?').next().unwrap().trim_start_matches("/api/v1/");
        let name = name.trim_end_matches('/').replace('/', "-");
        let named = format!("attachment; filename=\"{name}.{form}\"");
        assert_eq!(header(&response, "content-disposition"), Some(named.as_str()));
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn releases_of_a_publication_are_compared() {
    let (platform, key) = revised().await;
    let folder = tempfile::tempdir().unwrap();
    let files = reference::demo::write(folder.path()).unwrap();
    let (_, epcn) = files.iter().find(|(name, _)| *name == "epcn").unwrap();
    import(&platform, "epcn", epcn, Options::of(Origin::Demo)).await;
    known(&platform, &key, "epcn-2019-07-01-r1").await;

    let since_first = &["Z00002 changed", "Z00003 removed", "Z00004 added"][..];
    let since_older = &["Z00001 changed", "Z00002 added", "Z00004 added"][..];
    for (id, query, expected) in [
        (SECOND, String::new(), since_first),
        (SECOND, format!("against={FIRST}"), since_first),
        (FIRST, format!("against={SECOND}"), &["Z00002 changed", "Z00003 added", "Z00004 removed"]),
        (SECOND, format!("against={SECOND}"), &[]),
        // Another period.
        (SECOND, format!("against={OLDER}"), since_older),
        // The first of their periods.
        (FIRST, String::new(), &[]),
        (OLDER, String::new(), &[]),
        (SECOND, "page_size=1&page=3".to_owned(), &["Z00004 added"]),
    ] {
        let rows = platform.rows_as(&key, &format!("{PATH}{id}/changes/?{query}")).await;
        let told = column(&rows, "key").into_iter().zip(column(&rows, "kind"));
        let told: Vec<String> = told.map(|(key, kind)| format!("{key} {kind}")).collect();
        assert_eq!(told, expected, "{id} {query}");
    }
    let rows = platform.rows_as(&key, &format!("{PATH}{SECOND}/changes/?against={OLDER}")).await;
    let (before, after) = ("\"2025-09-01\"", "\"2026-02-03\"");
    let days = |name: &str| json!({ "name": name, "before": before, "after": after });
    assert_eq!(rows[0]["fields"], json!([days("opened_on"), days("joined_on")]));

    let unknown = "No release has this id.";
    for (id, query, status, expected) in [
        (SECOND, "against=nothing", 400, json!({ "against": [unknown] })),
        (
            SECOND,
            "against=epcn-2019-07-01-r1",
            400,
            json!({ "against": ["This release belongs to another publication."] }),
        ),
        ("nothing", "against=nothing", 404, json!({ "detail": unknown })),
        (SECOND, "page=2", 404, json!({ "detail": "Invalid page." })),
    ] {
        let path = format!("{PATH}{id}/changes/?{query}");
        let response = platform.get_as(&key, &path).await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.json::<Value>().await.unwrap(), expected, "{path}");
    }
    let path = format!("{PATH}{SECOND}/changes/?against=nothing&fields=salary");
    let body: Value = platform.get_as(&key, &path).await.json().await.unwrap();
    let named: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(named, ["against", "fields"], "every mistake at once");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_revised_by_later_ones_and_not_by_the_first_after_the_demo() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let files = reference::demo::write(folder.path()).unwrap();
    let publication = "gp-reg-pat-prac-quin-age";
    let (_, newest) = files.iter().rfind(|(name, _)| *name == publication).unwrap();
    // One practice has its men for women: all the sums stay right.
    let text = std::fs::read_to_string(newest).unwrap();
    let swap = |line: &str| match line.split_once(",GP,Z00001,") {
        Some(_) if line.contains(",MALE,") => line.replace(",MALE,", ",FEMALE,"),
        Some(_) => line.replace(",FEMALE,", ",MALE,"),
        None => line.to_owned(),
    };
    let mended = folder.path().join("mended.csv");
    let lines = text.split_inclusive('\n').map(swap);
    std::fs::write(&mended, lines.collect::<String>()).unwrap();

    let counts = json!({ "added": 0, "changed": 1, "removed": 0 });
    for (revision, file, origin, revised, changes) in [
        (1, newest, Origin::Demo, false, &Value::Null),
        (2, newest, Origin::Published, false, &Value::Null),
        (3, &mended, Origin::Published, true, &counts),
    ] {
        let options = Options { force: true, ..Options::of(origin) };
        import(&platform, publication, file, options).await;
        let id = format!("{publication}-2026-01-01-r{revision}");
        known(&platform, &key, &id).await;
        assert_eq!(platform.json_as(&key, &format!("{PATH}{id}/")).await["changes"], *changes);
        let rows = platform.rows_as(&key, "/api/v1/list-sizes/?month=2026-01").await;
        assert_eq!(rows.len(), 60);
        for row in rows {
            assert_eq!((&row["release"], &row["revised"]), (&json!(id), &json!(revised)));
        }
    }
    let rows = platform.rows_as(&key, PATH).await;
    assert_eq!(column(&rows, "state"), ["published", "superseded", "superseded"]);
    assert_eq!(column(&rows, "origin"), ["published", "published", "demo"]);
    let path = format!("{PATH}{publication}-2026-01-01-r3/changes/");
    let rows = platform.rows_as(&key, &path).await;
    assert_eq!(column(&rows, "key"), ["practice Z00001"]);
    let fields = column(rows[0]["fields"].as_array().unwrap(), "name");
    assert!(fields.ends_with(&["male_bands", "female_bands"]), "{fields:?}");
    platform.stop().await;
}
