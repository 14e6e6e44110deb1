//! What the end-to-end tests share: a whole platform, on databases and
//! ports of its own, and the small files it is fed with.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod demo;
pub mod fixtures;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use access::{AccountsConfig, InternalToken, ThrottleConfig};
use accounts::store::api_keys::{self, Terms};
use accounts::store::users::{self, NewUser};
use chassis::{Running, SiteConfig};
use gateway::Upstreams;
use prometheus::Registry;
use reference::domain::Origin;
use reference::import::{Importer, Options, Outcome};
use reference::objects::Objects;
use reference::publications::{self, Silent};
use reqwest::{Client, Response};
use serde_json::Value;
use store::DatabaseUrl;
use store::testing::TestDatabase;
use tempfile::TempDir;
use url::Url;

/// Any free port of this machine.
const LOCAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Every database is named exactly.
const NO_SERVER: store::Config = store::Config { database_url: None };

/// The rates of a platform that nobody is meant to run into.
pub fn no_throttle() -> ThrottleConfig {
    let off = || "off".parse().unwrap();
    ThrottleConfig { throttle_anonymous: off(), throttle_api_key: off() }
}

/// Every service in this process, each started by itself so that a test can
/// take one away.
pub struct Platform {
    /// The database of accounts.
    pub accounts_database: TestDatabase,
    /// The database of reference.
    pub reference_database: TestDatabase,
    /// Accounts, until a test stops it.
    pub accounts: Option<Running>,
    /// Reference, until a test stops it.
    pub reference: Option<Running>,
    gateway: Running,
    objects: TempDir,
    internal: AccountsConfig,
    client: Client,
}

impl Platform {
    /// An empty platform without throttling.
    pub async fn start() -> Self {
        Self::throttled(no_throttle()).await
    }

    /// An empty platform.
    pub async fn throttled(throttle: ThrottleConfig) -> Self {
        let reference = TestDatabase::new(reference::NAME, reference::MIGRATIONS).await;
        Self::with(reference, tempfile::tempdir().unwrap(), throttle).await
    }

    /// A platform with such reference data.
    async fn with(reference: TestDatabase, objects: TempDir, throttle: ThrottleConfig) -> Self {
        let accounts = TestDatabase::new(accounts::NAME, accounts::MIGRATIONS).await;
        Self::launch(accounts, reference, objects, throttle).await
    }

    /// An empty platform on a PostgreSQL server of the test's own.
    pub async fn start_on(server: &str) -> Self {
        let server: DatabaseUrl = server.parse().unwrap();
        Self::launch(
            TestDatabase::on(server.clone(), accounts::NAME, accounts::MIGRATIONS).await,
            TestDatabase::on(server, reference::NAME, reference::MIGRATIONS).await,
            tempfile::tempdir().unwrap(),
            no_throttle(),
        )
        .await
    }

    async fn launch(
        accounts_database: TestDatabase,
        reference_database: TestDatabase,
        objects: TempDir,
        throttle: ThrottleConfig,
    ) -> Self {
        // Links name the gateway's port, so it is taken before the services start.
        let listener = chassis::bind(LOCAL).unwrap();
        let site = SiteConfig {
            bind: LOCAL.ip(),
            port: listener.local_addr().unwrap().port(),
            public_url: None,
            trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        };
        let token = Some(InternalToken::random());
        let nobody = AccountsConfig { accounts_grpc_url: None, internal_token: token };
        let settings = accounts::Settings {
            accounts_bind: LOCAL,
            accounts_grpc_bind: LOCAL,
            accounts_database_url: Some(accounts_database.url.clone()),
        };
        let config = accounts::Config::new(settings, site.clone(), NO_SERVER, nobody.clone());
        let accounts = accounts::start(config, Registry::new()).unwrap();
        let grpc = format!("http://{}", accounts.grpc).parse().unwrap();
        let internal = AccountsConfig { accounts_grpc_url: Some(grpc), ..nobody };

        let reference = start_reference(&reference_database, &objects, &site, &internal, throttle);

        let origin = |running: &Running| format!("http://{}", running.address).parse().unwrap();
        let upstreams = Upstreams {
            accounts_upstream: vec![origin(&accounts.running)],
            reference_upstream: vec![origin(&reference)],
        };
        let gateway = gateway::Config::new(site, upstreams);
        let gateway = gateway::start_on(listener, gateway, Registry::new());
        let platform = Self {
            accounts_database,
            reference_database,
            accounts: Some(accounts.running),
            reference: Some(reference),
            gateway: gateway.unwrap(),
            objects,
            internal,
            client: client(),
        };
        let reference = platform.reference.as_ref().unwrap();
        eventually("reference is ready", async || reference.ready().await.is_ok()).await;
        platform
    }

    /// Another replica of reference, which starts from nothing and which no
    /// request reaches; it is ready when this returns.
    pub async fn another_reference(&self) -> Running {
        let site =
            SiteConfig { bind: LOCAL.ip(), port: 0, public_url: None, trusted_proxies: Vec::new() };
        let (database, internal) = (&self.reference_database, &self.internal);
        let replica = start_reference(database, &self.objects, &site, internal, no_throttle());
        eventually("the replica is ready", async || replica.ready().await.is_ok()).await;
        replica
    }

