//! What is in `deploy/`: it names every service there is, sets nothing that no
//! program reads, and watches nothing that no program measures.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod compose;
mod containers;
mod files;
mod kubernetes;
mod metrics;
mod promql;
mod settings;
