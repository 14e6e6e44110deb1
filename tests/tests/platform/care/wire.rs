//! How documents are told.

use end_to_end::rota::{keys_of, merged};
use resources::{
    ADDRESS, ALL, ALWAYS_SORTED, Action, Attribute, CARE_ENQUIRIES, Initially, Kind, Resource, Rule,
};

use super::samples::{is_needed, sayable};
use super::*;

/// How it is told that nothing is there.
fn nothing_in(kind: Kind) -> Value {
    match kind {
        Kind::Flag => json!(false),
        Kind::Address => ADDRESS.into_iter().map(|member| (member, Value::Null)).collect(),
        kind if kind.is_list() => json!([]),
        _ => Value::Null,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_document_is_told_whole_and_as_it_was_sent() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let world = World::fill(&provider.api, "sunny").await;
    for resource in ALL {
        let made = world.of(resource);
        let name = resource.name;
        let shown = provider.api.get(&path(name, world.id(resource)), &[]).await.with(200);
        assert_eq!(shown, made.told, "{name}: as it was answered when it was made");
        let mut names: Vec<&str> = resource.attributes().map(|own| own.name).collect();
        names.sort_unstable();
        assert_eq!(keys_of(&shown), names, "{name}");
        for (attribute, value) in &made.said {
            assert_eq!(shown[attribute], *value, "{attribute} of {name}");
        }
        let id = id_of(&shown);
        assert_eq!(id.len(), 24, "{id}");
        assert!(id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
        assert!(is_recent(&shown["created"]) && is_recent(&shown["modified"]), "{shown}");
    }
    platform.stop().await;
}

/// What an attribute holds that nothing is said of, where that is sure.
fn unsaid(resource: &Resource, attribute: &Attribute) -> Option<Value> {
    let is_marked = resource.rules.iter().any(
        |rule| matches!(rule, Rule::CompletesItself { marks, .. } if *marks == attribute.name),
    );
    if is_needed(resource, attribute) || is_marked || ALWAYS_SORTED.contains(&attribute.name) {
        return None;
    }
    match attribute.initially {
        Initially::Nothing => Some(nothing_in(attribute.kind)),
        Initially::Word(word) => Some(json!(word)),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_is_said_of_is_there_all_the_same() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let world = World::fill(&provider.api, "sunny").await;
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Create)) {
        let least = world.least(resource);
        let made = provider.api.put(resource.name, &lent(&least)).await.with(200);
        let mut told = 0;
        for attribute in resource.attributes() {
            if let Some(expected) = unsaid(resource, attribute) {
                assert_eq!(
                    made[attribute.name], expected,
                    "{} of {}",
                    attribute.name, resource.name
                );
                told += 1;
            }
        }
        assert!(told > 0, "{}", resource.name);
        for attribute in sayable(resource).filter(|own| is_needed(resource, own)) {
            assert_eq!(made[attribute.name], world.sample(attribute).1, "{}", attribute.name);
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_write_is_answered_with_200_and_an_object() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let made = api.put("groups", &[("name", "Website"), ("group_type", "sales_channel")]).await;
    let made = made.with(200);
    let one = path("groups", id_of(&made));
    let expected = json!({
        "_id": made["_id"], "archived": null, "created": made["created"], "description": null,
        "group_type": "sales_channel", "modified": made["created"], "name": "Website",
        "nominal_code": null, "parent_group": null, "protected": false,
    });
    assert_eq!(made, expected);
    let mut changed = api.patch(&one, &[("description", "Our own form.")]).await.with(200);
    assert_eq!(changed, api.get(&one, &[]).await.with(200));
    assert!(is_recent(&changed["modified"]));
    changed["modified"] = made["modified"].clone();
    assert_eq!(changed, merged(made.clone(), json!({ "description": "Our own form." })));
    // A change that changes nothing is one, too.
    assert_eq!(id_of(&api.patch(&one, &[]).await.with(200)), id_of(&made));
    assert_eq!(api.delete(&one).await.with(200), json!({}));
    assert_eq!(api.get("groups", &[]).await.with(200), nothing());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_told_as_far_as_it_is_asked_for() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let channel = api.group("sales_channel", "Website").await;
    let said = [("first_name", "Zoë"), ("last_name", "Smith"), ("email", "zoe@example.org")];
    let id = api.enquiry(&channel, &said).await;
    let one = path("care-enquiries", &id);
    for (asked, expected) in [
        (&["first_name"][..], json!({ "_id": id, "first_name": "Zoë" })),
        (&["email", "dob", "_id"], json!({ "_id": id, "dob": null, "email": "zoe@example.org" })),
        (&["genders", "genders"], json!({ "_id": id, "genders": [] })),
        // Third-party plugins ask for attributes that there are none of.
        (&["sales_channel", "enquiry_type", "organization_id", "search"], {
            json!({ "_id": id, "sales_channel": channel })
        }),
        (&["_id"], json!({ "_id": id })),
    ] {
        let asked: Vec<(&str, &str)> = asked.iter().map(|name| ("attributes", *name)).collect();
        assert_eq!(api.get(&one, &asked).await.with(200), expected);
        assert_eq!(api.list("care-enquiries", &asked).await, [expected]);
    }
    // A list tells of no more than ids unless it is asked for more.
    let page = json!({
        "item_count": 1, "items": [{ "_id": id }], "page": 1, "page_count": 1, "per_page": 10,
    });
    assert_eq!(api.get("care-enquiries", &[]).await.with(200), page);
    let asked = [("attributes", "salary"), ("colour", "blue")];
    assert_eq!(api.get("care-enquiries", &asked).await.with(200), page);
    // One document is told whole.
    let whole = api.get(&one, &[]).await.with(200);
    assert_eq!(keys_of(&whole).len(), CARE_ENQUIRIES.attributes().count());
    platform.stop().await;
}
