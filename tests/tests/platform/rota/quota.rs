//! How much leave somebody has, and has left.

use end_to_end::Platform;
use end_to_end::rota::{Practice, WEEK};
use serde_json::{Value, json};

use super::TODAY;

const BULK: &str = "calculations/bulk-leave-quota/";

/// What somebody's quota depends on, and what it is then.
struct Case {
    name: &'static str,
    terms: Vec<(&'static str, Value)>,
    adjustment: Option<&'static str>,
    /// Granted annual leave.
    leave: Vec<(&'static str, &'static str)>,
    /// Entitlement, remaining, unit, adjustments and the percentage used.
    expected: (&'static str, &'static str, &'static str, &'static str, i64),
}

fn case(
    name: &'static str,
    (type_, term): (&'static str, Value),
    leave: &[(&'static str, &'static str)],
    expected: (&'static str, &'static str, &'static str, &'static str, i64),
) -> Case {
    let (terms, leave) = (vec![(type_, term)], leave.to_vec());
    Case { name, terms, adjustment: None, leave, expected }
}

fn with(case: Case, adjustment: &'static str) -> Case {
    Case { adjustment: Some(adjustment), ..case }
}

fn cases() -> Vec<Case> {
    let salaried = |days: &str| {
        let term = json!({ "fixed_working_days": WEEK, "annual_leave_entitlement": days });
        ("SALARIED", term)
    };
    let partner = |weeks: &str| ("PARTNER", json!({ "annual_leave_entitlement": weeks }));
    let part_time = |days: &str, half: &str, yearly: &str| {
        let days: Vec<&str> = days.split(' ').collect();
        let term = json!({ "fixed_working_days": days, "fixed_half_days": [half],
            "annual_leave_entitlement": yearly, "percentage": "50.00" });
        ("SALARIED", term)
    };
    let from = |(type_, mut term): (&'static str, Value), start: &str, end: Value| {
        term["start_date"] = json!(start);
        term["end_date"] = end;
        (type_, term)
    };
    let open = || Value::Null;
    let (a_week, a_short_week) = (("2024-06-10", "2024-06-14"), ("2024-08-26", "2024-08-30"));
    let flexible = ("FY_DOCTOR", json!({ "annual_leave_entitlement": 25 }));
    let two_days = json!({ "fixed_working_days": ["Monday", "Tuesday"],
        "annual_leave_entitlement": 16 });
    let first_salaried = from(("SALARIED", two_days), "2024-01-01", json!("2024-01-31"));
    let then_partner = from(partner("8"), "2024-02-01", open());
    vec![
        case("untouched", salaried("25"), &[], ("25.00", "25.00", "days", "0.00", 0)),
        case("a week", salaried("25"), &[a_week], ("25.00", "20.00", "days", "0.00", 20)),
        case(
            "a bank holiday is free",
            salaried("25"),
            &[a_short_week],
            ("25.00", "21.00", "days", "0.00", 16),
        ),
        case(
            "without fixed days",
            flexible,
            &[a_short_week],
            ("25.00", "21.00", "days", "0.00", 16),
        ),
        case(
            "weekends are free",
            salaried("25"),
            &[("2024-06-07", "2024-06-10")],
            ("25.00", "23.00", "days", "0.00", 8),
        ),
        case(
            "half days count half",
            part_time("Monday Tuesday", "Wednesday", "8"),
            &[a_week],
            ("8.00", "5.50", "days", "0.00", 31),
        ),
        case(
            "half of a whole day",
            part_time("Monday Wednesday", "Wednesday", "6"),
            &[a_week],
            ("6.00", "4.50", "days", "0.00", 25),
        ),
        case(
            "days off are free",
            part_time("Monday Tuesday", "Wednesday", "8"),
            &[("2024-06-13", "2024-06-14")],
            ("8.00", "8.00", "days", "0.00", 0),
        ),
        case(
            "partners count weeks",
            partner("8"),
            &[a_week, a_short_week],
            ("8.00", "6.00", "weeks", "0.00", 25),
        ),
        case(
            "and fifths of them",
            partner("8"),
            &[("2024-06-10", "2024-06-11")],
            ("8.00", "7.60", "weeks", "0.00", 5),
        ),
        case(
            "half a year",
            from(salaried("25"), "2024-07-01", open()),
            &[],
            ("12.57", "12.57", "days", "0.00", 0),
        ),
        case(
            "until 29 February",
            from(salaried("25"), "2020-01-06", json!("2024-02-29")),
            &[],
            ("4.10", "4.10", "days", "0.00", 0),
        ),
        case(
            "29 February",
            salaried("25"),
            &[("2024-02-29", "2024-02-29")],
            ("25.00", "24.00", "days", "0.00", 4),
        ),
        case(
            "this year's part",
            salaried("25"),
            &[("2024-12-30", "2025-01-03")],
            ("25.00", "23.00", "days", "0.00", 8),
        ),
        case(
            "another year's leave",
            salaried("25"),
            &[("2023-06-05", "2023-06-09")],
            ("25.00", "25.00", "days", "0.00", 0),
        ),
        with(
            case("more", salaried("25"), &[a_week], ("25.00", "21.50", "days", "1.50", 19)),
            "1.5",
        ),
        with(case("less", partner("8"), &[a_week], ("8.00", "6.50", "weeks", "-0.50", 13)), "-0.5"),
        Case {
            // Of two days a week one is half of it.
            name: "from salaried to partner",
            terms: vec![first_salaried, then_partner],
            adjustment: None,
            leave: vec![("2024-01-09", "2024-01-09"), a_week, ("2024-06-17", "2024-06-21")],
            expected: ("8.00", "5.50", "weeks", "0.00", 31),
        },
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn quotas_are_what_terms_adjustments_and_leave_make_them() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let (mut ids, mut expected) = (Vec::new(), Vec::new());
    for Case { name, terms, adjustment, leave, expected: numbers } in cases() {
        let of = practice.clinician(name).await;
        for (type_, term) in terms {
            practice.term(of, type_, term).await;
        }
        if let Some(amount) = adjustment {
            practice.adjust_leave(of, 2024, amount).await;
            practice.adjust_leave(of, 2023, "7").await;
        }
        for (first, last) in leave {
            let wish = practice.leave(of, "ANNUAL_LEAVE", first, last).await;
            assert_eq!(wish["status"], "APPROVED", "{name}: {wish}");
        }
        // None of these takes from the quota.
        for type_ in ["PLANNED_SICK", "STUDY_LEAVE"] {
            practice.leave(of, type_, "2024-09-02", "2024-09-06").await;
        }
        let (entitlement, remaining, unit, adjustments, percentage) = numbers;
        ids.push(of);
        expected.push(json!({
            "clinician_id": of, "clinician_name": name, "has_entitlement": true,
            "entitlement": entitlement, "remaining": remaining, "unit": unit,
            "adjustments": adjustments, "percentage_used": percentage,
        }));
    }
    let body = practice.member.post(BULK, json!({ "clinician_ids": ids })).await.with(200);
    for (found, expected) in body["results"].as_array().unwrap().iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    let all = json!({ "results": expected, "total_count": ids.len(), "success_count": ids.len(),
        "error_count": 0, "errors": [] });
    assert_eq!(body, all);
    // One clinician's own figure is the same.
    let stats = practice.member.get(&format!("clinicians/{}/stats/", ids[1])).await.with(200);
    assert_eq!(stats["leave_balance_remaining"].as_f64(), Some(20.0));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_asked_for_at_once_and_told_one_by_one() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let member = &practice.member;
    let partner = json!({ "annual_leave_entitlement": 8 });
    let partner = practice.doctor("Dr Partner", "PARTNER", partner).await;
    let locum = practice.doctor("Dr Locum", "LOCUM", json!({})).await;
    let nobody = practice.clinician("Dr Without").await;
    let gone = practice.clinician("Dr Gone").await;
    member.patch(&format!("clinicians/{gone}/"), json!({ "active": false })).await.with(200);

    let asked = json!({ "clinician_ids": [locum, nobody, partner, locum] });
    let body = member.post(BULK, asked).await.with(200);
    let told: Vec<i64> = body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["clinician_id"].as_i64().unwrap())
        .collect();
    assert_eq!(told, [locum, partner], "in the order they were first asked for");
    let without = json!({
        "clinician_id": locum, "clinician_name": "Dr Locum", "has_entitlement": false,
        "entitlement": "0.00", "remaining": "0.00", "unit": "days", "adjustments": "0.00",
        "percentage_used": 0,
    });
    assert_eq!(body["results"][0], without);
    assert_eq!(body["errors"].as_array().unwrap().len(), 1);
    assert_eq!(body["errors"][0]["clinician_id"], nobody);
    let error = body["errors"][0]["error"].as_str().unwrap();
    assert!(error.contains("No working term found"), "{error}");
    let counts = ["total_count", "success_count", "error_count"].map(|name| body[name].as_i64());
    assert_eq!(counts, [Some(3), Some(2), Some(1)]);

    let mut many = vec![partner, locum, nobody];
    while many.len() < 100 {
        many.push(practice.clinician("Dr Many").await);
    }
    let body = member.post(BULK, json!({ "clinician_ids": many })).await.with(200);
    assert_eq!((&body["total_count"], &body["success_count"]), (&json!(100), &json!(2)));
    many.push(practice.clinician("Dr Last").await);
    for (body, mentions) in [
        (json!({}), None),
        (json!({ "clinician_ids": null }), None),
        (json!({ "clinician_ids": partner }), None),
        (json!({ "clinician_ids": "1,2" }), None),
        (json!({ "clinician_ids": [] }), None),
        (json!({ "clinician_ids": [partner, "x"] }), None),
        (json!({ "clinician_ids": many }), None),
        (json!({ "clinician_ids": [partner, 987_654_321] }), Some("987654321".to_owned())),
        (json!({ "clinician_ids": [gone, partner] }), Some(gone.to_string())),
    ] {
        let refused = member.post(BULK, body.clone()).await.with(400);
        assert_eq!(refused.as_object().unwrap().len(), 1, "{refused}");
        let told = refused["clinician_ids"].to_string();
        assert!(told.starts_with("[\""), "{refused}");
        assert!(mentions.is_none_or(|id| told.contains(&id)), "{refused}");
    }
    platform.stop().await;
}
