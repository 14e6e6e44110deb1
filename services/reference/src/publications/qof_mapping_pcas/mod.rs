//! QOF, mapping of personalised care adjustments (PCAs) and exclusions to
//! indicators: what may take a patient out of an indicator in a year.
//!
//! A PCA counts for many indicators, and an indicator has many. Not all of a
//! file is UTF-8: apostrophes are those of windows-1252.

mod format;
mod row;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use bytes::Bytes;

pub use row::Row;

use super::series::{nothing, read_rows};
use super::{Cadence, Contents, Facts, ReadError, Series, Source, qof};
use crate::segment::{Rows, SegmentError};

/// The publication.
pub struct QofMappingPcas;

impl Series for QofMappingPcas {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "qof-mapping-pcas-excl-to-indicator",
        files: &["mapping_pcas_excl"],
        title: "Quality and Outcomes Framework: personalised care adjustments of indicators",
        source: qof::PAGE,
        cadence: Cadence::Annual,
        register: false,
        // Some 40 indicators have several each.
        least_rows: 100,
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

    fn load(_: Bytes, _: Option<&mut HashSet<String>>) -> Result<Rows, SegmentError> {
        Ok(nothing())
    }
}
