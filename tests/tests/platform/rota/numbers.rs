//! Numbers that nothing can have: refused, and never the platform's fault.

use end_to_end::Platform;
use end_to_end::rota::{Practice, leave, merged};
use serde_json::{Value, json};

use super::TODAY;

/// Nobody has these, though some are numbers.
const NOBODY: [&str; 10] = [
    "0",
    "-1",
    "999999",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999",
    "-99999999999999999999",
    "1.5",
    "abc",
];

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_nothing_has_are_never_a_fault() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    for number in NOBODY.into_iter().chain(["%00", "%C3%A9", "1%20", "null"]) {
        for (method, path) in [
            ("GET", "clinicians/{}/"),
            ("PUT", "clinicians/{}/"),
            ("PATCH", "clinicians/{}/"),
            ("DELETE", "clinicians/{}/"),
            ("GET", "clinicians/{}/stats/"),
            ("GET", "clinicians/{}/working-terms/"),
            ("GET", "working-terms/{}/"),
            ("DELETE", "working-terms/{}/"),
            ("GET", "shifts/{}/"),
            ("PATCH", "shifts/{}/"),
            ("PATCH", "shifts/{}/pin/"),
            ("GET", "leave-requests/{}/"),
            ("PUT", "leave-requests/{}/"),
            ("POST", "leave-requests/{}/cancel/"),
            ("GET", "alerts/{}/?active=false"),
            ("DELETE", "alerts/{}/"),
            ("POST", "alerts/{}/dismiss/"),
        ] {
            let path = path.replace("{}", number);
            let missing = member.call(method.parse().unwrap(), &path, Some(&json!({}))).await;
            assert!(missing.with(404)["detail"].is_string(), "{path}");
        }
    }

    let of = practice.clinician("Dr Smith").await;
    let shift = practice.shift(of, "2024-06-04", json!({})).await;
    let texts = NOBODY.map(|number| json!(number));
    let numbers = NOBODY.iter().filter_map(|number| serde_json::from_str::<Value>(number).ok());
    let others = [json!(true), json!(null), json!([]), json!([of]), json!({ "id": of }), json!("")];
    for clinician in texts.into_iter().chain(numbers).chain(others) {
        let own = json!({ "clinician": clinician });
        for (path, body) in [
            ("shifts/", json!({ "date": "2024-06-05" })),
            ("working-terms/", json!({ "type": "LOCUM", "start_date": "2024-06-05" })),
            ("leave-requests/", leave(0, "PLANNED_SICK", "2024-06-05", "2024-06-05")),
        ] {
            let refused = member.post(path, merged(body, own.clone())).await.with(400);
            assert!(refused["clinician"].is_array(), "{path} {clinician}: {refused}");
        }
        let path = format!("shifts/{shift}/");
        assert!(member.patch(&path, own).await.with(400)["clinician"].is_array(), "{clinician}");
        let quota = json!({ "clinician_ids": [clinician] });
        let refused = member.post("calculations/bulk-leave-quota/", quota).await.with(400);
        assert!(refused["clinician_ids"].is_array(), "{clinician}: {refused}");
    }

    let calendar = "calendar-data/?start_date=2024-06-01&end_date=2024-06-30&clinician_id=";
    for number in NOBODY {
        for path in ["shifts/?clinician=", "leave-requests/?clinician=", calendar] {
            let answer = member.get(&format!("{path}{number}")).await;
            let status = answer.status.as_u16();
            assert!([200, 400].contains(&status), "{path}{number}: {status}");
        }
        let mine = member.get(&format!("leave-requests/mine/?clinician_id={number}")).await;
        match number.parse::<i64>() {
            Ok(_) => assert_eq!(mine.with(200), json!([]), "{number}"),
            // What is too large for a number may be taken for unknown.
            Err(_) if number.starts_with(['9', '-']) => assert!(mine.status.as_u16() < 500),
            Err(_) => assert!(mine.with(400)["clinician_id"].is_array(), "{number}"),
        }
    }
    // Days at either end of the calendar.
    for query in [
        "statistics/forecast/?start_date=9999-12-31",
        "statistics/forecast/?start_date=0001-01-01&end_date=0001-01-02",
        "availability/?start_date=9999-12-20&end_date=9999-12-31",
        "statistics/workload/?as_of_date=9999-12-31",
        "shifts/?date_from=0001-01-01&date_to=9999-12-31",
        "calendar-data/?start_date=9999-12-01&end_date=9999-12-31",
    ] {
        let answer = member.get(query).await;
        assert!(answer.status.as_u16() < 500, "{}: {}", answer.call, answer.body);
    }
    platform.stop().await;
}
