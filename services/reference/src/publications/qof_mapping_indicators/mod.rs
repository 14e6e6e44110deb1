//! QOF, mapping of indicators: what each indicator of a year is about, and the
//! points it is worth.
//!
//! Columns differ by year: the description and the sub-domain came later.
//! Two tables of the publisher's own program are read too. The one for 2023/24
//! (`INDICATOR_REFERENCE_CONTROL`) has an `ALT_PAT_LIST` that is blank where
//! the list is that of all patients, `TOTAL`: it agrees so with the lists of
//! all 21 registers in the prevalence of 2024/25, and with every indicator that
//! the table for 2022/23 (`PREVIOUS_INDICATOR_MAPPINGS`) has as well.

mod format;
mod row;

#[cfg(test)]
mod tests;

pub use row::Row;

use super::series::read_rows;
use super::{Cadence, Contents, Facts, ReadError, Series, Source, qof};

/// The publication.
pub struct QofMappingIndicators;

impl Series for QofMappingIndicators {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "qof-mapping-indicators",
        files: &[
            "mapping_indicators",
            "indicator_reference_control",
            "previous_indicator_mappings",
        ],
        title: "Quality and Outcomes Framework: indicators",
        source: qof::PAGE,
        cadence: Cadence::Annual,
        register: false,
        // There have been more than 40 indicators in every year.
        least_rows: 30,
    };

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let (rows, rejects) =
            read_rows(source, &format::TABLE, format::INDICATOR_CODE, |record| {
                Ok(Some(format::read(record)))
            })?;
        Ok(Contents { period: qof::period(source)?, regions: None, rows, rejects })
    }
}
