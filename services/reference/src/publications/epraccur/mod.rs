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

use bytes::Bytes;
use chrono::NaiveDate;
use csv::ReaderBuilder;

pub use row::{GP_PRACTICE, Row};

use self::format::{COLUMNS, Vocabulary};
use super::{At, Cadence, Change, ODS, Publication, ReadError, Reading, Rejects, Source, changes};
use crate::domain::{Code, Period};
use crate::segment::{self, Rows, SegmentError, SegmentWriter};

/// The publication.
pub struct Epraccur;

impl Publication for Epraccur {
    fn name(&self) -> &'static str {
        "epraccur"
    }

    fn title(&self) -> &'static str {
        "GP Practices (epraccur)"
    }

    fn source(&self) -> &'static str {
        ODS
    }

    fn cadence(&self) -> Cadence {
        Cadence::Nightly
    }

    fn recognises(&self, head: &[u8]) -> bool {
        // The first record decides: a fault further on is for `read` to name.
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

    fn least_rows(&self) -> u64 {
        // England and Wales have had more than 12,000 open cost centres in every edition.
        5_000
    }

    fn read(&self, source: &mut Source<'_>) -> Result<Reading, ReadError> {
        let mut writer = SegmentWriter::<Row>::create()?;
        let mut rejects = Rejects::default();
        let mut vocabulary = None;
        let mut lines: HashMap<Code, u64> = HashMap::new();
        let mut newest: Option<NaiveDate> = None;
        let recognises = |head: &[u8]| self.recognises(head);
        source.records(COLUMNS, recognises, |place, line, cells| {
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
            Ok(writer.push(row)?)
        })?;
        let (segment, rows) = writer.finish()?;
        let rejects = rejects.finish(source, rows)?;
        let newest = newest.ok_or_else(|| source.refuse("no row has an opening date"))?;
        Ok(Reading { period: Period::snapshot(newest), segment, rows, rejects })
    }

    fn rows(&self, bytes: Bytes) -> Result<Rows, SegmentError> {
        segment::rows::<Row>(bytes)
    }

    fn is_register(&self) -> bool {
        true
    }

    fn compare(&self, before: Bytes, after: Bytes) -> Result<Vec<Change>, SegmentError> {
        changes::between::<Row>(before, after)
    }
}
