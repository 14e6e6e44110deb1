//! What a platform answers to those of the demo.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use url::form_urlencoded;

/// How every platform here says it is called from outside.
pub(super) const PUBLIC_URL: &str = "http://almanac.example";

const BY_KEY: [&str; 8] = [
    "practices/?page_size=50",
    "pcns/",
    "gp-appointments/?month=2026-01-01",
    "nhs-payments/practices/?year=2024/25",
    "nwrs/snapshots/",
    "qof/indicators/",
    "reference/publications/",
    "reference/releases/?page_size=100",
];
const BY_STAFF: [&str; 11] = [
    "clinicians/",
    "working-terms/",
    "shifts/",
    "leave-requests/",
    "alerts/",
    "availability/",
    "statistics/",
    "audit/rota/",
    "audit/datasets/",
    "audit/releases/",
    "audit/care/",
];
const BY_TOKEN: [&str; 3] =
    ["datasets/", "datasets/available-tags/", "datasets/integrated_care_boards/"];
const BY_CARER: [&str; 8] = [
    "care-enquiries",
    "absences",
    "users",
    "locations",
    "service-users",
    "groups",
    "comments",
    "home-visits",
];

/// Those who ask, with what the first platform gave them.
pub(super) struct Callers {
    runtime: Runtime,
    client: Client,
    demo: HashMap<String, String>,
    staff: String,
    carer: String,
    token: String,
}

impl Callers {
    /// Signs in with what the demo made.
    pub(super) fn new(base: &str, credentials: &Path) -> Self {
        let text = std::fs::read_to_string(credentials).unwrap();
        let pair = |line: &str| {
            let (name, value) = line.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        };
        let demo: HashMap<String, String> = text.lines().map(pair).collect();
        let runtime = Runtime::new().unwrap();
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let (staff, carer, token) = runtime.block_on(async {
            (
                sign_in(&client, base, &demo, "STAFF").await,
                sign_in(&client, base, &demo, "CARE").await,
                token(&client, base, &demo).await,
            )
        });
        Self { runtime, client, demo, staff, carer, token }
    }

    /// Signs in once more, with a password.
    pub(super) fn sign_in_again(&self, base: &str) {
        self.runtime.block_on(sign_in(&self.client, base, &self.demo, "CLINICIAN"));
    }

    /// What each address answers, body and all.
    pub(super) fn ask(&self, base: &str) -> BTreeMap<String, (u16, String)> {
        let of = |name: &str| self.demo[name].as_str();
        let get = |path: &str| self.client.get(format!("{base}{path}"));
        let releases = format!(
            "/trud/api/v1/keys/{}/items/{}/releases",
            of("ALMANAC_RELEASES_KEY"),
            of("ALMANAC_RELEASES_ITEM")
        );
        let mut asked: Vec<(String, RequestBuilder)> = Vec::new();
        let mut add = |path: &str, how: &dyn Fn(RequestBuilder) -> RequestBuilder| {
            let path = if path.starts_with('/') { path.to_owned() } else { api(path) };
            asked.push((path.clone(), how(get(&path))));
        };
        BY_KEY.iter().for_each(|path| add(path, &|get| get.bearer_auth(of("ALMANAC_API_KEY"))));
        BY_STAFF.iter().for_each(|path| add(path, &|get| get.header(COOKIE, &self.staff)));
        BY_TOKEN.iter().for_each(|path| add(path, &|get| get.bearer_auth(&self.token)));
        BY_CARER.iter().for_each(|path| add(path, &|get| get.header(COOKIE, &self.carer)));
        [releases.as_str(), "/.well-known/jwks.json"].iter().for_each(|path| add(path, &|get| get));
        self.runtime.block_on(async {
            let mut answers = BTreeMap::new();
            for (path, request) in asked {
                let response = request.send().await.unwrap();
                let status = response.status().as_u16();
                answers.insert(path, (status, response.text().await.unwrap()));
            }
            answers
        })
    }

    /// Downloads the newest release; the bytes, and the SHA-256 that is told of them.
    pub(super) fn download(&self, base: &str) -> (Vec<u8>, String) {
        let [key, item] =
            ["ALMANAC_RELEASES_KEY", "ALMANAC_RELEASES_ITEM"].map(|name| &self.demo[name]);
        self.runtime.block_on(async {
            let list = format!("{base}/trud/api/v1/keys/{key}/items/{item}/releases");
            let list = self.client.get(list).send().await.unwrap().text().await.unwrap();
            let list: Value = serde_json::from_str(&list).unwrap();
            let newest = &list["releases"][0];
            let text = |name: &str| newest[name].as_str().unwrap().to_owned();
            let file = text("archiveFileUrl").replace(PUBLIC_URL, base);
            let response = self.client.get(file).send().await.unwrap();
            assert_eq!(response.status(), 200);
            (response.bytes().await.unwrap().to_vec(), text("archiveFileSha256").to_lowercase())
        })
    }
}

fn api(path: &str) -> String {
    format!("/api/v1/{path}")
}

/// Signs in as a browser does; the cookies.
async fn sign_in(client: &Client, base: &str, demo: &HashMap<String, String>, who: &str) -> String {
    let page = format!("{base}/accounts/login/");
    let csrf = cookies(&client.get(&page).send().await.unwrap());
    let token = csrf.split("; ").find_map(|pair| pair.strip_prefix("csrftoken=")).unwrap();
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("username", &demo[&format!("ALMANAC_{who}_USERNAME")])
        .append_pair("password", &demo[&format!("ALMANAC_{who}_PASSWORD")])
        .append_pair("csrfmiddlewaretoken", token)
        .finish();
    let post = client
        .post(&page)
        .header(COOKIE, &csrf)
        .header(ORIGIN, PUBLIC_URL)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form);
    let answer = post.send().await.unwrap();
    assert_eq!(answer.status(), 302, "{who} cannot sign in");
    cookies(&answer)
}

async fn token(client: &Client, base: &str, demo: &HashMap<String, String>) -> String {
    let body = json!({
        "username": demo["ALMANAC_STAFF_USERNAME"],
        "password": demo["ALMANAC_STAFF_PASSWORD"],
    });
    let answer = client.post(format!("{base}/api/token")).json(&body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    answer["access"].as_str().unwrap().to_owned()
}

fn cookies(response: &Response) -> String {
    let set = response.headers().get_all(SET_COOKIE).into_iter();
    let pairs = set.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap());
    pairs.collect::<Vec<_>>().join("; ")
}
