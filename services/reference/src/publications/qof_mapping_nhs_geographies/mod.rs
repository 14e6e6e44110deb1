//! QOF, mapping of NHS geographies: where each practice belonged in a year.
//!
//! Two sets of columns: CCG and STP to 2020/21, then sub-ICB location and ICB.
//! The publisher's own table for 2023/24 (`QOF_MANUAL_MAPPINGS`) has the
//! names of the first with the organisations of the second.

mod format;
mod row;

#[cfg(test)]
mod tests;

pub use row::Row;

use super::series::read_rows;
use super::{Cadence, Contents, Facts, ReadError, Series, Source, qof};

/// The publication.
pub struct QofMappingNhsGeographies;

impl Series for QofMappingNhsGeographies {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "qof-mapping-nhs-geographies",
        files: &["mapping_nhs_geographies", "qof_manual_mappings"],
        title: "Quality and Outcomes Framework: NHS geographies",
        source: qof::PAGE,
        cadence: Cadence::Annual,
        register: false,
        // England has had more than 6,000 practices in QOF in every year.
        least_rows: 5_000,
    };

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let (rows, rejects) = read_rows(source, &format::TABLE, format::PRACTICE_CODE, |record| {
            Ok(Some(format::read(record)))
        })?;
        Ok(Contents { period: qof::period(source)?, regions: None, rows, rejects })
    }
}
