//! Practices know nothing of each other.

use access::Role;
use end_to_end::rota::{Api, Practice, id_of, ids_of, leave};
use end_to_end::{Platform, secrets};
use serde_json::{Value, json};

use super::TODAY;

/// What one practice has, and where.
struct Things {
    clinician: i64,
    paths: [(&'static str, String); 5],
}

impl Things {
    async fn of(practice: &Practice<'_>) -> Self {
        let clinician = practice.doctor("Dr Smith", "PARTNER", json!({})).await;
        let term = practice.term(clinician, "LOCUM", json!({})).await;
        let shift = practice.shift(clinician, "2024-06-04", json!({})).await;
        let wish = practice.leave(clinician, "STUDY_LEAVE", "2024-06-04", "2024-06-05").await;
        practice.leave(clinician, "PLANNED_SICK", "2024-06-11", "2024-06-11").await;
        let alert = json!({ "type": "BELOW_MINIMUM", "date": TODAY, "message": "Few." });
        let alert = practice.add("alerts/", alert).await;
        let paths = [
            ("Clinician", format!("clinicians/{clinician}/")),
            ("WorkingTerm", format!("working-terms/{term}/")),
            ("Shift", format!("shifts/{shift}/")),
            ("LeaveRequest", format!("leave-requests/{}/", id_of(&wish))),
            ("Alert", format!("alerts/{alert}/")),
        ];
        Self { clinician, paths }
    }
}

/// Everything that the practice itself is told.
async fn told(api: &Api) -> Vec<Value> {
    let mut told = Vec::new();
    for list in
        ["clinicians/", "working-terms/", "shifts/", "leave-requests/", "alerts/?active=false"]
    {
        told.push(api.get(list).await.with(200));
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_practice_has_is_not_there() {
    let platform = Platform::frozen_on(TODAY).await;
    let first = Practice::open(&platform, "first").await;
    let second = Practice::open(&platform, "second").await;
    let things = Things::of(&first).await;
    let before = told(&first.member).await;

    for api in [&second.member, &second.manager] {
        for (model, path) in &things.paths {
            let gone = json!({ "detail": format!("No {model} matches the given query.") });
            for method in ["GET", "PUT", "PATCH", "DELETE"] {
                let body = json!({ "name": "Mine", "status": "APPROVED", "active": false });
                let missing = api.call(method.parse().unwrap(), path, Some(&body)).await;
                assert_eq!(missing.with(404), gone, "{method} {path}");
            }
        }
        let [clinician, _, shift, leave_request, alert] = &things.paths;
        for (method, (model, path), action) in [
            ("GET", clinician, "stats/"),
            ("GET", clinician, "working-terms/"),
            ("PATCH", shift, "pin/"),
            ("PATCH", shift, "unpin/"),
            ("POST", leave_request, "cancel/"),
            ("POST", alert, "resolve/"),
            ("POST", alert, "dismiss/?active=false"),
            ("GET", alert, "?active=false"),
        ] {
            let path = format!("{path}{action}");
            let missing = api.call(method.parse().unwrap(), &path, None).await.with(404);
            let gone = json!({ "detail": format!("No {model} matches the given query.") });
            assert_eq!(missing, gone, "{path}");
        }
        let of = things.clinician;
        for path in [
            "clinicians/".to_owned(),
            "clinicians/active/?search=smith".to_owned(),
            "working-terms/".to_owned(),
            format!("shifts/?clinician={of}"),
            format!("leave-requests/?clinician={of}"),
            format!("leave-requests/mine/?clinician_id={of}"),
            "alerts/?active=false".to_owned(),
        ] {
            assert_eq!(api.get(&path).await.with(200), json!([]), "{path}");
        }
    }

    // A number of theirs is no better than one that nobody has.
    let invalid = format!("Invalid pk \"{}\" - object does not exist.", things.clinician);
    let invalid = json!({ "clinician": [invalid] });
    let of = things.clinician;
    let wish = leave(of, "PLANNED_SICK", "2024-07-01", "2024-07-02");
    let own = second.doctor("Dr Jones", "PARTNER", json!({})).await;
    let shift = second.shift(own, "2024-06-08", json!({})).await;
    for (method, path, body) in [
        (
            "POST",
            "working-terms/".to_owned(),
            json!({ "clinician": of, "type": "LOCUM", "start_date": TODAY }),
        ),
        ("POST", "shifts/".to_owned(), json!({ "clinician": of, "date": "2024-06-05" })),
        ("POST", "leave-requests/".to_owned(), wish),
        ("PATCH", format!("shifts/{shift}/"), json!({ "clinician": of })),
    ] {
        let refused = second.member.call(method.parse().unwrap(), &path, Some(&body)).await;
        assert_eq!(refused.with(400), invalid, "{method} {path}");
    }
    let quota = json!({ "clinician_ids": [own, of] });
    let refused = second.member.post("calculations/bulk-leave-quota/", quota).await.with(400);
    assert!(refused["clinician_ids"][0].as_str().unwrap().contains(&of.to_string()), "{refused}");
    assert_eq!(told(&first.member).await, before, "nothing of it was touched");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_figure_counts_what_another_practice_has() {
    let platform = Platform::frozen_on(TODAY).await;
    let first = Practice::open(&platform, "first").await;
    let second = Practice::open(&platform, "second").await;
    let things = Things::of(&first).await;
    // Somebody who says they are a clinician of the other practice is none here.
    let intruder = second.person("intruder", Role::Admin, things.clinician).await;
    let other = second.clinician("Dr Jones").await;
    for api in [&second.member, &intruder] {
        let forecast = api.get("/api/statistics/forecast/").await.with(200);
        for row in forecast.as_array().unwrap() {
            assert_eq!((&row["scheduled_count"], &row["pending_leave"]), (&json!(0), &json!(0)));
        }
        let availability = api.get("availability/").await.with(200);
        assert!(availability.as_array().unwrap().iter().all(|row| row["doctors_count"] == 0));
        let workload = api.get("/api/statistics/workload/").await.with(200);
        let workload = workload["clinician_summaries"].as_array().unwrap();
        assert!(workload.iter().all(|row| row["clinician_id"] == other), "{workload:?}");
        for clinician in ["", "&clinician_id=1", &format!("&clinician_id={}", things.clinician)] {
            let path =
                format!("calendar-data/?start_date=2024-06-01&end_date=2024-06-30{clinician}");
            let mut calendar = api.get(&path).await.with(200);
            calendar.as_object_mut().unwrap().remove("today");
            for (name, dates) in calendar.as_object().unwrap() {
                assert_eq!(*dates, json!({}), "{name}");
            }
        }
    }
    let refused = intruder.get("/leave-booking/calendar-data/").await.with(400);
    assert!(refused["error"].is_string(), "{refused}");
    let booking = json!({ "leave_type": "STUDY_LEAVE", "dates": ["2024-07-01"] });
    let refused = intruder.post("/leave-booking/submit/", booking).await.with(400);
    assert_eq!(refused["success"], false, "{refused}");
    let own = ids_of(&first.member.get("leave-requests/").await.with(200));
    assert_eq!(own.len(), 2, "nothing was booked");

    // Who is in both acts for the one they joined first, whatever they ask for.
    let password = secrets::password();
    platform.user("both", &password).await;
    platform.member(first.id, "both", Role::Viewer).await;
    platform.member(second.id, "both", Role::Admin).await;
    let both = Api { browser: platform.sign_in("both", &password).await };
    let (here, there) = (first.clinician("Dr Here").await, second.clinician("Dr There").await);
    let seen = both.get(&format!("clinicians/?organization={}", second.id)).await.with(200);
    assert!(ids_of(&seen).contains(&here) && !ids_of(&seen).contains(&there), "{seen}");
    let made = json!({ "name": "Dr New", "organization": second.id });
    let made = id_of(&both.post("clinicians/", made).await.with(201));
    first.member.get(&format!("clinicians/{made}/")).await.with(200);
    second.member.get(&format!("clinicians/{made}/")).await.with(404);

    // Who is in none has nothing here, be they staff or not.
    platform.user("alone", &password).await;
    platform.staff("staff", &password).await;
    for name in ["alone", "staff"] {
        let api = Api { browser: platform.sign_in(name, &password).await };
        for (method, path) in [
            ("GET", "/api/clinicians/"),
            ("POST", "/api/v1/clinicians/"),
            ("DELETE", "/api/v1/shifts/1/"),
            ("GET", "/api/statistics/"),
            ("POST", "/api/v1/rota/generate/"),
            ("GET", "/api/calendar-data/"),
            ("GET", "/leave-booking/calendar-data/"),
            ("POST", "/leave-booking/submit/"),
            ("GET", "/api/v1/audit/rota/"),
        ] {
            let refused = api.call(method.parse().unwrap(), path, Some(&json!({}))).await;
            let detail = "You do not have permission to perform this action.";
            assert_eq!(refused.with(403), json!({ "detail": detail }), "{name} {path}");
        }
    }
    platform.stop().await;
}
