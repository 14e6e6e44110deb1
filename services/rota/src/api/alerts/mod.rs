//! `/api/v1/alerts/`

mod wire;

use actix_web::HttpResponse;
use actix_web::web::Path;
use diesel_async::AsyncPgConnection;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body, Fields, Query};

use self::wire::{Alert, Input, Patch, read};
use super::paths::{found, id};
use super::roles::may_change;
use super::{failed, no_such};
use crate::changes;
use crate::changes::alerts::Edit;
use crate::domain::{AlertId, AlertStatus};
use crate::member::Member;
use crate::store::alerts::{self, AlertRow};

const MODEL: &str = "Alert";

/// List alerts
///
/// Active ones alone, unless told otherwise; the latest date first, then the newest.
#[utoipa::path(
    get,
    path = "/api/v1/alerts/",
    operation_id = "list_alerts",
    tag = "alerts",
    params(("active" = Option<String>, Query, description = "`false` for those that are not active too", example = "false")),
    responses((status = 200, description = "The alerts.", body = Vec<Alert>))
)]
pub(crate) async fn list(member: Member) -> Result<HttpResponse, ApiError> {
    let active_only = active_only(&member)?;
    let mut connection = member.connection().await?;
    let rows = alerts::rows(&mut connection, member.practice, active_only, None).await;
    let rows = rows.map_err(failed)?.into_iter().map(Alert::from);
    Ok(HttpResponse::Ok().json(rows.collect::<Vec<_>>()))
}

/// Add an alert
///
/// It stays until somebody deletes it, whatever becomes of the rota.
#[utoipa::path(
    post,
    path = "/api/v1/alerts/",
    operation_id = "create_alert",
    tag = "alerts",
    request_body = Input,
    responses(
        (status = 201, description = "The alert.", body = Alert),
        (status = 400, description = "A field is missing or wrong; the body names each.", body = Invalid),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn create(member: Member, body: Body) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    may_change(&member, &mut connection, None).await?;
    let mut fields = body.json()?;
    let edit = read(&mut fields);
    fields.finish()?;

    let row = changes::alerts::create(&mut connection, &member.who(), &edit).await;
    Ok(HttpResponse::Created().json(Alert::from(row.map_err(failed)?)))
}

/// Get an alert
#[utoipa::path(
    get,
    path = "/api/v1/alerts/{id}/",
    operation_id = "get_alert",
    tag = "alerts",
    params(
        ("id" = i64, Path, description = "The alert's number"),
        ("active" = Option<String>, Query, description = "`false` for one that is not active too", example = "false"),
    ),
    responses(
        (status = 200, description = "The alert.", body = Alert),
        (status = 404, description = "The practice has no such alert, or it is not active.", body = ErrorBody),
    )
)]
pub(crate) async fn get(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let row = find(&mut connection, &member, &path).await?;
    Ok(HttpResponse::Ok().json(Alert::from(row)))
}

