//! `/api/v1/audit/care/`

use ::audit::{Action, Entry};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use web::ApiError;
use web::openapi::PageOf;

use crate::State;

/// List the changes of care
///
/// Every change of every account's documents, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/audit/care/",
    operation_id = "list_care_audit",
    tag = "audit",
    params(
        ("entity_type" = Option<String>, Query, description = "What was changed", example = "care-enquiries"),
        ("entity_id" = Option<String>, Query, description = "Its id"),
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
