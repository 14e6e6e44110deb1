use super::row::Row;
use crate::publications::{Column, Record, Reject, Table};

pub(super) const GP_CODE: Column = Column::new("GP_CODE");
const GP_NAME: Column = Column::new("GP_NAME");
const SUPPLIER: Column = Column::new("SUPPLIER");
const PCN_CODE: Column = Column::new("PCN_CODE");
const PCN_NAME: Column = Column::new("PCN_NAME");
const SUB_ICB_CODE: Column = Column::new("SUB_ICB_LOCATION_CODE").or(&["CCG_CODE"]);
const SUB_ICB_NAME: Column = Column::new("SUB_ICB_LOCATION_NAME").or(&["CCG_NAME"]);
const ICB_CODE: Column = Column::new("ICB_CODE").or(&["STP_CODE"]);
const ICB_NAME: Column = Column::new("ICB_NAME").or(&["STP_NAME"]);
const REGION_CODE: Column = Column::new("REGION_CODE");
const REGION_NAME: Column = Column::new("REGION_NAME");

pub(super) const TABLE: Table = Table::new(&[
    GP_CODE,
    GP_NAME,
    SUPPLIER,
    PCN_CODE,
    PCN_NAME,
    SUB_ICB_CODE,
    SUB_ICB_NAME,
    ICB_CODE,
    ICB_NAME,
    REGION_CODE,
    REGION_NAME,
]);

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        practice_code: record.code(GP_CODE)?,
        practice_name: record.filled(GP_NAME)?,
        supplier: record.known(SUPPLIER),
        pcn_code: record.known_code(PCN_CODE)?,
        pcn_name: record.known(PCN_NAME),
        sub_icb_code: record.known_code(SUB_ICB_CODE)?,
        sub_icb_name: record.known(SUB_ICB_NAME),
        icb_code: record.known_code(ICB_CODE)?,
        icb_name: record.known(ICB_NAME),
        region_code: record.known_code(REGION_CODE)?,
        region_name: record.known(REGION_NAME),
    })
}
