//! General Practice Workforce, practice level, detailed: who worked at each
//! practice on the last day of a month.
//!
//! Some 830 columns, whose order and set change. Staff are read in four groups
//! and in roles; columns of men, women, ages and countries are passed over. A
//! file carries no date: its name, or that of the member of a zip, tells the
//! month. What a practice did not tell is missing, and never 0.

mod format;
mod held;
mod roles;
mod row;
mod table;

#[cfg(test)]
mod tests;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use chrono::Months;

pub use row::{DataSource, Role, Row, StaffGroup};
pub use table::{Gp, Group, Practice, RoleFigures, Staff, Table};

use self::roles::Layout;
use super::{
    Cadence, Contents, Facts, ReadError, Record, Reject, Rejects, Series, Source, SourceError,
};
use crate::domain::{Code, Period};
use crate::segment::{Rows, SegmentError};

/// The publication.
pub struct NwrsPracticeLevel;

impl Series for NwrsPracticeLevel {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "nwrs-practice-level",
        files: &["gpwpracticecsv", "1 general practice"],
        title: "General Practice Workforce: practice level, detailed",
        source: "https://digital.nhs.uk/data-and-information/publications/statistical/general-and-personal-medical-services",
        cadence: Cadence::Monthly,
        register: false,
        // England has had more than 6,000 practices in every month.
        least_rows: 5_000,
    };

    const KEPT: bool = true;

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head) && !format::EXTRACT.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let mut layout: Option<Layout> = None;
        let mut practices = Practices::default();
        source.table(&format::TABLE, |record| {
            let layout = match &layout {
                Some(layout) => layout,
                None => &*layout.insert(Layout::of(record)?),
            };
            Ok(practices.add(record, format::read(record, layout))?)
        })?;
        let (rows, rejects) = practices.finish(source)?;
        Ok(Contents { period: period(source)?, rows, rejects, regions: None })
    }

    fn load(segment: Bytes, _: Option<&mut HashSet<String>>) -> Result<Rows, SegmentError> {
        Ok(Arc::new(Table::read(segment)?))
    }
}

/// The practices of a file, in the making.
#[derive(Default)]
struct Practices {
    rows: Vec<Row>,
    rejects: Rejects,
    /// The line of each, and its place among the rows.
    lines: HashMap<Code, (u64, usize)>,
}

impl Practices {
    /// Adds a record. A second one of a practice is passed over if it says the
    /// same as the first; else it is an error.
    fn add(&mut self, record: &Record<'_>, row: Result<Row, Reject>) -> Result<(), SourceError> {
        let Some(row) = self.rejects.sift(row) else { return Ok(()) };
        match self.lines.entry(row.practice_code) {
            Entry::Vacant(slot) => {
                slot.insert((record.line(), self.rows.len()));
                self.rows.push(row);
                Ok(())
            }
            Entry::Occupied(slot) => {
                let (line, index) = *slot.get();
                if self.rows.get(index) == Some(&row) {
                    return Ok(());
                }
                let code = row.practice_code;
                let reason = format!("{code} stands already on line {line}, with other values");
                Err(record.wrong(format::PRACTICE_CODE, reason))
            }
        }
    }

    fn finish(self, source: &Source<'_>) -> Result<(Vec<Row>, Vec<Reject>), SourceError> {
        let count = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        Ok((self.rows, self.rejects.finish(source, count)?))
    }
}

/// The last day of the month that the names tell.
fn period(source: &Source<'_>) -> Result<Period, ReadError> {
    let month = source.month()?;
    let next = month.checked_add_months(Months::new(1));
    let last = next.and_then(|next| next.pred_opt()).unwrap_or(month);
    Ok(Period::snapshot(last))
}
