//! One module per noun.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod care;
pub(crate) mod credentials;
pub(crate) mod databases;
pub(crate) mod datasets;
pub(crate) mod demo;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod item;
pub(crate) mod key;
pub(crate) mod member;
pub(crate) mod migrate;
pub(crate) mod openapi;
pub(crate) mod organization;
pub(crate) mod release;
pub(crate) mod restore;
pub(crate) mod rota;
pub(crate) mod secrets;
pub(crate) mod subscription;
pub(crate) mod token_key;
pub(crate) mod user;

use std::io::Read;

use ::store::{Connection, DatabaseUrl};
use chassis::BoxError;
use chrono::{DateTime, Utc};
use clap::Args;
use objects::Objects;
use reference::import::Importer;
use releases::changes::Publisher;
use sealed::SecretKeys;
use secrecy::SecretString;

/// Where accounts keeps what it knows.
#[derive(Args, Clone)]
#[group(skip)]
pub(crate) struct AccountsDatabase {
    #[command(flatten)]
    server: ::store::Config,
    /// The exact database of accounts [default: almanac_accounts on DATABASE_URL]
    #[arg(long, env = "ACCOUNTS_DATABASE_URL", hide_env_values = true)]
    accounts_database_url: Option<DatabaseUrl>,
}

impl AccountsDatabase {
    pub(crate) fn url(&self) -> Result<DatabaseUrl, BoxError> {
        Ok(self.server.database(accounts::NAME, self.accounts_database_url.as_ref())?)
    }

    pub(crate) async fn connect(&self) -> Result<Connection, BoxError> {
        let connection = ::store::pool(&self.url()?, 1).get().await;
        connection
            .map_err(|error| format!("cannot connect to the accounts database: {error}").into())
    }
}

/// What secrets are encrypted with before they are kept.
#[derive(Args, Clone)]
#[group(skip)]
pub(crate) struct Secrets {
    /// Keys of 32 bytes in base64, separated by commas: the first encrypts, all decrypt
    #[arg(long, env = "ALMANAC_SECRET_KEYS", hide_env_values = true)]
    secret_keys: Option<SecretKeys>,
}

impl Secrets {
    pub(crate) fn keys(&self) -> Result<&SecretKeys, BoxError> {
        self.secret_keys.as_ref().ok_or_else(|| "set ALMANAC_SECRET_KEYS".into())
    }
}

/// Where reference keeps what it knows.
#[derive(Args, Clone)]
#[group(skip)]
pub(crate) struct ReferenceStorage {
    #[command(flatten)]
    storage: reference::Storage,
}

impl ReferenceStorage {
    pub(crate) fn url(&self, server: &::store::Config) -> Result<DatabaseUrl, BoxError> {
        Ok(server.database(reference::NAME, self.storage.reference_database_url.as_ref())?)
    }

    pub(crate) fn importer(&self, server: &::store::Config) -> Result<Importer, BoxError> {
        let objects = self.storage.object_store_url.as_ref().ok_or("set OBJECT_STORE_URL")?;
        let pool = ::store::pool(&self.url(server)?, 2);
        Ok(Importer { pool, objects: Objects::open(objects)? })
    }
}

/// Where rota keeps what it knows.
#[derive(Args, Clone)]
#[group(skip)]
pub(crate) struct RotaDatabase {
    /// The exact database of rota [default: almanac_rota on DATABASE_URL]
    #[arg(long, env = "ROTA_DATABASE_URL", hide_env_values = true)]
    rota_database_url: Option<DatabaseUrl>,
}

impl RotaDatabase {
    pub(crate) async fn connect(&self, server: &::store::Config) -> Result<Connection, BoxError> {
        let url = server.database(::rota::NAME, self.rota_database_url.as_ref())?;
        let connection = ::store::pool(&url, 1).get().await;
        connection.map_err(|error| format!("cannot connect to the rota database: {error}").into())
    }
}

/// Where datasets keeps what it knows.
#[derive(Args, Clone)]
#[group(skip)]
pub(crate) struct DatasetsDatabase {
    /// The exact database of datasets [default: almanac_datasets on DATABASE_URL]
    #[arg(long, env = "DATASETS_DATABASE_URL", hide_env_values = true)]
    datasets_database_url: Option<DatabaseUrl>,
}

impl DatasetsDatabase {
    pub(crate) fn url(&self, server: &::store::Config) -> Result<DatabaseUrl, BoxError> {
        Ok(server.database(::datasets::NAME, self.datasets_database_url.as_ref())?)
    }

    pub(crate) async fn connect(&self, server: &::store::Config) -> Result<Connection, BoxError> {
        let connection = ::store::pool(&self.url(server)?, 1).get().await;
        connection
            .map_err(|error| format!("cannot connect to the datasets database: {error}").into())
    }
}

/// Where releases keeps what it knows, and the files.
#[derive(Args, Clone)]
#[group(skip)]
pub(crate) struct ReleasesStorage {
    #[command(flatten)]
    storage: releases::Storage,
}

impl ReleasesStorage {
    pub(crate) fn url(&self, server: &::store::Config) -> Result<DatabaseUrl, BoxError> {
        Ok(server.database(releases::NAME, self.storage.releases_database_url.as_ref())?)
    }

    pub(crate) async fn connect(&self, server: &::store::Config) -> Result<Connection, BoxError> {
        let connection = ::store::pool(&self.url(server)?, 1).get().await;
        connection
            .map_err(|error| format!("cannot connect to the releases database: {error}").into())
    }

    pub(crate) fn publisher(
        &self,
        server: &::store::Config,
        secrets: &Secrets,
    ) -> Result<Publisher, BoxError> {
        let objects = self.storage.object_store_url.as_ref().ok_or("set OBJECT_STORE_URL")?;
        Ok(Publisher {
            pool: ::store::pool(&self.url(server)?, 2),
            objects: Objects::open(objects)?,
            keys: secrets.keys()?.clone(),
        })
    }
}

/// Where care keeps what it knows.
#[derive(Args, Clone)]
#[group(skip)]
pub(crate) struct CareDatabase {
    /// The exact database of care [default: almanac_care on DATABASE_URL]
    #[arg(long, env = "CARE_DATABASE_URL", hide_env_values = true)]
    care_database_url: Option<DatabaseUrl>,
}

impl CareDatabase {
    pub(crate) async fn connect(&self, server: &::store::Config) -> Result<Connection, BoxError> {
        let url = server.database(::care::NAME, self.care_database_url.as_ref())?;
        let connection = ::store::pool(&url, 1).get().await;
        connection.map_err(|error| format!("cannot connect to the care database: {error}").into())
    }
}

/// A moment as tables show it, in UTC; empty where there is none.
fn minute(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(String::new, |time| time.format("%Y-%m-%d %H:%M").to_string())
}

/// A password from standard input: the first line, or all of it.
fn read_password() -> Result<SecretString, BoxError> {
    let mut text = String::new();
    std::io::stdin().take(4_096).read_to_string(&mut text)?;
    let line = text.lines().next().unwrap_or_default();
    Ok(line.into())
}
