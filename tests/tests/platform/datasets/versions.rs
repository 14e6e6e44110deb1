//! What a dataset said at each version, and what has changed since.

use access::Role;
use diesel_async::SimpleAsyncConnection;
use end_to_end::Platform;
use end_to_end::datasets::{Caller, PREFIXES, Row, key_of};
use end_to_end::rota::keys_of;
use reqwest::Method;
use serde_json::{Value, json};

async fn start() -> (Platform, Caller) {
    let platform = Platform::start().await;
    let organization = platform.organization("Our Trust").await;
    let creator = platform.caller("creator", &[(organization, Role::Creator)]).await;
    (platform, creator)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_is_kept_as_it_was() {
    let (platform, creator) = start().await;
    // In this very order, which `json!` does not keep.
    let first = r#"{"key":"list","name":"First","options":{"b":"B","a":"A"},"tags":["x"],
        "format_pattern":"p","reference_url":"https://a.test/"}"#;
    let made = creator.send(Method::POST, "", "application/json", first).await.with(201);
    let mut shown = vec![made];
    for body in [
        json!({ "options": { "a": "A" } }),
        json!({ "name": "Third", "description": "More", "tags": [] }),
        json!({ "format_pattern": "", "reference_url": "" }),
        json!({}),
        json!({ "options": { "b": "B", "a": "A" } }),
    ] {
        shown.push(creator.patch("list/", body).await.with(200));
    }
    // Neither of these is a new version.
    creator.post("list/publish/", json!({})).await.with(200);
    let said = ["key", "name", "description", "tags", "options", "format_pattern", "reference_url"];
    for prefix in PREFIXES {
        let base = format!("{prefix}/datasets/list/versions/");
        let list = creator.get(&base).await.with(200);
        assert_eq!(keys_of(&list), ["count", "next", "previous", "results"]);
        assert_eq!(list["count"], 6);
        let rows = list["results"].as_array().unwrap();
        let numbers: Vec<i64> = rows.iter().map(|row| row["version"].as_i64().unwrap()).collect();
        assert_eq!(numbers, [6, 5, 4, 3, 2, 1], "the newest first");
        for (at, (row, then)) in rows.iter().rev().zip(&shown).enumerate() {
            let keys = ["created_at", "created_by", "created_by_username", "name"];
            let expected = [keys.as_slice(), &["options_count", "version"]].concat();
            assert_eq!(keys_of(row), expected);
            assert_eq!(row["name"], then["name"]);
            assert_eq!(row["options_count"], then["options"].as_object().unwrap().len());
            assert_eq!(row["created_by_username"], "creator");
            // A version begins when the dataset was changed.
            assert_eq!(row["created_at"], then["updated_at"]);

            let version = creator.get(&format!("{base}{}/", at + 1)).await.with(200);
            for name in said {
                assert_eq!(version[name], then[name], "{name} of {version}");
            }
            assert_eq!(version["version"], at + 1);
            assert_eq!(version["created_by"], json!(creator.id));
            let beside = ["created_at", "created_by", "created_by_username", "version"];
            let mut expected = [said.as_slice(), &beside].concat();
            expected.sort_unstable();
            assert_eq!(keys_of(&version), expected);
        }
        let first = creator.text(&format!("{base}1/")).await;
        assert!(first.contains(r#""options":{"b":"B","a":"A"}"#), "{first}");
        let page = creator.get(&format!("{base}?page_size=4&page=2")).await.with(200);
        assert_eq!(page["results"].as_array().unwrap().len(), 2);
        let previous = format!("{}{base}?page_size=4", platform.url());
        assert_eq!([&page["previous"], &page["next"]], [&json!(previous), &Value::Null]);
        for number in ["0", "7", "-1", "01", "1.5", "x", "99999999999999999999", "%00", "1%20"] {
            for below in ["", "changes/", "code-system/", "value-set/"] {
                let refused = creator.get(&format!("{base}{number}/{below}")).await.with(404);
                assert_eq!(refused, json!({ "detail": "Not found." }), "{number}/{below}");
            }
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_between_versions_is_told() {
    let (platform, creator) = start().await;
    let lists = [
        json!({ "a": "A", "b": "B", "c": "C", "d": "D" }),
        json!({ "a": "A", "b": "other", "e": "E" }),
    ];
    creator.make(json!({ "key": "list", "name": "List", "options": lists[0] })).await;
    creator.patch("list/", json!({ "options": lists[1] })).await.with(200);
    // In this very order, which `json!` does not keep.
    let reordered = r#"{"options":{"e":"E","b":"other","a":"A"}}"#;
    let kind = "application/json";
    creator.send(Method::PATCH, "list/", kind, reordered).await.with(200);
    creator.patch("list/", json!({ "name": "Renamed" })).await.with(200);

    let none = json!({});
    let changed = json!({ "b": { "before": "B", "after": "other" } });
    let back = json!({ "b": { "before": "other", "after": "B" } });
    let (added, removed) = (json!({ "e": "E" }), json!({ "c": "C", "d": "D" }));
    // Version, query, what it is compared with, and what differs.
    for (version, query, since, differs) in [
        (1, "", 0, (&lists[0], &none, &none, 0, false)),
        (2, "", 1, (&added, &removed, &changed, 1, false)),
        (2, "?since=0", 0, (&lists[1], &none, &none, 0, false)),
        (2, "?since=2", 2, (&none, &none, &none, 3, false)),
        (3, "", 2, (&none, &none, &none, 3, true)),
        (3, "?since=1", 1, (&added, &removed, &changed, 1, true)),
        (4, "", 3, (&none, &none, &none, 3, false)),
        (4, "?since=", 3, (&none, &none, &none, 3, false)),
        // Backwards, too.
        (1, "?since=2", 2, (&removed, &added, &back, 1, false)),
    ] {
        let (added, removed, changed, unchanged, reordered) = differs;
        let expected = json!({ "key": "list", "since": since, "version": version, "added": added,
            "removed": removed, "changed": changed, "unchanged": unchanged, "reordered": reordered });
        for prefix in PREFIXES {
            let path = format!("{prefix}/datasets/list/versions/{version}/changes/{query}");
            assert_eq!(creator.get(&path).await.with(200), expected, "{path}");
        }
    }
    for since in ["9", "-1", "x", "1.5", "99999999999999999999", "%00"] {
        let path = format!("list/versions/2/changes/?since={since}");
        let refused = creator.get(&path).await.with(400);
        assert!(refused["since"].is_array(), "{since}: {refused}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_can_be_relied_on() {
    let (platform, creator) = start().await;
    creator.make(json!({ "key": "list", "name": "First", "options": { "a": "A" } })).await;
    let path = "list/versions/1/";
    let pinned = creator.get(path).await;
    let tag = pinned.header("etag").unwrap().to_owned();
    let pinned = pinned.with(200);
    creator.post("list/publish/", json!({})).await.with(200);
    creator.patch("list/", json!({ "name": "Second", "options": {} })).await.with(200);
    let copy = creator.post("list/create-custom/", json!({})).await.with(201);

    assert_eq!(creator.get(path).await.with(200), pinned);
    let held = creator.call_with(("if-none-match", &tag), Method::GET, path, None).await;
    assert_eq!(held.with(304), Value::Null);
    let of_two = creator.get("list/versions/2/").await;
    assert_ne!(of_two.header("etag"), Some(tag.as_str()));
    // A copy has a history of its own.
    let copied = creator.get(&format!("{}/versions/", key_of(&copy))).await.with(200);
    assert_eq!(copied["count"], 1);

    // Who may see the dataset may see what it was, and nobody else.
    let anybody = platform.anybody();
    let theirs = anybody.get(path).await.with(200);
    for name in ["name", "options", "created_at", "created_by"] {
        assert_eq!(theirs[name], pinned[name], "{name}");
    }
    anybody.get(&format!("{}/versions/1/", key_of(&copy))).await.with(404);
    creator.delete("list/").await.with(204);
    for below in ["", "1/", "1/changes/", "2/value-set/"] {
        creator.get(&format!("list/versions/{below}")).await.with(404);
    }
    // Versions of the platform's own lists are nobody's.
    platform.put(&[Row::nhs("nhs", "NHS list")]).await;
    let own = anybody.get("nhs/versions/1/").await.with(200);
    assert_eq!([&own["created_by"], &own["created_by_username"]], [&Value::Null, &Value::Null]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_before_publication_stays_with_the_owners() {
    let platform = Platform::start().await;
    let organization = platform.organization("Our Trust").await;
    let creator = platform.caller("creator", &[(organization, Role::Creator)]).await;
    let viewer = platform.caller("viewer", &[(organization, Role::Viewer)]).await;
    let (stranger, anybody) = (platform.caller("stranger", &[]).await, platform.anybody());
    creator.make(json!({ "key": "list", "name": "List", "options": { "a": "A" } })).await;
    creator.patch("list/", json!({ "options": { "b": "B" } })).await.with(200);
    creator.post("list/publish/", json!({})).await.with(200);
    creator.patch("list/", json!({ "options": { "b": "B", "c": "C" } })).await.with(200);
    let numbers = |list: &Value| -> Vec<i64> {
        let rows = list["results"].as_array().unwrap();
        rows.iter().map(|row| row["version"].as_i64().unwrap()).collect()
    };

    for owner in [&creator, &viewer] {
        let list = owner.get("list/versions/").await.with(200);
        assert_eq!((&list["count"], numbers(&list)), (&json!(3), vec![3, 2, 1]));
        assert_eq!(list["results"][0]["created_by_username"], "creator");
        let first = owner.get("list/versions/1/").await.with(200);
        assert_eq!(first["created_by_username"], "creator");
        assert_eq!(owner.get("list/versions/2/changes/").await.with(200)["since"], 1);
        owner.get("list/versions/1/code-system/").await.with(200);
    }
    for other in [&stranger, &anybody] {
        let list = other.get("list/versions/").await.with(200);
        assert_eq!((&list["count"], numbers(&list)), (&json!(2), vec![3, 2]));
        let last = other.get("list/versions/?page_size=1&page=2").await.with(200);
        assert_eq!((numbers(&last), &last["next"]), (vec![2], &Value::Null));
        for below in ["", "changes/", "code-system/", "value-set/"] {
            other.get(&format!("list/versions/1/{below}")).await.with(404);
            other.get(&format!("list/versions/2/{below}")).await.with(200);
        }
        // Who made them has an id, and no name.
        let second = other.get("list/versions/2/").await.with(200);
        for row in list["results"].as_array().unwrap().iter().chain([&second]) {
            assert_eq!(row["created_by"], json!(creator.id));
            assert_eq!(row["created_by_username"], Value::Null);
        }
        for (path, since, added) in [
            ("2/changes/", 0, json!({ "b": "B" })),
            ("3/changes/", 2, json!({ "c": "C" })),
            ("3/changes/?since=0", 0, json!({ "b": "B", "c": "C" })),
        ] {
            let told = other.get(&format!("list/versions/{path}")).await.with(200);
            assert_eq!([&told["since"], &told["added"]], [&json!(since), &added], "{path}");
        }
        let refused = other.get("list/versions/3/changes/?since=1").await.with(400);
        assert!(refused["since"].is_array(), "{refused}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_what_was_said() {
    let (platform, creator) = start().await;
    creator.make(json!({ "key": "list", "name": "List", "options": { "a": "A" } })).await;
    let pool = store::pool(&platform.datasets_database.url, 1);
    let mut connection = pool.get().await.unwrap();
    for sql in [
        "UPDATE dataset_versions SET name = 'x'",
        "DELETE FROM dataset_versions",
        "TRUNCATE dataset_versions",
        "UPDATE option_lists SET options = '{}'",
        "TRUNCATE option_lists CASCADE",
    ] {
        let refused = connection.batch_execute(sql).await.unwrap_err();
        assert!(refused.to_string().contains("only ever added"), "{sql}: {refused}");
    }
    drop(connection);
    let first = creator.get("list/versions/1/").await.with(200);
    assert_eq!([&first["name"], &first["options"]], [&json!("List"), &json!({ "a": "A" })]);
    platform.stop().await;
}
