//! A server that speaks S3, and a network that fails, for tests.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod moto;
mod proxy;

pub use moto::{Moto, bucket};
pub use proxy::{Fault, Proxy};
