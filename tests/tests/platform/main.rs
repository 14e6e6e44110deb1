//! End to end: the whole platform over HTTP, one module per subject. One test
//! program, because every further one would link the platform again.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod appointments;
mod browser;
mod callers;
mod conditional;
mod cookbook;
mod documents;
mod exports;
mod faults;
mod figure_imports;
mod figures;
mod file_sums;
mod gateway;
mod imports;
mod list_sizes;
mod payments;
mod pcns;
mod population;
mod practices;
mod publications;
mod published;
mod qof;
mod real_data;
mod refusals;
mod release_changes;
mod releases;
mod workforce;
