//! Booking leave day by day, or in whole weeks.

use access::Role;
use end_to_end::Platform;
use end_to_end::rota::{Answer, Api, Practice, WEEK, keys_of};
use serde_json::{Value, json};

use super::TODAY;

const CALENDAR: &str = "/leave-booking/calendar-data/";
const SUBMIT: &str = "/leave-booking/submit/";

/// What a booking made: type, first and last day and status, in order of the days.
async fn book(api: &Api, type_: &str, dates: &[&str]) -> Vec<Value> {
    let body = api.post(SUBMIT, json!({ "leave_type": type_, "dates": dates })).await.with(200);
    assert_eq!(keys_of(&body), ["message", "requests", "success"]);
    assert_eq!(body["success"], true);
    assert!(body["message"].is_string(), "{body}");
    let mut requests = Vec::new();
    for request in body["requests"].as_array().unwrap() {
        // They are leave requests like all others.
        let path = format!("leave-requests/{}/", request["id"]);
        assert_eq!(api.get(&path).await.with(200), *request);
        let told = ["type", "start_date", "end_date", "status"];
        requests.push(json!(told.map(|name| request[name].clone())));
    }
    requests.sort_by_key(|request| request[1].as_str().unwrap().to_owned());
    requests
}

fn words(list: &Value, name: &str) -> Vec<String> {
    let words = list.as_array().unwrap().iter();
    let mut words: Vec<String> = words.map(|of| of[name].as_str().unwrap().to_owned()).collect();
    words.sort();
    words
}

