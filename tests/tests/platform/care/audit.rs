//! Who changed what of care: told to staff alone.

use diesel_async::SimpleAsyncConnection;
use end_to_end::client;
use end_to_end::rota::id_of as number_of;
use futures_util::future::join_all;
use resources::{ALL, Action, Attribute, Initially, Settable};

use super::samples::sayable;
use super::*;

const PATH: &str = "audit/care/";

/// Somebody who runs the platform.
async fn staff(platform: &Platform) -> Session {
    let password = secrets::password();
    platform.staff("zq-runs-it", &password).await;
    Session { browser: platform.sign_in("zq-runs-it", &password).await }
}

/// What the audit says, the oldest first.
async fn told(staff: &Session, query: &str) -> Vec<Value> {
    let body = staff.get(&format!("{PATH}?page_size=500&{query}")).await.with(200);
    let mut rows = body["results"].as_array().unwrap().clone();
    assert_eq!(body["count"], rows.len());
    let ids: Vec<i64> = rows.iter().map(number_of).collect();
    assert!(ids.is_sorted_by(|newer, older| newer > older), "{ids:?}");
    rows.reverse();
    rows
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap()
}

/// What was changed and how, of each row.
fn heads(rows: &[Value]) -> Vec<(&str, &str)> {
    let head = |row| ["entity_type", "action"].map(|name| text(row, name));
    rows.iter().map(head).map(|[kind, action]| (kind, action)).collect()
}

