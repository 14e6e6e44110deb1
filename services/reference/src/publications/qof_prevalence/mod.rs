//! QOF, prevalence: the patients on each practice's disease registers in a
//! year, and the lists that they are a part of.
//!
//! The list of a register has the patients of the ages at which the disease is
//! counted, so prevalence divides by the list of its own row. Counts are
//! written `113.0` in some years. Since 2021/22 the publisher writes 0 for a
//! register that was not submitted; that cannot be told from an empty one.

mod format;
mod row;
mod table;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;

pub use row::Row;
pub use table::{Prevalence, Table, Totals};

pub use super::qof::Index;

use super::series::read_rows;
use super::{Cadence, Contents, Facts, ReadError, Series, Source, qof};
use crate::segment::{Rows, SegmentError};

/// The publication.
pub struct QofPrevalence;

impl Series for QofPrevalence {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "qof-prevalence",
        files: &["prevalence_"],
        title: "Quality and Outcomes Framework: prevalence",
        source: qof::PAGE,
        cadence: Cadence::Annual,
        register: false,
        // England has had more than 6,000 practices with some 20 registers in every year.
        least_rows: 100_000,
    };

    const KEPT: bool = true;

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let (rows, rejects) = read_rows(source, &format::TABLE, format::PRACTICE_CODE, |record| {
            Ok(Some(format::read(record)))
        })?;
        Ok(Contents { period: qof::period(source)?, regions: None, rows, rejects })
    }

    // Only editions of registers are read for what newer ones have not.
    fn load(segment: Bytes, _: Option<&mut HashSet<String>>) -> Result<Rows, SegmentError> {
        Ok(Arc::new(Table::read(segment)?))
    }
}
