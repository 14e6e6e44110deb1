//! `/api/v1/practices/`

use std::str::FromStr;

use actix_web::{HttpRequest, HttpResponse};
use web::openapi::PageOf;
use web::{ApiError, Query};

use crate::view::{Practice, PracticeFilter, Served};

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
        ("pcn" = Option<String>, Query, description = "PCN codes, separated by commas", example = "U89141"),
        ("icb" = Option<String>, Query, description = "ICB codes, separated by commas", example = "QHM"),
        ("sub_icb" = Option<String>, Query, description = "Sub-ICB location codes, separated by commas"),
        ("region" = Option<String>, Query, description = "NHS England region codes, separated by commas"),
        ("status" = Option<String>, Query, description = "`active`, `closed`, `dormant` or `proposed`, separated by commas"),
        ("role" = Option<String>, Query, description = "ODS role ids instead of GP practices (RO76), separated by commas"),
        ("page" = Option<String>, Query, description = "From 1, or `last`"),
        ("page_size" = Option<i32>, Query, description = "100 unless told, 500 at most"),
        ("format" = Option<String>, Query, description = "`json`"),
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
        search: query.text("search"),
        pcn: query.list("pcn"),
        sub_icb: query.list("sub_icb"),
        icb: query.list("icb"),
        region: query.list("region"),
        status: query.list("status"),
        role: query.list::<Role>("role").into_iter().map(|Role(id)| id).collect(),
    };
    if filter.search.as_ref().is_some_and(|search| search.chars().count() > LONGEST_SEARCH) {
        query.reject("search", format!("At most {LONGEST_SEARCH} characters are searched for."));
    }
    let page = query.page();
    query.finish()?;

    let found = view.practices.select(&filter);
    let page = page.cut(found.len())?;
    let rows = found.slice(page.rows.clone());
    page.respond(&request, rows.iter().filter_map(|&row| view.practices.json(row)))
}

/// More than the longest name has; a longer search finds nothing and costs much.
const LONGEST_SEARCH: usize = 200;

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
