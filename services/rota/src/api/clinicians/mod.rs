//! `/api/v1/clinicians/`

mod selection;
mod stats;
mod wire;

use actix_web::HttpResponse;
use actix_web::web::Path;
use diesel_async::AsyncPgConnection;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body, Fields, Pk, Query};

use self::stats::Stats;
use self::wire::{Clinician, Input, Patch, read};
use super::failed;
use super::paths::{found, id};
use super::roles::may_change;
use crate::changes;
use crate::domain::{ClinicianId, PracticeId};
use crate::member::Member;
use crate::store::clinicians::{self, ClinicianRow};

const MODEL: &str = "Clinician";

/// List clinicians
///
/// All of them, by name unless `ordering` says otherwise.
#[utoipa::path(
    get,
    path = "/api/v1/clinicians/",
    operation_id = "list_clinicians",
    tag = "clinicians",
    params(
        ("search" = Option<String>, Query, description = "Words, in any case, that are all in the name", example = "smith"),
        ("ordering" = Option<String>, Query, description = "`id`, `name`, `active`, `created_at` or `updated_at`, with `-` before it to turn it round; or several, by commas", example = "-active,name"),
    ),
    responses((status = 200, description = "The clinicians.", body = Vec<Clinician>))
)]
pub(crate) async fn list(member: Member) -> Result<HttpResponse, ApiError> {
    select(&member, |_| true).await
}

/// List active clinicians
///
/// Those who work here now.
#[utoipa::path(
    get,
    path = "/api/v1/clinicians/active/",
    operation_id = "list_active_clinicians",
    tag = "clinicians",
    params(
        ("search" = Option<String>, Query, description = "Words, in any case, that are all in the name", example = "smith"),
        ("ordering" = Option<String>, Query, description = "`id`, `name`, `active`, `created_at` or `updated_at`, with `-` before it to turn it round; or several, by commas", example = "-created_at"),
    ),
    responses((status = 200, description = "The clinicians.", body = Vec<Clinician>))
)]
pub(crate) async fn active(member: Member) -> Result<HttpResponse, ApiError> {
    select(&member, |row| row.active).await
}

/// Add a clinician
///
/// Two may have the same name.
#[utoipa::path(
    post,
    path = "/api/v1/clinicians/",
    operation_id = "create_clinician",
    tag = "clinicians",
    request_body = Input,
    responses(
        (status = 201, description = "The clinician.", body = Clinician),
        (status = 400, description = "A field is missing or wrong; the body names each.", body = Invalid),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn create(member: Member, body: Body) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    may_change(&member, &mut connection, None).await?;
    let mut fields = body.json()?;
    let (name, active) = read(&mut fields);
    fields.finish()?;

    let (name, active) = (name.unwrap_or_default(), active.unwrap_or(true));
    let row = changes::clinicians::create(&mut connection, &member.who(), &name, active).await;
    Ok(HttpResponse::Created().json(Clinician::from(row.map_err(failed)?)))
}

/// Get a clinician
#[utoipa::path(
    get,
    path = "/api/v1/clinicians/{id}/",
    operation_id = "get_clinician",
    tag = "clinicians",
    params(("id" = i64, Path, description = "The clinician's number")),
    responses(
        (status = 200, description = "The clinician.", body = Clinician),
        (status = 404, description = "The practice has no such clinician.", body = ErrorBody),
    )
)]
pub(crate) async fn get(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let row = find(&mut connection, &member, &path).await?;
    Ok(HttpResponse::Ok().json(Clinician::from(row)))
}

