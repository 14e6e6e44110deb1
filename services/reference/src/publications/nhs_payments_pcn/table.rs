use std::sync::Arc;

use rust_decimal::Decimal;

use super::row::Row;
use crate::domain::{Code, Geography};
use crate::publications::nhs_payments_practice::lines::{aligned, kinds};
use crate::publications::nhs_payments_practice::{self as practice, Category, LineKind};
use crate::publications::shared;

/// The payments of a year as they are kept for answering.
#[derive(Debug)]
pub struct Table {
    /// What was paid for, in the order of the file's columns.
    pub lines: Vec<LineKind>,
    /// Every network that was paid, by code.
    pub networks: Vec<Network>,
}

/// A primary care network and what it was paid.
#[derive(Debug)]
pub struct Network {
    /// `U` and five digits.
    pub pcn_code: Code,
    /// Its name.
    pub pcn_name: Option<Arc<str>>,
    /// Patients of its practices.
    pub registered_patients: Option<Decimal>,
    /// The same, weighted.
    pub weighted_patients: Option<Decimal>,
    /// Pounds, one for each of [`Table::lines`]; none where the cell is blank.
    pub amounts: Box<[Option<Decimal>]>,
    /// Pounds.
    pub total: Option<Decimal>,
    /// Pounds, as published.
    pub per_registered_patient: Option<Decimal>,
    /// Pounds, as published.
    pub per_weighted_patient: Option<Decimal>,
    /// The network itself and what it is in.
    pub geography: Arc<Geography>,
}

impl Table {
    /// The table of rows that are sorted by code, as those of a segment are.
    pub(super) fn of(rows: Vec<Row>) -> Self {
        let lines = kinds(rows.iter().map(|row| row.payments.as_slice()), category);
        let networks = rows.into_iter().map(|row| network(row, &lines));
        let mut networks: Vec<Network> = networks.collect();
        // Collected in place, they have the room that the rows took.
        networks.shrink_to_fit();
        Self { lines, networks }
    }
}

/// Whatever a line is called here, it is paid to a network.
fn category(code: &str) -> Category {
    match practice::category(code) {
        Category::Covid => Category::Covid,
        _ => Category::Pcn,
    }
}

fn network(row: Row, lines: &[LineKind]) -> Network {
    let pcn_name = shared::known(row.pcn_name.as_deref());
    let geography = Geography {
        pcn_code: Some(row.pcn_code),
        pcn_name: pcn_name.clone(),
        sub_icb_code: row.sub_icb_code,
        sub_icb_name: shared::known(row.sub_icb_name.as_deref()),
        icb_code: row.icb_code,
        icb_name: shared::known(row.icb_name.as_deref()),
        region_code: row.region_code,
        region_name: shared::known(row.region_name.as_deref()),
    };
    Network {
        pcn_code: row.pcn_code,
        pcn_name,
        registered_patients: row.registered_patients,
        weighted_patients: row.weighted_patients,
        amounts: aligned(lines, &row.payments),
        total: row.total,
        per_registered_patient: row.per_registered_patient,
        per_weighted_patient: row.per_weighted_patient,
        geography: shared::place(geography),
    }
}
