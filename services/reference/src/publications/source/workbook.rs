//! Sheets of an Excel workbook, as the text that their CSV twins have.

use std::borrow::Cow;
use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxCellReader, XlsxError};
use zip::ZipArchive;

use super::{At, Choice, HEAD, Part, Place, ReadError, SourceError, Take, archive};

/// The member that makes a zip archive a workbook.
const WORKBOOK: &str = "xl/workbook.xml";

/// A workbook's strings are held in memory, so it may not unpack to more.
const MOST_BYTES: u64 = 512 << 20;

/// The most columns that a sheet can have in Excel.
const MOST_COLUMNS: u32 = 16_384;

/// Whether the archive is a workbook.
pub(super) fn is_workbook<R: Read + Seek>(archive: &ZipArchive<R>) -> bool {
    archive.index_for_name(WORKBOOK).is_some()
}

/// Reads the chosen sheets, one after the other.
pub(super) fn read<R: Read + Seek>(
    archive: ZipArchive<R>,
    place: &Place,
    choice: &Choice<'_>,
    take: Take<'_>,
) -> Result<(), ReadError> {
    let mut workbook = open(archive, place)?;
    let parts = heads(&mut workbook, place)?;
    for chosen in choice.of(place, &parts)? {
        let Some(Part { name, .. }) = parts.get(chosen) else { continue };
        sheet(&mut workbook, name, &place.member(name), take)?;
    }
    Ok(())
}

/// The sheets, each with its beginning as CSV.
pub(super) fn parts<R: Read + Seek>(
    archive: ZipArchive<R>,
    place: &Place,
) -> Result<Vec<Part>, SourceError> {
    heads(&mut open(archive, place)?, place)
}

fn open<R: Read + Seek>(mut archive: ZipArchive<R>, place: &Place) -> Result<Xlsx<R>, SourceError> {
    archive::prove(&mut archive, place, MOST_BYTES)?;
    let file = archive.into_inner();
    caught(|| Xlsx::new(file)).map_err(|error| damaged(place, &error))
}

fn heads<R: Read + Seek>(workbook: &mut Xlsx<R>, place: &Place) -> Result<Vec<Part>, SourceError> {
    let sheets = workbook.sheets_metadata().iter();
    let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let parts = names.into_iter().map(|name| {
        let head = head(workbook, &name, &place.member(&name))?;
        Ok(Part { name, head })
    });
    parts.collect()
}

fn head<R: Read + Seek>(
    workbook: &mut Xlsx<R>,
    name: &str,
    place: &Place,
) -> Result<Vec<u8>, SourceError> {
    let most = usize::try_from(HEAD).unwrap_or(usize::MAX);
    let mut rows = Rows::of(workbook, name).map_err(|error| damaged(place, &error))?;
    let mut head = Vec::new();
    while let Some((_, cells)) = rows.row().map_err(|error| damaged(place, &error))? {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(&mut head);
        let written = writer
            .write_record(cells.iter().map(|cell| cell.as_bytes()))
            .map_err(|error| place.refuse(error));
        drop(writer);
        written?;
        if head.len() >= most {
            break;
        }
    }
    head.truncate(most);
    Ok(head)
}

/// Reads one sheet. Its first row says how many columns there are.
fn sheet<R: Read + Seek>(
    workbook: &mut Xlsx<R>,
    name: &str,
    place: &Place,
    take: Take<'_>,
) -> Result<(), ReadError> {
    let mut rows = Rows::of(workbook, name).map_err(|error| damaged(place, &error))?;
    let mut width = None;
    while let Some((line, mut cells)) = rows.row().map_err(|error| damaged(place, &error))? {
        if width.is_none() && line != 1 {
            let reason = "the sheet has no headings in row 1";
            return Err(place.wrong(At { line: 1, column: 1 }, reason).into());
        }
        // Excel leaves out what is empty at the end.
        let width = *width.get_or_insert(cells.len());
        if cells.len() < width {
            cells.resize(width, Cow::Borrowed(""));
        }
        take(place, line, &cells)?;
    }
    if width.is_none() {
        return Err(place.refuse("the sheet is empty").into());
    }
    Ok(())
}

/// The reader panics at some of what no spreadsheet program writes, such as a column
/// whose number is beyond 32 bits. What it has read is not used after that.
fn caught<T>(reading: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, XlsxError> {
    catch_unwind(AssertUnwindSafe(reading))
        .unwrap_or(Err(XlsxError::Unexpected("a cell that no spreadsheet has")))
}

fn damaged(place: &Place, error: &XlsxError) -> SourceError {
    place.refuse(format!("the workbook is damaged: {error}"))
}

/// The number of a row, from 1, and its cells.
type Row<'a> = (u64, Vec<Cow<'a, str>>);

/// Where a cell is, from 0, and what it says.
type Filled<'a> = ((u32, u32), Cow<'a, str>);

/// The rows of a sheet that have something in them.
struct Rows<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, R>,
    ahead: Option<Filled<'a>>,
    /// The reader must not be asked again once it has said that there are no more.
    ended: bool,
}

impl<'a, R: Read + Seek> Rows<'a, R> {
    fn of(workbook: &'a mut Xlsx<R>, name: &str) -> Result<Self, XlsxError> {
        let cells = caught(|| workbook.worksheet_cells_reader(name))?;
        Ok(Self { cells, ahead: None, ended: false })
    }

    /// The next row, up to its last filled cell.
    fn row(&mut self) -> Result<Option<Row<'a>>, XlsxError> {
        let Some(((row, column), first)) = self.filled()? else { return Ok(None) };
        let mut cells = Vec::new();
        put(&mut cells, column, first);
        while let Some((at, text)) = self.filled()? {
            if at.0 != row {
                self.ahead = Some((at, text));
                break;
            }
            put(&mut cells, at.1, text);
        }
        Ok(Some((u64::from(row) + 1, cells)))
    }

    fn filled(&mut self) -> Result<Option<Filled<'a>>, XlsxError> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        while !self.ended {
            let Some(cell) = caught(|| self.cells.next_cell())? else {
                self.ended = true;
                break;
            };
            let at = cell.get_position();
            if at.1 >= MOST_COLUMNS {
                return Err(XlsxError::ColumnNumberOverflow);
            }
            let text = text(cell.get_value());
            if !text.is_empty() {
                return Ok(Some((at, text)));
            }
        }
        Ok(None)
    }
}

fn put<'a>(cells: &mut Vec<Cow<'a, str>>, column: u32, text: Cow<'a, str>) {
    let column = usize::try_from(column).unwrap_or_default();
    if cells.len() <= column {
        cells.resize(column + 1, Cow::Borrowed(""));
    }
    if let Some(cell) = cells.get_mut(column) {
        *cell = text;
    }
}

/// A cell as the CSV twin has it: whole numbers without a point, `1` and `0`
/// for true and false, ISO days.
fn text<'a>(value: &DataRef<'a>) -> Cow<'a, str> {
    match value {
        DataRef::Empty => Cow::Borrowed(""),
        DataRef::SharedString(text) => Cow::Borrowed(*text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cow::Owned(text.clone())
        }
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(number.to_string()),
        DataRef::Bool(truth) => Cow::Borrowed(if *truth { "1" } else { "0" }),
        DataRef::DateTime(moment) => Cow::Owned(match moment.as_datetime() {
            Some(day) if day.time() == chrono::NaiveTime::MIN => day.date().to_string(),
            Some(moment) => moment.to_string(),
            None => moment.as_f64().to_string(),
        }),
        DataRef::Error(error) => Cow::Owned(error.to_string()),
    }
}
