//! `/api/v1/qof/indicators/`

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::export::{self, List, Wanted};
use super::{Flag, ListParams};
use crate::domain::{FinancialYear, IndicatorCode, Origin};
use crate::segment::{flag, number_of, text};
use crate::view::{Indicator, Provenance, Qof, Served, View};

/// What a QOF indicator of a year is about, and the points it is worth.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::QofIndicator)]
pub struct QofIndicator<'a> {
    /// The financial year.
    #[schema(value_type = String, example = "2024/25")]
    year: &'a str,
    /// Its code.
    indicator_code: IndicatorCode,
    /// What is measured; null where the year's table does not tell.
    #[schema(value_type = Option<String>)]
    description: Option<&'a str>,
    /// The points it is worth.
    points: Option<f64>,
    /// The group it belongs to; prevalence is told by group.
    #[schema(value_type = String, example = "DM")]
    group_code: &'a str,
    /// The group's name.
    #[schema(value_type = String, example = "Diabetes mellitus")]
    group_name: &'a str,
    /// The part of the domain; null where the year's table has none.
    #[schema(value_type = Option<String>)]
    sub_domain_code: Option<&'a str>,
    /// The name of that part.
    #[schema(value_type = Option<String>)]
    sub_domain_name: Option<&'a str>,
    /// The domain.
    #[schema(value_type = String, example = "CL")]
    domain_code: &'a str,
    /// The domain's name.
    #[schema(value_type = String, example = "Clinical")]
    domain_name: &'a str,
    /// Which patients are counted: `TOTAL`, or those of certain ages, such as `17OV`.
    #[schema(value_type = Option<String>)]
    patient_list_type: Option<&'a str>,
    /// The percentage above which there are points; null where none is published.
    lower_threshold: Option<f64>,
    /// The percentage from which there are all points; null where none is published.
    upper_threshold: Option<f64>,
    /// Whether the newest year with a table of indicators has it too.
    active: bool,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

/// List QOF indicators
///
/// The indicators of each year that has a table of them, newest year first and
/// by code within it.
#[utoipa::path(
    get,
    path = "/api/v1/qof/indicators/",
    operation_id = "list_qof_indicators",
    tag = "qof",
    params(
        ("year" = Option<String>, Query, description = "Financial years, separated by commas", example = "2024/25"),
        ("domain" = Option<String>, Query, description = "Codes or names of domains, in any case, separated by commas", example = "CL"),
        ("indicator" = Option<String>, Query, description = "Indicator codes, separated by commas", example = "DM019"),
        ("active" = Option<bool>, Query, description = "Only indicators that are, or are not, in the newest year"),
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of indicators.", body = PageOf<QofIndicator<'static>>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let years: Vec<FinancialYear> = query.list("year");
    let filter = Filter {
        domain: query.list("domain"),
        indicator: query.list("indicator"),
        active: query.one("active").map(|Flag(active)| active),
    };
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;

    let rows = filter.select(&view.qof, &years);
    export::respond(&request, wanted, Found { view, rows })
}

/// Which indicators are asked for. Within a field any value does; empty means all.
struct Filter {
    domain: Vec<String>,
    indicator: Vec<IndicatorCode>,
    active: Option<bool>,
}

impl Filter {
    /// The year and the row of each.
    fn select(&self, qof: &Qof, years: &[FinancialYear]) -> Vec<(usize, usize)> {
        let rows = qof.among(years).flat_map(|(year, held)| {
            let rows = held.indicators.iter().flat_map(move |own| {
                let rows = own.rows.iter().enumerate();
                rows.filter(move |(_, indicator)| self.admits(qof, own.origin, indicator))
            });
            rows.map(move |(row, _)| (year, row))
        });
        rows.collect()
    }

