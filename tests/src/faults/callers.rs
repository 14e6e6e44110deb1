use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use access::csrf;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::processes::Fleet;
use crate::{Browser, SignedCall, Signer, client, eventually, form, secrets};

/// What stands for a status where there was no whole answer.
pub const BROKEN: u16 = 0;

/// Longer than any answer of the gateway takes.
const PATIENCE: Duration = Duration::from_secs(40);

/// What no answer tells of the inside.
const INTERNALS: [&str; 6] =
    ["os error", "panicked", "SELECT ", "/tmp/", "onnection refused", "ostgre"];

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Practices, of reference, with an API key.
    Practices,
    /// The clinician made last, of rota, in a session.
    Clinician,
    /// A new clinician.
    NewClinician,
    /// A list, of datasets, with a token.
    List,
    /// The releases of an item, with a release key.
    Releases,
    /// The location made last, of care, by a signed request.
    Location,
    /// A new location.
    NewLocation,
}

impl Kind {
    /// Every one there is.
    pub const ALL: [Self; 7] = [
        Self::Practices,
        Self::Clinician,
        Self::NewClinician,
        Self::List,
        Self::Releases,
        Self::Location,
        Self::NewLocation,
    ];

    /// The status of an answer as it should be.
    fn status(self) -> u16 {
        if self == Self::NewClinician { 201 } else { 200 }
    }

    /// Whether it makes something.
    pub fn makes(self) -> bool {
        matches!(self, Self::NewClinician | Self::NewLocation)
    }
}

/// One call, and what became of it.
#[derive(Clone, Debug)]
pub struct Call {
    /// What was called.
    pub kind: Kind,
    /// When.
    pub began: Instant,
    /// How long the whole answer took.
    pub took: Duration,
    /// Its status, or [`BROKEN`].
    pub status: u16,
    /// What was to be made; empty where nothing was.
    pub name: String,
    /// What is wrong with what was answered, whatever its status.
    pub wrong: Option<String>,
}

impl Call {
    /// Whether it was answered as it is while nothing fails.
    pub fn is_right(&self) -> bool {
        self.status == self.kind.status() && self.wrong.is_none()
    }
}

/// Those who call, with the credentials of the demo.
pub struct Callers {
    /// The file that the demo wrote.
    pub credentials: HashMap<String, String>,
    /// The staff's, who run the demo practice too.
    pub browser: Browser,
    base: String,
    token: String,
    signer: Signer,
    client: Client,
    count: AtomicU64,
    /// What is answered all the time, where it is.
    constant: Mutex<BTreeMap<Kind, String>>,
    /// The id and the name of what was made last.
    made: Mutex<BTreeMap<Kind, (String, String)>>,
}

impl Callers {
    /// Those of a fleet with the demo's data; each has called once.
    pub async fn of(fleet: &Fleet) -> Self {
        let credentials = fleet.demo().await;
        let of = |name: &str| credentials[&format!("ALMANAC_{name}")].as_str();
        let (user, password) = (of("STAFF_USERNAME"), of("STAFF_PASSWORD"));
        let browser = Browser::new(&fleet.url());
        assert_eq!(browser.sign_in(user, password).await.status(), 302);
        let body = json!({ "username": user, "password": password });
        let answer = browser.request(Method::POST, "/api/token").json(&body).send().await.unwrap();
        let token: Value = answer.json().await.unwrap();
        let token = token["access"].as_str().unwrap().to_owned();
        secrets::note(&token);
        let signer = Signer::new(of("SIGNED_ACCOUNT_ID"), of("SIGNED_KEY"), of("SIGNED_SECRET"));
        let callers = Self {
            browser,
            base: fleet.url(),
            token,
            signer,
            client: client(),
            count: AtomicU64::new(0),
            constant: Mutex::default(),
            made: Mutex::default(),
            credentials,
        };
        for kind in [Kind::NewClinician, Kind::NewLocation] {
            assert!(callers.call(kind).await.is_right(), "{kind:?}");
        }
        for kind in [Kind::Practices, Kind::List, Kind::Releases] {
            callers.learn(kind).await;
        }
        callers
    }

    /// A variable of the demo's file, without `ALMANAC_`.
    pub fn credential(&self, name: &str) -> &str {
        &self.credentials[&format!("ALMANAC_{name}")]
    }

    /// Takes what is answered now for what is answered from now on.
    pub async fn learn(&self, kind: Kind) {
        let answer = self.request(kind, "").send().await.unwrap();
        assert_eq!(answer.status(), 200, "{kind:?}");
        let text = answer.text().await.unwrap();
        lock(&self.constant).insert(kind, text);
    }

    /// Says that other things may be answered from now on.
    pub fn forget(&self, kind: Kind) {
        lock(&self.constant).remove(&kind);
    }

    /// Gets a path with an API key.
    pub async fn get_as(&self, key: &str, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(key);
        request.timeout(PATIENCE).send().await.unwrap()
    }

