//! How the services of a platform are started, in either layout.

use access::{AccountsConfig, InternalToken};
use chassis::{Running, SiteConfig};
use gateway::Upstreams;
use prometheus::Registry;
use rota::Today;
use sealed::SecretKeys;
use store::testing::TestDatabase;
use tempfile::TempDir;
use url::Url;

use crate::layout::Served;
use crate::platform::Setup;
use crate::processes::{Plan, Process, REPLICATED, Routes, Started, rates};
use crate::secrets;
use crate::services::{
    LOCAL, ReleasesNeeds, at, start_accounts, start_care, start_datasets, start_reference,
    start_releases, start_rota,
};

/// What a platform stands on.
pub(crate) struct Ground<'a> {
    /// Of accounts, reference, rota, datasets, releases and care.
    pub(crate) databases: [&'a TestDatabase; 6],
    pub(crate) objects: &'a TempDir,
    /// As it is written.
    pub(crate) secret_key: &'a str,
    pub(crate) setup: &'a Setup,
}

/// A platform that answers.
pub(crate) struct Launched {
    pub(crate) gateway: Served,
    /// Accounts, reference, rota, datasets, releases and care.
    pub(crate) services: [Served; 6],
    /// Where accounts answers gRPC, and the token it wants.
    pub(crate) internal: AccountsConfig,
    /// How it can have more processes, where it has any.
    pub(crate) apart: Option<Apart>,
}

/// How a platform of processes is made.
pub(crate) struct Apart {
    plan: Plan,
    routes: Routes,
}

impl Apart {
    /// One more process, which the gateway does not know; it is ready when
    /// this returns.
    pub(crate) async fn another(&self, name: &'static str) -> Process {
        let mut process = self.plan.another(name, &self.routes).await;
        process.becomes_ready().await;
        process
    }
}

fn token() -> InternalToken {
    let token = InternalToken::random();
    secrets::note(token.expose());
    token
}

/// Starts every service in this process.
pub(crate) fn together(ground: &Ground<'_>) -> Launched {
    let [accounts, reference, rota, datasets, releases, care] = ground.databases;
    let Setup { throttle, public_url, today, downloads_per_key } = ground.setup;
    // Links name the gateway's port, so it is taken before the services start.
    let listener = chassis::bind(LOCAL).unwrap();
    let site = SiteConfig {
        bind: LOCAL.ip(),
        port: listener.local_addr().unwrap().port(),
        public_url: public_url.clone(),
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
    };
    let nobody = AccountsConfig { accounts_grpc_url: None, internal_token: Some(token()) };
    let secret_keys: SecretKeys = ground.secret_key.parse().unwrap();
    let accounts = start_accounts(accounts, &secret_keys, &site, &nobody, throttle.clone());
    let internal = at(&accounts, nobody);

    let reference = start_reference(reference, ground.objects, &site, &internal, throttle.clone());
    let rota = start_rota(rota, Today { today: *today }, &site, &internal, throttle.clone());
    let datasets = start_datasets(datasets, &site, &internal, throttle.clone());
    let needs = ReleasesNeeds {
        database: releases,
        objects: ground.objects,
        secret_keys: &secret_keys,
        downloads_per_key: *downloads_per_key,
    };
    let releases = start_releases(needs, &site, &internal, throttle.clone());
    let care = start_care(care, &site, &internal, throttle.clone());

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
    let gateway = gateway::start_on(listener, gateway, Registry::new()).unwrap().into();
    let services = [accounts.running, reference, rota, datasets, releases, care].map(Served::from);
    Launched { gateway, services, internal, apart: None }
}

/// Starts every service in a process of its own, and returns when all are ready.
pub(crate) async fn apart(ground: &Ground<'_>) -> Launched {
    let Setup { throttle, public_url, today, downloads_per_key } = ground.setup;
    let token = token();
    // Without a Redis each replica counts alone: who is to run into a limit
    // must always meet the same one.
    let limited = throttle.redis_url.is_none()
        && rates(throttle).iter().any(|(_, rates)| rates.as_str() != "off");
    let plan = Plan {
        databases: ground.databases.map(|database| database.url.clone()),
        object_store_url: Url::from_directory_path(ground.objects.path()).unwrap(),
        secret_keys: ground.secret_key.to_owned(),
        internal_token: token.expose().to_owned(),
        throttle: throttle.clone(),
        redis_url: throttle.redis_url.as_ref().map(ToString::to_string),
        public_url: public_url.clone(),
        today: *today,
        downloads_per_key: *downloads_per_key,
        drain_seconds: 0,
        replicated: if limited { &[] } else { &REPLICATED },
        log: Some(secrets::targets().to_string()),
        environment: Vec::new(),
        wrappers: Vec::new(),
    };
    let Started { gateway, mut services, routes } = plan.start(|_| ()).await;
    for process in services.iter_mut().flatten() {
        process.becomes_ready().await;
    }
    let grpc_url = format!("http://{}", routes.accounts_grpc).parse().unwrap();
    let internal =
        AccountsConfig { accounts_grpc_url: Some(grpc_url), internal_token: Some(token) };
    let apart = Some(Apart { plan, routes });
    let services = services.map(Served::from);
    Launched { gateway: vec![gateway].into(), services, internal, apart }
}
