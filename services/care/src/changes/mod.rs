//! Changes of documents. Each is one transaction and leaves behind an audit of
//! what was before and after.

mod anonymise;
mod complete;
mod create;
mod delete;
mod references;
mod reset;
mod update;

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use resources::{Attribute, Resource};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::domain::{Document, DocumentId, OrganizationId};

pub use anonymise::{Anonymised, anonymise};
pub use complete::complete_visits;
pub use create::create;
pub use delete::delete;
pub use reset::reset;
pub use update::update;

/// Who changes something, and in which account.
#[derive(Clone, Debug)]
pub struct Author {
    /// The account.
    pub organization: OrganizationId,
    /// Who it is.
    pub by: By,
}

/// Who changes something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The command line, or the platform itself.
    Command,
    /// A user of accounts.
    User {
        /// Their number there.
        id: i64,
        /// What they sign in as.
        name: String,
    },
    /// A key of the account, by its number in accounts.
    Key(i64),
}

impl By {
    /// The user's number in accounts, where there is a user.
    pub(crate) fn user(&self) -> Option<i64> {
        match self {
            Self::User { id, .. } => Some(*id),
            Self::Command | Self::Key(_) => None,
        }
    }

    /// What they are known by when they are gone.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Command => "Almanac",
            Self::User { name, .. } => name,
            Self::Key(_) => "API",
        }
    }

    /// What the audit says beside the user: which key it was.
    fn reason(&self) -> String {
        match self {
            Self::Key(id) => format!("by signed key {id}"),
            Self::Command | Self::User { .. } => String::new(),
        }
    }
}

/// Tells the audit how a document was and how it is, `None` where it is not there.
pub(crate) async fn record(
    connection: &mut AsyncPgConnection,
    author: &Author,
    resource: &'static Resource,
    id: &DocumentId,
    before: Option<Value>,
    after: Option<Value>,
) -> QueryResult<()> {
    let change = audit::NewRow {
        organization_id: Some(author.organization.0),
        user_id: author.by.user(),
        reason: author.by.reason(),
        ..audit::NewRow::of(resource.name, id, before, after)
    };
    audit::insert(connection, &[change]).await
}

/// A document as a map of its attributes.
fn read(document: &RawValue) -> serde_json::Result<Document> {
    serde_json::from_str(document.get())
}

/// The id in a document.
pub(crate) fn id_of(document: &Document) -> serde_json::Result<DocumentId> {
    let id = document.get(Attribute::ID.name).cloned().unwrap_or_default();
    serde_json::from_value(id)
}
