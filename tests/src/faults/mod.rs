//! What fails on purpose: servers of a test's own, a disk that is soon full, a
//! network that is slow or cut, and those who call meanwhile.

mod callers;
mod cluster;
mod disk;
mod load;
mod proxy;
mod redis;

pub use callers::{BROKEN, Call, Callers, Kind};
pub use cluster::{Cluster, Frozen};
pub use disk::small_disk;
pub use load::{Load, assert_only, assert_written_once, failures};
pub use proxy::Proxy;
pub use redis::Redis;