/// Whether it may hold nothing, and later something.
fn is_free(attribute: &Attribute) -> bool {
    let is_empty = matches!(attribute.initially, Initially::Nothing);
    is_empty && !attribute.required && attribute.settable == Settable::Always
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_is_told_with_what_was_before_and_after() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let staff = staff(&platform).await;
    let (api, world) = (&provider.api, World::fill(&provider.api, "sunny").await);
    let mut known = told(&staff, "").await.len();
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Create)) {
        let name = resource.name;
        let made = api.put(name, &lent(&world.least(resource))).await.with(200);
        let one = path(name, id_of(&made));
        let change = sayable(resource).find(|own| is_free(own)).unwrap();
        let changed = api.patch(&one, &lent(&world.sample(change).0)).await.with(200);
        api.delete(&one).await.with(200);
        let rows = told(&staff, "").await.split_off(known);
        known += rows.len();
        assert_eq!(heads(&rows), [(name, "CREATE"), (name, "UPDATE"), (name, "DELETE")]);
        let states = rows.iter().map(|row| (&row["previous_state"], &row["new_state"]));
        let expected = [(&Value::Null, &made), (&made, &changed), (&changed, &Value::Null)];
        assert_eq!(states.collect::<Vec<_>>(), expected, "{name}");
        assert!(rows.iter().all(|row| row["entity_id"] == made["_id"]), "{name}");
        let own = format!("entity_type={name}&entity_id={}", id_of(&made));
        assert_eq!(told(&staff, &own).await, rows, "{name}");
        assert_eq!(told(&staff, &format!("{own}&action=UPDATE")).await, rows[1..2], "{name}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_did_it_is_told_and_what_is_refused_is_not() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (staff, admin) = (staff(&platform).await, provider.admin().await);
    let api = &provider.api;
    let body = json!({ "name": "Rose House" });
    let made = admin.put("locations", body).await.with(200);
    let one = path("locations", id_of(&made));
    api.patch(&one, &[("phone", "01632 960001")]).await.with(200);
    admin.delete(&one).await.with(200);
    let rows = told(&staff, "").await;
    let user = json!({ "id": provider.user, "username": "sunny-admin@example.org" });
    let users: Vec<&Value> = rows.iter().map(|row| &row["user"]).collect();
    assert_eq!(users, [&user, &Value::Null, &user]);
    let reasons: Vec<&Value> = rows.iter().map(|row| &row["reason"]).collect();
    let by_key = format!("by signed key {}", provider.key_id);
    assert_eq!(reasons, ["", &by_key, ""]);
    let own = told(&staff, &format!("user_id={}", provider.user)).await;
    assert_eq!(own, [rows[0].clone(), rows[2].clone()]);

    let reader = provider.key(&["locations:read", "care-enquiries:read"]).await;
    let forged = Api { signer: api.signer.with_secret("another-secret"), ..api.clone() };
    api.get("locations", &[]).await.with(200);
    api.get(&one, &[]).await.with(404);
    api.put("locations", &[]).await.with(400);
    api.put("care-enquiries", &enquiry(NOBODY, &[])).await.with(400);
    api.patch(&one, &[("phone", "1")]).await.with(404);
    api.delete(&one).await.with(404);
    reader.put("locations", &[("name", "Elm House")]).await.with(403);
    forged.put("locations", &[("name", "Elm House")]).await.with(401);
    assert_eq!(told(&staff, "").await, rows);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_go_with_the_whole_are_told_each() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (staff, api) = (staff(&platform).await, &provider.api);
    let channel = api.group("sales_channel", "Website").await;
    let id = api.enquiry(&channel, &[]).await;
    let mut gone = vec![api.get(&path("care-enquiries", &id), &[]).await.with(200)];
    for (resource, more) in [
        ("comments", ("comment", "Rang.")),
        ("comments", ("comment", "Rang back.")),
        ("home-visits", ("date_time", "2030-01-05 09:00:00")),
    ] {
        gone.push(api.put(resource, &[("care_enquiry", &id), more]).await.with(200));
    }
    let known = told(&staff, "").await.len();
    api.delete(&path("care-enquiries", &id)).await.with(200);
    let rows = told(&staff, "").await.split_off(known);
    let mut told: Vec<_> = heads(&rows);
    told.sort_unstable();
    let kinds = ["care-enquiries", "comments", "comments", "home-visits"];
    assert_eq!(told, kinds.map(|kind| (kind, "DELETE")));
    for document in &gone {
        let row = rows.iter().find(|row| row["entity_id"] == document["_id"]).unwrap();
        assert_eq!((&row["previous_state"], &row["new_state"]), (document, &Value::Null));
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_before_is_what_came_of_the_change_before() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (staff, api) = (staff(&platform).await, &provider.api);
    let replica = platform.another_care().await;
    let there = api.at(&format!("http://{}", replica.address));
    let channel = api.group("sales_channel", "Website").await;
    let id = api.enquiry(&channel, &[]).await;
    let one = path("care-enquiries", &id);
    let names: Vec<String> = (0..10).map(|number| format!("Name {number}")).collect();
    let turns = [api, &there].into_iter().cycle();
    let asked = turns.zip(&names).map(|(api, name)| {
        let one = one.as_str();
        async move { api.patch(one, &[("last_name", name)]).await.with(200) }
    });
    let answers = join_all(asked).await;
    let rows = told(&staff, &format!("entity_id={id}")).await;
    assert_eq!(rows.len(), 11);
    for pair in rows.windows(2) {
        assert_eq!(pair[1]["previous_state"], pair[0]["new_state"]);
    }
    let states: Vec<&Value> = rows[1..].iter().map(|row| &row["new_state"]).collect();
    assert!(answers.iter().all(|answer| states.contains(&answer)), "each as it was answered");
    assert_eq!(rows[10]["new_state"], api.get(&one, &[]).await.with(200));
    replica.stop().await;
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_staff_may_read_it_and_nobody_may_change_it() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let staff = staff(&platform).await;
    provider.api.make("locations", &[("name", "Rose House")]).await;
    assert_eq!(told(&staff, "").await.len(), 1);
    let admin = provider.admin().await;
    admin.get(PATH).await.with(403);
    let url = format!("{}/api/v1/{PATH}", platform.url());
    assert_eq!(client().get(&url).send().await.unwrap().status(), 401);
    let call = SignedCall::new(Method::GET, &format!("/v1/{PATH}"), &[]);
    let signed = call.send(&format!("{}/api", platform.url()), &provider.api.signer).await;
    assert_eq!(signed.status(), 401, "it is no resource of care");
    for method in ["POST", "DELETE"] {
        staff.call(method.parse().unwrap(), PATH, None).await.with(405);
    }
    for (query, status) in [("action=SHOUTED", 400), ("user_id=x", 400), ("page=99", 404)] {
        staff.get(&format!("{PATH}?{query}")).await.with(status);
    }
    let mut connection = store::pool(&platform.care_database.url, 1).get().await.unwrap();
    for sql in ["UPDATE audit SET reason = 'x'", "DELETE FROM audit", "TRUNCATE audit CASCADE"] {
        let refused = connection.batch_execute(sql).await.unwrap_err();
        assert!(refused.to_string().contains("only ever added"), "{sql}: {refused}");
    }
    drop(connection);
    assert_eq!(told(&staff, "").await.len(), 1);
    platform.stop().await;
}