/// Replace an alert
///
/// What need not be told stays as it is where it is not.
#[utoipa::path(
    put,
    path = "/api/v1/alerts/{id}/",
    operation_id = "replace_alert",
    tag = "alerts",
    params(
        ("id" = i64, Path, description = "The alert's number"),
        ("active" = Option<String>, Query, description = "`false` for one that is not active too", example = "false"),
    ),
    request_body = Input,
    responses(
        (status = 200, description = "The alert.", body = Alert),
        (status = 400, description = "A field is missing or wrong; the body names each.", body = Invalid),
        (status = 404, description = "The practice has no such alert, or it is not active.", body = ErrorBody),
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

/// Change an alert
///
/// What is not told stays as it is.
#[utoipa::path(
    patch,
    path = "/api/v1/alerts/{id}/",
    operation_id = "update_alert",
    tag = "alerts",
    params(
        ("id" = i64, Path, description = "The alert's number"),
        ("active" = Option<String>, Query, description = "`false` for one that is not active too", example = "false"),
    ),
    request_body = Patch,
    responses(
        (status = 200, description = "The alert.", body = Alert),
        (status = 400, description = "A field is wrong; the body names each.", body = Invalid),
        (status = 404, description = "The practice has no such alert, or it is not active.", body = ErrorBody),
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

/// Delete an alert
#[utoipa::path(
    delete,
    path = "/api/v1/alerts/{id}/",
    operation_id = "delete_alert",
    tag = "alerts",
    params(
        ("id" = i64, Path, description = "The alert's number"),
        ("active" = Option<String>, Query, description = "`false` for one that is not active too", example = "false"),
    ),
    responses(
        (status = 204, description = "The alert is gone."),
        (status = 404, description = "The practice has no such alert, or it is not active.", body = ErrorBody),
    )
)]
pub(crate) async fn delete(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let row = find(&mut connection, &member, &path).await?;
    may_change(&member, &mut connection, None).await?;
    let deleted = changes::alerts::delete(&mut connection, &member.who(), row.id).await;
    deleted.map_err(failed)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Resolve an alert
///
/// It was dealt with. A body does not matter.
#[utoipa::path(
    post,
    path = "/api/v1/alerts/{id}/resolve/",
    operation_id = "resolve_alert",
    tag = "alerts",
    params(
        ("id" = i64, Path, description = "The alert's number"),
        ("active" = Option<String>, Query, description = "`false` for one that is not active too", example = "false"),
    ),
    responses(
        (status = 200, description = "The alert.", body = Alert),
        (status = 404, description = "The practice has no such alert, or it is not active.", body = ErrorBody),
    )
)]
pub(crate) async fn resolve(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    close(&member, &path, AlertStatus::Resolved).await
}

/// Dismiss an alert
///
/// It is of no importance, and does not come back by itself while its details
/// are the same. A body does not matter.
#[utoipa::path(
    post,
    path = "/api/v1/alerts/{id}/dismiss/",
    operation_id = "dismiss_alert",
    tag = "alerts",
    params(
        ("id" = i64, Path, description = "The alert's number"),
        ("active" = Option<String>, Query, description = "`false` for one that is not active too", example = "false"),
    ),
    responses(
        (status = 200, description = "The alert.", body = Alert),
        (status = 404, description = "The practice has no such alert, or it is not active.", body = ErrorBody),
    )
)]
pub(crate) async fn dismiss(member: Member, path: Path<String>) -> Result<HttpResponse, ApiError> {
    close(&member, &path, AlertStatus::Dismissed).await
}

/// Whether alerts that are not active stay hidden.
fn active_only(member: &Member) -> Result<bool, ApiError> {
    let mut query = Query::new(&member.request);
    let active = query.text("active").unwrap_or_default();
    query.finish()?;
    Ok(!active.eq_ignore_ascii_case("false"))
}

async fn find(
    connection: &mut AsyncPgConnection,
    member: &Member,
    number: &str,
) -> Result<AlertRow, ApiError> {
    let active_only = active_only(member)?;
    let row = alerts::find(connection, member.practice, id(number, MODEL)?).await;
    let row = found(row.map_err(failed)?, MODEL).map_err(failed)?;
    if active_only && row.status != AlertStatus::Active {
        return Err(no_such(MODEL));
    }
    Ok(row)
}

async fn change(
    member: &Member,
    number: &str,
    how: impl Fn(Fields) -> Fields,
    body: &Body,
) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let before = find(&mut connection, member, number).await?;
    may_change(member, &mut connection, None).await?;
    let mut fields = how(body.json()?);
    let edit = read(&mut fields);
    fields.finish()?;
    write(&mut connection, member, before.id, &edit).await
}

async fn close(
    member: &Member,
    number: &str,
    status: AlertStatus,
) -> Result<HttpResponse, ApiError> {
    let mut connection = member.connection().await?;
    let before = find(&mut connection, member, number).await?;
    may_change(member, &mut connection, None).await?;
    let edit = Edit { status: Some(status), ..Edit::default() };
    write(&mut connection, member, before.id, &edit).await
}

async fn write(
    connection: &mut AsyncPgConnection,
    member: &Member,
    id: AlertId,
    edit: &Edit,
) -> Result<HttpResponse, ApiError> {
    let row = changes::alerts::update(connection, &member.who(), id, edit).await;
    Ok(HttpResponse::Ok().json(Alert::from(row.map_err(failed)?)))
}
