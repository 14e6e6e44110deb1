//! `/api/v1/working-terms/`

mod fields;
mod wire;

use actix_web::HttpResponse;
use actix_web::web::Path;
use diesel_async::AsyncPgConnection;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body, Fields};

use self::fields::{read, reject_contradictions};
use self::wire::{Input, Patch, WorkingTerm};
use super::paths::{found, id};
use super::roles::may_change;
use super::{clinicians, failed};
use crate::changes;
use crate::domain::ClinicianId;
use crate::member::Member;
use crate::store::working_terms::{self, WorkingTermRow};

const MODEL: &str = "WorkingTerm";

/// List working terms
///
/// The latest start first, then the newest.
#[utoipa::path(
    get,
    path = "/api/v1/working-terms/",
    operation_id = "list_working_terms",
    tag = "working-terms",
    responses((status = 200, description = "The terms.", body = Vec<WorkingTerm>))
)]
pub(crate) async fn list(member: Member) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    show(&mut connection, &member, None).await
}

/// List the working terms of a clinician
///
/// The latest start first, then the newest.
#[utoipa::path(
    get,
    path = "/api/v1/clinicians/{id}/working-terms/",
    operation_id = "list_clinician_working_terms",
    tag = "working-terms",
    params(("id" = i64, Path, description = "The clinician's number")),
    responses(
        (status = 200, description = "The terms.", body = Vec<WorkingTerm>),
        (status = 404, description = "The practice has no such clinician.", body = ErrorBody),
    )
)]
pub(crate) async fn of_clinician(
    member: Member,
    path: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let clinician = clinicians::find(&mut connection, &member, &path).await?;
    show(&mut connection, &member, Some(clinician.id)).await
}

/// Add a working term
///
/// Terms of one clinician may overlap: on each day the one that starts last
/// governs, or the newest of those.
#[utoipa::path(
    post,
    path = "/api/v1/working-terms/",
    operation_id = "create_working_term",
    tag = "working-terms",
    request_body = Input,
    responses(
        (status = 201, description = "The term.", body = WorkingTerm),
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
    reject_contradictions(&mut fields, &edit);
    fields.finish()?;

    let row = changes::working_terms::create(&mut connection, &member.who(), &edit).await;
    Ok(HttpResponse::Created().json(WorkingTerm::from(row.map_err(failed)?)))
}

/// Get a working term
#[utoipa::path(
    get,
    path = "/api/v1/working-terms/{id}/",
    operation_id = "get_working_term",
    tag = "working-terms",
    params(("id" = i64, Path, description = "The term's number")),
    responses(
        (status = 200, description = "The term.", body = WorkingTerm),
        (status = 404, description = "The practice has no such term.", body = ErrorBody),
    )
)]
pub(crate) async fn get(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let row = find(&mut connection, &member, &path).await?;
    Ok(HttpResponse::Ok().json(WorkingTerm::from(row)))
}

/// Replace a working term
///
/// What need not be told stays as it is where it is not.
#[utoipa::path(
    put,
    path = "/api/v1/working-terms/{id}/",
    operation_id = "replace_working_term",
    tag = "working-terms",
    params(("id" = i64, Path, description = "The term's number")),
    request_body = Input,
    responses(
        (status = 200, description = "The term.", body = WorkingTerm),
        (status = 400, description = "A field is missing or wrong; the body names each.", body = Invalid),
        (status = 404, description = "The practice has no such term.", body = ErrorBody),
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

/// Change a working term
///
/// What is not told stays as it is.
#[utoipa::path(
    patch,
    path = "/api/v1/working-terms/{id}/",
    operation_id = "update_working_term",
    tag = "working-terms",
    params(("id" = i64, Path, description = "The term's number")),
    request_body = Patch,
    responses(
        (status = 200, description = "The term.", body = WorkingTerm),
        (status = 400, description = "A field is wrong; the body names each.", body = Invalid),
        (status = 404, description = "The practice has no such term.", body = ErrorBody),
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

/// Delete a working term
#[utoipa::path(
    delete,
    path = "/api/v1/working-terms/{id}/",
    operation_id = "delete_working_term",
    tag = "working-terms",
    params(("id" = i64, Path, description = "The term's number")),
    responses(
        (status = 204, description = "The term is gone."),
        (status = 404, description = "The practice has no such term.", body = ErrorBody),
    )
)]
pub(crate) async fn delete(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (who, id) = (member.who(), id(&path, MODEL)?);
    changes::working_terms::delete(&mut connection, &who, id).await.map_err(failed)?;
    Ok(HttpResponse::NoContent().finish())
}

async fn find(
    connection: &mut AsyncPgConnection,
    member: &Member,
    number: &str,
) -> Result<(WorkingTermRow, String), ApiError> {
    let row = working_terms::find(connection, member.practice, id(number, MODEL)?).await;
    found(row.map_err(failed)?, MODEL).map_err(failed)
}

async fn show(
    connection: &mut AsyncPgConnection,
    member: &Member,
    clinician: Option<ClinicianId>,
) -> Result<HttpResponse, ApiError> {
    let rows = working_terms::rows(connection, member.practice, clinician).await;
    let rows = rows.map_err(failed)?.into_iter().map(WorkingTerm::from);
    Ok(HttpResponse::Ok().json(rows.collect::<Vec<_>>()))
}

async fn change(
    member: &Member,
    number: &str,
    how: impl Fn(Fields) -> Fields,
    body: &Body,
) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (before, _) = find(&mut connection, member, number).await?;
    may_change(member, &mut connection, Some(before.term.clinician_id)).await?;
    let mut fields = how(body.json()?);
    let edit = read(&mut fields);
    if let Some(clinician) = edit.clinician_id {
        may_change(member, &mut connection, Some(clinician)).await?;
    }
    let (practice, clinician) = (member.practice, edit.clinician_id);
    clinicians::must_be_known(&mut fields, &mut connection, practice, clinician).await?;
    reject_contradictions(&mut fields, &edit.over(&before.term));
    fields.finish()?;

    let (who, id) = (member.who(), before.term.id);
    let row = changes::working_terms::update(&mut connection, &who, id, &edit).await;
    Ok(HttpResponse::Ok().json(WorkingTerm::from(row.map_err(failed)?)))
}
