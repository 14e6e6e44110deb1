//! `DELETE /api/v1/datasets/{key}/`

use actix_web::HttpResponse;
use actix_web::web::Path;
use web::ApiError;
use web::openapi::ErrorBody;

use crate::api::etag::Precondition;
use crate::api::failed;
use crate::changes;
use crate::store::DatasetRow;
use crate::viewer::Visitor;

/// Delete a dataset
///
/// For ever, though custom versions of it live on and its key stays taken. A
/// published one stays as long as others have custom versions of it.
#[utoipa::path(
    delete,
    path = "/api/v1/datasets/{key}/",
    operation_id = "delete_dataset",
    tag = "datasets",
    params(
        ("key" = String, Path, description = "The dataset's key"),
        ("If-Match" = Option<String>, Header, description = "The entity tag of what is to be deleted"),
    ),
    responses(
        (status = 204, description = "The dataset is gone."),
        (status = 400, description = "Others have custom versions of it.", body = ErrorBody),
        (status = 403, description = "You may see the dataset, but not delete it.", body = ErrorBody),
        (status = 404, description = "You see no such dataset.", body = ErrorBody),
        (status = 412, description = "The dataset is not what `If-Match` says.", body = ErrorBody),
    )
)]
pub(crate) async fn delete(visitor: Visitor, path: Path<String>) -> Result<HttpResponse, ApiError> {
    let precondition = Precondition::of(&visitor.request);
    let mut connection = visitor.connection().await?;
    let check = |row: &DatasetRow| precondition.check(row);
    changes::delete(&mut connection, &visitor.viewer, &path, check).await.map_err(failed)?;
    Ok(HttpResponse::NoContent().finish())
}
