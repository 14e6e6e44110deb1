use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::categories::category;
use super::lines::{LineKind, aligned, kinds};
use super::row::Row;
use crate::domain::{Code, Geography};
use crate::publications::shared;

/// The payments of a year as they are kept for answering.
#[derive(Debug)]
pub struct Table {
    /// What the totals are made of, in the order of the file's columns.
    pub lines: Vec<LineKind>,
    /// What was paid beyond the totals, likewise.
    pub extras: Vec<LineKind>,
    /// Everyone who was paid, by code.
    pub practices: Vec<Practice>,
}

/// A provider and what it was paid: a [`Row`] whose texts and places are
/// shared, and whose lines have their names in the [`Table`].
#[derive(Debug)]
pub struct Practice {
    /// The provider.
    pub practice_code: Code,
    /// Upper case as published.
    pub practice_name: Box<str>,
    /// In one line.
    pub practice_address: Option<Box<str>>,
    /// With one space.
    pub postcode: Option<Box<str>>,
    /// When it opened.
    pub opened_on: Option<NaiveDate>,
    /// When it closed.
    pub closed_on: Option<NaiveDate>,
    /// `GMS`, `PMS` or `APMS`.
    pub contract_type: Option<Arc<str>>,
    /// Whether it dispenses.
    pub dispensing: Option<bool>,
    /// Such as `GP practice`.
    pub practice_type: Option<Arc<str>>,
    /// `Urban` or `Rural`.
    pub rurality: Option<Arc<str>>,
    /// Why its figures differ.
    pub atypical_characteristics: Box<[Arc<str>]>,
    /// Mean of the year's quarters.
    pub average_registered_patients: Option<Decimal>,
    /// The same, weighted.
    pub average_weighted_patients: Option<Decimal>,
    /// Pounds, as published.
    pub per_registered_patient: Option<Decimal>,
    /// Pounds, as published.
    pub per_weighted_patient: Option<Decimal>,
    /// Pounds, one for each of [`Table::lines`]; none where the cell is blank.
    pub amounts: Box<[Option<Decimal>]>,
    /// Pounds, one for each of [`Table::extras`].
    pub extras: Box<[Option<Decimal>]>,
    /// Pounds.
    pub total: Decimal,
    /// Pounds, below 0.
    pub deductions: Option<Decimal>,
    /// Pounds.
    pub total_less_deductions: Option<Decimal>,
    /// Pounds.
    pub total_including_covid: Option<Decimal>,
    /// Whether the amounts add up to the total.
    pub lines_sum_matches_total: bool,
    /// Where it was; the files name no ICB.
    pub geography: Arc<Geography>,
}

impl Table {
    /// The table of rows that are sorted by code, as those of a segment are.
    pub(super) fn of(rows: Vec<Row>) -> Self {
        let lines = kinds(rows.iter().map(|row| row.payments.as_slice()), category);
        let extras = kinds(rows.iter().map(|row| row.extras.as_slice()), category);
        let practices = rows.into_iter().map(|row| practice(row, &lines, &extras));
        let mut practices: Vec<Practice> = practices.collect();
        // Collected in place, they have the room that the rows took.
        practices.shrink_to_fit();
        Self { lines, extras, practices }
    }

    /// The place of a line among [`lines`](Self::lines).
    pub fn line(&self, code: &str) -> Option<usize> {
        self.lines.iter().position(|line| *line.code == *code)
    }
}

fn practice(row: Row, lines: &[LineKind], extras: &[LineKind]) -> Practice {
    let geography = Geography {
        pcn_code: row.pcn_code,
        pcn_name: shared::known(row.pcn_name.as_deref()),
        sub_icb_code: row.sub_icb_code,
        sub_icb_name: shared::known(row.sub_icb_name.as_deref()),
        icb_code: None,
        icb_name: None,
        region_code: row.region_code,
        region_name: shared::known(row.region_name.as_deref()),
    };
    Practice {
        practice_code: row.practice_code,
        practice_name: row.practice_name.into(),
        practice_address: row.practice_address.map(Into::into),
        postcode: row.postcode.map(Into::into),
        opened_on: row.opened_on,
        closed_on: row.closed_on,
        contract_type: shared::known(row.contract_type.as_deref()),
        dispensing: row.dispensing,
        practice_type: shared::known(row.practice_type.as_deref()),
        rurality: shared::known(row.rurality.as_deref()),
        atypical_characteristics: row
            .atypical_characteristics
            .iter()
            .map(|phrase| shared::text(phrase))
            .collect(),
        average_registered_patients: row.average_registered_patients,
        average_weighted_patients: row.average_weighted_patients,
        per_registered_patient: row.per_registered_patient,
        per_weighted_patient: row.per_weighted_patient,
        amounts: aligned(lines, &row.payments),
        extras: aligned(extras, &row.extras),
        total: row.total,
        deductions: row.deductions,
        total_less_deductions: row.total_less_deductions,
        total_including_covid: row.total_including_covid,
        lines_sum_matches_total: row.lines_sum_matches_total,
        geography: shared::place(geography),
    }
}
