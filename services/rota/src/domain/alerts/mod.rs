//! What about a rota somebody must know, and which alerts about it are to come
//! and to go.

mod reconcile;
#[cfg(test)]
mod tests;
mod triggers;

use chrono::NaiveDate;
use serde_json::Value;

pub use reconcile::{Existing, Reconciled, reconcile, scope};
pub use triggers::{Facts, triggers};

use super::{AlertType, ClinicianId};

/// Something that there should be an alert about.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// What it is about.
    pub type_: AlertType,
    /// When it is.
    pub date: NaiveDate,
    /// Whom it is about, where it is about one clinician.
    pub clinician_id: Option<ClinicianId>,
    /// A sentence for people: at most 500 characters.
    pub message: String,
    /// The numbers behind it: an alert with others is another.
    pub details: Value,
}
