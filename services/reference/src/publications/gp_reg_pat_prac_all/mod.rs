//! Patients Registered at a GP Practice, totals: the list size of each
//! practice in a month.
//!
//! Two sets of columns: CCG, then sub-ICB location. Records of other
//! organisations, and of one sex or age, are passed over.

mod format;
mod row;

#[cfg(test)]
mod tests;

pub use row::Row;

use super::series::read_rows;
use super::snapshot::Snapshot;
use super::{Cadence, Contents, Facts, REGISTERED, ReadError, Series, Source};

/// The publication.
pub struct GpRegPatPracAll;

impl Series for GpRegPatPracAll {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "gp-reg-pat-prac-all",
        files: &["gp-reg-pat-prac-all"],
        title: "Patients Registered at a GP Practice: totals",
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
        let (rows, rejects) = read_rows(source, &format::TABLE, format::CODE, |record| {
            snapshot.note(record)?;
            Ok(format::is_total_of_practice(record).then(|| format::read(record)))
        })?;
        if rows.is_empty() {
            return Err(source.refuse("no record is the total of a practice").into());
        }
        Ok(Contents { period: snapshot.period(source)?, regions: None, rows, rejects })
    }
}
