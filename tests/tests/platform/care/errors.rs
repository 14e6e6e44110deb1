//! What is wrong with parameters, by name.

use resources::{ALL, Action, Kind, Settable};

use super::samples::{is_needed, sayable, saying};
use super::*;

const LIST: &str = "care-enquiries";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_named_all_at_once() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let world = World::fill(&provider.api, "sunny").await;
    let (api, channel) = (&provider.api, world.sample(channel()).1);
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Create)) {
        let name = resource.name;
        let needed: Vec<&str> =
            sayable(resource).filter(|own| own.required).map(|own| own.name).collect();
        let named = wrong(api.put(name, &[]).await);
        assert!(needed.iter().all(|own| named.contains(&(*own).to_owned())), "{name}: {named:?}");
        // Each alone, by leaving it out and by leaving it blank.
        let least = world.least(resource);
        for needed in needed {
            let without: Vec<_> = least.iter().filter(|(own, _)| own != needed).cloned().collect();
            assert_eq!(wrong(api.put(name, &lent(&without)).await), [needed], "{name}");
            let blank = saying(resource, least.clone(), needed, " ");
            assert_eq!(wrong(api.put(name, &lent(&blank)).await), [needed], "{name}");
        }
    }
    let expected = ["first_name", "funding_type", "last_name", "sales_channel", "service"];
    assert_eq!(wrong(api.put(LIST, &[]).await), expected);
    // What is wrong is told together with what is missing.
    let half =
        [("sales_channel", channel.as_str().unwrap()), ("email", "zoe"), ("dob", "1.4.1950")];
    let expected = ["dob", "email", "first_name", "funding_type", "last_name", "service"];
    assert_eq!(wrong(api.put(LIST, &half).await), expected);
    platform.stop().await;
}

/// By which way enquirers come.
fn channel() -> &'static resources::Attribute {
    resources::CARE_ENQUIRIES.attribute("sales_channel").unwrap()
}

