//! Where the services of a platform run: all in the test's own process, or
//! each in one of its own, as `ALMANAC_TEST_LAYOUT` says.

use std::env;
use std::net::SocketAddr;

use chassis::Running;

use crate::processes::Process;

/// Where services run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// In the test's own process, one of each.
    Together,
    /// Each in a process of its own, two of reference and of rota.
    Processes,
}

/// Where services run in these tests.
///
/// # Panics
/// When `ALMANAC_TEST_LAYOUT` is neither `together`, which it is when it is
/// not set, nor `processes`.
pub fn layout() -> Layout {
    match env::var("ALMANAC_TEST_LAYOUT").as_deref() {
        Err(env::VarError::NotPresent) | Ok("together") => Layout::Together,
        Ok("processes") => Layout::Processes,
        other => panic!("ALMANAC_TEST_LAYOUT is {other:?}"),
    }
}

/// A service that answers, wherever it runs.
pub struct Served {
    /// Where it listens; its first replica, where there are several.
    pub address: SocketAddr,
    at: At,
}

enum At {
    Here(Running),
    Apart(Vec<Process>),
}

impl From<Running> for Served {
    fn from(running: Running) -> Self {
        Self { address: running.address, at: At::Here(running) }
    }
}

impl From<Vec<Process>> for Served {
    fn from(replicas: Vec<Process>) -> Self {
        Self { address: replicas[0].address, at: At::Apart(replicas) }
    }
}

impl Served {
    /// Where each of its replicas listens.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        match &self.at {
            At::Here(running) => vec![running.address],
            At::Apart(replicas) => replicas.iter().map(|replica| replica.address).collect(),
        }
    }

    /// Whether every replica can answer.
    pub async fn ready(&self) -> bool {
        match &self.at {
            At::Here(running) => running.ready().await.is_ok(),
            At::Apart(replicas) => {
                for replica in replicas {
                    if !replica.ready().await {
                        return false;
                    }
                }
                true
            }
        }
    }

    /// Lets the requests under way finish, then returns.
    ///
    /// # Panics
    /// When a process does not end well.
    pub async fn stop(self) {
        match self.at {
            At::Here(running) => running.stop().await,
            At::Apart(mut replicas) => {
                for replica in &replicas {
                    replica.signal("TERM");
                }
                for replica in &mut replicas {
                    replica.ends_well().await;
                }
            }
        }
    }
}
