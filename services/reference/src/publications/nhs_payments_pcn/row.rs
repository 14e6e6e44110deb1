use arrow_schema::FieldRef;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::domain::Code;
use crate::publications::nhs_payments_practice::Line;
use crate::segment::{self, fields, text};

/// What a primary care network was paid in a year. Amounts are in pounds, with
/// the decimals published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// `U` and five digits.
    pub pcn_code: Code,
    /// As published.
    pub pcn_name: Option<String>,
    /// The sub-ICB location; before 2022/23 the CCG.
    pub sub_icb_code: Option<Code>,
    /// Its name.
    pub sub_icb_name: Option<String>,
    /// The integrated care board.
    pub icb_code: Option<Code>,
    /// Its name.
    pub icb_name: Option<String>,
    /// The NHS England region.
    pub region_code: Option<Code>,
    /// Its name.
    pub region_name: Option<String>,
    /// Patients of its practices, as published.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub registered_patients: Option<Decimal>,
    /// The same, weighted by the needs of the patients.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub weighted_patients: Option<Decimal>,
    /// What was paid under each heading, in the order of the columns.
    pub payments: Vec<Line>,
    /// All of it, as published.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub total: Option<Decimal>,
    /// As published; none where the file has no averages.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub per_registered_patient: Option<Decimal>,
    /// As published, likewise.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub per_weighted_patient: Option<Decimal>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        fields([
            text("pcn_code").with_nullable(false),
            text("pcn_name"),
            text("sub_icb_code"),
            text("sub_icb_name"),
            text("icb_code"),
            text("icb_name"),
            text("region_code"),
            text("region_name"),
            text("registered_patients"),
            text("weighted_patients"),
            Line::column("payments"),
            text("total"),
            text("per_registered_patient"),
            text("per_weighted_patient"),
        ])
    }

    fn key(&self) -> String {
        self.pcn_code.to_string()
    }
}
