use super::row::Row;
use crate::publications::{Column, Record, Reject, Table, dates};

pub(super) const PRACTICE_CODE: Column = Column::new("Organisation Code");
const COMMISSIONER_CODE: Column = Column::new("Parent Organisation Code");
const KIND: Column = Column::new("Parent Organisation Type");
const JOINED_ON: Column = Column::new("Join Parent Date");
const LEFT_ON: Column = Column::new("Left Parent Date");
const AMENDED: Column = Column::new("Amended Record Indicator");

/// The kind of every record; epracmem has the same columns and another letter.
const COMMISSIONER: &str = "W";

pub(super) const TABLE: Table =
    Table::headless(&[PRACTICE_CODE, COMMISSIONER_CODE, KIND, JOINED_ON, LEFT_ON, AMENDED], begins);

fn begins(cells: &[&str]) -> bool {
    matches!(cells, [_, _, kind, joined, _, "0" | "1"]
        if *kind == COMMISSIONER && dates::parse(joined).is_some())
}

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    let kind = record.text(KIND);
    if kind != COMMISSIONER {
        return Err(record.reject(KIND, format!("{kind:?} is not {COMMISSIONER:?}")));
    }
    let amended = match record.text(AMENDED) {
        "0" => false,
        "1" => true,
        other => return Err(record.reject(AMENDED, format!("{other:?} is not 0 or 1"))),
    };
    Ok(Row {
        practice_code: record.code(PRACTICE_CODE)?,
        commissioner_code: record.code(COMMISSIONER_CODE)?,
        joined_on: record.date(JOINED_ON)?,
        left_on: record.optional_date(LEFT_ON)?,
        amended,
    })
}
