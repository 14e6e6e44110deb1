//! Leave that waits for a manager's decision, and what was decided.

mod impact;

use ::pages::{Errors, Form, Moment, Page, see_other};
use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use diesel_async::AsyncPgConnection;
use web::ApiError;

use self::impact::Facts;
use super::visit::{form, id, page, status};
use super::words::{leave_status, span};
use crate::RotaError;
use crate::api::failed;
use crate::changes::leave_requests::decide_by_hand;
use crate::domain::{LeaveRequestId, LeaveStatus};
use crate::member::Member;
use crate::store::leave_requests::{self, LeaveRequestRow};

/// The most waiting requests shown.
const WAITING: i64 = 50;

/// The most decided requests shown.
const DECIDED: i64 = 50;

/// The most characters of a reason.
const LONGEST_REASON: usize = 500;

#[derive(Template)]
#[template(path = "leave.html")]
struct Decisions {
    page: Page,
    errors: Errors,
    /// The first ones, by date, and how many more there are.
    waiting: Vec<Waiting>,
    more_waiting: i64,
    decided: Vec<Decided>,
    /// What is said of them.
    last_decided: String,
    most: usize,
}

/// A request that waits, and what approving it would mean.
struct Waiting {
    id: LeaveRequestId,
    name: String,
    what: &'static str,
    dates: String,
    asked: Moment,
    quota: String,
    impact: String,
    /// The field for the reason of a denial.
    field: String,
    reason: String,
}

/// A request that does not wait any more.
struct Decided {
    id: LeaveRequestId,
    name: String,
    what: &'static str,
    dates: String,
    /// What became of it, by whom and why.
    state: String,
    at: Option<Moment>,
    can_be_cancelled: bool,
}

impl From<(LeaveRequestRow, String)> for Decided {
    fn from((row, name): (LeaveRequestRow, String)) -> Self {
        let request = &row.request;
        let reason = Some(row.denial_reason).filter(|reason| !reason.is_empty());
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        // Who cancelled it is not kept: whoever decided on it before is.
        let decided = row.processed_by.filter(|_| request.status != LeaveStatus::Cancelled);
        let by = decided.map(|by| format!(" by {by}")).unwrap_or_default();
        Self {
            id: request.id,
            name,
            what: request.type_.label(),
            dates: span(request.start_date, request.end_date),
            state: format!("{}{by}{reason}", leave_status(request.status)),
            at: row.processed_at.map(Moment::from),
            can_be_cancelled: request.status == LeaveStatus::Approved,
        }
    }
}

/// `GET /rota/leave/`
pub(super) async fn list(member: Member) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    answer(&member, &mut connection, &Form::default(), Errors::default()).await
}

/// `POST /rota/leave/{id}/approve/`
pub(super) async fn approve(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    decide(&member, id(&path)?, true, "").await
}

/// `POST /rota/leave/{id}/deny/`
pub(super) async fn deny(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let id: LeaveRequestId = id(&path)?;
    let form = form(&member);
    match reason(&form, id) {
        Ok(reason) => decide(&member, id, false, reason).await,
        Err(errors) => {
            let mut connection = member.connection().await?;
            answer(&member, &mut connection, &form, errors).await
        }
    }
}

fn field(id: LeaveRequestId) -> String {
    format!("reason-{id}")
}

fn reason(form: &Form, id: LeaveRequestId) -> Result<&str, Errors> {
    let field = field(id);
    let reason = form.get(&field);
    if reason.is_empty() {
        return Err(Errors::one(&field, "Say why the leave is denied."));
    }
    if reason.chars().count() > LONGEST_REASON {
        let told = format_args!("The reason has more than {LONGEST_REASON} characters.");
        return Err(Errors::one(&field, told));
    }
    Ok(reason)
}

async fn decide(
    member: &Member,
    id: LeaveRequestId,
    approve: bool,
    reason: &str,
) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    match decide_by_hand(&mut connection, &member.who(), id, approve, reason).await {
        Ok(_) => {
            let done = if approve { "leave-approved" } else { "leave-denied" };
            Ok(see_other(&format!("/rota/leave/?done={done}")))
        }
        Err(error @ RotaError::Conflict(_)) => {
            answer(member, &mut connection, &form(member), Errors::one("", error)).await
        }
        Err(error) => Err(failed(error)),
    }
}

/// The page, with a reason as it was filled in.
async fn answer(
    member: &Member,
    connection: &mut AsyncPgConnection,
    form: &Form,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let practice = member.practice;
    let waiting = leave_requests::waiting(connection, practice, WAITING).await.map_err(failed)?;
    let count = leave_requests::count_waiting(connection, practice).await.map_err(failed)?;
    let decided = leave_requests::decided(connection, practice, DECIDED).await.map_err(failed)?;
    let requests: Vec<_> = waiting.iter().map(|(row, _)| row.request).collect();
    let facts = Facts::load(connection, practice, &requests).await.map_err(failed)?;
    let shown = Decisions {
        page: page(member, "Leave requests", "leave"),
        errors,
        more_waiting: (count - WAITING).max(0),
        waiting: waiting.into_iter().map(|row| question(&facts, row, form)).collect(),
        decided: decided.into_iter().map(Decided::from).collect(),
        last_decided: format!("The last {DECIDED}, newest first"),
        most: LONGEST_REASON,
    };
    shown.page.show(&member.request, status(&shown.errors), &shown)
}

fn question(facts: &Facts, (row, name): (LeaveRequestRow, String), form: &Form) -> Waiting {
    let request = &row.request;
    let field = field(request.id);
    Waiting {
        id: request.id,
        name,
        what: request.type_.label(),
        dates: span(request.start_date, request.end_date),
        asked: Moment::from(row.requested_at),
        quota: facts.quota(request),
        impact: facts.impact(request),
        reason: form.get(&field).to_owned(),
        field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_needs_a_reason() {
        let id = LeaveRequestId(7);
        let form = Form::parse(b"reason-7=+Too+many+away.+&reason-8=");
        assert_eq!(reason(&form, id), Ok("Too many away."));
        let errors = reason(&form, LeaveRequestId(8)).unwrap_err();
        assert_eq!(errors.of("reason-8"), ["Say why the leave is denied."]);
        for (length, is_fine) in [(500, true), (501, false)] {
            let form = Form::parse(format!("reason-7={}", "x".repeat(length)).as_bytes());
            assert_eq!(reason(&form, id).is_ok(), is_fine, "{length}");
        }
    }
}
