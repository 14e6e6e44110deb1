//! `POST /api/v1/datasets/`

use actix_web::HttpResponse;
use web::openapi::{ErrorBody, Invalid};
use web::{ApiError, Body, Pk};

use crate::DatasetsError;
use crate::api::organizations::{self, Whose};
use crate::api::sent::{Input, Sent};
use crate::api::{answer, failed, wire};
use crate::changes::{self, Edit, New};
use crate::store::datasets;
use crate::turns::Turn;
use crate::viewer::Visitor;

/// Add a dataset
///
/// Private, and the caller's to change. Its key is free for nobody else, even
/// once it is deleted.
#[utoipa::path(
    post,
    path = "/api/v1/datasets/",
    operation_id = "create_dataset",
    tag = "datasets",
    request_body = Input,
    responses(
        (status = 201, description = "The dataset.", body = wire::Detail<'static>),
        (status = 400, description = "A field is missing or wrong; the body names each.", body = Invalid),
        (status = 413, description = "There are more than 50,000 options, more than 10 MiB, or more than 1 MiB beside the options.", body = ErrorBody),
        (status = 415, description = "The body is not JSON.", body = ErrorBody),
    )
)]
pub(crate) async fn create(visitor: Visitor, body: Body) -> Result<HttpResponse, ApiError> {
    let turn = visitor.state.turns.take(body.size()).await?;
    let new = read(&visitor, &turn, body).await?;
    let mut connection = visitor.connection().await?;
    let row = changes::create(&mut connection, &visitor.viewer, new).await.map_err(failed)?;
    drop(turn);
    answer::created(&visitor, connection, &row).await
}

async fn read(visitor: &Visitor, turn: &Turn, body: Body) -> Result<New, ApiError> {
    let (key, edit, mut fields) = Sent::receive(turn, body, |mut sent| {
        let (key, edit) = (sent.key(), sent.edit());
        sent.check_ignored();
        Ok((key, edit, sent.fields))
    })
    .await?;
    if let Some(key) = &key {
        let mut connection = visitor.connection().await?;
        if datasets::is_taken(&mut connection, key).await.map_err(failed)? {
            fields.reject("key", DatasetsError::KeyTaken.to_string());
        }
    }
    let whose = Whose::read(visitor, &mut fields).await?;
    if let Whose::Unknown(id) = &whose {
        fields.reject(organizations::FIELD, Pk::unknown(id));
    }
    fields.finish()?;
    Ok(new(key, edit, whose.organization()?))
}

/// What is not said of a new dataset is empty.
fn new(key: Option<String>, edit: Edit, organization_id: Option<i64>) -> New {
    New {
        key,
        name: edit.name.unwrap_or_default(),
        description: edit.description.unwrap_or_default(),
        reference_url: edit.reference_url.unwrap_or_default(),
        format_pattern: edit.format_pattern.unwrap_or_default(),
        tags: edit.tags.unwrap_or_default(),
        options: edit.options.unwrap_or_default(),
        organization_id,
    }
}
