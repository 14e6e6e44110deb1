//! A platform of processes: how it is restarted under load, what it says of
//! itself to a collector, and that it answers as one process does.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod alike;
mod restarts;
mod telemetry;
