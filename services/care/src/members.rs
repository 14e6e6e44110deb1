//! The users of an account, as accounts tells of them.

use std::sync::Arc;

use access::Member;
use chrono::{DateTime, Utc};
use resources::{Attribute, USERS};
use serde_json::{Map, Value, json};

use crate::domain::values::nothing;
use crate::domain::{DocumentId, user_document_id};

/// The users of an account.
#[derive(Clone, Debug)]
pub struct Members(Arc<[Member]>);

impl Members {
    /// Those that accounts told.
    pub(crate) fn new(members: Arc<[Member]>) -> Self {
        Self(members)
    }

    /// Nobody.
    pub fn none() -> Self {
        Self(Arc::new([]))
    }

    /// Whether a user of this id belongs to the account and may sign in.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.0.iter().any(|member| member.active && document_id(member).as_str() == id)
    }

    /// The id by which care knows a user of accounts.
    pub(crate) fn id_of(&self, user: i64) -> Option<DocumentId> {
        self.0.iter().find(|member| member.id == user).map(document_id)
    }

    /// What the user of this id signs in as.
    pub(crate) fn name_of(&self, id: &str) -> Option<&str> {
        let member = self.0.iter().find(|member| document_id(member).as_str() == id);
        member.map(|member| member.username.as_str())
    }

    /// What there is of them in the attributes of [`USERS`].
    pub(crate) fn records(&self) -> Value {
        self.0.iter().map(record).collect()
    }
}

fn created(member: &Member) -> DateTime<Utc> {
    member.created_at.into()
}

fn document_id(member: &Member) -> DocumentId {
    user_document_id(created(member), member.id)
}

/// A record has all attributes: of most accounts knows nothing.
fn record(member: &Member) -> Value {
    let nothing = USERS.attributes().map(|own| (own.name.to_owned(), nothing(own.kind)));
    let mut record: Map<String, Value> = nothing.collect();
    let created = json!(created(member));
    for (name, value) in [
        ("id", json!(document_id(member))),
        (Attribute::CREATED.name, created.clone()),
        (Attribute::MODIFIED.name, created.clone()),
        ("invited", created.clone()),
        ("invite_accepted", created),
        ("email", json!(Some(&member.email).filter(|email| !email.is_empty()))),
        ("first_name", json!(member.username)),
        ("suspended", json!(!member.active)),
    ] {
        record.insert(name.to_owned(), value);
    }
    Value::Object(record)
}
