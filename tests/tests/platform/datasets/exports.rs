//! Datasets in the forms of others: CSV, and code systems and value sets of FHIR.

use access::Role;
use chrono::{DateTime, Utc};
use end_to_end::datasets::{Caller, PREFIXES, Row, key_of};
use end_to_end::{Platform, header};
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// Texts that a form of answer could trip over.
const OPTIONS: [(&str, &str); 8] = [
    ("b", "plain"),
    ("a", "with, comma"),
    ("10", "with \"quotes\""),
    ("9", "with\nline"),
    ("é", "Ünïcode 😀"),
    ("=1+1", "-formula"),
    ("empty", ""),
    (" blank ", "  around  "),
];

async fn start() -> (Platform, Caller) {
    let platform = Platform::start().await;
    let organization = platform.organization("Our Trust").await;
    let creator = platform.caller("creator", &[(organization, Role::Creator)]).await;
    let ours = Row::new("our_list").called("Our list").of(organization).with(&OPTIONS);
    let nhs = Row::nhs("nhs_list", "NHS list").with(&[("1", "One")]);
    platform.put(&[ours, nhs, Row::platform("none", "None").with(&[])]).await;
    (platform, creator)
}

async fn ask(caller: &Caller, path: &str, (name, value): (&str, &str)) -> Response {
    caller.request(Method::GET, path).header(name, value).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn options_come_as_csv() {
    let (platform, creator) = start().await;
    for prefix in PREFIXES {
        for (path, file) in
            [("our_list/", "our_list.csv"), ("our_list/versions/1/", "our_list-1.csv")]
        {
            let path = format!("{prefix}/datasets/{path}");
            for (path, accept) in [(format!("{path}?format=csv"), "*/*"), (path, "text/csv")] {
                let response = ask(&creator, &path, ("accept", accept)).await;
                assert_eq!(response.status(), 200, "{path}");
                assert_eq!(header(&response, "content-type"), Some("text/csv; charset=utf-8"));
                let disposition = format!("attachment; filename=\"{file}\"");
                assert_eq!(header(&response, "content-disposition"), Some(&*disposition));
                let tag = header(&response, "etag").unwrap().to_owned();
                let text = response.text().await.unwrap();
                let mut reader = csv::Reader::from_reader(text.as_bytes());
                assert_eq!(reader.headers().unwrap(), ["code", "text"].as_slice());
                let rows: Vec<(String, String)> =
                    reader.deserialize().map(|row| row.unwrap()).collect();
                let expected = OPTIONS.map(|(code, text)| (code.to_owned(), text.to_owned()));
                assert_eq!(rows, expected);

                let held = ask(&creator, &path, ("if-none-match", &tag)).await;
                let as_json = !path.contains("format");
                assert_eq!(held.status(), if as_json { 200 } else { 304 }, "{path}");
            }
        }
    }
    let empty = platform.anybody().text("none/?format=csv").await;
    assert_eq!(empty, "code,text\r\n");
    platform.anybody().get("our_list/?format=csv").await.with(404);
    // Only options are a table.
    for path in ["?format=csv", "our_list/versions/?format=csv", "our_list/?format=parquet"] {
        let refused = creator.get(path).await.with(406);
        assert!(refused["detail"].is_string(), "{path}");
    }
    platform.stop().await;
}

/// A resource, and its entity tag.
async fn resource(caller: &Caller, path: &str) -> (Value, String) {
    let response = caller.open(path).await;
    assert_eq!(response.status(), 200, "{path}");
    let kind = header(&response, "content-type").unwrap();
    assert_eq!(kind.split(';').next(), Some("application/fhir+json"), "{path}");
    let tag = header(&response, "etag").unwrap().to_owned();
    (serde_json::from_str(&response.text().await.unwrap()).unwrap(), tag)
}

/// The codes and displays of concepts; no FHIR code has blanks around it, and
/// no text of FHIR is empty.
fn concepts() -> Value {
    let concept = |(code, text): (&str, &str)| match text {
        "" => json!({ "code": code }),
        text => json!({ "code": code.trim(), "display": text }),
    };
    json!(OPTIONS.map(concept))
}

#[tokio::test(flavor = "multi_thread")]
async fn datasets_are_code_systems_and_value_sets() {
    let (platform, creator) = start().await;
    let url = |what: &str| format!("{}/api/v1/datasets/our_list/{what}/", platform.url());
    for prefix in PREFIXES {
        for below in ["", "versions/1/"] {
            let base = format!("{prefix}/datasets/our_list/{below}");
            let (system, _) = resource(&creator, &format!("{base}code-system/")).await;
            let (set, _) = resource(&creator, &format!("{base}value-set/")).await;
            for (told, kind, what) in
                [(&system, "CodeSystem", "code-system"), (&set, "ValueSet", "value-set")]
            {
                let expected = json!({
                    "resourceType": kind,
                    "id": "our.list",
                    "url": url(what),
                    "version": "1",
                    "name": "Our_list",
                    "title": "Our list",
                    "status": "draft",
                    "experimental": false,
                    "publisher": "Our Trust"
                });
                for (name, value) in expected.as_object().unwrap() {
                    assert_eq!(told[name], *value, "{name}: {told}");
                }
                told["date"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
                assert_no_nulls(told);
            }
            assert_eq!(system["caseSensitive"], true);
            assert_eq!(system["content"], "complete");
            assert_eq!(system["count"], OPTIONS.len());
            assert_eq!(system["concept"], concepts());
            let include = json!([{ "system": url("code-system"), "version": "1",
                "concept": concepts() }]);
            assert_eq!(set["compose"]["include"], include);
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fhir_is_to_be_had_in_json_alone() {
    let (platform, creator) = start().await;
    for path in [
        "our_list/code-system/",
        "our_list/value-set/",
        "our_list/versions/1/code-system/",
        "our_list/versions/1/value-set/",
    ] {
        for accept in ["application/fhir+json", "application/json", "*/*", "text/html, */*;q=0.1"] {
            let response = ask(&creator, path, ("accept", accept)).await;
            assert_eq!(response.status(), 200, "{path} {accept}");
            let kind = header(&response, "content-type");
            assert_eq!(kind, Some("application/fhir+json"), "{path} {accept}");
        }
        for accept in ["application/xml", "application/fhir+xml", "text/html", "text/csv"] {
            let response = ask(&creator, path, ("accept", accept)).await;
            assert_eq!(response.status(), 406, "{path} {accept}");
        }
        creator.get(&format!("{path}?format=csv")).await.with(406);
        let told = creator.call(Method::OPTIONS, path, None).await.with(200);
        assert_eq!(told["renders"], json!(["application/fhir+json"]), "{path}");
    }
    platform.stop().await;
}

/// FHIR has no nulls, and nothing that is empty.
#[track_caller]
fn assert_no_nulls(value: &Value) {
    match value {
        Value::Null => panic!("null"),
        Value::String(text) => assert_ne!(text, ""),
        Value::Array(items) => {
            assert!(!items.is_empty());
            items.iter().for_each(assert_no_nulls);
        }
        Value::Object(members) => {
            assert!(!members.is_empty());
            members.values().for_each(assert_no_nulls);
        }
        Value::Bool(_) | Value::Number(_) => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn resources_follow_their_datasets() {
    let (platform, creator) = start().await;
    let (first, tag) = resource(&creator, "our_list/code-system/").await;
    let held =
        creator.call_with(("if-none-match", &tag), Method::GET, "our_list/code-system/", None);
    assert_eq!(held.await.with(304), Value::Null);
    let body = json!({ "name": "Renamed", "description": "Said", "options": { "z": "Z" } });
    creator.patch("our_list/", body).await.with(200);
    creator.post("our_list/publish/", json!({})).await.with(200);
    let (second, new_tag) = resource(&platform.anybody(), "our_list/code-system/").await;
    assert_ne!(tag, new_tag);
    assert_eq!(second["url"], first["url"], "versions are of one code system");
    let told = ["version", "title", "status", "description", "count"].map(|name| &second[name]);
    let expected = [json!("2"), json!("Renamed"), json!("active"), json!("Said"), json!(1)];
    assert_eq!(told.map(Value::clone), expected);
    let (then, _) = resource(&creator, "our_list/versions/1/code-system/").await;
    assert_eq!([&then["title"], &then["version"]], [&json!("Our list"), &json!("1")]);
    assert_eq!(then["concept"], first["concept"]);
    let (now, _) = resource(&creator, "our_list/versions/2/value-set/").await;
    assert_eq!(now["compose"]["include"][0]["concept"], json!([{ "code": "z", "display": "Z" }]));
    assert_eq!(now["compose"]["include"][0]["version"], "2");

    let (nhs, _) = resource(&platform.anybody(), "nhs_list/code-system/").await;
    assert!(nhs["copyright"].as_str().unwrap().contains("Open Government Licence v3.0"), "{nhs}");
    assert_eq!(nhs.get("publisher"), None);
    let mut key = "nhs_list".to_owned();
    for _ in 0..2 {
        // Copies of copies are still of what the licence is about.
        let copy = creator.post(&format!("{key}/create-custom/"), json!({})).await.with(201);
        key = key_of(&copy).to_owned();
        creator.post(&format!("{key}/publish/"), json!({})).await.with(200);
        let (told, _) = resource(&creator, &format!("{key}/code-system/")).await;
        assert_eq!(told["copyright"], nhs["copyright"]);
    }
    let (own, _) = resource(&creator, "our_list/value-set/").await;
    assert_eq!(own.get("copyright"), None);
    assert_no_nulls(&nhs);
    for path in ["none/code-system/", "none/value-set/"] {
        let (empty, _) = resource(&platform.anybody(), path).await;
        assert_no_nulls(&empty);
    }

    // Ids have 64 characters at most.
    let long = creator.make(json!({ "name": "Long", "key": "long_".repeat(20) })).await;
    let (told, _) = resource(&creator, &format!("{}/value-set/", key_of(&long))).await;
    let id = told["id"].as_str().unwrap();
    assert!(id.len() <= 64 && id.starts_with("long.long."), "{id}");
    assert!(id.chars().all(|one| one.is_ascii_alphanumeric() || "-.".contains(one)), "{id}");
    platform.stop().await;
}
