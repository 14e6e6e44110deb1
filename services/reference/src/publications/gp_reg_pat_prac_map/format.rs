use super::row::Row;
use crate::publications::snapshot::EXTRACT_DATE;
use crate::publications::{Column, Record, Reject, Table};

pub(super) const PRACTICE_CODE: Column = Column::new("PRACTICE_CODE");
const PRACTICE_NAME: Column = Column::new("PRACTICE_NAME");
const POSTCODE: Column = Column::new("PRACTICE_POSTCODE");
const PCN_CODE: Column = Column::new("PCN_CODE");
const PCN_NAME: Column = Column::new("PCN_NAME");
const ONS_SUB_ICB_CODE: Column = Column::new("ONS_SUB_ICB_LOCATION_CODE").or(&["ONS_CCG_CODE"]);
const SUB_ICB_CODE: Column = Column::new("SUB_ICB_LOCATION_CODE").or(&["CCG_CODE"]);
const SUB_ICB_NAME: Column = Column::new("SUB_ICB_LOCATION_NAME").or(&["CCG_NAME"]);
const ONS_ICB_CODE: Column = Column::new("ONS_ICB_CODE").or(&["ONS_STP_CODE"]);
const ICB_CODE: Column = Column::new("ICB_CODE").or(&["STP_CODE"]);
const ICB_NAME: Column = Column::new("ICB_NAME").or(&["STP_NAME"]);
const ONS_REGION_CODE: Column = Column::new("ONS_COMM_REGION_CODE");
const REGION_CODE: Column = Column::new("COMM_REGION_CODE");
const REGION_NAME: Column = Column::new("COMM_REGION_NAME");
const SUPPLIER: Column = Column::new("SUPPLIER_NAME").optional();

pub(super) const TABLE: Table = Table::new(&[
    EXTRACT_DATE,
    PRACTICE_CODE,
    PRACTICE_NAME,
    POSTCODE,
    PCN_CODE,
    PCN_NAME,
    ONS_SUB_ICB_CODE,
    SUB_ICB_CODE,
    SUB_ICB_NAME,
    ONS_ICB_CODE,
    ICB_CODE,
    ICB_NAME,
    ONS_REGION_CODE,
    REGION_CODE,
    REGION_NAME,
    SUPPLIER,
]);

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        practice_code: record.code(PRACTICE_CODE)?,
        practice_name: record.filled(PRACTICE_NAME)?,
        postcode: record.known(POSTCODE),
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
        supplier: record.known(SUPPLIER),
    })
}
