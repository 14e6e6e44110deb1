use serde_json::{Value, json};

use super::*;
use crate::domain::quota::Unit;
use crate::domain::testing::decimal;

fn some_quota(entitlement: &str, adjustments: &str, used: &str) -> Quota {
    Quota {
        unit: Unit::Weeks,
        entitlement: decimal(entitlement),
        adjustments: decimal(adjustments),
        used: decimal(used),
    }
}

#[test]
fn a_quota_is_told_with_two_decimals() {
    for (quota, entitlement, remaining, adjustments, percentage) in [
        (some_quota("8.00", "0", "2.5"), "8.00", "5.50", "0.00", 31),
        (some_quota("8", "-1.5", "8"), "8.00", "-1.50", "-1.50", 123),
        (some_quota("1", "0", "1.00"), "1.00", "0.00", "0.00", 100),
        (some_quota("2", "-2", "1"), "0.00", "0.00", "0.00", 0),
    ] {
        let told = LeaveQuota::of(ClinicianId(1), "Dr 1", &quota);
        let expected = json!({
            "clinician_id": 1, "clinician_name": "Dr 1",
            "has_entitlement": quota.has_entitlement(), "entitlement": entitlement,
            "remaining": remaining, "unit": "weeks", "adjustments": adjustments,
            "percentage_used": percentage,
        });
        assert_eq!(json!(told), expected);
    }
}

#[test]
fn who_has_no_term_fails_alone() {
    let ids = [ClinicianId(2), ClinicianId(1)];
    let names = BTreeMap::from(ids.map(|id| (id, format!("Dr {id}"))));
    let quota = Some(some_quota("8", "0", "0"));
    let quotas = BTreeMap::from([(ids[0], None), (ids[1], quota)]);
    let told = json!(report(&ids, &names, &quotas));
    assert_eq!(told["results"][0]["clinician_id"], 1);
    let errors = json!([{ "clinician_id": 2, "error": "No working term found" }]);
    assert_eq!(told["errors"], errors);
    let counts = ["total_count", "success_count", "error_count"].map(|name| &told[name]);
    assert_eq!(counts, [2, 1, 1]);
}

#[test]
fn ids_are_taken_once_each_and_not_too_many() {
    let read = |ids: Value| {
        let body = json!({ "clinician_ids": ids });
        let mut fields = Fields::new(body.as_object().unwrap().clone());
        let read: Vec<i64> = super::ids(&mut fields).into_iter().map(|id| id.0).collect();
        (read, fields.is_rejected("clinician_ids"))
    };
    assert_eq!(read(json!([3, 1, "3", 2])), (vec![3, 1, 2], false));
    let hundred: Vec<i64> = (0..100).collect();
    assert_eq!(read(json!(hundred)), (hundred, false));
    for refused in [
        json!([]),
        json!(null),
        json!("1"),
        json!({}),
        json!([1, "x"]),
        json!([1.5]),
        json!([true]),
        json!((0..101).collect::<Vec<i64>>()),
    ] {
        assert!(read(refused.clone()).1, "{refused}");
    }
    let mut absent = Fields::default();
    super::ids(&mut absent);
    assert!(absent.is_rejected("clinician_ids"));
}
