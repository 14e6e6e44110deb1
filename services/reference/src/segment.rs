//! Segments: the rows of one release as one Parquet file.

use std::any::Any;
use std::collections::HashSet;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, FieldRef, Schema, TimeUnit};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Rows that are turned into columns, or back, at a time.
const BATCH: usize = 8_192;

/// A row that can be kept in a segment. `fields` is the file's schema, in the
/// order and under the names that serde gives the row.
pub trait Row: Serialize + DeserializeOwned + PartialEq + Send + Sync + 'static {
    /// The columns of the Parquet file.
    fn fields() -> Vec<FieldRef>;

    /// What identifies the row within its release, such as `A81001`.
    fn key(&self) -> String;
}

/// A column of text, which may be absent.
pub fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

/// A column of days, which may be absent.
pub fn date(name: &str) -> Field {
    Field::new(name, DataType::Date32, true)
}

/// A column of yes and no.
pub fn flag(name: &str) -> Field {
    Field::new(name, DataType::Boolean, false)
}

/// A column of counts (`u32`).
pub fn count(name: &str) -> Field {
    Field::new(name, DataType::UInt32, false)
}

/// A column of counts (`u32`), which may be absent.
pub fn optional_count(name: &str) -> Field {
    count(name).with_nullable(true)
}

/// A column of numbers (`f64`), which may be absent.
pub fn number_of(name: &str) -> Field {
    Field::new(name, DataType::Float64, true)
}

/// A column of lists of structures with these fields.
pub fn structs(name: &str, fields: Vec<FieldRef>) -> Field {
    let item = Field::new("item", DataType::Struct(fields.into()), false);
    Field::new(name, DataType::List(Arc::new(item)), false)
}

/// A column of whole numbers (`i64`), which may be absent.
pub fn number(name: &str) -> Field {
    Field::new(name, DataType::Int64, true)
}

/// A column of moments in UTC, which may be absent.
pub fn moment(name: &str) -> Field {
    let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    Field::new(name, utc, true)
}

/// A column of lists of text.
pub fn texts(name: &str) -> Field {
    Field::new(name, DataType::new_list(DataType::Utf8, false), false)
}

/// A column of lists of counts (`u32`).
pub fn counts(name: &str) -> Field {
    Field::new(name, DataType::new_list(DataType::UInt32, false), false)
}

/// The columns of a row, in order.
pub fn fields<const N: usize>(fields: [Field; N]) -> Vec<FieldRef> {
    fields.map(Arc::new).into()
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
    /// A column is missing or holds something else.
    #[error("the column {0} is missing or of another type")]
    Column(&'static str),
    /// A row as JSON, for comparing.
    #[error("a row cannot be told in JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The segment of `rows`, sorted by their keys, and how many there are: the
/// same rows in another order give the same bytes.
pub fn write<R: Row>(mut rows: Vec<R>) -> Result<(Bytes, u64), SegmentError> {
    rows.sort_by_cached_key(R::key);
    let fields = R::fields();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let schema = Arc::new(Schema::new(fields.clone()));
    let mut writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties))?;
    for batch in rows.chunks(BATCH) {
        writer.write(&serde_arrow::to_record_batch(&fields, &batch)?)?;
    }
    let bytes = writer.into_inner()?.into();
    Ok((bytes, u64::try_from(rows.len()).unwrap_or(u64::MAX)))
}

/// All rows of a segment, a `Vec` of their type, or the table they make.
pub type Rows = Arc<dyn Any + Send + Sync>;

/// Reads the rows of a segment: all or, where the keys `seen` before are
/// given, those with other keys, which are added to them.
pub fn rows<R: Row>(
    bytes: Bytes,
    seen: Option<&mut HashSet<String>>,
) -> Result<Rows, SegmentError> {
    Ok(Arc::new(collect::<R>(bytes, seen)?))
}

/// The same rows, not yet shared.
pub fn collect<R: Row>(
    bytes: Bytes,
    mut seen: Option<&mut HashSet<String>>,
) -> Result<Vec<R>, SegmentError> {
    let mut rows: Vec<R> = Vec::new();
    for batch in read::<R>(bytes)? {
        let batch = batch?.into_iter();
        match &mut seen {
            Some(seen) => rows.extend(batch.filter(|row| seen.insert(row.key()))),
            None => rows.extend(batch),
        }
    }
    rows.shrink_to_fit();
    Ok(rows)
}

/// Reads the rows of a segment in order, a batch at a time.
pub fn read<R: Row>(
    bytes: Bytes,
) -> Result<impl Iterator<Item = Result<Vec<R>, SegmentError>>, SegmentError> {
    let batches = batches(bytes)?;
    Ok(batches.map(|batch| Ok(serde_arrow::from_record_batch(&batch?)?)))
}

/// Reads a segment in order as columns, so many rows at a time.
pub fn batches(
    bytes: Bytes,
) -> Result<impl Iterator<Item = Result<RecordBatch, SegmentError>>, SegmentError> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes)?.with_batch_size(BATCH).build()?;
    Ok(reader.map(|batch| Ok(batch.map_err(ParquetError::from)?)))
}
