//! NHS series: one folder each, with its file format, rows and checks.

pub mod epraccur;
mod source;

use bytes::Bytes;

pub use source::{At, Progress, Reject, Rejects, Silent, Source, SourceError, Traces};

use crate::domain::Period;
use crate::segment::SegmentError;

/// An NHS series that can be imported.
pub trait Publication: Send + Sync {
    /// Its name in commands, release ids and object paths.
    fn name(&self) -> &'static str;

    /// Whether a file that begins like this is one of the series. `head` is
    /// the first 64 KB, cut anywhere.
    fn recognises(&self, head: &[u8]) -> bool;

    /// Reads a file whole, or fails and says where. Rows that are wrong by
    /// themselves are rejected and counted; a file that is wrong is an error.
    fn read(&self, source: &mut Source<'_>) -> Result<Reading, ReadError>;

    /// The fewest rows a published file can have; fewer means it was cut.
    fn least_rows(&self) -> u64;
}

/// Every publication there is.
pub const ALL: [&dyn Publication; 1] = [&epraccur::Epraccur];

/// The publication of that name.
pub fn find(name: &str) -> Option<&'static dyn Publication> {
    ALL.into_iter().find(|publication| publication.name() == name)
}

/// What came out of a file.
#[derive(Debug)]
pub struct Reading {
    /// The days it is about, from its content.
    pub period: Period,
    /// The rows, as a Parquet file.
    pub segment: Bytes,
    /// How many there are.
    pub rows: u64,
    /// What was refused.
    pub rejects: Vec<Reject>,
}

/// A file could not be read as a release.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file is wrong.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The rows could not be kept.
    #[error("cannot keep the rows: {0}")]
    Segment(#[from] SegmentError),
}
