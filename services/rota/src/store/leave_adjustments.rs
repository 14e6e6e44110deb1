//! What was added to people's leave, or taken from it, by hand.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::{ClinicianId, ManualAdjustmentType, PracticeId};
use crate::schema::leave_adjustments;

/// An adjustment, as it is kept.
#[derive(Clone, Debug, Serialize, Queryable, Selectable)]
#[diesel(table_name = leave_adjustments, check_for_backend(diesel::pg::Pg))]
pub struct LeaveAdjustment {
    /// Its number.
    pub id: i64,
    /// Whose leave.
    pub clinician_id: ClinicianId,
    /// The calendar year in which the leave year begins.
    pub year: i32,
    /// Why, in a word.
    #[serde(rename = "type")]
    pub type_: ManualAdjustmentType,
    /// In the clinician's unit of leave; negative takes away.
    pub amount: Decimal,
    /// Why, in a sentence.
    pub reason: String,
    /// A username, or `almanac`.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// An adjustment that is not there yet.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = leave_adjustments)]
pub struct NewLeaveAdjustment {
    /// Whose leave.
    pub clinician_id: ClinicianId,
    /// The calendar year in which the leave year begins.
    pub year: i32,
    /// Why, in a word.
    pub type_: ManualAdjustmentType,
    /// In the clinician's unit of leave; negative takes away.
    pub amount: Decimal,
    /// Why, in a sentence.
    pub reason: String,
    /// A username, or `almanac`.
    pub created_by: String,
}

/// Adds an adjustment.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    adjustment: &NewLeaveAdjustment,
) -> QueryResult<LeaveAdjustment> {
    diesel::insert_into(leave_adjustments::table)
        .values((leave_adjustments::organization_id.eq(practice), adjustment))
        .returning(LeaveAdjustment::as_returning())
        .get_result(connection)
        .await
}

/// Everything that adjusts one clinician's leave, in the order of adding.
pub async fn of_clinician(
    connection: &mut AsyncPgConnection,
    clinician: ClinicianId,
) -> QueryResult<Vec<LeaveAdjustment>> {
    leave_adjustments::table
        .filter(leave_adjustments::clinician_id.eq(clinician))
        .order(leave_adjustments::id)
        .select(LeaveAdjustment::as_select())
        .load(connection)
        .await
}

/// The sum of everything that adjusts the leave of these clinicians in one
/// leave year, by clinician; who has none is left out.
pub async fn of_year(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    clinicians: &[ClinicianId],
    year: i32,
) -> QueryResult<BTreeMap<ClinicianId, Decimal>> {
    let rows: Vec<(ClinicianId, Decimal)> = leave_adjustments::table
        .filter(leave_adjustments::organization_id.eq(practice))
        .filter(leave_adjustments::clinician_id.eq_any(clinicians))
        .filter(leave_adjustments::year.eq(year))
        .select((leave_adjustments::clinician_id, leave_adjustments::amount))
        .load(connection)
        .await?;
    Ok(sums(rows))
}

/// The sum of everything that adjusts one clinician's leave, by leave year.
pub async fn by_year(
    connection: &mut AsyncPgConnection,
    clinician: ClinicianId,
) -> QueryResult<BTreeMap<i32, Decimal>> {
    let rows: Vec<(i32, Decimal)> = leave_adjustments::table
        .filter(leave_adjustments::clinician_id.eq(clinician))
        .select((leave_adjustments::year, leave_adjustments::amount))
        .load(connection)
        .await?;
    Ok(sums(rows))
}

/// The sum of everything that adjusts the leave of these clinicians, by
/// clinician and leave year.
pub async fn of_all_years(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    clinicians: &[ClinicianId],
) -> QueryResult<BTreeMap<(ClinicianId, i32), Decimal>> {
    let key = (leave_adjustments::clinician_id, leave_adjustments::year);
    let rows: Vec<((ClinicianId, i32), Decimal)> = leave_adjustments::table
        .filter(leave_adjustments::organization_id.eq(practice))
        .filter(leave_adjustments::clinician_id.eq_any(clinicians))
        .select((key, leave_adjustments::amount))
        .load(connection)
        .await?;
    Ok(sums(rows))
}

fn sums<K: Ord>(rows: Vec<(K, Decimal)>) -> BTreeMap<K, Decimal> {
    let mut sums = BTreeMap::new();
    for (key, amount) in rows {
        *sums.entry(key).or_insert(Decimal::ZERO) += amount;
    }
    sums
}
