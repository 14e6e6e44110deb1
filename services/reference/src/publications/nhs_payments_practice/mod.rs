//! NHS Payments to General Practice, practice level: what each provider was
//! paid in a financial year, which only the file's name tells.
//!
//! The columns of money change every year, so they are lines: those from
//! Global Sum up to just before the total, which they add up to in every row
//! of 2019/20 to 2022/23. COVID money, and that of networks, lies outside the
//! total. Providers without a contract type or patients are paid too, and stay.

mod categories;
mod format;
pub(super) mod headings;
pub(super) mod lines;
mod money;
mod row;
mod table;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;

pub use categories::{Category, category, code};
pub use lines::{Line, LineKind};
pub use money::pounds;
pub use row::Row;
pub use table::{Practice, Table};

use self::format::Layout;
use super::series::read_rows;
use super::{Cadence, Contents, Facts, ReadError, Series, Source};
use crate::domain::Period;
use crate::segment::{self, Rows, SegmentError};

/// Where NHS England publishes the payments.
pub(super) const SOURCE: &str = "https://digital.nhs.uk/data-and-information/publications/statistical/nhs-payments-to-general-practice";

/// The publication.
pub struct NhsPaymentsPractice;

impl Series for NhsPaymentsPractice {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "nhs-payments-practice",
        files: &["nhspaymentsgp"],
        title: "NHS Payments to General Practice: practice level",
        source: SOURCE,
        cadence: Cadence::Annual,
        register: false,
        // England has paid more than 6,000 providers in every year.
        least_rows: 5_000,
    };

    const KEPT: bool = true;

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let mut layout: Option<Layout> = None;
        let (rows, rejects) = read_rows(source, &format::TABLE, format::PRACTICE_CODE, |record| {
            let layout = match &layout {
                Some(layout) => layout,
                None => &*layout.insert(Layout::of(record)?),
            };
            let dispensing = format::dispensing(record)?;
            Ok(Some(format::read(record, layout, dispensing)))
        })?;
        Ok(Contents { period: Period::year(source.year()?), regions: None, rows, rejects })
    }

    fn load(segment: Bytes, seen: Option<&mut HashSet<String>>) -> Result<Rows, SegmentError> {
        Ok(Arc::new(Table::of(segment::collect(segment, seen)?)))
    }
}
