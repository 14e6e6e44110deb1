//! Care enquiries and what belongs to them, called as the published clients
//! and our own pages call them.

mod audit;
mod errors;
mod filters;
mod lists;
mod plugin;
mod published_client;
mod races;
mod references;
mod samples;
mod script;
mod session;
mod surface;
mod tenancy;
mod values;
mod visits;
mod wire;
mod writes;

use std::collections::{BTreeMap, BTreeSet};

use access::{ResourcePermission, Role};
use accounts::store::signed_keys::Terms;
use chrono::NaiveDateTime;
use end_to_end::rota::{Answer, Api as Session};
use end_to_end::{Platform, SignedCall, Signer, secrets, signing};
use reqwest::Method;
use serde_json::{Value, json};

use self::samples::{World, with_all};

/// An id that nothing has.
const NOBODY: &str = "0123456789abcdef01234567";

/// The terms of a key that may do these.
fn terms(permissions: &[&str]) -> Terms {
    let permissions = permissions.iter().map(|own| own.parse().unwrap()).collect();
    Terms { label: "tests".to_owned(), permissions, ..Terms::default() }
}

/// The terms of a key that may do whatever there is.
fn everything() -> Terms {
    Terms { permissions: ResourcePermission::all().collect(), ..terms(&[]) }
}

/// A care provider, somebody who runs it, and a key for everything.
struct Provider<'a> {
    platform: &'a Platform,
    /// The organisation.
    id: i64,
    name: String,
    password: String,
    /// The user who runs it; called `{name}-admin@example.org`.
    user: i64,
    /// The number of the key.
    key_id: i64,
    api: Api,
}

impl<'a> Provider<'a> {
    async fn open(platform: &'a Platform, name: &str) -> Self {
        let (id, password) = (platform.organization(name).await, secrets::password());
        let username = format!("{name}-admin@example.org");
        let user = platform.user(&username, &password).await;
        platform.member(id, &username, Role::Admin).await;
        let (key_id, signer) = platform.signed_key(id, &everything()).await;
        let api = Api { base: platform.url(), signer };
        Self { platform, id, name: name.to_owned(), password, user, key_id, api }
    }

    /// A key that may do these.
    async fn key(&self, permissions: &[&str]) -> Api {
        let (_, signer) = self.platform.signed_key(self.id, &terms(permissions)).await;
        Api { signer, ..self.api.clone() }
    }

    /// The session of who runs it.
    async fn admin(&self) -> Session {
        let username = format!("{}-admin@example.org", self.name);
        Session { browser: self.platform.sign_in(&username, &self.password).await }
    }

    /// The session of a new member; called `{name}-{role}@example.org`.
    async fn member(&self, role: Role) -> Session {
        let username = format!("{}-{role}@example.org", self.name);
        self.platform.user(&username, &self.password).await;
        self.platform.member(self.id, &username, role).await;
        Session { browser: self.platform.sign_in(&username, &self.password).await }
    }

    /// Runs SQL on all that care keeps.
    async fn sql(&self, sql: &str) {
        self.platform.care_database.execute(sql).await;
    }
}

/// Somebody who signs every call as the published clients do. Paths are below `/v1/`.
#[derive(Clone)]
struct Api {
    /// Ends where `/v1/` begins.
    base: String,
    signer: Signer,
}

impl Api {
    /// The same below another address.
    fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    async fn call(&self, method: Method, path: &str, params: &[(&str, &str)]) -> Answer {
        let told = format!("{method} {path} {params:?}");
        let call = SignedCall::new(method, &format!("/v1/{path}"), params);
        readable(Answer::of(told, call.send(&self.base, &self.signer).await).await)
    }

    async fn get(&self, path: &str, params: &[(&str, &str)]) -> Answer {
        self.call(Method::GET, path, params).await
    }

    async fn put(&self, path: &str, params: &[(&str, &str)]) -> Answer {
        self.call(Method::PUT, path, params).await
    }

    async fn patch(&self, path: &str, params: &[(&str, &str)]) -> Answer {
        self.call(Method::PATCH, path, params).await
    }

