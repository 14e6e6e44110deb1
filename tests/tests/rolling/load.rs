//! Calls that go on while services come and go.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use end_to_end::processes::Fleet;
use end_to_end::rota::Api;
use end_to_end::{Browser, client};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How long a caller rests after each call, at least.
const PACE: Duration = Duration::from_millis(5);

/// What is read of reference: one page, another, and a whole list.
const LISTS: [&str; 4] = [
    "/api/v1/practices/?page_size=5",
    "/api/v1/pcns/",
    "/api/v1/practices/?format=csv",
    "/api/v1/qof/years/",
];

/// What is read of rota.
const READS: [&str; 3] =
    ["/api/v1/clinicians/active/", "/api/v1/working-terms/", "/api/v1/alerts/"];

/// How many calls were answered as they should be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answered {
    /// Reads of reference.
    pub(crate) lists: usize,
    /// Reads of rota.
    pub(crate) reads: usize,
    /// Writes to rota.
    pub(crate) writes: usize,
}

/// What came of the calls.
#[derive(Default)]
struct Seen {
    lists: AtomicUsize,
    reads: AtomicUsize,
    writes: AtomicUsize,
    /// Every name that a clinician was given, in no order.
    written: Mutex<Vec<String>>,
    failures: Mutex<Vec<String>>,
}

impl Seen {
    /// The body of an answer with this status; everything else is a failure.
    async fn answer(
        &self,
        call: impl Display,
        request: RequestBuilder,
        status: u16,
    ) -> Option<String> {
        let told = async {
            let response = request.send().await?;
            Ok::<_, reqwest::Error>((response.status().as_u16(), response.text().await?))
        };
        match told.await {
            Ok((told, body)) if told == status => return Some(body),
            Ok((told, body)) => self.fail(format!("{call}: {told} {body}")),
            Err(error) => self.fail(format!("{call}: {error:?}")),
        }
        None
    }

    fn fail(&self, what: String) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }

    fn wrote(&self, name: String) {
        self.writes.fetch_add(1, Ordering::Relaxed);
        self.written.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }
}

/// Callers who go on until they are told to stop.
pub(crate) struct Load {
    key: String,
    people: Vec<Arc<Api>>,
    seen: Arc<Seen>,
    stopping: Arc<AtomicBool>,
    callers: JoinSet<()>,
}

impl Load {
    /// Two readers of lists, two readers of a rota, and two who write to it.
    pub(crate) async fn start(fleet: &Fleet, demo: &HashMap<String, String>) -> Self {
        let mut people = Vec::new();
        for who in ["STAFF", "CLINICIAN", "STAFF", "CLINICIAN"] {
            people.push(Arc::new(signed_in(fleet, demo, who).await));
        }
        let mut load = Self {
            key: demo["ALMANAC_API_KEY"].clone(),
            people,
            seen: Arc::default(),
            stopping: Arc::default(),
            callers: JoinSet::new(),
        };
        for _ in 0..2 {
            let (seen, stopping) = load.shared();
            load.callers.spawn(lists(seen, stopping, fleet.url(), load.key.clone()));
        }
        for (number, api) in load.people.clone().into_iter().enumerate() {
            let (seen, stopping) = load.shared();
            if number < 2 {
                load.callers.spawn(reads(seen, stopping, api));
            } else {
                load.callers.spawn(writes(seen, stopping, api, number));
            }
        }
        load
    }

    fn shared(&self) -> (Arc<Seen>, Arc<AtomicBool>) {
        (Arc::clone(&self.seen), Arc::clone(&self.stopping))
    }

    /// How much there was so far.
    pub(crate) fn answered(&self) -> Answered {
        let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        let Seen { lists, reads, writes, .. } = &*self.seen;
        Answered { lists: count(lists), reads: count(reads), writes: count(writes) }
    }

