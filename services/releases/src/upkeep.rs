//! What the service does by itself.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::changes::Publisher;

/// How often what broken uploads left is removed.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Removes what uploads left that never ended, at once and every hour until it is
/// stopped.
pub(crate) async fn run(publisher: Publisher, stopping: CancellationToken) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = ticks.tick() => {}
        }
        match publisher.collect().await {
            Ok(0) => {}
            Ok(count) => info!(count, "files of uploads that never ended are removed"),
            Err(error) => warn!(%error, "what uploads left cannot be removed"),
        }
    }
}
