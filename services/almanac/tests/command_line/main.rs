//! The real binary, run as its users run it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accounts;
mod care;
mod commands;
mod datasets;
mod demo;
mod releases;
mod rota;
mod serve;
mod support;
