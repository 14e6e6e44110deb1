//! Patients Registered at a GP Practice, map: where each practice belonged in
//! a month.
//!
//! Three sets of columns: CCG and STP until mid 2022, then sub-ICB location
//! and ICB, at first without the clinical system's supplier.

mod format;
mod row;

#[cfg(test)]
mod tests;

use bytes::Bytes;

pub use row::Row;

use super::once::Once;
use super::snapshot::Snapshot;
use super::{
    Cadence, Change, Publication, REGISTERED, ReadError, Reading, Rejects, Source, changes,
};
use crate::segment::{self, Rows, SegmentError};

/// The publication.
pub struct GpRegPatPracMap;

impl Publication for GpRegPatPracMap {
    fn name(&self) -> &'static str {
        "gp-reg-pat-prac-map"
    }

    fn title(&self) -> &'static str {
        "Patients Registered at a GP Practice: mapping"
    }

    fn source(&self) -> &'static str {
        REGISTERED
    }

    fn cadence(&self) -> Cadence {
        Cadence::Monthly
    }

    fn recognises(&self, head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn least_rows(&self) -> u64 {
        // England has had more than 6,000 practices with patients in every month.
        5_000
    }

    fn read(&self, source: &mut Source<'_>) -> Result<Reading, ReadError> {
        let mut rows: Vec<Row> = Vec::new();
        let mut rejects = Rejects::default();
        let mut once = Once::default();
        let mut snapshot = Snapshot::default();
        source.table(&format::TABLE, |record| {
            snapshot.note(record)?;
            let Some(row) = rejects.sift(format::read(record)) else { return Ok(()) };
            once.note(record, format::PRACTICE_CODE, &row.practice_code)?;
            rows.push(row);
            Ok(())
        })?;
        let period = snapshot.period(source)?;
        let (segment, rows) = segment::write(rows)?;
        let rejects = rejects.finish(source, rows)?;
        Ok(Reading { period, segment, rows, rejects })
    }

    fn rows(&self, bytes: Bytes) -> Result<Rows, SegmentError> {
        segment::rows::<Row>(bytes)
    }

    fn compare(&self, before: Bytes, after: Bytes) -> Result<Vec<Change>, SegmentError> {
        changes::between::<Row>(before, after)
    }
}
