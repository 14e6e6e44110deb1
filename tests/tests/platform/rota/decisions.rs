//! What becomes of a wish to be away.

use ::rota::changes::adjust_leave;
use ::rota::domain::{ClinicianId, ManualAdjustmentType};
use ::rota::store::leave_adjustments::NewLeaveAdjustment;
use access::Role;
use end_to_end::Platform;
use end_to_end::rota::{Practice, WEEK, id_of};
use serde_json::{Value, json};

use super::TODAY;

/// Five days a week, and so many days of leave a year.
fn salaried(entitlement: &str) -> Value {
    json!({ "fixed_working_days": WEEK, "annual_leave_entitlement": entitlement })
}

/// Checks what a wish says of how it was decided, and by whom: at once, if at all.
#[track_caller]
fn assert_decided(wish: &Value, expected: &str) {
    assert_eq!(wish["status"], expected, "{wish}");
    let decided = expected != "REQUESTED";
    assert_eq!(wish["processed_at"].is_string(), decided, "{wish}");
    let by = if decided { json!("system") } else { Value::Null };
    assert_eq!(wish["processed_by"], by, "{wish}");
    assert_eq!(wish["denial_reason"] != "", expected == "DENIED", "{wish}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_is_decided_by_its_type_the_term_and_the_dates() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let ending = json!({ "end_date": "2024-06-12" });
    let (monday, friday) = ("2024-06-10", "2024-06-14");
    for (term, type_, first, last, expected) in [
        (Some(("SALARIED", salaried("25"))), "ANNUAL_LEAVE", monday, friday, "APPROVED"),
        (Some(("SALARIED", salaried("5"))), "ANNUAL_LEAVE", monday, friday, "APPROVED"),
        (Some(("SALARIED", salaried("4.99"))), "ANNUAL_LEAVE", monday, friday, "REQUESTED"),
        (Some(("SALARIED", salaried("0"))), "ANNUAL_LEAVE", monday, friday, "REQUESTED"),
        (Some(("LOCUM", json!({}))), "ANNUAL_LEAVE", monday, friday, "REQUESTED"),
        (None, "ANNUAL_LEAVE", monday, friday, "REQUESTED"),
        (
            Some(("PARTNER", json!({ "annual_leave_entitlement": 1 }))),
            "ANNUAL_LEAVE",
            monday,
            friday,
            "APPROVED",
        ),
        (
            Some(("PARTNER", json!({ "annual_leave_entitlement": 1 }))),
            "ANNUAL_LEAVE",
            monday,
            "2024-06-17",
            "REQUESTED",
        ),
        // A bank holiday costs nothing but a partner's week.
        (Some(("SALARIED", salaried("4"))), "ANNUAL_LEAVE", "2024-08-26", "2024-08-30", "APPROVED"),
        (
            Some(("PARTNER", json!({ "annual_leave_entitlement": "0.80" }))),
            "ANNUAL_LEAVE",
            "2024-08-26",
            "2024-08-30",
            "REQUESTED",
        ),
        (Some(("PARTNER", json!({}))), "NOT_WORKING", monday, friday, "APPROVED"),
        (Some(("PARTNER", ending)), "NOT_WORKING", monday, friday, "DENIED"),
        (Some(("SALARIED", salaried("25"))), "NOT_WORKING", monday, friday, "DENIED"),
        (Some(("LOCUM", json!({}))), "NOT_WORKING", monday, monday, "DENIED"),
        (None, "NOT_WORKING", monday, monday, "DENIED"),
        (None, "PLANNED_SICK", monday, friday, "APPROVED"),
        (Some(("PARTNER", json!({}))), "STUDY_LEAVE", monday, friday, "REQUESTED"),
        (None, "STUDY_LEAVE", monday, monday, "REQUESTED"),
        (Some(("SALARIED", salaried("25"))), "CORONERS", monday, monday, "REQUESTED"),
        // There must be a weekday in it.
        (Some(("SALARIED", salaried("25"))), "ANNUAL_LEAVE", "2024-06-08", "2024-06-09", "DENIED"),
        (None, "PLANNED_SICK", "2024-06-09", "2024-06-09", "DENIED"),
        (None, "STUDY_LEAVE", "2024-06-08", "2024-06-08", "DENIED"),
        (None, "PLANNED_SICK", "2024-06-09", "2024-06-10", "APPROVED"),
        // Leap years have a day more, and each year pays for its own days.
        (Some(("SALARIED", salaried("1"))), "ANNUAL_LEAVE", "2024-02-29", "2024-02-29", "APPROVED"),
        (
            Some(("SALARIED", salaried("1"))),
            "ANNUAL_LEAVE",
            "2024-02-28",
            "2024-02-29",
            "REQUESTED",
        ),
        (Some(("SALARIED", salaried("2"))), "ANNUAL_LEAVE", "2024-12-30", "2025-01-03", "APPROVED"),
        (
            Some(("SALARIED", salaried("2"))),
            "ANNUAL_LEAVE",
            "2024-12-27",
            "2025-01-03",
            "REQUESTED",
        ),
        (
            Some(("SALARIED", salaried("2"))),
            "ANNUAL_LEAVE",
            "2024-12-31",
            "2025-01-06",
            "REQUESTED",
        ),
    ] {
        let of = practice.clinician(&format!("Dr {type_}")).await;
        if let Some((kind, more)) = term {
            practice.term(of, kind, more).await;
        }
        let wish = practice.leave(of, type_, first, last).await;
        assert_decided(&wish, expected);
        let path = format!("leave-requests/{}/", id_of(&wish));
        assert_eq!(practice.member.get(&path).await.with(200), wish);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_away_twice_and_nobody_who_is_not_here() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    for (type_, change, expected) in [
        ("PLANNED_SICK", None, "DENIED"),
        ("STUDY_LEAVE", None, "DENIED"),
        ("STUDY_LEAVE", Some(("PATCH", "", json!({ "status": "DENIED" }))), "APPROVED"),
        ("STUDY_LEAVE", Some(("PATCH", "", json!({ "status": "APPROVED" }))), "DENIED"),
        ("STUDY_LEAVE", Some(("POST", "cancel/", json!({}))), "APPROVED"),
        ("PLANNED_SICK", Some(("POST", "cancel/", json!({}))), "APPROVED"),
        ("PLANNED_SICK", Some(("DELETE", "", json!({}))), "APPROVED"),
    ] {
        let of = practice.clinician("Dr Smith").await;
        let before = practice.leave(of, type_, "2024-06-05", "2024-06-12").await;
        if let Some((method, action, body)) = &change {
            let path = format!("leave-requests/{}/{action}", id_of(&before));
            let answer = member.call(method.parse().unwrap(), &path, Some(body)).await;
            assert!(answer.status.is_success(), "{}: {}", answer.call, answer.body);
        }
        let wish = practice.leave(of, "PLANNED_SICK", "2024-06-12", "2024-06-20").await;
        assert_decided(&wish, expected);
        // Next to it nothing is in the way.
        let beside = practice.leave(of, "PLANNED_SICK", "2024-06-03", "2024-06-04").await;
        assert_decided(&beside, "APPROVED");
    }
    // Others are not held up, but those are who are not here any more.
    let other = practice.clinician("Dr Jones").await;
    let wish = practice.leave(other, "PLANNED_SICK", "2024-06-05", "2024-06-12").await;
    assert_decided(&wish, "APPROVED");
    let gone = practice.doctor("Dr Gone", "SALARIED", salaried("25")).await;
    member.patch(&format!("clinicians/{gone}/"), json!({ "active": false })).await.with(200);
    for type_ in ["ANNUAL_LEAVE", "PLANNED_SICK", "STUDY_LEAVE"] {
        let wish = practice.leave(gone, type_, "2024-06-05", "2024-06-12").await;
        assert_decided(&wish, "DENIED");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_granted_uses_up_the_quota_and_nothing_else_does() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let of = practice.doctor("Dr Smith", "SALARIED", salaried("5")).await;
    let waiting = practice.leave(of, "ANNUAL_LEAVE", "2024-06-10", "2024-06-17").await;
    assert_decided(&waiting, "REQUESTED");
    let granted = practice.leave(of, "ANNUAL_LEAVE", "2024-07-01", "2024-07-05").await;
    assert_decided(&granted, "APPROVED");
    assert_eq!(practice.quota(of).await["remaining"], "0.00");
    let over = practice.leave(of, "ANNUAL_LEAVE", "2024-07-08", "2024-07-08").await;
    assert_decided(&over, "REQUESTED");
    // Not a working day of anybody's.
    let free = practice.leave(of, "ANNUAL_LEAVE", "2024-08-26", "2024-08-26").await;
    assert_decided(&free, "APPROVED");

    practice.adjust_leave(of, 2023, "9").await;
    let over = practice.leave(of, "ANNUAL_LEAVE", "2024-07-09", "2024-07-09").await;
    assert_decided(&over, "REQUESTED");
    practice.adjust_leave(of, 2024, "1.5").await;
    let granted_too = practice.leave(of, "ANNUAL_LEAVE", "2024-07-10", "2024-07-10").await;
    assert_decided(&granted_too, "APPROVED");
    assert_eq!(practice.quota(of).await["remaining"], "0.50");

    let path = format!("leave-requests/{}/", id_of(&granted));
    member.post(&format!("{path}cancel/"), json!({})).await.with(200);
    assert_eq!(practice.quota(of).await["remaining"], "5.50");
    member.delete(&format!("leave-requests/{}/", id_of(&granted_too))).await.with(204);
    assert_eq!(practice.quota(of).await["remaining"], "6.50");
    // What a manager grants may exceed what there is.
    let path = format!("leave-requests/{}/", id_of(&waiting));
    member.patch(&path, json!({ "end_date": "2024-06-18" })).await.with(200);
    practice.manager.patch(&path, json!({ "status": "APPROVED" })).await.with(200);
    assert_eq!(practice.quota(of).await["remaining"], "-0.50");

    // Where only so many may be away, a manager decides on the next.
    practice.configure(json!({ "max_leave_per_day": 1 })).await;
    let other = practice.doctor("Dr Jones", "SALARIED", salaried("25")).await;
    for (date, expected) in [("2024-06-18", "REQUESTED"), ("2024-06-19", "APPROVED")] {
        assert_decided(&practice.leave(other, "ANNUAL_LEAVE", date, date).await, expected);
    }
    // But nobody is kept from being ill.
    let ill = practice.clinician("Dr Brown").await;
    let sick = practice.leave(ill, "PLANNED_SICK", "2024-06-18", "2024-06-18").await;
    assert_decided(&sick, "APPROVED");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_booked_at_once_each_is_decided_after_the_one_before() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let of = practice.doctor("Dr Smith", "SALARIED", salaried("2")).await;
    let person = practice.person("smith", Role::Viewer, of).await;
    let dates = ["2024-07-01", "2024-07-03", "2024-07-05"];
    for date in dates {
        practice.shift(of, date, json!({})).await;
    }
    let booking = json!({ "leave_type": "ANNUAL_LEAVE", "dates": dates });
    let booked = person.post("/leave-booking/submit/", booking).await.with(200);
    let booked = booked["requests"].as_array().unwrap();
    assert_eq!(booked.len(), 3);
    for (wish, (date, expected)) in
        booked.iter().zip(dates.into_iter().zip(["APPROVED", "APPROVED", "REQUESTED"]))
    {
        assert_decided(wish, expected);
        assert_eq!(wish["start_date"], date);
        assert_eq!(wish["affected_shift_count"], 1, "{wish}");
    }
    assert_eq!(practice.quota(of).await["remaining"], "0.00");
    let left = async || {
        let shifts = person.get(&format!("shifts/?clinician={of}")).await.with(200);
        shifts.as_array().unwrap().iter().map(|shift| shift["date"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(left().await, dates[2..]);
    // Each gives back its own.
    let path = format!("leave-requests/{}/cancel/", id_of(&booked[1]));
    person.post(&path, json!({})).await.with(200);
    assert_eq!(left().await, dates[1..]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_tells_why() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let manager = &practice.manager;
    let newest = async |kind: &str| -> Value {
        let rows = manager.get(&format!("audit/rota/?entity_type={kind}")).await.with(200);
        rows["results"][0].clone()
    };
    let of = practice.clinician("Dr Smith").await;
    let wish = practice.leave(of, "STUDY_LEAVE", "2024-06-10", "2024-06-10").await;
    assert_eq!(newest("leave_request").await["reason"], "");
    let body = json!({ "status": "DENIED", "denial_reason": "Too few of us." });
    manager.patch(&format!("leave-requests/{}/", id_of(&wish)), body).await.with(200);
    assert_eq!(newest("leave_request").await["reason"], "Too few of us.");
    let denied = practice.leave(of, "NOT_WORKING", "2024-06-11", "2024-06-11").await;
    assert_decided(&denied, "DENIED");
    assert_eq!(newest("leave_request").await["reason"], denied["denial_reason"]);

    let (mut connection, who) = practice.program().await;
    let adjustment = NewLeaveAdjustment {
        clinician_id: ClinicianId(of),
        year: 2024,
        type_: ManualAdjustmentType::AnnualLeaveAdjustment,
        amount: "1.5".parse().unwrap(),
        reason: "Carried over.".to_owned(),
        created_by: who.username.clone(),
    };
    adjust_leave(&mut connection, &who, &adjustment).await.unwrap();
    assert_eq!(newest("leave_adjustment").await["reason"], "Carried over.");
    platform.stop().await;
}
