//! Deleting a list, which is asked twice about.

use ::pages::{Page, see_other};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use askama::Template;
use web::ApiError;

use super::visit::{own, page};
use crate::DatasetsError;
use crate::api::failed;
use crate::changes;
use crate::store::datasets::{self, DatasetRow};
use crate::viewer::Visitor;

#[derive(Template)]
#[template(path = "delete.html")]
struct Delete {
    page: Page,
    key: String,
    name: String,
    is_global: bool,
    /// Whether others have custom versions of it: then it is not deleted.
    is_relied_on: bool,
}

/// `GET /datasets/lists/{key}/delete/`
pub(super) async fn confirm(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let (mut connection, row) = own(&visitor, &key).await?;
    let others = datasets::has_custom_versions_of_others(&mut connection, &row).await;
    drop(connection);
    answer(&visitor, &row, others.map_err(failed)?, StatusCode::OK)
}

/// `POST /datasets/lists/{key}/delete/`
pub(super) async fn post(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let (mut connection, row) = own(&visitor, &key).await?;
    match changes::delete(&mut connection, &visitor.viewer, &row.key, |_| Ok(())).await {
        Ok(()) => Ok(see_other("/datasets/?done=deleted")),
        Err(DatasetsError::HasCustomVersions) => {
            answer(&visitor, &row, true, StatusCode::BAD_REQUEST)
        }
        Err(error) => Err(failed(error)),
    }
}

fn answer(
    visitor: &Visitor,
    row: &DatasetRow,
    is_relied_on: bool,
    status: StatusCode,
) -> Result<HttpResponse, ApiError> {
    let shown = Delete {
        page: page(visitor, format!("Delete {}", row.name), "lists"),
        key: row.key.clone(),
        name: row.name.clone(),
        is_global: row.is_global,
        is_relied_on,
    };
    shown.page.show(&visitor.request, status, &shown)
}
