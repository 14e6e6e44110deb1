use std::collections::BTreeSet;

use chassis::BoxError;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The form of backups that this version writes and reads.
const FORMAT: u32 = 1;

/// What a backup has.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    format: u32,
    /// The version of `almanac` that made it.
    pub(crate) almanac: String,
    /// When it was begun.
    pub(crate) created_at: DateTime<Utc>,
    /// The catalogue of reference data, which an object store belongs to.
    pub(crate) catalogue: String,
    /// The names of the keys that secrets in the databases are encrypted with.
    pub(crate) secret_keys: BTreeSet<String>,
    pub(crate) databases: Vec<Database>,
    pub(crate) objects: Vec<Object>,
}

/// A database of a service, as `databases/<service>.dump`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Database {
    pub(crate) service: String,
    /// What it was called.
    pub(crate) name: String,
    /// The versions of those that had been run.
    pub(crate) migrations: Vec<String>,
    /// The version of the `pg_dump` that made the dump; an older `pg_restore` cannot read it.
    pub(crate) pg_dump: u32,
    /// Bytes of the dump.
    pub(crate) size: u64,
    /// Of the dump, in hexadecimal.
    pub(crate) sha256: String,
}

/// An object that rows of the databases name, as `objects/<key>`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) key: String,
    pub(crate) size: u64,
    /// In hexadecimal.
    pub(crate) sha256: String,
    /// Whether its bytes are in the backup.
    pub(crate) in_archive: bool,
}

/// What tells forms apart, in all of them.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

impl Manifest {
    /// That of a backup which is begun now.
    pub(crate) fn begin() -> Self {
        Self {
            format: FORMAT,
            almanac: env!("CARGO_PKG_VERSION").to_owned(),
            created_at: Utc::now(),
            catalogue: String::new(),
            secret_keys: BTreeSet::new(),
            databases: Vec::new(),
            objects: Vec::new(),
        }
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, BoxError> {
        let Form { format } = serde_json::from_slice(bytes)?;
        if format != FORMAT {
            return Err(format!(
                "the backup has form {format}, and this almanac reads form {FORMAT}: use the \
                 version that made it"
            )
            .into());
        }
        Ok(serde_json::from_slice(bytes)?)
    }
}

impl Database {
    /// Where the archive has its dump.
    pub(crate) fn path(&self) -> String {
        dump_path(&self.service)
    }
}

/// Where the archive has the dump of a service.
pub(crate) fn dump_path(service: &str) -> String {
    format!("databases/{service}.dump")
}

impl Object {
    /// Where the archive has its bytes.
    pub(crate) fn path(&self) -> String {
        format!("objects/{}", self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_form_is_told_and_not_guessed_at() {
        let written = serde_json::to_vec(&Manifest::begin()).unwrap();
        assert!(Manifest::read(&written).unwrap().objects.is_empty());
        let told = Manifest::read(br#"{"format":2,"databases":"elsewhere"}"#).unwrap_err();
        assert!(told.to_string().contains("form 2"), "{told}");
    }
}
