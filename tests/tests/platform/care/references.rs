//! What documents refer to, and what is part of what.

use super::*;

/// A resident, an enquiry and what belongs to them.
struct Home {
    channel: String,
    location: String,
    enquiry: String,
    resident: String,
}

impl Home {
    async fn open(api: &Api) -> Self {
        let channel = api.group("sales_channel", "Website").await;
        let location = api.make("locations", &[("name", "Rose House")]).await;
        let enquiry = api.enquiry(&channel, &[("location", &location)]).await;
        let resident = [("first_name", "Al"), ("last_name", "Jones")];
        let resident = api.make("service-users", &resident).await;
        Self { channel, location, enquiry, resident }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_referred_to_by_its_type() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let home = Home::open(api).await;
    let holiday = api.group("absence_reason", "Holiday").await;
    let north = api.group("location_group", "North").await;
    let south = api.group("location_group", "South").await;
    let enquiry = path("care-enquiries", &home.enquiry);
    assert_eq!(wrong(api.patch(&enquiry, &[("sales_channel", &holiday)]).await), ["sales_channel"]);
    let made = api.put("care-enquiries", &self::enquiry(&north, &[])).await;
    assert_eq!(wrong(made), ["sales_channel"]);
    let absence = [
        ("service_user", home.resident.as_str()),
        ("starts", "2026-01-05"),
        ("reason_for_absence", &home.channel),
    ];
    assert_eq!(wrong(api.put("absences", &absence).await), ["reason_for_absence"]);
    let location = path("locations", &home.location);
    let both = [("groups", north.as_str()), ("groups", &south)];
    assert_eq!(api.patch(&location, &both).await.with(200)["groups"], json!([north, south]));
    for other in [&holiday, NOBODY] {
        let mixed = [("groups", north.as_str()), ("groups", other)];
        assert_eq!(wrong(api.patch(&location, &mixed).await), ["groups"]);
    }
    // What is no group at all is none of that type either.
    assert_eq!(wrong(api.patch(&location, &[("groups", &home.location)]).await), ["groups"]);
    let foreign = [("location", home.channel.as_str())];
    assert_eq!(wrong(api.patch(&enquiry, &foreign).await), ["location"]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_about_one_thing() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let home = Home::open(api).await;
    let comment = ("comment", "Rang.");
    let enquiry = ("care_enquiry", home.enquiry.as_str());
    let resident = ("service_user", home.resident.as_str());
    let subjects = ["care_enquiry", "service_user"];
    for said in [&[comment][..], &[comment, enquiry, resident]] {
        assert_eq!(wrong(api.put("comments", said).await), subjects);
    }
    let made = api.put("comments", &[comment, enquiry, ("service_user", "")]).await.with(200);
    assert_eq!(
        (&made["care_enquiry"], &made["service_user"]),
        (&json!(home.enquiry), &Value::Null)
    );
    assert_eq!(made["location"], home.location);
    let made = api.put("comments", &[comment, resident, ("pinned", "True")]).await.with(200);
    assert_eq!(
        (&made["care_enquiry"], &made["service_user"]),
        (&Value::Null, &json!(home.resident))
    );
    assert_eq!((&made["location"], &made["pinned"]), (&Value::Null, &json!(true)));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_go_with_the_whole() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let home = Home::open(api).await;
    let other = api.enquiry(&home.channel, &[]).await;
    let (comment, date) = (("comment", "Rang."), ("date_time", "2030-01-05 09:00:00"));
    let (own, others) = (("care_enquiry", home.enquiry.as_str()), ("care_enquiry", other.as_str()));
    let resident = ("service_user", home.resident.as_str());
    let gone = [
        path("comments", &api.make("comments", &[comment, own]).await),
        path("comments", &api.make("comments", &[comment, own]).await),
        path("home-visits", &api.make("home-visits", &[date, own]).await),
    ];
    let stays = [
        path("comments", &api.make("comments", &[comment, others]).await),
        path("home-visits", &api.make("home-visits", &[date, others]).await),
        path("care-enquiries", &other),
        path("locations", &home.location),
        path("groups", &home.channel),
    ];
    let residents = [
        path("comments", &api.make("comments", &[comment, resident]).await),
        path("absences", &api.make("absences", &[("starts", "2026-01-05"), resident]).await),
    ];
    api.delete(&path("care-enquiries", &home.enquiry)).await.with(200);
    for one in &gone {
        api.get(one, &[]).await.with(404);
    }
    for one in stays.iter().chain(&residents) {
        api.get(one, &[]).await.with(200);
    }
    api.delete(&path("service-users", &home.resident)).await.with(200);
    for one in &residents {
        api.get(one, &[]).await.with(404);
    }
    for one in &stays {
        api.get(one, &[]).await.with(200);
    }
    // A part goes alone.
    api.delete(&stays[0]).await.with(200);
    api.get(&stays[2], &[]).await.with(200);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_referred_to_is_not_removed() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let home = Home::open(api).await;
    let parent = api.group("sales_channel", "Online").await;
    let child = [("group_type", "sales_channel"), ("name", "Ads"), ("parent_group", &parent)];
    let child = api.make("groups", &child).await;
    let north = api.group("location_group", "North").await;
    let location = path("locations", &home.location);
    api.patch(&location, &[("groups", &north)]).await.with(200);
    let held = [
        location.clone(),
        path("groups", &home.channel),
        path("groups", &parent),
        path("groups", &north),
    ];
    for one in &held {
        let refused = api.delete(one).await.with(400);
        assert!(refused.get("arg_errors").is_none(), "{one}: {refused}");
        api.get(one, &[]).await.with(200);
    }
    // What no longer refers to it does not hold it.
    api.patch(&location, &[("groups", "")]).await.with(200);
    api.patch(&path("groups", &child), &[("parent_group", "")]).await.with(200);
    let said = [("first_name", "Al"), ("last_name", "Jones"), ("location", &home.location)];
    let resident = path("service-users", &api.make("service-users", &said).await);
    api.delete(&path("care-enquiries", &home.enquiry)).await.with(200);
    api.delete(&location).await.with(400);
    api.patch(&resident, &[("location", "")]).await.with(200);
    for one in &held {
        assert_eq!(api.delete(one).await.with(200), json!({}), "{one}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protected_group_stays_as_it_is() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let channel = api.group("sales_channel", "Website").await;
    let other = api.group("sales_channel", "Fax").await;
    provider.sql(&format!("UPDATE groups SET protected = true WHERE id = '{channel}'")).await;
    let one = path("groups", &channel);
    let before = api.get(&one, &[]).await.with(200);
    assert_eq!(before["protected"], true);
    for change in [&[("name", "Other")][..], &[("archived", "1")], &[("protected", "False")], &[]] {
        api.patch(&one, change).await.with(403);
    }
    api.delete(&one).await.with(403);
    assert_eq!(api.get(&one, &[]).await.with(200), before);
    // It can be referred to, and its neighbours are free.
    api.enquiry(&channel, &[]).await;
    api.patch(&path("groups", &other), &[("name", "Post")]).await.with(200);
    api.delete(&path("groups", &other)).await.with(200);
    platform.stop().await;
}
