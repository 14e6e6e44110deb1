//! What a practice changed of the published bank holidays.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::bank_holidays::{self, Change};
use crate::domain::configuration::Nation;
use crate::domain::{Calendar, Configuration, PracticeId};
use crate::schema::bank_holiday_changes;

/// What a practice changed of a nation's bank holidays, by date.
pub async fn changes(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    nation: Nation,
) -> QueryResult<Vec<Change>> {
    let nation: &'static str = nation.into();
    let rows: Vec<(NaiveDate, Option<String>)> = bank_holiday_changes::table
        .filter(bank_holiday_changes::organization_id.eq(practice))
        .filter(bank_holiday_changes::nation.eq(nation))
        .order(bank_holiday_changes::date)
        .select((bank_holiday_changes::date, bank_holiday_changes::name))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(date, name)| Change { date, name }).collect())
}

/// The bank holidays of a practice.
pub async fn calendar(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    configuration: &Configuration,
) -> QueryResult<Calendar> {
    let nation = configuration.nation;
    Ok(bank_holidays::calendar(nation, &changes(connection, practice, nation).await?))
}

/// Says what a date is, in the place of what is published: a bank holiday of
/// that name, or none.
pub async fn set(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    nation: Nation,
    change: &Change,
) -> QueryResult<()> {
    let nation: &'static str = nation.into();
    diesel::insert_into(bank_holiday_changes::table)
        .values((
            bank_holiday_changes::organization_id.eq(practice),
            bank_holiday_changes::nation.eq(nation),
            bank_holiday_changes::date.eq(change.date),
            bank_holiday_changes::name.eq(&change.name),
        ))
        .on_conflict((
            bank_holiday_changes::organization_id,
            bank_holiday_changes::nation,
            bank_holiday_changes::date,
        ))
        .do_update()
        .set(bank_holiday_changes::name.eq(&change.name))
        .execute(connection)
        .await
        .map(drop)
}