    /// Makes each caller known to every replica of what they call: no other is
    /// let in while accounts is away.
    pub(crate) async fn is_known_at(&self, fleet: &Fleet) {
        for replica in &fleet.reference {
            let url = format!("http://{}/api/v1/pcns/", replica.address);
            let answer = client().get(url).bearer_auth(&self.key).send().await.unwrap();
            assert_eq!(answer.status(), 200);
        }
        for replica in &fleet.rota {
            for api in &self.people {
                let there = api.browser.at(&format!("http://{}", replica.address));
                assert_eq!(there.get(READS[0]).await.status(), 200);
            }
        }
    }

    /// Lets everybody finish; every name that was written.
    ///
    /// # Panics
    /// When a call failed.
    pub(crate) async fn stop(self) -> Vec<String> {
        self.stopping.store(true, Ordering::Relaxed);
        self.callers.join_all().await;
        let failures = self.seen.failures.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let some = &failures[..failures.len().min(5)];
        assert!(failures.is_empty(), "{} calls failed, such as {some:#?}", failures.len());
        self.seen.written.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Somebody of the demo's.
pub(crate) async fn signed_in(fleet: &Fleet, demo: &HashMap<String, String>, who: &str) -> Api {
    let [username, password] =
        ["USERNAME", "PASSWORD"].map(|what| &demo[&format!("ALMANAC_{who}_{what}")]);
    let browser = Browser::new(&fleet.url());
    assert_eq!(browser.sign_in(username, password).await.status(), 302, "{who} signs in");
    Api { browser }
}

/// Ticks when a caller may call again.
fn pace() -> Interval {
    let mut pace = interval(PACE);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pace
}

/// Reads lists, which never change.
async fn lists(seen: Arc<Seen>, stopping: Arc<AtomicBool>, base: String, key: String) {
    let client: Client = client();
    let mut first: HashMap<&str, String> = HashMap::new();
    let mut pace = pace();
    for path in LISTS.into_iter().cycle() {
        if stopping.load(Ordering::Relaxed) {
            break;
        }
        pace.tick().await;
        let request = client.get(format!("{base}{path}")).bearer_auth(&key);
        let Some(body) = seen.answer(path, request, 200).await else { continue };
        if *first.entry(path).or_insert_with(|| body.clone()) == body {
            seen.lists.fetch_add(1, Ordering::Relaxed);
        } else {
            seen.fail(format!("{path} has changed"));
        }
    }
}

/// Reads a rota.
async fn reads(seen: Arc<Seen>, stopping: Arc<AtomicBool>, api: Arc<Api>) {
    let mut pace = pace();
    for path in READS.into_iter().cycle() {
        if stopping.load(Ordering::Relaxed) {
            break;
        }
        pace.tick().await;
        if seen.answer(path, api.browser.request(Method::GET, path), 200).await.is_some() {
            seen.reads.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Makes clinicians and renames them. No name is used twice.
async fn writes(seen: Arc<Seen>, stopping: Arc<AtomicBool>, api: Arc<Api>, writer: usize) {
    let mut pace = pace();
    for number in 0.. {
        if stopping.load(Ordering::Relaxed) {
            break;
        }
        pace.tick().await;
        let name = format!("Dr Rolling {writer}-{number}");
        let call = format!("POST {name}");
        let made = write(&api, Method::POST, "/api/v1/clinicians/", &name);
        let Some(made) = seen.answer(call, made, 201).await else { continue };
        seen.wrote(name.clone());
        let made: Value = serde_json::from_str(&made).unwrap();

        pace.tick().await;
        let (name, path) = (format!("{name} again"), format!("/api/v1/clinicians/{}/", made["id"]));
        let call = format!("PATCH {name}");
        let changed = write(&api, Method::PATCH, &path, &name);
        if seen.answer(call, changed, 200).await.is_some() {
            seen.wrote(name);
        }
    }
}

fn write(api: &Api, method: Method, path: &str, name: &str) -> RequestBuilder {
    let request = api.browser.request(method, path);
    request.header(access::csrf::HEADER, api.browser.csrf()).json(&json!({ "name": name }))
}
