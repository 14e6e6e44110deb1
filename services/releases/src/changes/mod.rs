//! Changes of what is kept. Each is one transaction and leaves behind an audit
//! of what was before and after.

mod collect;
mod items;
mod publish;
mod signing_keys;
mod subscriptions;
mod upload;
mod verify;
mod withdraw;

use std::fmt::Display;

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use objects::Objects;
use sealed::SecretKeys;
use serde_json::Value;

pub use items::{NewItem, NewLicence, add_item};
pub use publish::{Details, Published};
pub use signing_keys::{add_signing_key, current_signing_key};
pub use subscriptions::{decide, grant, subscribe, unsubscribe};
pub use verify::{FileReport, Outcome};
pub use withdraw::withdraw;

/// Who changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The command line, or the platform itself.
    Command,
    /// A user of accounts.
    User(i64),
}

impl By {
    /// The user, where there is one.
    pub fn user(self) -> Option<i64> {
        match self {
            Self::Command => None,
            Self::User(id) => Some(id),
        }
    }
}

/// What publishing takes: where facts and files are kept, and what secrets are
/// encrypted with.
#[derive(Clone)]
pub struct Publisher {
    /// The releases database.
    pub pool: store::Pool,
    /// Where files are.
    pub objects: Objects,
    /// What signing keys are encrypted with.
    pub keys: SecretKeys,
}

/// Tells the audit how a thing was and how it is, `None` where it is not there.
pub(crate) async fn record(
    connection: &mut AsyncPgConnection,
    by: By,
    entity_type: &'static str,
    entity_id: impl Display,
    before: Option<Value>,
    after: Option<Value>,
    reason: &str,
) -> QueryResult<()> {
    let change = audit::NewRow {
        user_id: by.user(),
        reason: reason.to_owned(),
        ..audit::NewRow::of(entity_type, entity_id, before, after)
    };
    audit::insert(connection, &[change]).await
}
