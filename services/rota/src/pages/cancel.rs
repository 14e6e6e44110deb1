//! Cancelling leave, which is asked twice about.

use ::pages::{Errors, Page, see_other};
use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use diesel_async::AsyncPgConnection;
use web::ApiError;

use super::visit::{id, page, status, unknown};
use super::words::span;
use crate::RotaError;
use crate::api::failed;
use crate::changes::leave_requests::cancel;
use crate::domain::{LeaveRequestId, LeaveStatus};
use crate::member::Member;
use crate::store::leave_requests::{self, LeaveRequestRow};

#[derive(Template)]
#[template(path = "leave_cancel.html")]
struct Confirm {
    page: Page,
    errors: Errors,
    id: LeaveRequestId,
    /// `Annual leave of Dr Ames, 3 to 7 June 2024`.
    told: String,
    was_granted: bool,
    back: &'static str,
}

/// `GET /rota/leave/{id}/cancel/`
pub(super) async fn confirm(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (row, name) = own(&member, &mut connection, &path).await?;
    if !row.request.status.is_live() {
        return Err(unknown());
    }
    answer(&member, &row, &name, Errors::default())
}

/// `POST /rota/leave/{id}/cancel/`
pub(super) async fn post(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (row, name) = own(&member, &mut connection, &path).await?;
    match cancel(&mut connection, &member.who(), row.request.id).await {
        Ok(_) => {
            let is_own = member.clinician == Some(row.request.clinician_id);
            Ok(see_other(&format!("{}?done=leave-cancelled", back(is_own))))
        }
        Err(error @ RotaError::Conflict(_)) => answer(&member, &row, &name, Errors::one("", error)),
        Err(error) => Err(failed(error)),
    }
}

/// A request that is the member's own, or of the practice they run, with the
/// clinician's name. It is 404 for others.
async fn own(
    member: &Member,
    connection: &mut AsyncPgConnection,
    path: &str,
) -> Result<(LeaveRequestRow, String), ApiError> {
    let found = leave_requests::find(connection, member.practice, id(path)?).await;
    let (row, name) = found.map_err(failed)?.ok_or_else(unknown)?;
    let clinician = member.own_clinician(connection).await?;
    let is_own = clinician.is_some_and(|own| own.id == row.request.clinician_id);
    if is_own || member.is_manager { Ok((row, name)) } else { Err(unknown()) }
}

fn answer(
    member: &Member,
    row: &LeaveRequestRow,
    name: &str,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let request = &row.request;
    let is_own = member.clinician == Some(request.clinician_id);
    let dates = span(request.start_date, request.end_date);
    let shown = Confirm {
        page: page(member, "Cancel leave", if is_own { "mine" } else { "leave" }),
        errors,
        id: request.id,
        told: format!("{} of {name}, {dates}", request.type_.label()),
        was_granted: request.status == LeaveStatus::Approved,
        back: back(is_own),
    };
    shown.page.show(&member.request, status(&shown.errors), &shown)
}

/// Where to go next.
fn back(is_own: bool) -> &'static str {
    if is_own { "/rota/mine/" } else { "/rota/leave/" }
}
