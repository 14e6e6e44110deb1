//! Pick lists over HTTP: who sees, changes and publishes them.

mod access;
mod examples;
mod exports;
mod fields;
mod limits;
mod lists;
mod order;
mod pages;
mod races;
mod surface;
mod versions;
