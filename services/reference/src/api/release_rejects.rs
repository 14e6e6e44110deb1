//! `/api/v1/reference/releases/{id}/rejects/`

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use serde::Serialize;
use store::Pool;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::ListParams;
use super::export::{self, List, Wanted};
use super::releases::find;
use crate::segment::{count, fields, number, text};
use crate::store::releases::{self, Rejected};
use crate::view::Served;

/// A row of a file that was refused by itself.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::RejectedRow)]
pub struct RejectedRow<'a> {
    /// The file it is in.
    #[schema(value_type = String)]
    file: &'a str,
    /// The line it starts on.
    line: i64,
    /// The column that is wrong, from 1.
    column: i32,
    /// What is wrong with it.
    #[schema(value_type = String)]
    reason: &'a str,
}

/// List the rejected rows of a release
///
/// Rows of its files that were refused, in the order of the file. This is the
/// one answer that needs the database; while that is away it is 503.
#[utoipa::path(
    get,
    path = "/api/v1/reference/releases/{id}/rejects/",
    operation_id = "list_release_rejects",
    tag = "reference",
    params(("id" = String, Path, description = "The release", example = "epraccur-2026-02-03-r1"), ListParams),
    responses(
        (status = 200, description = "A page of rejected rows.", body = PageOf<RejectedRow<'static>>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such release, or no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(
    request: HttpRequest,
    id: Path<String>,
    Served(view): Served,
    pool: Data<Pool>,
) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;
    let release = find(&view, &id)?;

    let rows = if release.rejects == 0 {
        Vec::new()
    } else {
        let mut connection = pool.get().await.map_err(ApiError::unavailable)?;
        let rows = releases::rejects(&mut connection, &release.id).await;
        rows.map_err(ApiError::unavailable)?
    };
    export::respond(&request, wanted, Found(rows))
}

/// The rows that were refused.
struct Found(Vec<Rejected>);

impl List for Found {
    type Row<'a> = RejectedRow<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn row(&self, at: usize) -> Option<RejectedRow<'_>> {
        let Rejected { file, line, column, reason } = self.0.get(at)?;
        Some(RejectedRow { file, line: *line, column: *column, reason })
    }

    fn columns() -> Vec<FieldRef> {
        fields([
            text("file").with_nullable(false),
            number("line").with_nullable(false),
            count("column"),
            text("reason").with_nullable(false),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<RejectedRow<'_>, Found>();
    }
}
