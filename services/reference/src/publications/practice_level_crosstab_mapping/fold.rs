//! From a record for each supplier of a practice to one row.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::format::GP_CODE;
use super::row::Row;
use crate::domain::Code;
use crate::publications::practice_level_crosstab::joined_suppliers;
use crate::publications::{Record, SourceError};

/// The practices of a month, in the making.
#[derive(Default)]
pub(super) struct Fold(BTreeMap<Code, Practice>);

struct Practice {
    /// Its first line.
    line: u64,
    /// Without a supplier.
    row: Row,
    suppliers: Vec<Option<String>>,
}

impl Fold {
    /// Adds the row of a record. Records of one practice may differ in the
    /// supplier alone, and must.
    pub(super) fn add(&mut self, record: &Record<'_>, mut row: Row) -> Result<(), SourceError> {
        let (code, line) = (row.practice_code, record.line());
        let supplier = row.supplier.take();
        let practice = match self.0.entry(code) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                entry.insert(Practice { line, row, suppliers: vec![supplier] });
                return Ok(());
            }
        };
        let line = practice.line;
        if row != practice.row {
            let reason = format!("{code} stands already on line {line}, with other details");
            return Err(record.wrong(GP_CODE, reason));
        }
        if practice.suppliers.contains(&supplier) {
            let reason = format!("{code} stands already on line {line}");
            return Err(record.wrong(GP_CODE, reason));
        }
        practice.suppliers.push(supplier);
        Ok(())
    }

    /// The rows.
    pub(super) fn finish(self) -> Vec<Row> {
        let rows = self.0.into_values().map(|Practice { suppliers, row, .. }| {
            let supplier = joined_suppliers(suppliers.iter().flatten().map(String::as_str));
            Row { supplier, ..row }
        });
        rows.collect()
    }
}
