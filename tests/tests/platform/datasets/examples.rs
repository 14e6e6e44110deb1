//! What the API is documented by, as its users run it.

use access::Role;
use chrono::{DateTime, Utc};
use end_to_end::Platform;
use end_to_end::datasets::{Caller, PREFIXES, Row, key_of};
use end_to_end::rota::keys_of;
use reqwest::Method;
use serde_json::{Value, json};

/// What every row of a list has.
const ITEM: [&str; 19] = [
    "key",
    "name",
    "description",
    "category",
    "source_type",
    "is_custom",
    "is_global",
    "parent",
    "parent_name",
    "organization",
    "organization_name",
    "tags",
    "options_count",
    "created_at",
    "updated_at",
    "last_synced_at",
    "last_scraped",
    "is_editable",
    "reference_url",
];

/// What a dataset has besides, and what it has not.
const DETAIL: [&str; 8] = [
    "options",
    "format_pattern",
    "created_by",
    "created_by_username",
    "published_at",
    "version",
    "is_active",
    "can_publish",
];

const HOSPITALS: &str = "hospitals_england_wales";

/// A platform with the lists that the examples name, and somebody who may
/// change things in an organisation.
async fn start() -> (Platform, i64, Caller) {
    let platform = Platform::start().await;
    let organization = platform.organization("Our Organization").await;
    let creator = platform.caller("creator", &[(organization, Role::Creator)]).await;
    let specialties = [
        ("100", "General Surgery"),
        ("101", "Urology"),
        ("110", "Trauma & Orthopaedics"),
        ("2", "Out of order"),
    ];
    let mut rows = vec![
        Row::platform(HOSPITALS, "Hospitals (England & Wales)")
            .tagged(&["hospitals"])
            .with(&[("RXX01", "Guy's Hospital"), ("RXX02", "Royal London Hospital")]),
        Row::nhs("main_specialty_code", "Main Specialty Code")
            .tagged(&["medical", "specialty", "NHS"])
            .with(&specialties),
        Row::nhs("ethnic_category", "Ethnic Category").tagged(&["demographics", "NHS"]),
        Row::nhs("gender", "Gender").tagged(&["demographic", "NHS"]),
        Row::nhs("blood_group_baby", "Blood Group").tagged(&["paediatric", "medical", "NHS"]),
    ];
    rows.extend(
        (rows.len()..49).map(|at| {
            Row::nhs(&format!("nhs_list_{at}"), &format!("NHS list {at}")).tagged(&["NHS"])
        }),
    );
    platform.put(&rows).await;
    (platform, organization, creator)
}

/// Sends a body as it is printed.
async fn send(caller: &Caller, method: Method, path: &str, body: &str, status: u16) -> Value {
    caller.send(method, path, "application/json", body.to_owned()).await.with(status)
}

#[track_caller]
fn assert_has(object: &Value, names: &[&str]) {
    let keys = keys_of(object);
    let missing: Vec<&&str> = names.iter().filter(|name| !keys.contains(*name)).collect();
    assert!(missing.is_empty(), "{missing:?} of {object}");
}

/// Checks that each of these members is as it was printed.
#[track_caller]
fn assert_holds(object: &Value, printed: &Value) {
    for (name, value) in printed.as_object().unwrap() {
        assert_eq!(object[name], *value, "{name} of {object}");
    }
}

