//! Queries. Every function takes a connection; the caller owns the transaction.

pub mod api_keys;
pub mod memberships;
pub mod organizations;
pub mod users;

use diesel::result::{DatabaseErrorKind, Error};

diesel::define_sql_function! {
    /// PostgreSQL's `lower`: names are unique whatever their case.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// Whether a write failed because another row has the same unique value.
fn is_duplicate(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}
