//! The service `releases` over HTTP: what subscribers read, and what staff publish.

mod changes;
mod downloads;
mod errors;
mod feed;
mod files;
mod list;
mod paths;
mod publishing;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;

use ::releases::changes::{
    By, Details, NewItem, Published, add_item, decide, grant, subscribe, unsubscribe,
};
use ::releases::domain::{Approval, ItemId, SubscriptionState};
use ::releases::store::subscriptions;
use actix_web::web::Bytes;
use end_to_end::{Platform, client, header};
use futures_util::stream;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;

const ARCHIVE: &str = "nhs_example_5.2.0_20250508000001.zip";

/// So many bytes, no four of which come again.
fn bytes(count: usize) -> Vec<u8> {
    let words = (0_u32..).flat_map(|word| word.wrapping_mul(2_654_435_761).to_le_bytes());
    words.take(count).collect()
}

fn details(file_name: &str, date: &str) -> Details {
    Details {
        name: format!("Release of {file_name}"),
        release_date: date.parse().unwrap(),
        file_name: file_name.to_owned(),
        modified_at: None,
    }
}

async fn publish(
    platform: &Platform,
    item: ItemId,
    details: &Details,
    bytes: impl Into<Bytes>,
) -> Published {
    let bytes: Bytes = bytes.into();
    let archive = stream::iter([Ok::<_, io::Error>(bytes)]);
    platform.publisher().publish(By::Command, item, details, archive, |_| ()).await.unwrap()
}

async fn withdraw(platform: &Platform, item: ItemId, archive: &str, reason: &str) {
    let mut connection = platform.releases_connection().await;
    ::releases::changes::withdraw(&mut connection, By::Command, item, archive, reason)
        .await
        .unwrap();
}

fn new_item(name: &str, approval: Approval) -> NewItem {
    NewItem {
        id: None,
        name: name.to_owned(),
        description: String::new(),
        categories: vec!["Tests".to_owned()],
        approval,
        licences: Vec::new(),
    }
}

/// An item whose subscribers wait for staff.
async fn item_of_staff(platform: &Platform, name: &str) -> ItemId {
    let mut connection = platform.releases_connection().await;
    let new = new_item(name, Approval::Manual);
    add_item(&mut connection, By::Command, &new).await.unwrap().id
}

/// Brings somebody's subscription to an item, whose subscribers wait for staff, to where it is.
async fn bring_to(platform: &Platform, user: i64, item: ItemId, state: SubscriptionState) {
    let mut connection = platform.releases_connection().await;
    if matches!(state, SubscriptionState::Accepted | SubscriptionState::Ended) {
        grant(&mut connection, By::Command, user, item).await.unwrap();
    } else {
        let asked = subscribe(&mut connection, user, item, &[]).await.unwrap();
        assert_eq!(asked, SubscriptionState::Pending);
    }
    if state == SubscriptionState::Ended {
        unsubscribe(&mut connection, By::Command, user, item).await.unwrap();
    }
    let found = subscriptions::find(&mut connection, user, item).await.unwrap().unwrap();
    if state == SubscriptionState::Rejected {
        decide(&mut connection, By::Command, found.id, false).await.unwrap();
    } else {
        assert_eq!(found.state, state);
    }
}

/// Where the API is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Root {
    /// As TRUD has it.
    Trud,
    /// Below our own prefix, with the key in the path.
    Path,
    /// Below our own prefix, with the key in a header.
    Bearer,
}

impl Root {
    const ALL: [Self; 3] = [Self::Trud, Self::Path, Self::Bearer];
}

/// Somebody who calls below a root with a key, or with what is none.
#[derive(Clone)]
struct Holder {
    client: Client,
    base: String,
    root: Root,
    key: String,
}

/// The holder of a key below each root, through the gateway.
fn holders(platform: &Platform, key: &str) -> [Holder; 3] {
    Root::ALL.map(|root| Holder::new(&platform.url(), root, key))
}

impl Holder {
    /// At the server at `base` (no final slash).
    fn new(base: &str, root: Root, key: &str) -> Self {
        Self { client: client(), base: base.to_owned(), root, key: key.to_owned() }
    }

    /// The same with another key.
    fn with(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }

