//! What different clients mean by what they send.

use super::*;

const LIST: &str = "care-enquiries";

/// A platform's provider with one enquiry, which is changed.
async fn enquiry_of(api: &Api) -> String {
    let channel = api.group("sales_channel", "Website").await;
    path(LIST, &api.enquiry(&channel, &[]).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn booleans_are_those_of_every_language() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let one = enquiry_of(&provider.api).await;
    let told = async |name: &str, sent: &str| {
        provider.api.patch(&one, &[(name, sent)]).await.with(200)[name].take()
    };
    for (sent, expected) in [
        // Python, PHP, JavaScript and Ruby, and forms.
        ("True", true),
        ("False", false),
        ("1", true),
        ("", false),
        ("true", true),
        ("false", false),
        ("on", true),
        ("0", false),
        ("YES", true),
        ("off", false),
        ("yes", true),
        ("no", false),
    ] {
        assert_eq!(told("enquiring_for_self", sent).await, expected, "{sent:?}");
        assert_eq!(told("dementia", sent).await, expected, "{sent:?}");
    }
    assert_eq!(told("dementia", "unknown").await, Value::Null);
    assert_eq!(wrong(provider.api.patch(&one, &[("dementia", "maybe")]).await), ["dementia"]);
    let asked = [("enquiring_for_self", "unknown")];
    assert_eq!(wrong(provider.api.patch(&one, &asked).await), ["enquiring_for_self"]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_may_be_written_with_hyphens_and_in_any_case() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let one = enquiry_of(&provider.api).await;
    for (name, sent, expected) in [
        ("funding_type", "local-authority", json!("local_authority")),
        ("funding_type", "Local-Authority-Top-Up", json!("local_authority_top_up")),
        ("funding_type", "CHC", json!("chc")),
        ("service", "nursing-home", json!("nursing_home")),
        ("service", "live_in-care", json!("live_in_care")),
        ("genders", "non-binary", json!(["non_binary"])),
    ] {
        let changed = provider.api.patch(&one, &[(name, sent)]).await.with(200);
        assert_eq!(changed[name], expected, "{sent}");
    }
    for sent in ["localauthority", "local", "local_authority,chc"] {
        let named = wrong(provider.api.patch(&one, &[("funding_type", sent)]).await);
        assert_eq!(named, ["funding_type"], "{sent}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_stay_as_they_were_sent() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let one = enquiry_of(&provider.api).await;
    let long = "é".repeat(10_000);
    for sent in [
        "l1\nl2\r\nl3\rl4\n",
        " a = b & c + d %20 ; e ",
        "Zoë Ångström 王小明 👵🏽",
        "<b>\"O'Neil\"</b> \\ \u{200b}\t{{x}}",
        "*",
        "null",
        &long,
    ] {
        let changed = provider.api.patch(&one, &[("care_requirements", sent)]).await.with(200);
        assert_eq!(changed["care_requirements"], sent);
        let shown = provider.api.get(&one, &[("attributes", "care_requirements")]).await.with(200);
        assert_eq!(shown["care_requirements"], sent);
    }
    let longer = format!("{long}é");
    let named = wrong(provider.api.patch(&one, &[("care_requirements", &longer)]).await);
    assert_eq!(named, ["care_requirements"]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_blank_is_nothing() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let one = enquiry_of(&provider.api).await;
    let filled = [
        ("email", "zoe@example.org"),
        ("dob", "1940-02-29"),
        ("age", "86"),
        ("latitude", "53.5"),
        ("care_requirements", "Help."),
        ("last_interaction", "2026-01-05 09:00"),
        ("genders", "male"),
        ("genders", "female"),
    ];
    let told = provider.api.patch(&one, &filled).await.with(200);
    assert_eq!(told["genders"], json!(["male", "female"]));
    assert_eq!((&told["age"], &told["latitude"]), (&json!(86), &json!(53.5)));
    assert_eq!(told["last_interaction"], "2026-01-05 09:00:00");
    let names =
        ["email", "dob", "age", "latitude", "care_requirements", "last_interaction", "genders"];
    let blank: Vec<(&str, &str)> = names.iter().map(|name| (*name, "")).collect();
    let emptied = provider.api.patch(&one, &blank).await.with(200);
    for name in names {
        let expected = if name == "genders" { json!([]) } else { Value::Null };
        assert_eq!(emptied[name], expected, "{name}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_of_an_address_are_named_with_a_dot() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let sent = [
        ("name", "Rose House"),
        ("street_address.address_1", "1 High Street"),
        ("street_address.postcode", "ZZ1 1ZZ"),
        ("street_address.county", ""),
        ("street_address.planet", "Earth"),
    ];
    let made = api.put("locations", &sent).await.with(200);
    let mut address = json!({
        "address_1": "1 High Street", "address_2": null, "town": null, "county": null,
        "postcode": "ZZ1 1ZZ", "country": null,
    });
    assert_eq!(made["street_address"], address);
    // A change of one member is none of the others.
    let one = path("locations", id_of(&made));
    let sent = [("street_address.town", "Ashcombe"), ("street_address.address_1", "")];
    let changed = api.patch(&one, &sent).await.with(200);
    address["town"] = json!("Ashcombe");
    address["address_1"] = Value::Null;
    assert_eq!(changed["street_address"], address);
    assert_eq!(changed["invoice_address"], made["invoice_address"]);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_says_when_or_that_it_is_now() {
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let one = path("groups", &api.group("sales_channel", "Fax").await);
    for (sent, expected) in [
        ("2026-01-05 10:00:00", json!("2026-01-05 10:00:00")),
        ("2026-01-05T10:00:00+01:00", json!("2026-01-05 09:00:00")),
        ("False", Value::Null),
        ("2026-01-05 10:00:00", json!("2026-01-05 10:00:00")),
        ("", Value::Null),
    ] {
        assert_eq!(api.patch(&one, &[("archived", sent)]).await.with(200)["archived"], expected);
    }
    let marked = api.patch(&one, &[("archived", "1")]).await.with(200);
    assert!(is_recent(&marked["archived"]), "{marked}");
    platform.stop().await;
}