    fn admits(&self, qof: &Qof, origin: Origin, indicator: &Indicator) -> bool {
        let Indicator { indicator_code, domain_code, domain_name, .. } = indicator;
        let any = |asked: &String| {
            asked.eq_ignore_ascii_case(domain_code) || asked.eq_ignore_ascii_case(domain_name)
        };
        (self.domain.is_empty() || self.domain.iter().any(any))
            && (self.indicator.is_empty() || self.indicator.contains(indicator_code))
            && self.active.is_none_or(|active| active == qof.is_active(*indicator_code, origin))
    }
}

/// The indicators that a filter admits: year and row.
struct Found {
    view: Arc<View>,
    rows: Vec<(usize, usize)>,
}

impl List for Found {
    type Row<'a> = QofIndicator<'a>;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, at: usize) -> Option<QofIndicator<'_>> {
        let &(year, row) = self.rows.get(at)?;
        let qof = &self.view.qof;
        let indicators = qof.years.get(year)?.indicators.as_ref()?;
        let source = (&indicators.provenance, indicators.origin);
        Some(qof_indicator(qof, indicators.rows.get(row)?, source))
    }

    fn columns() -> Vec<FieldRef> {
        let own = [
            text("year").with_nullable(false),
            text("indicator_code").with_nullable(false),
            text("description"),
            number_of("points"),
            text("group_code").with_nullable(false),
            text("group_name").with_nullable(false),
            text("sub_domain_code"),
            text("sub_domain_name"),
            text("domain_code").with_nullable(false),
            text("domain_name").with_nullable(false),
            text("patient_list_type"),
            number_of("lower_threshold"),
            number_of("upper_threshold"),
            flag("active"),
        ];
        own.into_iter().chain(Provenance::columns()).map(Arc::new).collect()
    }
}

fn qof_indicator<'a>(
    qof: &Qof,
    indicator: &'a Indicator,
    (provenance, origin): (&'a Provenance, Origin),
) -> QofIndicator<'a> {
    QofIndicator {
        year: &provenance.period,
        indicator_code: indicator.indicator_code,
        description: indicator.description.as_deref(),
        points: indicator.points,
        group_code: &indicator.group_code,
        group_name: &indicator.group_name,
        sub_domain_code: indicator.sub_domain_code.as_deref(),
        sub_domain_name: indicator.sub_domain_name.as_deref(),
        domain_code: &indicator.domain_code,
        domain_name: &indicator.domain_name,
        patient_list_type: indicator.patient_list_type.as_deref(),
        lower_threshold: indicator.lower_threshold,
        upper_threshold: indicator.upper_threshold,
        active: qof.is_active(indicator.indicator_code, origin),
        provenance,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<QofIndicator<'_>, Found>();
    }

    #[test]
    fn domains_are_asked_for_by_code_or_by_name() {
        let indicator = Indicator {
            indicator_code: "SMOK002".parse().unwrap(),
            description: None,
            points: Some(25.0),
            group_code: "SMOK".to_owned(),
            group_name: "Smoking".to_owned(),
            sub_domain_code: None,
            sub_domain_name: None,
            domain_code: "PH".to_owned(),
            domain_name: "Public Health".to_owned(),
            patient_list_type: Some("15OV".to_owned()),
            lower_threshold: None,
            upper_threshold: None,
        };
        for (domain, code, active, admitted) in [
            (&[][..], &[][..], None, true),
            (&["ph"], &[], None, true),
            (&["CL", "public health"], &["SMOK002"], Some(false), true),
            (&["CL"], &[], None, false),
            (&["PH"], &["SMOK004"], None, false),
            // No year has it.
            (&[], &[], Some(true), false),
        ] {
            let filter = Filter {
                domain: domain.iter().map(|domain: &&str| (*domain).to_owned()).collect(),
                indicator: code.iter().map(|code: &&str| code.parse().unwrap()).collect(),
                active,
            };
            assert_eq!(
                filter.admits(&Qof::default(), Origin::Published, &indicator),
                admitted,
                "{domain:?} {code:?}"
            );
        }
    }
}
