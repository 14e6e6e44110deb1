//! `/api/v1/qof/prevalence/national/`

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::ListParams;
use super::export::{self, List, Wanted};
use crate::domain::{FinancialYear, IndicatorCode};
use crate::segment::{count, number, number_of, optional_count, text};
use crate::view::{Group, Prevalence, Provenance, Served, View};

/// How many patients in England are on a disease register in a year.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::QofNationalPrevalence)]
pub struct QofNationalPrevalence<'a> {
    /// The financial year.
    #[schema(value_type = String, example = "2024/25")]
    year: &'a str,
    /// The group of indicators that the register belongs to.
    indicator_code: IndicatorCode,
    /// The group's name; null where the year has no table of indicators.
    #[schema(value_type = Option<String>, example = "Diabetes mellitus")]
    indicator_name: Option<&'a str>,
    /// Patients on the registers of all practices; null where none has one.
    register: Option<u64>,
    /// Patients who could be on them: those of the ages that `patient_list_type` tells.
    list_size: Option<u64>,
    /// `TOTAL`, or certain ages, such as `17OV`; null where none is published,
    /// or practices differ.
    #[schema(value_type = Option<String>, example = "17OV")]
    patient_list_type: Option<&'a str>,
    /// `register` of `list_size`: a percentage of sums, not a mean of percentages.
    prevalence_percent: Option<f64>,
    /// Practices with a register and a list, which are added up.
    practices_included: u32,
    /// Practices in England; null where the year has no table of geographies.
    practices_expected: Option<u32>,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

/// List national QOF prevalence
///
/// The patients on all disease registers of England in a year, newest year
/// first and by group within it.
#[utoipa::path(
    get,
    path = "/api/v1/qof/prevalence/national/",
    operation_id = "list_qof_prevalence_national",
    tag = "qof",
    params(
        ("year" = Option<String>, Query, description = "Financial years, separated by commas", example = "2024/25"),
        ("indicator" = Option<String>, Query, description = "Codes of groups, or of indicators for the groups they belong to in the year, separated by commas", example = "DM"),
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of registers.", body = PageOf<QofNationalPrevalence<'static>>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let years: Vec<FinancialYear> = query.list("year");
    let indicators: Vec<IndicatorCode> = query.list("indicator");
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;

    let mut rows = Vec::new();
    for (year, held) in view.qof.among(&years) {
        rows.extend(held.groups(&indicators).into_iter().map(|group| (year, group)));
    }
    export::respond(&request, wanted, Found { view, rows })
}

/// The registers that a filter admits: year and group.
struct Found {
    view: Arc<View>,
    rows: Vec<(usize, usize)>,
}

impl List for Found {
    type Row<'a> = QofNationalPrevalence<'a>;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, at: usize) -> Option<QofNationalPrevalence<'_>> {
        let &(year, group) = self.rows.get(at)?;
        let prevalence = self.view.qof.years.get(year)?.prevalence.as_ref()?;
        Some(national(prevalence, prevalence.groups.get(group)?))
    }

    fn columns() -> Vec<FieldRef> {
        let own = [
            text("year").with_nullable(false),
            text("indicator_code").with_nullable(false),
            text("indicator_name"),
            number("register"),
            number("list_size"),
            text("patient_list_type"),
            number_of("prevalence_percent"),
            count("practices_included"),
            optional_count("practices_expected"),
        ];
        own.into_iter().chain(Provenance::columns()).map(Arc::new).collect()
    }
}

fn national<'a>(prevalence: &'a Prevalence, group: &'a Group) -> QofNationalPrevalence<'a> {
    let provenance = &prevalence.figures.provenance;
    let sums = Some(group.national).filter(|sums| sums.practices > 0);
    QofNationalPrevalence {
        year: &provenance.period,
        indicator_code: group.code,
        indicator_name: group.name.as_deref(),
        register: sums.map(|sums| sums.register),
        list_size: sums.map(|sums| sums.list_size),
        patient_list_type: group.patient_list_type.as_deref(),
        prevalence_percent: group.national_percent,
        practices_included: group.national.practices,
        practices_expected: prevalence.practices_expected(),
        provenance,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<QofNationalPrevalence<'_>, Found>();
    }
}
