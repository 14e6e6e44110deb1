use super::row::Row;
use crate::publications::epcn::is_pcn;
use crate::publications::{Column, Record, Reject, Table, dates};

pub(super) const PRACTICE_CODE: Column = Column::new("Partner Organisation Code");
const PRACTICE_NAME: Column = Column::new("Partner Name");
const PRACTICE_SUB_ICB_CODE: Column = Column::new("Practice Parent Sub ICB Loc Code");
const PRACTICE_SUB_ICB_NAME: Column = Column::new("Practice Parent Sub ICB Loc Name");
const PCN_CODE: Column = Column::new("PCN Code");
const PCN_NAME: Column = Column::new("PCN Name");
const PCN_SUB_ICB_CODE: Column = Column::new("PCN Parent Sub ICB Loc Code");
const PCN_SUB_ICB_NAME: Column = Column::new("PCN Parent Sub ICB Loc Name");
const JOINED_ON: Column = Column::new("Practice to PCN Relationship Start Date");
const LEFT_ON: Column = Column::new("Practice to PCN Relationship End Date");
const SAME_SUB_ICB: Column = Column::new("Practice Sub ICB Loc and PCN Sub ICB Loc Match");

pub(super) const TABLE: Table = Table::new(&[
    PRACTICE_CODE,
    PRACTICE_NAME,
    PRACTICE_SUB_ICB_CODE,
    PRACTICE_SUB_ICB_NAME,
    PCN_CODE,
    PCN_NAME,
    PCN_SUB_ICB_CODE,
    PCN_SUB_ICB_NAME,
    JOINED_ON,
    LEFT_ON,
    SAME_SUB_ICB,
])
.or_headless(begins_without_headings);

fn begins_without_headings(cells: &[&str]) -> bool {
    matches!(cells, [_, _, _, _, pcn, _, _, _, joined, ..]
        if is_pcn(pcn) && dates::parse(joined).is_some())
}

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    let same_sub_icb = match record.text(SAME_SUB_ICB) {
        "" => None,
        "0" => Some(false),
        "1" => Some(true),
        other => return Err(record.reject(SAME_SUB_ICB, format!("{other:?} is not 0 or 1"))),
    };
    Ok(Row {
        practice_code: record.code(PRACTICE_CODE)?,
        practice_name: record.filled(PRACTICE_NAME)?,
        practice_sub_icb_code: record.known_code(PRACTICE_SUB_ICB_CODE)?,
        practice_sub_icb_name: record.known(PRACTICE_SUB_ICB_NAME),
        pcn_code: record.code(PCN_CODE)?,
        pcn_name: record.filled(PCN_NAME)?,
        pcn_sub_icb_code: record.known_code(PCN_SUB_ICB_CODE)?,
        pcn_sub_icb_name: record.known(PCN_SUB_ICB_NAME),
        joined_on: record.date(JOINED_ON)?,
        left_on: record.optional_date(LEFT_ON)?,
        same_sub_icb,
    })
}
