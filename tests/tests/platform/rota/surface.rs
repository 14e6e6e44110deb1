//! Every endpoint there is: the names and kinds of what it answers.

use end_to_end::Platform;
use end_to_end::rota::{Practice, assert_shape, id_of, ids_of, keys_of};
use serde_json::{Value, json};

use super::{PREFIXES, TODAY};

const CLINICIAN: [(&str, &str); 5] = [
    ("id", "int"),
    ("name", "text"),
    ("active", "bool"),
    ("created_at", "time"),
    ("updated_at", "time"),
];

const WORKING_TERM: [(&str, &str); 15] = [
    ("id", "int"),
    ("clinician", "int"),
    ("clinician_name", "text"),
    ("type", "text"),
    ("start_date", "date"),
    ("end_date", "date?"),
    ("percentage", "decimal"),
    ("fixed_working_days", "list"),
    ("fixed_half_days", "list"),
    ("cannot_work_days", "list"),
    ("must_work_days", "list"),
    ("annual_leave_entitlement", "decimal?"),
    ("participates_in_duty", "bool"),
    ("created_at", "time"),
    ("updated_at", "time"),
];

const SHIFT: [(&str, &str); 14] = [
    ("id", "int"),
    ("clinician", "int"),
    ("clinician_name", "text"),
    ("date", "date"),
    ("type", "text"),
    ("duration", "text"),
    ("status", "text"),
    ("is_pinned", "bool"),
    ("counts_as_worked", "bool"),
    ("counts_toward_minimum", "bool"),
    ("created_by", "text"),
    ("created_at", "time"),
    ("modified_by", "text?"),
    ("modified_at", "time?"),
];

const LEAVE_REQUEST: [(&str, &str); 12] = [
    ("id", "int"),
    ("clinician", "int"),
    ("clinician_name", "text"),
    ("type", "text"),
    ("start_date", "date"),
    ("end_date", "date"),
    ("status", "text"),
    ("requested_at", "time"),
    ("processed_at", "time?"),
    ("processed_by", "text?"),
    ("denial_reason", "text"),
    ("affected_shift_count", "int"),
];

const ALERT: [(&str, &str); 10] = [
    ("id", "int"),
    ("type", "text"),
    ("type_label", "text"),
    ("severity", "text"),
    ("date", "date"),
    ("message", "text"),
    ("details", "object"),
    ("status", "text"),
    ("created_at", "time"),
    ("resolved_at", "time?"),
];

const STATS: [(&str, &str); 8] = [
    ("clinician_id", "int"),
    ("clinician_name", "text"),
    ("current_deficiency", "number"),
    ("completed_shifts", "int"),
    ("scheduled_shifts", "int"),
    ("total_shifts", "int"),
    ("leave_balance_remaining", "number"),
    ("as_of_date", "date"),
];

