//! What lists of payments share.

use arrow_schema::Field;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use utoipa::ToSchema;

use crate::publications::nhs_payments_practice::{Category, LineKind, pounds};
use crate::segment::{fields, structs, text};

/// What was paid under one heading.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::Payment)]
pub(super) struct Payment<'a> {
    /// The heading as a code, the same in every year that has the heading.
    #[schema(value_type = String, example = "global_sum")]
    code: &'a str,
    /// The heading, as published.
    #[schema(value_type = String, example = "Global Sum")]
    label: &'a str,
    /// What it is paid for. The files do not say; this is our grouping.
    category: Category,
    /// Pounds; null where the file has nothing, which is not 0.
    #[schema(example = "431849.94")]
    amount: Option<String>,
}

impl<'a> Payment<'a> {
    /// The lines of a row.
    pub(super) fn of(lines: &'a [LineKind], amounts: &[Option<Decimal>]) -> Vec<Self> {
        let lines = lines.iter().zip(amounts).map(|(line, amount)| Self {
            code: &line.code,
            label: &line.label,
            category: line.category,
            amount: amount.map(pounds),
        });
        lines.collect()
    }

    /// A column of an export.
    pub(super) fn column(name: &str) -> Field {
        let text = |name| text(name).with_nullable(false);
        let amount = text("amount").with_nullable(true);
        structs(name, fields([text("code"), text("label"), text("category"), amount]))
    }
}

/// Patients, whose means have decimals, as a number. Money stays text.
pub(super) fn patients(mean: Option<Decimal>) -> Option<f64> {
    mean.and_then(|mean| mean.to_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_text_and_nothing_is_null() {
        let line = |label: &str| LineKind {
            code: label.to_lowercase().into(),
            label: label.into(),
            category: Category::Other,
        };
        let lines = [line("Seniority"), line("Appraisal")];
        let amounts: [Option<Decimal>; 2] = ["0.1".parse().ok(), None];
        let payments = serde_json::to_value(Payment::of(&lines, &amounts)).unwrap();
        let expected = serde_json::json!([
            {"code": "seniority", "label": "Seniority", "category": "other", "amount": "0.10"},
            {"code": "appraisal", "label": "Appraisal", "category": "other", "amount": null},
        ]);
        assert_eq!(payments, expected);
        assert_eq!(patients("4095.25".parse().ok()), Some(4_095.25));
    }
}
