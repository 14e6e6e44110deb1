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
pub mod collector;
pub mod datasets;
mod demo;
pub mod faults;
pub mod fixtures;
mod launch;
mod layout;
mod people;
mod platform;
pub mod probe;
pub mod processes;
pub mod reads;
pub mod releases;
pub mod rota;
pub mod secrets;
mod services;
mod session;
pub mod signing;

use std::path::Path;
use std::time::{Duration, Instant};

use access::ThrottleConfig;
use objects::Objects;
use reference::import::Importer;
use reqwest::{Client, Response};
use serde_json::Value;
use store::DatabaseUrl;
use url::Url;

pub use layout::{Layout, Served, layout};
pub use platform::{Platform, Setup};
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
