//! ODS epraccur: GP practices and other prescribing cost centres.
//!
//! One CSV of 27 quoted columns without a header. It exists in two
//! vocabularies with the same columns: the classic one (status `A`, `C`, `D`,
//! `P`; prescribing setting a number) and that of ODS Data Search and Export
//! (status `ACTIVE`, `INACTIVE`, `DORMANT`; setting one or more role ids
//! joined by a pipe). A file carries no date: its age is the latest day on
//! which something in it opened or started.

mod format;
mod row;

use std::collections::HashMap;

use chrono::NaiveDate;
use csv::ReaderBuilder;

pub use row::{GP_PRACTICE, Row};

use self::format::{COLUMNS, Vocabulary};
use super::{At, Cadence, Contents, Facts, ODS, ReadError, Rejects, Series, Source};
use crate::domain::{Code, Period};

/// The publication.
pub struct Epraccur;

impl Series for Epraccur {
    type Row = Row;

    const FACTS: Facts = Facts {
        name: "epraccur",
        files: &["epraccur"],
        title: "GP Practices (epraccur)",
        source: ODS,
        cadence: Cadence::Nightly,
        register: true,
        // England and Wales have had more than 12,000 open cost centres in every edition.
        least_rows: 5_000,
    };

    fn recognises(head: &[u8]) -> bool {
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(head);
        let first = reader.byte_records().next();
        first.is_some_and(|record| {
            record.is_ok_and(|record| {
                let cells: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
                let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
                cells.len() == COLUMNS && Vocabulary::of(&cells).is_some()
            })
        })
    }

    fn read(source: &mut Source<'_>) -> Result<Contents<Row>, ReadError> {
        let mut rows: Vec<Row> = Vec::new();
        let mut rejects = Rejects::default();
        let mut vocabulary = None;
        let mut lines: HashMap<Code, u64> = HashMap::new();
        let mut newest: Option<NaiveDate> = None;
        source.records(COLUMNS, Self::recognises, |place, line, cells| {
            let words = match vocabulary.or_else(|| Vocabulary::of(cells)) {
                Some(words) => *vocabulary.insert(words),
                None => {
                    let at = At { line, column: format::STATUS };
                    return Err(place
                        .wrong(at, "this is not an epraccur file: no status of either vocabulary")
                        .into());
                }
            };
            let row = match format::read(cells, words) {
                Ok(row) => row,
                Err(fault) => {
                    rejects.add(At { line, column: fault.column }, fault.reason);
                    return Ok(());
                }
            };
            if let Some(earlier) = lines.insert(row.code, line) {
                let at = At { line, column: format::CODE };
                let reason = format!("{} stands already on line {earlier}", row.code);
                return Err(place.wrong(at, reason).into());
            }
            newest = newest.max(row.opened_on).max(row.joined_on);
            rows.push(row);
            Ok(())
        })?;
        let read = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let rejects = rejects.finish(source, read)?;
        let newest = newest.ok_or_else(|| source.refuse("no row has an opening date"))?;
        Ok(Contents { period: Period::snapshot(newest), regions: None, rows, rejects })
    }
}
