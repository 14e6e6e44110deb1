//! `/api/v1/practices/{ods_code}/population/`

use std::sync::Arc;

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::{DataType, Field, FieldRef};
use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::export::{self, List, Spread, Wanted};
use super::{ListParams, geography_columns};
use crate::domain::{Code, FinancialYear, Geography};
use crate::publications::gp_reg_pat_prac_quin_age::list_sizes::AgeBand;
use crate::publications::nhs_payments_practice::Practice;
use crate::segment::{count, date, text};
use crate::view::{OfPractice, Patients, Provenance, Served, View, YearOfPatients, YearOfPayments};

/// The patients of a practice in one financial year.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::Population)]
pub struct Population<'a> {
    /// The practice.
    practice_code: Code,
    /// Its name, as published with the list or, in a year without any, with the payments.
    #[schema(value_type = Option<String>)]
    practice_name: Option<&'a str>,
    /// April to March, such as `2025/26`.
    financial_year: String,
    /// Patients on the list of 1 April or, where that is not held, on the
    /// earliest of the year; null, as all that is of lists, where there is none.
    registered_patients: Option<u32>,
    /// The day of that list.
    registered_patients_on: Option<NaiveDate>,
    /// Patients on the last list of the year.
    latest_registered_patients: Option<u32>,
    /// The day of that list.
    latest_registered_patients_on: Option<NaiveDate>,
    /// The mean of the monthly lists held, to two decimal places.
    average_registered_patients: Option<f64>,
    /// How many monthly lists are held, up to 12.
    months_available: usize,
    /// The average weighted patients that payments of the year were made for, as
    /// published with them; null where none are held. Another measure than
    /// registered patients, never to be mixed with it.
    average_weighted_patients: Option<f64>,
    /// Male patients on the list of `registered_patients`.
    male: Option<u32>,
    /// Female patients on the list of `registered_patients`.
    female: Option<u32>,
    /// The list of `registered_patients` by age; null where only its total was published.
    age_bands: Option<Vec<AgeBand>>,
    #[serde(flatten)]
    #[schema(inline)]
    geography: &'a Geography,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: Provenance,
}

/// List the population of a practice
///
/// One row for each financial year with list sizes or payments, newest first.
/// Place and release are those of the list of `registered_patients` or, in a
/// year without lists, of the payments. A known practice without either has
/// none; an unknown one is 404.
#[utoipa::path(
    get,
    path = "/api/v1/practices/{ods_code}/population/",
    operation_id = "list_practice_population",
    tag = "practices",
    params(("ods_code" = String, Path, description = "The practice", example = "A81001"), ListParams),
    responses(
        (status = 200, description = "A page of years.", body = PageOf<Population<'static>>),
        (status = 400, description = "A parameter is wrong; the body names each.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such practice, or no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(
    request: HttpRequest,
    code: Path<String>,
    Served(view): Served,
) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let wanted = Wanted::read::<Found>(&request, &mut query);
    query.finish()?;

    let code: Option<Code> = code.parse().ok();
    let code = code.filter(|&code| view.knows_practice(code)).ok_or_else(no_such_practice)?;
    export::respond(&request, wanted, Found { view, code })
}

fn no_such_practice() -> ApiError {
    ApiError::not_found("No practice has this code.")
}

/// The years of a practice.
struct Found {
    view: Arc<View>,
    code: Code,
}

impl List for Found {
    type Row<'a> = Population<'a>;

    fn len(&self) -> usize {
        self.view.populations.of(self.code).len()
    }

    fn row(&self, at: usize) -> Option<Population<'_>> {
        let year = self.view.populations.of(self.code).get(at)?;
        population(&self.view, self.code, year)
    }

    fn columns() -> Vec<FieldRef> {
        let number = |name: &str| Field::new(name, DataType::Float64, true);
        let own = [
            text("practice_code").with_nullable(false),
            text("practice_name"),
            text("financial_year").with_nullable(false),
            count("registered_patients").with_nullable(true),
            date("registered_patients_on"),
            count("latest_registered_patients").with_nullable(true),
            date("latest_registered_patients_on"),
            number("average_registered_patients"),
            count("months_available"),
            number("average_weighted_patients"),
            count("male").with_nullable(true),
            count("female").with_nullable(true),
            AgeBand::column(),
        ];
        let shared = geography_columns().into_iter().chain(Provenance::columns());
        own.into_iter().chain(shared).map(Arc::new).collect()
    }

    fn spread() -> Option<Spread> {
        Some(AgeBand::SPREAD)
    }
}

fn population<'a>(view: &'a View, code: Code, year: &YearOfPatients) -> Option<Population<'a>> {
    let listed = year.lists;
    let opening = listed.and_then(|lists| view.list_sizes.at(lists.opening));
    let latest = listed.and_then(|lists| view.list_sizes.at(lists.latest));
    let paid = year.payments.and_then(|place| view.payments.at(place));
    let patients = opening.map(|list| list.patients);
    let (male, female) = patients.and_then(Patients::sexes).unzip();
    let source = match (opening, paid) {
        (Some(list), _) => Source::of_list(list),
        (None, Some((year, practice))) => Source::of_payments(year, practice),
        (None, None) => return None,
    };
    let weighted = paid.and_then(|(_, practice)| practice.average_weighted_patients);
    Some(Population {
        practice_code: code,
        practice_name: source.name.or_else(|| view.name_of_practice(code)),
        financial_year: year.year.to_string(),
        registered_patients: patients.map(|patients| patients.total),
        registered_patients_on: opening.map(|list| list.month.day()),
        latest_registered_patients: latest.map(|list| list.patients.total),
        latest_registered_patients_on: latest.map(|list| list.month.day()),
        average_registered_patients: listed.map(|lists| lists.average),
        months_available: listed.map_or(0, |lists| lists.months),
        average_weighted_patients: weighted.and_then(|weighted| weighted.to_f64()),
        male,
        female,
        age_bands: patients.and_then(|patients| patients.ages.as_deref()).map(AgeBand::of),
        geography: source.place(view, year.year, paid.map(|(_, practice)| practice), code),
        provenance: Provenance {
            period: year.year.to_string().into(),
            period_start: year.year.start(),
            period_end: year.year.end(),
            ..source.provenance.clone()
        },
    })
}

/// What says where a practice was in a year, and under which name.
struct Source<'a> {
    name: Option<&'a str>,
    geography: &'a Geography,
    provenance: &'a Provenance,
}

impl<'a> Source<'a> {
    /// Where the practice was in the year: by the map of its list, else by any
    /// map of the year, else by its payments. What the list itself says comes
    /// last, for without a map it names the sub-ICB location alone.
    fn place(
        &self,
        view: &'a View,
        year: FinancialYear,
        paid: Option<&'a Practice>,
        code: Code,
    ) -> &'a Geography {
        if self.geography.icb_code.is_some() {
            return self.geography;
        }
        let map = view.maps.within(year.start(), year.end());
        let located = map.and_then(|map| map.get(code)).map(|own| own.geography.as_ref());
        located.or_else(|| Some(paid?.geography.as_ref())).unwrap_or(self.geography)
    }

    fn of_list(list: OfPractice<'a>) -> Self {
        Self { name: list.name, geography: list.geography, provenance: &list.month.provenance }
    }

    fn of_payments(year: &'a YearOfPayments, practice: &'a Practice) -> Self {
        let name = Some(&*practice.practice_name);
        Self { name, geography: &practice.geography, provenance: &year.provenance }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<Population<'_>, Found>();
    }
}
