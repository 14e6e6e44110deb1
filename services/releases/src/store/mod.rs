//! What is kept: plain queries. Whoever calls them owns the transaction.

pub(crate) mod history;
pub mod items;
pub mod releases;
pub mod signing_keys;
pub mod subscriptions;
pub mod uploads;
