//! `/api/v1/leave-requests/`

mod wire;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use diesel_async::AsyncPgConnection;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body, Fields, Integer, Query, Word};

use super::paths::{found, id};
use super::roles::may_change;
use super::{clinicians, failed, told};
use crate::RotaError;
use crate::changes::leave_requests as changes;
use crate::domain::leave::Wish;
use crate::domain::{ClinicianId, LeaveRequestId};
use crate::member::Member;
use crate::store::leave_requests::{self, Filter, LeaveRequestRow};

pub(crate) use self::wire::{Asked, Changed, Refused, Told, tell};

const MODEL: &str = "LeaveRequest";

/// List leave requests
///
/// The newest first.
#[utoipa::path(
    get,
    path = "/api/v1/leave-requests/",
    operation_id = "list_leave_requests",
    tag = "leave-requests",
    params(
        ("status" = Option<crate::domain::LeaveStatus>, Query, description = "Only with this status"),
        ("type" = Option<crate::domain::LeaveType>, Query, description = "Only of this type"),
        ("clinician" = Option<i64>, Query, description = "Only of this clinician"),
    ),
    responses(
        (status = 200, description = "All of them.", body = Vec<Told>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = Invalid),
    )
)]
pub(crate) async fn list(member: Member) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&member.request);
    let filter = Filter {
        clinician: query.one("clinician").map(|Integer(id)| ClinicianId(id)),
        status: query.one("status").map(|Word(status)| status),
        type_: query.one("type").map(|Word(type_)| type_),
    };
    query.finish()?;
    let mut connection = member.connection().await?;
    all(&member, &mut connection, &filter).await
}

/// Ask for leave
///
/// What rules can decide is decided at once: the answer shows what became of it.
#[utoipa::path(
    post,
    path = "/api/v1/leave-requests/",
    operation_id = "create_leave_request",
    tag = "leave-requests",
    request_body = Asked,
    responses(
        (status = 201, description = "The request, granted, denied or waiting.", body = Told),
        (status = 400, description = "A field is missing or wrong; the body names each.", body = Invalid),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
        (status = 403, description = "Only managers may ask for others, here.", body = ErrorBody),
    )
)]
pub(crate) async fn create(member: Member, body: Body) -> Result<HttpResponse, ApiError> {
    let mut fields = body.json()?;
    let asked = wire::asked(&mut fields);
    wire::check_dates(&mut fields, asked.start_date, asked.end_date);
    let mut connection = member.connection().await?;
    if asked.clinician.is_some() {
        may_change(&member, &mut connection, asked.clinician).await?;
    }
    let (practice, clinician) = (member.practice, asked.clinician);
    clinicians::must_be_known(&mut fields, &mut connection, practice, clinician).await?;
    fields.finish()?;
    let (Some(clinician), Some(type_), Some(start_date), Some(end_date)) =
        (asked.clinician, asked.type_, asked.start_date, asked.end_date)
    else {
        return Err(ApiError::internal("a field that is required is missing"));
    };
    let wish = Wish { type_, start_date, end_date };
    let made = changes::create(&mut connection, &member.who(), clinician, &wish).await;
    one(&member, &mut connection, StatusCode::CREATED, made).await
}

/// List one clinician's leave requests
///
/// The newest first; none for a clinician that is not there.
#[utoipa::path(
    get,
    path = "/api/v1/leave-requests/mine/",
    operation_id = "list_my_leave_requests",
    tag = "leave-requests",
    params(("clinician_id" = Option<i64>, Query, description = "Whose; the caller's own unless told otherwise")),
    responses(
        (status = 200, description = "All of them.", body = Vec<Told>),
        (status = 400, description = "The parameter is wrong, or missing and the caller is no clinician here.", body = Invalid),
    )
)]
pub(crate) async fn mine(member: Member) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let mut query = Query::new(&member.request);
    let mut clinician = query.one("clinician_id").map(|Integer(id)| ClinicianId(id));
    if !query.is_given("clinician_id") {
        clinician = member.own_clinician(&mut connection).await?.map(|own| own.id);
        if clinician.is_none() {
            query.reject("clinician_id", "This query parameter is required.");
        }
    }
    query.finish()?;
    all(&member, &mut connection, &Filter { clinician, ..Filter::default() }).await
}

/// Get a leave request
#[utoipa::path(
    get,
    path = "/api/v1/leave-requests/{id}/",
    operation_id = "get_leave_request",
    tag = "leave-requests",
    params(("id" = i64, Path, description = "The request")),
    responses(
        (status = 200, description = "The request.", body = Told),
        (status = 404, description = "There is no such request.", body = ErrorBody),
    )
)]
pub(crate) async fn get(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let row = find(&member, &mut connection, &path).await?;
    one(&member, &mut connection, StatusCode::OK, Ok(row)).await
}

/// Replace a leave request
///
/// While it waits, it may be changed, and is then looked at again, or decided
/// on. Later nothing may differ.
#[utoipa::path(
    put,
    path = "/api/v1/leave-requests/{id}/",
    operation_id = "replace_leave_request",
    tag = "leave-requests",
    params(("id" = i64, Path, description = "The request")),
    request_body = Asked,
    responses(
        (status = 200, description = "The request, as it is now.", body = Told),
        (status = 400, description = "A field is missing or wrong, or the request can no longer be changed; the body names each.", body = Invalid),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
        (status = 403, description = "Only managers may do this, here.", body = ErrorBody),
        (status = 404, description = "There is no such request.", body = ErrorBody),
    )
)]
pub(crate) async fn replace(
    member: Member,
    path: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    edit(&member, &path, || body.json()).await
}

