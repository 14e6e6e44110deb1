use super::row::Row;
use crate::publications::{Column, Record, Reject, Table, qof};

pub(super) const PRACTICE_CODE: Column = Column::new("PRACTICE_CODE");
const GROUP_CODE: Column = Column::new("GROUP_CODE").or(&["INDICATOR_GROUP_CODE"]);
const REGISTER: Column = Column::new("REGISTER");
/// Not there in 2014/15.
const LIST_TYPE: Column = Column::new("PATIENT_LIST_TYPE").optional();
const LIST_SIZE: Column = Column::new("PRACTICE_LIST_SIZE").or(&["PATIENT_LIST_SIZE"]);

pub(super) const TABLE: Table =
    Table::new(&[PRACTICE_CODE, GROUP_CODE, REGISTER, LIST_TYPE, LIST_SIZE]);

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        practice_code: record.code(PRACTICE_CODE)?,
        group_code: qof::indicator(record, GROUP_CODE)?,
        register: record.known_count(REGISTER)?,
        patient_list_type: record.known(LIST_TYPE),
        list_size: record.known_count(LIST_SIZE)?,
    })
}
