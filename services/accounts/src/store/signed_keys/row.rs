use std::str::FromStr;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error;

use super::Listed;
use crate::schema::signed_keys;

/// A [`Listed`] key as its row is read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = signed_keys, check_for_backend(diesel::pg::Pg))]
pub(super) struct Row {
    id: i64,
    key: String,
    organization_id: i64,
    label: String,
    permissions: Vec<Option<String>>,
    networks: Vec<Option<String>>,
    legacy_signatures: bool,
    throttle: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl Row {
    pub(super) fn read(self) -> QueryResult<Listed> {
        let throttle = self.throttle.as_deref().map(parsed).transpose()?;
        Ok(Listed {
            id: self.id,
            key: self.key,
            organization_id: self.organization_id,
            label: self.label,
            permissions: all_parsed(&self.permissions)?,
            networks: all_parsed(&self.networks)?,
            legacy_signatures: self.legacy_signatures,
            throttle,
            created_at: self.created_at,
            expires_at: self.expires_at,
            last_used_at: self.last_used_at,
            revoked_at: self.revoked_at,
        })
    }
}

fn all_parsed<T>(words: &[Option<String>]) -> QueryResult<Vec<T>>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    words.iter().flatten().map(|word| parsed(word)).collect()
}

fn parsed<T>(word: &str) -> QueryResult<T>
where
    T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
{
    word.parse().map_err(|error: T::Err| Error::DeserializationError(error.into()))
}
