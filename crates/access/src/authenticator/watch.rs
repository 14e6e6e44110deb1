use std::sync::Weak;
use std::time::Duration;

use proto::accounts::WatchRevocationsRequest;
use tokio::time::sleep;
use tokio_stream::StreamExt;
use tonic::Status;
use tracing::warn;

use super::Client;
use super::memory::Memory;

/// Pause before the stream of revocations is opened again: with it, a revocation
/// that fell into the gap is known well within a second of accounts' return.
const RETRY: Duration = Duration::from_millis(250);

/// Follows accounts' stream of revocations until nobody remembers anything any more.
pub(super) async fn watch(client: Client, memory: Weak<Memory>) {
    let mut connected = true;
    while memory.strong_count() > 0 {
        let ended = follow(client.clone(), &memory).await;
        if let (Err(status), true) = (&ended, connected) {
            warn!(status = %status.code(), "lost the stream of revocations");
        }
        connected = ended.is_ok();
        sleep(RETRY).await;
    }
}

async fn follow(mut client: Client, memory: &Weak<Memory>) -> Result<(), Status> {
    let mut stream = client.watch_revocations(WatchRevocationsRequest {}).await?.into_inner();
    while let Some(revocation) = stream.next().await {
        let Some(memory) = memory.upgrade() else { return Ok(()) };
        let Some(subject) = revocation?.subject else { continue };
        memory.hear(&subject);
    }
    Ok(())
}
