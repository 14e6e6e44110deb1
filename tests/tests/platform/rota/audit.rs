//! Who changed what of a rota: true to what was there before and after.

use std::collections::BTreeMap;

use ::rota::domain::{ClinicianId, PracticeId};
use ::rota::store::shift_changes::recent;
use end_to_end::rota::{Answer, Api, Practice, id_of, leave};
use end_to_end::{Platform, client};
use serde_json::{Value, json};

use super::TODAY;

const PATH: &str = "audit/rota/";

/// What the audit says, the oldest first.
async fn told(api: &Api) -> Vec<Value> {
    let body = api.get(&format!("{PATH}?page_size=500")).await.with(200);
    let mut rows = body["results"].as_array().unwrap().clone();
    let ids: Vec<i64> = rows.iter().map(id_of).collect();
    assert!(ids.is_sorted_by(|newer, older| newer > older), "{ids:?}");
    rows.reverse();
    rows
}

/// Kind, action and who, of each of these rows.
fn heads(rows: &[Value]) -> Vec<(&str, &str, Option<&str>)> {
    let mut heads = Vec::new();
    for row in rows {
        let [kind, action] = ["entity_type", "action"].map(|name| row[name].as_str().unwrap());
        heads.push((kind, action, row["user"]["username"].as_str()));
    }
    heads
}

