use super::row::Row;
use crate::publications::{Column, Record, Reject, Table};

pub(super) const PRACTICE_CODE: Column = Column::new("PRACTICE_CODE");
const PRACTICE_NAME: Column = Column::new("PRACTICE_NAME");
/// There were no networks before 2019/20.
const PCN_CODE: Column = Column::new("PCN_ODS_CODE").optional();
const PCN_NAME: Column = Column::new("PCN_NAME").optional();
const SUB_ICB_CODE: Column = Column::new("SUB_ICB_ODS_CODE").or(&["CCG_ODS_CODE"]);
const ONS_SUB_ICB_CODE: Column = Column::new("SUB_ICB_ONS_CODE").or(&["CCG_ONS_CODE"]);
const SUB_ICB_NAME: Column = Column::new("SUB_ICB_NAME").or(&["CCG_NAME"]);
const ICB_CODE: Column = Column::new("ICB_ODS_CODE").or(&["STP_ODS_CODE"]);
const ONS_ICB_CODE: Column = Column::new("ICB_ONS_CODE").or(&["STP_ONS_CODE"]);
const ICB_NAME: Column = Column::new("ICB_NAME").or(&["STP_NAME"]);
const REGION_CODE: Column = Column::new("REGION_ODS_CODE");
const ONS_REGION_CODE: Column = Column::new("REGION_ONS_CODE");
const REGION_NAME: Column = Column::new("REGION_NAME");

pub(super) const TABLE: Table = Table::new(&[
    PRACTICE_CODE,
    PRACTICE_NAME,
    PCN_CODE,
    PCN_NAME,
    SUB_ICB_CODE,
    ONS_SUB_ICB_CODE,
    SUB_ICB_NAME,
    ICB_CODE,
    ONS_ICB_CODE,
    ICB_NAME,
    REGION_CODE,
    ONS_REGION_CODE,
    REGION_NAME,
]);

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        practice_code: record.code(PRACTICE_CODE)?,
        practice_name: record.known(PRACTICE_NAME),
        pcn_code: record.known_code(PCN_CODE)?,
        pcn_name: record.known(PCN_NAME),
        sub_icb_code: record.known_code(SUB_ICB_CODE)?,
        sub_icb_name: record.known(SUB_ICB_NAME),
        icb_code: record.known_code(ICB_CODE)?,
        icb_name: record.known(ICB_NAME),
        region_code: record.known_code(REGION_CODE)?,
        region_name: record.known(REGION_NAME),
        ons_sub_icb_code: record.known(ONS_SUB_ICB_CODE),
        ons_icb_code: record.known(ONS_ICB_CODE),
        ons_region_code: record.known(ONS_REGION_CODE),
    })
}
