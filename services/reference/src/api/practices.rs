//! `/api/v1/practices/`

use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::export::{self, ExportError, List, Wanted};
use super::{ListParams, PlaceParams, RankedRows, geography_columns, place, search};
use crate::segment::{count, date, text, texts};
use crate::view::{Practice, PracticeFilter, Served, View};

/// List practices
///
/// Practices of England and Wales with their place in the NHS, closed ones
/// included (`status` tells). With `search` the best matches come first: the
/// code itself, codes that begin so, names with a word that begins so, then
/// the rest; otherwise, and within each of these, by code.
#[utoipa::path(
    get,
    path = "/api/v1/practices/",
    operation_id = "list_practices",
    tag = "practices",
    params(
        ("search" = Option<String>, Query, description = "Terms that all occur in code or name, in any case"),
        PlaceParams,
        ("status" = Option<String>, Query, description = "`active`, `closed`, `dormant` or `proposed`, separated by commas"),
        ("role" = Option<String>, Query, description = "ODS role ids instead of GP practices (RO76), separated by commas"),
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of practices.", body = PageOf<Practice>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let filter = PracticeFilter {
        search: search(&mut query),
        place: place(&mut query),
        status: query.list("status"),
        role: query.list::<Role>("role").into_iter().map(|Role(id)| id).collect(),
    };
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;

    let ranking = view.practices.select(&filter);
    export::respond(&request, wanted, Found { view, rows: RankedRows::new(ranking) })
}

/// The practices that a filter admits.
struct Found {
    view: Arc<View>,
    rows: RankedRows,
}

impl List for Found {
    type Row<'a> = &'a Practice;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn narrow(&mut self, places: Range<usize>) {
        self.rows.narrow(places);
    }

    fn row(&self, at: usize) -> Option<&Practice> {
        self.view.practices.get(self.rows.at(at)?)
    }

    fn write(&self, at: usize, json: &mut Vec<u8>) -> Result<(), ExportError> {
        let written = self.rows.at(at).and_then(|row| self.view.practices.json(row));
        let written = written.ok_or(ExportError::Missing(at))?;
        json.extend_from_slice(written.get().as_bytes());
        Ok(())
    }

    fn columns() -> Vec<FieldRef> {
        let own = [
            text("ods_code").with_nullable(false),
            text("name").with_nullable(false),
            text("status").with_nullable(false),
            texts("address"),
            text("postcode"),
            text("phone"),
            date("opened_on"),
            date("closed_on"),
        ];
        let others = [
            date("pcn_joined_on"),
            text("system_supplier"),
            count("registered_patients").with_nullable(true),
            date("registered_patients_on"),
            text("release").with_nullable(false),
            date("published_on"),
        ];
        own.into_iter().chain(geography_columns()).chain(others).map(Arc::new).collect()
    }
}

/// An ODS role id.
struct Role(String);

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = text.to_ascii_uppercase();
        let digits = id.strip_prefix("RO").unwrap_or_default();
        if (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(id))
        } else {
            Err(format!("{text:?} is not an ODS role id, such as RO76."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<Practice, Found>();
    }
}
