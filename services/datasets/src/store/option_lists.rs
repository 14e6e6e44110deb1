//! Options, each list of them kept once.

use std::sync::Arc;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Json;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use moka::sync::Cache;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::io::Write;

use crate::DatasetsError;
use crate::domain::{OptionListId, Options};
use crate::schema::option_lists;

/// JSON text as it is kept: PostgreSQL's `json` forgets nothing of it.
#[derive(Clone, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Json)]
struct Text(String);

impl ToSql<Json, Pg> for Text {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Json, Pg> for Text {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(String::from_utf8(value.as_bytes().to_vec())?))
    }
}

/// Options as they are kept. Made before the transaction that keeps them, for
/// writing megabytes takes its time.
#[derive(Clone, Debug)]
pub struct Prepared {
    json: Text,
    digest: Vec<u8>,
    count: i32,
}

impl Prepared {
    /// Options, written down.
    pub fn of(options: &Options) -> Result<Self, DatasetsError> {
        let json = options.json()?;
        let digest = Sha256::digest(json.as_bytes()).to_vec();
        // A list has at most 50,000.
        let count = i32::try_from(options.len()).unwrap_or(i32::MAX);
        Ok(Self { json: Text(json), digest, count })
    }

    /// The same where nobody waits for it.
    pub async fn aside(options: Options) -> Result<Self, DatasetsError> {
        tokio::task::spawn_blocking(move || Self::of(&options)).await?
    }
}

/// Keeps options, unless they are kept already; their number and how many they are.
pub async fn keep(
    connection: &mut AsyncPgConnection,
    Prepared { json, digest, count }: &Prepared,
) -> QueryResult<(OptionListId, i32)> {
    if let Some(id) = known(connection, digest).await? {
        return Ok((id, *count));
    }
    let added = diesel::insert_into(option_lists::table)
        .values((
            option_lists::digest.eq(digest),
            option_lists::options.eq(json),
            option_lists::count.eq(count),
        ))
        .on_conflict(option_lists::digest)
        .do_nothing()
        .returning(option_lists::id)
        .get_result(connection)
        .await
        .optional()?;
    let id = match added {
        Some(id) => Some(id),
        // Somebody else was quicker.
        None => known(connection, digest).await?,
    };
    Ok((id.ok_or(diesel::result::Error::NotFound)?, *count))
}

async fn known(
    connection: &mut AsyncPgConnection,
    digest: &[u8],
) -> QueryResult<Option<OptionListId>> {
    option_lists::table
        .filter(option_lists::digest.eq(digest))
        .select(option_lists::id)
        .first(connection)
        .await
        .optional()
}

/// Options under their number, as the JSON object that is kept.
pub async fn read(
    connection: &mut AsyncPgConnection,
    id: OptionListId,
) -> Result<Box<RawValue>, DatasetsError> {
    let Text(json) =
        option_lists::table.find(id).select(option_lists::options).first(connection).await?;
    Ok(RawValue::from_string(json)?)
}

/// The options in a JSON object that was kept.
pub fn parsed(json: &RawValue) -> Result<Options, DatasetsError> {
    Options::read(json.get()).map_err(|fault| DatasetsError::Json(serde::de::Error::custom(fault)))
}

/// The most bytes of options that are remembered.
const MOST_REMEMBERED: u64 = 64 * 1024 * 1024;

/// Remembers options that were read: under one number they never change.
pub struct OptionLists(Cache<OptionListId, Arc<RawValue>>);

impl Default for OptionLists {
    fn default() -> Self {
        let weight = |_: &OptionListId, json: &Arc<RawValue>| {
            u32::try_from(json.get().len()).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(MOST_REMEMBERED).weigher(weight).build())
    }
}

impl OptionLists {
    /// Options under their number, as a JSON object.
    pub async fn get(
        &self,
        connection: &mut AsyncPgConnection,
        id: OptionListId,
    ) -> Result<Arc<RawValue>, DatasetsError> {
        if let Some(json) = self.0.get(&id) {
            return Ok(json);
        }
        let json: Arc<RawValue> = read(connection, id).await?.into();
        self.0.insert(id, Arc::clone(&json));
        Ok(json)
    }
}
