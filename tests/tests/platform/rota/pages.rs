//! The pages of a rota, in a real browser, and what their forms are answered.

use access::Role;
use end_to_end::browser::{Chromium, Key};
use end_to_end::rota::{Api, Practice, WEEK, id_of};
use end_to_end::{Platform, header};
use serde_json::{Value, json};

use super::TODAY;
use crate::browser::{look, sign_in, walk};

/// What the page says.
async fn text(chromium: &mut Chromium) -> String {
    chromium.run("document.querySelector('main').innerText").await.as_str().unwrap().to_owned()
}

async fn sign_out(chromium: &mut Chromium) {
    let button = "document.querySelector('form[action=\"/accounts/logout/\"] button').click()";
    chromium.follow(button).await;
    chromium.complaints();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rota_page_can_be_read_by_everybody() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let clinician = practice.fill().await;
    practice.person("partner", Role::Admin, clinician).await;
    sign_in(&mut chromium, &platform, "first-partner", &practice.password).await;
    chromium.complaints();
    let ours = ["/rota/", "/leave-booking/", "/admin/rota/", "/reports/"];
    let seen = walk(&mut chromium, &platform, "/rota/", &ours).await;
    for expected in [
        "/admin/rota/",
        "/admin/rota/runs/n/",
        "/leave-booking/",
        "/reports/",
        "/reports/duty-fairness/",
        "/reports/monday-balance/",
        "/reports/partner-wte-availability/",
        "/reports/partner-wte-availability/chart/",
        "/reports/partner-wte/",
        "/reports/remaining-leave/",
        "/reports/staffing-overview/",
        "/reports/weekly-availability/",
        "/rota/",
        "/rota/alerts/",
        "/rota/leave/",
        "/rota/leave/n/cancel/",
        "/rota/mine/",
    ] {
        assert!(seen.iter().any(|shape| shape == expected), "{expected} of {seen:?}");
    }

    // What is refused says so first.
    for (path, form, name) in [
        ("/leave-booking/", "/leave-booking/", "booking"),
        ("/admin/rota/", "/admin/rota/", "generation"),
        ("/rota/leave/", "$='/deny/'", "denial"),
    ] {
        chromium.open(&format!("{}{path}", platform.url())).await;
        let selector = match form.strip_prefix('$') {
            Some(end) => format!("form[action${end}] button"),
            None => format!("form[method=post][action='{form}'] button"),
        };
        let selector = json!(selector);
        let emptied =
            "document.querySelectorAll('input[type=date]').forEach((day) => day.value = '')";
        chromium.run(emptied).await;
        chromium.follow(&format!("document.querySelector({selector}).click()")).await;
        look(&mut chromium, &format!("rota-mistakes-{name}")).await;
        let focused = "document.activeElement.getAttribute('role') === 'alert'";
        assert_eq!(chromium.run(focused).await, Value::Bool(true), "{path}: read out at once");
    }

    sign_out(&mut chromium).await;
    sign_in(&mut chromium, &platform, "first-member", &practice.password).await;
    chromium.open(&format!("{}/rota/mine/", platform.url())).await;
    look(&mut chromium, "rota-unlinked").await;
    assert!(text(&mut chromium).await.contains("not linked to a clinician"));
    let navigation = chromium.run("document.querySelector('.sections').innerText").await;
    assert!(!navigation.as_str().unwrap().contains("Generate"), "{navigation}");
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leave_is_booked_by_ticking_days_and_granted_by_a_click() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let terms = json!({ "fixed_working_days": WEEK, "annual_leave_entitlement": 25 });
    let ann = practice.doctor("Dr Ann", "SALARIED", terms).await;
    practice.person("ann", Role::Viewer, ann).await;
    practice.shift(ann, "2024-06-12", json!({})).await;

    sign_in(&mut chromium, &platform, "first-ann", &practice.password).await;
    let booking = format!("{}/leave-booking/?type=STUDY_LEAVE&month=2024-06", platform.url());
    chromium.open(&booking).await;
    for day in ["2024-06-12", "2024-06-13"] {
        chromium.run(&format!("document.getElementById('date-{day}').focus()")).await;
        chromium.press(Key::Space).await;
    }
    let submit = "form[method=post][action=\"/leave-booking/\"] .actions button, \
                  form[method=post][action=\"/leave-booking/\"] > button";
    chromium.run(&format!("document.querySelector('{submit}').focus()")).await;
    chromium.press_through(Key::Enter).await;
    look(&mut chromium, "rota-booked").await;
    let told = chromium.run("document.querySelector('[role=status]').innerText").await;
    assert!(told.as_str().unwrap().contains("12"), "{told}");

    sign_out(&mut chromium).await;
    sign_in(&mut chromium, &platform, "first-manager", &practice.password).await;
    chromium.open(&format!("{}/rota/leave/", platform.url())).await;
    look(&mut chromium, "rota-waiting").await;
    assert!(text(&mut chromium).await.contains("Dr Ann"));
    chromium.follow("document.querySelector('form[action$=\"/approve/\"] button').click()").await;
    let told = chromium.run("document.querySelector('[role=status]').innerText").await;
    assert!(told.as_str().unwrap().contains("approved"), "{told}");

    chromium.open(&format!("{}/rota/?month=2024-06", platform.url())).await;
    let day = "document.querySelector('time[datetime=\"2024-06-12\"]').closest('li').innerText";
    let day = chromium.run(day).await;
    assert!(day.as_str().unwrap().contains("Study leave: Dr Ann"), "{day}");
    chromium.close().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rota_is_tried_and_then_generated() {
    let Some(mut chromium) = Chromium::start().await else { return };
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let terms = json!({ "fixed_working_days": WEEK });
    let ann = practice.doctor("Dr Ann", "SALARIED", terms).await;
    sign_in(&mut chromium, &platform, "first-manager", &practice.password).await;

    chromium.open(&format!("{}/admin/rota/", platform.url())).await;
    for (field, day) in [("start_date", "2024-07-22"), ("end_date", "2024-07-26")] {
        chromium.run(&format!("document.getElementById('{field}').value = '{day}'")).await;
    }
    chromium.follow("document.querySelector('button[value=try]').click()").await;
    look(&mut chromium, "rota-tried").await;
    let told = text(&mut chromium).await;
    assert!(told.contains("nothing has been changed") && told.contains("Dr Ann"), "{told}");
    let shifts = format!("shifts/?clinician={ann}");
    assert_eq!(practice.member.get(&shifts).await.with(200), json!([]));

    chromium.follow("document.querySelector('button[value=generate]').click()").await;
    look(&mut chromium, "rota-generated").await;
    let address = chromium.run("location.pathname").await;
    assert!(address.as_str().unwrap().starts_with("/admin/rota/runs/"), "{address}");
    assert!(text(&mut chromium).await.contains("Short-staffed"), "alerts are shown");
    let made = practice.member.get(&shifts).await.with(200);
    assert_eq!(made.as_array().unwrap().len(), 5);

    chromium.open(&format!("{}/rota/?month=2024-07", platform.url())).await;
    let day = "document.querySelector('time[datetime=\"2024-07-22\"]').closest('li').innerText";
    assert!(chromium.run(day).await.as_str().unwrap().contains("Dr Ann"));
    chromium.close().await;
    platform.stop().await;
}

/// The status of what a form was answered with, and where it leads or what it says.
async fn send(api: &Api, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let answer = api.browser.post_form(path, fields).await;
    let status = answer.status().as_u16();
    let told = match header(&answer, "location") {
        Some(location) => location.to_owned(),
        None => answer.text().await.unwrap(),
    };
    (status, told)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_told_beside_what_it_is_about() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let terms = json!({ "fixed_working_days": WEEK, "annual_leave_entitlement": 25 });
    let ann = practice.doctor("Dr Ann", "SALARIED", terms).await;
    let api = practice.person("ann", Role::Viewer, ann).await;
    assert_eq!(api.browser.get("/leave-booking/").await.status(), 200);
    let about = |field: &str| format!("<a href=\"#{field}\">");
    for (type_, date, field, told) in [
        ("PLANNED_SICK", "2024-06-10", "type", "Only managers"),
        ("NOT_WORKING", "2024-06-10", "type", "for partners only"),
        ("STUDY_LEAVE", "2024-08-26", "dates", "Bank holiday"),
        ("STUDY_LEAVE", "2024-05-31", "dates", "in the past"),
    ] {
        let form = [("month", "2024-06"), ("type", type_), ("dates", date)];
        let (status, page) = send(&api, "/leave-booking/", &form).await;
        assert_eq!(status, 400, "{type_}");
        assert!(page.contains(&about(field)) && page.contains(told), "{type_}: {page}");
    }
    let from: chrono::NaiveDate = "2025-01-06".parse().unwrap();
    let many: Vec<String> = from.iter_days().take(101).map(|day| day.to_string()).collect();
    let mut form = vec![("month", "2025-01"), ("type", "STUDY_LEAVE")];
    form.extend(many.iter().map(|day| ("dates", day.as_str())));
    let (status, page) = send(&api, "/leave-booking/", &form).await;
    assert_eq!(status, 400);
    assert!(page.contains("Choose at most 100 dates at a time."), "{page}");

    // What a run is refused for is told in words of the form.
    let run = [("start_date", "2024-06-10"), ("end_date", "2024-06-14"), ("phase", "all")];
    for (more, field, told) in [
        ([("time_limit", "10"), ("action", "try")], "override_fixed_period", "tick “Begin inside"),
        ([("time_limit", "11"), ("action", "try")], "time_limit", "from 1 to 10"),
    ] {
        assert_eq!(practice.manager.browser.get("/admin/rota/").await.status(), 200);
        let form = [&run[..], &more].concat();
        let (status, page) = send(&practice.manager, "/admin/rota/", &form).await;
        assert_eq!(status, 400, "{field}");
        assert!(page.contains(&about(field)) && page.contains(told), "{field}: {page}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_page_does_not_settle_an_alert_twice() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let manager = &practice.manager;
    let mut ids = Vec::new();
    for (date, severity) in [
        ("2024-05-31", "CRITICAL"),
        ("2024-05-30", "CRITICAL"),
        ("2024-06-05", "WARNING"),
        ("2024-06-04", "WARNING"),
        ("2024-06-04", "CRITICAL"),
    ] {
        let alert = json!({ "type": "BELOW_MINIMUM", "date": date, "severity": severity,
            "message": "Mind the gap." });
        ids.push(id_of(&manager.post("alerts/", alert).await.with(201)));
    }
    let page = manager.browser.get("/rota/alerts/").await.text().await.unwrap();
    let place = |at: usize| page.find(&format!("/rota/alerts/{}/resolve/", ids[at])).unwrap();
    let places = [4, 3, 2, 0, 1].map(place);
    assert!(places.is_sorted(), "what comes next is first: {places:?}");

    let path = format!("/rota/alerts/{}", ids[0]);
    let dismissed = send(manager, &format!("{path}/dismiss/"), &[]).await;
    assert_eq!(dismissed, (303, "/rota/alerts/?done=alert-dismissed".to_owned()));
    let kept = format!("alerts/{}/?active=false", ids[0]);
    let before = manager.get(&kept).await.with(200);
    for word in ["resolve", "dismiss"] {
        let again = send(manager, &format!("{path}/{word}/"), &[]).await;
        assert_eq!(again, (303, "/rota/alerts/".to_owned()));
    }
    assert_eq!(manager.get(&kept).await.with(200), before);
    assert_eq!(before["status"], "DISMISSED");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_waiting_requests_are_not_all_shown() {
    let platform = Platform::frozen_on(TODAY).await;
    let practice = Practice::open(&platform, "first").await;
    let ann = practice.doctor("Dr Ann", "SALARIED", json!({ "fixed_working_days": WEEK })).await;
    let from: chrono::NaiveDate = "2024-07-01".parse().unwrap();
    for week in from.iter_weeks().take(52) {
        let date = week.to_string();
        practice.leave(ann, "STUDY_LEAVE", &date, &date).await;
    }
    let page = practice.manager.browser.get("/rota/leave/").await.text().await.unwrap();
    assert_eq!(page.matches("/approve/\"").count(), 50);
    assert!(page.contains("And 2 more"), "{page}");
    platform.stop().await;
}
