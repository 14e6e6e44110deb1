//! The real binary, run as its users run it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod accounts;
mod alone;
mod backup;
mod care;
mod commands;
mod containers;
mod datasets;
mod demo;
mod readme;
mod releases;
mod rota;
mod schemathesis;
mod serve;
mod support;
