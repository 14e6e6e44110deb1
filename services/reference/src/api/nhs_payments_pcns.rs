//! `/api/v1/nhs-payments/pcns/`

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use arrow_schema::FieldRef;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;
use utoipa::ToSchema;
use web::openapi::PageOf;
use web::{ApiError, Query};

use super::export::{self, List, Wanted};
use super::figures::{Missing, Reason};
use super::payments::{Payment, patients};
use super::selected::Selected;
use super::{ListParams, PlaceParams, geography_columns, place, unlock};
use crate::domain::{FinancialYear, Geography};
use crate::publications::nhs_payments_pcn::Network;
use crate::publications::nhs_payments_practice::pounds;
use crate::segment::{number_of, text};
use crate::view::{Provenance, Served, View, YearOfPcnPayments};

/// One of these must be given, or the answer would be everything there is.
const UNLOCKING: [&str; 3] = ["pcn", "year", "icb"];

/// What a primary care network was paid in a financial year. Amounts are
/// pounds, as text: numbers would not keep every penny. What the file does not
/// tell of a network's place is where it is now, by the newest map.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::PcnPayments)]
pub struct PcnPayments<'a> {
    /// April to March.
    #[schema(value_type = String, example = "2024/25")]
    year: &'a str,
    #[serde(flatten)]
    #[schema(inline)]
    geography: &'a Geography,
    /// Patients registered at its practices, as published.
    registered_patients: Option<f64>,
    /// The same, weighted by the needs of the patients.
    weighted_patients: Option<f64>,
    /// What it was paid, in the order of the file.
    payments: Vec<Payment<'a>>,
    /// All of it, as published.
    #[schema(example = "1131382.35")]
    total_payments: Option<String>,
    /// The total to each registered patient: as published or, where that is not,
    /// worked out to the penny.
    per_registered_patient: Option<String>,
    /// The total to each weighted patient, likewise.
    per_weighted_patient: Option<String>,
    /// The figures above that are null, and why.
    missing: Vec<Missing>,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

/// List payments to primary care networks
///
/// What networks were paid, by newest year first and by code within it. One of
/// `pcn`, `year` and `icb` must be given. Networks are where the payments put
/// them; a sub-ICB location, ICB or region that the file does not tell is the
/// one that the network is in now, by the newest map.
#[utoipa::path(
    get,
    path = "/api/v1/nhs-payments/pcns/",
    operation_id = "list_nhs_payments_pcns",
    tag = "nhs-payments",
    params(
        ("year" = Option<String>, Query, description = "Financial years, separated by commas", example = "2024/25"),
        PlaceParams,
        ListParams,
    ),
    responses(
        (status = 200, description = "A page of payments.", body = PageOf<PcnPayments<'static>>),
        (status = 400, description = "A parameter is wrong, or none that narrows the list is given.", body = web::openapi::Invalid),
        (status = 404, description = "There is no such page.", body = web::openapi::ErrorBody),
    )
)]
pub async fn list(request: HttpRequest, Served(view): Served) -> Result<HttpResponse, ApiError> {
    let mut query = Query::new(&request);
    let years: Vec<FinancialYear> = query.list("year");
    let filter = place(&mut query);
    let wanted = Wanted::read::<Found>(&request, &mut query);
    let unlocked = unlock(&query, &UNLOCKING);
    query.finish()?;
    unlocked?;

    let mut rows = Selected::default();
    for (at, year) in view.pcn_payments.years.iter().enumerate() {
        if years.is_empty() || years.contains(&year.year) {
            rows.add(at, year.table.networks.len(), year.select(&filter));
        }
    }
    export::respond(&request, wanted, Found { view, rows })
}

/// The networks that a filter admits, by year.
struct Found {
    view: Arc<View>,
    rows: Selected<usize>,
}

impl List for Found {
    type Row<'a> = PcnPayments<'a>;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, at: usize) -> Option<PcnPayments<'_>> {
        let (year, row) = self.rows.at(at)?;
        let year = self.view.pcn_payments.years.get(year)?;
        let geography = year.geographies.get(row)?;
        Some(PcnPayments::of(year, year.table.networks.get(row)?, geography))
    }

    fn columns() -> Vec<FieldRef> {
        let mut columns = vec![text("year").with_nullable(false)];
        columns.extend(geography_columns());
        columns.extend([
            number_of("registered_patients"),
            number_of("weighted_patients"),
            Payment::column("payments"),
            text("total_payments"),
            text("per_registered_patient"),
            text("per_weighted_patient"),
            Missing::column(),
        ]);
        columns.extend(Provenance::columns());
        columns.into_iter().map(Arc::new).collect()
    }
}

impl<'a> PcnPayments<'a> {
    fn of(year: &'a YearOfPcnPayments, network: &'a Network, geography: &'a Geography) -> Self {
        let Network { registered_patients, weighted_patients, total, .. } = *network;
        let each = |published: Option<Decimal>, people: Option<Decimal>| {
            published.or_else(|| per_patient(total?, people?)).map(pounds)
        };
        let mut row = Self {
            year: &year.provenance.period,
            geography,
            registered_patients: patients(registered_patients),
            weighted_patients: patients(weighted_patients),
            payments: Payment::of(&year.table.lines, &network.amounts),
            total_payments: total.map(pounds),
            per_registered_patient: each(network.per_registered_patient, registered_patients),
            per_weighted_patient: each(network.per_weighted_patient, weighted_patients),
            missing: Vec::new(),
            provenance: &year.provenance,
        };
        row.missing = row.missing();
        row
    }

    /// Why figures are null.
    fn missing(&self) -> Vec<Missing> {
        let (uncollected, inapplicable) = (Reason::NotCollected, Reason::NotApplicable);
        let figures = [
            ("registered_patients", self.registered_patients.is_none(), uncollected),
            ("weighted_patients", self.weighted_patients.is_none(), uncollected),
            ("total_payments", self.total_payments.is_none(), uncollected),
            ("per_registered_patient", self.per_registered_patient.is_none(), inapplicable),
            ("per_weighted_patient", self.per_weighted_patient.is_none(), inapplicable),
        ];
        let missing = figures.into_iter().filter(|(_, is_null, _)| *is_null);
        missing.map(|(field, _, reason)| Missing::new(field, reason)).collect()
    }
}

/// Pounds to a patient, to the penny, halves rounded up; nothing without patients.
fn per_patient(total: Decimal, patients: Decimal) -> Option<Decimal> {
    let exact = total.checked_div(patients)?;
    Some(exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_field_is_a_column() {
        export::assert_columns::<PcnPayments<'_>, Found>();
    }

    #[test]
    fn pounds_to_a_patient_are_told_to_the_penny() {
        for (total, patients, expected) in [
            ("1000", "8", Some("125.00")),
            ("1000", "3", Some("333.33")),
            ("2000", "3", Some("666.67")),
            ("0.25", "10", Some("0.03")),
            ("0", "5.5", Some("0.00")),
            ("5", "0", None),
        ] {
            let [total, patients]: [Decimal; 2] =
                [total, patients].map(|number| number.parse().unwrap());
            let told = per_patient(total, patients).map(pounds);
            assert_eq!(told.as_deref(), expected, "{total} for {patients}");
        }
    }
}
