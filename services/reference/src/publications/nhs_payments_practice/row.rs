use arrow_schema::FieldRef;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lines::Line;
use crate::domain::Code;
use crate::segment::{self, date, fields, flag, text, texts};

/// What a provider of general practice was paid in a year. Amounts are in
/// pounds, with the decimals published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The provider, a practice or a walk-in centre.
    pub practice_code: Code,
    /// Upper case as published.
    pub practice_name: String,
    /// In one line, with single spaces.
    pub practice_address: Option<String>,
    /// With one space.
    pub postcode: Option<String>,
    /// When it opened.
    pub opened_on: Option<NaiveDate>,
    /// When it closed; none while it is open.
    pub closed_on: Option<NaiveDate>,
    /// `GMS`, `PMS` or `APMS`; none where the file has `Unknown`.
    pub contract_type: Option<String>,
    /// Whether it dispenses; none where the file has `Unknown`.
    pub dispensing: Option<bool>,
    /// Such as `GP practice` or `Walk in centre`.
    pub practice_type: Option<String>,
    /// `Urban` or `Rural`; none where the file has `Missing`.
    pub rurality: Option<String>,
    /// Why its figures differ, such as `Part year of data`.
    pub atypical_characteristics: Vec<String>,
    /// Mean of the year's quarters; 0 of a provider without a list.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub average_registered_patients: Option<Decimal>,
    /// The same, weighted by the needs of the patients.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub average_weighted_patients: Option<Decimal>,
    /// As published; where there are no patients the years have nothing or 0.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub per_registered_patient: Option<Decimal>,
    /// As published, likewise.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub per_weighted_patient: Option<Decimal>,
    /// The NHS England region.
    pub region_code: Option<Code>,
    /// Its name.
    pub region_name: Option<String>,
    /// The sub-ICB location; before 2022/23 the CCG.
    pub sub_icb_code: Option<Code>,
    /// Its name.
    pub sub_icb_name: Option<String>,
    /// The network.
    pub pcn_code: Option<Code>,
    /// Its name.
    pub pcn_name: Option<String>,
    /// What the total is made of, in the order of the columns.
    pub payments: Vec<Line>,
    /// Total NHS Payments to General Practice.
    #[serde(with = "rust_decimal::serde::str")]
    pub total: Decimal,
    /// For pensions, levies and prescription charges; below 0 as published.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub deductions: Option<Decimal>,
    /// The total with the deductions taken off.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub total_less_deductions: Option<Decimal>,
    /// The total with COVID money, without that of networks; none before 2020/21.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub total_including_covid: Option<Decimal>,
    /// What was paid beyond the total, for networks and COVID.
    pub extras: Vec<Line>,
    /// Whether the payments add up to the total, within half a penny.
    pub lines_sum_matches_total: bool,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
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
            text("average_registered_patients"),
            text("average_weighted_patients"),
            text("per_registered_patient"),
            text("per_weighted_patient"),
            text("region_code"),
            text("region_name"),
            text("sub_icb_code"),
            text("sub_icb_name"),
            text("pcn_code"),
            text("pcn_name"),
            Line::column("payments"),
            text("total").with_nullable(false),
            text("deductions"),
            text("total_less_deductions"),
            text("total_including_covid"),
            Line::column("extras"),
            flag("lines_sum_matches_total"),
        ])
    }

    fn key(&self) -> String {
        self.practice_code.to_string()
    }
}
