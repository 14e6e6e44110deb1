//! Patients Registered at a GP Practice, map: where each practice belonged in
//! a month.
//!
//! Three sets of columns: CCG and STP until mid 2022, then sub-ICB location
//! and ICB, at first without the clinical system's supplier.

mod format;
mod row;

#[cfg(test)]
mod tests;

pub use row::Row;

use super::series::read_rows;
use super::snapshot::Snapshot;
use super::{Cadence, Contents, Facts, REGISTERED, ReadError, Series, Source};

/// The publication.
pub struct GpRegPatPracMap;

impl Series for GpRegPatPracMap {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "gp-reg-pat-prac-map",
        files: &["gp-reg-pat-prac-map"],
        title: "Patients Registered at a GP Practice: mapping",
        source: REGISTERED,
        cadence: Cadence::Monthly,
        register: false,
        // England has had more than 6,000 practices with patients in every month.
        least_rows: 5_000,
    };

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let mut snapshot = Snapshot::default();
        let (rows, rejects) = read_rows(source, &format::TABLE, format::PRACTICE_CODE, |record| {
            snapshot.note(record)?;
            Ok(Some(format::read(record)))
        })?;
        Ok(Contents { period: snapshot.period(source)?, regions: None, rows, rejects })
    }
}
