//! End to end: the whole platform over HTTP, one module per subject. One test
//! program, because every further one would link the platform again.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod account_pages;
mod appointments;
mod audit;
mod balancing;
mod browser;
mod callers;
mod care;
mod care_pages;
mod conditional;
mod cookbook;
mod coverage;
mod datasets;
mod documents;
mod exports;
mod faults;
mod figure_imports;
mod figures;
mod file_sums;
mod gateway;
mod hardening;
mod imports;
mod list_sizes;
mod pages;
mod payments;
mod pcns;
mod population;
mod practices;
mod publications;
mod published;
mod python_client;
mod qof;
mod real_data;
mod redaction;
mod redis;
mod refusals;
mod release_changes;
mod release_keys;
mod releases;
mod releases_api;
mod releases_clients;
mod releases_pages;
mod roles;
mod rota;
mod sessions;
mod signed;
mod tokens;
mod uploads;
mod workforce;
