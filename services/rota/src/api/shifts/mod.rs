//! `/api/v1/shifts/`

mod wire;

use actix_web::HttpResponse;
use actix_web::web::Path;
use diesel_async::AsyncPgConnection;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body, Fields, Query};

use self::wire::{Input, Patch, Shift, filter, read};
use super::paths::{found, id};
use super::roles::may_change;
use super::{clinicians, failed};
use crate::changes;
use crate::member::Member;
use crate::store::shifts::{self, ShiftRow};

const MODEL: &str = "Shift";

/// List shifts
///
/// By date, then by clinician.
#[utoipa::path(
    get,
    path = "/api/v1/shifts/",
    operation_id = "list_shifts",
    tag = "shifts",
    params(
        ("date_from" = Option<chrono::NaiveDate>, Query, description = "From this date on"),
        ("date_to" = Option<chrono::NaiveDate>, Query, description = "Up to this date"),
        ("clinician" = Option<i64>, Query, description = "Of this clinician"),
        ("status" = Option<crate::domain::ShiftStatus>, Query, description = "Of this status"),
        ("type" = Option<crate::domain::ShiftType>, Query, description = "Of this type"),
        ("is_pinned" = Option<bool>, Query, description = "Pinned ones, or the others"),
    ),
    responses(
        (status = 200, description = "The shifts.", body = Vec<Shift>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = Invalid),
    )
)]
pub(crate) async fn list(member: Member) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&member.request);
    let filter = filter(&mut query);
    query.finish()?;

    let mut connection = member.connection().await?;
    let rows = shifts::rows(&mut connection, member.practice, &filter).await;
    let rows = rows.map_err(failed)?.into_iter().map(Shift::from);
    Ok(HttpResponse::Ok().json(rows.collect::<Vec<_>>()))
}

/// Add a shift
///
/// On any date: a clinician needs no working term for it. But they have at
/// most one shift a day that is not cancelled, and none that counts while on
/// approved leave.
#[utoipa::path(
    post,
    path = "/api/v1/shifts/",
    operation_id = "create_shift",
    tag = "shifts",
    request_body = Input,
    responses(
        (status = 201, description = "The shift.", body = Shift),
        (status = 400, description = "A field is missing or wrong; the body names each.", body = Invalid),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn create(member: Member, body: Body) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let mut fields = body.json()?;
    let edit = read(&mut fields);
    let clinician = edit.clinician_id;
    if clinician.is_some() {
        may_change(&member, &mut connection, clinician).await?;
    }
    clinicians::must_be_known(&mut fields, &mut connection, member.practice, clinician).await?;
    fields.finish()?;

    let row = changes::shifts::create(&mut connection, &member.who(), &edit).await;
    Ok(HttpResponse::Created().json(Shift::from(row.map_err(failed)?)))
}

/// Get a shift
#[utoipa::path(
    get,
    path = "/api/v1/shifts/{id}/",
    operation_id = "get_shift",
    tag = "shifts",
    params(("id" = i64, Path, description = "The shift's number")),
    responses(
        (status = 200, description = "The shift.", body = Shift),
        (status = 404, description = "The practice has no such shift.", body = ErrorBody),
    )
)]
pub(crate) async fn get(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let row = find(&mut connection, &member, &path).await?;
    Ok(HttpResponse::Ok().json(Shift::from(row)))
}

/// Replace a shift
///
/// What need not be told stays as it is where it is not.
#[utoipa::path(
    put,
    path = "/api/v1/shifts/{id}/",
    operation_id = "replace_shift",
    tag = "shifts",
    params(("id" = i64, Path, description = "The shift's number")),
    request_body = Input,
    responses(
        (status = 200, description = "The shift.", body = Shift),
        (status = 400, description = "A field is missing or wrong; the body names each.", body = Invalid),
        (status = 404, description = "The practice has no such shift.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn replace(
    member: Member,
    path: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    change(&member, &path, |fields| fields, &body).await
}

/// Change a shift
///
/// What is not told stays as it is.
#[utoipa::path(
    patch,
    path = "/api/v1/shifts/{id}/",
    operation_id = "update_shift",
    tag = "shifts",
    params(("id" = i64, Path, description = "The shift's number")),
    request_body = Patch,
    responses(
        (status = 200, description = "The shift.", body = Shift),
        (status = 400, description = "A field is wrong; the body names each.", body = Invalid),
        (status = 404, description = "The practice has no such shift.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn update(
    member: Member,
    path: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    change(&member, &path, Fields::partially, &body).await
}

/// Delete a shift
///
/// Even if it is pinned.
#[utoipa::path(
    delete,
    path = "/api/v1/shifts/{id}/",
    operation_id = "delete_shift",
    tag = "shifts",
    params(("id" = i64, Path, description = "The shift's number")),
    responses(
        (status = 204, description = "The shift is gone."),
        (status = 404, description = "The practice has no such shift.", body = ErrorBody),
    )
)]
pub(crate) async fn delete(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (who, id) = (member.who(), id(&path, MODEL)?);
    changes::shifts::delete(&mut connection, &who, id).await.map_err(failed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Pin a shift
///
/// The generator leaves it alone from now on. A body does not matter.
#[utoipa::path(
    patch,
    path = "/api/v1/shifts/{id}/pin/",
    operation_id = "pin_shift",
    tag = "shifts",
    params(("id" = i64, Path, description = "The shift's number")),
    responses(
        (status = 200, description = "The shift.", body = Shift),
        (status = 404, description = "The practice has no such shift.", body = ErrorBody),
    )
)]
pub(crate) async fn pin(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    set_pinned(&member, &path, true).await
}

/// Unpin a shift
///
/// The generator may change it again. A body does not matter.
#[utoipa::path(
    patch,
    path = "/api/v1/shifts/{id}/unpin/",
    operation_id = "unpin_shift",
    tag = "shifts",
    params(("id" = i64, Path, description = "The shift's number")),
    responses(
        (status = 200, description = "The shift.", body = Shift),
        (status = 404, description = "The practice has no such shift.", body = ErrorBody),
    )
)]
pub(crate) async fn unpin(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    set_pinned(&member, &path, false).await
}

async fn find(
    connection: &mut AsyncPgConnection,
    member: &Member,
    number: &str,
) -> Result<(ShiftRow, String), ApiError> {
    let row = shifts::find(connection, member.practice, id(number, MODEL)?).await;
    found(row.map_err(failed)?, MODEL).map_err(failed)
}

async fn change(
    member: &Member,
    number: &str,
    how: impl Fn(Fields) -> Fields,
    body: &Body,
) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (before, _) = find(&mut connection, member, number).await?;
    may_change(member, &mut connection, Some(before.shift.clinician_id)).await?;
    let mut fields = how(body.json()?);
    let edit = read(&mut fields);
    if let Some(clinician) = edit.clinician_id {
        may_change(member, &mut connection, Some(clinician)).await?;
    }
    let (practice, clinician) = (member.practice, edit.clinician_id);
    clinicians::must_be_known(&mut fields, &mut connection, practice, clinician).await?;
    fields.finish()?;

    let (who, id) = (member.who(), before.shift.id);
    let row = changes::shifts::update(&mut connection, &who, id, &edit).await;
    Ok(HttpResponse::Ok().json(Shift::from(row.map_err(failed)?)))
}

async fn set_pinned(
    member: &Member,
    number: &str,
    is_pinned: bool,
) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (who, id) = (member.who(), id(number, MODEL)?);
    let row = changes::shifts::set_pinned(&mut connection, &who, id, is_pinned).await;
    Ok(HttpResponse::Ok().json(Shift::from(row.map_err(failed)?)))
}
