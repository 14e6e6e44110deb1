use chrono::{Datelike, NaiveDate};

use super::{Column, ReadError, Record, Source, SourceError, dates};
use crate::domain::Period;

/// When the figures of a row were taken, in the files of registered patients.
pub(super) const EXTRACT_DATE: Column = Column::new("EXTRACT_DATE");

/// The day a file is about, which every row of it repeats.
#[derive(Default)]
pub(super) struct Snapshot(Option<(NaiveDate, u64)>);

impl Snapshot {
    /// Notes the day of a record; one that differs from the first is an error.
    pub(super) fn note(&mut self, record: &Record<'_>) -> Result<(), SourceError> {
        let day = record.date(EXTRACT_DATE).map_err(|reject| record.fatal(reject))?;
        let (first, line) = *self.0.get_or_insert((day, record.line()));
        if day == first {
            return Ok(());
        }
        let reason = format!("the extract date is {day}, but {first} on line {line}");
        Err(record.wrong(EXTRACT_DATE, reason))
    }

    /// That day, unless the file's name tells another.
    pub(super) fn period(self, source: &Source<'_>) -> Result<Period, ReadError> {
        let (day, _) = self.0.ok_or_else(|| source.refuse("no row has an extract date"))?;
        if day.day() != 1 {
            let reason =
                format!("the extract date is {day}, and lists are of the first of a month");
            return Err(source.refuse(reason).into());
        }
        dates::agree(source.name(), day).map_err(|reason| source.refuse(reason))?;
        Ok(Period::snapshot(day))
    }
}
