//! A published file, read once from beginning to end, with the faults that
//! published files have: a table of comma-separated values, bare or in a zip,
//! or a sheet of an Excel workbook.

mod archive;
mod column;
mod named;
mod part;
mod place;
mod record;
mod text;
mod tracer;
mod workbook;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use column::{Column, Table};
pub use part::{Part, parts};
pub use place::Place;
pub use record::Record;

use self::column::Columns;
use self::part::{Choice, HEAD};
use self::tracer::{Tracer, Watched};
use super::ReadError;

/// Rows may be wrong by themselves, but more than one in a hundred means that
/// we misread the file.
const MOST_REJECTS_PERCENT: u64 = 1;

/// Takes the line and the cells of a record.
type Take<'a> = &'a mut dyn FnMut(&Place, u64, &[Cow<'_, str>]) -> Result<(), ReadError>;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    /// UTF-8, and anything else is an error.
    Utf8,
    /// UTF-8, and cells that are not are windows-1252.
    Windows1252,
}

/// Told how many bytes have been read.
pub trait Progress: Send + Sync {
    /// So many more.
    fn advance(&self, bytes: u64);
}

/// Nobody watches.
pub struct Silent;

impl Progress for Silent {
    fn advance(&self, _: u64) {}
}

/// A place in a file; lines and columns count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The line a record starts on.
    pub line: u64,
    /// The field within the record.
    pub column: usize,
}

/// A file that cannot be a release.
#[derive(Debug, Error)]
pub enum SourceError {
    /// Something is wrong at one place.
    #[error("{file}, line {}, column {}: {reason}", at.line, at.column)]
    At {
        /// The file's name.
        file: String,
        /// Where in it.
        at: At,
        /// What is wrong.
        reason: String,
    },
    /// Something is wrong with all of it.
    #[error("{file}: {reason}")]
    Whole {
        /// The file's name.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// It cannot be read.
    #[error("{file}: {source}")]
    Io {
        /// The file's name.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

/// A row that was refused by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Where it is.
    pub at: At,
    /// What is wrong with it.
    pub reason: String,
}

/// Rejected rows, gathered.
#[derive(Debug, Default)]
pub struct Rejects(Vec<Reject>);

impl Rejects {
    /// Refuses a row.
    pub fn add(&mut self, at: At, reason: impl fmt::Display) {
        self.0.push(Reject { at, reason: reason.to_string() });
    }

    /// A row, or the reason why there is none, which is kept.
    pub fn sift<R>(&mut self, row: Result<R, Reject>) -> Option<R> {
        row.map_err(|reject| self.0.push(reject)).ok()
    }

    /// All of them, unless there are too many for `rows` good ones.
    pub fn finish(self, source: &Source<'_>, rows: u64) -> Result<Vec<Reject>, SourceError> {
        let count = u64::try_from(self.0.len()).unwrap_or(u64::MAX);
        match self.0.first() {
            Some(first) if count * 100 > (rows + count) * MOST_REJECTS_PERCENT => {
                Err(SourceError::At {
                    file: source.name().to_owned(),
                    at: first.at,
                    reason: format!(
                        "{}; with {count} such rows of {} the file is refused",
                        first.reason,
                        rows + count
                    ),
                })
            }
            _ => Ok(self.0),
        }
    }
}

/// A file about to be read.
pub struct Source<'a> {
    path: PathBuf,
    name: String,
    progress: &'a dyn Progress,
    read: Option<Traces>,
    /// The members or sheets that were read.
    members: Vec<String>,
}

/// What reading a file to its end tells of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traces {
    /// Its length.
    pub bytes: u64,
    /// SHA-256 in hex.
    pub sha256: String,
}

impl<'a> Source<'a> {
    /// The file at `path`, which must be there.
    pub fn new(path: &Path, progress: &'a dyn Progress) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Self { path: path.to_owned(), name, progress, read: None, members: Vec::new() }
    }

