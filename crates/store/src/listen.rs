use std::time::Duration;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

use crate::DatabaseUrl;
use crate::pool::establish;

/// How long silence lasts before we ask whether the connection still lives.
const PATIENCE: Duration = Duration::from_secs(5);
const RETRY: Duration = Duration::from_millis(500);

/// News from a channel of PostgreSQL's `NOTIFY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// We listen from now on; what happened before is unknown.
    Connected,
    /// The payload of one notification.
    Notified(String),
}

/// Listens to `channel` until the receiver is dropped. A lost connection is
/// made again for ever, and announced by [`Change::Connected`].
pub fn listen(url: DatabaseUrl, channel: &'static str) -> mpsc::Receiver<Change> {
    let (sender, receiver) = mpsc::channel(256);
    tokio::spawn(async move {
        let mut reported = false;
        while !sender.is_closed() {
            match attend(&url, channel, &sender, &mut reported).await {
                Ok(()) => return,
                Err(error) if !reported => {
                    warn!(channel, error = %error, "lost the connection for notifications");
                    reported = true;
                }
                Err(_) => {}
            }
            sleep(RETRY).await;
        }
    });
    receiver
}

async fn attend(
    url: &DatabaseUrl,
    channel: &str,
    sender: &mpsc::Sender<Change>,
    reported: &mut bool,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut connection: AsyncPgConnection = timeout(PATIENCE, establish(url.expose())).await??;
    connection.batch_execute(&format!("LISTEN {channel}")).await?;
    info!(channel, "listening for notifications");
    *reported = false;
    if sender.send(Change::Connected).await.is_err() {
        return Ok(());
    }
    loop {
        let next = {
            let mut notifications = std::pin::pin!(connection.notifications_stream());
            tokio::select! {
                next = timeout(PATIENCE, notifications.next()) => next,
                () = sender.closed() => return Ok(()),
            }
        };
        match next {
            Ok(Some(notification)) => {
                if sender.send(Change::Notified(notification?.payload)).await.is_err() {
                    return Ok(());
                }
            }
            Ok(None) => return Err("the server closed the connection".into()),
            // Silence: the server may be gone without a word.
            Err(_) => timeout(PATIENCE, connection.batch_execute("SELECT 1")).await??,
        }
    }
}
