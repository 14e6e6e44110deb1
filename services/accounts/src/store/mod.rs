//! Queries. Every function takes a connection; the caller owns the
//! transaction. What belongs together in any case opens one of its own.

pub mod api_keys;
pub mod audit;
mod key_id;
mod key_kind;
pub mod memberships;
pub mod nonces;
pub mod organizations;
pub mod release_keys;
pub mod secrets;
pub mod sessions;
pub mod sign_ins;
pub mod signed_keys;
pub mod token_keys;
pub mod users;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::result::{DatabaseErrorKind, Error};
use sha2::{Digest, Sha256};

pub use key_id::{InvalidKeyId, KeyId};
pub use key_kind::MOST_KEYS;

diesel::define_sql_function! {
    /// PostgreSQL's `lower`: names are unique whatever their case.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// How long a use of a credential goes unnoticed after another, so that
/// being called often costs no writes.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

/// Whether a use that was noted `last` is worth noting again.
pub(crate) fn is_untouched(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_none_or(|last| last < now - TOUCH)
}

/// What is kept of something random enough that a slow hash would add nothing.
fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// Whether a write failed because another row has the same unique value.
fn is_duplicate(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}
