//! Queries. Every function takes a connection; the caller owns the transaction.

pub mod api_keys;
pub mod memberships;
pub mod organizations;
pub mod users;

use diesel::result::{DatabaseErrorKind, Error};

/// Whether a write failed because another row has the same unique value.
fn is_duplicate(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}
