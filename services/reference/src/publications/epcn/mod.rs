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

pub use row::Row;

pub(super) use format::is_pcn;

use super::series::read_rows;
use super::{Cadence, Contents, Facts, ODS, ReadError, Series, Source};
use crate::domain::Period;

/// The publication.
pub struct Epcn;

impl Series for Epcn {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "epcn",
        files: &["epcn."],
        title: "Primary Care Networks (ePCN)",
        source: ODS,
        cadence: Cadence::Nightly,
        register: true,
        // England has had more than 1,300 networks, closed ones included, since 2023.
        least_rows: 1_000,
    };

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let (rows, rejects) = read_rows(source, &format::TABLE, format::CODE, |record| {
            Ok(Some(format::read(record)))
        })?;
        let newest = rows.iter().filter_map(|row| row.opened_on).max();
        let newest = newest.ok_or_else(|| source.refuse("no row has an opening date"))?;
        Ok(Contents { period: Period::snapshot(newest), regions: None, rows, rejects })
    }
}