    /// Waits until a path is answered so, with an API key.
    pub async fn answered(&self, key: &str, path: &str, status: u16) {
        eventually(&format!("{path} is answered {status}"), async || {
            self.get_as(key, path).await.status() == status
        })
        .await;
    }

    /// Calls once.
    pub async fn call(&self, kind: Kind) -> Call {
        let (subject, expected) = self.subject(kind);
        let request = self.request(kind, &subject).timeout(PATIENCE);
        let began = Instant::now();
        let (status, wrong) = match whole(request).await {
            Ok((status, _, body)) if status == kind.status() => {
                (status, self.judge(kind, &body, expected.as_deref()))
            }
            Ok((status, headers, body)) => (status, judge_failure(status, &headers, &body)),
            Err(_) => (BROKEN, None),
        };
        let name = if kind.makes() { subject } else { String::new() };
        Call { kind, began, took: began.elapsed(), status, name, wrong }
    }

    /// The name of what is to be made, or the id of what is asked for; and the
    /// name that is answered or, of what has no name, the whole body.
    fn subject(&self, kind: Kind) -> (String, Option<String>) {
        let of = |(id, name)| (id, Some(name));
        match kind {
            Kind::NewClinician | Kind::NewLocation => {
                let name = format!("Made {}", self.count.fetch_add(1, Ordering::Relaxed));
                (name.clone(), Some(name))
            }
            Kind::Clinician => of(self.made(Kind::NewClinician)),
            Kind::Location => of(self.made(Kind::NewLocation)),
            Kind::Practices | Kind::List | Kind::Releases => {
                (String::new(), lock(&self.constant).get(&kind).cloned())
            }
        }
    }

    fn made(&self, kind: Kind) -> (String, String) {
        lock(&self.made).get(&kind).cloned().unwrap()
    }

    fn request(&self, kind: Kind, subject: &str) -> RequestBuilder {
        match kind {
            Kind::Practices => {
                self.get("/api/v1/practices/?page_size=5").bearer_auth(self.credential("API_KEY"))
            }
            Kind::Clinician => {
                self.browser.request(Method::GET, &format!("/api/v1/clinicians/{subject}/"))
            }
            Kind::NewClinician => {
                let request = self.browser.request(Method::POST, "/api/v1/clinicians/");
                request.header(csrf::HEADER, self.browser.csrf()).json(&json!({ "name": subject }))
            }
            Kind::List => {
                self.get("/api/v1/datasets/smoking_status_code/").bearer_auth(&self.token)
            }
            Kind::Releases => {
                let item = self.credential("RELEASES_ITEM");
                self.get(&format!("/api/v1/releases/items/{item}/releases"))
                    .bearer_auth(self.credential("RELEASES_KEY"))
            }
            Kind::Location => self.signed(Method::GET, &format!("/v1/locations/{subject}"), &[]),
            Kind::NewLocation => self.signed(Method::PUT, "/v1/locations", &[("name", subject)]),
        }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }

    fn signed(&self, method: Method, path: &str, params: &[(&str, &str)]) -> RequestBuilder {
        let call = SignedCall::new(method, path, params);
        let request = self.client.request(call.method.clone(), format!("{}{path}", self.base));
        let request = request.headers(call.headers(&self.signer));
        if params.is_empty() {
            return request;
        }
        request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form(&call.params))
    }

    /// What is wrong with an answer of the right status.
    fn judge(&self, kind: Kind, body: &str, expected: Option<&str>) -> Option<String> {
        let told: Value = serde_json::from_str(body).unwrap_or_default();
        let is_right = match kind {
            Kind::Practices | Kind::List | Kind::Releases => {
                told.is_object() && expected.is_none_or(|own| own == body)
            }
            _ => expected.is_some_and(|name| told["name"] == name),
        };
        let id = told["id"].as_i64().map(|id| id.to_string());
        let id = id.or_else(|| told["_id"].as_str().map(str::to_owned));
        if let (true, true, Some(id), Some(name)) = (kind.makes(), is_right, id, expected) {
            lock(&self.made).insert(kind, (id, name.to_owned()));
        }
        (!is_right).then(|| format!("{body} instead of {expected:?}"))
    }
}

/// The whole answer, if there is one.
async fn whole(request: RequestBuilder) -> reqwest::Result<(u16, HeaderMap, String)> {
    let answer = request.send().await?;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Ok((status, headers, answer.text().await?))
}

/// What is wrong with an answer that says that something failed.
fn judge_failure(status: u16, headers: &HeaderMap, body: &str) -> Option<String> {
    let told = serde_json::from_str::<Value>(body).unwrap_or_default();
    let is_worded = ["detail", "message", "hint"].iter().any(|word| told[word].is_string());
    let comes_back = headers.contains_key(RETRY_AFTER) || !(502..=504).contains(&status);
    let tells = INTERNALS.iter().any(|inside| body.contains(inside));
    let is_right = is_worded && comes_back && !tells;
    (!is_right).then(|| format!("{status} {headers:?} {body}"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
