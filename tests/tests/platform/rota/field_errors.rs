//! What is wrong with a body or a parameter: everything at once, by name.

use end_to_end::Platform;
use end_to_end::rota::{Practice, id_of, keys_of, leave, merged};
use serde_json::{Value, json};

use super::TODAY;

const REQUIRED: &str = "This field is required.";
const BLANK: &str = "This field may not be blank.";
const NULL: &str = "This field may not be null.";
const NOT_A_BOOLEAN: &str = "Must be a valid boolean.";
const NOT_A_NUMBER: &str = "A valid number is required.";
const NOT_A_DATE: &str = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";
const UNKNOWN: &str = "Invalid pk \"999999\" - object does not exist.";

/// Stands for any message.
const ANY: &str = "*";

/// Checks that exactly these fields are wrong, each with this one message.
#[track_caller]
fn assert_errors(found: &Value, expected: &Value, sent: &Value) {
    assert_eq!(keys_of(found), keys_of(expected), "{sent}: {found}");
    for (name, message) in expected.as_object().unwrap() {
        let told = found[name].as_array().unwrap();
        assert!(!told.is_empty() && told.iter().all(Value::is_string), "{sent}: {found}");
        assert!(message == ANY || *told == [message.clone()], "{sent}: {found}");
    }
}

fn no_choice(word: &str) -> String {
    format!("\"{word}\" is not a valid choice.")
}

fn no_list(kind: &str) -> String {
    format!("Expected a list of items but got type \"{kind}\".")
}

fn too_long(most: usize) -> String {
    format!("Ensure this field has no more than {most} characters.")
}

