//! Shifts: what they count for, and what stands in their way.

use ::rota::changes::shifts::complete_past;
use ::rota::generator::{Request, check, generate};
use ::rota::store::practices;
use end_to_end::Platform;
use end_to_end::rota::{Practice, WEEK, every_phase, id_of, ids_of, merged};
use serde_json::{Value, json};

use super::TODAY;

const UNIQUE: &str = "The fields clinician, date must make a unique set.";

#[tokio::test(flavor = "multi_thread")]
async fn a_shift_counts_for_what_its_type_does_and_tells_who_changed_it() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let (member, manager) = (&practice.member, &practice.manager);
    let of = practice.clinician("Dr Smith").await;
    let base = json!({ "clinician": of, "date": "2024-06-08" });
    let made = member.post("shifts/", base.clone()).await.with(201);
    for (name, value) in [
        ("clinician_name", json!("Dr Smith")),
        ("type", json!("STANDARD")),
        ("duration", json!("FULL")),
        ("status", json!("SCHEDULED")),
        ("is_pinned", json!(false)),
        ("created_by", json!("first-member")),
        ("modified_by", Value::Null),
    ] {
        assert_eq!(made[name], value, "{name}");
    }
    let path = format!("shifts/{}/", id_of(&made));
    for (type_, worked, toward) in [
        ("DUTY", true, true),
        ("STUDY_LEAVE", false, false),
        ("CORONERS", true, false),
        ("STANDARD", true, true),
    ] {
        // What it counts for is nobody's to say.
        let change = json!({ "type": type_, "counts_as_worked": !worked,
            "counts_toward_minimum": !toward, "created_by": "me", "modified_by": "me" });
        let shift = manager.patch(&path, change).await.with(200);
        let counts = (&shift["counts_as_worked"], &shift["counts_toward_minimum"]);
        assert_eq!(counts, (&json!(worked), &json!(toward)), "{type_}");
        let by = (&shift["created_by"], &shift["modified_by"]);
        assert_eq!(by, (&json!("first-member"), &json!("first-manager")));
        assert!(shift["modified_at"].as_str() > made["created_at"].as_str());
        assert_eq!(shift["created_at"], made["created_at"]);
    }
    // One that is off still says what its type counts for.
    let off = manager.patch(&path, json!({ "status": "CANCELLED" })).await.with(200);
    assert_eq!(off["counts_as_worked"], true);

    // The generator leaves pinned ones alone; bodies do not matter.
    let before = manager.get(&path).await.with(200);
    for (action, is_pinned) in
        [("pin/", true), ("pin/", true), ("unpin/", false), ("unpin/", false)]
    {
        let path = format!("{path}{action}");
        let body = json!({ "is_pinned": !is_pinned, "type": "NIGHT", "duration": 7 });
        let shift = member.patch(&path, body).await.with(200);
        assert_eq!(shift["is_pinned"], is_pinned, "{action}");
        assert_eq!(shift["modified_by"], "first-member");
        for same in ["type", "duration", "date", "status", "created_by"] {
            assert_eq!(shift[same], before[same], "{same}");
        }
    }
    let odd = member.call(reqwest::Method::PATCH, &format!("{path}pin/"), Some(&json!([1]))).await;
    assert_eq!(odd.with(200)["is_pinned"], true);
    // Deleting and changing by hand still work.
    member.patch(&path, json!({ "duration": "HALF" })).await.with(200);
    member.delete(&path).await.with(204);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_two_shifts_a_day_or_works_on_leave() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let of = practice.clinician("Dr Smith").await;
    let other = practice.clinician("Dr Jones").await;
    let first = practice.shift(of, "2024-06-04", json!({})).await;
    let second = practice.shift(of, "2024-06-05", json!({ "duration": "HALF" })).await;
    let taken = json!({ "non_field_errors": [UNIQUE] });
    let base = json!({ "clinician": of, "date": "2024-06-04" });
    for more in [json!({}), json!({ "duration": "HALF" }), json!({ "type": "STUDY_LEAVE" })] {
        let refused = member.post("shifts/", merged(base.clone(), more)).await.with(400);
        assert_eq!(refused, taken);
    }
    let path = format!("shifts/{second}/");
    assert_eq!(member.patch(&path, json!({ "date": "2024-06-04" })).await.with(400), taken);
    assert_eq!(member.put(&path, base.clone()).await.with(400), taken);
    // The same again is no second one, and another clinician's day is free.
    let same = merged(base.clone(), json!({ "duration": "HALF" }));
    member.put(&format!("shifts/{first}/"), same).await.with(200);
    let theirs = practice.shift(other, "2024-06-04", json!({})).await;
    let mine = member.patch(&format!("shifts/{theirs}/"), json!({ "clinician": of })).await;
    assert_eq!(mine.with(400), taken);

    // One that is off leaves its day free, for as long as it is off.
    let path = format!("shifts/{first}/");
    member.patch(&path, json!({ "status": "CANCELLED" })).await.with(200);
    let third = practice.shift(of, "2024-06-04", json!({})).await;
    practice.shift(of, "2024-06-04", json!({ "status": "CANCELLED" })).await;
    assert_eq!(member.patch(&path, json!({ "status": "SCHEDULED" })).await.with(400), taken);
    member.delete(&format!("shifts/{third}/")).await.with(204);
    member.patch(&path, json!({ "status": "SCHEDULED" })).await.with(200);

    practice.leave(of, "PLANNED_SICK", "2024-06-10", "2024-06-12").await;
    practice.leave(of, "STUDY_LEAVE", "2024-06-17", "2024-06-18").await;
    for (method, path, body) in [
        ("POST", "shifts/", json!({ "clinician": of, "date": "2024-06-10" })),
        ("POST", "shifts/", json!({ "clinician": of, "date": "2024-06-12", "type": "DUTY" })),
        ("PATCH", path.as_str(), json!({ "date": "2024-06-11" })),
        ("PUT", path.as_str(), json!({ "clinician": of, "date": "2024-06-11" })),
    ] {
        let refused = member.call(method.parse().unwrap(), path, Some(&body)).await.with(400);
        assert!(refused["non_field_errors"].is_array(), "{method} {body}: {refused}");
        assert_eq!(refused.as_object().unwrap().len(), 1, "{refused}");
    }
    // Wishes are no leave yet, others are not away, and studying is no work.
    practice.shift(of, "2024-06-17", json!({})).await;
    practice.shift(other, "2024-06-11", json!({})).await;
    practice.shift(of, "2024-06-11", json!({ "type": "STUDY_LEAVE" })).await;
    practice.shift(of, "2024-06-13", json!({})).await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shifts_are_found_by_date_and_by_what_they_are() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    // Of one date, the clinician who came first is first, whatever they are called.
    let (one, two) = (practice.clinician("Dr Zoe").await, practice.clinician("Dr Adam").await);
    let mut ids = Vec::new();
    for (of, date, more) in [
        (two, "2024-06-05", json!({ "is_pinned": true })),
        (one, "2024-06-05", json!({ "type": "DUTY" })),
        (one, "2024-06-04", json!({ "status": "CANCELLED" })),
        (one, "2024-06-04", json!({})),
        (two, "2023-12-31", json!({ "status": "COMPLETED" })),
    ] {
        ids.push(practice.shift(of, date, more).await);
    }
    let [pinned, duty, off, plain, old]: [i64; 5] = ids.try_into().unwrap();
    for (query, expected) in [
        (String::new(), vec![old, off, plain, duty, pinned]),
        ("?date_from=2024-06-04".to_owned(), vec![off, plain, duty, pinned]),
        ("?date_from=2024-06-05".to_owned(), vec![duty, pinned]),
        ("?date_to=2024-06-04".to_owned(), vec![old, off, plain]),
        ("?date_to=2023-12-31".to_owned(), vec![old]),
        ("?date_from=2024-06-04&date_to=2024-06-04".to_owned(), vec![off, plain]),
        ("?date_from=2024-06-05&date_to=2024-06-04".to_owned(), vec![]),
        (format!("?clinician={two}"), vec![old, pinned]),
        ("?type=DUTY".to_owned(), vec![duty]),
        ("?status=CANCELLED".to_owned(), vec![off]),
        ("?is_pinned=true".to_owned(), vec![pinned]),
        (format!("?is_pinned=false&clinician={two}"), vec![old]),
        (format!("?status=SCHEDULED&type=STANDARD&clinician={one}"), vec![plain]),
    ] {
        let found = member.get(&format!("shifts/{query}")).await.with(200);
        assert_eq!(ids_of(&found), expected, "{query}");
    }
    for name in ["date_from", "date_to"] {
        let wrong = member.get(&format!("shifts/?{name}=2024-13-01")).await.with(400);
        assert_eq!(wrong.as_object().unwrap().len(), 1, "{wrong}");
        assert!(wrong[name].is_array(), "{wrong}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_again_is_no_change() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let (member, manager) = (&practice.member, &practice.manager);
    let (mut connection, who) = practice.program().await;
    let of = practice.clinician("Dr Smith").await;
    let base = json!({ "clinician": of, "date": "2024-06-10" });
    let made = member.post("shifts/", base.clone()).await.with(201);
    let path = format!("shifts/{}/", id_of(&made));
    let audit = manager.get("audit/rota/").await.with(200);
    let revision = practices::revision(&mut connection, who.practice).await.unwrap();
    let whole = json!({ "type": "STANDARD", "duration": "FULL", "status": "SCHEDULED",
        "is_pinned": false });
    for change in [json!({}), json!({ "duration": "FULL" }), merged(base.clone(), whole)] {
        assert_eq!(manager.patch(&path, change.clone()).await.with(200), made, "{change}");
    }
    assert_eq!(manager.put(&path, base).await.with(200), made);
    manager.post("shifts/", json!({ "clinician": of, "date": "2024-06-10" })).await.with(400);
    assert_eq!(manager.get("audit/rota/").await.with(200), audit);
    let after = practices::revision(&mut connection, who.practice).await.unwrap();
    assert_eq!(after, revision, "who makes a rota need not begin again");

    manager.patch(&path, json!({ "duration": "HALF" })).await.with(200);
    let after = practices::revision(&mut connection, who.practice).await.unwrap();
    assert_eq!(after, revision + 1);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shifts_of_days_gone_by_are_done_some_at_a_time() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let (mut connection, who) = practice.program().await;
    let of = practice.clinician("Dr Smith").await;
    let today = practice.shift(of, TODAY, json!({})).await;
    let sql = format!(
        "INSERT INTO shifts \
         (organization_id, clinician_id, date, type, duration, status, created_by) \
         SELECT {}, {of}, date '{TODAY}' - n, 'STANDARD', 'FULL', \
            CASE n WHEN 7 THEN 'CANCELLED' ELSE 'SCHEDULED' END, 'test' \
         FROM generate_series(1, 2101) AS n",
        practice.id
    );
    platform.rota_database.execute(&sql).await;
    let before = practices::revision(&mut connection, who.practice).await.unwrap();
    for expected in [2100, 0] {
        let done = complete_past(&mut connection, who.practice, who.today).await.unwrap();
        assert_eq!(done, expected);
    }
    let after = practices::revision(&mut connection, who.practice).await.unwrap();
    assert_eq!(after - before, 3, "others had their turns in between");
    for (status, count) in [("SCHEDULED", 1), ("COMPLETED", 2100), ("CANCELLED", 1)] {
        let found = practice.member.get(&format!("shifts/?status={status}")).await.with(200);
        assert_eq!(found.as_array().unwrap().len(), count, "{status}");
    }
    let left = practice.member.get("shifts/?status=SCHEDULED").await.with(200);
    assert_eq!(ids_of(&left), [today]);
    let told = practice.manager.get("audit/rota/?entity_type=shift&action=UPDATE").await.with(200);
    assert_eq!(told["count"], 2100);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_shift_stays_one_until_somebody_changes_more_than_its_pin() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let doctor = practice.clinician("Dr Ann").await;
    let term = practice.term(doctor, "SALARIED", json!({ "fixed_working_days": WEEK })).await;
    let [monday, friday] = ["2024-09-02", "2024-09-06"].map(|day| day.parse().unwrap());
    let (mut connection, who) = practice.program().await;
    generate(&mut connection, &who, &every_phase(monday, friday)).await.unwrap();
    let made = ids_of(&practice.member.get("shifts/?date_from=2024-09-02").await.with(200));
    assert_eq!(made.len(), 5);
    for (id, change) in
        [(made[0], json!({ "duration": "HALF" })), (made[1], json!({ "status": "COMPLETED" }))]
    {
        practice.member.patch(&format!("shifts/{id}/"), change).await.with(200);
    }
    for action in ["pin", "unpin"] {
        practice.member.patch(&format!("shifts/{}/{action}/", made[2]), json!({})).await.with(200);
    }
    // Now nothing that the generator made is agreed.
    let idle = json!({ "fixed_working_days": [] });
    practice.member.patch(&format!("working-terms/{term}/"), idle).await.with(200);
    let broken = check(&mut connection, who.practice, monday, friday).await.unwrap();
    let dates: Vec<String> = broken.iter().map(|broken| broken.date.to_string()).collect();
    assert_eq!(dates, ["2024-09-04", "2024-09-05", "2024-09-06"]);
    assert!(broken.iter().all(|broken| broken.rule == "not-agreed"), "{broken:?}");

    // Who left the practice has no place in a rota that is made anew.
    practice
        .member
        .patch(&format!("clinicians/{doctor}/"), json!({ "active": false }))
        .await
        .with(200);
    let anew = Request { overwrite: true, ..every_phase(monday, friday) };
    let report = generate(&mut connection, &who, &anew).await.unwrap();
    assert_eq!(report.changes.deleted, 3);
    assert_eq!(check(&mut connection, who.practice, monday, friday).await.unwrap(), []);
    platform.stop().await;
}
