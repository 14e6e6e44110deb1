//! `/api/v1/qof/years/`

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use chrono::{NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::ListParams;
use super::export::{self, List, Wanted};
use crate::domain::{Day, FinancialYear, qof_point_value};
use crate::segment::{date, flag, number_of, optional_count, text};
use crate::view::{Provenance, Served, View, YearOfQof};

/// A year of the Quality and Outcomes Framework (QOF), and what is held of it.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::QofYear)]
pub struct QofYear<'a> {
    /// The financial year.
    #[schema(value_type = String, example = "2024/25")]
    year: &'a str,
    /// 1 April.
    start_date: NaiveDate,
    /// 31 March.
    end_date: NaiveDate,
    /// Whether it is over.
    status: QofYearStatus,
    /// Indicators; null where the year has no table of them.
    indicator_count: Option<usize>,
    /// The points of all indicators; null where the year has no table of them.
    total_points: Option<f64>,
    /// Pounds for a point at a practice of average size and prevalence; null
    /// where that is not known. No file of QOF has it: it is that of the
    /// Statement of Financial Entitlements of the year.
    #[schema(value_type = Option<String>, example = "220.62")]
    point_value_gbp: Option<&'static str>,
    /// The mean list of a practice with patients of every age, to the nearest
    /// whole number: computed of the prevalence, not published.
    national_average_list_size: Option<u32>,
    /// Whether achievement is held.
    has_achievement: bool,
    /// Whether prevalence is held.
    has_prevalence: bool,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

/// Whether a year of QOF is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = reference::QofYearStatus)]
pub enum QofYearStatus {
    /// It is.
    Final,
    /// It is not: more will be counted.
    InYear,
}

impl QofYearStatus {
    /// That of a year on a day.
    fn of(year: FinancialYear, today: NaiveDate) -> Self {
        if today <= year.end() { Self::InYear } else { Self::Final }
    }
}

/// List years of QOF
///
/// Every year of which anything is held, newest first: what it consists of, and
/// the release that its figures come from.
#[utoipa::path(
    get,
    path = "/api/v1/qof/years/",
    operation_id = "list_qof_years",
    tag = "qof",
    params(ListParams),
    responses(
        (status = 200, description = "A page of years.", body = PageOf<QofYear<'static>>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let as_of: Option<Day> = query.text("as_of").and_then(|day| day.parse().ok());
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;

    let today = Utc::now().date_naive();
    let today = as_of.map_or(today, |Day(day)| day.min(today));
    export::respond(&request, wanted, Found { view, today })
}

/// All years.
struct Found {
    view: Arc<View>,
    today: NaiveDate,
}

impl List for Found {
    type Row<'a> = QofYear<'a>;

    fn len(&self) -> usize {
        self.view.qof.years.len()
    }

    fn row(&self, at: usize) -> Option<QofYear<'_>> {
        Some(qof_year(self.view.qof.years.get(at)?, self.today))
    }

    fn columns() -> Vec<FieldRef> {
        let own = [
            text("year").with_nullable(false),
            date("start_date").with_nullable(false),
            date("end_date").with_nullable(false),
            text("status").with_nullable(false),
            optional_count("indicator_count"),
            number_of("total_points"),
            text("point_value_gbp"),
            optional_count("national_average_list_size"),
            flag("has_achievement"),
            flag("has_prevalence"),
        ];
        own.into_iter().chain(Provenance::columns()).map(Arc::new).collect()
    }
}

fn qof_year(held: &YearOfQof, today: NaiveDate) -> QofYear<'_> {
    let (indicators, prevalence) = (held.indicators.as_ref(), held.prevalence.as_ref());
    QofYear {
        year: &held.provenance.period,
        start_date: held.year.start(),
        end_date: held.year.end(),
        status: QofYearStatus::of(held.year, today),
        indicator_count: indicators.map(|indicators| indicators.rows.len()),
        total_points: indicators.and_then(|indicators| indicators.total_points()),
        point_value_gbp: qof_point_value(held.year),
        national_average_list_size: prevalence.and_then(|own| own.average_list_size),
        has_achievement: held.achievement.is_some(),
        has_prevalence: prevalence.is_some(),
        provenance: &held.provenance,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<QofYear<'_>, Found>();
    }

    #[test]
    fn a_year_is_final_when_it_is_over() {
        for (today, status) in [
            ("2025-03-30", QofYearStatus::InYear),
            ("2025-03-31", QofYearStatus::InYear),
            ("2025-04-01", QofYearStatus::Final),
        ] {
            let year = "2024/25".parse().unwrap();
            assert_eq!(QofYearStatus::of(year, today.parse().unwrap()), status, "{today}");
        }
    }
}