    async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, &[]).await
    }

    /// Makes a document; its id.
    async fn make(&self, resource: &str, params: &[(&str, &str)]) -> String {
        id_of(&self.put(resource, params).await.with(200)).to_owned()
    }

    /// The documents of a list's first page.
    async fn list(&self, resource: &str, params: &[(&str, &str)]) -> Vec<Value> {
        let mut page = self.get(resource, params).await.with(200);
        serde_json::from_value(page["items"].take()).unwrap()
    }

    /// The ids of a list that fits on one page, in its order.
    async fn ids(&self, resource: &str, params: &[(&str, &str)]) -> Vec<String> {
        let params = [&[("per_page", "100")][..], params].concat();
        let page = self.get(resource, &params).await.with(200);
        let items = page["items"].as_array().unwrap();
        assert_eq!(page["item_count"], items.len(), "{resource} {params:?}: {page}");
        items.iter().map(|item| id_of(item).to_owned()).collect()
    }

    /// A group of this type.
    async fn group(&self, group_type: &str, name: &str) -> String {
        self.make("groups", &[("group_type", group_type), ("name", name)]).await
    }

    /// Somebody who looks for care; what is not said of them is plain.
    async fn enquiry(&self, channel: &str, said: &[(&str, &str)]) -> String {
        self.make("care-enquiries", &enquiry(channel, said)).await
    }
}

/// What is sent of somebody who looks for care; what is not said of them is plain.
fn enquiry<'a>(channel: &'a str, said: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let plain = [
        ("first_name", "Zoë"),
        ("last_name", "Smith"),
        ("funding_type", "not_sure"),
        ("service", "residential_home"),
        ("sales_channel", channel),
    ];
    let unsaid = plain.into_iter().filter(|(name, _)| said.iter().all(|own| own.0 != *name));
    unsaid.chain(said.iter().copied()).collect()
}

/// Checks that the clients can read an answer: it is a JSON object, with 200 or
/// with an error in their shape.
#[track_caller]
fn readable(answer: Answer) -> Answer {
    let (call, body) = (&answer.call, &answer.body);
    assert_eq!(answer.header("content-type"), Some("application/json"), "{call}");
    let members = body.as_object().unwrap_or_else(|| panic!("{call}: {body}"));
    if answer.status == 200 {
        return answer;
    }
    assert!(answer.status.is_client_error(), "{call}: {} {body}", answer.status);
    assert!(body["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{call}: {body}");
    let known = ["arg_errors", "hint"];
    assert!(members.keys().all(|name| known.contains(&name.as_str())), "{call}: {body}");
    if let Some(errors) = members.get("arg_errors") {
        let errors = errors.as_object().unwrap();
        assert!(!errors.is_empty() && answer.status == 400, "{call}: {body}");
        for messages in errors.values() {
            let messages = messages.as_array().unwrap();
            assert!(
                !messages.is_empty() && messages.iter().all(Value::is_string),
                "{call}: {body}"
            );
        }
    }
    answer
}

/// The parameters that a 400 is about, in alphabetical order.
#[track_caller]
fn wrong(answer: Answer) -> Vec<String> {
    let body = answer.with(400);
    let errors = body["arg_errors"].as_object().cloned().unwrap_or_default();
    errors.into_iter().map(|(name, _)| name).collect()
}

/// What a document is known by.
#[track_caller]
fn id_of(document: &Value) -> &str {
    document["_id"].as_str().unwrap()
}

/// When it was, in seconds since 1970, by a text in the one form that times have.
fn seconds(time: &Value) -> i64 {
    let text = time.as_str().unwrap();
    assert_eq!(text.len(), "2026-01-05 09:00:00".len(), "{text}");
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap();
    time.and_utc().timestamp()
}

/// Whether something was done just now.
fn is_recent(time: &Value) -> bool {
    (0..600).contains(&(i64::try_from(signing::now()).unwrap() - seconds(time)))
}

/// The path of a document.
fn path(resource: &str, id: &str) -> String {
    format!("{resource}/{id}")
}

/// Texts in no order.
fn set(texts: &[String]) -> BTreeSet<&str> {
    texts.iter().map(String::as_str).collect()
}

/// The same pairs, lent.
fn lent(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// The names of all attributes of a resource as a list is asked for them.
fn all_attributes(resource: &resources::Resource) -> Vec<(&'static str, &'static str)> {
    resource.attributes().map(|own| ("attributes", own.name)).collect()
}

/// Everything that an account has, as its key is told.
async fn kept(api: &Api) -> BTreeMap<&'static str, Vec<Value>> {
    let mut kept = BTreeMap::new();
    for resource in resources::ALL {
        let (attributes, all) = (all_attributes(resource), with_all(resource));
        let params = [&attributes[..], &lent(&all), &[("per_page", "100")]].concat();
        kept.insert(resource.name, api.list(resource.name, &params).await);
    }
    kept
}

/// What an empty list is answered with.
fn nothing() -> Value {
    json!({ "item_count": 0, "items": [], "page": 1, "page_count": 0, "per_page": 10 })
}