    /// The gateway's address, without a final slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.gateway.address)
    }

    /// Where accounts answers gRPC, and the token it wants.
    pub fn internal(&self) -> &AccountsConfig {
        &self.internal
    }

    /// The folder that is the object store.
    pub fn objects(&self) -> &std::path::Path {
        self.objects.path()
    }

    /// A platform that serves the demo data, and a key for it.
    pub async fn demo() -> (Self, String) {
        let (database, objects) = demo::database().await;
        let platform = Self::with(database, objects, no_throttle()).await;
        let (_, key) = platform.key("jo", Terms::default()).await;
        (platform, key)
    }

    /// A user with a key on these terms; the key's id and the key.
    pub async fn key(&self, username: &str, terms: Terms) -> (i64, String) {
        let mut connection = store::pool(&self.accounts_database.url, 1).get().await.unwrap();
        let user = NewUser::new(username, None, "none".to_owned()).unwrap();
        // A user may have several keys.
        let _ = users::add(&mut connection, &user).await;
        let (id, key) = api_keys::add(&mut connection, username, &terms).await.unwrap();
        (id, key.expose().to_owned())
    }

    /// Publishes an epraccur file.
    pub async fn publish(&self, text: &str) -> Outcome {
        self.import(text, Origin::Published).await
    }

    /// Imports an epraccur file, however few its rows.
    pub async fn import(&self, text: &str, origin: Origin) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("epraccur.csv");
        std::fs::write(&file, text).unwrap();
        let epraccur = publications::find("epraccur").unwrap();
        let options = Options { force: true, ..Options::of(origin) };
        self.importer().import(epraccur, &file, options, Silent).await.unwrap()
    }

    /// The way files come in.
    pub fn importer(&self) -> Importer {
        importer(&self.reference_database.url, self.objects.path())
    }

    /// Gets `path` through the gateway, without a key.
    pub async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url())).send().await.unwrap()
    }

    /// Gets `path` through the gateway.
    pub async fn get_as(&self, key: &str, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url())).bearer_auth(key);
        request.send().await.unwrap()
    }

    /// Gets `path` through the gateway and reads the JSON of a 200.
    pub async fn json_as(&self, key: &str, path: &str) -> Value {
        let response = self.get_as(key, path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.unwrap()
    }

    /// Gets the rows of a list that fits on one page.
    pub async fn rows_as(&self, key: &str, path: &str) -> Vec<Value> {
        let mut page = self.json_as(key, path).await;
        assert_eq!(page["next"], Value::Null, "{path} fits on one page");
        serde_json::from_value(page["results"].take()).unwrap()
    }

    /// Gets the rows of all pages, from link to link.
    pub async fn walk_as(&self, key: &str, path: &str) -> Vec<Value> {
        let (mut rows, mut next) = (Vec::new(), Some(format!("{}{path}", self.url())));
        while let Some(url) = next {
            let response = self.client.get(&url).bearer_auth(key).send().await.unwrap();
            assert_eq!(response.status(), 200, "{url}");
            let mut page: Value = response.json().await.unwrap();
            rows.extend(serde_json::from_value::<Vec<Value>>(page["results"].take()).unwrap());
            next = page["next"].as_str().map(str::to_owned);
            assert!(next.is_some() || page["count"] == rows.len(), "{url} ends too soon");
        }
        rows
    }

    /// Gets all rows of a list; `path` has a query.
    pub async fn all_rows_as(&self, key: &str, path: &str) -> Vec<Value> {
        let response = self.get_as(key, &format!("{path}&format=ndjson")).await;
        assert_eq!(response.status(), 200, "{path}");
        let text = response.text().await.unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Waits until reference serves so many practices.
    pub async fn serves(&self, key: &str, count: u64) {
        self.answers(key, "/api/v1/practices/", count).await;
    }

    /// Waits until a list has so many rows.
    pub async fn answers(&self, key: &str, path: &str, count: u64) {
        eventually("the view has changed", async || {
            let response = self.get_as(key, path).await;
            let served = response.status() == 200;
            served && response.json::<Value>().await.unwrap()["count"] == count
        })
        .await;
    }

    /// Stops everything.
    pub async fn stop(mut self) {
        self.gateway.stop().await;
        for running in [self.reference.take(), self.accounts.take()].into_iter().flatten() {
            running.stop().await;
        }
    }
}

fn start_reference(
    database: &TestDatabase,
    objects: &TempDir,
    site: &SiteConfig,
    internal: &AccountsConfig,
    throttle: ThrottleConfig,
) -> Running {
    let settings = reference::Settings {
        reference_bind: LOCAL,
        storage: reference::Storage {
            reference_database_url: Some(database.url.clone()),
            object_store_url: Some(Url::from_directory_path(objects.path()).unwrap()),
        },
    };
    let config =
        reference::Config::new(settings, site.clone(), NO_SERVER, internal.clone(), throttle);
    reference::start(config, Registry::new()).unwrap()
}

/// The way files come into a database and a folder.
fn importer(database: &DatabaseUrl, objects: &Path) -> Importer {
    let objects = Url::from_directory_path(objects).unwrap();
    Importer { pool: store::pool(database, 2), objects: Objects::open(&objects).unwrap() }
}

/// A client that follows no redirects.
pub fn client() -> Client {
    Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// The texts that rows have under a name.
pub fn column<'a>(rows: &'a [Value], name: &str) -> Vec<&'a str> {
    rows.iter().map(|row| row[name].as_str().unwrap()).collect()
}

/// The one value of a header.
pub fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

/// Waits until `check` holds: for what happens elsewhere and sends no word here.
pub async fn eventually(what: &str, check: impl AsyncFn() -> bool) {
    let start = Instant::now();
    while !check().await {
        assert!(start.elapsed() < Duration::from_secs(30), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
