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

pub use row::Row;

use super::series::read_rows;
use super::{Cadence, Contents, Facts, ODS, ReadError, Series, Source};
use crate::domain::Period;

/// The publication.
pub struct EpcnCorePartnerDetails;

impl Series for EpcnCorePartnerDetails {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "epcncorepartnerdetails",
        files: &["epcncorepartnerdetails"],
        title: "PCN Core Partner Details (ePCN)",
        source: ODS,
        cadence: Cadence::Nightly,
        register: true,
        // England has more than 6,000 practices, nearly all of them in a network.
        least_rows: 5_000,
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
