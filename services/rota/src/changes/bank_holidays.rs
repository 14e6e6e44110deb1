use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use super::{Change, Who, sentence};
use crate::RotaError;
use crate::domain::bank_holidays::Change as Holiday;
use crate::store::bank_holidays;

/// Says what a date is to a practice, in the place of what is published: a
/// bank holiday of that name, or none.
pub async fn set_bank_holiday(
    connection: &mut AsyncPgConnection,
    who: &Who,
    holiday: &Holiday,
) -> Result<(), RotaError> {
    if let Some(name) = &holiday.name {
        sentence("the name", name)?;
    }
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let (practice, nation) = (who.practice, change.configuration.nation);
            let configuration = change.configuration.clone();
            let calendar =
                bank_holidays::calendar(change.connection, practice, &configuration).await?;
            let before = calendar.bank_holiday(holiday.date).map(|name| json!({ "name": name }));
            let after = holiday.name.as_ref().map(|name| json!({ "name": name }));
            bank_holidays::set(change.connection, practice, nation, holiday).await?;
            if before != after {
                change.record("bank_holiday", holiday.date, before, after);
            }
            // More doctors are on duty on the first working day after it.
            let mut later = holiday.date.iter_days().skip(1);
            let next = later.find(|date| calendar.is_working_day(*date));
            change.touch_between(holiday.date, next.unwrap_or(holiday.date));
            change.finish().await.map(drop)
        })
        .await
}