    /// The file's name, without its folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The length and checksum of the file, read for that purpose alone.
    pub fn checksum(&self) -> Result<Traces, SourceError> {
        let traces = File::open(&self.path).and_then(|file| Tracer::new(file, &Silent).exhaust());
        traces.map_err(|error| self.place().io(error))
    }

    /// What the last full reading told of the file.
    pub fn traces(&self) -> Option<&Traces> {
        self.read.as_ref()
    }

    /// An error about one place.
    pub fn wrong(&self, at: At, reason: impl fmt::Display) -> SourceError {
        self.place().wrong(at, reason)
    }

    /// An error about the file.
    pub fn refuse(&self, reason: impl fmt::Display) -> SourceError {
        self.place().refuse(reason)
    }

    /// Reads the file as comma-separated values without headings and calls
    /// `each` with the line and the cells of every record. Every record must
    /// have `columns` cells. Of an archive it reads the one member that
    /// `recognises` takes for such a table.
    pub fn records(
        &mut self,
        columns: usize,
        recognises: impl Fn(&[u8]) -> bool,
        mut each: impl FnMut(&Place, u64, &[&str]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let choice = Choice { recognises: &recognises, many: false, encoding: Encoding::Utf8 };
        self.walk(&choice, &mut |place, line, cells| {
            even(place, line, cells.len(), columns)?;
            let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
            each(place, line, &cells)
        })
    }

    /// Reads the file as `table` and calls `each` with every record. Blank
    /// records are passed over; a table without any other is an error.
    pub fn table(
        &mut self,
        table: &Table,
        mut each: impl FnMut(&Record<'_>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let recognises = |head: &[u8]| table.recognises(head);
        let choice = Choice { recognises: &recognises, many: table.many, encoding: table.encoding };
        let mut open: Option<(Place, Columns)> = None;
        let mut empty = true;
        let mut members = Vec::new();
        self.walk(&choice, &mut |place, line, cells| {
            let columns = match &open {
                Some((same, columns)) if same == place => columns,
                _ => {
                    let columns = table.columns(place, line, cells)?;
                    members.extend(place.within().map(str::to_owned));
                    let headed = columns.headed;
                    let (_, columns) = open.insert((place.clone(), columns));
                    if headed {
                        return Ok(());
                    }
                    &*columns
                }
            };
            even(place, line, cells.len(), columns.headings.len())?;
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                return Ok(());
            }
            empty = false;
            each(&Record { place, line, cells, columns })
        })?;
        self.members = members;
        if empty { Err(self.refuse("there are no rows below the headings").into()) } else { Ok(()) }
    }

    fn walk(&mut self, choice: &Choice<'_>, take: Take<'_>) -> Result<(), ReadError> {
        let place = self.place();
        let io = |error| place.io(error);
        let mut file = File::open(&self.path).map_err(io)?;
        let mut magic = Vec::new();
        file.by_ref().take(4).read_to_end(&mut magic).map_err(io)?;
        file.rewind().map_err(io)?;
        let traces = if archive::is_archive(&magic) {
            let mut whole = file.try_clone().map_err(io)?;
            let mut archive = archive::open(Watched::new(file, self.progress), &place)?;
            if workbook::is_workbook(&archive) {
                workbook::read(archive, &place, choice, take)?;
            } else {
                archive::read(&mut archive, &place, choice, take)?;
            }
            whole.rewind().and_then(|()| Tracer::new(whole, &Silent).exhaust()).map_err(io)?
        } else {
            let mut tracer = Tracer::new(file, self.progress);
            text::read(&mut tracer, &place, choice.encoding, take)?;
            tracer.finish()
        };
        self.read = Some(traces);
        Ok(())
    }

    fn place(&self) -> Place {
        Place::file(&self.name)
    }
}

/// Refuses a record with more or fewer cells than its table has columns.
fn even(place: &Place, line: u64, cells: usize, columns: usize) -> Result<(), SourceError> {
    if cells == columns {
        return Ok(());
    }
    let at = At { line, column: cells.min(columns) };
    Err(place.wrong(at, format!("expected {columns} columns, found {cells}")))
}
