//! Appointments in General Practice, practice level crosstab: the appointments
//! of a month.
//!
//! A month has about 1.1 million lines, one for each combination of practice
//! and words that has appointments; they become a row for each practice. Some
//! months come as two halves of England. Small numbers are published; what has
//! no line was not recorded, and a practice without lines was not published.

mod fold;
mod format;
mod month;
mod row;
mod supplier;
mod table;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;

pub use format::{HCP_TYPES, MODES, STATUSES, WAITS};
pub use row::{CategoryCount, Row};
pub use table::{Counts, Practice, Table};

pub(super) use supplier::joined_suppliers;

use self::fold::Fold;
use self::month::Month;
use super::{Cadence, Contents, Facts, ReadError, Series, Source};
use crate::segment::{self, Row as _, Rows, SegmentError};

/// Where NHS England publishes the numbers of appointments.
pub(super) const APPOINTMENTS: &str = "https://digital.nhs.uk/data-and-information/publications/statistical/appointments-in-general-practice";

/// The publication.
pub struct PracticeLevelCrosstab;

impl Series for PracticeLevelCrosstab {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "practice-level-crosstab",
        files: &["practice_level_crosstab"],
        title: "Appointments in General Practice: practice level crosstab",
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
        let mut month = Month::default();
        source.table(&format::TABLE, |record| {
            month.note(record)?;
            Ok(fold.add(record)?)
        })?;
        let period = month.period(source)?;
        let regions = source.regions();
        Ok(Contents { period, rows: fold.finish(), rejects: Vec::new(), regions })
    }

    fn load(segment: Bytes, seen: Option<&mut HashSet<String>>) -> Result<Rows, SegmentError> {
        let mut rows: Vec<Row> = Vec::new();
        for batch in segment::read::<Row>(segment)? {
            rows.extend(batch?);
        }
        if let Some(seen) = seen {
            rows.retain(|row| seen.insert(row.key()));
        }
        Ok(Arc::new(Table::of(rows.into_iter())?))
    }
}
