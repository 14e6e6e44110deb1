//! `/api/v1/audit/datasets/`

use ::audit::{Action, Entry};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use web::ApiError;
use web::openapi::PageOf;

use crate::State;

/// List the changes of datasets
///
/// Every change of every organisation's datasets, of individuals' and of the
/// platform's own, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/audit/datasets/",
    operation_id = "list_datasets_audit",
    tag = "audit",
    params(
        ("entity_type" = Option<String>, Query, description = "What was changed", example = "dataset"),
        ("entity_id" = Option<String>, Query, description = "Its key"),
        ("action" = Option<Action>, Query, description = "What happened to it"),
        ("user_id" = Option<i64>, Query, description = "The id of the user who changed it"),
        ("page" = Option<String>, Query, description = "From 1, or `last`"),
        ("page_size" = Option<i32>, Query, description = "100 unless told, 500 at most"),
    ),
    responses(
        (status = 200, description = "A page of changes.", body = PageOf<Entry>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub(crate) async fn list(
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, ApiError> {
    ::audit::respond(&request, &state.pool, state.access.names(), None).await
}
