use super::row::Row;
use crate::publications::{Column, Record, Reject, Table};

pub(super) const PRACTICE_CODE: Column = Column::new("PRACTICE_CODE");
const RULE: Column = Column::new("VALIDATION_RULE").or(&["RULE"]);
const DESCRIPTION: Column = Column::new("RULE_DESCRIPTION").or(&["DESCRIPTION"]);

pub(super) const TABLE: Table = Table::new(&[PRACTICE_CODE, RULE, DESCRIPTION]);

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        practice_code: record.code(PRACTICE_CODE)?,
        rule: record.filled(RULE)?,
        description: record.filled(DESCRIPTION)?,
    })
}
