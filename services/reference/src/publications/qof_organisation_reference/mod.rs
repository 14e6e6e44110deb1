//! QOF, organisation reference: the points each practice could get in a year.

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
pub struct QofOrganisationReference;

impl Series for QofOrganisationReference {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "qof-organisation-reference",
        files: &["organisation_reference"],
        title: "Quality and Outcomes Framework: organisation reference",
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

    fn load(_: Bytes, _: Option<&mut HashSet<String>>) -> Result<Rows, SegmentError> {
        Ok(nothing())
    }
}
