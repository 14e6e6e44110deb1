use std::sync::Weak;
use std::time::Duration;

use proto::accounts::WatchRevocationsRequest;
use tokio::time::sleep;
use tokio_stream::StreamExt;
use tonic::{Code, Status};
use tracing::{info, warn};

use super::Client;
use super::memory::Memory;

/// Pause before the stream of revocations is opened again: with it, a revocation
/// that fell into the gap is known well within a second of accounts' return.
const RETRY: Duration = Duration::from_millis(250);

/// Follows accounts' stream of revocations until nobody remembers anything any more.
pub(super) async fn watch(client: Client, memory: Weak<Memory>) {
    let (mut connected, mut begun) = (true, false);
    while memory.strong_count() > 0 {
        let ended = follow(client.clone(), &memory, &mut begun).await;
        if let (Err(status), true) = (&ended, connected) {
            let status = status.code();
            if begun {
                warn!(%status, "lost the stream of revocations");
            } else if status == Code::Unauthenticated {
                warn!("accounts has another ALMANAC_INTERNAL_TOKEN");
            } else {
                info!(%status, "accounts cannot be asked yet");
            }
        }
        connected = ended.is_ok();
        sleep(RETRY).await;
    }
}

async fn follow(mut client: Client, memory: &Weak<Memory>, begun: &mut bool) -> Result<(), Status> {
    let mut stream = client.watch_revocations(WatchRevocationsRequest {}).await?.into_inner();
    *begun = true;
    while let Some(revocation) = stream.next().await {
        let Some(memory) = memory.upgrade() else { return Ok(()) };
        let Some(subject) = revocation?.subject else { continue };
        memory.hear(&subject);
    }
    Ok(())
}
