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
pub mod datasets;
mod demo;
pub mod fixtures;
mod people;
pub mod probe;
pub mod reads;
pub mod releases;
pub mod rota;
pub mod secrets;
mod services;
mod session;
pub mod signing;

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::{Duration, Instant};

use ::rota::Today;
use access::{AccountsConfig, InternalToken, ThrottleConfig};
use accounts::store::api_keys::Terms;
use chassis::{Running, SiteConfig};
use chrono::NaiveDate;
use gateway::Upstreams;
use objects::Objects;
use prometheus::Registry;
use reference::import::Importer;
use reqwest::{Client, Response};
use sealed::SecretKeys;
use serde_json::Value;
use store::DatabaseUrl;
use store::testing::TestDatabase;
use tempfile::TempDir;
use url::Url;

use self::services::{
    LOCAL, ReleasesNeeds, apart, at, start_accounts, start_care, start_datasets, start_reference,
    start_releases, start_rota,
};
pub use probe::Probe;
pub use session::{Browser, cookies_of, form};
pub use signing::{SignedCall, Signer};

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
    /// What day it is for rotas, where that is not the real one.
    pub today: Option<NaiveDate>,
    /// How many files of releases a key may download at a time, where that is
    /// not the usual number.
    pub downloads_per_key: Option<NonZeroUsize>,
}

impl Default for Setup {
    fn default() -> Self {
        Self { throttle: no_throttle(), public_url: None, today: None, downloads_per_key: None }
    }
}

