//! QOF, achievement: what each practice had counted for each indicator in a
//! year, and the points it got.
//!
//! Every figure has a record of its own; they become one row for each practice
//! and indicator. Since 2021/22 there is a table for each of seven regions. A
//! figure that does not apply has no record, and absence is not zero: the
//! indicators that are registers have neither numerator nor denominator.
//!
//! What the figures mean, denominators above all, is told in [`rates`].

mod fold;
mod format;
pub mod rates;
mod row;
mod table;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use bytes::Bytes;

pub use row::Row;
pub use table::{Measured, Table};

pub use super::qof::Index;

use self::fold::Fold;
use super::{Cadence, Contents, Facts, ReadError, Series, Source, SourceError, qof};
use crate::domain::Regions;
use crate::segment::{Rows, SegmentError};

/// The publication.
pub struct QofAchievement;

impl Series for QofAchievement {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "qof-achievement",
        files: &["achievement_"],
        title: "Quality and Outcomes Framework: achievement",
        source: qof::PAGE,
        cadence: Cadence::Annual,
        register: false,
        // England has had more than 6,000 practices with 40 indicators in every year.
        least_rows: 100_000,
    };

    const KEPT: bool = true;

    fn recognises(head: &[u8]) -> bool {
        format::TABLE.recognises(head)
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let mut fold = Fold::default();
        source.table(&format::TABLE, |record| Ok(fold.add(record)?))?;
        let regions = regions(source, fold.regions())?;
        let period = qof::period(source)?;
        Ok(Contents { period, regions, rows: fold.finish(), rejects: Vec::new() })
    }

    // Only editions of registers are read for what newer ones have not.
    fn load(segment: Bytes, _: Option<&mut HashSet<String>>) -> Result<Rows, SegmentError> {
        Ok(Arc::new(Table::read(segment)?))
    }
}

/// The regions that practices are of: those the rows tell, which the names may
/// not deny, or else those that the names tell. Nothing is all of them.
fn regions(source: &Source<'_>, told: Option<Regions>) -> Result<Option<Regions>, SourceError> {
    let named = source.regions();
    let Some(told) = told else { return Ok(named) };
    match named.filter(|named| *named != told) {
        None => Ok(told.missing().map(|_| told)),
        Some(named) => {
            Err(source.refuse(format!("the name says {named}, but practices are of {told}")))
        }
    }
}
