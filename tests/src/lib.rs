//! What the end-to-end tests share: a whole platform, on databases and
//! ports of its own, and the small files it is fed with.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

pub mod browser;
mod calls;
mod demo;
pub mod fixtures;
mod people;
pub mod probe;
pub mod secrets;
mod session;
pub mod signing;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use access::{AccountsConfig, InternalToken, ThrottleConfig};
use accounts::Accounts;
use accounts::sealed::SecretKeys;
use accounts::store::api_keys::Terms;
use chassis::{Running, SiteConfig};
use gateway::Upstreams;
use prometheus::Registry;
use reference::import::Importer;
use reference::objects::Objects;
use reqwest::{Client, Response};
use serde_json::Value;
use store::DatabaseUrl;
use store::testing::TestDatabase;
use tempfile::TempDir;
use url::Url;

pub use probe::Probe;
pub use session::{Browser, cookies_of, form};
pub use signing::{SignedCall, Signer};

/// Any free port of this machine.
const LOCAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Every database is named exactly.
const NO_SERVER: store::Config = store::Config { database_url: None };

/// The rates of a platform that nobody is meant to run into.
pub fn no_throttle() -> ThrottleConfig {
    let off = || "off".parse().unwrap();
    ThrottleConfig {
        throttle_standard: off(),
        throttle_expensive: off(),
        throttle_anonymous: off(),
        throttle_api_key: off(),
        throttle_datasets_anonymous: off(),
        throttle_datasets_user: off(),
        throttle_signed: off(),
        throttle_releases: off(),
        redis_url: None,
    }
}

/// What may differ between platforms.
pub struct Setup {
    /// How often callers may call.
    pub throttle: ThrottleConfig,
    /// How the platform is seen from outside, where that is not as it is.
    pub public_url: Option<Url>,
}

impl Default for Setup {
    fn default() -> Self {
        Self { throttle: no_throttle(), public_url: None }
    }
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
    secret_keys: SecretKeys,
    client: Client,
}

impl Platform {
    /// An empty platform without throttling.
    pub async fn start() -> Self {
        Self::throttled(no_throttle()).await
    }

    /// An empty platform.
    pub async fn throttled(throttle: ThrottleConfig) -> Self {
        Self::set_up(Setup { throttle, ..Setup::default() }).await
    }

    /// An empty platform, as told.
    pub async fn set_up(setup: Setup) -> Self {
        let reference = TestDatabase::new(reference::NAME, reference::MIGRATIONS).await;
        Self::with(reference, tempfile::tempdir().unwrap(), setup).await
    }

    /// A platform with such reference data.
    async fn with(reference: TestDatabase, objects: TempDir, setup: Setup) -> Self {
        let accounts = TestDatabase::new(accounts::NAME, accounts::MIGRATIONS).await;
        Self::launch(accounts, reference, objects, setup).await
    }

    /// An empty platform on a PostgreSQL server of the test's own.
    pub async fn start_on(server: &str) -> Self {
        let server: DatabaseUrl = server.parse().unwrap();
        Self::launch(
            TestDatabase::on(server.clone(), accounts::NAME, accounts::MIGRATIONS).await,
            TestDatabase::on(server, reference::NAME, reference::MIGRATIONS).await,
            tempfile::tempdir().unwrap(),
            Setup::default(),
        )
        .await
    }

    async fn launch(
        mut accounts_database: TestDatabase,
        mut reference_database: TestDatabase,
        objects: TempDir,
        Setup { throttle, public_url }: Setup,
    ) -> Self {
        secrets::keep_log();
        for database in [&mut accounts_database, &mut reference_database] {
            database.url = secrets::with_password(&database.url);
        }
        // Links name the gateway's port, so it is taken before the services start.
        let listener = chassis::bind(LOCAL).unwrap();
        let site = SiteConfig {
            bind: LOCAL.ip(),
            port: listener.local_addr().unwrap().port(),
            public_url,
            trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        };
        let token = InternalToken::random();
        secrets::note(token.expose());
        let nobody = AccountsConfig { accounts_grpc_url: None, internal_token: Some(token) };
        let secret_keys = SecretKeys::random();
        let accounts =
            start_accounts(&accounts_database, &secret_keys, &site, &nobody, throttle.clone());
        let internal = at(&accounts, nobody);

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
            secret_keys,
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

    /// Another replica of accounts, which starts from nothing and which no
    /// request reaches, and how to ask it.
    pub fn another_accounts(&self) -> (Running, AccountsConfig) {
        let site =
            SiteConfig { bind: LOCAL.ip(), port: 0, public_url: None, trusted_proxies: Vec::new() };
        let nobody = AccountsConfig { accounts_grpc_url: None, ..self.internal.clone() };
        let (database, keys) = (&self.accounts_database, &self.secret_keys);
        let accounts = start_accounts(database, keys, &site, &nobody, no_throttle());
        let internal = at(&accounts, nobody);
        (accounts.running, internal)
    }

    /// The gateway's address, without a final slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.gateway.address)
    }

    /// Where accounts answers gRPC, and the token it wants.
    pub fn internal(&self) -> &AccountsConfig {
        &self.internal
    }

    /// The keys that secrets are encrypted with.
    pub fn secret_keys(&self) -> &SecretKeys {
        &self.secret_keys
    }

    /// The folder that is the object store.
    pub fn objects(&self) -> &std::path::Path {
        self.objects.path()
    }

    /// A platform that serves the demo data, and a key for it.
    pub async fn demo() -> (Self, String) {
        let (database, objects) = demo::database().await;
        let platform = Self::with(database, objects, Setup::default()).await;
        let (_, key) = platform.key("jo", Terms::default()).await;
        (platform, key)
    }

    /// Stops everything.
    pub async fn stop(mut self) {
        self.gateway.stop().await;
        for running in [self.reference.take(), self.accounts.take()].into_iter().flatten() {
            running.stop().await;
        }
    }
}

fn start_accounts(
    database: &TestDatabase,
    secret_keys: &SecretKeys,
    site: &SiteConfig,
    internal: &AccountsConfig,
    throttle: ThrottleConfig,
) -> Accounts {
    let settings = accounts::Settings {
        accounts_bind: LOCAL,
        accounts_grpc_bind: LOCAL,
        accounts_database_url: Some(database.url.clone()),
        secret_keys: Some(secret_keys.clone()),
    };
    let config =
        accounts::Config::new(settings, site.clone(), NO_SERVER, internal.clone(), throttle);
    accounts::start(config, Registry::new()).unwrap()
}

/// How to ask these accounts.
fn at(accounts: &Accounts, nobody: AccountsConfig) -> AccountsConfig {
    let url = format!("http://{}", accounts.grpc).parse().unwrap();
    AccountsConfig { accounts_grpc_url: Some(url), ..nobody }
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