/// Checks that each member of `sent` is answered as it was sent.
#[track_caller]
fn assert_holds(answered: &Value, sent: &Value) {
    for (name, value) in sent.as_object().unwrap() {
        assert_eq!(answered[name], *value, "{name}: {answered}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_resource_is_made_read_changed_and_removed() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    for prefix in PREFIXES {
        let of = practice.clinician("Dr Smith").await;
        let term = json!({ "clinician": of, "type": "PARTNER", "start_date": "2024-01-01" });
        let shift = json!({ "clinician": of, "date": "2024-06-04", "type": "DUTY" });
        let leave = json!({ "clinician": of, "type": "STUDY_LEAVE", "start_date": "2024-07-01",
            "end_date": "2024-07-05" });
        let alert =
            json!({ "type": "BELOW_MINIMUM", "date": "2024-06-05", "message": "Two are ill." });
        for (resource, model, shape, body, change) in [
            (
                "clinicians",
                "Clinician",
                &CLINICIAN[..],
                json!({ "name": "Dr New" }),
                json!({ "active": false }),
            ),
            (
                "working-terms",
                "WorkingTerm",
                &WORKING_TERM,
                term,
                json!({ "percentage": "80.00", "end_date": "2024-12-31" }),
            ),
            ("shifts", "Shift", &SHIFT, shift, json!({ "duration": "HALF" })),
            (
                "leave-requests",
                "LeaveRequest",
                &LEAVE_REQUEST,
                leave,
                json!({ "end_date": "2024-07-04" }),
            ),
            ("alerts", "Alert", &ALERT, alert, json!({ "details": { "ill": [1, 2] } })),
        ] {
            let list = format!("{prefix}/{resource}/");
            let made = member.post(&list, body.clone()).await.with(201);
            assert_shape(&made, shape);
            assert_holds(&made, &body);
            let path = format!("{list}{}/", made["id"]);
            assert_eq!(member.get(&path).await.with(200), made);
            let listed = member.get(&list).await.with(200);
            assert!(listed.as_array().unwrap().contains(&made), "{made} of {listed}");

            let changed = member.patch(&path, change.clone()).await.with(200);
            assert_shape(&changed, shape);
            assert_holds(&changed, &change);
            let replaced = member.put(&path, body.clone()).await.with(200);
            assert_shape(&replaced, shape);
            assert_holds(&replaced, &body);
            assert_eq!(member.get(&path).await.with(200), replaced);

            assert_eq!(member.delete(&path).await.with(204), Value::Null);
            let gone = json!({ "detail": format!("No {model} matches the given query.") });
            assert_eq!(member.get(&path).await.with(404), gone);
            assert_eq!(member.put(&path, body).await.with(404), gone);
            assert_eq!(member.patch(&path, change).await.with(404), gone);
            assert_eq!(member.delete(&path).await.with(404), gone);
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_answers_in_the_shape_of_its_resource() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    for prefix in PREFIXES {
        let of = practice.doctor("Dr Smith", "PARTNER", json!({})).await;
        let shift = practice.shift(of, "2024-06-08", json!({})).await;
        let leave = practice.leave(of, "STUDY_LEAVE", "2024-07-01", "2024-07-05").await;
        let warning = json!({ "type": "AT_WARNING_THRESHOLD", "date": TODAY, "message": "Few." });
        let alerts = [
            practice.add("alerts/", warning.clone()).await,
            practice.add("alerts/", warning).await,
        ];
        for (method, path, shape, is_list) in [
            ("GET", "clinicians/active/".to_owned(), &CLINICIAN[..], true),
            ("GET", format!("clinicians/{of}/working-terms/"), &WORKING_TERM, true),
            ("GET", format!("clinicians/{of}/stats/"), &STATS, false),
            ("PATCH", format!("shifts/{shift}/pin/"), &SHIFT, false),
            ("PATCH", format!("shifts/{shift}/unpin/"), &SHIFT, false),
            ("GET", format!("leave-requests/mine/?clinician_id={of}"), &LEAVE_REQUEST, true),
            ("POST", format!("leave-requests/{}/cancel/", id_of(&leave)), &LEAVE_REQUEST, false),
            ("POST", format!("alerts/{}/resolve/", alerts[0]), &ALERT, false),
            ("POST", format!("alerts/{}/dismiss/", alerts[1]), &ALERT, false),
        ] {
            // What is done needs no body.
            let path = format!("{prefix}/{path}");
            let body = member.call(method.parse().unwrap(), &path, None).await.with(200);
            let rows = if is_list { body.as_array().unwrap().clone() } else { vec![body] };
            assert!(!rows.is_empty(), "{path}");
            for row in rows {
                assert_shape(&row, shape);
            }
        }
        let all = member.get(&format!("{prefix}/alerts/?active=false")).await.with(200);
        assert!(alerts.iter().all(|alert| ids_of(&all).contains(alert)), "{all}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calculations_and_statistics_answer_in_their_shapes() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let of = practice.doctor("Dr Smith", "PARTNER", json!({})).await;
    let get = async |path: &str| member.get(path).await.with(200);
    let day = [("date", "date"), ("doctors_count", "int")];
    let forecast = [
        ("date", "date"),
        ("day_of_week", "text"),
        ("minimum_required", "int"),
        ("scheduled_count", "int"),
        ("pending_leave", "int"),
        ("status", "text"),
    ];
    for prefix in PREFIXES {
        let available = get(&format!("{prefix}/calculations/")).await;
        assert_eq!(keys_of(&available), ["available_calculations"]);
        for calculation in available["available_calculations"].as_array().unwrap() {
            assert_eq!(keys_of(calculation), ["description", "method", "name", "url"]);
        }
        for row in get(&format!("{prefix}/availability/")).await.as_array().unwrap() {
            assert_shape(row, &day);
        }
        let path = format!("{prefix}/calculations/bulk-leave-quota/");
        let quotas = member.post(&path, json!({ "clinician_ids": [of] })).await.with(200);
        let expected = ["error_count", "errors", "results", "success_count", "total_count"];
        assert_eq!(keys_of(&quotas), expected);
    }

    // Statistics alone differ: version 1 says which version it is.
    let (plain, wrapped) = (get("/api/statistics/").await, get("statistics/").await);
    assert_eq!(keys_of(&plain), ["available_statistics"]);
    assert_eq!(plain["available_statistics"].as_array().unwrap().len(), 2);
    assert_eq!(keys_of(&wrapped), ["available_statistics", "version"]);
    assert_eq!(wrapped["available_statistics"].as_array().unwrap().len(), 2);

    let (plain, wrapped) =
        (get("/api/statistics/forecast/").await, get("statistics/forecast/").await);
    for row in plain.as_array().unwrap() {
        assert_shape(row, &forecast);
    }
    let expected = json!({ "version": "v1", "start_date": "2024-06-03",
        "end_date": "2024-07-01", "results": plain });
    assert_eq!(wrapped, expected);

    let (plain, wrapped) =
        (get("/api/statistics/workload/").await, get("statistics/workload/").await);
    assert_eq!(keys_of(&plain), ["clinician_summaries", "reporting_period"]);
    assert_eq!(plain["reporting_period"], "Period 1");
    let expected = json!({ "version": "v1", "reporting_period": "Period 1",
        "clinician_summaries": plain["clinician_summaries"] });
    assert_eq!(wrapped, expected);
    platform.stop().await;
}
