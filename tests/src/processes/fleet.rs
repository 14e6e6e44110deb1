use std::collections::HashMap;
use std::path::Path;

use access::ThrottleConfig;
use chrono::NaiveDate;
use store::testing::TestDatabase;
use store::{DatabaseUrl, EmbeddedMigrations};
use tempfile::TempDir;
use tokio::process::Command;
use url::Url;

use super::{Plan, Process, REPLICATED, Routes, Started};
use crate::{no_throttle, secrets};

/// What is done to the addresses before anybody is told of them.
pub type Between = Box<dyn FnOnce(&mut Routes) + Send>;

/// What may differ between fleets.
pub struct FleetSetup {
    /// The PostgreSQL server, where it is the test's own.
    pub server: Option<String>,
    /// The object store, where it is not a folder of the fleet's own.
    pub object_store_url: Option<Url>,
    /// Where calls are counted together.
    pub redis_url: Option<String>,
    /// How often callers may call.
    pub throttle: ThrottleConfig,
    /// What day it is for rotas, where that is not the real one.
    pub today: Option<NaiveDate>,
    /// The services there are two of; there is one of accounts.
    pub replicated: &'static [&'static str],
    /// How long a service goes on answering after it was asked to stop.
    pub drain_seconds: u32,
    /// What else services are told: to whom, the name and the value.
    pub environment: Vec<(&'static str, &'static str, String)>,
    /// Commands that become services, see [`Process::start_under`]: which, and
    /// the words before the program.
    pub wrappers: Vec<(&'static str, Vec<String>)>,
    /// Puts something between those who ask and those who are asked.
    pub between: Option<Between>,
    /// Whether there is the demo's data when services start.
    pub demo: bool,
}

impl Default for FleetSetup {
    fn default() -> Self {
        Self {
            server: None,
            object_store_url: None,
            redis_url: None,
            throttle: no_throttle(),
            today: None,
            replicated: &REPLICATED,
            drain_seconds: 0,
            environment: Vec::new(),
            wrappers: Vec::new(),
            between: None,
            demo: false,
        }
    }
}

/// The databases of a platform.
pub struct Databases {
    /// Of accounts.
    pub accounts: TestDatabase,
    /// Of reference.
    pub reference: TestDatabase,
    /// Of rota.
    pub rota: TestDatabase,
    /// Of datasets.
    pub datasets: TestDatabase,
    /// Of releases.
    pub releases: TestDatabase,
    /// Of care.
    pub care: TestDatabase,
}

impl Databases {
    /// Empty ones, on this server or the one that tests share.
    pub async fn new(server: Option<&str>) -> Self {
        let server: Option<DatabaseUrl> = server.map(|server| server.parse().unwrap());
        let empty = async |name: &str, migrations: EmbeddedMigrations| {
            let mut database = match &server {
                Some(server) => TestDatabase::on(server.clone(), name, migrations).await,
                None => TestDatabase::new(name, migrations).await,
            };
            database.url = secrets::with_password(&database.url);
            database
        };
        let (accounts, reference, rota, datasets, releases, care) = tokio::join!(
            empty(accounts::NAME, accounts::MIGRATIONS),
            empty(reference::NAME, reference::MIGRATIONS),
            empty(rota::NAME, rota::MIGRATIONS),
            empty(datasets::NAME, datasets::MIGRATIONS),
            empty(releases::NAME, releases::MIGRATIONS),
            empty(care::NAME, care::MIGRATIONS),
        );
        Self { accounts, reference, rota, datasets, releases, care }
    }

    fn urls(&self) -> [DatabaseUrl; 6] {
        let Self { accounts, reference, rota, datasets, releases, care } = self;
        [accounts, reference, rota, datasets, releases, care].map(|database| database.url.clone())
    }
}

/// A platform of processes: the gateway, accounts, and the replicas of each
/// domain.
pub struct Fleet {
    /// The gateway.
    pub gateway: Process,
    /// Accounts.
    pub accounts: Process,
    /// The replicas of reference.
    pub reference: Vec<Process>,
    /// The replicas of rota.
    pub rota: Vec<Process>,
    /// Datasets.
    pub datasets: Vec<Process>,
    /// Releases.
    pub releases: Vec<Process>,
    /// Care.
    pub care: Vec<Process>,
    /// Where it all is kept.
    pub databases: Databases,
    /// The folder that is the object store, where no other was named.
    pub objects: TempDir,
    /// Where services are asked.
    pub routes: Routes,
    credentials: TempDir,
    plan: Plan,
}