/// Change a leave request
///
/// While it waits, it may be changed, and is then looked at again. With
/// `status` it is granted or denied instead.
#[utoipa::path(
    patch,
    path = "/api/v1/leave-requests/{id}/",
    operation_id = "update_leave_request",
    tag = "leave-requests",
    params(("id" = i64, Path, description = "The request")),
    request_body = Changed,
    responses(
        (status = 200, description = "The request, as it is now.", body = Told),
        (status = 400, description = "A field is wrong, or the request can no longer be changed; the body names each.", body = Invalid),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
        (status = 403, description = "Only managers may do this, here.", body = ErrorBody),
        (status = 404, description = "There is no such request.", body = ErrorBody),
    )
)]
pub(crate) async fn update(
    member: Member,
    path: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    edit(&member, &path, || body.json().map(Fields::partially)).await
}

/// Delete a leave request
///
/// Leave that was granted is cancelled first.
#[utoipa::path(
    delete,
    path = "/api/v1/leave-requests/{id}/",
    operation_id = "delete_leave_request",
    tag = "leave-requests",
    params(("id" = i64, Path, description = "The request")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 403, description = "Only managers may do this to others' requests, here.", body = ErrorBody),
        (status = 404, description = "There is no such request.", body = ErrorBody),
    )
)]
pub(crate) async fn delete(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (who, id) = (member.who(), id(&path, MODEL)?);
    changes::delete(&mut connection, &who, id).await.map_err(failed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Cancel a leave request
///
/// One that waits or was granted. Shifts that granted leave took away come back
/// from today on, where nothing else is on their date.
#[utoipa::path(
    post,
    path = "/api/v1/leave-requests/{id}/cancel/",
    operation_id = "cancel_leave_request",
    tag = "leave-requests",
    params(("id" = i64, Path, description = "The request")),
    responses(
        (status = 200, description = "The request, as it is now.", body = Told),
        (status = 400, description = "It was denied or cancelled before.", body = Refused),
        (status = 403, description = "Only managers may do this to others' requests, here.", body = ErrorBody),
        (status = 404, description = "There is no such request.", body = ErrorBody),
    )
)]
pub(crate) async fn cancel(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (who, id) = (member.who(), id(&path, MODEL)?);
    let cancelled = changes::cancel(&mut connection, &who, id).await;
    match cancelled {
        Err(RotaError::Conflict(reason)) => Ok(told(StatusCode::BAD_REQUEST, reason)),
        cancelled => one(&member, &mut connection, StatusCode::OK, cancelled).await,
    }
}

async fn edit(
    member: &Member,
    path: &str,
    read: impl FnOnce() -> Result<Fields, ApiError>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let request = find(member, &mut connection, path).await?.0.request;
    may_change(member, &mut connection, Some(request.clinician_id)).await?;
    let mut fields = read()?;
    let edit = wire::edited(&mut fields);
    if edit.status.is_some_and(|status| status != request.status) {
        may_change(member, &mut connection, None).await?;
    }
    if edit.clinician.is_some_and(|clinician| clinician != request.clinician_id) {
        may_change(member, &mut connection, edit.clinician).await?;
    }
    let start = edit.start_date.unwrap_or(request.start_date);
    let end = edit.end_date.unwrap_or(request.end_date);
    wire::check_dates(&mut fields, Some(start), Some(end));
    let (practice, clinician) = (member.practice, edit.clinician);
    clinicians::must_be_known(&mut fields, &mut connection, practice, clinician).await?;
    fields.finish()?;
    let edited = changes::edit(&mut connection, &member.who(), request.id, &edit).await;
    one(member, &mut connection, StatusCode::OK, edited).await
}

async fn find(
    member: &Member,
    connection: &mut AsyncPgConnection,
    path: &str,
) -> Result<(LeaveRequestRow, String), ApiError> {
    let id: LeaveRequestId = id(path, MODEL)?;
    let row = leave_requests::find(connection, member.practice, id).await.map_err(failed)?;
    found(row, MODEL).map_err(failed)
}

async fn all(
    member: &Member,
    connection: &mut AsyncPgConnection,
    filter: &Filter,
) -> Result<HttpResponse, ApiError> {
    let rows = leave_requests::rows(connection, member.practice, filter).await.map_err(failed)?;
    let all = tell(connection, member.practice, &rows).await.map_err(failed)?;
    Ok(HttpResponse::Ok().json(all))
}

/// Answers with the request that was read or changed.
async fn one(
    member: &Member,
    connection: &mut AsyncPgConnection,
    status: StatusCode,
    row: Result<(LeaveRequestRow, String), RotaError>,
) -> Result<HttpResponse, ApiError> {
    let row = row.map_err(failed)?;
    let all = tell(connection, member.practice, &[row]).await.map_err(failed)?;
    Ok(HttpResponse::build(status).json(all.first()))
}
