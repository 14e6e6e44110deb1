//! ODS epcmem: which practice belonged to which commissioner, when.
//!
//! One CSV of six quoted columns without headings, many records per practice.
//! A spell without an end is current. A file carries no date: its age is the
//! latest day on which a practice in it joined a commissioner.

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
pub struct Epcmem;

impl Publication for Epcmem {
    fn name(&self) -> &'static str {
        "epcmem"
    }

    fn title(&self) -> &'static str {
        "GP Practice Commissioner Memberships (epcmem)"
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
        // The file keeps history: it had more than 47,000 records in 2019.
        20_000
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
