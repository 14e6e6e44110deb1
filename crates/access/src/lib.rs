//! Who is calling, what they may do and how often. A route declares a
//! scheme, a permission and a tier; everything else happens here.

mod authenticator;
mod caller;
mod config;
mod gate;
mod rates;
mod throttle;

pub use authenticator::{AuthenticateError, Authenticator, FRESH, Refused, STALE, authorize};
pub use caller::{Caller, Key, Scope, UnknownScope};
pub use config::{AccountsConfig, InternalToken, ThrottleConfig};
pub use gate::{Access, Bearer};
pub use rates::{InvalidRates, Rate, Rates};
pub use throttle::{Allowance, Bucket, Subject, Throttle, Throttled, Tier};
