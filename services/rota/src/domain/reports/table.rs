use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::domain::deficiency::{number, rounded};
use crate::domain::{Clinician, ClinicianId};

/// What a column is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = rota::ReportColumn)]
pub struct Column {
    /// By programs: the member of each row that has its value.
    #[schema(value_type = String)]
    pub key: &'static str,
    /// By people.
    #[schema(value_type = String)]
    pub label: &'static str,
}

impl Column {
    pub(super) const fn new(key: &'static str, label: &'static str) -> Self {
        Self { key, label }
    }
}

/// A value of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A whole number.
    Count(i64),
    /// A number with two decimals; in JSON a number too.
    Number(Decimal),
    /// A word, or a name.
    Word(String),
    /// A date.
    Date(NaiveDate),
    /// There is no value; in JSON null.
    Nothing,
}

impl Cell {
    /// A number, rounded to two decimals.
    pub(super) fn number(value: impl Into<Option<Decimal>>) -> Self {
        value.into().map_or(Self::Nothing, |value| Self::Number(rounded(value)))
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Number(number) => write!(f, "{number:.2}"),
            Self::Word(word) => f.write_str(word),
            Self::Date(date) => write!(f, "{}", date.format("%-d %B %Y")),
            Self::Nothing => f.write_str("–"),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => serializer.serialize_i64(*count),
            Self::Number(value) => serializer.serialize_f64(number(*value)),
            Self::Word(word) => serializer.serialize_str(word),
            Self::Date(date) => date.serialize(serializer),
            Self::Nothing => serializer.serialize_none(),
        }
    }
}

/// A row of a report: in JSON an object of its values by the columns' keys,
/// and of `clinician_id` where it is about one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The clinician that it is about, if it is about one.
    pub clinician_id: Option<ClinicianId>,
    /// Its values, in the order of the columns.
    pub cells: Vec<(Column, Cell)>,
}

impl Row {
    pub(super) fn new<const N: usize>(columns: &[Column; N], cells: [Cell; N]) -> Self {
        Self { clinician_id: None, cells: columns.iter().copied().zip(cells).collect() }
    }

    /// The same as a row about a clinician.
    pub(super) fn about(self, clinician: &Clinician) -> Self {
        Self { clinician_id: Some(clinician.id), ..self }
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        if let Some(id) = self.clinician_id {
            members.serialize_entry("clinician_id", &id)?;
        }
        for (column, cell) in &self.cells {
            members.serialize_entry(column.key, cell)?;
        }
        members.end()
    }
}

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What its columns are called.
    pub columns: &'static [Column],
    /// Its rows, each with a value for every column.
    pub rows: Vec<Row>,
    /// What they come to, in columns of its own, where that says something.
    pub summary: Option<Row>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{clinician, day, decimal};

    #[test]
    fn a_row_reads_well_and_is_an_object() {
        let columns = ["count", "number", "word", "date", "nothing"].map(|of| Column::new(of, of));
        let cells = [
            Cell::Count(-3),
            Cell::number(decimal("2.345")),
            Cell::Word("weeks".to_owned()),
            Cell::Date(day("2024-06-03")),
            Cell::number(None::<Decimal>),
        ];
        let row = Row::new(&columns, cells).about(&clinician(7));
        let expected = concat!(
            r#"{"clinician_id":7,"count":-3,"number":2.35,"word":"weeks","date":"2024-06-03","#,
            r#""nothing":null}"#,
        );
        assert_eq!(serde_json::to_string(&row).unwrap(), expected);
        let read: Vec<String> = row.cells.iter().map(|(_, cell)| cell.to_string()).collect();
        assert_eq!(read, ["-3", "2.35", "weeks", "3 June 2024", "–"]);
        assert_eq!(Cell::number(decimal("1.5")).to_string(), "1.50");
        assert_eq!(Cell::number(decimal("-0.004")).to_string(), "0.00");
    }
}