#[track_caller]
fn time(value: &Value) -> DateTime<Utc> {
    let text = value.as_str().unwrap();
    assert!(text.ends_with('Z'), "{text}");
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_found_as_in_the_examples() {
    let (platform, _, creator) = start().await;
    for prefix in PREFIXES {
        let base = format!("{prefix}/datasets/");
        let list = creator.get(&format!("{base}?category=nhs_dd")).await.with(200);
        assert_eq!(keys_of(&list), ["count", "next", "previous", "results"]);
        assert_eq!([&list["count"], &list["previous"]], [&json!(48), &Value::Null]);
        let next = format!("{}{base}?category=nhs_dd&page=2", platform.url());
        assert_eq!(list["next"], next);
        let rows = list["results"].as_array().unwrap();
        assert_eq!(rows.len(), 20);
        for row in rows {
            assert_has(row, &ITEM);
            assert_eq!(row["options"], Value::Null, "options are in the detail alone");
        }

        let printed = json!({
            "key": "main_specialty_code",
            "name": "Main Specialty Code",
            "description": "NHS Data Dictionary - Main Specialty Code",
            "category": "nhs_dd",
            "source_type": "scrape",
            "is_custom": false,
            "is_global": true,
            "parent": null,
            "parent_name": null,
            "organization": null,
            "organization_name": null,
            "tags": ["medical", "specialty", "NHS"],
            "last_synced_at": null,
            "is_editable": false
        });
        let row = rows.iter().find(|row| key_of(row) == "main_specialty_code").unwrap();
        let detail = creator.get(&format!("{base}main_specialty_code/")).await.with(200);
        for shown in [row, &detail] {
            assert_holds(shown, &printed);
            for name in ["created_at", "updated_at", "last_scraped"] {
                time(&shown[name]);
            }
        }
        assert_eq!(row["options_count"], 4);
        assert_has(&detail, &DETAIL);
        assert_has(&detail, &ITEM.map(|name| if name == "options_count" { "key" } else { name }));
        assert_eq!(detail["options_count"], Value::Null);
        assert_eq!(detail["format_pattern"], "code - description");
        // The codes stand in their own order.
        let text = creator.text(&format!("{base}main_specialty_code/")).await;
        let options = r#""options":{"100":"General Surgery","101":"Urology","110":"Trauma & Orthopaedics","2":"Out of order"}"#;
        assert!(text.contains(options), "{text}");

        for (query, expected) in [
            ("?tags=paediatric,medical", vec!["blood_group_baby"]),
            ("?search=hospital", vec![HOSPITALS]),
            ("?category=nhs_dd&tags=demographic", vec!["gender"]),
        ] {
            assert_eq!(creator.keys(&format!("{base}{query}")).await, expected, "{query}");
        }
        let tags = platform.anybody().get(&format!("{base}available-tags/")).await.with(200);
        assert_eq!(tags[0], json!({ "tag": "NHS", "count": 48 }));
        assert_eq!(tags[1], json!({ "tag": "medical", "count": 2 }));
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_regional_hospital_list_is_made() {
    let (platform, organization, creator) = start().await;
    for prefix in PREFIXES {
        let base = format!("{prefix}/datasets/");
        platform.anybody().get(&format!("{base}{HOSPITALS}/")).await.with(200);
        let before = Utc::now().timestamp();
        let body = format!(
            "{{\n    \"name\": \"North West Hospitals\",\n    \"organization\": {organization}\n  }}"
        );
        let path = format!("{base}{HOSPITALS}/create-custom/");
        let made = send(&creator, Method::POST, &path, &body, 201).await;
        assert_holds(
            &made,
            &json!({
                "name": "North West Hospitals",
                "description": "Custom version of Hospitals (England & Wales)",
                "category": "user_created",
                "source_type": "manual",
                "is_custom": true,
                "is_global": false,
                "parent": HOSPITALS,
                "parent_name": "Hospitals (England & Wales)",
                "organization": organization,
                "organization_name": "Our Organization",
                "tags": ["hospitals"],
                "options": { "RXX01": "Guy's Hospital", "RXX02": "Royal London Hospital" },
                "is_editable": true,
                "format_pattern": "",
                "reference_url": "",
                "version": 1,
                "is_active": true,
                "can_publish": true,
                "created_by": creator.id,
                "created_by_username": "creator",
                "published_at": null,
                "last_synced_at": null,
                "last_scraped": null
            }),
        );
        let key = key_of(&made);
        let seconds = key.strip_prefix(&format!("{HOSPITALS}_custom_{organization}_")).unwrap();
        // The second one of a second has a number of its own.
        let seconds: i64 = seconds.split('_').next().unwrap().parse().unwrap();
        assert!((before..=Utc::now().timestamp()).contains(&seconds), "{key}");

        let body = r#"{
            "options": {
              "RW3XX": "Royal Manchester Children's Hospital",
              "RW6XX": "Alder Hey Children's Hospital"
            },
            "tags": ["hospitals", "northwest", "paediatric"]
          }"#;
        let path = format!("{base}{key}/");
        let changed = send(&creator, Method::PATCH, &path, body, 200).await;
        assert_holds(&changed, &serde_json::from_str(body).unwrap());
        assert_holds(&changed, &json!({ "name": "North West Hospitals", "version": 2 }));
        let shown = creator.get(&path).await.with(200);
        assert_eq!(shown, changed);
        let text = creator.text(&path).await;
        assert!(text.contains(r#""options":{"RW3XX":"Royal"#), "{text}");
        // What it was made of is as it was.
        let source = creator.get(&format!("{base}{HOSPITALS}/")).await.with(200);
        assert_eq!(source["options"]["RXX01"], "Guy's Hospital");
        assert_eq!(source["version"], 1);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_curated_list_is_published() {
    let (platform, organization, creator) = start().await;
    let body = format!(
        r#"{{
            "key": "specialty_codes_cardiology",
            "name": "Cardiology Specialty Codes",
            "category": "user_created",
            "description": "Curated list of cardiology-related specialty codes",
            "tags": ["cardiology", "specialty", "curated"],
            "options": {{
              "320": "Cardiology",
              "321": "Paediatric Cardiology",
              "325": "Cardiac Surgery"
            }},
            "organization": {organization}
        }}"#
    );
    let made = send(&creator, Method::POST, "/api/datasets/", &body, 201).await;
    assert_holds(&made, &serde_json::from_str(&body).unwrap());
    assert_has(&made, &DETAIL);
    let own = json!({ "is_editable": true, "can_publish": true, "is_global": false, "version": 1,
        "organization_name": "Our Organization", "created_by_username": "creator" });
    assert_holds(&made, &own);
    let path = "/api/datasets/specialty_codes_cardiology/";
    platform.anybody().get(path).await.with(404);

    let publish = format!("{path}publish/");
    let published = creator.call(Method::POST, &publish, None).await.with(200);
    assert_holds(
        &published,
        &json!({
            "key": "specialty_codes_cardiology",
            "name": "Cardiology Specialty Codes",
            "is_global": true,
            "organization": organization,
            "organization_name": "Our Organization",
            "version": 1,
            "can_publish": false,
            "is_editable": true
        }),
    );
    assert!(time(&published["published_at"]) >= time(&made["updated_at"]));
    let shown = platform.anybody().get(path).await.with(200);
    assert_holds(&shown, &json!({ "is_editable": false, "can_publish": false }));
    assert_eq!(shown["published_at"], published["published_at"]);
    creator.post(&publish, json!({})).await.with(400);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_say_what_is_printed() {
    let (platform, _, creator) = start().await;
    let individual = platform.caller("individual", &[]).await;
    creator.make(json!({ "key": "shared", "name": "Shared" })).await;
    creator.post("shared/publish/", json!({})).await.with(200);
    let copy = individual.post("shared/create-custom/", json!({})).await.with(201);
    assert_eq!([&copy["name"], &copy["organization"]], [&json!("Shared (Custom)"), &Value::Null]);
    let prefix = format!("shared_custom_u{}_", individual.id.unwrap());
    assert!(key_of(&copy).starts_with(&prefix), "{copy}");

    let refused = creator.delete("shared/").await.with(400);
    let text = "Cannot delete published dataset that has custom versions created by others";
    assert_eq!(refused, json!({ "detail": text }));
    let text = "You do not have permission to modify NHS Data Dictionary datasets";
    for method in [Method::PATCH, Method::PUT, Method::DELETE] {
        for caller in [&creator, &individual] {
            let body = json!({ "name": "Ours now" });
            let refused = caller.call(method.clone(), "ethnic_category/", Some(&body)).await;
            assert_eq!(refused.with(403), json!({ "detail": text }), "{method}");
        }
    }
    for caller in [&creator, &platform.anybody()] {
        let refused = caller.get("no-such-list/").await.with(404);
        assert_eq!(refused, json!({ "detail": "Not found." }));
    }
    // Whose it is, is deleted without a trace.
    individual.delete(&format!("{}/", key_of(&copy))).await.with(204);
    creator.delete("shared/").await.with(204);
    let refused = platform.anybody().get("shared/").await.with(404);
    assert_eq!(refused, json!({ "detail": "Not found." }));
    platform.stop().await;
}
