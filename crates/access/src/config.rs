use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use tonic::transport::Uri;

use crate::Rates;

/// Where accounts is, for the services that ask it.
#[derive(Clone, Debug, clap::Args)]
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
pub struct ThrottleConfig {
    /// Rates for calls that name nobody, per client address
    #[arg(long, env, default_value = "20/minute")]
    pub throttle_anonymous: Rates,
    /// Rates for each bearer API key that has none of its own
    #[arg(long, env, default_value = "60/minute,5000/day")]
    pub throttle_api_key: Rates,
}
