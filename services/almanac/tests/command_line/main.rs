//! The real binary, run as its users run it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod commands;
mod serve;
mod support;
