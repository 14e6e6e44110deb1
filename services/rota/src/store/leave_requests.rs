//! Who wishes to be away, and whether they may.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;

use crate::domain::days::dates;
use crate::domain::leave::Wish;
use crate::domain::{
    ClinicianId, LeaveRequest, LeaveRequestId, LeaveStatus, LeaveType, PracticeId,
};
use crate::schema::{clinicians, leave_requests};

// Written out, so that PostgreSQL finds the index that has only these.
diesel::postfix_operator!(IsLive, " IN ('REQUESTED', 'APPROVED')");

/// A leave request, as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = leave_requests, check_for_backend(diesel::pg::Pg))]
pub struct LeaveRequestRow {
    /// The request itself.
    #[diesel(embed)]
    pub request: LeaveRequest,
    /// When it was made.
    pub requested_at: DateTime<Utc>,
    /// When it was decided on last.
    pub processed_at: Option<DateTime<Utc>>,
    /// A username, or `system`.
    pub processed_by: Option<String>,
    /// Why it was denied; empty where it was not.
    pub denial_reason: String,
    /// Shifts that its approval took away, or would have when it was withdrawn.
    pub affected_shift_count: i32,
    /// Those shifts, as [`crate::domain::leave::Removed`].
    pub removed_shifts: Value,
}

/// Which leave requests of a practice are meant; what is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this clinician.
    pub clinician: Option<ClinicianId>,
    /// Of this status.
    pub status: Option<LeaveStatus>,
    /// Of this type.
    pub type_: Option<LeaveType>,
}

/// Leave requests with their clinician's name, the newest first.
pub async fn rows(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    filter: &Filter,
) -> QueryResult<Vec<(LeaveRequestRow, String)>> {
    let mut query = leave_requests::table
        .inner_join(clinicians::table)
        .filter(leave_requests::organization_id.eq(practice))
        .order((leave_requests::requested_at.desc(), leave_requests::id.desc()))
        .select((LeaveRequestRow::as_select(), clinicians::name))
        .into_boxed();
    if let Some(clinician) = filter.clinician {
        query = query.filter(leave_requests::clinician_id.eq(clinician));
    }
    if let Some(status) = filter.status {
        query = query.filter(leave_requests::status.eq(status));
    }
    if let Some(type_) = filter.type_ {
        query = query.filter(leave_requests::type_.eq(type_));
    }
    query.load(connection).await
}

/// The `most` requests decided on last, with their clinician's name.
pub async fn decided(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    most: i64,
) -> QueryResult<Vec<(LeaveRequestRow, String)>> {
    leave_requests::table
        .inner_join(clinicians::table)
        .filter(leave_requests::organization_id.eq(practice))
        .filter(leave_requests::status.ne(LeaveStatus::Requested))
        .order((leave_requests::processed_at.desc(), leave_requests::id.desc()))
        .limit(most)
        .select((LeaveRequestRow::as_select(), clinicians::name))
        .load(connection)
        .await
}

/// The first `most` requests that wait for a decision, by date, with their
/// clinician's name.
pub async fn waiting(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    most: i64,
) -> QueryResult<Vec<(LeaveRequestRow, String)>> {
    leave_requests::table
        .inner_join(clinicians::table)
        .filter(leave_requests::organization_id.eq(practice))
        .filter(leave_requests::status.eq(LeaveStatus::Requested))
        .order((leave_requests::start_date, leave_requests::id))
        .limit(most)
        .select((LeaveRequestRow::as_select(), clinicians::name))
        .load(connection)
        .await
}

/// How many requests wait for a decision.
pub async fn count_waiting(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
) -> QueryResult<i64> {
    leave_requests::table
        .filter(leave_requests::organization_id.eq(practice))
        .filter(leave_requests::status.eq(LeaveStatus::Requested))
        .count()
        .get_result(connection)
        .await
}

/// A leave request of a practice, with its clinician's name.
pub async fn find(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    id: LeaveRequestId,
) -> QueryResult<Option<(LeaveRequestRow, String)>> {
    leave_requests::table
        .inner_join(clinicians::table)
        .filter(leave_requests::organization_id.eq(practice))
        .filter(leave_requests::id.eq(id))
        .select((LeaveRequestRow::as_select(), clinicians::name))
        .first(connection)
        .await
        .optional()
}

