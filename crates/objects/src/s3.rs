//! Buckets that speak S3, and how long we are patient with them.

use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey};
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use url::Url;

pub(crate) fn bucket(
    url: &Url,
    options: impl IntoIterator<Item = (String, String)>,
) -> object_store::Result<AmazonS3> {
    let patient = AmazonS3Builder::new().with_client_options(client()).with_retry(retry());
    options
        .into_iter()
        .filter(|(name, _)| name.starts_with("AWS_"))
        .fold(patient, |builder, (name, value)| {
            match name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                Ok(key) => builder.with_config(key, value),
                Err(_) => builder,
            }
        })
        .with_url(url.as_str())
        .build()
}

/// A request as a whole may take any time, since gigabytes go through one. Silence may not: the
/// answer to a part of 8 MiB must begin within half a minute, and so must whatever follows.
fn client() -> ClientOptions {
    ClientOptions::new()
        .with_timeout_disabled()
        .with_connect_timeout(Duration::from_secs(2))
        .with_read_timeout(Duration::from_secs(30))
}

/// A bucket that is away is given up after ten seconds at most: seven of trying, and then one last
/// wait and one last connection.
fn retry() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(1),
            base: 3.0,
        },
        max_retries: 10,
        retry_timeout: Duration::from_secs(7),
    }
}
