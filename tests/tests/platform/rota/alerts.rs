//! Alerts come and go with what they are about, unless somebody made or
//! dismissed them.

use ::rota::changes::set_bank_holiday;
use ::rota::domain::bank_holidays::Change;
use end_to_end::Platform;
use end_to_end::rota::{Api, Practice, id_of, ids_of, merged};
use serde_json::{Value, json};

use super::{TODAY, number};

/// Small enough for three doctors; nobody needs to be on duty.
fn small() -> Value {
    let minimum = json!({ "Monday": 2, "Tuesday": 1, "Wednesday": 1, "Thursday": 1, "Friday": 1 });
    json!({ "minimum_doctors": minimum, "duty_doctors_per_day": 0,
        "post_bank_holiday_duty_doctors": 0 })
}

/// The alerts about a date: the active ones, or all.
async fn about(api: &Api, date: &str, query: &str) -> Vec<Value> {
    let alerts = api.get(&format!("alerts/{query}")).await.with(200);
    let alerts = alerts.as_array().unwrap().iter();
    alerts.filter(|alert| alert["date"] == date).cloned().collect()
}

/// Type and details of the active alerts about a date, where there is at most one.
async fn told(api: &Api, date: &str) -> Option<(String, Value)> {
    let alerts = about(api, date, "").await;
    assert!(alerts.len() < 2, "{alerts:?}");
    let alert = alerts.first()?;
    Some((alert["type"].as_str().unwrap().to_owned(), alert["details"].clone()))
}

fn alert(type_: &str, scheduled: u32, minimum: u32) -> Option<(String, Value)> {
    Some((type_.to_owned(), json!({ "scheduled": scheduled, "minimum": minimum })))
}

fn below(scheduled: u32, minimum: u32) -> Option<(String, Value)> {
    alert("BELOW_MINIMUM", scheduled, minimum)
}

