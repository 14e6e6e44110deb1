//! What clients see while something fails, under load: a module for each
//! fault. What is asserted here is what docs/operations.md states.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod accounts;
mod archives;
mod database;
mod disk;
mod kills;
mod redis;
mod transfers;

use std::sync::Arc;
use std::time::Duration;

use end_to_end::faults::{Callers, Load};
use end_to_end::processes::{Fleet, FleetSetup};
use serde_json::Value;
use tokio::process::Command;

/// All is well again no later than this after what failed is back, on a machine
/// that has little else to do than these tests.
const SOON: Duration = Duration::from_secs(20);

/// A platform with the demo's data, and those who call it without a pause.
struct Scene {
    // The calls end before what they call.
    load: Load,
    callers: Arc<Callers>,
    fleet: Fleet,
}

impl Scene {
    async fn start(setup: FleetSetup) -> Self {
        let fleet = Fleet::start(FleetSetup { demo: true, ..setup }).await;
        let callers = Arc::new(Callers::of(&fleet).await);
        let load = Load::start(&callers);
        load.flows().await;
        Self { load, callers, fleet }
    }
}

/// Waits until all is well, which must not take long.
async fn recovers(load: &Load) {
    let took = load.flows().await;
    assert!(took < SOON, "it took {took:?}");
}

/// What a command tells that must succeed.
async fn told(mut command: Command, arguments: &[&str]) -> Value {
    let output = command.args(arguments).arg("--json").output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}