/// Every service in this process, each started by itself so that a test can
/// take one away.
pub struct Platform {
    /// The database of accounts.
    pub accounts_database: TestDatabase,
    /// The database of reference.
    pub reference_database: TestDatabase,
    /// The database of rota.
    pub rota_database: TestDatabase,
    /// The database of datasets.
    pub datasets_database: TestDatabase,
    /// The database of releases.
    pub releases_database: TestDatabase,
    /// The database of care.
    pub care_database: TestDatabase,
    /// Accounts, until a test stops it.
    pub accounts: Option<Running>,
    /// Reference, until a test stops it.
    pub reference: Option<Running>,
    /// Rota, until a test stops it.
    pub rota: Option<Running>,
    /// Datasets, until a test stops it.
    pub datasets: Option<Running>,
    /// Releases, until a test stops it.
    pub releases: Option<Running>,
    /// Care, until a test stops it.
    pub care: Option<Running>,
    gateway: Running,
    objects: TempDir,
    internal: AccountsConfig,
    secret_keys: SecretKeys,
    today: Today,
    downloads_per_key: Option<NonZeroUsize>,
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
        let reference = async {
            let database = TestDatabase::new(reference::NAME, reference::MIGRATIONS).await;
            (database, tempfile::tempdir().unwrap())
        };
        Self::with(reference, setup).await
    }

    /// A platform with such reference data.
    async fn with(reference: impl Future<Output = (TestDatabase, TempDir)>, setup: Setup) -> Self {
        let (accounts, (reference, objects), rota, datasets, releases, care) = tokio::join!(
            TestDatabase::new(accounts::NAME, accounts::MIGRATIONS),
            reference,
            TestDatabase::new(::rota::NAME, ::rota::MIGRATIONS),
            TestDatabase::new(::datasets::NAME, ::datasets::MIGRATIONS),
            TestDatabase::new(::releases::NAME, ::releases::MIGRATIONS),
            TestDatabase::new(care::NAME, care::MIGRATIONS),
        );
        let databases = [accounts, reference, rota, datasets, releases, care];
        Self::launch(databases, objects, setup).await
    }

    /// An empty platform on a PostgreSQL server of the test's own.
    pub async fn start_on(server: &str) -> Self {
        let server: DatabaseUrl = server.parse().unwrap();
        let databases = [
            TestDatabase::on(server.clone(), accounts::NAME, accounts::MIGRATIONS).await,
            TestDatabase::on(server.clone(), reference::NAME, reference::MIGRATIONS).await,
            TestDatabase::on(server.clone(), ::rota::NAME, ::rota::MIGRATIONS).await,
            TestDatabase::on(server.clone(), ::datasets::NAME, ::datasets::MIGRATIONS).await,
            TestDatabase::on(server.clone(), ::releases::NAME, ::releases::MIGRATIONS).await,
            TestDatabase::on(server, care::NAME, care::MIGRATIONS).await,
        ];
        Self::launch(databases, tempfile::tempdir().unwrap(), Setup::default()).await
    }

    /// Starts on databases of accounts, reference, rota, datasets, releases and care.
    async fn launch(
        mut databases: [TestDatabase; 6],
        objects: TempDir,
        Setup { throttle, public_url, today, downloads_per_key }: Setup,
    ) -> Self {
        secrets::keep_log();
        for database in &mut databases {
            database.url = secrets::with_password(&database.url);
        }
        let [
            accounts_database,
            reference_database,
            rota_database,
            datasets_database,
            releases_database,
            care_database,
        ] = databases;
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

        let reference =
            start_reference(&reference_database, &objects, &site, &internal, throttle.clone());
        let today = Today { today };
        let rota = start_rota(&rota_database, today, &site, &internal, throttle.clone());
        let datasets = start_datasets(&datasets_database, &site, &internal, throttle.clone());
        let needs = ReleasesNeeds {
            database: &releases_database,
            objects: &objects,
            secret_keys: &secret_keys,
            downloads_per_key,
        };
        let releases = start_releases(needs, &site, &internal, throttle.clone());
        let care = start_care(&care_database, &site, &internal, throttle);

        let origin = |running: &Running| format!("http://{}", running.address).parse().unwrap();
        let upstreams = Upstreams {
            accounts_upstream: vec![origin(&accounts.running)],
            reference_upstream: vec![origin(&reference)],
            rota_upstream: vec![origin(&rota)],
            datasets_upstream: vec![origin(&datasets)],
            releases_upstream: vec![origin(&releases)],
            care_upstream: vec![origin(&care)],
        };
        let gateway = gateway::Config::new(site, upstreams);
        let gateway = gateway::start_on(listener, gateway, Registry::new());
        let platform = Self {
            accounts_database,
            reference_database,
            rota_database,
            datasets_database,
            releases_database,
            care_database,
            accounts: Some(accounts.running),
            reference: Some(reference),
            rota: Some(rota),
            datasets: Some(datasets),
            releases: Some(releases),
            care: Some(care),
            gateway: gateway.unwrap(),
            objects,
            internal,
            secret_keys,
            today,
            downloads_per_key,
            client: client(),
        };
        let reference = platform.reference.as_ref().unwrap();
        eventually("reference is ready", async || reference.ready().await.is_ok()).await;
        platform
    }

    /// Another replica of reference, which starts from nothing and which no
    /// request reaches; it is ready when this returns.
    pub async fn another_reference(&self) -> Running {
        let (database, internal) = (&self.reference_database, &self.internal);
        let replica = start_reference(database, &self.objects, &apart(), internal, no_throttle());
        eventually("the replica is ready", async || replica.ready().await.is_ok()).await;
        replica
    }

    /// Another replica of accounts, which starts from nothing and which no
    /// request reaches, and how to ask it.
    pub fn another_accounts(&self) -> (Running, AccountsConfig) {
        let nobody = AccountsConfig { accounts_grpc_url: None, ..self.internal.clone() };
        let (database, keys) = (&self.accounts_database, &self.secret_keys);
        let accounts = start_accounts(database, keys, &apart(), &nobody, no_throttle());
        let internal = at(&accounts, nobody);
        (accounts.running, internal)
    }

    /// Another replica of rota, on the same day, which no request reaches but
    /// those that a test sends to its address.
    pub fn another_rota(&self) -> Running {
        start_rota(&self.rota_database, self.today, &apart(), &self.internal, no_throttle())
    }

    /// Another replica of datasets, which no request reaches but those that a
    /// test sends to its address.
    pub fn another_datasets(&self) -> Running {
        start_datasets(&self.datasets_database, &apart(), &self.internal, no_throttle())
    }

    /// Another replica of releases, on the same object store, which no request
    /// reaches but those that a test sends to its address.
    pub fn another_releases(&self) -> Running {
        let needs = ReleasesNeeds {
            database: &self.releases_database,
            objects: &self.objects,
            secret_keys: &self.secret_keys,
            downloads_per_key: self.downloads_per_key,
        };
        start_releases(needs, &apart(), &self.internal, no_throttle())
    }

    /// Another replica of care, which no request reaches but those that a test
    /// sends to its address.
    pub fn another_care(&self) -> Running {
        start_care(&self.care_database, &apart(), &self.internal, no_throttle())
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
        let platform = Self::with(demo::database(), Setup::default()).await;
        let (_, key) = platform.key("jo", Terms::default()).await;
        (platform, key)
    }

    /// Stops everything.
    pub async fn stop(mut self) {
        self.gateway.stop().await;
        let services = [
            self.care.take(),
            self.releases.take(),
            self.datasets.take(),
            self.rota.take(),
            self.reference.take(),
            self.accounts.take(),
        ];
        for running in services.into_iter().flatten() {
            running.stop().await;
        }
    }
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
