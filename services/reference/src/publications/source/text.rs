//! Comma-separated values.

use std::borrow::Cow;
use std::io::{self, Read};
use std::str;

use csv::{ByteRecord, ErrorKind, ReaderBuilder, Terminator};
use encoding_rs::WINDOWS_1252;

use super::{At, Encoding, Place, ReadError, SourceError, Take};

/// A byte order mark, which some publishers put before the first cell.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Calls `take` with the line and the cells of every record. The text must be
/// in `encoding` and must not end inside a record.
pub(super) fn read(
    text: impl Read,
    place: &Place,
    encoding: Encoding,
    take: Take<'_>,
) -> Result<(), ReadError> {
    // Ending records at the line feed alone keeps the reader's line count true
    // for CRLF too; the carriage return is left on the last cell.
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(Quotes { inner: text, odd: false });
    let mut record = ByteRecord::new();
    let mut first = true;
    while reader.read_byte_record(&mut record).map_err(|error| unreadable(place, error))? {
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() == 1 && record.get(0) == Some(b"\r") {
            continue;
        }
        let cells = cells(&record, first);
        let cells: Result<Vec<_>, SourceError> = cells
            .enumerate()
            .map(|(index, cell)| {
                let at = At { line, column: index + 1 };
                decode(cell, encoding).ok_or_else(|| place.wrong(at, "the text is not UTF-8"))
            })
            .collect();
        take(place, line, &cells?)?;
        first = false;
    }
    if first {
        return Err(place.refuse("the file is empty").into());
    }
    if reader.into_inner().odd {
        return Err(place.refuse("the file ends inside a quoted cell: it is truncated").into());
    }
    Ok(())
}

/// The first record of a text of which only the beginning is at hand.
pub(super) fn first(head: &[u8]) -> Option<Vec<String>> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(head);
    let mut records = reader.byte_records();
    let record = records.find(|record| {
        record.as_ref().map_or(true, |record| record.len() > 1 || record.get(0) != Some(b"\r"))
    })?;
    let record = record.ok()?;
    Some(cells(&record, true).map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
}

/// The cells without what surrounds them in the file.
fn cells(record: &ByteRecord, first: bool) -> impl Iterator<Item = &[u8]> {
    let last = record.len().saturating_sub(1);
    record.iter().enumerate().map(move |(index, cell)| {
        let cell = if first && index == 0 { cell.strip_prefix(BOM).unwrap_or(cell) } else { cell };
        if index == last { cell.strip_suffix(b"\r").unwrap_or(cell) } else { cell }
    })
}

fn decode(cell: &[u8], encoding: Encoding) -> Option<Cow<'_, str>> {
    match (str::from_utf8(cell), encoding) {
        (Ok(text), _) => Some(Cow::Borrowed(text)),
        (Err(_), Encoding::Utf8) => None,
        (Err(_), Encoding::Windows1252) => Some(WINDOWS_1252.decode_without_bom_handling(cell).0),
    }
}

fn unreadable(place: &Place, error: csv::Error) -> SourceError {
    let line = error.position().map_or(0, csv::Position::line);
    match error.into_kind() {
        ErrorKind::Io(source) => place.io(source),
        other => place.wrong(At { line, column: 1 }, format!("{other:?}")),
    }
}

/// A reader that notes whether the quotes that passed through pair up.
struct Quotes<R> {
    inner: R,
    odd: bool,
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        self.odd ^= memchr::memchr_iter(b'"', read).count() % 2 == 1;
        Ok(count)
    }
}
