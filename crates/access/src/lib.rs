//! Who is calling, what they may do and how often. A route declares a
//! scheme, a permission and a tier; everything else happens here.

mod access;
mod authenticator;
mod caller;
mod config;
pub mod csrf;
mod door;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod members;
mod names;
mod rates;
mod signed;
mod throttle;

pub use access::Access;
pub use authenticator::{
    AuthenticateError, Authenticator, FRESH, Refused, STALE, Verified, authorize,
};
pub use caller::{
    Caller, CallerOf, Credential, Key, Membership, Permission, ReleaseKey, ResourcePermission,
    Role, Scope, Session, SignedIn, SignedKey, UnknownResourcePermission, UnknownScope, User,
};
pub use config::{AccountsConfig, InternalToken, InvalidRedisUrl, RedisUrl, ThrottleConfig};
pub use door::{Door, Scheme};
pub use members::{Member, Members};
pub use names::{Names, NamesById};
pub use rates::{InvalidRates, Rate, Rates};
pub use resources::Action;
pub use signed::Parameters;
pub use throttle::{Allowance, Bucket, Subject, Throttle, Throttled, Tier, subscriber};
