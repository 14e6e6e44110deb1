//! Practices that have a rota, and how they run it.

use chrono::NaiveDate;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use super::shifts::IsScheduled;
use crate::RotaError;
use crate::domain::bank_holidays::{self, Change};
use crate::domain::{Calendar, Configuration, PracticeId};
use crate::schema::{bank_holiday_changes, practices, shifts};

/// Waits for its turn: until the transaction ends, nobody else changes the
/// rota of the practice. A practice that is not there yet is made with the
/// default configuration.
///
/// Everything that changes a rota calls this first, and [`count_change`] last.
pub async fn hold(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> Result<Configuration, RotaError> {
    let stored: Value = diesel::insert_into(practices::table)
        .values(practices::organization_id.eq(practice))
        .on_conflict(practices::organization_id)
        .do_update()
        // Which holds the row as it is.
        .set(practices::revision.eq(practices::revision))
        .returning(practices::configuration)
        .get_result(connection)
        .await?;
    Ok(Configuration::of(&stored)?)
}

/// How a practice runs its rota.
pub async fn configuration(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> Result<Configuration, RotaError> {
    Ok(Configuration::of(&stored(connection, practice).await?)?)
}

/// How a practice runs its rota, and its bank holidays.
pub async fn rules(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> Result<(Configuration, Calendar), RotaError> {
    let changed =
        (bank_holiday_changes::nation, bank_holiday_changes::date, bank_holiday_changes::name);
    let rows: Vec<(Value, Option<ChangedHoliday>)> = practices::table
        .left_join(bank_holiday_changes::table)
        .filter(practices::organization_id.eq(practice))
        .order(bank_holiday_changes::date)
        .select((practices::configuration, changed.nullable()))
        .load(connection)
        .await?;
    let configuration = match rows.as_slice().first() {
        Some((stored, _)) => Configuration::of(stored)?,
        None => Configuration::default(),
    };
    let nation: &'static str = configuration.nation.into();
    let changes = rows.into_iter().filter_map(|(_, changed)| changed);
    let changes: Vec<Change> = changes
        .filter(|(of, ..)| of == nation)
        .map(|(_, date, name)| Change { date, name })
        .collect();
    let calendar = bank_holidays::calendar(configuration.nation, &changes);
    Ok((configuration, calendar))
}

/// Of which nation, which date, and what it is called there, if anything.
type ChangedHoliday = (String, NaiveDate, Option<String>);

/// What the practice set itself; the rest is by default.
pub async fn stored(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> QueryResult<Value> {
    let found = practices::table
        .find(practice)
        .select(practices::configuration)
        .first(connection)
        .await
        .optional()?;
    Ok(found.unwrap_or_else(|| Value::Object(serde_json::Map::new())))
}

/// Replaces what the practice set itself.
pub async fn set_configuration(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    stored: &Value,
) -> QueryResult<()> {
    diesel::update(practices::table.find(practice))
        .set(practices::configuration.eq(stored))
        .execute(connection)
        .await?;
    Ok(())
}

/// Counts a change of the rota of a practice that is held.
pub async fn count_change(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> QueryResult<()> {
    diesel::update(practices::table.find(practice))
        .set(practices::revision.eq(practices::revision + 1))
        .execute(connection)
        .await
        .map(drop)
}

/// How often the practice's rota was changed; 0 where it has none.
pub async fn revision(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> QueryResult<i64> {
    let found = practices::table
        .find(practice)
        .select(practices::revision)
        .first(connection)
        .await
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Every practice that has a rota, by id.
pub async fn list(connection: &mut AsyncPgConnection) -> QueryResult<Vec<PracticeId>> {
    practices::table
        .order(practices::organization_id)
        .select(practices::organization_id)
        .load(connection)
        .await
}

/// Practices with scheduled shifts from before a date, by id.
pub async fn with_scheduled_before(
    connection: &mut AsyncPgConnection,
    date: NaiveDate,
) -> QueryResult<Vec<PracticeId>> {
    let past = shifts::table
        .filter(shifts::organization_id.eq(practices::organization_id))
        .filter(IsScheduled::new(shifts::status))
        .filter(shifts::date.lt(date));
    practices::table
        .filter(exists(past))
        .order(practices::organization_id)
        .select(practices::organization_id)
        .load(connection)
        .await
}
