//! The client that CareHQ publishes, against all that care has.

use access::ThrottleConfig;
use end_to_end::{no_throttle, signing};

use super::*;
use crate::signed::published::{calls, python};

/// The published client with a key.
struct Client {
    python: String,
    url: String,
    signer: Signer,
}

impl Client {
    fn of(python: &str, api: &Api) -> Self {
        Self { python: python.to_owned(), url: api.base.clone(), signer: api.signer.clone() }
    }

    /// What it makes of these calls, one after the other.
    async fn calls(&self, list: &Value) -> Vec<Value> {
        calls(&self.python, &self.url, &self.signer, list.clone()).await
    }

    /// What it answers to these calls, none of which fails.
    async fn done(&self, list: &Value) -> Vec<Value> {
        let calls = self.calls(list).await;
        let failed: Vec<&Value> = calls.iter().filter(|call| !call["error"].is_null()).collect();
        assert!(failed.is_empty(), "{failed:?}");
        calls.into_iter().map(|mut call| call["answer"].take()).collect()
    }

    /// The same of one call.
    async fn one(&self, method: &str, path: &str, key: &str, said: Value) -> Value {
        self.done(&json!([{ "method": method, "path": path, key: said }])).await.remove(0)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_makes_reads_changes_and_removes() {
    let Some(python) = python() else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let client = Client::of(&python, &provider.api);
    let made = client
        .done(&json!([
            { "method": "PUT", "path": "groups", "data": {
                "name": "Website", "group_type": "sales_channel" } },
            { "method": "PUT", "path": "/locations/", "data": {
                "name": "Rose House ☂", "accepts_dementia": true, "email": "", "mobile": null,
                "services": ["nursing_home", "residential_home"],
                "street_address.address_1": "1 High Street", "street_address.postcode": "ZZ1 1ZZ" } },
            { "method": "PUT", "path": "service-users", "data": {
                "first_name": "Al", "last_name": "Jones" } },
            { "method": "GET", "path": "users" },
        ]))
        .await;
    let [channel, location, resident] = [0, 1, 2].map(|at: usize| id_of(&made[at]));
    let user = id_of(&made[3]["items"][0]);
    assert_eq!(made[1]["services"], json!(["nursing_home", "residential_home"]));
    assert_eq!(made[1]["street_address"]["postcode"], "ZZ1 1ZZ");
    assert_eq!((&made[1]["accepts_dementia"], &made[1]["email"]), (&json!(true), &Value::Null));

    let said = json!({
        "first_name": "Zoë & Co + 100%", "last_name": "*", "funding_type": "local-authority",
        "service": "nursing_home", "sales_channel": channel, "location": location,
        "assigned_to": user, "genders": ["male", "female"], "dementia": null,
        "enquiring_for_self": false, "dementia_prone_to_wander": true, "age": 81,
        "latitude": 53.75, "care_requirements": "l1\nl2=é\r\n", "notes": "", "phone": "",
    });
    let enquiry = client.one("PUT", "care-enquiries", "data", said.clone()).await;
    for (name, value) in said.as_object().unwrap() {
        let expected = match name.as_str() {
            "notes" => continue,
            "funding_type" => json!("local_authority"),
            "phone" => Value::Null,
            _ => value.clone(),
        };
        assert_eq!(enquiry[name], expected, "{name}");
    }
    let one = path("care-enquiries", id_of(&enquiry));
    let own = id_of(&enquiry);
    let told = client
        .done(&json!([
            { "method": "GET", "path": one },
            { "method": "PATCH", "path": one, "data": { "last_name": "Ångström", "genders": "" } },
            { "method": "GET", "path": one, "params": { "attributes": ["last_name", "genders"] } },
            { "method": "PUT", "path": "comments", "data": {
                "comment": "Rang.\nNo answer.", "care_enquiry": own, "pinned": true } },
            { "method": "PUT", "path": "home-visits", "data": {
                "care_enquiry": own, "date_time": "2030-01-05 09:00:00", "host": "deputy_manager" } },
            { "method": "PUT", "path": "absences", "data": {
                "service_user": resident, "starts": "2026-01-05 09:00:00", "with_staff": true } },
            { "method": "GET", "path": "comments", "params": {
                "attributes": ["pinned", "location"], "filters-care_enquiries": own } },
            { "method": "DELETE", "path": one },
            { "method": "GET", "path": "home-visits" },
        ]))
        .await;
    assert_eq!(told[0], enquiry);
    assert_eq!((&told[1]["last_name"], &told[1]["genders"]), (&json!("Ångström"), &json!([])));
    assert_eq!(told[2], json!({ "_id": own, "genders": [], "last_name": "Ångström" }));
    assert_eq!((&told[4]["assigned_to"], &told[4]["location"]), (&json!(user), &json!(location)));
    assert_eq!(told[5]["with_staff"], true);
    let comment = json!({ "_id": told[3]["_id"], "location": location, "pinned": true });
    assert_eq!(told[6]["items"], json!([comment]));
    assert_eq!(told[7], json!({}));
    assert_eq!(told[8], nothing());
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_lists_with_attributes_filters_order_and_pages() {
    let Some(python) = python() else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let channel = api.group("sales_channel", "Website").await;
    let mut ids = Vec::new();
    for number in 0..12 {
        let (first, last) = (["Al", "Zoë"][number % 2], format!("Name {:02}", 11 - number));
        let said = [("first_name", first), ("last_name", last.as_str())];
        ids.push(api.enquiry(&channel, &said).await);
    }
    // At either address where the client may look for it.
    for base in [platform.url(), format!("{}/api/", platform.url())] {
        let client = Client { url: base, ..Client::of(&python, api) };
        for (params, count, pages, expected) in [
            (json!(null), 12, 2, vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
            (json!({ "page": 2 }), 12, 2, vec![10, 11]),
            (json!({ "page": 3 }), 12, 2, vec![]),
            (json!({ "per_page": 5, "page": 3, "sort_by": "-_id" }), 12, 3, vec![1, 0]),
            (
                json!({ "sort_by": ["first_name", "last_name"], "per_page": 3 }),
                12,
                4,
                vec![10, 8, 6],
            ),
            (json!({ "sort_by": ["-first_name", "-last_name"], "per_page": 2 }), 12, 6, vec![1, 3]),
            (json!({ "filters-q": "zoë name 1" }), 1, 1, vec![1]),
            (json!({ "filters-ids": [ids[7], ids[2], NOBODY] }), 2, 1, vec![2, 7]),
            (json!({ "filters-ids": ids[7], "filters-q": "al" }), 0, 0, vec![]),
            (
                json!({ "filters-funding_types": ["chc", "not-sure"], "per_page": 1 }),
                12,
                12,
                vec![0],
            ),
            (json!({ "filters-modified_before": "2020-01-01 00:00:00" }), 0, 0, vec![]),
            (json!({ "filters-sales_channels": channel, "page": "2", "left_out": null }), 12, 2, {
                vec![10, 11]
            }),
        ] {
            let page = client.one("GET", "care-enquiries", "params", params.clone()).await;
            let items: Vec<Value> =
                expected.iter().map(|at: &usize| json!({ "_id": ids[*at] })).collect();
            assert_eq!(page["items"], json!(items), "{params}");
            assert_eq!((&page["item_count"], &page["page_count"]), (&json!(count), &json!(pages)));
        }
        let params = json!({ "attributes": ["first_name", "dob", "salary"], "per_page": 1 });
        let page = client.one("GET", "care-enquiries", "params", params).await;
        assert_eq!(page["items"], json!([{ "_id": ids[0], "dob": null, "first_name": "Al" }]));
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_understands_what_is_refused() {
    let Some(python) = python() else { return };
    let platform = Platform::start().await;
    let provider = Provider::open(&platform, "sunny").await;
    let api = &provider.api;
    let reader = provider.key(&["care-enquiries:read"]).await;
    let forged = Api { signer: api.signer.with_secret("another-secret"), ..api.clone() };
    let all = ["first_name", "funding_type", "last_name", "sales_channel", "service"];
    let one = path("care-enquiries", NOBODY);
    for (api, call, error, named) in [
        (&reader, json!({ "method": "PUT", "path": "care-enquiries" }), "Forbidden", &[][..]),
        (&reader, json!({ "method": "GET", "path": "locations" }), "Forbidden", &[]),
        (api, json!({ "method": "DELETE", "path": "care-enquiries" }), "Forbidden", &[]),
        (api, json!({ "method": "PUT", "path": "care-enquiries" }), "InvalidRequest", &all),
        (
            api,
            json!({ "method": "GET", "path": "care-enquiries",
                "params": { "page": 0, "per_page": 101, "sort_by": ["age", "_id"] } }),
            "InvalidRequest",
            &["page", "per_page", "sort_by"],
        ),
        (
            api,
            json!({ "method": "PATCH", "path": one, "data": { "email": "zoë@" } }),
            "InvalidRequest",
            &["email"],
        ),
        (api, json!({ "method": "PATCH", "path": one, "data": { "age": 81 } }), "NotFound", &[]),
        (api, json!({ "method": "GET", "path": one }), "NotFound", &[]),
        (api, json!({ "method": "DELETE", "path": one }), "NotFound", &[]),
        (api, json!({ "method": "GET", "path": "salaries" }), "NotFound", &[]),
        (&forged, json!({ "method": "GET", "path": "care-enquiries" }), "Unauthorized", &[]),
    ] {
        let told = Client::of(&python, api).calls(&json!([call])).await.remove(0);
        assert_eq!(told["error"], error, "{call}: {told}");
        let hint = told["hint"].as_str().unwrap();
        assert!(told["text"].as_str().unwrap().contains(hint), "{told}");
        let errors = told["arg_errors"].as_object().cloned().unwrap_or_default();
        assert_eq!(errors.keys().collect::<Vec<_>>(), named, "{call}: {told}");
        for (name, messages) in &errors {
            let messages: Vec<&str> =
                messages.as_array().unwrap().iter().map(|own| own.as_str().unwrap()).collect();
            let line = format!("- {name}: {}", messages.join(" "));
            assert!(told["text"].as_str().unwrap().contains(&line), "{told}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_knows_its_rate_after_every_call() {
    let Some(python) = python() else { return };
    // The usual burst, without the second in which a slow machine earns another call.
    let throttle = ThrottleConfig { throttle_signed: "10/hour".parse().unwrap(), ..no_throttle() };
    let platform = Platform::throttled(throttle).await;
    let provider = Provider::open(&platform, "sunny").await;
    let get = json!({ "method": "GET", "path": "care-enquiries" });
    let one = path("care-enquiries", NOBODY);
    let list = json!([
        get,
        { "method": "PUT", "path": "locations", "data": { "name": "Rose House" } },
        { "method": "GET", "path": one },
        { "method": "PUT", "path": "care-enquiries" },
        { "method": "DELETE", "path": "care-enquiries" },
        { "method": "GET", "path": "salaries" },
        get, get, get, get, get, get,
    ]);
    let told = Client::of(&python, &provider.api).calls(&list).await;
    let errors: Vec<Option<&str>> = told.iter().map(|call| call["error"].as_str()).collect();
    let (missing, spent) = (Some("NotFound"), Some("RateLimitExceeded"));
    let refused = [missing, Some("InvalidRequest"), Some("Forbidden"), missing];
    let expected = [&[None; 2][..], &refused, &[None; 4], &[spent; 2]].concat();
    assert_eq!(errors, expected);
    let now = f64::from(u32::try_from(signing::now()).unwrap());
    for (call, left) in told.iter().zip([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]) {
        assert_eq!(call["rate_limit"], 10, "{call}");
        assert_eq!(call["rate_limit_remaining"], left, "{call}");
        let reset = call["rate_limit_reset"].as_f64().unwrap();
        assert!((now - 60.0..now + 3_700.0).contains(&reset), "{call}");
    }
    // Another key has another rate, and who only knows its name spends nothing of it.
    let reader = provider.key(&["care-enquiries:read"]).await;
    let forged = Api { signer: reader.signer.with_secret("another-secret"), ..reader.clone() };
    for (api, error, left) in [(&reader, None, 9), (&forged, Some("Unauthorized"), 9)] {
        let told = Client::of(&python, api).calls(&json!([get])).await.remove(0);
        assert_eq!(told["error"].as_str(), error);
        assert_eq!(
            (&told["rate_limit"], &told["rate_limit_remaining"]),
            (&json!(10), &json!(left))
        );
    }
    platform.stop().await;
}
