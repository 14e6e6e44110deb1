//! Clinicians and their working terms: how they are found, ordered and filled in.

use ::rota::changes::{adjust_leave, set_alternate_week};
use ::rota::domain::{
    AlternateWeek, ClinicianId, Days, ManualAdjustmentType, Pattern, WorkingTermId,
};
use ::rota::store::leave_adjustments::NewLeaveAdjustment;
use chrono::Weekday;
use end_to_end::Platform;
use end_to_end::rota::{Practice, ids_of, merged};
use serde_json::{Value, json};

use super::TODAY;

#[tokio::test(flavor = "multi_thread")]
async fn clinicians_are_found_by_every_word_and_ordered_as_asked() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let mut ids = Vec::new();
    for name in ["Carol Adams", "Bea Brown", "Anna Brown", "  Bea Brown  ", "Zoe 100%"] {
        ids.push(practice.clinician(name).await);
    }
    let [carol, bea, anna, namesake, zoe]: [i64; 5] = ids.try_into().unwrap();
    member.patch(&format!("clinicians/{anna}/"), json!({ "active": false })).await.with(200);
    let name = member.get(&format!("clinicians/{namesake}/")).await.with(200)["name"].clone();
    assert_eq!(name, "Bea Brown", "without the blanks around it");

    for (query, expected) in [
        ("", vec![anna, bea, namesake, carol, zoe]),
        ("?search=brown", vec![anna, bea, namesake]),
        ("?search=BROWN%20bea", vec![bea, namesake]),
        ("?search=ro%20an", vec![anna]),
        ("?search=smith", vec![]),
        ("?search=%25", vec![zoe]),
        ("?search=_", vec![]),
        ("?ordering=-id", vec![zoe, namesake, anna, bea, carol]),
        ("?ordering=-name,id", vec![zoe, carol, bea, namesake, anna]),
        ("?ordering=-name,-id", vec![zoe, carol, namesake, bea, anna]),
        ("?ordering=active,id", vec![anna, carol, bea, namesake, zoe]),
        ("?ordering=shoe_size,-created_at", vec![zoe, namesake, anna, bea, carol]),
        ("?search=brown&ordering=-updated_at", vec![anna, namesake, bea]),
        ("active/", vec![bea, namesake, carol, zoe]),
        ("active/?search=brown&ordering=-id", vec![namesake, bea]),
    ] {
        let found = member.get(&format!("clinicians/{query}")).await.with(200);
        assert_eq!(ids_of(&found), expected, "{query}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_moves_only_what_it_should() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let made = member.post("clinicians/", json!({ "name": "Dr New" })).await.with(201);
    assert_eq!(made["active"], true);
    let path = format!("clinicians/{}/", made["id"]);
    let forged = json!({ "name": "Dr Newer", "id": 99, "created_at": "2000-01-01T00:00:00Z" });
    let changed = member.patch(&path, forged).await.with(200);
    for name in ["id", "active", "created_at"] {
        assert_eq!(changed[name], made[name], "{name}");
    }
    assert_eq!(changed["name"], "Dr Newer");
    assert!(changed["updated_at"].as_str() > made["updated_at"].as_str());

    // Whoever goes takes along what is theirs.
    let of = practice.doctor("Dr Gone", "SALARIED", json!({})).await;
    practice.shift(of, "2024-06-04", json!({})).await;
    practice.leave(of, "STUDY_LEAVE", "2024-07-01", "2024-07-01").await;
    member.delete(&format!("clinicians/{of}/")).await.with(204);
    for list in ["working-terms/", "shifts/", "leave-requests/"] {
        assert_eq!(member.get(list).await.with(200), json!([]), "{list}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_with_a_clinician_is_in_the_audit() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let of = practice.doctor("Dr Gone", "SALARIED", json!({ "must_work_days": ["Monday"] })).await;
    practice.shift(of, "2024-06-04", json!({})).await;
    practice.leave(of, "STUDY_LEAVE", "2024-07-01", "2024-07-01").await;
    let (mut connection, who) = practice.program().await;
    let adjustment = NewLeaveAdjustment {
        clinician_id: ClinicianId(of),
        year: 2024,
        type_: ManualAdjustmentType::AnnualLeaveAdjustment,
        amount: "-2".parse().unwrap(),
        reason: "Taken before.".to_owned(),
        created_by: who.username.clone(),
    };
    adjust_leave(&mut connection, &who, &adjustment).await.unwrap();
    practice.member.delete(&format!("clinicians/{of}/")).await.with(204);

    let told = practice.manager.get("audit/rota/?page_size=500").await.with(200);
    let told = told["results"].as_array().unwrap();
    for kind in ["clinician", "working_term", "shift", "leave_request", "leave_adjustment"] {
        let rows: Vec<&Value> = told.iter().filter(|row| row["entity_type"] == kind).collect();
        let [gone, made]: [&Value; 2] = rows.try_into().unwrap();
        assert_eq!((&gone["action"], &made["action"]), (&json!("DELETE"), &json!("CREATE")));
        assert_eq!(gone["entity_id"], made["entity_id"], "{kind}");
        assert_eq!(gone["previous_state"], made["new_state"], "{kind}");
        assert!(made["new_state"].is_object() && gone["new_state"].is_null(), "{kind}");
    }

    let of = practice.clinician("Dr Gone").await;
    let term = WorkingTermId(practice.term(of, "SALARIED", json!({})).await);
    let fridays = Pattern { days: Days::NONE.with(Weekday::Fri), half_days: Days::NONE };
    set_alternate_week(&mut connection, &who, term, AlternateWeek::A, fridays).await.unwrap();
    practice.member.delete(&format!("clinicians/{of}/")).await.with(204);
    let told = practice.manager.get("audit/rota/?entity_type=alternate_week").await.with(200);
    let [gone, made] = [&told["results"][0], &told["results"][1]];
    assert_eq!((&gone["action"], &made["action"]), (&json!("DELETE"), &json!("CREATE")));
    assert_eq!(gone["previous_state"], made["new_state"]);
    assert_eq!(gone["previous_state"]["days"], json!(["Friday"]));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_of_days_gone_by_stay_when_somebody_goes() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let scheduled = async || -> Vec<Value> {
        let alerts = member.get("alerts/").await.with(200);
        let alerts = alerts.as_array().unwrap().iter();
        let staffing = alerts.filter(|alert| alert["type"] == "BELOW_MINIMUM");
        staffing.map(|alert| json!([alert["date"], alert["details"]["scheduled"]])).collect()
    };
    let of = practice.clinician("Dr Gone").await;
    for date in ["2024-05-28", TODAY, "2024-06-11"] {
        practice.shift(of, date, json!({})).await;
    }
    let before = [json!(["2024-06-11", 1]), json!([TODAY, 1]), json!(["2024-05-28", 1])];
    assert_eq!(scheduled().await, before);
    member.delete(&format!("clinicians/{of}/")).await.with(204);
    let after = [json!(["2024-06-11", 0]), json!([TODAY, 0]), json!(["2024-05-28", 1])];
    assert_eq!(scheduled().await, after);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_are_filled_in_and_the_latest_comes_first() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let of = practice.clinician("Dr Smith").await;
    for (type_, is_on_duty) in [
        ("PARTNER", true),
        ("SALARIED", true),
        ("LOCUM", false),
        ("FY_DOCTOR", false),
        ("ST_DOCTOR", false),
    ] {
        let body = json!({ "clinician": of, "type": type_, "start_date": "2024-01-01" });
        let term = member.post("working-terms/", body.clone()).await.with(201);
        assert_eq!(term["participates_in_duty"], is_on_duty, "{type_}");
        assert_eq!(term["percentage"], "100.00");
        assert_eq!(term["end_date"], json!(null));
        for days in ["fixed_working_days", "fixed_half_days", "cannot_work_days", "must_work_days"]
        {
            assert_eq!(term[days], json!([]), "{days}");
        }
        let other = merged(body, json!({ "participates_in_duty": !is_on_duty }));
        let term = member.post("working-terms/", other).await.with(201);
        assert_eq!(term["participates_in_duty"], !is_on_duty, "{type_}");
    }
    for (given, name, read) in [
        (
            json!(["friday", "Mon", 0, "WED", "Monday"]),
            "fixed_working_days",
            json!(["Monday", "Wednesday", "Friday"]),
        ),
        (json!([4]), "cannot_work_days", json!(["Friday"])),
        (json!(80), "percentage", json!("80.00")),
        (json!("33.3"), "percentage", json!("33.30")),
        (json!(8), "annual_leave_entitlement", json!("8.00")),
        (json!("5.5"), "annual_leave_entitlement", json!("5.50")),
        (json!(null), "annual_leave_entitlement", json!(null)),
        (json!("2024-01-01"), "end_date", json!("2024-01-01")),
    ] {
        let body = json!({ "clinician": of, "type": "PARTNER", "start_date": "2024-01-01",
            name: given });
        assert_eq!(member.post("working-terms/", body).await.with(201)[name], read);
    }

    let of = practice.clinician("Dr Jones").await;
    let mut terms = Vec::new();
    for start in ["2024-02-01", "2024-03-01", "2024-01-01", "2024-03-01"] {
        terms.push(practice.term(of, "PARTNER", json!({ "start_date": start })).await);
    }
    let expected = [terms[3], terms[1], terms[0], terms[2]];
    let nested = member.get(&format!("clinicians/{of}/working-terms/")).await.with(200);
    assert_eq!(ids_of(&nested), expected);
    let all = ids_of(&member.get("working-terms/").await.with(200));
    let own: Vec<i64> = all.into_iter().filter(|id| terms.contains(id)).collect();
    assert_eq!(own, expected);
    let unknown = member.get("clinicians/999999/working-terms/").await.with(404);
    assert_eq!(unknown, json!({ "detail": "No Clinician matches the given query." }));
    platform.stop().await;
}
