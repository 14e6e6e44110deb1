use super::row::Row;
use crate::publications::{Column, Record, Reject, Table, qof};

pub(super) const INDICATOR_CODE: Column = Column::new("INDICATOR_CODE");
const DESCRIPTION: Column = Column::new("INDICATOR_DESCRIPTION").optional();
const POINTS: Column = Column::new("INDICATOR_POINT_VALUE");
const GROUP_CODE: Column = Column::new("GROUP_CODE").or(&["INDICATOR_GROUP_CODE"]);
const GROUP_NAME: Column = Column::new("GROUP_DESCRIPTION").or(&["INDICATOR_GROUP_DESCRIPTION"]);
const SUB_DOMAIN_CODE: Column = Column::new("SUB_DOMAIN_CODE").optional();
const SUB_DOMAIN_NAME: Column = Column::new("SUB_DOMAIN_DESCRIPTION").optional();
const DOMAIN_CODE: Column = Column::new("DOMAIN_CODE");
const DOMAIN_NAME: Column = Column::new("DOMAIN_DESCRIPTION");
const LIST_TYPE: Column = Column::new("PATIENT_LIST_TYPE").optional();
const OTHER_LIST: Column = Column::new("ALT_PAT_LIST").optional();
/// No edition known so far has thresholds; these are what they would be called.
const LOWER: Column = Column::new("LOWER_THRESHOLD").or(&["INDICATOR_LOWER_THRESHOLD"]).optional();
const UPPER: Column = Column::new("UPPER_THRESHOLD").or(&["INDICATOR_UPPER_THRESHOLD"]).optional();

pub(super) const TABLE: Table = Table::new(&[
    INDICATOR_CODE,
    DESCRIPTION,
    POINTS,
    GROUP_CODE,
    GROUP_NAME,
    SUB_DOMAIN_CODE,
    SUB_DOMAIN_NAME,
    DOMAIN_CODE,
    DOMAIN_NAME,
    LIST_TYPE,
    OTHER_LIST,
    LOWER,
    UPPER,
]);

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        indicator_code: qof::indicator(record, INDICATOR_CODE)?,
        description: record.known(DESCRIPTION),
        points: record.known_number(POINTS)?,
        group_code: record.filled(GROUP_CODE)?,
        group_name: record.filled(GROUP_NAME)?,
        sub_domain_code: record.known(SUB_DOMAIN_CODE),
        sub_domain_name: record.known(SUB_DOMAIN_NAME),
        domain_code: record.filled(DOMAIN_CODE)?,
        domain_name: record.filled(DOMAIN_NAME)?,
        patient_list_type: list_type(record),
        lower_threshold: record.known_number(LOWER)?,
        upper_threshold: record.known_number(UPPER)?,
    })
}

/// The list of the indicator. A table of other lists leaves the usual one blank.
fn list_type(record: &Record<'_>) -> Option<String> {
    let told = record.known(LIST_TYPE).or_else(|| record.known(OTHER_LIST));
    let heading = |heading: &String| heading.trim().eq_ignore_ascii_case("ALT_PAT_LIST");
    told.or_else(|| record.headings().iter().any(heading).then(|| "TOTAL".to_owned()))
}
