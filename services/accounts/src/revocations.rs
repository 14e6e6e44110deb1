//! Carries what the database announces to everyone who watches.

use proto::accounts::revocation::Subject;
use store::{Change, DatabaseUrl};
use tokio::sync::broadcast;
use tracing::warn;

/// The channel that the triggers of the accounts database notify.
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
        "session" => Some(Subject::SessionId(id)),
        "release_key" => Some(Subject::ReleaseKeyId(id)),
        "organization" => Some(Subject::OrganizationId(id)),
        "token_key" => Some(Subject::TokenKeys(true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcements_name_what_changed() {
        for (payload, subject) in [
            ("user:7", Some(Subject::UserId(7))),
            ("key:12", Some(Subject::KeyId(12))),
            ("session:3", Some(Subject::SessionId(3))),
            ("release_key:4", Some(Subject::ReleaseKeyId(4))),
            ("organization:5", Some(Subject::OrganizationId(5))),
            ("token_key:6", Some(Subject::TokenKeys(true))),
            ("key:", None),
            ("token_key", None),
            ("lock:1", None),
        ] {
            assert_eq!(parse(payload), subject, "{payload}");
        }
    }
}
