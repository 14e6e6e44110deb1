//! The databases of all services: migrations there and back on data, indexes
//! of foreign keys, locks while migrating, and the pages that describe them.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod catalogue;
mod data_model;
mod foreign_keys;
mod locks;
mod readiness;
mod round_trip;
mod seeds;
mod services;
