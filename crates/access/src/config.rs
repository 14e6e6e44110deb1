use std::ffi::OsStr;
use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use nonzero_ext::nonzero;
use rand::distr::{Alphanumeric, SampleString};
use redis::ConnectionAddr;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tonic::transport::Uri;

use crate::{Rate, Rates, Tier};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Where accounts is, for the services that ask it.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct AccountsConfig {
    /// gRPC address of accounts
    #[arg(long, env = "ACCOUNTS_GRPC_URL", value_parser = grpc)]
    pub accounts_grpc_url: Option<Uri>,
    /// Token that every gRPC call between services carries
    #[arg(long, env = "ALMANAC_INTERNAL_TOKEN", hide_env_values = true)]
    pub internal_token: Option<InternalToken>,
}

/// The address of a gRPC server, without TLS, which is not built in.
fn grpc(text: &str) -> Result<Uri, String> {
    let uri: Uri = text.parse().map_err(|error| format!("{error}"))?;
    if uri.scheme_str() == Some("http") {
        Ok(uri)
    } else {
        Err("write it as http://accounts:50051".to_owned())
    }
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

/// Where Redis is: `redis://[[user]:password@]host[:port][/database]`, or
/// `unix:///path/to/socket`. What it shows of itself is the address alone.
#[derive(Clone)]
pub struct RedisUrl(redis::Client);

impl RedisUrl {
    pub(crate) fn client(&self) -> redis::Client {
        self.0.clone()
    }
}

/// Not the address of a Redis. What was written is not repeated: there may be a password in it.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum InvalidRedisUrl {
    /// It is not in the form of one.
    #[error("not the address of a Redis; write for example redis://:PASSWORD@HOST:6379/0")]
    Form,
    /// It asks for TLS.
    #[error(
        "TLS to Redis is not built in; write redis:// with the address of a TLS proxy beside \
         this program, or of Redis itself in a network that only you can read"
    )]
    Tls,
}

impl FromStr for RedisUrl {
    type Err = InvalidRedisUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once("://") {
            Some(("redis" | "unix", _)) => {
                redis::Client::open(text).map(Self).map_err(|_| InvalidRedisUrl::Form)
            }
            Some(("rediss", _)) => Err(InvalidRedisUrl::Tls),
            _ => Err(InvalidRedisUrl::Form),
        }
    }
}

impl fmt::Display for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.get_connection_info().addr() {
            ConnectionAddr::Unix(path) => write!(f, "unix://{}", path.display()),
            address => write!(f, "redis://{address}"),
        }
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedisUrl({self})")
    }
}

/// Reads a `RedisUrl`. clap's own way repeats what it cannot read, password and all.
#[derive(Clone)]
struct Unrepeated;

impl TypedValueParser for Unrepeated {
    type Value = RedisUrl;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<RedisUrl, clap::Error> {
        value.to_str().unwrap_or_default().parse().map_err(|fault: InvalidRedisUrl| {
            let message = format!("REDIS_URL: {fault}\n");
            clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
        })
    }
}

/// How often each tier may call, and where that is counted. `off` lifts a limit.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct ThrottleConfig {
    /// Rates for ordinary calls of each person who is signed in
    #[arg(long, env, default_value_t = Self::default().throttle_standard)]
    pub throttle_standard: Rates,
    /// Rates for calls that set long work going, per person
    #[arg(long, env, default_value_t = Self::default().throttle_expensive)]
    pub throttle_expensive: Rates,
    /// Rates for calls that name nobody, per client address
    #[arg(long, env, default_value_t = Self::default().throttle_anonymous)]
    pub throttle_anonymous: Rates,
    /// Rates for each bearer API key that has none of its own
    #[arg(long, env, default_value_t = Self::default().throttle_api_key)]
    pub throttle_api_key: Rates,
    /// Rates for what datasets answers to calls that name nobody, and for calls for tokens, each
    /// per client address
    #[arg(long, env, default_value_t = Self::default().throttle_datasets_anonymous)]
    pub throttle_datasets_anonymous: Rates,
    /// Rates for each person who calls datasets
    #[arg(long, env, default_value_t = Self::default().throttle_datasets_user)]
    pub throttle_datasets_user: Rates,
    /// Rates for each key that signs requests and has none of its own
    #[arg(long, env, default_value_t = Self::default().throttle_signed)]
    pub throttle_signed: Rates,
    /// Rates for each key for release downloads
    #[arg(long, env, default_value_t = Self::default().throttle_releases)]
    pub throttle_releases: Rates,
    /// Redis in which all replicas count together; without it each process counts alone
    #[arg(long, env, hide_env_values = true, value_parser = Unrepeated)]
    pub redis_url: Option<RedisUrl>,
}