/// Every leave request of one clinician, for rules.
pub async fn of_clinician(
    connection: &mut AsyncPgConnection,
    clinician: ClinicianId,
) -> QueryResult<Vec<LeaveRequest>> {
    leave_requests::table
        .filter(leave_requests::clinician_id.eq(clinician))
        .order(leave_requests::id)
        .select(LeaveRequest::as_select())
        .load(connection)
        .await
}

/// Live leave (requested or approved) of a practice, or of some of its
/// clinicians, that has a day from `first` to `last`.
pub async fn live_between(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    clinicians: Option<&[ClinicianId]>,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<LeaveRequest>> {
    let mut query = leave_requests::table
        .filter(leave_requests::organization_id.eq(practice))
        .filter(IsLive::new(leave_requests::status))
        .filter(leave_requests::end_date.ge(first))
        .filter(leave_requests::start_date.le(last))
        .order(leave_requests::id)
        .select(LeaveRequest::as_select())
        .into_boxed();
    if let Some(clinicians) = clinicians {
        query = query.filter(leave_requests::clinician_id.eq_any(clinicians));
    }
    query.load(connection).await
}

/// Approved leave of a practice that has a day from `first` to `last`, with
/// its clinician's name.
pub async fn granted_between(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<(LeaveRequest, String)>> {
    leave_requests::table
        .inner_join(clinicians::table)
        .filter(leave_requests::organization_id.eq(practice))
        .filter(IsLive::new(leave_requests::status))
        .filter(leave_requests::status.eq(LeaveStatus::Approved))
        .filter(leave_requests::end_date.ge(first))
        .filter(leave_requests::start_date.le(last))
        .order(leave_requests::id)
        .select((LeaveRequest::as_select(), clinicians::name))
        .load(connection)
        .await
}

/// On how many clinicians but this one approved leave takes each date from
/// `first` to `last`; dates with nobody are left out.
pub async fn others_away(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    clinician: ClinicianId,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<BTreeMap<NaiveDate, u32>> {
    let live = live_between(connection, practice, None, first, last).await?;
    let others = live
        .iter()
        .filter(|leave| leave.clinician_id != clinician && leave.status == LeaveStatus::Approved);
    let mut away = BTreeMap::new();
    for leave in others {
        for date in dates(leave.start_date.max(first), leave.end_date.min(last)) {
            *away.entry(date).or_default() += 1;
        }
    }
    Ok(away)
}

/// Adds requests that wait for a decision, in this order.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    clinician: ClinicianId,
    wishes: &[Wish],
) -> QueryResult<Vec<LeaveRequestRow>> {
    let value = |wish: &Wish| {
        (
            leave_requests::organization_id.eq(practice),
            leave_requests::clinician_id.eq(clinician),
            leave_requests::type_.eq(wish.type_),
            leave_requests::start_date.eq(wish.start_date),
            leave_requests::end_date.eq(wish.end_date),
            leave_requests::status.eq(LeaveStatus::Requested),
            // Not the transaction's time, at which others may still be at work.
            leave_requests::requested_at
                .eq(diesel::dsl::sql::<diesel::sql_types::Timestamptz>("clock_timestamp()")),
        )
    };
    let values: Vec<_> = wishes.iter().map(value).collect();
    diesel::insert_into(leave_requests::table)
        .values(values)
        .returning(LeaveRequestRow::as_returning())
        .get_results(connection)
        .await
}

/// Writes everything a request says but when it was made.
pub async fn update(
    connection: &mut AsyncPgConnection,
    row: &LeaveRequestRow,
) -> QueryResult<LeaveRequestRow> {
    let request = &row.request;
    diesel::update(leave_requests::table.find(request.id))
        .set((
            leave_requests::clinician_id.eq(request.clinician_id),
            leave_requests::type_.eq(request.type_),
            leave_requests::start_date.eq(request.start_date),
            leave_requests::end_date.eq(request.end_date),
            leave_requests::status.eq(request.status),
            leave_requests::processed_at.eq(row.processed_at),
            leave_requests::processed_by.eq(&row.processed_by),
            leave_requests::denial_reason.eq(&row.denial_reason),
            leave_requests::affected_shift_count.eq(row.affected_shift_count),
            leave_requests::removed_shifts.eq(&row.removed_shifts),
        ))
        .returning(LeaveRequestRow::as_returning())
        .get_result(connection)
        .await
}

/// Deletes a request.
pub async fn delete(connection: &mut AsyncPgConnection, id: LeaveRequestId) -> QueryResult<()> {
    diesel::delete(leave_requests::table.find(id)).execute(connection).await.map(drop)
}
