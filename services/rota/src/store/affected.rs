//! Shifts that leave takes away, and shifts that it makes.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::shifts::ShiftRow;
use crate::domain::{LeaveRequestId, PracticeId, ShiftStatus};
use crate::schema::{leave_requests, shifts};

/// How many shifts each of these requests of a practice would take away if it
/// were granted now; those that would take none are left out.
pub async fn counts(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    requests: &[LeaveRequestId],
) -> QueryResult<BTreeMap<LeaveRequestId, i64>> {
    let in_the_way = shifts::clinician_id
        .eq(leave_requests::clinician_id)
        .and(shifts::date.between(leave_requests::start_date, leave_requests::end_date))
        .and(shifts::status.eq(ShiftStatus::Scheduled));
    let rows: Vec<(LeaveRequestId, i64)> = leave_requests::table
        .inner_join(shifts::table.on(in_the_way))
        .filter(leave_requests::organization_id.eq(practice))
        .filter(leave_requests::id.eq_any(requests))
        .group_by(leave_requests::id)
        .select((leave_requests::id, diesel::dsl::count_star()))
        .load(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The shifts that stand for granted leave and go with it, unless they are done.
pub async fn made_by(
    connection: &mut AsyncPgConnection,
    request: LeaveRequestId,
) -> QueryResult<Vec<ShiftRow>> {
    shifts::table
        .filter(shifts::leave_request_id.eq(request))
        .filter(shifts::status.ne(ShiftStatus::Completed))
        .order((shifts::date, shifts::id))
        .select(ShiftRow::as_select())
        .load(connection)
        .await
}
