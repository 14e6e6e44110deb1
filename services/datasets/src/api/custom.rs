//! `POST /api/v1/datasets/{key}/create-custom/`

use actix_web::HttpResponse;
use actix_web::web::Path;
use utoipa::ToSchema;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body};

use super::organizations::Whose;
use super::{answer, failed, sent, wire};
use crate::DatasetsError;
use crate::changes::{self, Custom};
use crate::viewer::Visitor;

/// What is said of a new custom version.
#[derive(ToSchema)]
#[schema(as = datasets::CustomInput)]
#[expect(dead_code, reason = "documents what `create_custom` reads")]
pub(crate) struct CustomInput {
    /// What people call it; the name of the dataset and `(Custom)` unless told.
    #[schema(max_length = 255, example = "Specialties we have")]
    name: Option<String>,
    /// Whose it is: the number of an organisation in which you may change
    /// things. Unless told the oldest of yours, or you.
    organization: Option<i64>,
}

/// Make a custom version of a dataset
///
/// A private copy, the caller's to change, of any dataset that everybody sees.
/// It stays as it is when the dataset changes, and names it as its `parent`.
#[utoipa::path(
    post,
    path = "/api/v1/datasets/{key}/create-custom/",
    operation_id = "create_custom_dataset",
    tag = "datasets",
    params(("key" = String, Path, description = "The key of the dataset to copy")),
    request_body = Option<CustomInput>,
    responses(
        (status = 201, description = "The custom version.", body = wire::Detail<'static>),
        (status = 400, description = "A field is wrong, or not everybody sees the dataset.", body = Invalid),
        (status = 403, description = "You may not make one there.", body = ErrorBody),
        (status = 404, description = "You see no such dataset, or there is no such organisation.", body = ErrorBody),
        (status = 413, description = "The body has more than 1 MiB.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn create_custom(
    visitor: Visitor,
    path: Path<String>,
    body: Body,
) -> Result<HttpResponse, ApiError> {
    must_be_copiable(&visitor, &path).await?;
    let custom = read(&visitor, &body).await?;
    let mut connection = visitor.connection().await?;
    let row = changes::create_custom(&mut connection, &visitor.viewer, &path, &custom).await;
    answer::created(&visitor, connection, &row.map_err(failed)?).await
}

/// Asked first: who may not make a copy is told so, whatever they sent. That
/// nobody may make one yet is told last.
async fn must_be_copiable(visitor: &Visitor, key: &str) -> Result<(), ApiError> {
    let mut connection = visitor.connection().await?;
    match changes::source(&mut connection, &visitor.viewer, key).await {
        Ok(_) | Err(DatasetsError::NotGlobal) => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

async fn read(visitor: &Visitor, body: &Body) -> Result<Custom, ApiError> {
    let mut fields = body.json()?;
    let name = sent::custom_name(&mut fields);
    let whose = Whose::read(visitor, &mut fields).await?;
    fields.finish()?;
    Ok(Custom { name, organization_id: whose.organization()? })
}
