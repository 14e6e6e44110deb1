//! What becomes of shifts when leave is granted, and when it is taken back.

use end_to_end::Platform;
use end_to_end::rota::{Api, Practice, id_of, ids_of};
use serde_json::{Value, json};

use super::TODAY;

/// Date, type, duration, status and whether it is pinned, of the shifts of a clinician.
async fn shifts_of(api: &Api, clinician: i64) -> Vec<Value> {
    let rows = api.get(&format!("shifts/?clinician={clinician}")).await.with(200);
    let rows = rows.as_array().unwrap().iter();
    let members = ["date", "type", "duration", "status", "is_pinned"];
    rows.map(|row| json!(members.map(|name| row[name].clone()))).collect()
}

fn path_of(wish: &Value) -> String {
    format!("leave-requests/{}/", id_of(wish))
}

#[tokio::test(flavor = "multi_thread")]
async fn granting_removes_shifts_and_cancelling_brings_back_those_to_come() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let (member, manager) = (&practice.member, &practice.manager);
    for (type_, is_worked) in [("STUDY_LEAVE", false), ("CORONERS", true)] {
        let of = practice.clinician("Dr Smith").await;
        practice.shift(of, "2024-08-21", json!({})).await;
        practice.shift(of, "2024-08-22", json!({ "duration": "HALF" })).await;
        practice.shift(of, "2024-08-23", json!({ "type": "DUTY", "is_pinned": true })).await;
        practice.shift(of, "2024-08-25", json!({})).await;
        let before = shifts_of(member, of).await;

        // From a Thursday over a bank holiday to a Tuesday.
        let wish = practice.leave(of, type_, "2024-08-22", "2024-08-27").await;
        assert_eq!(wish["affected_shift_count"], 3, "what it would take away");
        assert_eq!(shifts_of(member, of).await, before, "nothing is decided");
        let path = path_of(&wish);
        let granted = manager.patch(&path, json!({ "status": "APPROVED" })).await.with(200);
        assert_eq!(granted["status"], "APPROVED");
        assert_eq!(granted["processed_by"], "first-manager");
        assert!(granted["processed_at"].is_string());
        assert_eq!(granted["affected_shift_count"], 3);
        assert_eq!(granted["requested_at"], wish["requested_at"]);
        let mut expected = vec![before[0].clone()];
        expected.extend(
            ["2024-08-22", "2024-08-23", "2024-08-27"]
                .map(|date| json!([date, type_, "FULL", "SCHEDULED", true])),
        );
        assert_eq!(shifts_of(member, of).await, expected);
        let rows = member.get(&format!("shifts/?clinician={of}&type={type_}")).await.with(200);
        for row in rows.as_array().unwrap() {
            let counts = (&row["counts_as_worked"], &row["counts_toward_minimum"]);
            assert_eq!(counts, (&json!(is_worked), &json!(false)));
        }

        let cancelled = member.post(&format!("{path}cancel/"), json!({})).await.with(200);
        assert_eq!((&cancelled["id"], &cancelled["status"]), (&wish["id"], &json!("CANCELLED")));
        assert_eq!(cancelled["affected_shift_count"], 3, "that stays");
        assert_eq!(shifts_of(member, of).await, before);
        let again = member.post(&format!("{path}cancel/"), json!({})).await.with(400);
        assert!(again["error"].is_string() && again.as_object().unwrap().len() == 1, "{again}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_stays_and_what_is_past_or_taken_does_not_come_back() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    for delete in [false, true] {
        let of = practice.clinician("Dr Smith").await;
        for (date, status) in [
            ("2024-05-30", "COMPLETED"),
            ("2024-05-31", "SCHEDULED"),
            ("2024-06-03", "SCHEDULED"),
            ("2024-06-04", "SCHEDULED"),
            ("2024-06-05", "SCHEDULED"),
        ] {
            practice.shift(of, date, json!({ "status": status })).await;
        }
        let wish = practice.leave(of, "PLANNED_SICK", "2024-05-30", "2024-06-05").await;
        assert_eq!(
            (&wish["status"], &wish["affected_shift_count"]),
            (&json!("APPROVED"), &json!(4))
        );
        let done = json!(["2024-05-30", "STANDARD", "FULL", "COMPLETED", false]);
        assert_eq!(shifts_of(member, of).await, std::slice::from_ref(&done));
        // Studying at home takes nothing from a day of leave but the day.
        practice.shift(of, "2024-06-04", json!({ "type": "STUDY_LEAVE" })).await;

        if delete {
            member.delete(&path_of(&wish)).await.with(204);
            member.get(&path_of(&wish)).await.with(404);
        } else {
            member.post(&format!("{}cancel/", path_of(&wish)), json!({})).await.with(200);
        }
        let expected = vec![
            done,
            json!(["2024-06-03", "STANDARD", "FULL", "SCHEDULED", false]),
            json!(["2024-06-04", "STUDY_LEAVE", "FULL", "SCHEDULED", false]),
            json!(["2024-06-05", "STANDARD", "FULL", "SCHEDULED", false]),
        ];
        assert_eq!(shifts_of(member, of).await, expected, "deleted: {delete}");
    }

    // Leave that was granted for other reasons keeps its days free.
    let of = practice.clinician("Dr Jones").await;
    practice.shift(of, "2024-06-10", json!({})).await;
    let first = practice.leave(of, "PLANNED_SICK", "2024-06-10", "2024-06-10").await;
    let sql = format!(
        "INSERT INTO leave_requests \
         (organization_id, clinician_id, type, start_date, end_date, status) \
         VALUES ({}, {of}, 'ANNUAL_LEAVE', '2024-06-10', '2024-06-10', 'APPROVED')",
        practice.id
    );
    platform.rota_database.execute(&sql).await;
    member.post(&format!("{}cancel/", path_of(&first)), json!({})).await.with(200);
    assert_eq!(shifts_of(member, of).await, Vec::<Value>::new());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_still_stands_for_leave_goes_with_it() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let (member, manager) = (&practice.member, &practice.manager);
    for delete in [false, true] {
        let of = practice.clinician("Dr Smith").await;
        let other = practice.clinician("Dr Jones").await;
        practice.shift(of, "2024-06-13", json!({})).await;
        let wish = practice.leave(of, "STUDY_LEAVE", "2024-06-10", "2024-06-14").await;
        let path = path_of(&wish);
        manager.patch(&path, json!({ "status": "APPROVED" })).await.with(200);
        let made = ids_of(&member.get(&format!("shifts/?clinician={of}")).await.with(200));
        assert_eq!(made.len(), 5);
        for (id, action, change) in [
            (made[0], "", json!({ "clinician": other, "type": "DUTY" })),
            (made[1], "", json!({ "date": "2024-06-17" })),
            (made[2], "", json!({ "clinician": other })),
            (made[3], "unpin/", json!({})),
            (made[4], "", json!({ "duration": "HALF" })),
        ] {
            member.patch(&format!("shifts/{id}/{action}"), change).await.with(200);
        }

        if delete {
            member.delete(&path).await.with(204);
        } else {
            member.post(&format!("{path}cancel/"), json!({})).await.with(200);
        }
        let left = [json!(["2024-06-13", "STANDARD", "FULL", "SCHEDULED", false])];
        assert_eq!(shifts_of(member, of).await, left, "deleted: {delete}");
        let given = [
            json!(["2024-06-10", "DUTY", "FULL", "SCHEDULED", true]),
            json!(["2024-06-12", "STUDY_LEAVE", "FULL", "SCHEDULED", true]),
        ];
        assert_eq!(shifts_of(member, other).await, given, "deleted: {delete}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_tells_what_it_would_have_taken() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let of = practice.clinician("Dr Smith").await;
    let first = practice.shift(of, "2024-06-10", json!({})).await;
    practice.shift(of, "2024-06-11", json!({})).await;
    let wish = practice.leave(of, "STUDY_LEAVE", "2024-06-10", "2024-06-12").await;
    assert_eq!(wish["affected_shift_count"], 2);
    let path = path_of(&wish);
    let cancelled = member.post(&format!("{path}cancel/"), json!({})).await.with(200);
    let told = (&cancelled["status"], &cancelled["affected_shift_count"]);
    assert_eq!(told, (&json!("CANCELLED"), &json!(2)));
    assert_eq!(shifts_of(member, of).await.len(), 2, "they are still there");
    member.delete(&format!("shifts/{first}/")).await.with(204);
    assert_eq!(member.get(&path).await.with(200), cancelled);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_goes_one_way() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let (member, manager) = (&practice.member, &practice.manager);
    let of = practice.clinician("Dr Smith").await;
    let wish = |date: &'static str| practice.leave(of, "STUDY_LEAVE", date, date);

    let denied = wish("2024-06-10").await;
    let body = json!({ "status": "DENIED", "denial_reason": "Too few of us." });
    let answer = manager.patch(&path_of(&denied), body).await.with(200);
    let told = ["status", "denial_reason", "processed_by"].map(|name| answer[name].clone());
    assert_eq!(told, [json!("DENIED"), json!("Too few of us."), json!("first-manager")]);
    assert!(answer["processed_at"].is_string());
    let other = wish("2024-06-11").await;
    let answer = manager.patch(&path_of(&other), json!({ "status": "DENIED" })).await.with(200);
    assert_ne!(answer["denial_reason"], "", "there is always a reason");

    let approved = wish("2024-06-12").await;
    manager.patch(&path_of(&approved), json!({ "status": "APPROVED" })).await.with(200);
    let cancelled = wish("2024-06-13").await;
    member.post(&format!("{}cancel/", path_of(&cancelled)), json!({})).await.with(200);
    for (request, status) in
        [(&denied, "DENIED"), (&approved, "APPROVED"), (&cancelled, "CANCELLED")]
    {
        let path = path_of(request);
        let before = member.get(&path).await.with(200);
        assert_eq!(before["status"], status);
        let mut changes = vec![
            json!({ "start_date": "2024-06-03" }),
            json!({ "end_date": "2024-06-14" }),
            json!({ "type": "CORONERS" }),
        ];
        for other in ["REQUESTED", "APPROVED", "DENIED", "CANCELLED"] {
            if other != status {
                changes.push(json!({ "status": other }));
            }
        }
        for change in changes {
            manager.patch(&path, change).await.with(400);
        }
        if status != "APPROVED" {
            member.post(&format!("{path}cancel/"), json!({})).await.with(400);
        }
        assert_eq!(member.get(&path).await.with(200), before, "nothing was changed");
    }

    // What nobody decided on yet is decided again once it is another wish.
    let term = json!({ "fixed_working_days": ["Monday"], "annual_leave_entitlement": 1 });
    practice.term(of, "SALARIED", term).await;
    let annual = practice.leave(of, "ANNUAL_LEAVE", "2024-07-01", "2024-07-08").await;
    assert_eq!(annual["status"], "REQUESTED");
    let later = json!({ "end_date": "2024-07-09" });
    assert_eq!(member.patch(&path_of(&annual), later).await.with(200)["status"], "REQUESTED");
    let shorter = json!({ "end_date": "2024-07-02" });
    let answer = member.patch(&path_of(&annual), shorter).await.with(200);
    assert_eq!(
        (&answer["status"], &answer["processed_by"]),
        (&json!("APPROVED"), &json!("system"))
    );

    // Nobody decides by asking.
    let forged = json!({
        "clinician": of, "type": "STUDY_LEAVE", "start_date": "2024-09-02",
        "end_date": "2024-09-02", "status": "APPROVED", "processed_by": "me",
        "processed_at": "2024-06-01T00:00:00Z", "requested_at": "2020-01-01T00:00:00Z",
        "denial_reason": "none", "affected_shift_count": 9,
    });
    let answer = member.post("leave-requests/", forged).await.with(201);
    let told = ["status", "processed_by", "processed_at", "denial_reason", "affected_shift_count"];
    let told = told.map(|name| answer[name].clone());
    assert_eq!(told, [json!("REQUESTED"), Value::Null, Value::Null, json!(""), json!(0)]);
    assert!(answer["requested_at"].as_str() > Some("2024"));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_listed_newest_first_and_found_by_what_they_are() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let (one, two) = (practice.clinician("Dr One").await, practice.clinician("Dr Two").await);
    let own = practice.person("own", access::Role::Viewer, two).await;
    let mut ids = Vec::new();
    for (of, type_, date) in [
        (one, "PLANNED_SICK", "2024-07-01"),
        (two, "STUDY_LEAVE", "2024-06-10"),
        (one, "STUDY_LEAVE", "2024-06-11"),
        (two, "PLANNED_SICK", "2024-06-12"),
    ] {
        ids.push(id_of(&practice.leave(of, type_, date, date).await));
    }
    let [a, b, c, d]: [i64; 4] = ids.try_into().unwrap();
    for (query, expected) in [
        (String::new(), vec![d, c, b, a]),
        ("?status=APPROVED".to_owned(), vec![d, a]),
        ("?type=STUDY_LEAVE".to_owned(), vec![c, b]),
        (format!("?clinician={one}"), vec![c, a]),
        (format!("?clinician={two}&status=REQUESTED&type=STUDY_LEAVE"), vec![b]),
        (format!("?clinician={two}&status=DENIED"), vec![]),
        (format!("mine/?clinician_id={one}"), vec![c, a]),
        ("mine/?clinician_id=999999".to_owned(), vec![]),
    ] {
        let found = member.get(&format!("leave-requests/{query}")).await.with(200);
        assert_eq!(ids_of(&found), expected, "{query}");
    }
    assert_eq!(ids_of(&own.get("leave-requests/mine/").await.with(200)), [d, b]);
    let of_one = own.get(&format!("leave-requests/mine/?clinician_id={one}")).await.with(200);
    assert_eq!(ids_of(&of_one), [c, a]);
    let nobody = member.get("leave-requests/mine/").await.with(400);
    assert_eq!(nobody, json!({ "clinician_id": ["This query parameter is required."] }));
    let wrong = member.get("leave-requests/mine/?clinician_id=one").await.with(400);
    assert!(wrong["clinician_id"].is_array(), "{wrong}");
    platform.stop().await;
}