impl Fleet {
    /// Starts one, every process of which is ready when this returns.
    pub async fn start(setup: FleetSetup) -> Self {
        secrets::keep_log();
        let databases = Databases::new(setup.server.as_deref()).await;
        let objects = tempfile::tempdir().unwrap();
        let folder = || Url::from_directory_path(objects.path()).unwrap();
        let plan = Plan {
            databases: databases.urls(),
            object_store_url: setup.object_store_url.unwrap_or_else(folder),
            secret_keys: secrets::secret_key(),
            internal_token: secrets::password(),
            throttle: setup.throttle,
            redis_url: setup.redis_url,
            public_url: None,
            today: setup.today,
            downloads_per_key: None,
            drain_seconds: setup.drain_seconds,
            replicated: setup.replicated,
            log: None,
            environment: setup.environment,
            wrappers: setup.wrappers,
        };
        let credentials = tempfile::tempdir().unwrap();
        if setup.demo {
            demo(plan.command(None), credentials.path()).await;
        }
        let between = setup.between.unwrap_or_else(|| Box::new(|_: &mut Routes| ()));
        let Started { gateway, services, routes } = plan.start(between).await;
        let [accounts, reference, rota, datasets, releases, care] = services;
        let [accounts]: [Process; 1] = accounts.try_into().ok().unwrap();
        let mut fleet = Self {
            gateway,
            accounts,
            reference,
            rota,
            datasets,
            releases,
            care,
            databases,
            objects,
            routes,
            credentials,
            plan,
        };
        for process in fleet.processes() {
            process.becomes_ready().await;
        }
        fleet
    }

    /// The gateway's address, without a final slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.gateway.address)
    }

    /// Every process, the gateway first.
    pub fn processes(&mut self) -> impl Iterator<Item = &mut Process> {
        let Self { gateway, accounts, reference, rota, datasets, releases, care, .. } = self;
        let replicas = [reference, rota, datasets, releases, care].into_iter().flatten();
        [gateway, accounts].into_iter().chain(replicas)
    }

    /// The administrator's command line, as yet without arguments.
    pub fn command(&self) -> Command {
        self.plan.command(Some(&self.routes))
    }

    /// `almanac serve`, all in one process, on the databases and the object
    /// store of this fleet; as yet without arguments of its own.
    pub fn single(&self) -> Command {
        let mut command = self.plan.command(None);
        command.arg("serve").env("ALMANAC_PORT", "0").env("LOG_FORMAT", "json");
        command.envs(self.plan.limits());
        command
    }

    /// Loads the demo's data, where it is not there yet; what its credentials
    /// file names.
    pub async fn demo(&self) -> HashMap<String, String> {
        demo(self.command(), self.credentials.path()).await
    }

    /// Stops all at once as an administrator does, the gateway first. What a
    /// test has ended before stays as it is.
    ///
    /// # Panics
    /// When one does not end well.
    pub async fn stop(mut self) {
        if !self.gateway.has_ended() {
            self.gateway.signal("TERM");
            self.gateway.ends_well().await;
        }
        for process in self.processes().filter(|process| !process.has_ended()) {
            process.signal("TERM");
        }
        for process in self.processes().filter(|process| !process.has_ended()) {
            process.ends_well().await;
        }
    }
}

/// Loads the demo's data, where it is not there yet; what its credentials
/// file names, which is in this folder.
async fn demo(mut command: Command, folder: &Path) -> HashMap<String, String> {
    let file = folder.join("demo.env");
    let output = command.arg("demo").arg("--credentials").arg(&file).output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(file).unwrap();
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    let credentials: HashMap<_, _> =
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    for (name, value) in &credentials {
        if ["_PASSWORD", "_SECRET", "_API_KEY", "_RELEASES_KEY"]
            .iter()
            .any(|kind| name.contains(kind))
        {
            secrets::note(value);
        }
    }
    credentials
}
