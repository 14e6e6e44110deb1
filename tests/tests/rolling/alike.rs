//! A platform of processes answers as one process on the same databases does.

use std::collections::{BTreeSet, HashMap};
use std::process::Stdio;

use end_to_end::processes::{Fleet, FleetSetup};
use end_to_end::rota::Api;
use end_to_end::{Browser, SignedCall, Signer, client, eventually, secrets};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Child;

/// All services in one process.
struct Single {
    url: String,
    _folder: TempDir,
    _process: Child,
}

impl Single {
    async fn start(fleet: &Fleet) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ready = folder.path().join("ready.env");
        let mut command = fleet.single();
        command.arg("--ready-file").arg(&ready);
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        eventually("it answers", async || ready.exists()).await;
        let told = std::fs::read_to_string(ready).unwrap();
        let url = told.lines().find_map(|line| line.strip_prefix("ALMANAC_URL=")).unwrap();
        Self { url: url.to_owned(), _folder: folder, _process: process }
    }
}

/// Somebody of the demo's.
async fn signed_in(fleet: &Fleet, demo: &HashMap<String, String>, who: &str) -> Api {
    let [username, password] =
        ["USERNAME", "PASSWORD"].map(|what| &demo[&format!("ALMANAC_{who}_{what}")]);
    let browser = Browser::new(&fleet.url());
    assert_eq!(browser.sign_in(username, password).await.status(), 302, "{who} signs in");
    Api { browser }
}

/// Who may read what.
struct Callers {
    client: Client,
    staff: Api,
    care: Api,
    key: String,
    release_key: String,
    token: String,
}

impl Callers {
    async fn of(fleet: &Fleet, demo: &HashMap<String, String>) -> Self {
        let client = client();
        let person = |what| &demo[&format!("ALMANAC_ORG_ADMIN_{what}")];
        let body = json!({ "username": person("USERNAME"), "password": person("PASSWORD") });
        let url = format!("{}/api/token", fleet.url());
        let answer: Value =
            client.post(url).json(&body).send().await.unwrap().json().await.unwrap();
        let token = answer["access"].as_str().unwrap().to_owned();
        secrets::note(&token);
        Self {
            client,
            staff: signed_in(fleet, demo, "STAFF").await,
            care: signed_in(fleet, demo, "CARE").await,
            key: demo["ALMANAC_API_KEY"].clone(),
            release_key: demo["ALMANAC_RELEASES_KEY"].clone(),
            token,
        }
    }

    /// A request with what these schemes of the document ask for.
    fn get(&self, base: &str, path: &str, schemes: &BTreeSet<&str>) -> RequestBuilder {
        let session = |api: &Api| api.browser.at(base).request(Method::GET, path);
        let plain = || self.client.get(format!("{base}{path}"));
        if schemes.contains("signature") {
            session(&self.care)
        } else if schemes.contains("session") {
            session(&self.staff)
        } else if schemes.contains("bearerKey") {
            plain().bearer_auth(&self.key)
        } else if schemes.contains("releaseKey") {
            plain().bearer_auth(&self.release_key)
        } else if schemes.contains("token") {
            plain().bearer_auth(&self.token)
        } else {
            plain()
        }
    }
}

/// Status, and body without where it came from.
async fn told(base: &str, request: RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.text().await.unwrap().replace(base, ""))
}

/// Every list of the document that needs nothing but a caller, and the schemes
/// that let one in.
fn lists(document: &Value) -> Vec<(&str, BTreeSet<&str>)> {
    let paths = document["paths"].as_object().unwrap();
    let plain = paths.iter().filter(|(path, _)| path.starts_with("/api/") && !path.contains('{'));
    plain
        .filter_map(|(path, item)| {
            let security = item.get("get")?["security"].as_array().unwrap();
            let schemes = security.iter().flat_map(|one| one.as_object().unwrap().keys());
            Some((path.as_str(), schemes.map(String::as_str).collect()))
        })
        .collect()
}

/// Lists of reference that must be asked for something in particular.
const ASKED: [&str; 7] = [
    "/api/v1/list-sizes/?org=Z00001",
    "/api/v1/gp-appointments/?practice=Z00001",
    "/api/v1/nhs-payments/practices/?practice=Z00001",
    "/api/v1/nhs-payments/pcns/?pcn=U99901",
    "/api/v1/nwrs/?snapshot=2026-01-31",
    "/api/v1/qof/achievement/?practice=Z00001",
    "/api/v1/practices/?format=csv",
];

#[tokio::test(flavor = "multi_thread")]
async fn one_process_and_many_give_the_same_answers() {
    let fleet = Fleet::start(FleetSetup { demo: true, ..FleetSetup::default() }).await;
    let demo = fleet.demo().await;
    let single = Single::start(&fleet).await;
    let bases = [fleet.url(), single.url.clone()];
    let callers = Callers::of(&fleet, &demo).await;

    let document = client().get(format!("{}/api/schema/", bases[0])).send().await.unwrap();
    let document: Value = document.json().await.unwrap();
    let mut lists = lists(&document);
    assert!(lists.len() > 50, "{} lists", lists.len());
    lists.extend(ASKED.map(|path| (path, BTreeSet::from(["bearerKey"]))));
    let (mut given, mut services) = (0, BTreeSet::new());
    for (path, schemes) in &lists {
        let many = told(&bases[0], callers.get(&bases[0], path, schemes)).await;
        let one = told(&bases[1], callers.get(&bases[1], path, schemes)).await;
        assert_eq!(many, one, "{path}");
        assert!([200, 400].contains(&one.0), "{path}: {one:?}");
        if one.0 == 200 {
            given += 1;
            services.insert(path.trim_start_matches("/api/v1/").split('/').next().unwrap());
        } else {
            assert!(!ASKED.contains(path), "{path}: {one:?}");
        }
    }
    assert!(given > 40, "{given} lists were given");
    for part in ["audit", "care-enquiries", "datasets", "practices", "releases", "shifts"] {
        assert!(services.contains(part), "{part}: {services:?}");
    }

    let [account, key, secret] = ["ACCOUNT_ID", "KEY", "SECRET"]
        .map(|what| demo[&format!("ALMANAC_SIGNED_{what}")].as_str());
    let signer = Signer::new(account, key, secret);
    for path in ["/v1/care-enquiries", "/v1/locations", "/v1/users"] {
        let mut answers = Vec::new();
        for base in &bases {
            let call = SignedCall::new(Method::GET, path, &[]);
            answers.push(told(base, call.request(base).headers(call.headers(&signer))).await);
        }
        assert_eq!(answers[0].0, 200, "{path}: {answers:?}");
        assert_eq!(answers[0], answers[1], "{path}");
    }
    fleet.stop().await;
}
