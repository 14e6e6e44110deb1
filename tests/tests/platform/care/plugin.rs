//! What the WordPress plugins do that send a website's enquiries.

use super::*;

/// What a website's form is given.
const PERMISSIONS: [&str; 3] = ["care-enquiries:create", "locations:read", "groups:read"];

/// The plain fields of a form as one plugin sends them; `enquiry_type` is no attribute.
const FIELDS: [(&str, &str); 9] = [
    ("first_name", "Zoë"),
    ("last_name", "*"),
    ("email", "zoe@example.org"),
    ("phone", ""),
    ("mobile", "07700900123"),
    ("care_requirements", "Mum needs help with:\r\n- meals & tea\r\n- 100% of her medication"),
    ("funding_type", "local-authority"),
    ("service", "residential_home"),
    ("enquiry_type", "website"),
];

/// An account as it is when a website is connected to it.
struct Website<'a> {
    provider: Provider<'a>,
    form: Api,
    channel: String,
    locations: [String; 3],
}

impl<'a> Website<'a> {
    async fn open(platform: &'a Platform) -> Self {
        let provider = Provider::open(platform, "sunny").await;
        let form = provider.key(&PERMISSIONS).await;
        let api = &provider.api;
        let channel = api.group("sales_channel", "Website").await;
        api.group("enquiry_close_reason", "Moved away").await;
        let mut locations = Vec::new();
        for (name, services) in [
            ("Rose House", &["residential_home", "nursing_home"][..]),
            ("Elm House", &["nursing_home"]),
            ("Oak House", &["residential_home"]),
        ] {
            let mut said = vec![("name", name)];
            said.extend(services.iter().map(|service| ("services", *service)));
            locations.push(api.make("locations", &said).await);
        }
        let locations = locations.try_into().unwrap();
        Self { provider, form, channel, locations }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_finds_the_locations_that_give_a_service() {
    let platform = Platform::start().await;
    let site = Website::open(&platform).await;
    let [rose, elm, oak] = &site.locations;
    let location = |id: &str, name: &str| json!({ "_id": id, "name": name });
    for (service, expected) in [
        ("residential_home", vec![location(rose, "Rose House"), location(oak, "Oak House")]),
        ("nursing_home", vec![location(rose, "Rose House"), location(elm, "Elm House")]),
        ("nursing-home", vec![location(rose, "Rose House"), location(elm, "Elm House")]),
        ("home_care", vec![]),
    ] {
        let asked = [
            ("attributes", "_id"),
            ("attributes", "name"),
            ("filters-services", service),
            ("per_page", "100"),
        ];
        let page = site.form.get("locations", &asked).await.with(200);
        let expected = json!({
            "item_count": expected.len(), "items": expected, "page": 1,
            "page_count": usize::from(!expected.is_empty()), "per_page": 100,
        });
        assert_eq!(page, expected, "{service}");
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_finds_the_sales_channels() {
    let platform = Platform::start().await;
    let site = Website::open(&platform).await;
    // The last of these is no attribute of groups, and it asks all the same.
    let asked = [
        ("attributes", "_id"),
        ("attributes", "name"),
        ("attributes", "sales_channel"),
        ("filters-group_type", "sales_channel"),
    ];
    let expected = json!({
        "item_count": 1, "items": [{ "_id": site.channel, "name": "Website" }], "page": 1,
        "page_count": 1, "per_page": 10,
    });
    assert_eq!(site.form.get("groups", &asked).await.with(200), expected);
    // One that has been put away is no longer offered.
    let away = site.provider.api.group("sales_channel", "Fax").await;
    site.provider.api.patch(&path("groups", &away), &[("archived", "1")]).await.with(200);
    assert_eq!(site.form.get("groups", &asked).await.with(200), expected);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enquiry_is_made_for_each_location_that_was_chosen() {
    let platform = Platform::start().await;
    let site = Website::open(&platform).await;
    let old = Terms { legacy_signatures: true, ..terms(&PERMISSIONS) };
    let (_, old) = platform.signed_key(site.provider.id, &old).await;
    for (location, is_old) in site.locations.iter().zip([false, true, false]) {
        let own = [("sales_channel", site.channel.as_str()), ("location", location)];
        let sent = [&FIELDS[..], &own].concat();
        // Installed plugins have the client that signs in the old way.
        let made = if is_old {
            let call = SignedCall::new(Method::PUT, "/v1/care-enquiries", &sent);
            let answer = call.send_legacy(&platform.url(), &old).await;
            readable(Answer::of("PUT".to_owned(), answer).await).with(200)
        } else {
            site.form.put("care-enquiries", &sent).await.with(200)
        };
        let shown = site.provider.api.get(&path("care-enquiries", id_of(&made)), &[]).await;
        assert_eq!(shown.with(200), made);
        for (name, expected) in [
            ("first_name", json!("Zoë")),
            ("last_name", json!("*")),
            ("email", json!("zoe@example.org")),
            ("phone", Value::Null),
            ("mobile", json!("07700900123")),
            ("care_requirements", json!(FIELDS[5].1)),
            ("funding_type", json!("local_authority")),
            ("service", json!("residential_home")),
            ("sales_channel", json!(site.channel)),
            ("location", json!(location)),
            ("assigned_to", Value::Null),
            ("dementia", Value::Null),
            ("enquiring_for_self", json!(false)),
        ] {
            assert_eq!(made[name], expected, "{name}");
        }
        assert!(made.get("enquiry_type").is_none());
    }
    assert_eq!(site.provider.api.ids("care-enquiries", &[]).await.len(), 3);
    // One that names no location is taken, too.
    let sent = [&FIELDS[..], &[("sales_channel", &site.channel)]].concat();
    let made = site.form.put("care-enquiries", &sent).await.with(200);
    assert_eq!(made["location"], Value::Null);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_learns_what_is_wrong_and_nothing_else() {
    let platform = Platform::start().await;
    let site = Website::open(&platform).await;
    let form = &site.form;
    let own = [("sales_channel", site.channel.as_str()), ("location", &site.locations[0])];
    let sent = [&FIELDS[..], &own].concat();
    let id = id_of(&form.put("care-enquiries", &sent).await.with(200)).to_owned();
    for (name, value) in [
        ("email", "zoe"),
        ("funding_type", "lottery"),
        ("service", "hotel"),
        ("last_name", ""),
        ("location", NOBODY),
        ("location", "Rose House"),
        ("sales_channel", &site.locations[0]),
    ] {
        let others = sent.iter().copied().filter(|(own, _)| *own != name);
        let sent: Vec<(&str, &str)> = others.chain([(name, value)]).collect();
        assert_eq!(wrong(form.put("care-enquiries", &sent).await), [name], "{value}");
    }
    let one = path("care-enquiries", &id);
    form.get("care-enquiries", &[]).await.with(403);
    form.get(&one, &[]).await.with(403);
    form.patch(&one, &[("last_name", "x")]).await.with(403);
    form.delete(&one).await.with(403);
    form.put("locations", &[("name", "x")]).await.with(403);
    for other in ["service-users", "comments", "home-visits", "absences", "users"] {
        form.get(other, &[]).await.with(403);
    }
    assert_eq!(site.provider.api.ids("care-enquiries", &[]).await, [id]);
    platform.stop().await;
}
