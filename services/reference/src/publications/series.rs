use std::collections::HashSet;
use std::sync::Arc;

use access::Scope;
use bytes::Bytes;
use web::Endpoint;

use super::once::Once;
use super::{
    Cadence, Change, Column, Publication, ReadError, Reading, Record, Reject, Rejects, Source,
    Table, changes,
};
use crate::domain::{Period, Regions};
use crate::segment::{self, Row, Rows, SegmentError};

/// What is known of a series without reading any of it.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Its name in commands, release ids and object paths.
    pub name: &'static str,
    /// How the names of its files begin, in small letters: what is wrong with
    /// a file that nobody recognises is then told as of this series.
    pub files: &'static [&'static str],
    /// What the NHS calls it.
    pub title: &'static str,
    /// The page where the NHS publishes it.
    pub source: &'static str,
    /// How often there is a new edition.
    pub cadence: Cadence,
    /// Whether its editions are registers: each is the state of everything at
    /// its time, and replaces the one before. Editions of other series are
    /// about a period of their own.
    pub register: bool,
    /// The fewest rows a published file can become; fewer means it was cut.
    pub least_rows: u64,
}

/// What a file of a series says.
pub struct Contents<R> {
    /// The days it is about, from its content.
    pub period: Period,
    /// The regions it covers; nothing where that is all of them.
    pub regions: Option<Regions>,
    /// Its rows, in any order.
    pub rows: Vec<R>,
    /// What was refused.
    pub rejects: Vec<Reject>,
}

/// An NHS series: what its files look like, and the rows they become. All
/// that a [`Publication`] does follows.
pub trait Series: Send + Sync + 'static {
    /// A row.
    type Row: Row;

    /// What it is.
    const FACTS: Facts;

    /// See [`Publication::kept`].
    const KEPT: bool = false;

    /// See [`Publication::recognises`].
    fn recognises(head: &[u8]) -> bool;

    /// See [`Publication::read`].
    fn read(source: &mut Source<'_>) -> Result<Contents<Self::Row>, ReadError>;

    /// See [`Publication::load`]. Unless told, the rows themselves.
    fn load(segment: Bytes, seen: Option<&mut HashSet<String>>) -> Result<Rows, SegmentError> {
        segment::rows::<Self::Row>(segment, seen)
    }

    /// See [`Publication::resources`].
    fn resources() -> Vec<(Endpoint, Scope)> {
        Vec::new()
    }
}

impl<S: Series> Publication for S {
    fn facts(&self) -> &'static Facts {
        &S::FACTS
    }

    fn recognises(&self, head: &[u8]) -> bool {
        S::recognises(head)
    }

    fn read(&self, source: &mut Source<'_>) -> Result<Reading, ReadError> {
        let Contents { period, regions, rows, rejects } = S::read(source)?;
        let (segment, rows) = segment::write(rows)?;
        Ok(Reading { period, regions, segment, rows, rejects })
    }

    fn kept(&self) -> bool {
        S::KEPT
    }

    fn load(
        &self,
        segment: Bytes,
        seen: Option<&mut HashSet<String>>,
    ) -> Result<Rows, SegmentError> {
        S::load(segment, seen)
    }

    fn resources(&self) -> Vec<(Endpoint, Scope)> {
        S::resources()
    }

    fn compare(&self, before: Bytes, after: Bytes) -> Result<Vec<Change>, SegmentError> {
        changes::between::<S::Row>(before, after)
    }
}

/// What readers need of a series of which nothing is served but that it is
/// there: nothing.
pub(super) fn nothing() -> Rows {
    Arc::new(())
}

/// Reads a table in which a record is a row, or none that is wanted. Records
/// that are wrong are rejected; a key that stands twice is an error, told at
/// `key`, the column it begins with.
pub(super) fn read_rows<R: Row>(
    source: &mut Source<'_>,
    table: &Table,
    key: Column,
    mut read: impl FnMut(&Record<'_>) -> Result<Option<Result<R, Reject>>, ReadError>,
) -> Result<(Vec<R>, Vec<Reject>), ReadError> {
    let mut rows: Vec<R> = Vec::new();
    let mut rejects = Rejects::default();
    let mut once = Once::default();
    source.table(table, |record| {
        let Some(read) = read(record)? else { return Ok(()) };
        let Some(row) = rejects.sift(read) else { return Ok(()) };
        once.note(record, key, &row.key())?;
        rows.push(row);
        Ok(())
    })?;
    let rejects = rejects.finish(source, u64::try_from(rows.len()).unwrap_or(u64::MAX))?;
    Ok((rows, rejects))
}
