//! What documents are known by: 24 hexadecimal digits, as CareHQ's are.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

store::ids! {
    /// A care provider: an organisation of accounts.
    OrganizationId
}

/// The name of a document, lower-case. Those made later by one process are greater.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentId(String);

/// Not an id of a document.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("An id has 24 hexadecimal digits.")]
pub struct NotAnId;

/// What tells the ids of this process from those of others.
static PROCESS: LazyLock<[u8; 5]> = LazyLock::new(rand::random);

/// How many ids were made, from anywhere: those of one second come in order.
static COUNTER: LazyLock<AtomicU32> =
    LazyLock::new(|| AtomicU32::new(u32::from(rand::random::<u16>())));

impl DocumentId {
    /// One that nobody has: the time in seconds, the process, a counter.
    #[expect(clippy::new_without_default, reason = "no two are equal")]
    pub fn new() -> Self {
        let seconds = u32::try_from(Utc::now().timestamp()).unwrap_or(u32::MAX);
        let count = COUNTER.fetch_add(1, Ordering::Relaxed) & 0x00ff_ffff;
        Self(format!("{seconds:08x}{}{count:06x}", hex::encode(*PROCESS)))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DocumentId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let digits = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if digits { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotAnId) }
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id by which care knows a user of accounts: when they came, and their
/// number there.
pub(crate) fn user_document_id(created: DateTime<Utc>, id: i64) -> DocumentId {
    let seconds = u32::try_from(created.timestamp()).unwrap_or_default();
    DocumentId(format!("{seconds:08x}{id:016x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_ids_are_ids_and_grow() {
        let ids: Vec<DocumentId> = std::iter::repeat_with(DocumentId::new).take(1_000).collect();
        assert!(ids.iter().all(|id| id.as_str().parse() == Ok(id.clone())));
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    }

    #[test]
    fn an_id_has_24_digits() {
        let id = "0123456789abcdef01234567";
        assert_eq!(id.parse::<DocumentId>().unwrap().as_str(), id);
        assert_eq!(id.to_uppercase().parse::<DocumentId>().unwrap().as_str(), id);
        for text in
            ["", "0123456789abcdef0123456", "0123456789abcdef012345678", &id.replace('0', "g")]
        {
            assert_eq!(text.parse::<DocumentId>(), Err(NotAnId), "{text}");
        }
    }

    #[test]
    fn a_user_has_one_id() {
        let created = "2026-01-02T03:04:05.9Z".parse().unwrap();
        assert_eq!(user_document_id(created, 255).as_str(), "695735a500000000000000ff");
        assert!(user_document_id(created, i64::MAX).as_str().parse::<DocumentId>().is_ok());
    }
}
