//! What may be said of a dataset, and what becomes of it.

use access::Role;
use chrono::{DateTime, Utc};
use end_to_end::Platform;
use end_to_end::datasets::{Caller, Row, key_of, options_json};
use end_to_end::rota::{keys_of, merged};
use reqwest::Method;
use serde_json::{Value, json};

/// A platform, an organisation, and somebody who may change things there.
async fn start() -> (Platform, i64, Caller) {
    let platform = Platform::start().await;
    let organization = platform.organization("Our Trust").await;
    let creator = platform.caller("creator", &[(organization, Role::Creator)]).await;
    (platform, organization, creator)
}

/// What owners may write, as it is answered.
#[track_caller]
fn words(dataset: &Value) -> Value {
    let names = ["name", "description", "options", "tags", "format_pattern", "reference_url"];
    names.into_iter().map(|name| (name.to_owned(), dataset[name].clone())).collect()
}

fn url_of(length: usize) -> String {
    let start = "https://example.org/";
    format!("{start}{}", "x".repeat(length - start.len()))
}

/// Fields that are wrong wherever they are written.
fn wrong() -> Vec<(&'static str, Value)> {
    let texts = [json!(null), json!(true), json!([]), json!({}), json!("a\u{0}b")];
    let mut wrong = Vec::new();
    for name in ["name", "description", "format_pattern", "reference_url"] {
        wrong.extend(texts.iter().map(|value| (name, value.clone())));
    }
    wrong.extend([
        ("name", json!("")),
        ("name", json!("  \t")),
        ("name", json!("é".repeat(256))),
        ("format_pattern", json!("é".repeat(51))),
        ("reference_url", json!("nonsense")),
        ("reference_url", json!("/datasets/")),
        ("reference_url", json!("//example.org/")),
        ("reference_url", json!("https://")),
        ("reference_url", json!("http://.")),
        ("reference_url", json!("http://a..b/")),
        ("reference_url", json!("http://-")),
        ("name", json!(1e30)),
        ("reference_url", json!("javascript:alert(1)")),
        ("reference_url", json!("ftp://example.org/")),
        ("reference_url", json!(url_of(201))),
    ]);
    for value in [json!([]), json!("a"), json!(5), json!(null), json!(true), json!([["a", "b"]])] {
        wrong.push(("options", value));
    }
    for value in [json!(null), json!(true), json!([]), json!({}), json!("a\u{0}b")] {
        wrong.push(("options", json!({ "good": "text", "a": value })));
    }
    wrong.push(("options", json!({ "": "text" })));
    wrong.push(("options", json!({ "a\u{0}": "text" })));
    for value in [json!("a"), json!({}), json!(5), json!(null), json!(true)] {
        wrong.push(("tags", value));
    }
    for value in
        [json!(1), json!(null), json!(true), json!([]), json!(""), json!("  "), json!("\u{0}")]
    {
        wrong.push(("tags", json!(["good", value])));
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_that_is_wrong_is_named() {
    let (platform, organization, creator) = start().await;
    let gone = creator.make(json!({ "name": "Gone", "key": "gone" })).await;
    creator.delete("gone/").await.with(204);
    let made = creator.make(json!({ "name": "There", "key": "there" })).await;
    for (name, value) in wrong() {
        let body = merged(json!({ "name": "List" }), json!({ name: value }));
        for (method, path) in
            [(Method::POST, ""), (Method::PATCH, "there/"), (Method::PUT, "there/")]
        {
            let refused = creator.call(method.clone(), path, Some(&body)).await.with(400);
            let mut named = keys_of(&refused);
            named.retain(|known| *known != "detail");
            assert_eq!(named, [name], "{method} {body}: {refused}");
            assert!(refused[name][0].is_string(), "{method} {body}: {refused}");
        }
    }
    for (name, value) in [
        ("key", json!("Upper")),
        ("key", json!("a b")),
        ("key", json!("a.b")),
        ("key", json!("a/b")),
        ("key", json!("é")),
        ("key", json!("x".repeat(101))),
        ("key", json!("a\u{0}")),
        ("key", json!(true)),
        ("key", json!([])),
        ("key", json!("available-tags")),
        ("key", json!("ethnic_category")),
        ("key", json!("out-patient_attendance_outcome")),
        ("key", json!("hospitals_england_wales")),
        ("key", json!("london_boroughs")),
        ("key", made["key"].clone()),
        ("key", gone["key"].clone()),
        ("category", json!("nonsense")),
        ("category", json!(7)),
        ("source_type", json!("nonsense")),
        ("is_custom", json!("maybe")),
        ("is_global", json!("maybe")),
        ("organization", json!(true)),
        ("organization", json!([])),
        ("organization", json!({})),
        ("organization", json!("ours")),
        ("organization", json!(1.5)),
        ("organization", json!(0)),
        ("organization", json!(-1)),
        ("organization", json!(organization + 1_000)),
        ("organization", json!("99999999999999999999999")),
        ("organization", json!(u64::MAX)),
        ("organization", json!(1e30)),
    ] {
        let body = merged(json!({ "name": "List" }), json!({ name: value }));
        let refused = creator.post("", body.clone()).await.with(400);
        let mut named = keys_of(&refused);
        named.retain(|known| *known != "detail");
        assert_eq!(named, [name], "{body}: {refused}");
    }
    let all = json!({ "name": "", "options": [], "tags": "x", "reference_url": "y", "key": "A B" });
    let refused = creator.post("", all).await.with(400);
    for name in ["name", "options", "tags", "reference_url", "key"] {
        assert!(refused[name].is_array(), "{refused}");
    }
    for method in [Method::POST, Method::PUT] {
        let path = if method == Method::POST { "" } else { "there/" };
        for body in [Some(json!({})), None] {
            let refused = creator.call(method.clone(), path, body.as_ref()).await.with(400);
            assert!(refused["name"].is_array(), "{method}: {refused}");
        }
    }
    // Nothing has come of all this.
    assert_eq!(creator.keys("").await, ["there"]);
    assert_eq!(creator.get("there/").await.with(200), made);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_right_is_kept_as_it_is_meant() {
    let (platform, organization, creator) = start().await;
    let empty = json!({ "name": "List", "description": "", "options": {}, "tags": [],
        "format_pattern": "", "reference_url": "" });
    let made = creator.make(json!({ "name": "List" })).await;
    assert_eq!(words(&made), empty);
    assert_eq!(made["organization"], organization);
    let path = format!("{}/", key_of(&made));
    for (sent, expected) in [
        (json!({ "name": "  trimmed\n" }), json!({ "name": "trimmed" })),
        (json!({ "name": 5 }), json!({ "name": "5" })),
        (json!({ "name": 1.5 }), json!({ "name": "1.5" })),
        (json!({ "name": "é".repeat(255) }), json!({ "name": "é".repeat(255) })),
        (json!({ "description": 7 }), json!({ "description": "7" })),
        (json!({ "format_pattern": "é".repeat(50) }), json!({ "format_pattern": "é".repeat(50) })),
        (
            json!({ "format_pattern": "anything {at} all" }),
            json!({ "format_pattern": "anything {at} all" }),
        ),
        (json!({ "reference_url": url_of(200) }), json!({ "reference_url": url_of(200) })),
        (
            json!({ "reference_url": "http://a.b/c?d=e#f" }),
            json!({ "reference_url": "http://a.b/c?d=e#f" }),
        ),
        (
            json!({ "options": { "a": 1, "b": 2.5, "c": "", " ": " x " } }),
            json!({ "options": { "a": "1", "b": "2.5", "c": "", " ": " x " } }),
        ),
        (
            json!({ "tags": [" b ", "a", "b", "A", "a b,c"] }),
            json!({ "tags": ["b", "a", "A", "a b,c"] }),
        ),
        (
            json!({ "is_global": "true", "is_custom": 0, "category": "nhs_dd", "source_type": "api" }),
            json!({}),
        ),
        (json!({ "nonsense": { "of": ["all", "kinds"] } }), json!({})),
    ] {
        let base = merged(json!({ "name": "List" }), sent.clone());
        let expected = merged(empty.clone(), expected);
        assert_eq!(words(&creator.make(base.clone()).await), expected, "POST {sent}");
        creator.put(&path, empty.clone()).await.with(200);
        assert_eq!(
            words(&creator.patch(&path, sent.clone()).await.with(200)),
            expected,
            "PATCH {sent}"
        );
        creator.put(&path, empty.clone()).await.with(200);
        assert_eq!(words(&creator.put(&path, base).await.with(200)), expected, "PUT {sent}");
    }
    // Of equal members the last counts.
    let body = r#"{"name":"first","name":"second","options":{"a":"1"},"options":{"a":"2","b":"3","a":"4"}}"#;
    let made = creator.send(Method::POST, "", "application/json", body).await.with(201);
    assert_eq!(made["name"], "second");
    let text = creator.text(&format!("{}/", key_of(&made))).await;
    assert!(text.contains(r#""options":{"a":"4","b":"3"}"#), "{text}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_among_options_keep_their_digits() {
    let (platform, _, creator) = start().await;
    let numbers = ["12345678901234567890123456789", "-0", "1.10", "1e400"];
    let members = |quote: &str| {
        let numbers = numbers.iter().enumerate();
        let members = numbers.map(|(code, number)| format!("\"{code}\":{quote}{number}{quote}"));
        members.collect::<Vec<_>>().join(",")
    };
    let body = format!(r#"{{"name":"List","key":"list","options":{{{}}}}}"#, members(""));
    creator.send(Method::POST, "", "application/json", body).await.with(201);
    let text = creator.text("list/").await;
    assert!(text.contains(&members("\"")), "{text}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_callers_to_say_changes_nothing() {
    let (platform, organization, creator) = start().await;
    let foreign = platform.organization("Foreign Trust").await;
    platform.put(&[Row::new("hidden").of(foreign)]).await;
    let ignored = json!({
        "is_active": false,
        "parent": "hidden",
        "parent_name": "Hidden",
        "version": 99,
        "created_by": 1,
        "created_by_username": "somebody",
        "created_at": "2000-01-01T00:00:00Z",
        "updated_at": "2000-01-01T00:00:00Z",
        "published_at": "2000-01-01T00:00:00Z",
        "last_synced_at": "2000-01-01T00:00:00Z",
        "last_scraped": "2000-01-01T00:00:00Z",
        "is_editable": false,
        "can_publish": false,
        "options_count": 7,
        "organization_name": "Foreign Trust",
        "is_global": true,
        "is_custom": false,
        "category": "nhs_dd",
        "source_type": "scrape"
    });
    let plain = creator.make(json!({ "name": "List", "key": "plain" })).await;
    let made =
        creator.make(merged(json!({ "name": "List", "key": "made" }), ignored.clone())).await;
    let times = ["created_at", "updated_at"];
    for (name, value) in plain.as_object().unwrap() {
        if name != "key" && !times.contains(&name.as_str()) {
            assert_eq!(made[name], *value, "{name}");
        }
    }
    assert!(time(&made["created_at"]) >= time(&plain["created_at"]));

    let more = json!({ "key": "other", "organization": foreign });
    let nonsense = json!({ "key": [], "organization": "x", "category": 7, "is_global": "maybe",
        "is_active": {}, "version": "x", "parent": 5, "created_at": true });
    for body in [merged(ignored.clone(), more), nonsense] {
        for (method, body) in
            [(Method::PATCH, body.clone()), (Method::PUT, merged(body, json!({ "name": "List" })))]
        {
            let before = creator.get("made/").await.with(200);
            let after = creator.call(method.clone(), "made/", Some(&body)).await.with(200);
            for (name, value) in before.as_object().unwrap() {
                match name.as_str() {
                    "version" => assert_eq!(after[name], value.as_i64().unwrap() + 1),
                    "updated_at" => assert!(time(&after[name]) > time(value), "{after}"),
                    _ => assert_eq!(after[name], *value, "{method}: {name}"),
                }
            }
        }
    }
    platform.anybody().get("made/").await.with(404);
    creator.get("other/").await.with(404);
    assert_eq!(creator.get("made/").await.with(200)["organization"], organization);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn options_keep_their_order() {
    let (platform, _, creator) = start().await;
    // Neither by length nor by bytes, nor as a map of numbers would have it.
    let options: Vec<(String, String)> =
        (0..200).map(|at| (format!("{}", (at * 37 + 11) % 1_009), format!("Text {at}"))).collect();
    let reversed: Vec<_> = options.iter().rev().cloned().collect();
    let body = format!(r#"{{"key":"list","options":{},"name":"List"}}"#, options_json(&options));
    creator.send(Method::POST, "", "application/json", body).await.with(201);
    let kept = async |options: &[(String, String)]| {
        let text = creator.text("list/").await;
        assert!(text.contains(&format!("\"options\":{}", options_json(options))), "{text}");
    };
    kept(&options).await;
    for method in [Method::PATCH, Method::PUT] {
        for options in [&reversed, &options] {
            let body = format!(r#"{{"name":"List","options":{}}}"#, options_json(options));
            creator.send(method.clone(), "list/", "application/json", body).await.with(200);
            kept(options).await;
        }
    }
    creator.post("list/publish/", json!({})).await.with(200);
    let copy = creator.post("list/create-custom/", json!({})).await.with(201);
    let text = creator.text(&format!("{}/", key_of(&copy))).await;
    assert!(text.contains(&format!("\"options\":{}", options_json(&options))), "{text}");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_made_of_names() {
    let (platform, organization, creator) = start().await;
    let individual = platform.caller("individual", &[]).await;
    let own = format!("u{}", individual.id.unwrap());
    for (name, slug) in [
        ("Hello, World!", "hello-world"),
        ("Trauma & Orthopaedics (2024)", "trauma-orthopaedics-2024"),
        ("under_score name", "under_score-name"),
        ("日本語", ""),
        (&*"x".repeat(80), &*"x".repeat(50)),
    ] {
        for (caller, owner) in [(&creator, organization.to_string()), (&individual, own.clone())] {
            for key in [json!(null), json!("")] {
                let made = caller.make(json!({ "name": name, "key": key })).await;
                let key = key_of(&made);
                let end = key.strip_prefix(&format!("{slug}_{owner}_"));
                let mut parts = end.unwrap_or_else(|| panic!("{key}")).split('_');
                let seconds: i64 = parts.next().unwrap().parse().unwrap();
                assert!((Utc::now().timestamp() - seconds).abs() < 60, "{key}");
                assert!(parts.next().is_none_or(|number| number.parse::<u64>().is_ok()), "{key}");
                assert_eq!(caller.get(&format!("{key}/")).await.with(200)["name"], name);
            }
        }
    }
    for key in ["a", "7", "-", "_", "north-wards_2", &"x".repeat(100)] {
        let made = creator.make(json!({ "name": "List", "key": key })).await;
        assert_eq!(key_of(&made), key);
        assert_eq!(creator.get(&format!("{key}/")).await.with(200), made);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn custom_versions_are_what_they_are_of() {
    let (platform, organization, creator) = start().await;
    let long = "x".repeat(100);
    let source = Row::nhs(&long, "Source").tagged(&["b", "a"]).with(&[("2", "Two"), ("1", "One")]);
    let endless = Row::platform("endless", &"é".repeat(255));
    platform.put(&[source, endless]).await;
    let path = format!("{long}/create-custom/");
    for (sent, expected) in [
        (json!({}), Some("Source (Custom)")),
        (json!({ "name": null }), Some("Source (Custom)")),
        (json!({ "name": "" }), Some("Source (Custom)")),
        (json!({ "name": " Ours " }), Some("Ours")),
        (json!({ "name": 7 }), Some("7")),
        (json!({ "name": "é".repeat(255) }), Some(&*"é".repeat(255))),
        (json!({ "name": "  " }), None),
        (json!({ "name": "é".repeat(256) }), None),
        (json!({ "name": ["a"] }), None),
        (json!({ "name": {} }), None),
        (json!({ "name": true }), None),
        (json!({ "name": "a\u{0}" }), None),
    ] {
        let answer = creator.post(&path, sent.clone()).await;
        let Some(expected) = expected else {
            assert!(answer.with(400)["name"].is_array(), "{sent}");
            continue;
        };
        let made = answer.with(201);
        assert_eq!(made["name"], expected);
        let copied = json!({ "description": "Custom version of Source", "tags": ["b", "a"],
            "options": { "2": "Two", "1": "One" }, "format_pattern": "code - description",
            "reference_url": "", "parent": long, "parent_name": "Source", "version": 1,
            "organization": organization, "is_global": false, "last_scraped": null });
        for (name, value) in copied.as_object().unwrap() {
            assert_eq!(made[name], *value, "{name}: {made}");
        }
        let key = key_of(&made);
        assert!(key.len() <= 100 && key.contains(&format!("_custom_{organization}_")), "{key}");
    }
    let made = creator.call(Method::POST, "endless/create-custom/", None).await.with(201);
    let name = made["name"].as_str().unwrap();
    assert!(name.chars().count() <= 255 && name.starts_with("éé"), "{name}");
    for value in [json!(true), json!([]), json!({}), json!("ours"), json!(1.5), json!(false)] {
        let refused = creator.post(&path, json!({ "organization": value })).await.with(400);
        assert!(refused["organization"].is_array(), "{value}: {refused}");
    }
    let beyond = [json!(u64::MAX), json!("9".repeat(30)), json!(1e30)];
    for value in [json!(0), json!("0"), json!(organization + 1_000)].into_iter().chain(beyond) {
        creator.post(&path, json!({ "organization": value })).await.with(404);
    }

    // Of copies of copies the keys do not grow for ever, and each names the last.
    let mut parent = "endless".to_owned();
    for _ in 0..6 {
        let body = json!({ "name": "Copy" });
        let made = creator.post(&format!("{parent}/create-custom/"), body).await.with(201);
        assert_eq!(made["parent"], parent);
        parent = key_of(&made).to_owned();
        assert!(parent.len() <= 100, "{parent}");
        creator.post(&format!("{parent}/publish/"), json!({})).await.with(200);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn that_a_list_cannot_be_copied_yet_is_told_last() {
    let (platform, organization, creator) = start().await;
    let foreign = platform.organization("Their Trust").await;
    creator.make(json!({ "name": "List", "key": "list" })).await;
    for (body, status, wrong) in [
        (json!({ "name": true }), 400, &["name"][..]),
        (json!({ "organization": true, "name": "  " }), 400, &["name", "organization"]),
        (json!({ "organization": foreign }), 403, &[]),
        (json!({ "organization": foreign + 1_000 }), 404, &[]),
        (json!({ "organization": organization }), 400, &[]),
        (json!({}), 400, &[]),
    ] {
        let refused = creator.post("list/create-custom/", body.clone()).await.with(status);
        let mut named = keys_of(&refused);
        named.retain(|known| *known != "detail");
        assert_eq!(named, wrong, "{body}: {refused}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_is_answered_while_names_are_not_known() {
    let (mut platform, organization, creator) = start().await;
    // From now on the caller is known, but nobody's name.
    creator.get("").await.with(200);
    platform.accounts.take().unwrap().stop().await;
    let made = creator.make(json!({ "name": "List", "key": "list" })).await;
    assert_eq!([&made["organization"], &made["version"]], [&json!(organization), &json!(1)]);
    let told = creator.patch("list/", json!({ "name": "Renamed" })).await.with(200);
    for shown in [&made, &told] {
        let names = ["organization_name", "created_by_username"].map(|name| &shown[name]);
        assert_eq!(names, [&Value::Null; 2]);
    }
    // Who only reads can ask again.
    creator.get("list/").await.with(503);
    platform.stop().await;
}

#[track_caller]
fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dataset_lives_by_the_table() {
    let (platform, _, creator) = start().await;
    let made =
        creator.make(json!({ "name": "List", "key": "list", "options": { "a": "A" } })).await;
    let start =
        json!({ "version": 1, "is_global": false, "published_at": null, "is_active": true });
    for (name, value) in start.as_object().unwrap() {
        assert_eq!(made[name], *value, "{name}");
    }
    assert_eq!(made["created_at"], made["updated_at"]);
    let mut last = made;
    // What is done, and by how much the version grows.
    for (method, path, body, versions) in [
        (Method::PATCH, "list/", json!({}), 1),
        (Method::PATCH, "list/", json!({ "name": "Other" }), 1),
        (Method::PUT, "list/", json!({ "name": "Put" }), 1),
        (Method::POST, "list/publish/", json!({}), 0),
        (Method::PATCH, "list/", json!({ "tags": ["late"] }), 1),
    ] {
        let next = creator.call(method.clone(), path, Some(&body)).await.with(200);
        let expected = last["version"].as_i64().unwrap() + versions;
        assert_eq!(next["version"], expected, "{method} {body}");
        assert!(time(&next["updated_at"]) > time(&last["updated_at"]), "{method} {body}");
        assert_eq!(next["created_at"], last["created_at"]);
        assert_eq!(next["options"], json!({ "a": "A" }), "PUT keeps what it does not name");
        if versions == 0 {
            assert_eq!([&next["is_global"], &last["is_global"]], [&json!(true), &json!(false)]);
            assert_eq!(next["published_at"], next["updated_at"]);
        } else {
            assert_eq!(next["published_at"], last["published_at"]);
        }
        assert_eq!(creator.get("list/").await.with(200), next);
        last = next;
    }

    let copy = creator.post("list/create-custom/", json!({})).await.with(201);
    assert_eq!(copy["version"], 1);
    assert_eq!(creator.get("list/").await.with(200), last, "its source is untouched");
    let copied = format!("{}/", key_of(&copy));
    creator.patch("list/", json!({ "name": "Renamed", "options": {} })).await.with(200);
    let left = creator.get(&copied).await.with(200);
    assert_eq!(left["options"], json!({ "a": "A" }));
    assert_eq!([&left["parent_name"], &left["version"]], [&json!("Renamed"), &json!(1)]);

    creator.delete("list/").await.with(204);
    let left = creator.get(&copied).await.with(200);
    assert_eq!([&left["parent"], &left["parent_name"]], [&json!("list"), &json!("Renamed")]);
    for (method, path) in [
        ("GET", "list/"),
        ("PATCH", "list/"),
        ("PUT", "list/"),
        ("DELETE", "list/"),
        ("POST", "list/publish/"),
        ("POST", "list/create-custom/"),
        ("GET", "list/versions/"),
        ("GET", "list/code-system/"),
    ] {
        let body = (method != "GET").then(|| json!({ "name": "List" }));
        creator.call(method.parse().unwrap(), path, body.as_ref()).await.with(404);
    }
    assert_eq!(creator.keys("").await, [key_of(&copy)]);
    let refused = creator.post("", json!({ "name": "List", "key": "list" })).await.with(400);
    assert!(refused["key"].is_array(), "{refused}");
    platform.stop().await;
}