/// Checks that what a row says was before is what the row before it says came
/// of it, from the making of each thing on.
fn assert_unbroken(rows: &[Value]) {
    let mut last: BTreeMap<(&str, &str), &Value> = BTreeMap::new();
    for row in rows {
        let of = (row["entity_type"].as_str().unwrap(), row["entity_id"].as_str().unwrap());
        let known = last.get(&of).copied().unwrap_or(&Value::Null);
        let (before, after) = (&row["previous_state"], &row["new_state"]);
        assert_eq!(before, known, "{of:?}: {row}");
        let action = match (before, after) {
            (Value::Null, _) => "CREATE",
            (_, Value::Null) => "DELETE",
            _ => "UPDATE",
        };
        assert_eq!(row["action"], action, "{row}");
        last.insert(of, after);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_is_told_with_what_was_before_and_after() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let (member, manager) = (&practice.member, &practice.manager);
    let (by, by_manager) = (Some("first-member"), Some("first-manager"));
    let of = practice.doctor("Dr Smith", "PARTNER", json!({})).await;
    let term = member.get("working-terms/").await.with(200)[0]["id"].clone();
    member.patch(&format!("working-terms/{term}/"), json!({ "percentage": 80 })).await.with(200);
    let shift = practice.shift(of, "2024-06-10", json!({})).await;
    let rows = told(manager).await;
    let made = [
        ("clinician", "CREATE", by),
        ("working_term", "CREATE", by),
        ("working_term", "UPDATE", by),
        ("shift", "CREATE", by),
    ];
    assert_eq!(heads(&rows), made);
    assert_eq!(rows[0]["new_state"]["name"], "Dr Smith");
    assert_eq!(rows[0]["entity_id"], of.to_string());
    let percentages = ["previous_state", "new_state"].map(|of| rows[2][of]["percentage"].clone());
    assert_eq!(percentages, [json!("100.00"), json!("80.00")]);

    let path = format!("shifts/{shift}/");
    manager.patch(&format!("{path}pin/"), json!({})).await.with(200);
    let after = told(manager).await.split_off(rows.len());
    assert_eq!(heads(&after), [("shift", "UPDATE", by_manager)]);
    let pins = ["previous_state", "new_state"].map(|of| after[0][of]["is_pinned"].clone());
    assert_eq!(pins, [json!(false), json!(true)]);
    let names = ["previous_state", "new_state"].map(|of| after[0][of]["modified_by"].clone());
    assert_eq!(names, [Value::Null, json!("first-manager")]);

    // What is refused is no change.
    let before = told(manager).await;
    member.patch(&path, json!({ "date": "never" })).await.with(400);
    member.post("shifts/", json!({ "clinician": of, "date": "2024-06-10" })).await.with(400);
    member.delete("shifts/999999/").await.with(404);
    member.post("leave-requests/999999/cancel/", json!({})).await.with(404);
    assert_eq!(told(manager).await, before);

    // Leave takes shifts away, makes some, and gives them back.
    let wish = practice.leave(of, "STUDY_LEAVE", "2024-06-10", "2024-06-11").await;
    let wish = format!("leave-requests/{}/", id_of(&wish));
    let start = told(manager).await.len();
    manager.patch(&wish, json!({ "status": "APPROVED" })).await.with(200);
    let granted = told(manager).await.split_off(start);
    let count = |rows: &[Value], kind: &str, action: &str| {
        heads(rows).iter().filter(|head| (head.0, head.1) == (kind, action)).count()
    };
    let counts = [
        count(&granted, "leave_request", "UPDATE"),
        count(&granted, "shift", "DELETE"),
        count(&granted, "shift", "CREATE"),
    ];
    assert_eq!(counts, [1, 1, 2], "{granted:?}");
    assert!(heads(&granted).iter().all(|(_, _, user)| *user == by_manager));
    let decided = granted.iter().find(|row| row["entity_type"] == "leave_request").unwrap();
    let statuses = ["previous_state", "new_state"].map(|of| decided[of]["status"].clone());
    assert_eq!(statuses, [json!("REQUESTED"), json!("APPROVED")]);
    let start = start + granted.len();
    member.post(&format!("{wish}cancel/"), json!({})).await.with(200);
    let ended = told(manager).await.split_off(start);
    assert_eq!((count(&ended, "shift", "DELETE"), count(&ended, "shift", "CREATE")), (2, 1));

    let alert = json!({ "type": "BELOW_MINIMUM", "date": TODAY, "message": "Few." });
    let alert = format!("alerts/{}/", practice.add("alerts/", alert).await);
    member.patch(&alert, json!({ "message": "Fewer." })).await.with(200);
    member.post(&format!("{alert}dismiss/"), json!({})).await.with(200);
    member.delete(&format!("{alert}?active=false")).await.with(204);
    let sick = member.post("leave-requests/", leave(of, "PLANNED_SICK", TODAY, TODAY)).await;
    member.delete(&format!("leave-requests/{}/", id_of(&sick.with(201)))).await.with(204);
    member.patch(&format!("clinicians/{of}/"), json!({ "name": "Dr Smythe" })).await.with(200);
    member.delete(&format!("working-terms/{term}/")).await.with(204);
    let other = practice.clinician("Dr Gone").await;
    member.delete(&format!("clinicians/{other}/")).await.with(204);

    let rows = told(manager).await;
    assert_unbroken(&rows);
    // What was told last is how things are now.
    for (kind, list) in
        [("clinician", "clinicians/"), ("shift", "shifts/"), ("leave_request", "leave-requests/")]
    {
        for thing in member.get(list).await.with(200).as_array().unwrap() {
            let id = Value::String(thing["id"].to_string());
            let own = |row: &&Value| row["entity_type"] == kind && row["entity_id"] == id;
            let state = &rows.iter().rfind(own).unwrap()["new_state"];
            for (name, value) in thing.as_object().unwrap() {
                let is_told = state.get(name).is_some() && !name.ends_with("_at");
                assert!(!is_told || state[name] == *value, "{name} of {thing}: {state}");
            }
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_found_by_what_they_are_about_and_who_made_them() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let of = practice.clinician("Dr Smith").await;
    let shift = practice.shift(of, "2024-06-10", json!({})).await;
    practice.manager.patch(&format!("shifts/{shift}/pin/"), json!({})).await.with(200);
    let all = told(&practice.manager).await;
    let users: Vec<&Value> = all.iter().map(|row| &row["user"]["id"]).collect();
    assert_eq!(users[0], users[1]);
    assert_ne!(users[1], users[2]);
    for (query, expected) in [
        (format!("user_id={}", users[0]), vec![1, 0]),
        (format!("user_id={}", users[2]), vec![2]),
        (format!("user_id={}&action=CREATE", users[2]), vec![]),
        ("action=CREATE".to_owned(), vec![1, 0]),
        ("entity_type=shift".to_owned(), vec![2, 1]),
        (format!("entity_type=shift&entity_id={shift}&action=UPDATE"), vec![2]),
        ("entity_type=alert".to_owned(), vec![]),
    ] {
        let body = practice.manager.get(&format!("{PATH}?{query}")).await.with(200);
        let expected: Vec<Value> = expected.into_iter().map(|at: usize| all[at].clone()).collect();
        assert_eq!(body["count"], expected.len(), "{query}");
        assert_eq!(body["results"], Value::Array(expected), "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_changed_is_no_news_to_them() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let of = practice.clinician("Dr Smith").await;
    practice.shift(of, "2024-06-10", json!({})).await;
    practice
        .manager
        .post("shifts/", json!({ "clinician": of, "date": "2024-06-11" }))
        .await
        .with(201);
    let pool = ::store::pool(&platform.rota_database.url, 1);
    let mut connection = pool.get().await.unwrap();
    let (id, clinician) = (PracticeId(practice.id), ClinicianId(of));
    let today = TODAY.parse().unwrap();
    for (username, expected) in [
        ("first-member", vec!["2024-06-11"]),
        ("first-manager", vec!["2024-06-10"]),
        ("somebody", vec!["2024-06-11", "2024-06-10"]),
    ] {
        let news = recent(&mut connection, id, clinician, username, today, 20).await.unwrap();
        let dates: Vec<String> = news.iter().map(|change| change.date.to_string()).collect();
        assert_eq!(dates, expected, "{username}");
    }
    drop(connection);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_is_for_the_managers_of_the_practice() {
    let platform = Platform::frozen_on(TODAY).await;
    let first = Practice::open(&platform, "first").await;
    let second = Practice::open(&platform, "second").await;
    first.clinician("Dr First").await;
    let of = second.clinician("Dr Second").await;
    let rows = told(&second.manager).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["entity_id"], of.to_string());
    assert_eq!(told(&first.manager).await.len(), 1);

    let refused = first.member.get(PATH).await.with(403);
    let detail = "You do not have permission to perform this action.";
    assert_eq!(refused, json!({ "detail": detail }));
    let stranger = client().get(format!("{}/api/v1/{PATH}", platform.url())).send().await.unwrap();
    let stranger = Answer::of(PATH.to_owned(), stranger).await;
    assert!(stranger.header("www-authenticate").is_some());
    stranger.with(401);
    for method in ["POST", "DELETE"] {
        first.manager.call(method.parse().unwrap(), PATH, None).await.with(405);
    }
    platform.stop().await;
}
