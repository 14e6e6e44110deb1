use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use nonzero_ext::nonzero;
use rand::distr::{Alphanumeric, SampleString};
use secrecy::{ExposeSecret, SecretString};
use tonic::transport::Uri;

use crate::{Rate, Rates};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Where accounts is, for the services that ask it.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct AccountsConfig {
    /// gRPC address of accounts
    #[arg(long, env = "ACCOUNTS_GRPC_URL")]
    pub accounts_grpc_url: Option<Uri>,
    /// Token that every gRPC call between services carries
    #[arg(long, env = "ALMANAC_INTERNAL_TOKEN", hide_env_values = true)]
    pub internal_token: Option<InternalToken>,
}

/// The token services know each other by.
#[derive(Clone, Debug)]
pub struct InternalToken(SecretString);

impl InternalToken {
    /// A new one, for services that are started together.
    pub fn random() -> Self {
        Self(Alphanumeric.sample_string(&mut rand::rng(), 48).into())
    }

    /// The token itself.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// Too short to be a secret, or not fit for a header.
#[derive(Debug)]
pub struct WeakToken;

impl fmt::Display for WeakToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the internal token needs at least 16 visible ASCII characters")
    }
}

impl std::error::Error for WeakToken {}

impl FromStr for InternalToken {
    type Err = WeakToken;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fit = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fit { Ok(Self(text.into())) } else { Err(WeakToken) }
    }
}

/// How often each tier may call. `off` lifts one.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct ThrottleConfig {
    /// Rates for calls that name nobody, per client address
    #[arg(long, env, default_value_t = Self::default().throttle_anonymous)]
    pub throttle_anonymous: Rates,
    /// Rates for each bearer API key that has none of its own
    #[arg(long, env, default_value_t = Self::default().throttle_api_key)]
    pub throttle_api_key: Rates,
}

impl Default for ThrottleConfig {
    fn default() -> Self {
        let rate = |limit, period| Rate { limit, period };
        Self {
            throttle_anonymous: Rates::new([rate(nonzero!(20_u32), MINUTE)]),
            throttle_api_key: Rates::new([
                rate(nonzero!(60_u32), MINUTE),
                rate(nonzero!(5_000_u32), DAY),
            ]),
        }
    }
}
