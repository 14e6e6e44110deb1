use super::row::Row;
use crate::publications::{Column, Record, Reject, Table, qof};

pub(super) const INDICATOR_CODE: Column = Column::new("INDICATOR_CODE");
const NAME: Column = Column::new("PCA_EXCL_NAME");
const SHORT_NAME: Column = Column::new("PCA_EXCL_SHORT_NAME");
const DESCRIPTION: Column = Column::new("PCA_EXCL_DESCRIPTION");
const KIND: Column = Column::new("TYPE");
const SCOPE: Column = Column::new("GENERAL_SPECIFIC");
const CATEGORY: Column = Column::new("PCA_CATEGORY");
const CATEGORY_DESCRIPTION: Column = Column::new("PCA_CATEGORY_DESCRIPTION");

pub(super) const TABLE: Table = Table::new(&[
    INDICATOR_CODE,
    NAME,
    SHORT_NAME,
    DESCRIPTION,
    KIND,
    SCOPE,
    CATEGORY,
    CATEGORY_DESCRIPTION,
])
.or_windows_1252();

pub(super) fn read(record: &Record<'_>) -> Result<Row, Reject> {
    Ok(Row {
        indicator_code: qof::indicator(record, INDICATOR_CODE)?,
        name: record.filled(NAME)?,
        short_name: record.known(SHORT_NAME),
        description: record.known(DESCRIPTION),
        kind: record.filled(KIND)?,
        scope: record.known(SCOPE),
        category: record.known(CATEGORY),
        category_description: record.known(CATEGORY_DESCRIPTION),
    })
}
