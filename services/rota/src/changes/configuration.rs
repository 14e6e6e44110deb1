use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::Value;

use super::{Change, Who};
use crate::RotaError;
use crate::domain::Configuration;
use crate::store::practices;

/// Sets one member of a practice's configuration; `null` takes its default
/// again. Alerts are not looked at again: that happens with the next change of
/// their date, and with the next run of the generator.
pub async fn set_configuration(
    connection: &mut AsyncPgConnection,
    who: &Who,
    key: &str,
    value: Value,
) -> Result<Configuration, RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let before = practices::stored(change.connection, who.practice).await?;
            let after = Configuration::with(&before, key, value)?;
            practices::set_configuration(change.connection, who.practice, &after).await?;
            let member = |stored: &Value| -> Result<Value, RotaError> {
                let whole = serde_json::to_value(Configuration::of(stored)?)?;
                Ok(whole.get(key).cloned().unwrap_or_default())
            };
            change.record("configuration", key, Some(member(&before)?), Some(member(&after)?));
            change.finish().await?;
            Ok(Configuration::of(&after)?)
        })
        .await
}
