//! `/api/v1/pcns/`

use std::ops::Range;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::export::{self, List, Wanted};
use super::{ListParams, PlaceParams, RankedRows, place, search};
use crate::segment::{count, date, fields, text};
use crate::view::{Pcn, Served, View};

/// List primary care networks
///
/// Networks of England, closed ones included (`status` tells), by code; with
/// `search` the best matches come first, as in practices. Each is in the board
/// that most of its patients are in.
#[utoipa::path(
    get,
    path = "/api/v1/pcns/",
    operation_id = "list_pcns",
    tag = "pcns",
    params(
        ("search" = Option<String>, Query, description = "Terms that all occur in code or name, in any case"),
        PlaceParams,
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of networks.", body = PageOf<Pcn>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let search = search(&mut query);
    let mut filter = place(&mut query);
    // Of networks, those in a network are itself.
    filter.org = std::mem::take(&mut filter.pcn);
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;

    let ranking = view.pcns.select(search.as_deref(), &filter);
    export::respond(&request, wanted, Found { view, rows: RankedRows::new(ranking) })
}

/// The networks that a filter admits.
struct Found {
    view: Arc<View>,
    rows: RankedRows,
}

impl List for Found {
    type Row<'a> = &'a Pcn;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn narrow(&mut self, places: Range<usize>) {
        self.rows.narrow(places);
    }

    fn row(&self, at: usize) -> Option<&Pcn> {
        self.view.pcns.get(self.rows.at(at)?)
    }

    fn columns() -> Vec<FieldRef> {
        fields([
            text("pcn_code").with_nullable(false),
            text("pcn_name").with_nullable(false),
            text("status").with_nullable(false),
            date("opened_on"),
            date("closed_on"),
            text("postcode"),
            text("sub_icb_code"),
            text("sub_icb_name"),
            text("icb_code"),
            text("icb_name"),
            text("region_code"),
            text("region_name"),
            count("member_practices"),
            count("registered_patients").with_nullable(true),
            date("registered_patients_on"),
            text("release").with_nullable(false),
            date("published_on"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<Pcn, Found>();
    }
}