static OFF: Rates = Rates::off();

impl ThrottleConfig {
    /// The rates of a tier, for those who have none of their own.
    pub fn rates(&self, tier: Tier) -> &Rates {
        match tier {
            Tier::Standard => &self.throttle_standard,
            Tier::Expensive => &self.throttle_expensive,
            Tier::Anonymous => &self.throttle_anonymous,
            Tier::ApiKey => &self.throttle_api_key,
            Tier::DatasetsAnonymous | Tier::Tokens => &self.throttle_datasets_anonymous,
            Tier::DatasetsUser => &self.throttle_datasets_user,
            Tier::Signed => &self.throttle_signed,
            Tier::Releases => &self.throttle_releases,
            Tier::Unlimited => &OFF,
        }
    }
}

impl Default for ThrottleConfig {
    fn default() -> Self {
        let rate = |limit: NonZeroU32, period| Rate { limit, period };
        let one = |limit, period| Rates::new([rate(limit, period)]);
        Self {
            throttle_standard: one(nonzero!(100_u32), HOUR),
            throttle_expensive: one(nonzero!(10_u32), HOUR),
            throttle_anonymous: one(nonzero!(20_u32), MINUTE),
            throttle_api_key: Rates::new([
                rate(nonzero!(60_u32), MINUTE),
                rate(nonzero!(5_000_u32), DAY),
            ]),
            throttle_datasets_anonymous: one(nonzero!(60_u32), MINUTE),
            throttle_datasets_user: one(nonzero!(120_u32), MINUTE),
            throttle_signed: one(nonzero!(10_u32), SECOND),
            throttle_releases: one(nonzero!(120_u32), MINUTE),
            redis_url: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        throttle: ThrottleConfig,
    }

    #[test]
    fn accounts_is_asked_without_tls_and_by_a_whole_address() {
        assert_eq!(grpc("http://accounts:50051").unwrap().port_u16(), Some(50051));
        for text in ["https://accounts:50051", "127.0.0.1:50051", "accounts", "/accounts", ""] {
            assert!(grpc(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_tier_has_its_rates() {
        let config = ThrottleConfig::default();
        for (tier, rates) in [
            (Tier::Standard, "100/hour"),
            (Tier::Expensive, "10/hour"),
            (Tier::Anonymous, "20/minute"),
            (Tier::ApiKey, "60/minute,5000/day"),
            (Tier::DatasetsAnonymous, "60/minute"),
            (Tier::Tokens, "60/minute"),
            (Tier::DatasetsUser, "120/minute"),
            (Tier::Signed, "10/second"),
            (Tier::Releases, "120/minute"),
            (Tier::Unlimited, "off"),
        ] {
            assert_eq!(config.rates(tier).to_string(), rates, "{tier:?}");
        }
    }

    #[test]
    fn a_redis_shows_its_address_and_never_its_password() {
        for (text, shown) in [
            ("redis://:secret@redis.example:6380/2", "redis://redis.example:6380"),
            ("redis://almanac:secret@192.0.2.1", "redis://192.0.2.1:6379"),
            ("unix:///run/redis.sock?pass=secret", "unix:///run/redis.sock"),
        ] {
            let url: RedisUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), format!("RedisUrl({shown})"));
        }
    }

    #[test]
    fn what_is_no_redis_is_refused() {
        for (text, fault) in [
            ("", InvalidRedisUrl::Form),
            ("localhost:6379", InvalidRedisUrl::Form),
            ("redis://", InvalidRedisUrl::Form),
            ("redis://host/x", InvalidRedisUrl::Form),
            ("http://:secret@host", InvalidRedisUrl::Form),
            ("rediss://:secret@host", InvalidRedisUrl::Tls),
        ] {
            assert_eq!(text.parse::<RedisUrl>().unwrap_err(), fault, "{text}");
            let error = Command::try_parse_from(["almanac", "--redis-url", text]).unwrap_err();
            assert!(error.to_string().contains(&fault.to_string()), "{error}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
