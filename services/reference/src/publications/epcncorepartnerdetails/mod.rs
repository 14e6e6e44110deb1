//! ODS ePCN core partner details: which practice was in which network, when.
//!
//! The other sheet (`PCN Core Partner Details`) of the workbook `ePCN.xlsx`,
//! or a CSV of the same columns that has headings or, as Data Search and
//! Export writes it, none. It keeps history: a spell without an end is
//! current. A file carries no date: its age is the latest day on which a
//! practice in it joined a network.

mod format;
mod row;

#[cfg(test)]
mod tests;

use bytes::Bytes;

pub use row::Row;

use super::once::Once;
use super::{Cadence, Change, ODS, Publication, ReadError, Reading, Rejects, Source, changes};
use crate::domain::Period;
use crate::segment::{self, Row as _, Rows, SegmentError};

/// The publication.
pub struct EpcnCorePartnerDetails;

impl Publication for EpcnCorePartnerDetails {
    fn name(&self) -> &'static str {
        "epcncorepartnerdetails"
    }

    fn title(&self) -> &'static str {
        "PCN Core Partner Details (ePCN)"
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
        // England has more than 6,000 practices, nearly all of them in a network.
        5_000
    }

    fn read(&self, source: &mut Source<'_>) -> Result<Reading, ReadError> {
        let mut rows: Vec<Row> = Vec::new();
        let mut rejects = Rejects::default();
        let mut once = Once::default();
        source.table(&format::TABLE, |record| {
            let Some(row) = rejects.sift(format::read(record)) else { return Ok(()) };
            once.note(record, format::PRACTICE_CODE, &row.key())?;
            rows.push(row);
            Ok(())
        })?;
        let newest = rows.iter().map(|row| row.joined_on).max();
        let (segment, rows) = segment::write(rows)?;
        let rejects = rejects.finish(source, rows)?;
        let newest = newest.ok_or_else(|| source.refuse("no row can be read"))?;
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
