//! `/api/v1/nhs-payments/practices/`

mod row;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use web::openapi::PageOf;
use web::{ApiError, Query};

pub use self::row::PracticePayments;
use super::export::{self, List, Wanted};
use super::figures::Missing;
use super::payments::Payment;
use super::selected::Selected;
use super::{ListParams, geography_columns, unlock};
use crate::domain::FinancialYear;
use crate::segment::{date, flag, number_of, text, texts};
use crate::view::{ContractType, PlaceFilter, Provenance, Served, View};

/// One of these must be given, or the answer would be everything there is.
const UNLOCKING: [&str; 5] = ["year", "practice", "pcn", "sub_icb", "region"];

/// List payments to practices
///
/// What providers of general practice were paid, by newest year first and by
/// code within it. The lines of `payments` change from year to year; their
/// codes stay. One of `year`, `practice`, `pcn`, `sub_icb` and `region` must be
/// given. Places are as published with the payments, which name no ICB.
#[utoipa::path(
    get,
    path = "/api/v1/nhs-payments/practices/",
    operation_id = "list_nhs_payments_practices",
    tag = "nhs-payments",
    params(
        ("year" = Option<String>, Query, description = "Financial years, separated by commas", example = "2024/25"),
        ("practice" = Option<String>, Query, description = "Practice codes, separated by commas", example = "A81001"),
        ("pcn" = Option<String>, Query, description = "PCN codes, separated by commas", example = "U89141"),
        ("sub_icb" = Option<String>, Query, description = "Sub-ICB location codes, separated by commas", example = "16C"),
        ("region" = Option<String>, Query, description = "NHS England region codes, separated by commas", example = "Y63"),
        ("contract_type" = Option<String>, Query, description = "Types of contract in any case, separated by commas", example = "GMS"),
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of payments.", body = PageOf<PracticePayments<'static>>),
        (status = 400, description = "A parameter is wrong, or none that narrows the list is given.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let years: Vec<FinancialYear> = query.list("year");
    let filter = PlaceFilter {
        org: query.list("practice"),
        pcn: query.list("pcn"),
        sub_icb: query.list("sub_icb"),
        icb: Vec::new(),
        region: query.list("region"),
    };
    let contract_types: Vec<ContractType> = query.list("contract_type");
    let wanted = Wanted::read::<Found>(&request, &mut query);
    let unlocked = unlock(&query, &UNLOCKING);
    query.finish()?;
    unlocked?;

    let mut rows = Selected::default();
    for (at, year) in view.payments.years.iter().enumerate() {
        if years.is_empty() || years.contains(&year.year) {
            let found = year.select(&filter, &contract_types);
            rows.add(at, year.table.practices.len(), found);
        }
    }
    export::respond(&request, wanted, Found { view, rows })
}

/// The practices that a filter admits, by year.
struct Found {
    view: Arc<View>,
    rows: Selected<usize>,
}

impl List for Found {
    type Row<'a> = PracticePayments<'a>;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, at: usize) -> Option<PracticePayments<'_>> {
        let (year, row) = self.rows.at(at)?;
        let year = self.view.payments.years.get(year)?;
        Some(PracticePayments::of(year, year.table.practices.get(row)?))
    }

    fn columns() -> Vec<FieldRef> {
        let own = [
            text("year").with_nullable(false),
            text("practice_code").with_nullable(false),
            text("practice_name").with_nullable(false),
            text("practice_address"),
            text("postcode"),
            date("opened_on"),
            date("closed_on"),
            text("contract_type"),
            flag("dispensing").with_nullable(true),
            text("practice_type"),
            text("rurality"),
            texts("atypical_characteristics"),
            number_of("average_registered_patients"),
            number_of("average_weighted_patients"),
            Payment::column("payments"),
            Payment::column("payments_outside_total"),
            text("global_sum"),
            text("total_qof_payments"),
            text("premises_payments"),
            text("pcn_participation"),
            text("total_payments").with_nullable(false),
            text("deductions"),
            text("total_payments_less_deductions"),
            text("total_payments_including_covid"),
            text("per_registered_patient"),
            text("per_weighted_patient"),
            flag("lines_sum_matches_total"),
            Missing::column(),
        ];
        let shared = geography_columns().into_iter().chain(Provenance::columns());
        own.into_iter().chain(shared).map(Arc::new).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<PracticePayments<'_>, Found>();
    }
}
