//! `PATCH` and `PUT /api/v1/datasets/{key}/`

use actix_web::HttpResponse;
use actix_web::web::Path;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body};

use crate::DatasetsError;
use crate::api::etag::Precondition;
use crate::api::sent::{Input, Patch, Sent};
use crate::api::{answer, failed, wire};
use crate::changes;
use crate::store::DatasetRow;
use crate::turns::SMALL;
use crate::viewer::Visitor;

/// Replace a dataset
///
/// What need not be told stays as it is where it is not; options and tags are
/// replaced as a whole. The dataset has its next version then.
#[utoipa::path(
    put,
    path = "/api/v1/datasets/{key}/",
    operation_id = "replace_dataset",
    tag = "datasets",
    params(
        ("key" = String, Path, description = "The dataset's key"),
        ("If-Match" = Option<String>, Header, description = "The entity tag of what is to be changed"),
    ),
    request_body = Input,
    responses(
        (status = 200, description = "The dataset.", body = wire::Detail<'static>),
        (status = 400, description = "A field is missing or wrong; the body names each.", body = Invalid),
        (status = 403, description = "You may see the dataset, but not change it.", body = ErrorBody),
        (status = 404, description = "You see no such dataset.", body = ErrorBody),
        (status = 412, description = "The dataset is not what `If-Match` says.", body = ErrorBody),
        (status = 413, description = "There are more than 50,000 options, more than 10 MiB, or more than 1 MiB beside the options.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn replace(
    visitor: Visitor,
    path: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    change(&visitor, &path, body, |sent| sent).await
}

/// Change a dataset
///
/// What is not told stays as it is; options and tags are replaced as a whole.
/// The dataset has its next version then, whatever is told.
#[utoipa::path(
    patch,
    path = "/api/v1/datasets/{key}/",
    operation_id = "update_dataset",
    tag = "datasets",
    params(
        ("key" = String, Path, description = "The dataset's key"),
        ("If-Match" = Option<String>, Header, description = "The entity tag of what is to be changed"),
    ),
    request_body = Patch,
    responses(
        (status = 200, description = "The dataset.", body = wire::Detail<'static>),
        (status = 400, description = "A field is wrong; the body names each.", body = Invalid),
        (status = 403, description = "You may see the dataset, but not change it.", body = ErrorBody),
        (status = 404, description = "You see no such dataset.", body = ErrorBody),
        (status = 412, description = "The dataset is not what `If-Match` says.", body = ErrorBody),
        (status = 413, description = "There are more than 50,000 options, more than 10 MiB, or more than 1 MiB beside the options.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn update(
    visitor: Visitor,
    path: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    change(&visitor, &path, body, Sent::partially).await
}

/// Who does not see the dataset or may not change it is told that, whatever they sent.
async fn change(
    visitor: &Visitor,
    key: &str,
    body: Body,
    how: fn(Sent) -> Sent,
) -> Result<HttpResponse, ApiError> {
    if body.size() > SMALL {
        // Who may not change it takes nobody's turn.
        let (_, row) = visitor.seen(key).await?;
        changes::may_change(&visitor.viewer, &row).map_err(failed)?;
    }
    let turn = visitor.state.turns.take(body.size()).await?;
    let edit = Sent::receive(&turn, body, move |sent| {
        let mut sent = how(sent);
        let edit = sent.edit();
        sent.fields.finish()?;
        Ok(edit)
    });
    let edit = edit.await.map_err(DatasetsError::from);
    let precondition = Precondition::of(&visitor.request);
    let mut connection = visitor.connection().await?;
    let check = |row: &DatasetRow| precondition.check(row);
    let row = changes::update(&mut connection, &visitor.viewer, key, edit, check).await;
    drop(turn);
    answer::told(visitor, connection, &row.map_err(failed)?).await
}
