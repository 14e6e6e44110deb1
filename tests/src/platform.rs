//! The whole platform, as tests have it.

use std::num::NonZeroUsize;
use std::path::Path;

use access::{AccountsConfig, ThrottleConfig};
use accounts::store::api_keys::Terms;
use chrono::NaiveDate;
use futures_util::future::join_all;
use reqwest::Client;
use rota::Today;
use sealed::SecretKeys;
use store::DatabaseUrl;
use store::testing::TestDatabase;
use tempfile::TempDir;
use url::Url;

use crate::launch::{Apart, Ground, Launched, apart, together};
use crate::layout::{Layout, Served, layout};
use crate::services::{
    ReleasesNeeds, apart as unknown, at, start_accounts, start_care, start_datasets,
    start_reference, start_releases, start_rota,
};
use crate::{client, demo, eventually, no_throttle, secrets};

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

/// Every service, each started by itself so that a test can take one away.
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
    pub accounts: Option<Served>,
    /// Reference, until a test stops it.
    pub reference: Option<Served>,
    /// Rota, until a test stops it.
    pub rota: Option<Served>,
    /// Datasets, until a test stops it.
    pub datasets: Option<Served>,
    /// Releases, until a test stops it.
    pub releases: Option<Served>,
    /// Care, until a test stops it.
    pub care: Option<Served>,
    gateway: Served,
    pub(crate) objects: TempDir,
    internal: AccountsConfig,
    secret_keys: SecretKeys,
    pub(crate) today: Today,
    downloads_per_key: Option<NonZeroUsize>,
    apart: Option<Apart>,
    pub(crate) client: Client,
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

    /// A platform that serves the demo data, and a key for it.
    pub async fn demo() -> (Self, String) {
        let platform = Self::with(demo::database(), Setup::default()).await;
        let (_, key) = platform.key("jo", Terms::default()).await;
        (platform, key)
    }

    /// A platform with such reference data.
    async fn with(reference: impl Future<Output = (TestDatabase, TempDir)>, setup: Setup) -> Self {
        let (accounts, (reference, objects), rota, datasets, releases, care) = tokio::join!(
            TestDatabase::new(accounts::NAME, accounts::MIGRATIONS),
            reference,
            TestDatabase::new(rota::NAME, rota::MIGRATIONS),
            TestDatabase::new(datasets::NAME, datasets::MIGRATIONS),
            TestDatabase::new(releases::NAME, releases::MIGRATIONS),
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
            TestDatabase::on(server.clone(), rota::NAME, rota::MIGRATIONS).await,
            TestDatabase::on(server.clone(), datasets::NAME, datasets::MIGRATIONS).await,
            TestDatabase::on(server.clone(), releases::NAME, releases::MIGRATIONS).await,
            TestDatabase::on(server, care::NAME, care::MIGRATIONS).await,
        ];
        Self::launch(databases, tempfile::tempdir().unwrap(), Setup::default()).await
    }

    /// Starts on databases of accounts, reference, rota, datasets, releases and care.
    async fn launch(mut databases: [TestDatabase; 6], objects: TempDir, setup: Setup) -> Self {
        secrets::keep_log();
        for database in &mut databases {
            database.url = secrets::with_password(&database.url);
        }
        let secret_key = secrets::secret_key();
        let ground = Ground {
            databases: databases.each_ref(),
            objects: &objects,
            secret_key: &secret_key,
            setup: &setup,
        };
        let launched = match layout() {
            Layout::Together => together(&ground),
            Layout::Processes => apart(&ground).await,
        };
        let Launched { gateway, services, internal, apart } = launched;
        let [accounts, reference, rota, datasets, releases, care] = services;
        eventually("reference is ready", async || reference.ready().await).await;
        let [
            accounts_database,
            reference_database,
            rota_database,
            datasets_database,
            releases_database,
            care_database,
        ] = databases;
        Self {
            accounts_database,
            reference_database,
            rota_database,
            datasets_database,
            releases_database,
            care_database,
            accounts: Some(accounts),
            reference: Some(reference),
            rota: Some(rota),
            datasets: Some(datasets),
            releases: Some(releases),
            care: Some(care),
            gateway,
            objects,
            internal,
            secret_keys: secret_key.parse().unwrap(),
            today: Today { today: setup.today },
            downloads_per_key: setup.downloads_per_key,
            apart,
            client: client(),
        }
    }

    /// Another replica of reference, which starts from nothing and which no
    /// request reaches; it is ready when this returns.
    pub async fn another_reference(&self) -> Served {
        if let Some(apart) = &self.apart {
            return vec![apart.another(reference::NAME).await].into();
        }
        let (database, internal) = (&self.reference_database, &self.internal);
        let replica = start_reference(database, &self.objects, &unknown(), internal, no_throttle());
        let replica = Served::from(replica);
        eventually("the replica is ready", async || replica.ready().await).await;
        replica
    }

    /// Another replica of accounts, which starts from nothing and which no
    /// request reaches, and how to ask it.
    pub async fn another_accounts(&self) -> (Served, AccountsConfig) {
        if let Some(apart) = &self.apart {
            let accounts = apart.another(accounts::NAME).await;
            let url = format!("http://{}", accounts.grpc()).parse().unwrap();
            let internal = AccountsConfig { accounts_grpc_url: Some(url), ..self.internal.clone() };
            return (vec![accounts].into(), internal);
        }
        let nobody = AccountsConfig { accounts_grpc_url: None, ..self.internal.clone() };
        let (database, keys) = (&self.accounts_database, &self.secret_keys);
        let accounts = start_accounts(database, keys, &unknown(), &nobody, no_throttle());
        let internal = at(&accounts, nobody);
        (accounts.running.into(), internal)
    }

    /// Another replica of rota, on the same day, which no request reaches but
    /// those that a test sends to its address.
    pub async fn another_rota(&self) -> Served {
        if let Some(apart) = &self.apart {
            return vec![apart.another(rota::NAME).await].into();
        }
        let (database, internal) = (&self.rota_database, &self.internal);
        start_rota(database, self.today, &unknown(), internal, no_throttle()).into()
    }

    /// Another replica of datasets, which no request reaches but those that a
    /// test sends to its address.
    pub async fn another_datasets(&self) -> Served {
        if let Some(apart) = &self.apart {
            return vec![apart.another(datasets::NAME).await].into();
        }
        let (database, internal) = (&self.datasets_database, &self.internal);
        start_datasets(database, &unknown(), internal, no_throttle()).into()
    }

    /// Another replica of releases, on the same object store, which no request
    /// reaches but those that a test sends to its address.
    pub async fn another_releases(&self) -> Served {
        if let Some(apart) = &self.apart {
            return vec![apart.another(releases::NAME).await].into();
        }
        let needs = ReleasesNeeds {
            database: &self.releases_database,
            objects: &self.objects,
            secret_keys: &self.secret_keys,
            downloads_per_key: self.downloads_per_key,
        };
        start_releases(needs, &unknown(), &self.internal, no_throttle()).into()
    }

    /// Another replica of care, which no request reaches but those that a test
    /// sends to its address.
    pub async fn another_care(&self) -> Served {
        if let Some(apart) = &self.apart {
            return vec![apart.another(care::NAME).await].into();
        }
        let (database, internal) = (&self.care_database, &self.internal);
        start_care(database, &unknown(), internal, no_throttle()).into()
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
    pub fn objects(&self) -> &Path {
        self.objects.path()
    }

    /// Stops everything, the gateway first.
    pub async fn stop(self) {
        self.gateway.stop().await;
        let services =
            [self.care, self.releases, self.datasets, self.rota, self.reference, self.accounts];
        join_all(services.into_iter().flatten().map(Served::stop)).await;
    }
}
