//! ODS epcmem: which practice belonged to which commissioner, when.
//!
//! One CSV of six quoted columns without headings, many records per practice.
//! A spell without an end is current. A file carries no date: its age is the
//! latest day on which a practice in it joined a commissioner.

mod format;
mod row;

#[cfg(test)]
mod tests;

pub use row::Row;

use super::series::read_rows;
use super::{Cadence, Contents, Facts, ODS, ReadError, Series, Source};
use crate::domain::Period;

/// The publication.
pub struct Epcmem;

impl Series for Epcmem {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "epcmem",
        files: &["epcmem"],
        title: "GP Practice Commissioner Memberships (epcmem)",
        source: ODS,
        cadence: Cadence::Nightly,
        register: true,
        // The file keeps history: it had more than 47,000 records in 2019.
        least_rows: 10_000,
    };

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let (rows, rejects) = read_rows(source, &format::TABLE, format::PRACTICE_CODE, |record| {
            Ok(Some(format::read(record)))
        })?;
        let newest = rows.iter().map(|row| row.joined_on).max();
        let newest = newest.ok_or_else(|| source.refuse("no row can be read"))?;
        Ok(Contents { period: Period::snapshot(newest), regions: None, rows, rejects })
    }
}
