//! What the rota calendar shows, and to whom.

use access::Role;
use end_to_end::rota::{Answer, Api, Practice, assert_shape, id_of, keys_of};
use end_to_end::{Platform, secrets};
use serde_json::{Value, json};

use super::{PREFIXES, TODAY};

const JUNE: &str = "calendar-data/?start_date=2024-06-01&end_date=2024-06-30";

/// Those maps that are about the clinicians asked for.
const OF_CLINICIANS: [&str; 5] = [
    "shiftsByDate",
    "annualLeaveByDate",
    "requestedOffByDate",
    "coronersLeaveByDate",
    "studyLeaveByDate",
];

const OWN: [&str; 2] = ["ownShiftsByDate", "ownAnnualLeaveByDate"];

/// Whether anything is shown that says it is planned sick leave of a clinician.
fn shows_sick(calendar: &Value, clinician: i64) -> bool {
    let maps = calendar.as_object().unwrap().values().filter_map(Value::as_object);
    let mut items = maps.flat_map(|map| map.values()).filter_map(Value::as_array).flatten();
    items.any(|item| item["type"] == "PLANNED_SICK" && item["clinicianId"] == clinician)
}

#[tokio::test(flavor = "multi_thread")]
async fn people_see_shifts_and_leave_by_date_and_managers_alerts_too() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let (a, b) = (
        practice.doctor("Dr A", "SALARIED", json!({ "annual_leave_entitlement": 25 })).await,
        practice.doctor("Dr B", "PARTNER", json!({})).await,
    );
    let ann = practice.person("ann", Role::Viewer, a).await;
    let of_a = practice.shift(a, "2024-06-04", json!({})).await;
    let duty = json!({ "type": "DUTY", "duration": "HALF", "is_pinned": true });
    let of_b = practice.shift(b, "2024-06-04", duty).await;
    practice.shift(b, "2024-06-05", json!({ "status": "CANCELLED" })).await;
    practice.shift(a, "2024-05-31", json!({})).await;
    let mut leave = Vec::new();
    for (of, type_, first, last) in [
        (a, "ANNUAL_LEAVE", "2024-06-06", "2024-06-10"),
        (b, "NOT_WORKING", "2024-06-12", "2024-06-12"),
        (b, "STUDY_LEAVE", "2024-06-13", "2024-06-13"),
        (b, "CORONERS", "2024-06-14", "2024-06-14"),
        (b, "PLANNED_SICK", "2024-06-17", "2024-06-18"),
        // These wait for a decision, or are over.
        (b, "ANNUAL_LEAVE", "2024-06-19", "2024-06-19"),
        (a, "STUDY_LEAVE", "2024-06-20", "2024-06-20"),
    ] {
        leave.push(id_of(&practice.leave(of, type_, first, last).await));
    }
    for id in &leave[2..4] {
        let path = format!("leave-requests/{id}/");
        practice.manager.patch(&path, json!({ "status": "APPROVED" })).await.with(200);
    }
    let ended = id_of(&practice.leave(a, "ANNUAL_LEAVE", "2024-06-24", "2024-06-24").await);
    ann.post(&format!("leave-requests/{ended}/cancel/"), json!({})).await.with(200);

    let seen = ann.get(JUNE).await.with(200);
    let mut keys: Vec<&str> = OF_CLINICIANS.into_iter().chain(OWN).chain(["today"]).collect();
    keys.sort_unstable();
    assert_eq!(keys_of(&seen), keys);
    assert_eq!(seen["today"], TODAY);
    let (annual, days) = (leave[0], ["2024-06-06", "2024-06-07", "2024-06-10"]);
    let item = json!({ "id": annual, "clinicianId": a, "clinicianName": "Dr A",
        "type": "ANNUAL_LEAVE", "status": "APPROVED" });
    for map in ["annualLeaveByDate", "ownAnnualLeaveByDate"] {
        assert_eq!(keys_of(&seen[map]), days, "{map}");
        for day in days {
            assert_eq!(seen[map][day], json!([item]), "{map}");
        }
    }
    for (map, at, date, type_) in [
        ("requestedOffByDate", 1, "2024-06-12", "NOT_WORKING"),
        ("studyLeaveByDate", 2, "2024-06-13", "STUDY_LEAVE"),
        ("coronersLeaveByDate", 3, "2024-06-14", "CORONERS"),
    ] {
        let item = json!({ "id": leave[at], "clinicianId": b, "clinicianName": "Dr B",
            "type": type_, "status": "APPROVED" });
        assert_eq!(seen[map], json!({ date: [item] }), "{map}");
    }
    let own = json!({ "id": of_a, "clinicianId": a, "clinicianName": "Dr A", "type": "STANDARD",
        "duration": "FULL", "status": "SCHEDULED", "isPinned": false });
    let other = json!({ "id": of_b, "clinicianId": b, "clinicianName": "Dr B", "type": "DUTY",
        "duration": "HALF", "status": "SCHEDULED", "isPinned": true });
    assert_eq!(keys_of(&seen["shiftsByDate"]), ["2024-06-04", "2024-06-13", "2024-06-14"]);
    let on_day = seen["shiftsByDate"]["2024-06-04"].as_array().unwrap();
    assert!(on_day.len() == 2 && on_day.contains(&own) && on_day.contains(&other), "{on_day:?}");
    assert_eq!(seen["shiftsByDate"]["2024-06-13"][0]["type"], "STUDY_LEAVE");
    assert_eq!(seen["ownShiftsByDate"], json!({ "2024-06-04": [own] }));
    assert!(!shows_sick(&seen, b), "illness is nobody's business: {seen}");
    for prefix in PREFIXES {
        assert_eq!(ann.get(&format!("{prefix}/{JUNE}")).await.with(200), seen);
    }

    // One clinician's, or nobody's; what is their own stays.
    for (of, shifts, annual, off) in [(a, 1, 3, 0), (b, 3, 0, 1), (999_999, 0, 0, 0)] {
        let of = ann.get(&format!("{JUNE}&clinician_id={of}")).await.with(200);
        let sizes = OF_CLINICIANS.map(|map| keys_of(&of[map]).len());
        assert_eq!(sizes, [shifts, annual, off, off, off], "{of}");
        assert_eq!(OWN.map(|map| &of[map]), OWN.map(|map| &seen[map]));
    }
    // Those who are no clinicians have nothing of their own.
    let seen = practice.member.get(JUNE).await.with(200);
    assert_eq!(OWN.map(|map| &seen[map]), [&json!({}), &json!({})]);
    assert!(!shows_sick(&seen, b) && seen.get("alertsByDate").is_none());

    let password = secrets::password();
    platform.staff("staff", &password).await;
    platform.member(practice.id, "staff", Role::Viewer).await;
    let staff = Api { browser: platform.sign_in("staff", &password).await };
    let alert = [
        ("id", "int"),
        ("type", "text"),
        ("typeLabel", "text"),
        ("severity", "text"),
        ("message", "text"),
    ];
    for api in [&practice.manager, &staff] {
        let seen = api.get(JUNE).await.with(200);
        let alerts = seen["alertsByDate"].as_object().unwrap();
        assert!(alerts.contains_key("2024-06-04"), "{alerts:?}");
        for item in alerts.values().flat_map(|items| items.as_array().unwrap()) {
            assert_shape(item, &alert);
        }
        let active = api.get("alerts/").await.with(200);
        let of_june = active
            .as_array()
            .unwrap()
            .iter()
            .filter(|alert| alert["date"].as_str().unwrap().starts_with("2024-06"));
        let shown: usize = alerts.values().map(|items| items.as_array().unwrap().len()).sum();
        assert_eq!(shown, of_june.count());
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_wants_dates_and_sends_people_to_sign_in() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    for query in [
        "",
        "?start_date=2024-06-01",
        "?end_date=2024-06-01",
        "?start_date=2024-06-01&end_date=June",
        "?start_date=2024-02-30&end_date=2024-06-01",
    ] {
        let refused = practice.member.get(&format!("calendar-data/{query}")).await.with(400);
        assert_eq!(keys_of(&refused), ["error"], "{query}");
        assert!(refused["error"].is_string(), "{query}");
    }
    for path in ["/api/v1/calendar-data/?colour=red", "/leave-booking/calendar-data/?colour=red"] {
        let request = practice.member.browser.request(reqwest::Method::GET, path);
        let strict = request.header("prefer", "handling=strict");
        let answer = practice.member.browser.send(strict).await;
        let refused = Answer::of(path.to_owned(), answer).await.with(400);
        assert_eq!(refused, json!({ "error": "colour: This parameter is not known here." }));
    }
    let empty = "calendar-data/?start_date=2024-06-03&end_date=2024-06-03";
    let seen = practice.member.get(empty).await.with(200);
    assert_eq!((&seen["today"], &seen["shiftsByDate"]), (&json!(TODAY), &json!({})));

    let stranger = platform.browser();
    for prefix in PREFIXES {
        let path = format!("{prefix}/{JUNE}");
        for (accept, status) in [
            ("application/json", 401),
            ("*/*", 401),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 302),
        ] {
            let request = stranger.request(reqwest::Method::GET, &path).header("accept", accept);
            let answer = Answer::of(path.clone(), stranger.send(request).await).await;
            assert_eq!(answer.status.as_u16(), status, "{accept}");
            match answer.header("location") {
                Some(to) => assert!(to.starts_with("/accounts/login/?next=%2Fapi%2F"), "{to}"),
                None => assert!(answer.with(401)["detail"].is_string()),
            }
        }
    }
    platform.stop().await;
}
