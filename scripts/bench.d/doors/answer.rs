//! What is behind the door: the same JSON, of 5 KB, whatever is asked for.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::web::Bytes;

const SIZE: usize = 5 * 1024;

static BODY: LazyLock<Bytes> = LazyLock::new(|| {
    let frame = r#"{"constant":""}"#.len();
    let filling = "x".repeat(SIZE.saturating_sub(frame));
    Bytes::from(format!(r#"{{"constant":"{filling}"}}"#))
});

/// Get any collection of our own
#[utoipa::path(
    get,
    path = "/api/v1/{resource}/",
    operation_id = "get_own",
    responses((status = 200, description = "Always the same."))
)]
pub(crate) async fn own() -> HttpResponse {
    constant()
}

/// Get any collection where clients that sign their requests look for it
#[utoipa::path(
    get,
    path = "/v1/{resource}",
    operation_id = "get_signed",
    responses((status = 200, description = "Always the same."))
)]
pub(crate) async fn signed() -> HttpResponse {
    constant()
}

fn constant() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(Bytes::clone(&BODY))
}