#[tokio::test(flavor = "multi_thread")]
async fn the_booking_calendar_tells_what_may_be_chosen() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let salaried = json!({ "fixed_working_days": WEEK, "annual_leave_entitlement": 25 });
    let ann = practice.doctor("Dr Ann", "SALARIED", salaried).await;
    let bea = practice.doctor("Dr Bea", "PARTNER", json!({ "annual_leave_entitlement": 8 })).await;
    let carl = practice.clinician("Dr Carl").await;
    let salaried = practice.person("ann", Role::Viewer, ann).await;
    let partner = practice.person("bea", Role::Admin, bea).await;
    let without = practice.person("carl", Role::Viewer, carl).await;
    practice.shift(bea, "2024-08-05", json!({})).await;
    practice.leave(ann, "ANNUAL_LEAVE", "2024-08-06", "2024-08-07").await;
    practice.leave(bea, "STUDY_LEAVE", "2024-08-06", "2024-08-06").await;

    let of = salaried.get(&format!("{CALENDAR}?month=2024-08")).await.with(200);
    let expected =
        ["booking_mode", "dates", "end_date", "leave_types", "quota", "start_date", "today"];
    assert_eq!(keys_of(&of), expected);
    assert_eq!((&of["today"], &of["booking_mode"]), (&json!(TODAY), &json!("day")));
    assert_eq!((&of["start_date"], &of["end_date"]), (&json!("2024-08-01"), &json!("2024-08-31")));
    let quota = json!({ "entitlement": "25.00", "remaining": "23.00", "unit": "days",
        "percentage_used": 8 });
    assert_eq!(of["quota"], quota);
    let dates = of["dates"].as_object().unwrap();
    assert_eq!(dates.len(), 22, "weekdays alone");
    let names = [
        "capacity_remaining",
        "is_bank_holiday",
        "minimum_required",
        "on_leave",
        "own_leave",
        "own_shift",
        "pending_leave",
        "reason",
        "scheduled_count",
        "selectable",
    ];
    assert!(dates.values().all(|day| keys_of(day) == names), "{dates:?}");
    let numbers = ["minimum_required", "scheduled_count", "on_leave", "pending_leave"];
    for (date, expected, is_bank_holiday) in [
        ("2024-08-05", [9, 1, 0, 0], false),
        ("2024-08-06", [7, 0, 1, 1], false),
        ("2024-08-07", [8, 0, 1, 0], false),
        ("2024-08-26", [0, 0, 0, 0], true),
    ] {
        let day = &dates[date];
        assert_eq!(numbers.map(|name| day[name].as_i64().unwrap()), expected, "{date}");
        assert_eq!(day["is_bank_holiday"], is_bank_holiday, "{date}");
    }
    // Days with leave of one's own are taken, and so is the past.
    for (date, selectable) in [("2024-08-05", true), ("2024-08-06", false), ("2024-08-08", true)] {
        assert_eq!(dates[date]["selectable"], selectable, "{date}");
    }
    let may = salaried.get(&format!("{CALENDAR}?month=2024-05")).await.with(200);
    for (date, day) in may["dates"].as_object().unwrap() {
        assert_eq!(day["selectable"], false, "{date}");
        assert!(day["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{date}");
    }

    // From the first of this month to about three months ahead.
    let of = salaried.get(CALENDAR).await.with(200);
    assert_eq!(of["start_date"], "2024-06-01");
    let end = of["end_date"].as_str().unwrap();
    assert!(("2024-08-24".."2024-10-01").contains(&end), "{end}");

    let usual = ["ANNUAL_LEAVE", "CORONERS", "STUDY_LEAVE"];
    let all = ["ANNUAL_LEAVE", "CORONERS", "NOT_WORKING", "PLANNED_SICK", "STUDY_LEAVE"];
    for (api, mode, types, has_quota) in [
        (&salaried, "day", &usual[..], true),
        (&partner, "week", &all, true),
        (&without, "day", &usual, false),
    ] {
        let of = api.get(CALENDAR).await.with(200);
        assert_eq!(of["booking_mode"], mode);
        assert_eq!(words(&of["leave_types"], "value"), types);
        assert_eq!(of["quota"].is_object(), has_quota, "{of}");
        for type_ in of["leave_types"].as_array().unwrap() {
            assert_eq!(keys_of(type_), ["label", "quota_based", "requires_approval", "value"]);
            let value = type_["value"].as_str().unwrap();
            assert_eq!(type_["quota_based"], value == "ANNUAL_LEAVE", "{value}");
            let approved = ["STUDY_LEAVE", "CORONERS"].contains(&value);
            assert_eq!(type_["requires_approval"], approved, "{value}");
        }
    }
    let nobody = practice.member.get(CALENDAR).await.with(400);
    assert_eq!(keys_of(&nobody), ["error"]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn days_next_to_each_other_become_one_request() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let salaried = json!({ "fixed_working_days": WEEK, "annual_leave_entitlement": 6 });
    let ann = practice.doctor("Dr Ann", "SALARIED", salaried).await;
    let bea = practice.doctor("Dr Bea", "PARTNER", json!({ "annual_leave_entitlement": 8 })).await;
    let ann = practice.person("ann", Role::Viewer, ann).await;
    let bea = practice.person("bea", Role::Viewer, bea).await;

    // Over a weekend, over a bank holiday, and apart.
    let dates = ["2024-08-27", "2024-06-10", "2024-06-07", "2024-06-12", "2024-08-23"];
    let expected = [
        json!(["ANNUAL_LEAVE", "2024-06-07", "2024-06-10", "APPROVED"]),
        json!(["ANNUAL_LEAVE", "2024-06-12", "2024-06-12", "APPROVED"]),
        json!(["ANNUAL_LEAVE", "2024-08-23", "2024-08-27", "APPROVED"]),
    ];
    assert_eq!(book(&ann, "ANNUAL_LEAVE", &dates).await, expected);
    // One day is left: what is over waits, as it would if it were asked for alone.
    let expected = [json!(["ANNUAL_LEAVE", "2024-07-01", "2024-07-02", "REQUESTED"])];
    assert_eq!(book(&ann, "ANNUAL_LEAVE", &["2024-07-01", "2024-07-02"]).await, expected);
    let expected = [json!(["STUDY_LEAVE", "2024-07-04", "2024-07-04", "REQUESTED"])];
    assert_eq!(book(&ann, "STUDY_LEAVE", &["2024-07-04"]).await, expected);

    // Whole weeks, of which a bank holiday may be left out.
    let dates = [
        "2024-08-19",
        "2024-08-20",
        "2024-08-21",
        "2024-08-22",
        "2024-08-23",
        "2024-08-27",
        "2024-08-28",
        "2024-08-29",
        "2024-08-30",
    ];
    let expected = [json!(["ANNUAL_LEAVE", "2024-08-19", "2024-08-30", "APPROVED"])];
    assert_eq!(book(&bea, "ANNUAL_LEAVE", &dates).await, expected);
    let expected = [json!(["NOT_WORKING", "2024-07-03", "2024-07-03", "APPROVED"])];
    assert_eq!(book(&bea, "NOT_WORKING", &["2024-07-03"]).await, expected);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_is_booked_as_a_whole_or_not_at_all() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let salaried = json!({ "fixed_working_days": WEEK, "annual_leave_entitlement": 25 });
    let ann = practice.doctor("Dr Ann", "SALARIED", salaried).await;
    let bea = practice.doctor("Dr Bea", "PARTNER", json!({ "annual_leave_entitlement": 8 })).await;
    practice.leave(ann, "STUDY_LEAVE", "2024-07-10", "2024-07-10").await;
    practice.leave(bea, "PLANNED_SICK", "2024-07-10", "2024-07-10").await;
    let [ann, bea] = [
        practice.person("ann", Role::Viewer, ann).await,
        practice.person("bea", Role::Viewer, bea).await,
    ];
    let before = ann.get("leave-requests/").await.with(200);
    let week = ["2024-07-01", "2024-07-02", "2024-07-03", "2024-07-04", "2024-07-05"];
    let next = ["2024-07-08", "2024-07-09", "2024-07-10", "2024-07-11", "2024-07-12"];
    for (api, type_, dates) in [
        (&ann, json!("HOLIDAY"), json!(["2024-07-01"])),
        (&ann, json!(null), json!(["2024-07-01"])),
        (&ann, json!("NOT_WORKING"), json!(["2024-07-01"])),
        (&ann, json!("PLANNED_SICK"), json!(["2024-07-01"])),
        (&bea, json!("PLANNED_SICK"), json!(["2024-07-01"])),
        (&ann, json!("ANNUAL_LEAVE"), json!([])),
        (&ann, json!("ANNUAL_LEAVE"), json!("2024-07-01")),
        (&ann, json!("ANNUAL_LEAVE"), json!(["2024-07-01", "2024-07-32"])),
        (&ann, json!("ANNUAL_LEAVE"), json!(["2024-07-01", 7])),
        (&ann, json!("ANNUAL_LEAVE"), json!(["2024-07-01", "2024-07-02", "2024-07-01"])),
        (&ann, json!("ANNUAL_LEAVE"), json!(["2024-07-01", "2024-05-31"])),
        (&ann, json!("ANNUAL_LEAVE"), json!(["2024-07-05", "2024-07-06"])),
        // A bank holiday alone.
        (&ann, json!("ANNUAL_LEAVE"), json!(["2024-08-26"])),
        (&bea, json!("STUDY_LEAVE"), json!(["2024-08-26"])),
        // Leave of their own is in the way, waiting or granted.
        (&ann, json!("ANNUAL_LEAVE"), json!(["2024-07-01", "2024-07-10"])),
        (&bea, json!("ANNUAL_LEAVE"), json!(next)),
        (&bea, json!("ANNUAL_LEAVE"), json!(["2024-07-01"])),
        (&bea, json!("ANNUAL_LEAVE"), json!(week[..4])),
        (&bea, json!("ANNUAL_LEAVE"), json!([&week[..], &["2024-07-15"]].concat())),
    ] {
        let body = json!({ "leave_type": type_, "dates": dates });
        let refused = api.post(SUBMIT, body.clone()).await.with(400);
        assert_eq!(keys_of(&refused), ["error", "success"], "{body}: {refused}");
        assert_eq!(refused["success"], false, "{body}");
        let told = refused["error"].as_str().unwrap();
        assert!(!told.is_empty(), "{body}");
    }
    for (body, told) in [
        (json!({}), "dates: This field is required. leave_type: This field is required."),
        (json!({ "leave_type": true, "dates": [] }), "leave_type: Not a valid string."),
        (
            json!({ "leave_type": "STUDY_LEAVE", "dates": null }),
            "dates: This field may not be null.",
        ),
        (json!([]), "Invalid data. Expected a dictionary, but got list."),
        (json!("STUDY_LEAVE"), "Invalid data. Expected a dictionary, but got str."),
    ] {
        let refused = ann.post(SUBMIT, body).await.with(400);
        assert_eq!(refused, json!({ "success": false, "error": told }));
    }
    // So many dates that a week more would be too many.
    let from: chrono::NaiveDate = "2025-01-06".parse().unwrap();
    let days = from.iter_weeks().flat_map(|monday| monday.iter_days().take(5));
    let many: Vec<String> = days.take(101).map(|day| day.to_string()).collect();
    let body = json!({ "leave_type": "STUDY_LEAVE", "dates": many });
    let refused = ann.post(SUBMIT, body).await.with(400);
    assert_eq!(refused["error"], "Choose at most 100 dates at a time.");
    assert_eq!(ann.get("leave-requests/").await.with(200), before, "nothing was booked");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_will_be_says_how_they_choose() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let salaried = json!({ "fixed_working_days": WEEK, "annual_leave_entitlement": 25 });
    let ann = practice.doctor("Dr Ann", "SALARIED", salaried).await;
    let partner = json!({ "start_date": "2024-07-01", "annual_leave_entitlement": 8 });
    practice.term(ann, "PARTNER", partner).await;
    let api = practice.person("ann", Role::Viewer, ann).await;

    let body = json!({ "leave_type": "ANNUAL_LEAVE", "dates": ["2024-07-02"] });
    let refused = api.post(SUBMIT, body).await.with(400);
    assert!(refused["error"].as_str().unwrap().contains("whole weeks"), "{refused}");
    let body = json!({ "leave_type": "NOT_WORKING", "dates": ["2024-06-28", "2024-07-01"] });
    let refused = api.post(SUBMIT, body).await.with(400);
    assert_eq!(refused["error"], "Not working is for partners only.");
    let expected = [json!(["ANNUAL_LEAVE", "2024-06-25", "2024-06-25", "APPROVED"])];
    assert_eq!(book(&api, "ANNUAL_LEAVE", &["2024-06-25"]).await, expected);
    let expected = [json!(["NOT_WORKING", "2024-07-02", "2024-07-02", "APPROVED"])];
    assert_eq!(book(&api, "NOT_WORKING", &["2024-07-02"]).await, expected);

    // To the calendar it does not matter what form of answer is asked for.
    let request = api.browser.request(reqwest::Method::GET, CALENDAR).header("accept", "text/html");
    let answer = Answer::of(CALENDAR.to_owned(), api.browser.send(request).await).await;
    assert_eq!(answer.with(200)["booking_mode"], "day");
    platform.stop().await;
}
