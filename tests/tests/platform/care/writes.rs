//! What becomes of documents: made, changed and removed.

use resources::{ALL, Action, CARE_ENQUIRIES, Initially, Resource, Settable};

use super::samples::{Pairs, sayable, with_all};
use super::*;

/// Everything a change can say, and how it is told.
fn change(world: &World, resource: &'static Resource) -> (Pairs, Vec<(&'static str, Value)>) {
    let (mut pairs, mut said) = (Pairs::new(), Vec::new());
    for attribute in sayable(resource).filter(|own| own.settable == Settable::Always) {
        let (own, told) = world.sample(attribute);
        pairs.extend(own);
        said.push((attribute.name, told));
    }
    (pairs, said)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_resource_is_made_read_changed_and_removed() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (api, world) = (&provider.api, World::fill(&provider.api, "sunny").await);
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Create)) {
        let (name, all) = (resource.name, with_all(resource));
        let before = api.ids(name, &lent(&all)).await;
        let made = api.put(name, &lent(&world.least(resource))).await.with(200);
        let (id, one) = (id_of(&made), path(name, id_of(&made)));
        assert_eq!(api.get(&one, &[]).await.with(200), made, "{name}");
        let whole = [&lent(&all)[..], &all_attributes(resource), &[("filters-ids", id)]].concat();
        assert_eq!(api.list(name, &whole).await, std::slice::from_ref(&made), "{name}");
        let listed = api.ids(name, &lent(&all)).await;
        assert_eq!(listed, [&before[..], &[id.to_owned()]].concat(), "{name}: the last");

        // As if it had come long ago.
        let long_ago = format!(
            "UPDATE {} SET created = '2020-01-01', modified = '2020-01-02' WHERE id = '{id}'",
            resource.table()
        );
        provider.sql(&long_ago).await;
        let (pairs, said) = change(&world, resource);
        let changed = api.patch(&one, &lent(&pairs)).await.with(200);
        for (attribute, value) in &said {
            assert_eq!(changed[*attribute], *value, "{attribute} of {name}");
        }
        assert_eq!(changed["created"], "2020-01-01 00:00:00", "{name}");
        assert!(is_recent(&changed["modified"]), "{name}: {changed}");
        assert_eq!(api.get(&one, &[]).await.with(200), changed, "{name}");

        assert_eq!(api.delete(&one).await.with(200), json!({}), "{name}");
        api.get(&one, &[]).await.with(404);
        api.patch(&one, &lent(&pairs)).await.with(404);
        api.delete(&one).await.with(404);
        assert_eq!(api.ids(name, &lent(&all)).await, before, "{name}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_of_what_it_says_and_of_nothing_else() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (api, world) = (&provider.api, World::fill(&provider.api, "sunny").await);
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Update)) {
        let least = world.least(resource);
        let one = path(resource.name, &api.make(resource.name, &lent(&least)).await);
        let other = path(resource.name, &api.make(resource.name, &lent(&least)).await);
        let untouched = api.get(&other, &[]).await.with(200);
        let mut expected = api.get(&one, &[]).await.with(200);
        for attribute in sayable(resource).filter(|own| own.settable == Settable::Always) {
            let (pairs, told) = world.sample(attribute);
            let changed = api.patch(&one, &lent(&pairs)).await.with(200);
            expected[attribute.name] = told;
            for own in ["modified", "completed"].iter().filter(|own| **own != attribute.name) {
                if let Some(value) = changed.get(*own) {
                    expected[*own] = value.clone();
                }
            }
            assert_eq!(changed, expected, "{} of {}", attribute.name, resource.name);
        }
        assert_eq!(api.get(&other, &[]).await.with(200), untouched, "{}", resource.name);
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_unsaid_is_taken_from_what_a_document_belongs_to() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let (api, world) = (&provider.api, World::fill(&provider.api, "sunny").await);
    let mut taken = 0;
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Create)) {
        let made = api.put(resource.name, &lent(&world.least(resource))).await.with(200);
        let whole = sayable(resource).filter(|own| own.part).find_map(|own| own.kind.target());
        for attribute in resource.attributes {
            if matches!(attribute.initially, Initially::OfWhole) {
                let of_whole = &world.of(whole.unwrap()).told[attribute.name];
                let told = format!("{} of {}", attribute.name, resource.name);
                assert!(of_whole.is_string(), "{told}");
                assert_eq!(made[attribute.name], *of_whole, "{told}");
                taken += 1;
            }
        }
    }
    assert!(taken > 3, "{taken}");
    // What is said counts, and what the whole becomes later does not.
    let elm = api.make("locations", &[("name", "Elm House")]).await;
    let enquiry = world.id(&CARE_ENQUIRIES);
    let said = [("care_enquiry", enquiry), ("comment", "Rang."), ("location", &elm)];
    assert_eq!(api.put("comments", &said).await.with(200)["location"], elm);
    let visit = [("care_enquiry", enquiry), ("date_time", "2030-01-05 09:00:00")];
    let visit = api.put("home-visits", &visit).await.with(200);
    let moved = [("location", elm.as_str()), ("assigned_to", "")];
    api.patch(&path("care-enquiries", enquiry), &moved).await.with(200);
    assert_eq!(api.get(&path("home-visits", id_of(&visit)), &[]).await.with(200), visit);
    // Where the whole has nothing, there is nothing.
    let visit = [("care_enquiry", enquiry), ("date_time", "2030-01-05 09:00:00")];
    let visit = api.put("home-visits", &visit).await.with(200);
    assert_eq!((&visit["location"], &visit["assigned_to"]), (&json!(elm), &Value::Null));
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_no_user() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let user = api.list("users", &[]).await.remove(0);
    let channel = api.group("sales_channel", "Website").await;
    let enquiry = api.enquiry(&channel, &[("assigned_to", id_of(&user))]).await;
    let said = [("care_enquiry", enquiry.as_str()), ("comment", "Rang."), ("user", id_of(&user))];
    let comment = api.put("comments", &said).await.with(200);
    assert_eq!(comment["user"], Value::Null);
    assert_eq!(comment["user_sticky_label"], "API");
    assert_eq!(api.ids("comments", &[("filters-users", id_of(&user))]).await.len(), 0);
    platform.stop().await;
}
