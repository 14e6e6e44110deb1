//! Segments: the rows of one release as one Parquet file.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use arrow_schema::{FieldRef, Schema};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Rows held in memory at a time, writing and reading.
const BATCH: usize = 8_192;

/// A row that can be kept in a segment. `fields` is the file's schema, in the
/// order and under the names that serde gives the row.
pub trait Row: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The columns of the Parquet file.
    fn fields() -> Vec<FieldRef>;
}

/// A segment could not be written or read.
#[derive(Debug, Error)]
pub enum SegmentError {
    /// The Parquet file.
    #[error("Parquet: {0}")]
    Parquet(#[from] ParquetError),
    /// The rows do not fit their columns.
    #[error("rows and columns disagree: {0}")]
    Rows(#[from] serde_arrow::Error),
    /// The temporary file; a full disk shows up here.
    #[error("temporary file: {0}")]
    File(#[from] std::io::Error),
}

/// Writes a segment to a nameless temporary file, in bounded memory: if the
/// process dies, nothing is left behind.
pub struct SegmentWriter<R> {
    fields: Vec<FieldRef>,
    writer: ArrowWriter<File>,
    file: File,
    pending: Vec<R>,
    rows: u64,
}

impl<R: Row> SegmentWriter<R> {
    /// An empty segment.
    pub fn create() -> Result<Self, SegmentError> {
        let fields = R::fields();
        let file = tempfile::tempfile()?;
        let schema = Arc::new(Schema::new(fields.clone()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let writer = ArrowWriter::try_new(file.try_clone()?, schema, Some(properties))?;
        Ok(Self { fields, writer, file, pending: Vec::with_capacity(BATCH), rows: 0 })
    }

    /// Adds a row.
    pub fn push(&mut self, row: R) -> Result<(), SegmentError> {
        self.pending.push(row);
        self.rows += 1;
        if self.pending.len() == BATCH { self.write_pending() } else { Ok(()) }
    }

    /// Ends the file; its bytes and the number of rows in it.
    pub fn finish(mut self) -> Result<(Bytes, u64), SegmentError> {
        self.write_pending()?;
        self.writer.close()?;
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut bytes)?;
        Ok((bytes.into(), self.rows))
    }

    fn write_pending(&mut self) -> Result<(), SegmentError> {
        if !self.pending.is_empty() {
            let batch = serde_arrow::to_record_batch(&self.fields, &self.pending)?;
            self.writer.write(&batch)?;
            self.pending.clear();
        }
        Ok(())
    }
}

/// Reads the rows of a segment in order, a batch at a time.
pub fn read<R: Row>(
    bytes: Bytes,
) -> Result<impl Iterator<Item = Result<Vec<R>, SegmentError>>, SegmentError> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes)?.with_batch_size(BATCH).build()?;
    Ok(reader.map(|batch| {
        let batch = batch.map_err(ParquetError::from)?;
        Ok(serde_arrow::from_record_batch(&batch)?)
    }))
}
