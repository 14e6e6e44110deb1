use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{At, Column, Columns, Place, Reject, SourceError};
use crate::domain::Code;
use crate::publications::dates;

/// Words for a value that is not there. `U` is the code of no PCN.
const MISSING: [&str; 11] = [
    "",
    "-",
    "n/a",
    "na",
    "nd",
    "null",
    "missing",
    "u",
    "unallocated",
    "unknown",
    "unknown or no pcn",
];

/// One record of a table, its cells by column. Cells are trimmed.
pub struct Record<'r> {
    pub(super) place: &'r Place,
    pub(super) line: u64,
    pub(super) cells: &'r [Cow<'r, str>],
    pub(super) columns: &'r Columns,
}

impl Record<'_> {
    /// The line it starts on.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Every heading of the table, wanted or not; in order.
    pub fn headings(&self) -> &[String] {
        &self.columns.headings
    }

    /// The cell below the heading at `index`.
    pub fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", |cell| cell.trim())
    }

    /// Where the column's cell is.
    pub fn at(&self, column: Column) -> At {
        let place = self.columns.place(column).unwrap_or_default();
        At { line: self.line, column: place + 1 }
    }

    /// The cell as it is; empty where this edition has no such column.
    pub fn text(&self, column: Column) -> &str {
        self.columns.place(column).map_or("", |index| self.cell(index))
    }

    /// The cell, which must not be empty.
    pub fn filled(&self, column: Column) -> Result<String, Reject> {
        match self.text(column) {
            "" => Err(self.reject(column, format!("{} is empty", column.name))),
            text => Ok(text.to_owned()),
        }
    }

    /// The cell, unless it is empty.
    pub fn optional(&self, column: Column) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The cell, unless it is empty or a word for what is not known.
    pub fn known(&self, column: Column) -> Option<String> {
        self.value(column).map(str::to_owned)
    }

    /// The cell as an ODS code.
    pub fn code(&self, column: Column) -> Result<Code, Reject> {
        self.text(column).parse::<Code>().map_err(|error| self.reject(column, error))
    }

    /// The cell as an ODS code, if it is known.
    pub fn known_code(&self, column: Column) -> Result<Option<Code>, Reject> {
        self.value(column).map(|_| self.code(column)).transpose()
    }

    /// The cell as a day.
    pub fn date(&self, column: Column) -> Result<NaiveDate, Reject> {
        let text = self.text(column);
        dates::parse(text).ok_or_else(|| self.reject(column, format!("{text:?} is not a date")))
    }

    /// The cell as a day, unless it is empty.
    pub fn optional_date(&self, column: Column) -> Result<Option<NaiveDate>, Reject> {
        if self.text(column).is_empty() { Ok(None) } else { self.date(column).map(Some) }
    }

    /// The cell as a whole number.
    pub fn count(&self, column: Column) -> Result<u32, Reject> {
        let text = self.text(column);
        let whole = text.strip_suffix(".0").unwrap_or(text);
        let digits = whole.bytes().all(|byte| byte.is_ascii_digit());
        let count = if digits { whole.parse().ok() } else { None };
        count.ok_or_else(|| self.reject(column, format!("{text:?} is not a count")))
    }

    /// The cell as a whole number, if it is known.
    pub fn known_count(&self, column: Column) -> Result<Option<u32>, Reject> {
        self.value(column).map(|_| self.count(column)).transpose()
    }

    /// The cell as a number that is not negative, if it is known.
    pub fn known_number(&self, column: Column) -> Result<Option<f64>, Reject> {
        let Some(text) = self.value(column) else { return Ok(None) };
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        let number = number.filter(|number| *number >= 0.0);
        let number = number.ok_or_else(|| {
            self.reject(column, format!("{text:?} is not a number of nought or more"))
        });
        number.map(Some)
    }

    /// The cell as an amount of money, if it is known.
    pub fn known_money(&self, column: Column) -> Result<Option<Decimal>, Reject> {
        self.columns.place(column).map_or(Ok(None), |index| self.money(index))
    }

    /// The cell below the heading at `index` as an amount of money, if it is
    /// known: with or without pound sign and commas, less than nothing with a
    /// minus or in parentheses.
    pub fn money(&self, index: usize) -> Result<Option<Decimal>, Reject> {
        let text = self.cell(index);
        if is_missing(text) {
            return Ok(None);
        }
        money(text)
            .map(Some)
            .ok_or_else(|| self.reject_at(index, format!("{text:?} is not an amount of money")))
    }

    /// Where the cell below the heading at `index` is.
    pub fn at_index(&self, index: usize) -> At {
        At { line: self.line, column: index + 1 }
    }

    /// Refuses the record for the cell below the heading at `index`.
    pub fn reject_at(&self, index: usize, reason: impl fmt::Display) -> Reject {
        Reject { at: self.at_index(index), reason: reason.to_string() }
    }

    /// Refuses the record for what is in `column`.
    pub fn reject(&self, column: Column, reason: impl fmt::Display) -> Reject {
        Reject { at: self.at(column), reason: reason.to_string() }
    }

    /// Refuses the file for what is in `column`.
    pub fn wrong(&self, column: Column, reason: impl fmt::Display) -> SourceError {
        self.place.wrong(self.at(column), reason)
    }

    /// Refuses the file for what is wrong with the record.
    pub fn fatal(&self, reject: Reject) -> SourceError {
        self.place.wrong(reject.at, reject.reason)
    }

    fn value(&self, column: Column) -> Option<&str> {
        Some(self.text(column)).filter(|text| !is_missing(text))
    }
}

fn is_missing(text: &str) -> bool {
    MISSING.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn money(text: &str) -> Option<Decimal> {
    let inner = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    let (text, loss) = inner.map_or((text, false), |inner| (inner, true));
    let plain: String = text.chars().filter(|letter| !matches!(letter, '£' | ',' | ' ')).collect();
    let exact = plain.parse::<Decimal>().ok();
    // Spreadsheets write small amounts as `1.2E-05`.
    let amount = exact.or_else(|| Decimal::from_scientific(&plain).ok())?;
    Some(if loss { -amount } else { amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_money_are_read_in_every_spelling() {
        for (text, expected) in [
            ("431849.94", Some("431849.94")),
            ("£1,234.50", Some("1234.50")),
            ("-£12.00", Some("-12.00")),
            ("(12.5)", Some("-12.5")),
            ("0", Some("0")),
            ("1.2E-05", Some("0.000012")),
            ("12.3.4", None),
            ("twelve", None),
        ] {
            assert_eq!(money(text).map(|sum| sum.to_string()).as_deref(), expected, "{text}");
        }
    }
}