fn at(minimum: u32) -> Option<(String, Value)> {
    alert("AT_WARNING_THRESHOLD", minimum, minimum)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_of_a_shift_or_of_leave_makes_alerts_true_again() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    practice.configure(small()).await;
    let (monday, tuesday) = ("2024-06-10", "2024-06-11");
    let mut shifts = Vec::new();
    for (name, expected) in [("A", below(1, 2)), ("B", at(2)), ("C", None)] {
        let of = practice.clinician(name).await;
        shifts.push((of, practice.shift(of, monday, json!({})).await));
        assert_eq!(told(member, monday).await, expected, "{name}");
    }
    let path = |place: usize| format!("shifts/{}/", shifts[place].1);
    for (place, change, on_monday, on_tuesday) in [
        (2, json!({ "status": "CANCELLED" }), at(2), None),
        (1, json!({ "date": tuesday }), below(1, 2), at(1)),
        (0, json!({ "duration": "HALF" }), below(1, 2), at(1)),
        (0, json!({ "type": "CORONERS" }), below(0, 2), at(1)),
        (2, json!({ "status": "COMPLETED" }), below(1, 2), at(1)),
        (2, json!({ "date": tuesday }), below(0, 2), None),
        (2, json!({ "clinician": shifts[0].0 }), below(0, 2), None),
        (0, json!({ "type": "DUTY" }), below(1, 2), None),
    ] {
        member.patch(&path(place), change.clone()).await.with(200);
        let found = (told(member, monday).await, told(member, tuesday).await);
        assert_eq!(found, (on_monday, on_tuesday), "{change}");
    }
    member.delete(&path(0)).await.with(204);
    assert_eq!(told(member, monday).await, below(0, 2));
    // What is no longer true is not resolved: it is gone.
    assert_eq!(about(member, monday, "?active=false").await.len(), 1);
    assert_eq!(about(member, tuesday, "?active=false").await.len(), 0);
    let [of_monday]: [Value; 1] = about(member, monday, "").await.try_into().unwrap();
    let rest = ["type_label", "severity", "status", "resolved_at"].map(|of| of_monday[of].clone());
    let expected = [json!("Short-staffed"), json!("CRITICAL"), json!("ACTIVE"), Value::Null];
    assert_eq!(rest, expected);
    let message = of_monday["message"].as_str().unwrap();
    assert!((1..=500).contains(&message.chars().count()), "{message}");

    // Nobody is needed at weekends and on bank holidays.
    let of = practice.clinician("D").await;
    for date in ["2024-06-15", "2024-06-16", "2024-08-26"] {
        practice.shift(of, date, json!({})).await;
        assert_eq!(told(member, date).await, None, "{date}");
    }

    // On Tuesday there are two; leave takes them away one by one, and gives them back.
    member.patch(&path(2), json!({ "status": "SCHEDULED" })).await.with(200);
    let mut leave = Vec::new();
    for (place, expected) in [(1, at(1)), (2, below(0, 1))] {
        let of = member.get(&path(place)).await.with(200)["clinician"].as_i64().unwrap();
        leave.push(practice.leave(of, "PLANNED_SICK", tuesday, tuesday).await);
        assert_eq!(told(member, tuesday).await, expected);
    }
    for (wish, expected) in leave.iter().zip([at(1), None]) {
        let path = format!("leave-requests/{}/cancel/", id_of(wish));
        member.post(&path, json!({})).await.with(200);
        assert_eq!(told(member, tuesday).await, expected);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_few_on_duty_and_too_much_for_one_are_told() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let mut configuration = small();
    configuration["duty_doctors_per_day"] = json!(1);
    configuration["post_bank_holiday_duty_doctors"] = json!(2);
    practice.configure(configuration).await;
    let term = json!({ "fixed_working_days": ["Monday", "Tuesday"] });
    let of = practice.doctor("Dr A", "SALARIED", term).await;
    let other = practice.clinician("Dr B").await;
    let of_type = async |type_: &str, date: &str| -> Vec<Value> {
        let mut alerts = about(member, date, "").await;
        alerts.retain(|alert| alert["type"] == type_);
        alerts.into_iter().map(|alert| alert["details"].clone()).collect()
    };

    // The Monday before is a bank holiday.
    for (date, clinician, type_, expected) in [
        ("2024-08-27", of, "STANDARD", Some((0, 2))),
        ("2024-08-28", of, "STANDARD", Some((0, 1))),
        ("2024-08-27", other, "DUTY", Some((1, 2))),
        ("2024-08-28", other, "DUTY", None),
    ] {
        practice.shift(clinician, date, json!({ "type": type_ })).await;
        let details: Vec<Value> = expected
            .map(|(assigned, required)| json!({ "assigned": assigned, "required": required }))
            .into_iter()
            .collect();
        assert_eq!(of_type("INSUFFICIENT_DUTY_DOCTORS", date).await, details, "{date}");
    }
    let first = ids_of(&member.get("shifts/?date_to=2024-08-27").await.with(200))[0];
    member.patch(&format!("shifts/{first}/"), json!({ "type": "DUTY" })).await.with(200);
    let none = Vec::<Value>::new();
    assert_eq!(of_type("INSUFFICIENT_DUTY_DOCTORS", "2024-08-27").await, none);

    // Two days are agreed: up to 2.2 are borne.
    let overworked = async || -> Vec<Value> {
        let alerts = member.get("alerts/").await.with(200);
        let of_type = alerts.as_array().unwrap().iter().filter(|alert| {
            alert["type"] == "OVERWORKED_DOCTOR" && alert["details"]["clinician_id"] == of
        });
        of_type.map(|alert| alert["details"].clone()).collect()
    };
    for date in ["2024-06-10", "2024-06-11"] {
        practice.shift(of, date, json!({})).await;
    }
    assert_eq!(overworked().await, none);
    let third = practice.shift(of, "2024-06-13", json!({ "duration": "HALF" })).await;
    let path = format!("shifts/{third}/");
    for (change, actual) in [
        (json!({}), Some(2.5)),
        (json!({ "duration": "FULL" }), Some(3.0)),
        (json!({ "type": "CORONERS" }), Some(3.0)),
        (json!({ "type": "STUDY_LEAVE" }), None),
        (json!({ "type": "DUTY" }), Some(3.0)),
        (json!({ "status": "CANCELLED" }), None),
    ] {
        member.patch(&path, change.clone()).await.with(200);
        let found = overworked().await;
        let numbers: Vec<(f64, f64)> = found
            .iter()
            .map(|details| (number(&details["actual"]), number(&details["target"])))
            .collect();
        assert_eq!(numbers, Vec::from_iter(actual.map(|actual| (actual, 2.0))), "{change}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_working_day_after_a_bank_holiday_is_looked_at_with_it() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let (member, (mut connection, who)) = (&practice.member, practice.program().await);
    let duty = json!({ "duty_doctors_per_day": 1, "post_bank_holiday_duty_doctors": 2 });
    practice.configure(merged(small(), duty)).await;
    let of = practice.clinician("Dr A").await;
    let required = async |date: &str| -> Vec<Value> {
        let mut alerts = about(member, date, "").await;
        alerts.retain(|alert| alert["type"] == "INSUFFICIENT_DUTY_DOCTORS");
        alerts.into_iter().map(|alert| alert["details"]["required"].clone()).collect()
    };
    // The next day, and over a weekend.
    for (holiday, next) in [("2024-06-10", "2024-06-11"), ("2024-06-14", "2024-06-17")] {
        practice.shift(of, next, json!({})).await;
        assert_eq!(required(next).await, [1], "{next}");
        for (name, expected) in [(Some("Closed"), 2), (None, 1)] {
            let name = name.map(str::to_owned);
            let change = Change { date: holiday.parse().unwrap(), name };
            set_bank_holiday(&mut connection, &who, &change).await.unwrap();
            assert_eq!(required(next).await, [expected], "{change:?}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dismissed_does_not_come_back_and_what_is_made_by_hand_stays() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    practice.configure(small()).await;
    let monday = "2024-06-10";
    let by_hand = json!({ "type": "BELOW_MINIMUM", "date": monday, "message": "The boiler." });
    let by_hand = practice.add("alerts/", by_hand).await;
    let (a, b) = (practice.clinician("A").await, practice.clinician("B").await);
    let first = practice.shift(a, monday, json!({})).await;
    let automatic = about(member, monday, "").await;
    let automatic = automatic.iter().map(id_of).find(|id| *id != by_hand).unwrap();
    member.post(&format!("alerts/{automatic}/dismiss/"), json!({})).await.with(200);
    let active = async || -> Vec<String> {
        let alerts = about(member, monday, "").await;
        let alerts = alerts.into_iter().filter(|alert| id_of(alert) != by_hand);
        alerts.map(|alert| alert["type"].as_str().unwrap().to_owned()).collect()
    };
    let none = Vec::<String>::new();
    // It is as true as it was, and somebody said that it does not matter.
    member.patch(&format!("shifts/{first}/"), json!({ "duration": "HALF" })).await.with(200);
    assert_eq!(active().await, none);
    let second = practice.shift(b, monday, json!({})).await;
    assert_eq!(active().await, ["AT_WARNING_THRESHOLD"]);
    member.delete(&format!("shifts/{second}/")).await.with(204);
    assert_eq!(active().await, none);
    // One doctor fewer is another matter.
    member.delete(&format!("shifts/{first}/")).await.with(204);
    assert_eq!(active().await, ["BELOW_MINIMUM"]);
    let all = about(member, monday, "?active=false").await;
    assert!(all.iter().any(|alert| id_of(alert) == by_hand && alert["status"] == "ACTIVE"));
    assert!(all.iter().any(|alert| id_of(alert) == automatic && alert["status"] == "DISMISSED"));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn details_are_told_as_they_were_given() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    for details in [
        json!({ "greatest": f64::MAX, "least": f64::MIN, "smallest": f64::MIN_POSITIVE }),
        json!({ "integers": [u64::MAX, i64::MIN, 0], "floats": [1e22, 0.1 + 0.2, -1.5e-300] }),
        json!({ "": [null, true, {}, []], "Ärger\u{1f600}\u{10ffff}": "\u{7f}\t" }),
        json!({ "deep": deep }),
    ] {
        let body = json!({ "type": "BELOW_MINIMUM", "date": "2024-06-05", "message": "m",
            "details": details });
        let made = member.post("alerts/", body).await.with(201);
        assert_eq!(made["details"], details);
        let path = format!("alerts/{}/", id_of(&made));
        assert_eq!(member.get(&path).await.with(200), made);
        let changed = json!({ "message": "n", "details": { "was": details } });
        let changed = member.patch(&path, changed).await.with(200);
        assert_eq!(changed["details"]["was"], details);
        assert_eq!(member.get(&path).await.with(200), changed);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_active_until_it_is_dealt_with() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let mut ids = Vec::new();
    for (type_, date, label, severity) in [
        ("BELOW_MINIMUM", "2024-06-05", "Short-staffed", "CRITICAL"),
        ("AT_WARNING_THRESHOLD", "2024-06-07", "At Minimum Staffing", "WARNING"),
        ("OVERWORKED_DOCTOR", "2024-06-05", "Overworked Doctor", "WARNING"),
        ("CONSTRAINT_VIOLATION", "2024-06-06", "Scheduling Concern", "CRITICAL"),
        ("INSUFFICIENT_DUTY_DOCTORS", "2024-06-05", "Not Enough Duty Doctors", "CRITICAL"),
    ] {
        let body = json!({ "type": type_, "date": date, "message": "m", "type_label": "mine" });
        let alert = member.post("alerts/", body).await.with(201);
        let told = ["type_label", "severity", "status", "resolved_at", "details"];
        let expected = [json!(label), json!(severity), json!("ACTIVE"), Value::Null, json!({})];
        assert_eq!(told.map(|name| alert[name].clone()), expected);
        ids.push(id_of(&alert));
    }
    let severe = json!({ "type": "OVERWORKED_DOCTOR", "date": "2024-06-01", "message": "m",
        "severity": "CRITICAL", "details": { "hours": 60.5, "who": null } });
    let severe = member.post("alerts/", severe).await.with(201);
    assert_eq!(severe["severity"], "CRITICAL");
    assert_eq!(severe["details"], json!({ "hours": 60.5, "who": null }));
    let list = async |query: &str| ids_of(&member.get(&format!("alerts/{query}")).await.with(200));
    let in_order = vec![ids[1], ids[3], ids[4], ids[2], ids[0], id_of(&severe)];
    assert_eq!(list("").await, in_order);

    let gone = json!({ "detail": "No Alert matches the given query." });
    for (id, action, other, status) in [
        (ids[0], "resolve/", "dismiss/", "RESOLVED"),
        (ids[1], "dismiss/", "resolve/", "DISMISSED"),
    ] {
        let path = format!("alerts/{id}/");
        let done = member.post(&format!("{path}{action}"), json!({})).await.with(200);
        assert_eq!(done["status"], status);
        assert!(done["resolved_at"].is_string());
        for (method, path) in [
            ("GET", path.clone()),
            ("PATCH", path.clone()),
            ("PUT", path.clone()),
            ("DELETE", path.clone()),
            ("POST", format!("{path}{action}")),
            ("POST", format!("{path}{other}")),
            ("GET", format!("{path}?active=true")),
            ("GET", format!("{path}?active=no")),
        ] {
            let missing = member.call(method.parse().unwrap(), &path, Some(&json!({}))).await;
            assert_eq!(missing.with(404), gone, "{method} {path}");
        }
        assert_eq!(member.get(&format!("{path}?active=false")).await.with(200), done);
        // Once more changes nothing.
        let again = format!("{path}{action}?active=False");
        assert_eq!(member.post(&again, json!({})).await.with(200), done);
    }
    let mut left = in_order.clone();
    left.retain(|id| !ids[..2].contains(id));
    for query in ["", "?active=true", "?active=", "?active=0", "?active=no"] {
        assert_eq!(list(query).await, left, "{query}");
    }
    for query in ["?active=false", "?active=FALSE", "?active=False"] {
        assert_eq!(list(query).await, in_order, "{query}");
    }
    let path = format!("alerts/{}/?active=false", ids[0]);
    let changed = member.patch(&path, json!({ "message": "Later." })).await.with(200);
    assert_eq!((&changed["message"], &changed["status"]), (&json!("Later."), &json!("RESOLVED")));
    member.delete(&path).await.with(204);
    member.get(&path).await.with(404);
    platform.stop().await;
}
