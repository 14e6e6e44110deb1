use super::row::Row;
use crate::publications::{Column, Record, Reject, Table};

pub(super) const PRACTICE_CODE: Column = Column::new("PRACTICE_CODE");
const MAX_POINTS: Column = Column::new("REVISED_MAX_POINTS").or(&["REVISED_MAXIMUM_POINTS"]);

pub(super) const TABLE: Table = Table::new(&[PRACTICE_CODE, MAX_POINTS]);

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        practice_code: record.code(PRACTICE_CODE)?,
        revised_max_points: record.known_number(MAX_POINTS)?,
    })
}
