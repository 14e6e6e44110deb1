//! Home visits, which complete themselves, and absences, which end after they start.

use chrono::{TimeDelta, Utc};
use end_to_end::eventually;

use super::*;

/// A time so many minutes from now, as it is sent.
fn in_minutes(minutes: i64) -> String {
    (Utc::now() + TimeDelta::minutes(minutes)).format("%Y-%m-%d %H:%M:%S").to_string()
}

async fn enquiry_of(api: &Api) -> String {
    let channel = api.group("sales_channel", "Website").await;
    api.enquiry(&channel, &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_over_an_hour_after_its_time() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let enquiry = enquiry_of(api).await;
    let visit = async |said: &[(&str, &str)]| {
        let said = [&[("care_enquiry", enquiry.as_str())][..], said].concat();
        api.put("home-visits", &said).await.with(200)
    };
    let over = visit(&[("date_time", "2026-01-05 23:30:00")]).await;
    assert_eq!(over["completed"], "2026-01-06 00:30:00");
    for (minutes, is_over) in [(-70, true), (-50, false), (50, false), (60 * 24 * 365, false)] {
        let made = visit(&[("date_time", &in_minutes(minutes))]).await;
        assert_eq!(made["completed"].is_string(), is_over, "{made}");
    }
    let cancelled = ("cancelled", "2026-01-05 12:00:00");
    let made = visit(&[("date_time", "2026-01-05 23:30:00"), cancelled]).await;
    assert_eq!((&made["completed"], &made["cancelled"]), (&Value::Null, &json!(cancelled.1)));
    let done = ("completed", "2026-01-05 23:45:00");
    let made = visit(&[("date_time", "2026-01-05 23:30:00"), done]).await;
    assert_eq!(made["completed"], done.1, "whoever was there knows better");
    // A change may be what makes it so.
    let later = visit(&[("date_time", &in_minutes(600))]).await;
    let one = path("home-visits", id_of(&later));
    let moved = api.patch(&one, &[("date_time", "2026-01-05 10:00:00")]).await.with(200);
    assert_eq!(moved["completed"], "2026-01-05 11:00:00");
    assert_eq!(api.get(&one, &[]).await.with(200), moved);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn visits_complete_themselves_while_nobody_looks() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let enquiry = enquiry_of(api).await;
    let said = [("care_enquiry", enquiry.as_str()), ("date_time", "2030-01-05 10:00:00")];
    let mut ids = Vec::new();
    for more in [&[][..], &[("cancelled", "True")]] {
        ids.push(api.make("home-visits", &[&said[..], more].concat()).await);
    }
    provider.sql("UPDATE home_visits SET date_time = '2026-01-05 10:00:00Z'").await;
    // A replica that has just been started looks at once.
    let replica = platform.another_care().await;
    let one = path("home-visits", &ids[0]);
    eventually("the visit completes itself", async || {
        api.get(&one, &[]).await.with(200)["completed"].is_string()
    })
    .await;
    let shown = api.get(&one, &[]).await.with(200);
    assert_eq!(shown["completed"], "2026-01-05 11:00:00");
    let cancelled = api.get(&path("home-visits", &ids[1]), &[]).await.with(200);
    assert_eq!(cancelled["completed"], Value::Null);
    assert_eq!(api.ids("home-visits", &[("filters-completed", "yes")]).await, [ids[0].clone()]);
    replica.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_ends_after_it_starts() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let resident = [("first_name", "Al"), ("last_name", "Jones")];
    let resident = api.make("service-users", &resident).await;
    let absence = |starts: &'static str, ends: &'static str| {
        [("service_user", resident.as_str()), ("starts", starts), ("ends", ends)]
    };
    for (starts, ends) in [
        ("2026-01-05 10:00:00", "2026-01-05 09:59:59"),
        ("2026-01-05", "2026-01-04"),
        ("2026-01-05T10:00:00Z", "2026-01-05T10:30:00+01:00"),
    ] {
        assert_eq!(wrong(api.put("absences", &absence(starts, ends)).await), ["ends"], "{ends}");
    }
    let same = absence("2026-01-05 10:00:00", "2026-01-05 10:00:00");
    api.put("absences", &same).await.with(200);
    let open = api.put("absences", &absence("2026-01-05 10:00:00", "")).await.with(200);
    assert_eq!(open["ends"], Value::Null);
    // A change is measured by what the other end is.
    let one = path("absences", id_of(&open));
    assert_eq!(wrong(api.patch(&one, &[("ends", "2026-01-04 10:00:00")]).await), ["ends"]);
    api.patch(&one, &[("ends", "2026-01-06 10:00:00")]).await.with(200);
    assert_eq!(wrong(api.patch(&one, &[("starts", "2026-01-07 10:00:00")]).await), ["ends"]);
    let both = [("starts", "2026-01-07 10:00:00"), ("ends", "2026-01-08 10:00:00")];
    let moved = api.patch(&one, &both).await.with(200);
    assert_eq!((&moved["starts"], &moved["ends"]), (&json!(both[0].1), &json!(both[1].1)));
    assert_eq!(wrong(api.patch(&one, &[("starts", "")]).await), ["starts"]);
    api.patch(&one, &[("ends", "")]).await.with(200);
    platform.stop().await;
}
