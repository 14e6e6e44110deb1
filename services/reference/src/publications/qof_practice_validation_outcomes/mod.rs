//! QOF, practice validation outcomes: the rules of validation that figures of
//! a practice did not pass in a year.

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
pub struct QofPracticeValidationOutcomes;

impl Series for QofPracticeValidationOutcomes {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "qof-practice-validation-outcomes",
        files: &["practice_validation_outcomes"],
        title: "Quality and Outcomes Framework: practice validation outcomes",
        source: qof::PAGE,
        cadence: Cadence::Annual,
        register: false,
        // In a good year few practices fail; that none does, nobody would publish.
        least_rows: 1,
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
