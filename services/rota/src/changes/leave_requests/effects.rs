//! What granted leave does to shifts, and how that is undone.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::super::Change;
use super::decisions::other_leave;
use crate::RotaError;
use crate::domain::leave::{Removed, is_taken_away, restorable, shift_dates};
use crate::domain::{Calendar, LeaveRequest, ShiftDuration, ShiftStatus};
use crate::store::affected;
use crate::store::leave_requests::LeaveRequestRow;
use crate::store::shifts::{self, NewShift, ShiftRow};

/// Removes those of the clinician's own shifts that are in the way of leave,
/// and tells what they were.
pub(super) async fn take_away(
    change: &mut Change<'_>,
    request: &LeaveRequest,
    own: &[ShiftRow],
) -> Result<Vec<Removed>, RotaError> {
    change.touch_between(request.start_date, request.end_date);
    let gone: Vec<&ShiftRow> = own.iter().filter(|row| is_in_the_way(row, request)).collect();
    remove(change, &gone).await?;
    Ok(gone.into_iter().map(removed).collect())
}

/// Enters study and court leave as shifts, which nobody but people may move.
/// Dates that something was done on are left as they are; `own` are the shifts
/// that there were before the leave took any away.
pub(super) async fn stand_in(
    change: &mut Change<'_>,
    calendar: &Calendar,
    request: &LeaveRequest,
    own: &[ShiftRow],
    by: &str,
) -> Result<(), RotaError> {
    let Some(type_) = request.type_.shift_type() else { return Ok(()) };
    let taken = taken(own.iter().filter(|row| !is_in_the_way(row, request)));
    let free = shift_dates(calendar, request.start_date, request.end_date)
        .into_iter()
        .filter(|date| !taken.contains(date));
    let new = free.map(|date| NewShift {
        clinician_id: request.clinician_id,
        date,
        type_,
        duration: ShiftDuration::Full,
        status: ShiftStatus::Scheduled,
        is_pinned: true,
        created_by: by.to_owned(),
        is_generated: false,
        leave_request_id: Some(request.id),
    });
    let new: Vec<NewShift> = new.collect();
    insert(change, &new).await
}

/// Undoes what granting leave did; the request itself is cancelled already.
pub(super) async fn give_back(
    change: &mut Change<'_>,
    row: &LeaveRequestRow,
) -> Result<(), RotaError> {
    let request = &row.request;
    let LeaveRequest { clinician_id, start_date, end_date, .. } = *request;
    change.touch_between(start_date, end_date);
    let made = affected::made_by(change.connection, request.id).await?;
    remove(change, &made.iter().collect::<Vec<_>>()).await?;
    let own = shifts::of_clinician(change.connection, clinician_id, start_date, end_date).await?;
    let removed: Vec<Removed> = serde_json::from_value(row.removed_shifts.clone())?;
    let leave = other_leave(change, request).await?;
    let back = restorable(&removed, change.who.today, &taken(&own), &leave);
    let new = back.into_iter().map(|of| NewShift {
        clinician_id,
        date: of.date,
        type_: of.type_,
        duration: of.duration,
        status: of.status,
        is_pinned: of.is_pinned,
        created_by: of.created_by,
        is_generated: of.is_generated,
        leave_request_id: None,
    });
    let new: Vec<NewShift> = new.collect();
    insert(change, &new).await
}

fn is_in_the_way(row: &ShiftRow, request: &LeaveRequest) -> bool {
    is_taken_away(&row.shift, request.start_date, request.end_date)
}

async fn remove(change: &mut Change<'_>, rows: &[&ShiftRow]) -> Result<(), RotaError> {
    if rows.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.shift.id).collect();
    shifts::delete(change.connection, &ids).await?;
    for &row in rows {
        change.shift(Some(row), None);
    }
    Ok(())
}

async fn insert(change: &mut Change<'_>, new: &[NewShift]) -> Result<(), RotaError> {
    let practice = change.who.practice;
    for row in shifts::insert_all(change.connection, practice, new).await? {
        change.shift(None, Some(&row));
    }
    Ok(())
}

/// The dates with a live shift.
fn taken<'a>(rows: impl IntoIterator<Item = &'a ShiftRow>) -> BTreeSet<NaiveDate> {
    rows.into_iter().filter(|row| row.shift.is_live()).map(|row| row.shift.date).collect()
}

fn removed(row: &ShiftRow) -> Removed {
    Removed {
        date: row.shift.date,
        type_: row.shift.type_,
        duration: row.shift.duration,
        status: row.shift.status,
        is_pinned: row.shift.is_pinned,
        created_by: row.created_by.clone(),
        is_generated: row.is_generated,
    }
}
