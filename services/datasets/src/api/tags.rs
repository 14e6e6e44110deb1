//! `/api/v1/datasets/available-tags/`

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::Invalid;
use web::{ApiError, Query};

use super::datasets::filter;
use super::failed;
use crate::domain::Category;
use crate::store::datasets;
use crate::viewer::Visitor;

/// A tag, and how often it is used.
#[derive(Serialize, ToSchema)]
#[schema(as = datasets::TagCount)]
pub(crate) struct TagCount {
    #[schema(example = "NHS")]
    tag: String,
    /// How many datasets carry it.
    #[schema(example = 48)]
    count: i64,
}

/// List tags
///
/// Every tag of the datasets you see, or of those among them that parameters
/// ask for, the most used first.
#[utoipa::path(
    get,
    path = "/api/v1/datasets/available-tags/",
    operation_id = "list_dataset_tags",
    tag = "datasets",
    params(
        ("category" = Option<Category>, Query, description = "Of datasets of this category"),
        ("tags" = Option<String>, Query, description = "Of datasets carrying all of these tags, which commas separate"),
        ("search" = Option<String>, Query, description = "Of datasets with this in the name or the description, capitals or not"),
        ("is_global" = Option<bool>, Query, description = "Of datasets everybody sees, or of the others"),
    ),
    responses(
        (status = 200, description = "The tags.", body = Vec<TagCount>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = Invalid),
    )
)]
pub(crate) async fn list(visitor: Visitor) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&visitor.request);
    let filter = filter(&mut query);
    query.finish()?;

    let mut connection = visitor.connection().await?;
    let rows = datasets::tags(&mut connection, &visitor.viewer, &filter).await.map_err(failed)?;
    let counts = rows.into_iter().map(|(tag, count)| TagCount { tag, count });
    Ok(HttpResponse::Ok().json(counts.collect::<Vec<_>>()))
}