    /// The path of the list of an item's releases.
    fn list(&self, item: impl Display) -> String {
        let key = &self.key;
        match self.root {
            Root::Trud => format!("/trud/api/v1/keys/{key}/items/{item}/releases"),
            Root::Path => format!("/api/v1/releases/keys/{key}/items/{item}/releases"),
            Root::Bearer => format!("/api/v1/releases/items/{item}/releases"),
        }
    }

    /// The path of a file, whose name is a segment of a URL.
    fn file(&self, item: impl Display, name: &str) -> String {
        let key = &self.key;
        match self.root {
            Root::Trud => format!("/download/api/v1/keys/{key}/content/items/{item}/{name}"),
            Root::Path => format!("/api/v1/releases/keys/{key}/content/items/{item}/{name}"),
            Root::Bearer => format!("/api/v1/releases/items/{item}/content/{name}"),
        }
    }

    /// The path of a public key.
    fn public_key(&self, name: &str) -> String {
        let key = &self.key;
        match self.root {
            Root::Trud => format!("/download/api/v1/keys/{key}/content/public-keys/{name}"),
            Root::Path => format!("/api/v1/releases/keys/{key}/content/public-keys/{name}"),
            Root::Bearer => format!("/api/v1/releases/public-keys/{name}"),
        }
    }

    /// The path of what TRUD has not.
    fn ours(&self, name: &str) -> String {
        match self.root {
            Root::Bearer => format!("/api/v1/releases/{name}"),
            _ => format!("/api/v1/releases/keys/{}/{name}", self.key),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match self.root {
            Root::Bearer => request.bearer_auth(&self.key),
            _ => request,
        }
    }

    async fn get(&self, path: &str) -> Response {
        send(self.request(Method::GET, path)).await
    }

    /// Gets a path with one more header.
    async fn get_with(&self, path: &str, name: &str, value: &str) -> Response {
        send(self.request(Method::GET, path).header(name, value)).await
    }

    /// The bytes of a 200.
    async fn bytes(&self, path: &str) -> Bytes {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), 200, "{}", self.masked(path));
        answer.bytes().await.unwrap()
    }

    /// The JSON of a 200.
    async fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&self.bytes(path).await).unwrap()
    }

    /// Which releases a list has.
    async fn ids(&self, path: &str) -> Vec<String> {
        let list = self.json(path).await;
        let releases = list["releases"].as_array().unwrap().iter();
        releases.map(|release| release["id"].as_str().unwrap().to_owned()).collect()
    }

    /// A text without the key.
    fn masked(&self, text: &str) -> String {
        text.replace(&self.key, "…")
    }
}

/// Sends a request; what goes wrong is told without its address.
async fn send(request: RequestBuilder) -> Response {
    request.send().await.map_err(reqwest::Error::without_url).unwrap()
}

/// What an answer says of itself that does not differ from one time to the next.
fn told(answer: &Response) -> BTreeMap<String, String> {
    let headers = answer.headers().iter();
    headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .collect()
}

/// The message of a refusal: three members, in their order.
async fn refused(what: &str, answer: Response, status: u16) -> String {
    assert_eq!(answer.status(), status, "{what}");
    assert_eq!(header(&answer, "content-type"), Some("application/json"), "{what}");
    assert_eq!(header(&answer, "set-cookie"), None, "{what}");
    let text = answer.text().await.unwrap();
    let body: Value = serde_json::from_str(&text).unwrap();
    let message = body["message"].as_str().unwrap();
    let expected =
        format!(r#"{{"apiVersion":"1","httpStatus":{status},"message":{}}}"#, Value::from(message));
    assert_eq!(text, expected, "{what}");
    message.to_owned()
}

/// An answer says in TRUD's words that there is nothing: with the key, and the item as it was sent.
async fn nothing(what: &str, answer: Response, key: &str, item: &str) {
    assert_eq!(answer.status(), 404, "{what}");
    assert_eq!(header(&answer, "content-type"), Some("application/json"), "{what}");
    assert_eq!(header(&answer, "set-cookie"), None, "{what}");
    let message = format!("NOT FOUND: No releases found for API key {key}, item {item}.");
    let expected = format!(
        r#"{{"apiVersion":"1","releases":[],"httpStatus":404,"message":{}}}"#,
        Value::from(message)
    );
    assert!(answer.text().await.unwrap() == expected, "{what}");
}
