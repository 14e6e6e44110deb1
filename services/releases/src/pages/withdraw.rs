//! Withdrawing a release, which is asked twice about and wants a reason.

use ::pages::{Errors, Page, see_other};
use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::visit::{self, address, form, number, page, status, unknown, wrong};
use crate::ReleasesError;
use crate::api::failed;
use crate::changes::{self, By};
use crate::domain::ReleaseId;
use crate::store::items::ItemRow;
use crate::store::releases::{self, Release};
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "withdraw.html")]
struct Withdraw {
    page: Page,
    errors: Errors,
    item: ItemRow,
    id: ReleaseId,
    name: String,
    archive: String,
    reason: String,
}

/// `GET /releases/items/{item}/releases/{id}/withdraw/`
pub(super) async fn confirm(
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (connection, item, release) = meant(&visitor, path).await?;
    drop(connection);
    if release.row.withdrawn_at.is_some() {
        return Ok(see_other(&address(item.id, "")));
    }
    answer(&visitor, item, &release, Errors::default())
}

/// `POST /releases/items/{item}/releases/{id}/withdraw/`
pub(super) async fn post(
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (connection, item, release) = meant(&visitor, path).await?;
    // Nobody else publishes while it lasts.
    let mut connection = ::store::detached(connection);
    let by = By::User(visitor.known()?);
    let form = form(&visitor);
    let archive = release.archive_name();
    let done = changes::withdraw(&mut connection, by, item.id, archive, form.get("reason")).await;
    drop(connection);
    match done {
        Ok(_) => Ok(see_other(&address(item.id, "?done=withdrawn"))),
        Err(ReleasesError::Withdrawn(_)) => Ok(see_other(&address(item.id, "?done=gone"))),
        Err(ReleasesError::Invalid(fields)) => answer(&visitor, item, &release, wrong(&fields)),
        Err(error) => Err(failed(error)),
    }
}

/// The release of an address, of which nobody knows whether it was withdrawn; it
/// is 404 where there is none.
async fn meant(
    visitor: &Visitor,
    path: Path<(String, String)>,
) -> Result<(::store::Connection, ItemRow, Release), ApiError> {
    let (item, id) = path.into_inner();
    let id: ReleaseId = number(&id)?;
    let (mut connection, item) = visit::item(visitor, &item).await?;
    let history = releases::history(&mut connection, item.id).await.map_err(failed)?;
    let release = history.into_iter().find(|release| release.row.id == id);
    Ok((connection, item, release.ok_or_else(unknown)?))
}

fn answer(
    visitor: &Visitor,
    item: ItemRow,
    release: &Release,
    errors: Errors,
) -> Result<HttpResponse, ApiError> {
    let shown = Withdraw {
        page: page(visitor, format!("Withdraw {}", release.row.name), "items"),
        errors,
        item,
        id: release.row.id,
        name: release.row.name.clone(),
        archive: release.archive_name().to_owned(),
        reason: form(visitor).raw("reason").to_owned(),
    };
    shown.page.show(&visitor.request, status(&shown.errors), &shown)
}
