//! Leave: asked for, decided on, withdrawn.

mod decisions;
mod edits;
mod effects;

use chrono::NaiveDate;
use diesel_async::{AsyncConnection, AsyncPgConnection};

use self::decisions::{Applicant, add, deny, grant_by_hand, note, process};
use super::{Change, Who, images};
use crate::RotaError;
use crate::domain::leave::Wish;
use crate::domain::{ClinicianId, LeaveRequestId, LeaveStatus, LeaveType, booking};
use crate::store::affected;
use crate::store::leave_requests::{self, LeaveRequestRow};

pub use self::edits::{Edit, range_mistake};

const NO_SUCH: RotaError = RotaError::NoSuch("LeaveRequest");

/// Asks for leave, which is decided on at once as far as rules can. Returns the
/// request as it is then, and the clinician's name.
pub async fn create(
    connection: &mut AsyncPgConnection,
    who: &Who,
    clinician: ClinicianId,
    wish: &Wish,
) -> Result<(LeaveRequestRow, String), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let mut applicant = Applicant::find(&mut change, clinician).await?;
            let mut added = add(&mut change, &mut applicant, std::slice::from_ref(wish)).await?;
            change.finish().await?;
            Ok((added.pop().ok_or(NO_SUCH)?, applicant.clinician.name))
        })
        .await
}

/// Asks for leave on chosen dates, one request for each range of them, which is
/// decided on after the one before it. What cannot be booked is a
/// [`RotaError::Conflict`], and then nothing is.
pub async fn book(
    connection: &mut AsyncPgConnection,
    who: &Who,
    clinician: ClinicianId,
    type_: LeaveType,
    dates: &[NaiveDate],
    is_manager: bool,
) -> Result<Vec<(LeaveRequestRow, String)>, RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let mut applicant = Applicant::find(&mut change, clinician).await?;
            let Applicant { terms, leave, calendar, .. } = &applicant;
            let ranges =
                booking::check(type_, dates, terms, leave, calendar, who.today, is_manager)
                    .map_err(|refused| RotaError::Conflict(refused.to_string()))?;
            let wish = |(start_date, end_date)| Wish { type_, start_date, end_date };
            let wishes: Vec<Wish> = ranges.into_iter().map(wish).collect();
            let added = add(&mut change, &mut applicant, &wishes).await?;
            change.finish().await?;
            let name = applicant.clinician.name;
            Ok(added.into_iter().map(|row| (row, name.clone())).collect())
        })
        .await
}

/// Changes a request that waits for a decision, which is then looked at again,
/// or decides on it. What it says already may be said again at any time.
pub async fn edit(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: LeaveRequestId,
    edit: &Edit,
) -> Result<(LeaveRequestRow, String), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let (before, name) = found(&mut change, id).await?;
            change.allow(Some(before.request.clinician_id))?;
            let (request, status) = edit.apply(&before.request)?;
            change.allow(Some(request.clinician_id))?;
            if request == before.request && status.is_none() {
                return Ok((before, name));
            }
            if status.is_some() {
                change.allow(None)?;
            }
            let applicant = Applicant::find(&mut change, request.clinician_id).await?;
            let row = LeaveRequestRow { request, ..before.clone() };
            let after = match status {
                None => {
                    let row = leave_requests::update(change.connection, &row).await?;
                    process(&mut change, &applicant, row).await?
                }
                Some(LeaveStatus::Approved) => grant_by_hand(&mut change, &applicant, row).await?,
                Some(_) => {
                    let reason = edit.reason(&who.username);
                    deny(&mut change, row, &who.username, reason).await?
                }
            };
            note(&mut change, Some(&before), &after);
            change.finish().await?;
            Ok((after, applicant.clinician.name))
        })
        .await
}

/// Grants or denies a request that waits for it; without a reason a denial says
/// who denied it. What cannot be decided so (any more) is a [`RotaError::Conflict`].
pub async fn decide_by_hand(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: LeaveRequestId,
    approve: bool,
    reason: &str,
) -> Result<(LeaveRequestRow, String), RotaError> {
    let status = if approve { LeaveStatus::Approved } else { LeaveStatus::Denied };
    let decision =
        Edit { status: Some(status), denial_reason: Some(reason.to_owned()), ..Edit::default() };
    edit(connection, who, id, &decision).await.map_err(|error| match error {
        RotaError::Invalid(fields) => {
            let sentences: Vec<String> = fields.into_values().flatten().collect();
            RotaError::Conflict(sentences.join(" "))
        }
        other => other,
    })
}

/// Withdraws a request that waits for a decision or was granted. Of granted
/// leave the shifts that stood for it go, and those it took away come back where
/// they still can. Anything else is a [`RotaError::Conflict`].
pub async fn cancel(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: LeaveRequestId,
) -> Result<(LeaveRequestRow, String), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let (before, name) = found(&mut change, id).await?;
            change.allow(Some(before.request.clinician_id))?;
            let status = before.request.status;
            if !status.is_live() {
                let reason = format!("A request that is {status} cannot be cancelled.");
                return Err(RotaError::Conflict(reason));
            }
            let after = withdraw(&mut change, &before).await?;
            change.finish().await?;
            Ok((after, name))
        })
        .await
}

/// Deletes a request. Granted leave is cancelled first.
pub async fn delete(
    connection: &mut AsyncPgConnection,
    who: &Who,
    id: LeaveRequestId,
) -> Result<(), RotaError> {
    connection
        .transaction(async |connection| {
            let mut change = Change::begin(connection, who).await?;
            let (mut row, _) = found(&mut change, id).await?;
            change.allow(Some(row.request.clinician_id))?;
            if row.request.status == LeaveStatus::Approved {
                row = withdraw(&mut change, &row).await?;
            }
            leave_requests::delete(change.connection, id).await?;
            change.record("leave_request", id, Some(images::leave_request(&row)), None);
            change.finish().await.map(drop)
        })
        .await
}

async fn found(
    change: &mut Change<'_>,
    id: LeaveRequestId,
) -> Result<(LeaveRequestRow, String), RotaError> {
    let practice = change.who.practice;
    leave_requests::find(change.connection, practice, id).await?.ok_or(NO_SUCH)
}

/// Cancels a live request. How many shifts it was about stays known.
async fn withdraw(
    change: &mut Change<'_>,
    before: &LeaveRequestRow,
) -> Result<LeaveRequestRow, RotaError> {
    let mut after = before.clone();
    if before.request.status == LeaveStatus::Requested {
        let id = before.request.id;
        let counts = affected::counts(change.connection, change.who.practice, &[id]).await?;
        let count = counts.get(&id).copied().unwrap_or_default();
        after.affected_shift_count = i32::try_from(count).unwrap_or(i32::MAX);
    }
    after.request.status = LeaveStatus::Cancelled;
    let after = leave_requests::update(change.connection, &after).await?;
    if before.request.status == LeaveStatus::Approved {
        effects::give_back(change, before).await?;
    }
    note(change, Some(before), &after);
    Ok(after)
}
