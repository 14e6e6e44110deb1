//! ODS ePCN: primary care networks.
//!
//! One sheet (`PCNDetails`) of the workbook `ePCN.xlsx`, or a CSV of the same
//! columns that has headings or, as Data Search and Export writes it, none.
//! Closed networks stay in. A file carries no date: its age is the latest day
//! on which a network in it opened.

mod format;
mod row;

#[cfg(test)]
mod tests;

use bytes::Bytes;

pub use row::Row;

pub(super) use format::is_pcn;

use super::once::Once;
use super::{Cadence, Change, ODS, Publication, ReadError, Reading, Rejects, Source, changes};
use crate::domain::Period;
use crate::segment::{self, Rows, SegmentError};

/// The publication.
pub struct Epcn;

impl Publication for Epcn {
    fn name(&self) -> &'static str {
        "epcn"
    }

    fn title(&self) -> &'static str {
        "Primary Care Networks (ePCN)"
    }

    fn source(&self) -> &'static str {
        ODS
    }

    fn cadence(&self) -> Cadence {
        Cadence::Nightly
    }

    fn recognises(&self, head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn least_rows(&self) -> u64 {
        // England has had more than 1,300 networks, closed ones included, since 2023.
        1_000
    }

    fn read(&self, source: &mut Source<'_>) -> Result<Reading, ReadError> {
        let mut rows: Vec<Row> = Vec::new();
        let mut rejects = Rejects::default();
        let mut once = Once::default();
        source.table(&format::TABLE, |record| {
            let Some(row) = rejects.sift(format::read(record)) else { return Ok(()) };
            once.note(record, format::CODE, &row.code)?;
            rows.push(row);
            Ok(())
        })?;
        let newest = rows.iter().filter_map(|row| row.opened_on).max();
        let (segment, rows) = segment::write(rows)?;
        let rejects = rejects.finish(source, rows)?;
        let newest = newest.ok_or_else(|| source.refuse("no row has an opening date"))?;
        Ok(Reading { period: Period::snapshot(newest), segment, rows, rejects })
    }

    fn rows(&self, bytes: Bytes) -> Result<Rows, SegmentError> {
        segment::rows::<Row>(bytes)
    }

    fn is_register(&self) -> bool {
        true
    }

    fn compare(&self, before: Bytes, after: Bytes) -> Result<Vec<Change>, SegmentError> {
        changes::between::<Row>(before, after)
    }
}