/// Posts each body and checks what is wrong with it.
async fn check(practice: &Practice<'_>, path: &str, table: Vec<(Value, Value)>) {
    for (body, expected) in table {
        let found = practice.member.post(path, body.clone()).await.with(400);
        assert_errors(&found, &expected, &body);
    }
    assert_eq!(practice.member.get(path).await.with(200), json!([]), "{path}: nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_new_thing_is_told_at_once() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    check(
        &practice,
        "clinicians/",
        vec![
            (json!({}), json!({ "name": REQUIRED })),
            (
                json!({ "name": "", "active": "maybe" }),
                json!({ "name": BLANK, "active": NOT_A_BOOLEAN }),
            ),
            (json!({ "name": "  " }), json!({ "name": BLANK })),
            (json!({ "name": null, "active": null }), json!({ "name": NULL, "active": NULL })),
            (json!({ "name": "é".repeat(256) }), json!({ "name": too_long(255) })),
            (
                json!({ "name": ["Dr"], "active": [] }),
                json!({ "name": ANY, "active": NOT_A_BOOLEAN }),
            ),
        ],
    )
    .await;
    let longest = json!({ "name": "é".repeat(255) });
    let of = practice.add("clinicians/", longest).await;

    let term = json!({ "clinician": of, "type": "PARTNER", "start_date": "2024-01-01" });
    let with = |more: Value| merged(term.clone(), more);
    let days = [json!({ "fixed_working_days": ["Monday"] }), json!({ "must_work_days": ["Mon"] })];
    let clashing = days.map(|days| with(merged(days, json!({ "cannot_work_days": [0, "Fri"] }))));
    check(
        &practice,
        "working-terms/",
        vec![
            (json!({}), json!({ "clinician": REQUIRED, "type": REQUIRED, "start_date": REQUIRED })),
            (
                json!({ "clinician": 999_999, "type": "VICAR", "start_date": "1/2/2024",
                 "percentage": "much", "end_date": "", "participates_in_duty": "x",
                 "annual_leave_entitlement": "x", "fixed_working_days": "Monday",
                 "cannot_work_days": null, "must_work_days": {} }),
                json!({ "clinician": UNKNOWN, "type": no_choice("VICAR"), "start_date": NOT_A_DATE,
                 "percentage": NOT_A_NUMBER, "end_date": NOT_A_DATE,
                 "participates_in_duty": NOT_A_BOOLEAN, "annual_leave_entitlement": NOT_A_NUMBER,
                 "fixed_working_days": no_list("str"), "cannot_work_days": NULL,
                 "must_work_days": no_list("dict") }),
            ),
            (
                with(json!({ "percentage": 0, "annual_leave_entitlement": -1 })),
                json!({ "percentage": ANY, "annual_leave_entitlement": ANY }),
            ),
            (with(json!({ "percentage": "100.01" })), json!({ "percentage": ANY })),
            (
                with(json!({ "fixed_working_days": ["Monday", "Sunday"], "fixed_half_days": [5],
                      "must_work_days": [7], "cannot_work_days": ["Moonday"] })),
                json!({ "fixed_working_days": ANY, "fixed_half_days": ANY, "must_work_days": ANY,
                 "cannot_work_days": ANY }),
            ),
            (with(json!({ "end_date": "2023-12-31" })), json!({ "end_date": ANY })),
            (clashing[0].clone(), json!({ "cannot_work_days": ANY })),
            (clashing[1].clone(), json!({ "cannot_work_days": ANY })),
        ],
    )
    .await;

    check(&practice, "shifts/", vec![
        (json!({}), json!({ "clinician": REQUIRED, "date": REQUIRED })),
        (json!({ "clinician": 999_999, "date": "2023-02-29", "type": "NIGHT", "duration": "LONG",
                 "status": "LOST", "is_pinned": "perhaps" }),
         json!({ "clinician": UNKNOWN, "date": NOT_A_DATE, "type": no_choice("NIGHT"),
                 "duration": no_choice("LONG"), "status": no_choice("LOST"),
                 "is_pinned": NOT_A_BOOLEAN })),
        (json!({ "clinician": null, "date": null, "type": "standard" }),
         json!({ "clinician": NULL, "date": NULL, "type": no_choice("standard") })),
    ]).await;

    check(&practice, "leave-requests/", vec![
        (json!({}), json!({ "clinician": REQUIRED, "type": REQUIRED, "start_date": REQUIRED,
                            "end_date": REQUIRED })),
        (leave(999_999, "HOLIDAY", "2024-06-31", "soon"),
         json!({ "clinician": UNKNOWN, "type": no_choice("HOLIDAY"), "start_date": NOT_A_DATE,
                 "end_date": NOT_A_DATE })),
        (leave(of, "ANNUAL_LEAVE", "2024-06-04", "2024-06-03"), json!({ "end_date": ANY })),
        (leave(of, "ANNUAL_LEAVE", "2023-02-29", "2023-03-01"),
         json!({ "start_date": NOT_A_DATE })),
    ]).await;

    let alert = json!({ "type": "BELOW_MINIMUM", "date": TODAY, "message": "Few." });
    check(
        &practice,
        "alerts/",
        vec![
            (json!({}), json!({ "type": REQUIRED, "date": REQUIRED, "message": REQUIRED })),
            (
                json!({ "type": "FIRE", "date": 20_240_603, "message": "", "severity": "MILD",
                 "status": "GONE" }),
                json!({ "type": no_choice("FIRE"), "date": NOT_A_DATE, "message": BLANK,
                 "severity": no_choice("MILD"), "status": no_choice("GONE") }),
            ),
            (
                merged(alert, json!({ "message": "x".repeat(501) })),
                json!({ "message": too_long(500) }),
            ),
        ],
    )
    .await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_held_to_the_same_rules() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let of = practice.clinician("Dr Smith").await;
    let term = practice.term(of, "PARTNER", json!({ "cannot_work_days": ["Friday"] })).await;
    let shift = practice.shift(of, "2024-06-08", json!({})).await;
    let wish = practice.leave(of, "STUDY_LEAVE", "2024-07-01", "2024-07-05").await;
    let alert = json!({ "type": "BELOW_MINIMUM", "date": TODAY, "message": "Few." });
    let alert = practice.add("alerts/", alert).await;
    let leave_request = format!("leave-requests/{}/", id_of(&wish));
    for (path, change, expected, required) in [
        (
            format!("clinicians/{of}/"),
            json!({ "name": "", "active": 2 }),
            json!({ "name": BLANK, "active": NOT_A_BOOLEAN }),
            json!({ "name": REQUIRED }),
        ),
        (
            format!("working-terms/{term}/"),
            json!({ "clinician": 999_999 }),
            json!({ "clinician": UNKNOWN }),
            json!({ "clinician": REQUIRED, "type": REQUIRED, "start_date": REQUIRED }),
        ),
        (
            format!("working-terms/{term}/"),
            json!({ "must_work_days": ["Friday"] }),
            json!({ "cannot_work_days": ANY }),
            json!({ "clinician": REQUIRED, "type": REQUIRED, "start_date": REQUIRED }),
        ),
        (
            format!("working-terms/{term}/"),
            json!({ "end_date": "2019-12-31" }),
            json!({ "end_date": ANY }),
            json!({ "clinician": REQUIRED, "type": REQUIRED, "start_date": REQUIRED }),
        ),
        (
            format!("shifts/{shift}/"),
            json!({ "date": "tomorrow", "duration": null }),
            json!({ "date": NOT_A_DATE, "duration": NULL }),
            json!({ "clinician": REQUIRED, "date": REQUIRED }),
        ),
        (
            leave_request.clone(),
            json!({ "end_date": "2024-06-30" }),
            json!({ "end_date": ANY }),
            json!({ "clinician": REQUIRED, "type": REQUIRED, "start_date": REQUIRED,
                 "end_date": REQUIRED }),
        ),
        (
            format!("alerts/{alert}/"),
            json!({ "severity": "MILD", "message": "x".repeat(501) }),
            json!({ "severity": no_choice("MILD"), "message": too_long(500) }),
            json!({ "type": REQUIRED, "date": REQUIRED, "message": REQUIRED }),
        ),
    ] {
        let before = member.get(&path).await.with(200);
        let found = member.patch(&path, change.clone()).await.with(400);
        assert_errors(&found, &expected, &change);
        let found = member.put(&path, json!({})).await.with(400);
        assert_errors(&found, &required, &json!(path));
        assert_eq!(member.patch(&path, json!({})).await.with(200)["id"], before["id"]);
    }

    for (query, expected) in [
        (
            "shifts/?date_from=x&date_to=2024-02-30",
            json!({ "date_from": NOT_A_DATE, "date_to": NOT_A_DATE }),
        ),
        (
            "statistics/forecast/?start_date=x&weeks=many",
            json!({ "start_date": NOT_A_DATE,
         "weeks": ANY }),
        ),
        ("availability/?end_date=2024", json!({ "end_date": NOT_A_DATE })),
        ("statistics/workload/?as_of_date=1.6.2024", json!({ "as_of_date": NOT_A_DATE })),
    ] {
        let found = member.get(query).await.with(400);
        assert_errors(&found, &expected, &json!(query));
    }
    platform.stop().await;
}
