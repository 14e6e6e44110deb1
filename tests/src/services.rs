//! How single services are started.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;

use access::{AccountsConfig, ThrottleConfig};
use accounts::Accounts;
use chassis::{Running, SiteConfig};
use datasets::{ExternalSource, NhsDdSource, Schedule, SyncSettings};
use prometheus::Registry;
use rota::{Today, Unversioned};
use sealed::SecretKeys;
use store::testing::TestDatabase;
use tempfile::TempDir;
use url::Url;

use crate::secrets;

/// Any free port of this machine.
pub(crate) const LOCAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Every database is named exactly.
const NO_SERVER: store::Config = store::Config { database_url: None };

/// How a replica is seen that the gateway does not know.
pub(crate) fn apart() -> SiteConfig {
    SiteConfig { bind: LOCAL.ip(), port: 0, public_url: None, trusted_proxies: Vec::new() }
}

pub(crate) fn start_accounts(
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
pub(crate) fn at(accounts: &Accounts, nobody: AccountsConfig) -> AccountsConfig {
    let url = format!("http://{}", accounts.grpc).parse().unwrap();
    AccountsConfig { accounts_grpc_url: Some(url), ..nobody }
}

pub(crate) fn start_reference(
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

pub(crate) fn start_rota(
    database: &TestDatabase,
    today: Today,
    site: &SiteConfig,
    internal: &AccountsConfig,
    throttle: ThrottleConfig,
) -> Running {
    let settings = rota::Settings {
        rota_bind: LOCAL,
        rota_database_url: Some(database.url.clone()),
        rota_unversioned: Unversioned::default(),
        today,
    };
    let config = rota::Config::new(settings, site.clone(), NO_SERVER, internal.clone(), throttle);
    rota::start(config, Registry::new()).unwrap()
}

/// Lists are synced by tests alone: what is published is nowhere.
pub(crate) fn start_datasets(
    database: &TestDatabase,
    site: &SiteConfig,
    internal: &AccountsConfig,
    throttle: ThrottleConfig,
) -> Running {
    let nowhere: Url = "file:///nowhere/".parse().unwrap();
    let settings = datasets::Settings {
        datasets_bind: LOCAL,
        datasets_database_url: Some(database.url.clone()),
        sync: SyncSettings {
            nhs_dd: NhsDdSource { nhs_dd_base_url: nowhere.clone() },
            external: ExternalSource {
                external_dataset_api_url: nowhere,
                external_dataset_api_key: Some(secrets::password().into()),
            },
            datasets_sync: Schedule::Off,
        },
    };
    let config =
        datasets::Config::new(settings, site.clone(), NO_SERVER, internal.clone(), throttle);
    datasets::start(config, Registry::new()).unwrap()
}

pub(crate) fn start_care(
    database: &TestDatabase,
    site: &SiteConfig,
    internal: &AccountsConfig,
    throttle: ThrottleConfig,
) -> Running {
    let settings =
        care::Settings { care_bind: LOCAL, care_database_url: Some(database.url.clone()) };
    let config = care::Config::new(settings, site.clone(), NO_SERVER, internal.clone(), throttle);
    care::start(config, Registry::new()).unwrap()
}

/// What releases works with that other services do not have.
pub(crate) struct ReleasesNeeds<'a> {
    pub(crate) database: &'a TestDatabase,
    pub(crate) objects: &'a TempDir,
    pub(crate) secret_keys: &'a SecretKeys,
    /// How many files a key may download at a time; `None` is the usual number.
    pub(crate) downloads_per_key: Option<NonZeroUsize>,
}

pub(crate) fn start_releases(
    needs: ReleasesNeeds<'_>,
    site: &SiteConfig,
    internal: &AccountsConfig,
    throttle: ThrottleConfig,
) -> Running {
    let usual = NonZeroUsize::new(20).unwrap();
    let settings = releases::Settings {
        releases_bind: LOCAL,
        storage: releases::Storage {
            releases_database_url: Some(needs.database.url.clone()),
            object_store_url: Some(Url::from_directory_path(needs.objects.path()).unwrap()),
        },
        secret_keys: Some(needs.secret_keys.clone()),
        releases_downloads_per_key: needs.downloads_per_key.unwrap_or(usual),
    };
    let config =
        releases::Config::new(settings, site.clone(), NO_SERVER, internal.clone(), throttle);
    releases::start(config, Registry::new()).unwrap()
}
