//! What is distributed and how: no clock, no database, no HTTP.

pub mod fciv;
mod ids;
pub mod manifest;
pub mod names;
mod words;

pub use ids::{ItemId, LicenceId, ReleaseId, SigningKeyId, SubscriptionId};
pub use words::{Approval, FileKind, SubscriptionState};