/// Texts that an attribute cannot hold.
fn bad(kind: Kind) -> Vec<String> {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    match kind {
        Kind::Text(most) => vec!["x".repeat(most + 1), "a\0b".to_owned()],
        Kind::Email | Kind::Emails => owned(&["zoe", "zoe@", "@example.org", "a@b@example.org"]),
        Kind::Date => owned(&["1950", "01/04/1950", "1950-02-30", "yesterday"]),
        Kind::DateTime | Kind::Mark => {
            owned(&["soon", "2026-02-30 10:00:00", "2026-01-05 25:00:00", "10:00"])
        }
        Kind::Flag | Kind::Maybe => owned(&["perhaps", "2", "yes please"]),
        Kind::Integer(least, most) => {
            vec![(i64::from(least) - 1).to_string(), (i64::from(most) + 1).to_string(), "x".into()]
        }
        Kind::Number(least, most) => {
            vec![(least - 1.0).to_string(), (most + 1.0).to_string(), "NaN".into(), "1,5".into()]
        }
        Kind::Choice(_) | Kind::Choices(_) => owned(&["nothing_known", "1"]),
        Kind::Reference(_) | Kind::Group(_) | Kind::Groups(_) | Kind::User => {
            owned(&["7", "Website", NOBODY, &NOBODY[1..], "0123456789abcdef0123456g"])
        }
        Kind::Address => owned(&["1 High Street"]),
        Kind::Id | Kind::Ids => Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_attribute_cannot_hold_is_refused_by_its_name() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let world = World::fill(&provider.api, "sunny").await;
    let api = &provider.api;
    let before = kept(api).await;
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Create)) {
        let (name, least) = (resource.name, world.least(resource));
        let one = path(name, world.id(resource));
        for attribute in sayable(resource) {
            for value in bad(attribute.kind) {
                let params = saying(resource, least.clone(), attribute.name, &value);
                let told = format!("{} of {name}: {value:.40}", attribute.name);
                assert_eq!(wrong(api.put(name, &lent(&params)).await), [attribute.name], "{told}");
                if attribute.settable == Settable::Always {
                    let change = [(attribute.name, value.as_str())];
                    assert_eq!(wrong(api.patch(&one, &change).await), [attribute.name], "{told}");
                }
            }
        }
    }
    assert_eq!(kept(api).await, before, "what is refused changes nothing");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_value_is_not_several() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let channel = api.group("sales_channel", "Website").await;
    let id = api.enquiry(&channel, &[]).await;
    let one = path(LIST, &id);
    for (params, name) in [
        (&[("first_name", "Zoë"), ("first_name", "Al")][..], "first_name"),
        (&[("dementia", "true"), ("dementia", "false")], "dementia"),
        (&[("sales_channel", &channel), ("sales_channel", &channel)], "sales_channel"),
        (&[("genders", "male"), ("genders", "robot")], "genders"),
        (&[("genders", "male"), ("genders", "")], "genders"),
    ] {
        assert_eq!(wrong(api.patch(&one, params).await), [name]);
    }
    let long = "x".repeat(201);
    let lines = [("street_address.town", long.as_str()), ("invoice_address.postcode", "a\0b")];
    let named =
        wrong(api.put("locations", &[&lines[..], &[("name", "Rose House")]].concat()).await);
    assert_eq!(named, ["invoice_address.postcode", "street_address.town"]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unknown_or_not_theirs_to_say_is_not_heard() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let channel = api.group("sales_channel", "Website").await;
    let more = [
        ("enquiry_type", "residential"),
        ("_id", NOBODY),
        ("created", "2001-01-01 00:00:00"),
        ("modified", "never"),
        ("anonymized", "2001-01-01 00:00:00"),
        ("literature_sent", NOBODY),
        ("organization_id", "1"),
        ("search", "x"),
        ("first_name.x", "y"),
        ("attributes", "first_name"),
        ("filters-q", "x"),
        ("", ""),
    ];
    let made = api.put(LIST, &enquiry(&channel, &more)).await.with(200);
    assert_eq!(made["first_name"], "Zoë");
    assert_eq!((&made["anonymized"], &made["literature_sent"]), (&Value::Null, &json!([])));
    assert!(made["_id"] != NOBODY && made.get("enquiry_type").is_none(), "{made}");
    assert!(!made["created"].as_str().unwrap().starts_with("2001"), "{made}");
    let one = path(LIST, id_of(&made));
    let changed = api.patch(&one, &more).await.with(200);
    for name in ["_id", "created", "anonymized", "literature_sent", "first_name"] {
        assert_eq!(changed[name], made[name], "{name}");
    }
    let group = [("name", "Form"), ("group_type", "sales_channel"), ("protected", "true")];
    assert_eq!(api.put("groups", &group).await.with(200)["protected"], false);
    // What is decided when a document is made stays as it is.
    let comment = [("comment", "Rang."), ("care_enquiry", id_of(&made))];
    let comment = api.make("comments", &comment).await;
    let other = api.enquiry(&channel, &[]).await;
    let moved = [("care_enquiry", other.as_str()), ("comment", "Rang back.")];
    let _ = api.patch(&path("comments", &comment), &moved).await;
    let comment = api.get(&path("comments", &comment), &[]).await.with(200);
    assert_eq!(comment["care_enquiry"], made["_id"]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_cannot_lose_what_it_needs() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let world = World::fill(&provider.api, "sunny").await;
    for resource in ALL.into_iter().filter(|own| own.allows(Action::Update)) {
        let one = path(resource.name, world.id(resource));
        for attribute in sayable(resource).filter(|own| is_needed(resource, own)) {
            if attribute.settable != Settable::Always {
                continue;
            }
            let named = wrong(provider.api.patch(&one, &[(attribute.name, "")]).await);
            assert_eq!(named, [attribute.name], "{}", resource.name);
        }
        let shown = provider.api.get(&one, &[]).await.with(200);
        assert_eq!(shown, world.of(resource).told, "{}", resource.name);
    }
    platform.stop().await;
}
