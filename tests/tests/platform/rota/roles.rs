//! Everybody may change everything, unless the practice wants roles to count.

use access::Role;
use end_to_end::Platform;
use end_to_end::rota::{Answer, Api, Practice, id_of, leave};
use serde_json::{Value, json};

use super::TODAY;

async fn call(api: &Api, (method, path, body): &(&str, String, Value)) -> Answer {
    api.call(method.parse().unwrap(), path, Some(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_roles_count_others_are_for_managers() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let own = practice.doctor("Dr Own", "PARTNER", json!({})).await;
    let other = practice.doctor("Dr Other", "PARTNER", json!({})).await;
    let person = practice.person("own", Role::Viewer, own).await;
    let term = practice.term(other, "LOCUM", json!({})).await;
    let shift = practice.shift(other, "2024-06-08", json!({})).await;
    let wish = practice.leave(other, "STUDY_LEAVE", "2024-06-10", "2024-06-10").await;
    let wish = format!("leave-requests/{}/", id_of(&wish));
    let alert = json!({ "type": "BELOW_MINIMUM", "date": TODAY, "message": "Few." });
    let alert = practice.add("alerts/", alert).await;
    let own_wish = practice.leave(own, "STUDY_LEAVE", "2024-06-10", "2024-06-10").await;
    let own_wish = format!("leave-requests/{}/", id_of(&own_wish));

    // In an order in which all of them succeed where they may.
    let of_others = [
        ("POST", "clinicians/".to_owned(), json!({ "name": "Dr New" })),
        ("PATCH", format!("clinicians/{other}/"), json!({ "name": "Dr Elsewhere" })),
        (
            "POST",
            "working-terms/".to_owned(),
            json!({ "clinician": other, "type": "LOCUM", "start_date": TODAY }),
        ),
        ("PATCH", format!("working-terms/{term}/"), json!({ "percentage": 50 })),
        ("POST", "shifts/".to_owned(), json!({ "clinician": other, "date": "2024-06-09" })),
        ("PATCH", format!("shifts/{shift}/"), json!({ "duration": "HALF" })),
        ("PATCH", format!("shifts/{shift}/pin/"), json!({})),
        (
            "POST",
            "leave-requests/".to_owned(),
            leave(other, "PLANNED_SICK", "2024-07-01", "2024-07-01"),
        ),
        ("PATCH", wish.clone(), json!({ "end_date": "2024-06-11" })),
        ("PATCH", wish.clone(), json!({ "status": "APPROVED" })),
        ("PATCH", own_wish.clone(), json!({ "status": "APPROVED" })),
        ("POST", format!("{wish}cancel/"), json!({})),
        ("DELETE", wish.clone(), json!({})),
        (
            "POST",
            "alerts/".to_owned(),
            json!({ "type": "BELOW_MINIMUM", "date": TODAY, "message": "Few." }),
        ),
        ("PATCH", format!("alerts/{alert}/"), json!({ "message": "Fewer." })),
        ("POST", format!("alerts/{alert}/resolve/"), json!({})),
        ("DELETE", format!("alerts/{alert}/?active=false"), json!({})),
        ("DELETE", format!("shifts/{shift}/"), json!({})),
        ("DELETE", format!("working-terms/{term}/"), json!({})),
        ("DELETE", format!("clinicians/{other}/"), json!({})),
    ];
    let forbidden = json!({ "detail": "You do not have permission to perform this action." });
    practice.configure(json!({ "enforce_roles": true })).await;
    for api in [&practice.member, &person] {
        for of in &of_others {
            assert_eq!(call(api, of).await.with(403), forbidden, "{of:?}");
        }
        for path in ["clinicians/", "shifts/", "leave-requests/", "alerts/"] {
            api.get(path).await.with(200);
        }
        let quota = json!({ "clinician_ids": [own, other] });
        api.post("calculations/bulk-leave-quota/", quota).await.with(200);
        // What is not there is told before what may not be done.
        api.patch("shifts/999999/", json!({})).await.with(404);
    }

    // Whom it is about has to be told first.
    for (path, body) in [
        ("shifts/", json!({ "date": "2024-06-08" })),
        ("working-terms/", json!({ "clinician": null, "type": "LOCUM", "start_date": TODAY })),
        ("leave-requests/", json!({ "clinician": "x", "type": "STUDY_LEAVE" })),
    ] {
        let refused = person.post(path, body).await.with(400);
        assert!(refused["clinician"].is_array(), "{path}: {refused}");
    }

    // What is somebody's own is theirs to change, but not to grant.
    let made = person.post("shifts/", json!({ "clinician": own, "date": "2024-06-08" })).await;
    let path = format!("shifts/{}/", id_of(&made.with(201)));
    person.patch(&path, json!({ "duration": "HALF" })).await.with(200);
    assert_eq!(person.patch(&path, json!({ "clinician": other })).await.with(403), forbidden);
    person.delete(&path).await.with(204);
    let sick = leave(own, "PLANNED_SICK", "2024-07-01", "2024-07-01");
    let sick = person.post("leave-requests/", sick).await.with(201);
    person.post(&format!("leave-requests/{}/cancel/", id_of(&sick)), json!({})).await.with(200);
    person.patch(&own_wish, json!({ "end_date": "2024-06-11" })).await.with(200);
    let booking = json!({ "leave_type": "STUDY_LEAVE", "dates": ["2024-07-08"] });
    person.post("/leave-booking/submit/", booking).await.with(200);

    for of in &of_others {
        let answer = call(&practice.manager, of).await;
        assert!(answer.status.is_success(), "{}: {}", answer.call, answer.body);
    }
    practice.configure(json!({})).await;
    practice
        .member
        .patch(&format!("clinicians/{own}/"), json!({ "active": false }))
        .await
        .with(200);
    platform.stop().await;
}
