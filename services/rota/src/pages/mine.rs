//! What a clinician wants to know first: when they work, when they are away,
//! and what was changed of it.

use ::pages::{Moment, Page};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::{Days, NaiveDate};
use web::ApiError;

use super::quota;
use super::visit::{page, unlinked};
use super::words::{duration, leave_status, long, shift_type, short, span};
use crate::api::failed;
use crate::domain::{ChangeType, LeaveRequest, LeaveStatus, Shift};
use crate::member::Member;
use crate::store::leave_requests::{self, Filter, LeaveRequestRow};
use crate::store::shift_changes::{self, ShiftChange};
use crate::store::shifts::{self, ShiftRow};

/// How far ahead shifts are shown.
const AHEAD: Days = Days::new(8 * 7);

/// How long leave that is over is shown.
const BEHIND: Days = Days::new(365);

/// The most changes shown.
const CHANGES: i64 = 20;

#[derive(Template)]
#[template(path = "mine.html")]
struct Mine {
    page: Page,
    name: String,
    quota: String,
    shifts: Vec<OwnShift>,
    until: String,
    leave: Vec<OwnLeave>,
    changes: Vec<Changed>,
}

/// A shift, as its clinician sees it.
struct OwnShift {
    date: String,
    what: &'static str,
    length: &'static str,
    more: &'static str,
}

impl From<&Shift> for OwnShift {
    fn from(shift: &Shift) -> Self {
        Self {
            date: long(shift.date),
            what: shift_type(shift.type_),
            length: duration(shift.duration),
            more: if shift.is_pinned { "Pinned" } else { "" },
        }
    }
}

/// Leave, as its clinician sees it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OwnLeave {
    pub(super) id: i64,
    pub(super) what: &'static str,
    pub(super) dates: String,
    /// How far it has come, and why.
    pub(super) state: String,
    pub(super) can_be_cancelled: bool,
}

impl OwnLeave {
    pub(super) fn new(request: &LeaveRequest, denial_reason: &str, today: NaiveDate) -> Self {
        let status = leave_status(request.status);
        let is_denied = request.status == LeaveStatus::Denied && !denial_reason.is_empty();
        Self {
            id: request.id.0,
            what: request.type_.label(),
            dates: span(request.start_date, request.end_date),
            state: if is_denied { format!("{status}: {denial_reason}") } else { status.to_owned() },
            can_be_cancelled: request.status.is_live() && request.end_date >= today,
        }
    }
}

/// What happened to a shift.
struct Changed {
    at: Moment,
    what: String,
    by: String,
}

impl From<ShiftChange> for Changed {
    fn from(change: ShiftChange) -> Self {
        Self {
            at: Moment::from(change.changed_at),
            what: happened(change.change, change.date),
            by: change.changed_by,
        }
    }
}

fn happened(change: ChangeType, date: NaiveDate) -> String {
    let what = match change {
        ChangeType::Created => "is new",
        ChangeType::Updated => "was changed",
        ChangeType::Deleted => "was taken away",
    };
    format!("Your shift on {} {what}", long(date))
}

/// `GET /rota/mine/`
pub(super) async fn show(member: Member) -> Result<HttpResponse, ApiError> {
    let (practice, today) = (member.practice, member.today);
    let mut connection = member.connection().await?;
    let Some(clinician) = member.own_clinician(&mut connection).await? else {
        return unlinked(&member, "My rota", "mine");
    };
    let id = clinician.id;
    let until = today.checked_add_days(AHEAD).unwrap_or(today);
    let shifts = shifts::of_clinician(&mut connection, id, today, until).await.map_err(failed)?;
    let filter = Filter { clinician: Some(id), ..Filter::default() };
    let leave = leave_requests::rows(&mut connection, practice, &filter).await.map_err(failed)?;
    let by = &member.username;
    let changes = shift_changes::recent(&mut connection, practice, id, by, today, CHANGES).await;
    let shown = Mine {
        page: page(&member, "My rota", "mine"),
        name: clinician.name,
        quota: quota::left(&mut connection, practice, id, today).await.map_err(failed)?,
        shifts: upcoming(&shifts),
        until: short(until),
        leave: recent(leave.into_iter().map(|(row, _)| row).collect(), today),
        changes: changes.map_err(failed)?.into_iter().map(Changed::from).collect(),
    };
    shown.page.show(&member.request, StatusCode::OK, &shown)
}

fn upcoming(rows: &[ShiftRow]) -> Vec<OwnShift> {
    rows.iter().map(|row| &row.shift).filter(|shift| shift.is_live()).map(OwnShift::from).collect()
}

/// Leave to come first, by date, then what is over.
fn recent(mut rows: Vec<LeaveRequestRow>, today: NaiveDate) -> Vec<OwnLeave> {
    let since = today.checked_sub_days(BEHIND).unwrap_or(today);
    rows.retain(|row| row.request.end_date >= since);
    rows.sort_by_key(|row| (row.request.end_date < today, row.request.start_date));
    let told = |row: &LeaveRequestRow| OwnLeave::new(&row.request, &row.denial_reason, today);
    rows.iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LeaveType;
    use crate::domain::testing::{day, leave};

    #[test]
    fn leave_says_how_far_it_has_come() {
        let today = day("2024-06-03");
        let granted = leave(7, 1, LeaveType::AnnualLeave, "2024-06-03", "2024-06-07");
        for (status, reason, state, can_be_cancelled) in [
            (LeaveStatus::Approved, "", "Approved", true),
            (LeaveStatus::Requested, "", "Waits for a decision", true),
            (LeaveStatus::Denied, "Too many away.", "Denied: Too many away.", false),
            (LeaveStatus::Denied, "", "Denied", false),
            (LeaveStatus::Cancelled, "", "Cancelled", false),
        ] {
            let told = OwnLeave::new(&LeaveRequest { status, ..granted }, reason, today);
            let expected = OwnLeave {
                id: 7,
                what: "Annual leave",
                dates: "3 to 7 June 2024".to_owned(),
                state: state.to_owned(),
                can_be_cancelled,
            };
            assert_eq!(told, expected);
        }
        assert!(!OwnLeave::new(&granted, "", day("2024-06-08")).can_be_cancelled);
    }

    #[test]
    fn changes_are_told() {
        let told = happened(ChangeType::Deleted, day("2024-06-03"));
        assert_eq!(told, "Your shift on Monday 3 June 2024 was taken away");
    }
}
