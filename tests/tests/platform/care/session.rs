//! Calls from our own pages: JSON, by somebody who is signed in.

use access::{ThrottleConfig, csrf};
use end_to_end::{client, no_throttle};
use reqwest::header::CONTENT_TYPE;

use super::*;

const LIST: &str = "care-enquiries";

/// Calls by session, and checks that the answer is one of this API.
async fn call(session: &Session, method: Method, path: &str, body: Option<&Value>) -> Answer {
    readable(session.call(method, path, body).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn json_says_what_a_form_says() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (api, admin) = (&provider.api, provider.admin().await);
    let location = json!({
        "name": "Rose House ☂", "accepts_dementia": true, "email": null,
        "services": ["nursing_home", "residential_home"],
        "street_address": { "address_1": "1 High Street", "town": null, "postcode": "ZZ1 1ZZ" },
        "beds": 12, "nested": { "unknown": [1] },
    });
    let made = call(&admin, Method::PUT, "locations", Some(&location)).await.with(200);
    for name in ["name", "accepts_dementia", "email", "services"] {
        assert_eq!(made[name], location[name], "{name}");
    }
    let address = json!({
        "address_1": "1 High Street", "address_2": null, "town": null, "county": null,
        "postcode": "ZZ1 1ZZ", "country": null,
    });
    assert_eq!(made["street_address"], address);
    assert_eq!(api.get(&path("locations", id_of(&made)), &[]).await.with(200), made);

    let channel = api.group("sales_channel", "Website").await;
    let enquiry = json!({
        "first_name": "Zoë", "last_name": "*", "funding_type": "local-authority",
        "service": "residential_home", "sales_channel": channel, "location": made["_id"],
        "dementia": null, "enquiring_for_self": false, "dementia_prone_to_wander": true,
        "age": 81, "latitude": 53.75, "longitude": -1.5, "genders": [], "dob": "1944-02-29",
        "care_requirements": "l1\nl2", "last_interaction": "2026-01-05 09:00:00",
    });
    let made = call(&admin, Method::POST, LIST, Some(&enquiry)).await.with(200);
    for (name, value) in enquiry.as_object().unwrap() {
        let expected =
            if name == "funding_type" { json!("local_authority") } else { value.clone() };
        assert_eq!(made[name], expected, "{name}");
    }
    let one = path(LIST, id_of(&made));
    let change = json!({ "age": null, "dementia": true, "genders": ["female"], "dob": "" });
    let changed = call(&admin, Method::PATCH, &one, Some(&change)).await.with(200);
    for (name, value) in change.as_object().unwrap() {
        let expected = if name == "dob" { &Value::Null } else { value };
        assert_eq!(changed[name], *expected, "{name}");
    }
    assert_eq!(call(&admin, Method::GET, &one, None).await.with(200), changed);
    assert_eq!(api.get(&one, &[]).await.with(200), changed);
    let list = format!("{LIST}/?attributes=age&attributes=dementia&filters-q=ZO%C3%8B");
    let page = call(&admin, Method::GET, &list, None).await.with(200);
    assert_eq!(page["items"], json!([{ "_id": made["_id"], "age": null, "dementia": true }]));
    let removed = call(&admin, Method::DELETE, &format!("{one}/"), None).await.with(200);
    assert_eq!(removed, json!({}));
    // At the root it is the same API.
    let at_root = call(&admin, Method::GET, "/v1/care-enquiries", None).await.with(200);
    assert_eq!(at_root, nothing());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_the_wrong_type_is_refused_by_its_name() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (api, admin) = (&provider.api, provider.admin().await);
    let channel = api.group("sales_channel", "Website").await;
    let one = path(LIST, &api.enquiry(&channel, &[]).await);
    let before = api.get(&one, &[]).await.with(200);
    for (body, name) in [
        (json!({ "first_name": ["Zoë"] }), "first_name"),
        (json!({ "first_name": { "a": "b" } }), "first_name"),
        (json!({ "first_name": null }), "first_name"),
        (json!({ "sales_channel": null }), "sales_channel"),
        (json!({ "sales_channel": 7 }), "sales_channel"),
        (json!({ "email": true }), "email"),
        (json!({ "age": "eighty" }), "age"),
        (json!({ "age": 80.5 }), "age"),
        (json!({ "age": [80] }), "age"),
        (json!({ "age": true }), "age"),
        (json!({ "age": 1e30 }), "age"),
        (json!({ "latitude": "north" }), "latitude"),
        (json!({ "dementia": {} }), "dementia"),
        (json!({ "dementia": 7 }), "dementia"),
        (json!({ "enquiring_for_self": [] }), "enquiring_for_self"),
        (json!({ "dob": 1944 }), "dob"),
        (json!({ "genders": { "male": true } }), "genders"),
        (json!({ "genders": [["male"]] }), "genders"),
        (json!({ "genders": [null] }), "genders"),
        (json!({ "genders": ["male", 7] }), "genders"),
    ] {
        let answer = call(&admin, Method::PATCH, &one, Some(&body)).await;
        assert_eq!(wrong(answer), [name], "{body}");
    }
    for (address, name) in [
        (json!("1 High Street"), "street_address"),
        (json!(["1 High Street"]), "street_address"),
        (json!({ "town": ["Ashcombe"] }), "street_address"),
    ] {
        let body = json!({ "name": "Rose House", "street_address": address });
        let answer = call(&admin, Method::PUT, "locations", Some(&body)).await;
        let named = wrong(answer);
        assert!(named.len() == 1 && named[0].starts_with(name), "{address}: {named:?}");
    }
    for body in [json!([]), json!("text"), json!(7), json!([{ "last_name": "x" }]), Value::Null] {
        call(&admin, Method::PATCH, &one, Some(&body)).await.with(400);
    }
    let request = admin.browser.request(Method::PATCH, &format!("/api/v1/{one}"));
    let request = request.header(csrf::HEADER, admin.browser.csrf());
    let request = request.header(CONTENT_TYPE, "application/json").body(r#"{"last_name": "#);
    let cut = Answer::of("cut".to_owned(), admin.browser.send(request).await).await;
    readable(cut).with(400);
    assert_eq!(api.get(&one, &[]).await.with(200), before, "nothing was changed");
    assert_eq!(api.ids("locations", &[]).await.len(), 0);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_site_sends_is_refused() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let admin = provider.admin().await;
    let (list, body) = ("/api/v1/locations", json!({ "name": "Rose House" }));
    for token in [None, Some("x".repeat(32))] {
        for method in [Method::PUT, Method::POST] {
            let mut request = admin.browser.request(method, list).json(&body);
            if let Some(token) = &token {
                request = request.header(csrf::HEADER, token);
            }
            let answer = Answer::of(list.to_owned(), admin.browser.send(request).await).await;
            readable(answer).with(403);
        }
    }
    let request = admin.browser.request(Method::DELETE, &format!("{list}/{NOBODY}"));
    let answer = Answer::of(list.to_owned(), admin.browser.send(request).await).await;
    readable(answer).with(403);
    // Who only reads needs no token.
    let read = Answer::of(list.to_owned(), admin.browser.get(list).await).await;
    assert_eq!(readable(read).with(200), nothing());
    // Who has signed out is a stranger.
    admin.browser.forget(csrf::SESSION_COOKIE);
    call(&admin, Method::GET, "locations", None).await.with(401);
    call(&admin, Method::PUT, "locations", Some(&body)).await.with(401);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_decides_where_there_is_one() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let other = Provider::open(&platform, "other").await;
    let own = provider.api.make("locations", &[("name", "Rose House")]).await;
    let theirs = other.api.make("locations", &[("name", "Elm House")]).await;
    let admin = provider.admin().await;
    let seen = async |signer: &Signer| {
        let call = SignedCall::new(Method::GET, "/v1/locations", &[]);
        let request = admin.browser.request(Method::GET, "/v1/locations");
        let request = request.headers(call.headers(signer));
        let answer = Answer::of("both".to_owned(), request.send().await.unwrap()).await;
        readable(answer)
    };
    let items = seen(&other.api.signer).await.with(200)["items"].take();
    assert_eq!(items, json!([{ "_id": theirs }]));
    seen(&other.api.signer.with_secret("another-secret")).await.with(401);
    let items = call(&admin, Method::GET, "locations", None).await.with(200)["items"].take();
    assert_eq!(items, json!([{ "_id": own }]));

    // What is signed is a form.
    let call = SignedCall::new(Method::PUT, "/v1/locations", &[]);
    let request = client().put(format!("{}/v1/locations", platform.url()));
    let request = request.headers(call.headers(&provider.api.signer));
    let answer = request.json(&json!({ "name": "Oak House" })).send().await.unwrap();
    readable(Answer::of("signed JSON".to_owned(), answer).await).with(415);
    assert_eq!(provider.api.ids("locations", &[]).await, [own]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comments_is_told() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (api, admin) = (&provider.api, provider.admin().await);
    let user = api.list("users", &[]).await.remove(0);
    let channel = api.group("sales_channel", "Website").await;
    let enquiry = api.enquiry(&channel, &[]).await;
    let body = json!({
        "comment": "Rang.", "care_enquiry": enquiry, "pinned": true, "user": NOBODY,
        "user_sticky_label": "Somebody else",
    });
    let made = call(&admin, Method::PUT, "comments", Some(&body)).await.with(200);
    assert_eq!(made["user"], user["_id"]);
    assert_eq!(made["user_sticky_label"], "sunny-admin@example.org");
    assert_eq!(made["pinned"], true);
    let own = [("filters-users", id_of(&user)), ("filters-pinned", "yes")];
    assert_eq!(api.ids("comments", &own).await, [id_of(&made)]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_have_a_rate_and_are_told_of_it() {
    let throttle = ThrottleConfig { throttle_signed: "3/hour".parse().unwrap(), ..no_throttle() };
    let platform = Platform::throttled(throttle).await;
    let provider = Provider::open(&platform, "sunny").await;
    let admin = provider.admin().await;
    for (left, status) in [("2", 200), ("1", 200), ("0", 200), ("0", 429)] {
        let answer = call(&admin, Method::GET, LIST, None).await;
        assert_eq!(answer.header("x-carehq-ratelimit-limit"), Some("3"));
        assert_eq!(answer.header("x-carehq-ratelimit-remaining"), Some(left));
        assert!(answer.header("x-carehq-ratelimit-reset").is_some());
        answer.with(status);
    }
    // The organisation's key has a rate of its own.
    provider.api.get(LIST, &[]).await.with(200);
    platform.stop().await;
}
