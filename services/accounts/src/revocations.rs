//! Carries what the database announces to everyone who watches.

use proto::accounts::revocation::Subject;
use store::{Change, DatabaseUrl};
use tokio::sync::broadcast;
use tracing::warn;

/// The channel that the triggers of `api_keys` and `users` notify.
const CHANNEL: &str = "revocations";

/// Listens for as long as the process lives.
pub(crate) fn follow(database: DatabaseUrl) -> broadcast::Sender<Subject> {
    let (sender, _) = broadcast::channel(1_024);
    let mut changes = store::listen(database, CHANNEL);
    let publisher = sender.clone();
    tokio::spawn(async move {
        while let Some(change) = changes.recv().await {
            let subject = match change {
                Change::Connected => Subject::Resynchronize(true),
                Change::Notified(payload) => parse(&payload).unwrap_or_else(|| {
                    warn!(payload, "an announcement that is not understood");
                    Subject::Resynchronize(true)
                }),
            };
            // Nobody watching is fine: whoever comes later starts by trusting nothing.
            let _ = publisher.send(subject);
        }
    });
    sender
}

fn parse(payload: &str) -> Option<Subject> {
    let (kind, id) = payload.split_once(':')?;
    let id = id.parse().ok()?;
    match kind {
        "user" => Some(Subject::UserId(id)),
        "key" => Some(Subject::KeyId(id)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements_name_a_user_or_a_key() {
        assert_eq!(parse("user:7"), Some(Subject::UserId(7)));
        assert_eq!(parse("key:12"), Some(Subject::KeyId(12)));
        assert_eq!(parse("key:"), None);
        assert_eq!(parse("lock:1"), None);
    }
}
