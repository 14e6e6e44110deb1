//! `POST /api/v1/datasets/{key}/publish/`

use actix_web::HttpResponse;
use actix_web::web::Path;
use web::ApiError;
use web::openapi::ErrorBody;

use super::etag::Precondition;
use super::{answer, failed, wire};
use crate::changes;
use crate::store::DatasetRow;
use crate::viewer::Visitor;

/// Publish a dataset
///
/// Everybody sees it from now on, and may make custom versions of it; who may
/// change it stays the same. Its earlier versions stay with its owners. There is
/// no way back. A body does not matter.
#[utoipa::path(
    post,
    path = "/api/v1/datasets/{key}/publish/",
    operation_id = "publish_dataset",
    tag = "datasets",
    params(
        ("key" = String, Path, description = "The dataset's key"),
        ("If-Match" = Option<String>, Header, description = "The entity tag of what is to be published"),
    ),
    responses(
        (status = 200, description = "The dataset.", body = wire::Detail<'static>),
        (status = 400, description = "Everybody sees it already.", body = ErrorBody),
        (status = 403, description = "You may see the dataset, but not publish it.", body = ErrorBody),
        (status = 404, description = "You see no such dataset.", body = ErrorBody),
        (status = 412, description = "The dataset is not what `If-Match` says.", body = ErrorBody),
    )
)]
pub(crate) async fn publish(
    visitor: Visitor,
    path: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let precondition = Precondition::of(&visitor.request);
    let mut connection = visitor.connection().await?;
    let check = |row: &DatasetRow| precondition.check(row);
    let row = changes::publish(&mut connection, &visitor.viewer, &path, check).await;
    answer::told(&visitor, connection, &row.map_err(failed)?).await
}
