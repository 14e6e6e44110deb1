use chrono::{Datelike, NaiveDate};

use super::format::MONTH;
use crate::domain::Period;
use crate::publications::{ReadError, Record, Source, SourceError, dates};

/// The month a file is about, which every record repeats.
#[derive(Default)]
pub(super) struct Month(Option<First>);

struct First {
    text: String,
    day: NaiveDate,
    line: u64,
}

impl Month {
    /// Notes the month of a record; one that differs from the first is an error.
    pub(super) fn note(&mut self, record: &Record<'_>) -> Result<(), SourceError> {
        let text = record.text(MONTH);
        // A million records say the same; one of them is parsed.
        if self.0.as_ref().is_some_and(|first| first.text == text) {
            return Ok(());
        }
        let day = record.date(MONTH).map_err(|reject| record.fatal(reject))?;
        let new = || First { text: text.to_owned(), day, line: record.line() };
        let First { day: first, line, .. } = self.0.get_or_insert_with(new);
        if day == *first {
            return Ok(());
        }
        let reason = format!("the month begins on {day}, but on {first} on line {line}");
        Err(record.wrong(MONTH, reason))
    }

    /// That month, unless the name of the file, or of a member that was read,
    /// tells another. A folder may be named after the day of publication.
    pub(super) fn period(self, source: &Source<'_>) -> Result<Period, ReadError> {
        let First { day, .. } = self.0.ok_or_else(|| source.refuse("no row has a month"))?;
        if day.day() != 1 {
            let reason = format!("the month begins on {day}, which is not the first of a month");
            return Err(source.refuse(reason).into());
        }
        let names = source.names();
        for member in names.iter().take_while(|name| *name != source.name()) {
            dates::agree(member, day)
                .map_err(|reason| source.refuse(format!("{member}: {reason}")))?;
        }
        dates::agree(source.name(), day).map_err(|reason| source.refuse(reason))?;
        Ok(Period::month(day))
    }
}
