//! Handlers of what several publications are joined to, and what all lists
//! share: one module per resource.

pub mod export;
pub(crate) mod figures;
pub mod gp_appointments;
pub mod nhs_payments_pcns;
pub mod nhs_payments_practices;
pub mod nwrs;
pub mod nwrs_snapshots;
mod payments;
pub mod pcns;
pub mod population;
pub mod practices;
pub mod publications;
pub mod qof_achievement;
pub mod qof_indicators;
pub mod qof_prevalence;
pub mod qof_prevalence_national;
pub mod qof_years;
pub mod release_changes;
pub mod release_rejects;
pub mod releases;
mod selected;

use std::ops::Range;
use std::str::FromStr;

use arrow_schema::Field;
use utoipa::IntoParams;
use web::{ApiError, Query};

use crate::segment::text;
use crate::view::{PlaceFilter, Ranked};

/// More than the longest name has; a longer search finds nothing and costs much.
const LONGEST_SEARCH: usize = 200;

/// What every list can be asked for; see [`export::Wanted`].
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents what `Wanted` reads")]
pub(crate) struct ListParams {
    /// From 1, or `last`
    page: Option<String>,
    /// 100 unless told, 500 at most
    page_size: Option<i32>,
    /// The fields to give, separated by commas; all unless told
    fields: Option<String>,
    /// A past day: answers as we would have at its end, by the releases imported until then
    as_of: Option<chrono::NaiveDate>,
}

/// Where something is; see [`place`].
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents what `place` reads")]
pub(crate) struct PlaceParams {
    /// PCN codes, separated by commas
    #[param(example = "U89141")]
    pcn: Option<String>,
    /// Sub-ICB location codes, separated by commas
    #[param(example = "16C")]
    sub_icb: Option<String>,
    /// ICB codes, separated by commas
    #[param(example = "QHM")]
    icb: Option<String>,
    /// NHS England region codes, separated by commas
    #[param(example = "Y63")]
    region: Option<String>,
}

/// `pcn`, `sub_icb`, `icb` and `region`.
pub(crate) fn place(query: &mut Query<'_>) -> PlaceFilter {
    PlaceFilter {
        org: Vec::new(),
        pcn: query.list("pcn"),
        sub_icb: query.list("sub_icb"),
        icb: query.list("icb"),
        region: query.list("region"),
    }
}

/// `true` or `false`, in any case, or `1` or `0`.
pub(crate) struct Flag(pub(crate) bool);

impl FromStr for Flag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(Self(true)),
            "false" | "0" => Ok(Self(false)),
            _ => Err("Either true or false is accepted.".to_owned()),
        }
    }
}

/// `search`.
pub(crate) fn search(query: &mut Query<'_>) -> Option<String> {
    let search = query.text("search")?;
    if search.chars().count() > LONGEST_SEARCH {
        query.reject("search", format!("At most {LONGEST_SEARCH} characters are searched for."));
    }
    Some(search)
}

/// 400 unless at least one of these parameters is given.
pub(crate) fn unlock(query: &Query<'_>, any: &[&str]) -> Result<(), ApiError> {
    if any.iter().any(|name| query.is_given(name)) {
        return Ok(());
    }
    let names = any.join(", ");
    Err(ApiError::bad_request(format_args!(
        "This list is too long to be given whole. Give at least one of {names}."
    )))
}

/// Rows in the order of a search, of which only those that are asked for are
/// ever listed.
struct RankedRows {
    ranking: Ranked,
    /// The rows at the places asked for, the first of them being `first`.
    rows: Vec<usize>,
    first: usize,
}

impl RankedRows {
    fn new(ranking: Ranked) -> Self {
        Self { ranking, rows: Vec::new(), first: 0 }
    }

    fn len(&self) -> usize {
        self.ranking.len()
    }

    fn narrow(&mut self, places: Range<usize>) {
        self.first = places.start;
        self.rows = self.ranking.slice(places);
    }

    /// The row at a place.
    fn at(&self, place: usize) -> Option<usize> {
        self.rows.get(place.checked_sub(self.first)?).copied()
    }
}

/// The columns of a geography in an export.
pub(crate) fn geography_columns() -> [Field; 8] {
    [
        text("pcn_code"),
        text("pcn_name"),
        text("sub_icb_code"),
        text("sub_icb_name"),
        text("icb_code"),
        text("icb_name"),
        text("region_code"),
        text("region_name"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_words_or_digits() {
        for (text, flag) in [
            ("true", Some(true)),
            ("True", Some(true)),
            ("1", Some(true)),
            ("false", Some(false)),
            ("0", Some(false)),
            ("yes", None),
            ("2", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<Flag>().ok().map(|Flag(flag)| flag), flag, "{text}");
        }
    }
}
