//! What tells of people who seek care is in no log, wherever it is sent.

use access::{ResourcePermission, Role};
use accounts::store::signed_keys::Terms;
use end_to_end::{Browser, Platform, SignedCall, Signer, secrets};
use reqwest::{Method, Response};
use serde_json::Value;

const FIRST_NAME: &str = "Zebedee-Quill";
const LAST_NAME: &str = "Featherstonehaugh-Mbeki";
const EMAIL: &str = "zebedee.quill@example.org";
const PHONE: &str = "07700 900741";
const REQUIREMENTS: &str = "Help with a zeppelin every morning";

const TOLD: [&str; 5] = [FIRST_NAME, LAST_NAME, EMAIL, PHONE, REQUIREMENTS];

/// A care provider: its key, and somebody of it.
struct Provider<'a> {
    platform: &'a Platform,
    signer: Signer,
    browser: Browser,
}

impl<'a> Provider<'a> {
    async fn of(platform: &'a Platform) -> Self {
        let organization = platform.organization("Cedar Care").await;
        let terms = Terms { permissions: ResourcePermission::all().collect(), ..Terms::default() };
        let (_, signer) = platform.signed_key(organization, &terms).await;
        let password = secrets::password();
        platform.user("cedar", &password).await;
        platform.member(organization, "cedar", Role::Admin).await;
        let browser = platform.sign_in("cedar", &password).await;
        Self { platform, signer, browser }
    }

    async fn call(&self, method: Method, path: &str, params: &[(&str, &str)]) -> Response {
        SignedCall::new(method, path, params).send(&self.platform.url(), &self.signer).await
    }

    /// Makes a document; its id.
    async fn make(&self, collection: &str, params: &[(&str, &str)]) -> String {
        let answer = self.call(Method::PUT, &format!("/v1/{collection}"), params).await;
        assert_eq!(answer.status(), 200, "a document of {collection}");
        let document: Value = answer.json().await.unwrap();
        document["_id"].as_str().unwrap().to_owned()
    }
}

/// An enquiry with all that is told, which came this way.
fn enquiry(channel: &str) -> [(&str, &str); 8] {
    [
        ("first_name", FIRST_NAME),
        ("last_name", LAST_NAME),
        ("email", EMAIL),
        ("phone", PHONE),
        ("care_requirements", REQUIREMENTS),
        ("funding_type", "not_sure"),
        ("service", "home_care"),
        ("sales_channel", channel),
    ]
}

/// Tells a care provider of somebody, looks for them, and puts what tells of
/// them where it does not belong.
pub(super) async fn tell(platform: &Platform) {
    TOLD.into_iter().for_each(secrets::note);
    let provider = Provider::of(platform).await;
    let group = [("name", "Website"), ("group_type", "sales_channel")];
    let channel = provider.make("groups", &group).await;
    let id = provider.make("care-enquiries", &enquiry(&channel)).await;
    for told in TOLD {
        misplace(&provider, &id, &channel, told).await;
        read(&provider, &id, told).await;
    }
    fail(&provider, &channel).await;
}

async fn misplace(provider: &Provider<'_>, id: &str, channel: &str, told: &str) {
    for name in ["funding_type", "service", "sales_channel", "location", "dob", "age"] {
        let mut params = enquiry(channel).to_vec();
        params.retain(|(own, _)| *own != name);
        params.push((name, told));
        let answer = provider.call(Method::PUT, "/v1/care-enquiries", &params).await;
        assert_eq!(answer.status(), 400, "{name}");
    }
    let document = format!("/v1/care-enquiries/{id}");
    for (method, path, params, status) in [
        (Method::GET, "/v1/care-enquiries", [("filters-locations", told)], 400),
        (Method::GET, "/v1/care-enquiries", [("sort_by", told)], 400),
        (Method::GET, "/v1/care-enquiries", [(told, "1")], 200),
        (Method::PATCH, document.as_str(), [("assigned_to", told)], 400),
        (Method::PATCH, document.as_str(), [("closing_notes", told)], 200),
    ] {
        let answer = provider.call(method, path, &params).await;
        assert_eq!(answer.status(), status, "{path} {status}");
    }
    let path = told.replace(' ', "%20");
    for path in [format!("/v1/{path}"), format!("/v1/care-enquiries/{path}")] {
        let answer = provider.browser.get(&path).await;
        assert!(answer.status().is_client_error(), "some path");
    }
}

async fn read(provider: &Provider<'_>, id: &str, told: &str) {
    let params = [("filters-q", told)];
    let answer = provider.call(Method::GET, "/v1/care-enquiries", &params).await;
    assert_eq!(answer.status(), 200);
    let browser = &provider.browser;
    let query = end_to_end::form(&[("q", told)]);
    let found = browser.get(&format!("/care/enquiries/?{query}")).await;
    assert_eq!(found.status(), 200);
    let path = format!("/care/enquiries/{id}/");
    let page = browser.get(&path).await.text().await.unwrap();
    assert!(page.contains(REQUIREMENTS), "the page of the enquiry");
    let comment = [("comment", told)];
    assert_eq!(browser.post_form(&format!("{path}comments/"), &comment).await.status(), 303);
}

/// The database refuses a row, and says in its error what is in it.
async fn fail(provider: &Provider<'_>, channel: &str) {
    let nobody = "ALTER TABLE care_enquiries ADD CHECK (email IS NULL) NOT VALID";
    provider.platform.care_database.execute(nobody).await;
    let answer = provider.call(Method::PUT, "/v1/care-enquiries", &enquiry(channel)).await;
    assert_eq!(answer.status(), 500);
}
