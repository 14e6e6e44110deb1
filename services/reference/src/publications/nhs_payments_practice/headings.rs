//! Headings of the files of payments, and the columns of money below them.

use std::collections::HashSet;

use super::categories::code;
use super::lines::Line;
use crate::publications::{At, Record, Reject, SourceError};

/// The letters and digits of a heading in lower case: publishers change the
/// rest between editions.
pub(in crate::publications) fn plain(heading: &str) -> String {
    heading.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The text with one space wherever it has white space, line breaks included.
pub(in crate::publications) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A column that may hold money.
pub(in crate::publications) struct MoneyColumn {
    /// Its place, from 0.
    pub(in crate::publications) index: usize,
    /// Its heading, folded.
    pub(in crate::publications) label: String,
}

impl MoneyColumn {
    /// Every column that has a heading, in order.
    pub(in crate::publications) fn all(headings: &[String]) -> impl Iterator<Item = Self> {
        let columns = headings.iter().enumerate();
        columns
            .map(|(index, heading)| Self { index, label: folded(heading) })
            .filter(|column| !code(&column.label).is_empty())
    }
}

/// The lines of a record.
pub(in crate::publications) fn lines(
    record: &Record<'_>,
    columns: &[MoneyColumn],
) -> Result<Vec<Line>, Reject> {
    let lines = columns.iter().map(|MoneyColumn { index, label }| {
        Ok(Line { label: label.clone(), amount: record.money(*index)? })
    });
    lines.collect()
}

/// Refuses a file in which two of these columns are called the same.
pub(in crate::publications) fn distinct<'c>(
    record: &Record<'_>,
    columns: impl Iterator<Item = &'c MoneyColumn>,
) -> Result<(), SourceError> {
    let mut codes = HashSet::new();
    for MoneyColumn { index, label } in columns {
        if !codes.insert(code(label)) {
            let at = At { line: 1, column: index + 1 };
            let reason = format!("the column {label} stands twice");
            return Err(record.fatal(Reject { at, reason }));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_plain_and_labels_folded() {
        for (heading, letters, label) in [
            ("Appraisal Costs ", "appraisalcosts", "Appraisal Costs"),
            ("Global\r\nSum", "globalsum", "Global Sum"),
            ("NHS England (Region) code", "nhsenglandregioncode", "NHS England (Region) code"),
            (" Total\u{a0} (£)", "total", "Total (£)"),
        ] {
            assert_eq!((plain(heading).as_str(), folded(heading).as_str()), (letters, label));
        }
    }

    #[test]
    fn columns_without_a_heading_are_none() {
        let headings = ["Global Sum", " ", "Seniority"].map(str::to_owned);
        let places: Vec<usize> = MoneyColumn::all(&headings).map(|column| column.index).collect();
        assert_eq!(places, [0, 2]);
    }
}
