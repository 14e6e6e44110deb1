use super::row::Row;
use crate::publications::{Column, Record, Reject, Table, dates};

pub(super) const CODE: Column = Column::new("PCN Code");
const NAME: Column = Column::new("PCN Name");
const SUB_ICB_CODE: Column = Column::new("Current Sub ICB Loc Code");
const SUB_ICB_NAME: Column = Column::new("Sub ICB Location");
const OPENED_ON: Column = Column::new("Open Date");
const CLOSED_ON: Column = Column::new("Close Date");
const LINE_1: Column = Column::new("Address Line 1");
const LINE_2: Column = Column::new("Address Line 2");
const LINE_3: Column = Column::new("Address Line 3");
const LINE_4: Column = Column::new("Address Line 4");
const LINE_5: Column = Column::new("Address Line 5");
const POSTCODE: Column = Column::new("Postcode");

const ADDRESS: [Column; 5] = [LINE_1, LINE_2, LINE_3, LINE_4, LINE_5];

pub(super) const TABLE: Table = Table::new(&[
    CODE,
    NAME,
    SUB_ICB_CODE,
    SUB_ICB_NAME,
    OPENED_ON,
    CLOSED_ON,
    LINE_1,
    LINE_2,
    LINE_3,
    LINE_4,
    LINE_5,
    POSTCODE,
])
.or_headless(begins_without_headings);

fn begins_without_headings(cells: &[&str]) -> bool {
    matches!(cells, [code, _, _, _, opened, ..] if is_pcn(code) && dates::parse(opened).is_some())
}

/// Whether this is the code of a network: `U` and five digits.
pub(in crate::publications) fn is_pcn(code: &str) -> bool {
    code.strip_prefix('U')
        .is_some_and(|number| number.len() == 5 && number.bytes().all(|b| b.is_ascii_digit()))
}

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        code: record.code(CODE)?,
        name: record.filled(NAME)?,
        sub_icb_code: record.known_code(SUB_ICB_CODE)?,
        sub_icb_name: record.known(SUB_ICB_NAME),
        opened_on: record.optional_date(OPENED_ON)?,
        closed_on: record.optional_date(CLOSED_ON)?,
        address: ADDRESS.into_iter().filter_map(|line| record.optional(line)).collect(),
        postcode: record.optional(POSTCODE),
    })
}