/// Replace a clinician
///
/// `active` stays as it is unless it is told.
#[utoipa::path(
    put,
    path = "/api/v1/clinicians/{id}/",
    operation_id = "replace_clinician",
    tag = "clinicians",
    params(("id" = i64, Path, description = "The clinician's number")),
    request_body = Input,
    responses(
        (status = 200, description = "The clinician.", body = Clinician),
        (status = 400, description = "A field is missing or wrong; the body names each.", body = Invalid),
        (status = 404, description = "The practice has no such clinician.", body = ErrorBody),
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

/// Change a clinician
///
/// What is not told stays as it is.
#[utoipa::path(
    patch,
    path = "/api/v1/clinicians/{id}/",
    operation_id = "update_clinician",
    tag = "clinicians",
    params(("id" = i64, Path, description = "The clinician's number")),
    request_body = Patch,
    responses(
        (status = 200, description = "The clinician.", body = Clinician),
        (status = 400, description = "A field is wrong; the body names each.", body = Invalid),
        (status = 404, description = "The practice has no such clinician.", body = ErrorBody),
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

/// Delete a clinician
///
/// With their terms, shifts, leave and adjustments. Who no longer works here
/// had better be made inactive.
#[utoipa::path(
    delete,
    path = "/api/v1/clinicians/{id}/",
    operation_id = "delete_clinician",
    tag = "clinicians",
    params(("id" = i64, Path, description = "The clinician's number")),
    responses(
        (status = 204, description = "The clinician is gone."),
        (status = 404, description = "The practice has no such clinician.", body = ErrorBody),
    )
)]
pub(crate) async fn delete(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (who, id) = (member.who(), id(&path, MODEL)?);
    changes::clinicians::delete(&mut connection, &who, id).await.map_err(failed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Get the statistics of a clinician
///
/// As of today: shifts that count as worked, since ever; days owed in the
/// reporting period that today is in; and annual leave left of this leave year.
#[utoipa::path(
    get,
    path = "/api/v1/clinicians/{id}/stats/",
    operation_id = "get_clinician_stats",
    tag = "clinicians",
    params(("id" = i64, Path, description = "The clinician's number")),
    responses(
        (status = 200, description = "The statistics.", body = Stats),
        (status = 404, description = "The practice has no such clinician.", body = ErrorBody),
    )
)]
pub(crate) async fn stats(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let (practice, id) = (member.practice, id(&path, MODEL)?);
    let stats = Stats::of(&mut connection, practice, id, member.today).await.map_err(failed)?;
    Ok(HttpResponse::Ok().json(found(stats, MODEL).map_err(failed)?))
}

/// Notes it where a body names a clinician whom the practice does not have.
pub(super) async fn must_be_known(
    fields: &mut Fields,
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    clinician: Option<ClinicianId>,
) -> Result<(), ApiError> {
    let Some(id) = clinician else { return Ok(()) };
    if clinicians::find(connection, practice, id).await.map_err(failed)?.is_none() {
        fields.reject("clinician", Pk::unknown(id));
    }
    Ok(())
}

/// A clinician of the member's practice.
pub(super) async fn find(
    connection: &mut AsyncPgConnection,
    member: &Member,
    number: &str,
) -> Result<ClinicianRow, ApiError> {
    let row = clinicians::find(connection, member.practice, id(number, MODEL)?).await;
    found(row.map_err(failed)?, MODEL).map_err(failed)
}

async fn select(
    member: &Member,
    wanted: impl Fn(&ClinicianRow) -> bool,
) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&member.request);
    let search = query.text("search").unwrap_or_default();
    let ordering = query.text("ordering").unwrap_or_default();
    query.finish()?;

    let mut connection = member.connection().await?;
    let mut rows = clinicians::rows(&mut connection, member.practice).await.map_err(failed)?;
    rows.retain(|row| wanted(row) && selection::matches(&row.name, &search));
    selection::sort(&mut rows, &ordering);
    let rows: Vec<Clinician> = rows.into_iter().map(Clinician::from).collect();
    Ok(HttpResponse::Ok().json(rows))
}

async fn change(
    member: &Member,
    number: &str,
    how: impl Fn(Fields) -> Fields,
    body: &Body,
) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let row = find(&mut connection, member, number).await?;
    may_change(member, &mut connection, Some(row.id)).await?;
    let mut fields = how(body.json()?);
    let (name, active) = read(&mut fields);
    fields.finish()?;

    let (who, name) = (member.who(), name.as_deref());
    let row = changes::clinicians::update(&mut connection, &who, row.id, name, active).await;
    Ok(HttpResponse::Ok().json(Clinician::from(row.map_err(failed)?)))
}
