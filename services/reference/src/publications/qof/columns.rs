use arrow_array::{Array, RecordBatch, UInt32Array};

use crate::segment::SegmentError;

/// A column of a segment.
pub(in crate::publications) fn column<'b, T: 'static>(
    batch: &'b RecordBatch,
    name: &'static str,
) -> Result<&'b T, SegmentError> {
    let column = batch.column_by_name(name);
    let column = column.and_then(|column| column.as_any().downcast_ref::<T>());
    column.ok_or(SegmentError::Column(name))
}

/// What stands for a count that was not published; nothing is counted so high.
const ABSENT: u32 = u32::MAX;

/// Counts by row, which may be absent, in four bytes each.
#[derive(Debug, Default)]
pub(in crate::publications) struct Counts(Vec<u32>);

impl Counts {
    /// Adds those of the next rows.
    pub(in crate::publications) fn add(
        &mut self,
        batch: &RecordBatch,
        name: &'static str,
    ) -> Result<(), SegmentError> {
        let counts = column::<UInt32Array>(batch, name)?;
        self.0.extend(counts.iter().map(|count| count.unwrap_or(ABSENT)));
        Ok(())
    }

    /// That of a row.
    pub(in crate::publications) fn get(&self, row: usize) -> Option<u32> {
        self.0.get(row).copied().filter(|count| *count != ABSENT)
    }

    /// Gives back the room that is not needed.
    pub(in crate::publications) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }
}
