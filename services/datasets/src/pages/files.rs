//! Lists as files, for people whose browser knows who they are: the API wants
//! a token of theirs.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Path;
use web::ApiError;

use super::visit::aside;
use crate::domain::lines;
use crate::viewer::Visitor;

/// `GET /datasets/files/{key}/csv/`
pub(super) async fn csv(visitor: Visitor, key: Path<String>) -> Result<HttpResponse, ApiError> {
    let (mut connection, row) = visitor.seen(&key).await?;
    let options = visitor.options(&mut connection, row.option_list_id).await?;
    drop(connection);
    let file = aside(move || lines::file(&options)).await?;
    let name = format!("attachment; filename=\"{}.csv\"", row.key);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Cookie"))
        .body(file))
}
