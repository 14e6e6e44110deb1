//! NHS Payments to General Practice, PCN level: what each primary care network
//! was paid in a financial year, which only the file's name tells.
//!
//! We have seen no such file. Public programs that read it take the code from
//! column 3, the patients from 5 and 6 and the total from 7, with a line in
//! each column after it. So columns are found by what their headings mention
//! and, where that tells nothing, by those places.

mod format;
mod row;
mod table;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;

pub use row::Row;
pub use table::{Network, Table};

use self::format::Layout;
use super::nhs_payments_practice::SOURCE;
use super::series::read_rows;
use super::{Cadence, Contents, Facts, ReadError, Series, Source};
use crate::domain::Period;
use crate::segment::{self, Rows, SegmentError};

/// The publication.
pub struct NhsPaymentsPcn;

impl Series for NhsPaymentsPcn {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "nhs-payments-pcn",
        files: &[],
        title: "NHS Payments to General Practice: PCN level",
        source: SOURCE,
        cadence: Cadence::Annual,
        register: false,
        // England has had more than 1,200 networks since 2020.
        least_rows: 800,
    };

    const KEPT: bool = true;

    fn recognises(head: &[u8]) -> bool {
        format::recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let mut layout: Option<Layout> = None;
        let (rows, rejects) = read_rows(source, &format::TABLE, format::PCN_CODE, |record| {
            let layout = match &layout {
                Some(layout) => layout,
                None => &*layout.insert(format::layout(record)?),
            };
            Ok(format::read(record, layout).transpose())
        })?;
        Ok(Contents { period: Period::year(source.year()?), regions: None, rows, rejects })
    }

    fn load(segment: Bytes, seen: Option<&mut HashSet<String>>) -> Result<Rows, SegmentError> {
        Ok(Arc::new(Table::of(segment::collect(segment, seen)?)))
    }
}
