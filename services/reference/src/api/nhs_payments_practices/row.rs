use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::figures::{Missing, Reason};
use crate::api::payments::{Payment, patients};
use crate::domain::{Code, Geography};
use crate::publications::nhs_payments_practice::{Practice, pounds};
use crate::view::{Provenance, YearOfPayments};

/// What a provider of general practice was paid in a financial year. Amounts
/// are pounds, as text: numbers would not keep every penny.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::PracticePayments)]
pub struct PracticePayments<'a> {
    /// April to March.
    #[schema(value_type = String, example = "2024/25")]
    year: &'a str,
    /// The provider, a practice or a walk-in centre.
    practice_code: Code,
    /// Its name, as published with the payments.
    #[schema(value_type = String)]
    practice_name: &'a str,
    /// Its address in one line.
    #[schema(value_type = Option<String>)]
    practice_address: Option<&'a str>,
    /// Null where none is published.
    #[schema(value_type = Option<String>)]
    postcode: Option<&'a str>,
    /// When it opened.
    opened_on: Option<NaiveDate>,
    /// When it closed; null while it is open.
    closed_on: Option<NaiveDate>,
    /// `GMS`, `PMS` or `APMS`; null where none is known, as of providers that
    /// are paid outside the systems for GP payments.
    #[schema(value_type = Option<String>, example = "GMS")]
    contract_type: Option<&'a str>,
    /// Whether it dispenses.
    dispensing: Option<bool>,
    /// Such as `GP practice` or `Walk in centre`.
    #[schema(value_type = Option<String>)]
    practice_type: Option<&'a str>,
    /// `Urban` or `Rural`.
    #[schema(value_type = Option<String>)]
    rurality: Option<&'a str>,
    /// Why its figures differ from those of others, such as `Part year of data`.
    #[schema(value_type = Vec<String>)]
    atypical_characteristics: &'a [Arc<str>],
    /// The mean of its registered patients in the quarters of the year.
    average_registered_patients: Option<f64>,
    /// The same, weighted by the needs of the patients.
    average_weighted_patients: Option<f64>,
    /// What the total is made of, in the order of the file.
    payments: Vec<Payment<'a>>,
    /// What was paid beyond the total, for networks and COVID.
    payments_outside_total: Vec<Payment<'a>>,
    /// The line of this name among `payments`; null where the year has none.
    #[schema(example = "431849.94")]
    global_sum: Option<String>,
    /// The line of this name, likewise.
    total_qof_payments: Option<String>,
    /// The line of this name, likewise.
    premises_payments: Option<String>,
    /// The line of this name, likewise.
    pcn_participation: Option<String>,
    /// Total NHS Payments to General Practice.
    #[schema(example = "732879.24")]
    total_payments: String,
    /// For pensions, levies and prescription charges; below 0, as published.
    #[schema(example = "-80629.02")]
    deductions: Option<String>,
    /// The total with the deductions taken off.
    total_payments_less_deductions: Option<String>,
    /// The total with COVID money, without that of networks; null in years that
    /// have no such column.
    total_payments_including_covid: Option<String>,
    /// The total to each registered patient, as published.
    per_registered_patient: Option<String>,
    /// The total to each weighted patient, as published.
    per_weighted_patient: Option<String>,
    /// Whether `payments` add up to `total_payments`.
    lines_sum_matches_total: bool,
    /// The figures and facts above that are null, and why.
    missing: Vec<Missing>,
    #[serde(flatten)]
    #[schema(inline)]
    geography: &'a Geography,
    #[serde(flatten)]
    #[schema(inline)]
    provenance: &'a Provenance,
}

impl<'a> PracticePayments<'a> {
    pub(super) fn of(year: &'a YearOfPayments, practice: &'a Practice) -> Self {
        let headline = |at: Option<usize>| (*practice.amounts.get(at?)?).map(pounds);
        let mut row = Self {
            year: &year.provenance.period,
            practice_code: practice.practice_code,
            practice_name: &practice.practice_name,
            practice_address: practice.practice_address.as_deref(),
            postcode: practice.postcode.as_deref(),
            opened_on: practice.opened_on,
            closed_on: practice.closed_on,
            contract_type: practice.contract_type.as_deref(),
            dispensing: practice.dispensing,
            practice_type: practice.practice_type.as_deref(),
            rurality: practice.rurality.as_deref(),
            atypical_characteristics: &practice.atypical_characteristics,
            average_registered_patients: patients(practice.average_registered_patients),
            average_weighted_patients: patients(practice.average_weighted_patients),
            payments: Payment::of(&year.table.lines, &practice.amounts),
            payments_outside_total: Payment::of(&year.table.extras, &practice.extras),
            global_sum: headline(year.headlines.global_sum),
            total_qof_payments: headline(year.headlines.total_qof_payments),
            premises_payments: headline(year.headlines.premises_payments),
            pcn_participation: headline(year.headlines.pcn_participation),
            total_payments: pounds(practice.total),
            deductions: practice.deductions.map(pounds),
            total_payments_less_deductions: practice.total_less_deductions.map(pounds),
            total_payments_including_covid: practice.total_including_covid.map(pounds),
            per_registered_patient: practice.per_registered_patient.map(pounds),
            per_weighted_patient: practice.per_weighted_patient.map(pounds),
            lines_sum_matches_total: practice.lines_sum_matches_total,
            missing: Vec::new(),
            geography: &practice.geography,
            provenance: &year.provenance,
        };
        row.missing = row.missing();
        row
    }

    /// Why figures and facts are null.
    fn missing(&self) -> Vec<Missing> {
        let uncollected = Reason::NotCollected;
        // The files have N/A where there are no patients to divide by.
        let inapplicable = Reason::NotApplicable;
        let registered = self.average_registered_patients.is_none();
        let weighted = self.average_weighted_patients.is_none();
        let less_deductions = self.total_payments_less_deductions.is_none();
        let including_covid = self.total_payments_including_covid.is_none();
        let facts = [
            ("contract_type", self.contract_type.is_none(), uncollected),
            ("dispensing", self.dispensing.is_none(), uncollected),
            ("practice_type", self.practice_type.is_none(), uncollected),
            ("rurality", self.rurality.is_none(), uncollected),
            ("average_registered_patients", registered, uncollected),
            ("average_weighted_patients", weighted, uncollected),
            ("global_sum", self.global_sum.is_none(), uncollected),
            ("total_qof_payments", self.total_qof_payments.is_none(), uncollected),
            ("premises_payments", self.premises_payments.is_none(), uncollected),
            ("pcn_participation", self.pcn_participation.is_none(), uncollected),
            ("deductions", self.deductions.is_none(), uncollected),
            ("total_payments_less_deductions", less_deductions, uncollected),
            ("total_payments_including_covid", including_covid, uncollected),
            ("per_registered_patient", self.per_registered_patient.is_none(), inapplicable),
            ("per_weighted_patient", self.per_weighted_patient.is_none(), inapplicable),
        ];
        let missing = facts.into_iter().filter(|(_, is_null, _)| *is_null);
        missing.map(|(field, _, reason)| Missing::new(field, reason)).collect()
    }
}
