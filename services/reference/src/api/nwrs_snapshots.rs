//! `/api/v1/nwrs/snapshots/`

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::ListParams;
use super::export::{self, List, Wanted};
use crate::segment::{count, date, number, text};
use crate::view::{Provenance, Served, View};

/// A day that is held of the general practice workforce.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::NwrsSnapshot)]
pub struct Snapshot<'a> {
    /// The day: the last of a month.
    snapshot: NaiveDate,
    /// Its month, in words.
    #[schema(example = "January 2026")]
    label: String,
    /// Practices in it, those that told nothing included.
    practices: usize,
    /// Rows that were taken in.
    rows: i64,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

/// List workforce snapshots
///
/// The days for which the general practice workforce is held, newest first.
/// Each can be given as `snapshot` to `/api/v1/nwrs/`.
#[utoipa::path(
    get,
    path = "/api/v1/nwrs/snapshots/",
    operation_id = "list_nwrs_snapshots",
    tag = "nwrs",
    params(ListParams),
    responses(
        (status = 200, description = "A page of snapshots.", body = PageOf<Snapshot<'static>>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;

    export::respond(&request, wanted, Found(view))
}

/// All snapshots.
struct Found(Arc<View>);

impl List for Found {
    type Row<'a> = Snapshot<'a>;

    fn len(&self) -> usize {
        self.0.workforce.snapshots.len()
    }

    fn row(&self, at: usize) -> Option<Snapshot<'_>> {
        let snapshot = self.0.workforce.snapshots.get(at)?;
        Some(Snapshot {
            snapshot: snapshot.day(),
            label: snapshot.day().format("%B %Y").to_string(),
            practices: snapshot.practices(),
            rows: snapshot.release.rows,
            provenance: &snapshot.figures.provenance,
        })
    }

    fn columns() -> Vec<FieldRef> {
        let own = [
            date("snapshot").with_nullable(false),
            text("label").with_nullable(false),
            count("practices"),
            number("rows").with_nullable(false),
        ];
        own.into_iter().chain(Provenance::columns()).map(Arc::new).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<Snapshot<'_>, Found>();
    }
}
