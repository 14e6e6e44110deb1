use super::row::Row;
use crate::publications::snapshot::EXTRACT_DATE;
use crate::publications::{Column, Record, Reject, Table};

const TYPE: Column = Column::new("TYPE").or(&["ORG_TYPE"]);
const SUB_ICB_CODE: Column = Column::new("SUB_ICB_LOCATION_CODE").or(&["CCG_CODE"]);
const ONS_SUB_ICB_CODE: Column = Column::new("ONS_SUB_ICB_LOCATION_CODE").or(&["ONS_CCG_CODE"]);
/// The tables by age call it `ORG_CODE`, which keeps them out.
pub(super) const CODE: Column = Column::new("CODE");
const POSTCODE: Column = Column::new("POSTCODE");
const SEX: Column = Column::new("SEX");
const AGE: Column = Column::new("AGE");
const PATIENTS: Column = Column::new("NUMBER_OF_PATIENTS");

pub(super) const TABLE: Table = Table::new(&[
    EXTRACT_DATE,
    TYPE,
    SUB_ICB_CODE,
    ONS_SUB_ICB_CODE,
    CODE,
    POSTCODE,
    SEX,
    AGE,
    PATIENTS,
]);

pub(super) fn is_total_of_practice(record: &Record<'_>) -> bool {
    [TYPE, SEX, AGE].map(|column| record.text(column)) == ["GP", "ALL", "ALL"]
}

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        practice_code: record.code(CODE)?,
        sub_icb_code: record.known_code(SUB_ICB_CODE)?,
        ons_sub_icb_code: record.known(ONS_SUB_ICB_CODE),
        postcode: record.known(POSTCODE),
        patients: record.count(PATIENTS)?,
    })
}
