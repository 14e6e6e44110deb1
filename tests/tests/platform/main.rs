//! End to end: the whole platform over HTTP, one module per subject. One test
//! program, because every further one would link the platform again.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod browser;
mod callers;
mod conditional;
mod documents;
mod exports;
mod faults;
mod gateway;
mod imports;
mod list_sizes;
mod pcns;
mod population;
mod practices;
mod publications;
mod real_data;
mod release_changes;
mod releases;
