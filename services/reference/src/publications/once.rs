use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;

use super::{Column, Record, SourceError};

/// Keys that may stand in a file once.
pub(super) struct Once<K>(HashMap<K, u64>);

impl<K> Default for Once<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Display + Eq + Hash + Clone> Once<K> {
    /// Notes the key of a record; one that was there before is an error.
    pub(super) fn note(
        &mut self,
        record: &Record<'_>,
        column: Column,
        key: &K,
    ) -> Result<(), SourceError> {
        match self.0.insert(key.clone(), record.line()) {
            None => Ok(()),
            Some(earlier) => {
                Err(record.wrong(column, format!("{key} stands already on line {earlier}")))
            }
        }
    }
}
