//! Numbers in paths.

use web::ApiError;

use super::no_such;
use crate::RotaError;

/// The number of something in a path; what is no number leads nowhere.
pub(super) fn id<T: From<i64>>(text: &str, model: &'static str) -> Result<T, ApiError> {
    text.parse::<i64>().map(T::from).map_err(|_| no_such(model))
}

/// What a practice has under a number.
pub(super) fn found<T>(row: Option<T>, model: &'static str) -> Result<T, RotaError> {
    row.ok_or(RotaError::NoSuch(model))
}
