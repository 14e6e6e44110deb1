//! Appointments in General Practice, `Mapping.csv`: where each practice
//! belonged in a month.
//!
//! It lies beside the crosstab, which names no integrated care board or region,
//! and has no date inside: the name of its archive or of its folder tells the
//! month. A practice stands once for each supplier it had in the month.

mod fold;
mod format;
mod row;
mod table;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;

pub use row::Row;
pub use table::Table;

use self::fold::Fold;
use super::practice_level_crosstab::APPOINTMENTS;
use super::{Cadence, Contents, Facts, ReadError, Rejects, Series, Source};
use crate::domain::Period;
use crate::segment::{self, Rows, SegmentError};

/// The publication.
pub struct PracticeLevelCrosstabMapping;

impl Series for PracticeLevelCrosstabMapping {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "practice-level-crosstab-mapping",
        files: &["mapping.csv"],
        title: "Appointments in General Practice: mapping",
        source: APPOINTMENTS,
        cadence: Cadence::Monthly,
        register: false,
        // More than 6,000 practices send their appointments in every month.
        least_rows: 5_000,
    };

    const KEPT: bool = true;

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let mut fold = Fold::default();
        let mut rejects = Rejects::default();
        source.table(&format::TABLE, |record| {
            let Some(row) = rejects.sift(format::read(record)) else { return Ok(()) };
            Ok(fold.add(record, row)?)
        })?;
        let rows = fold.finish();
        let rejects = rejects.finish(source, u64::try_from(rows.len()).unwrap_or(u64::MAX))?;
        Ok(Contents { period: Period::month(source.month()?), rows, rejects, regions: None })
    }

    fn load(segment: Bytes, _: Option<&mut HashSet<String>>) -> Result<Rows, SegmentError> {
        let batches = segment::read::<Row>(segment)?.collect::<Result<Vec<_>, _>>()?;
        Ok(Arc::new(Table::of(batches.into_iter().flatten())))
    }
}
