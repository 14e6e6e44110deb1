//! What the generator has taken over: `/api/v1/rota/generate/` and
//! `/api/v1/rebalance/`

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

const ERROR: &str = "This endpoint has been deprecated. Generate rotas on the page `/admin/rota/`, \
                     or with `almanac rota generate --phase <1|3|4|6|all>`.";

/// That something is no longer done here, and where instead.
#[derive(Serialize, ToSchema)]
#[schema(as = rota::Deprecated)]
pub(crate) struct Deprecated {
    /// A sentence for people.
    #[schema(value_type = String)]
    error: &'static str,
}

/// Generate a rota (no longer)
///
/// Answers 501, whatever is sent. Managers generate rotas on the page
/// `/admin/rota/`, operators with `almanac rota generate`.
#[utoipa::path(
    post,
    path = "/api/v1/rota/generate/",
    operation_id = "generate_rota",
    tag = "rota",
    responses((status = 501, description = "Rotas are not generated here.", body = Deprecated))
)]
pub(crate) async fn generate() -> HttpResponse {
    gone()
}

/// Rebalance a rota (no longer)
///
/// Answers 501, whatever is sent. The generator spreads work evenly: on the page
/// `/admin/rota/`, or with `almanac rota generate`.
#[utoipa::path(
    post,
    path = "/api/v1/rebalance/",
    operation_id = "rebalance_rota",
    tag = "rota",
    responses((status = 501, description = "Rotas are not rebalanced here.", body = Deprecated))
)]
pub(crate) async fn rebalance() -> HttpResponse {
    gone()
}

fn gone() -> HttpResponse {
    HttpResponse::NotImplemented().json(Deprecated { error: ERROR })
}
