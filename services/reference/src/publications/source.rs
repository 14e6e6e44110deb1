//! A published file, read once from beginning to end, with the faults that
//! published files have.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::str;

use csv::{ByteRecord, ErrorKind, ReaderBuilder, Terminator};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::ReadError;

/// Rows may be wrong by themselves, but more than one in a hundred means that
/// we misread the file.
const MOST_REJECTS_PERCENT: u64 = 1;

/// A byte order mark, which some publishers put before the first cell.
const BOM: &[u8] = b"\xef\xbb\xbf";

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
}

/// What reading a file to its end tells of the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traces {
    /// Its length.
    pub bytes: u64,
    /// SHA-256 in hex.
    pub sha256: String,
    odd_quotes: bool,
}

impl<'a> Source<'a> {
    /// The file at `path`, which must be there.
    pub fn new(path: &Path, progress: &'a dyn Progress) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Self { path: path.to_owned(), name, progress, read: None }
    }

    /// The file's name, without its folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The length and checksum of the file, read for that purpose alone.
    pub fn checksum(&self) -> Result<Traces, SourceError> {
        let mut tracer = Tracer::open(&self.path, &Silent).map_err(|error| self.io(error))?;
        io::copy(&mut tracer, &mut io::sink()).map_err(|error| self.io(error))?;
        Ok(tracer.finish())
    }

    /// What the last full reading told of the file.
    pub fn traces(&self) -> Option<&Traces> {
        self.read.as_ref()
    }

    /// An error about one place.
    pub fn wrong(&self, at: At, reason: impl fmt::Display) -> SourceError {
        SourceError::At { file: self.name.clone(), at, reason: reason.to_string() }
    }

    /// An error about the file.
    pub fn refuse(&self, reason: impl fmt::Display) -> SourceError {
        SourceError::Whole { file: self.name.clone(), reason: reason.to_string() }
    }

    /// Reads the file as comma-separated values without a header and calls
    /// `each` with the line and the cells of every record. Every record must
    /// have `columns` cells in UTF-8, and the file must not end inside one.
    pub fn records(
        &mut self,
        columns: usize,
        mut each: impl FnMut(&Self, u64, &[&str]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let tracer = Tracer::open(&self.path, self.progress).map_err(|error| self.io(error))?;
        // Ending records at the line feed alone keeps the reader's line count true
        // for CRLF too; the carriage return is left on the last cell.
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(tracer);
        let mut record = ByteRecord::new();
        let mut first = true;
        while reader.read_byte_record(&mut record).map_err(|error| self.unreadable(error))? {
            let line = record.position().map_or(0, csv::Position::line);
            if record.len() == 1 && record.get(0) == Some(b"\r") {
                continue;
            }
            let cells = self.cells(&record, line, columns, first)?;
            each(self, line, &cells)?;
            first = false;
        }
        let traces = reader.into_inner().finish();
        if first {
            return Err(self.refuse("the file is empty").into());
        }
        if traces.odd_quotes {
            return Err(self.refuse("the file ends inside a quoted cell: it is truncated").into());
        }
        self.read = Some(traces);
        Ok(())
    }

    fn cells<'r>(
        &self,
        record: &'r ByteRecord,
        line: u64,
        columns: usize,
        first: bool,
    ) -> Result<Vec<&'r str>, SourceError> {
        if record.len() != columns {
            let at = At { line, column: record.len().min(columns) };
            let reason = format!("expected {columns} columns, found {}", record.len());
            return Err(self.wrong(at, reason));
        }
        let text = |(index, cell): (usize, &'r [u8])| {
            let cell =
                if first && index == 0 { cell.strip_prefix(BOM).unwrap_or(cell) } else { cell };
            let last = index + 1 == columns;
            let cell = if last { cell.strip_suffix(b"\r").unwrap_or(cell) } else { cell };
            str::from_utf8(cell)
                .map_err(|_| self.wrong(At { line, column: index + 1 }, "the text is not UTF-8"))
        };
        record.iter().enumerate().map(text).collect()
    }

    fn unreadable(&self, error: csv::Error) -> SourceError {
        let line = error.position().map_or(0, csv::Position::line);
        match error.into_kind() {
            ErrorKind::Io(source) => self.io(source),
            other => self.wrong(At { line, column: 1 }, format!("{other:?}")),
        }
    }

    fn io(&self, source: io::Error) -> SourceError {
        SourceError::Io { file: self.name.clone(), source }
    }
}

/// A reader that notes the checksum of what passes through.
struct Tracer<'a> {
    inner: BufReader<File>,
    progress: &'a dyn Progress,
    hash: Sha256,
    bytes: u64,
    odd_quotes: bool,
}

impl<'a> Tracer<'a> {
    fn open(path: &Path, progress: &'a dyn Progress) -> io::Result<Self> {
        let inner = BufReader::with_capacity(1 << 16, File::open(path)?);
        Ok(Self { inner, progress, hash: Sha256::new(), bytes: 0, odd_quotes: false })
    }

    fn finish(self) -> Traces {
        let sha256 = hex::encode(self.hash.finalize());
        Traces { bytes: self.bytes, sha256, odd_quotes: self.odd_quotes }
    }
}

impl Read for Tracer<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        self.hash.update(read);
        self.odd_quotes ^= memchr::memchr_iter(b'"', read).count() % 2 == 1;
        let count_u64 = u64::try_from(count).unwrap_or(u64::MAX);
        self.bytes += count_u64;
        self.progress.advance(count_u64);
        Ok(count)
    }
}
