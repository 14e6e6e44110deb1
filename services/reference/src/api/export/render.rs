//! Rendering a list chunk by chunk, as fast as the caller reads it.

use std::mem;
use std::ops::Range;
use std::sync::Arc;

use arrow_schema::{FieldRef, Schema};
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt, stream};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use thiserror::Error;
use tokio::task::{JoinError, spawn_blocking};
use tracing::error;
use web::Format;

use super::csv::Csv;
use super::{Fields, List};

/// About what is rendered at a time.
pub(super) const CHUNK: usize = 64 * 1024;

/// Rows that are turned into columns at a time.
const BATCH: usize = 8_192;

/// Rows that a Parquet file holds together; so many are kept in memory.
const ROW_GROUP: usize = 65_536;

/// An export was broken off. The caller sees a body that does not end properly.
#[derive(Debug, Error)]
pub enum ExportError {
    /// A row cannot be told in JSON.
    #[error("a row cannot be told in JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A row cannot be told in CSV.
    #[error("a row cannot be told in CSV: {0}")]
    Csv(#[from] ::csv::Error),
    /// A buffer cannot be written to.
    #[error("buffer: {0}")]
    Buffer(#[from] std::io::Error),
    /// The rows do not fit their columns.
    #[error("rows and columns disagree: {0}")]
    Rows(#[from] serde_arrow::Error),
    /// The Parquet file.
    #[error("Parquet: {0}")]
    Parquet(#[from] ParquetError),
    /// The list is shorter than it says.
    #[error("there is no row {0}")]
    Missing(usize),
    /// Rendering panicked, or the process is ending.
    #[error("rendering was cut short: {0}")]
    Cut(#[from] JoinError),
}

/// A file in the making.
pub(super) trait Render: Send {
    /// Its next bytes, maybe none; `None` at its end.
    fn chunk(&mut self) -> Result<Option<Bytes>, ExportError>;
}

/// The file that a list makes in a format.
pub(super) fn renderer<L: List>(
    format: Format,
    list: L,
    places: Range<usize>,
    fields: Fields,
) -> Result<Box<dyn Render>, ExportError> {
    let columns = L::columns().into_iter().filter(|column| fields.have(column.name())).collect();
    let renderer: Box<dyn Render> = match format {
        Format::Csv => Box::new(Csv::new(list, places, columns)),
        Format::Parquet => Box::new(Parquet::new(list, places, columns)?),
        Format::Ndjson | Format::Json | Format::FhirJson => {
            Box::new(Ndjson { list, places, fields })
        }
    };
    Ok(renderer)
}

/// Renders on threads that may block, one chunk each time the last one is sent:
/// a thread never waits for the caller, and nothing is rendered for one who left.
pub(super) fn chunks(
    renderer: Box<dyn Render>,
) -> impl Stream<Item = Result<Bytes, ExportError>> + 'static {
    stream::try_unfold(renderer, |mut renderer| async move {
        let rendered = spawn_blocking(move || {
            let chunk = renderer.chunk()?;
            Ok::<_, ExportError>(chunk.map(|chunk| (chunk, renderer)))
        });
        rendered.await?
    })
    .inspect_err(|error| error!(%error, "an export was broken off"))
}

struct Ndjson<L> {
    list: L,
    places: Range<usize>,
    fields: Fields,
}

impl<L: List> Render for Ndjson<L> {
    fn chunk(&mut self) -> Result<Option<Bytes>, ExportError> {
        let (mut chunk, mut row) = (Vec::new(), Vec::new());
        while chunk.len() < CHUNK
            && let Some(at) = self.places.next()
        {
            if self.fields.are_all() {
                self.list.write(at, &mut chunk)?;
            } else {
                row.clear();
                self.list.write(at, &mut row)?;
                serde_json::to_writer(&mut chunk, &self.fields.of(&row)?)?;
            }
            chunk.push(b'\n');
        }
        Ok((!chunk.is_empty()).then(|| chunk.into()))
    }
}

struct Parquet<L> {
    list: L,
    places: Range<usize>,
    columns: Vec<FieldRef>,
    /// Until the file has its end.
    writer: Option<ArrowWriter<Vec<u8>>>,
}

impl<L: List> Parquet<L> {
    fn new(list: L, places: Range<usize>, columns: Vec<FieldRef>) -> Result<Self, ExportError> {
        let schema = Arc::new(Schema::new(columns.clone()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .build();
        let writer = Some(ArrowWriter::try_new(Vec::new(), schema, Some(properties))?);
        Ok(Self { list, places, columns, writer })
    }
}

impl<L: List> Render for Parquet<L> {
    fn chunk(&mut self) -> Result<Option<Bytes>, ExportError> {
        if self.places.is_empty() {
            let ended = self.writer.take().map(ArrowWriter::into_inner).transpose()?;
            return Ok(ended.map(Bytes::from));
        }
        let Some(writer) = &mut self.writer else { return Ok(None) };
        let list = &self.list;
        let row = |at| list.row(at).ok_or(ExportError::Missing(at));
        let rows = self.places.by_ref().take(BATCH).map(row);
        let rows: Vec<L::Row<'_>> = rows.collect::<Result<_, _>>()?;
        let batch = serde_arrow::to_record_batch(&self.columns, &rows)?;
        writer.write(&batch)?;
        // What is left in the writer is counted already, wherever it goes from here.
        Ok(Some(mem::take(writer.inner_mut()).into()))
    }
}
