//! Rows as RFC 4180 has them.

use std::borrow::Cow;
use std::ops::Range;

use arrow_schema::{DataType, FieldRef, Fields as ArrowFields};
use bytes::Bytes;
use csv::{Terminator, WriterBuilder};
use serde_json::value::RawValue;

use super::fields::Members;
use super::render::{CHUNK, ExportError, Render};
use super::{List, Spread};

/// A list as CSV in UTF-8: a header line, then a line per row. A field that is
/// a structure gives a column for each of its own fields, `list_size`; a list
/// is one cell, its items parted by `; `, or as JSON where they are structures,
/// unless they are spread over columns.
pub(super) struct Csv<L> {
    list: L,
    places: Range<usize>,
    columns: Vec<FieldRef>,
    begun: bool,
}

impl<L: List> Csv<L> {
    pub(super) fn new(list: L, places: Range<usize>, columns: Vec<FieldRef>) -> Self {
        Self { list, places, columns, begun: false }
    }
}

impl<L: List> Render for Csv<L> {
    fn chunk(&mut self) -> Result<Option<Bytes>, ExportError> {
        if self.begun && self.places.is_empty() {
            return Ok(None);
        }
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        let (mut cells, mut json) = (Vec::new(), Vec::new());
        if !self.begun {
            self.begun = true;
            headers::<L>(&self.columns, &mut cells);
            writer.write_record(&cells)?;
        }
        while writer.get_ref().len() < CHUNK
            && let Some(at) = self.places.next()
        {
            cells.clear();
            json.clear();
            self.list.write(at, &mut json)?;
            row(&self.columns, L::spread(), serde_json::from_slice(&json)?, &mut cells)?;
            writer.write_record(&cells)?;
        }
        let chunk = writer.into_inner().map_err(|error| error.into_error())?;
        Ok(Some(chunk.into()))
    }
}

fn headers<L: List>(columns: &[FieldRef], names: &mut Vec<String>) {
    for column in columns {
        match spread_of(L::spread(), column) {
            Some((spread, item)) => {
                for key in spread.keys {
                    let item = item.iter().filter(|field| field.name() != spread.key);
                    names.extend(
                        item.map(|field| format!("{}_{key}_{}", spread.list, field.name())),
                    );
                }
            }
            None => nested("", column, names),
        }
    }
}

fn nested(prefix: &str, column: &FieldRef, names: &mut Vec<String>) {
    let name = format!("{prefix}{}", column.name());
    match column.data_type() {
        DataType::Struct(own) => {
            own.iter().for_each(|column| nested(&format!("{name}_"), column, names));
        }
        _ => names.push(name),
    }
}

/// The spread of a column, and the fields of its items.
fn spread_of(spread: Option<Spread>, column: &FieldRef) -> Option<(Spread, &ArrowFields)> {
    let spread = spread.filter(|spread| spread.list == column.name())?;
    let DataType::List(item) = column.data_type() else { return None };
    let DataType::Struct(item) = item.data_type() else { return None };
    Some((spread, item))
}

/// Adds the cells of a row, or of a structure in it.
fn row(
    columns: &[FieldRef],
    spread: Option<Spread>,
    members: Members<'_>,
    cells: &mut Vec<String>,
) -> Result<(), ExportError> {
    for column in columns {
        let value = members.get(column.name()).unwrap_or(NULL);
        match (spread_of(spread, column), column.data_type()) {
            (Some((spread, item)), _) => spread_out(spread, item, value, cells)?,
            (None, DataType::Struct(own)) => {
                let own_members: Option<Members<'_>> = serde_json::from_str(value)?;
                row(own, None, own_members.unwrap_or_default(), cells)?;
            }
            (None, _) => cells.push(cell(value)?),
        }
    }
    Ok(())
}

fn spread_out(
    spread: Spread,
    item: &ArrowFields,
    json: &str,
    cells: &mut Vec<String>,
) -> Result<(), ExportError> {
    let items: Option<Vec<Members<'_>>> = serde_json::from_str(json)?;
    let items = items.unwrap_or_default();
    for key in spread.keys {
        let key = serde_json::to_string(key)?;
        let found = items.iter().find(|item| item.get(spread.key) == Some(key.as_str()));
        for field in item.iter().filter(|field| field.name() != spread.key) {
            let value = found.and_then(|item| item.get(field.name())).unwrap_or(NULL);
            cells.push(cell(value)?);
        }
    }
    Ok(())
}

const NULL: &str = "null";

/// A value as a cell: null is empty, numbers are as JSON has them.
fn cell(json: &str) -> Result<String, ExportError> {
    Ok(match json.chars().next() {
        Some('"') => harmless(plain(json)?.into_owned()),
        Some('[') => harmless(list(json)?),
        _ => plain(json)?.into_owned(),
    })
}

fn list(json: &str) -> Result<String, ExportError> {
    let items: Vec<&RawValue> = serde_json::from_str(json)?;
    if items.iter().any(|item| item.get().starts_with(['[', '{'])) {
        return Ok(json.to_owned());
    }
    let items: Vec<Cow<'_, str>> =
        items.iter().map(|item| plain(item.get())).collect::<Result<_, _>>()?;
    Ok(items.join("; "))
}

fn plain(json: &str) -> Result<Cow<'_, str>, ExportError> {
    Ok(match json {
        NULL => Cow::Borrowed(""),
        text if text.starts_with('"') => Cow::Owned(serde_json::from_str(text)?),
        other => Cow::Borrowed(other),
    })
}

/// Puts an apostrophe before text that a spreadsheet would take for a formula
/// (CWE-1236). What begins with a sign and has no letter, as telephone numbers
/// do, computes nothing and stays as it is.
fn harmless(text: String) -> String {
    let formula = match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => text.chars().any(char::is_alphabetic),
        _ => false,
    };
    if formula { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_what_a_spreadsheet_reads() {
        for (json, expected) in [
            ("null", ""),
            ("true", "true"),
            ("-5", "-5"),
            ("0.1", "0.1"),
            ("12345678901234567890", "12345678901234567890"),
            (r#""ELM \"TREE\", SURGERY""#, "ELM \"TREE\", SURGERY"),
            (r#""=1+1""#, "'=1+1"),
            (r#""@SUM(A1)""#, "'@SUM(A1)"),
            (r#""\t=1""#, "'\t=1"),
            (r#""-A1""#, "'-A1"),
            (r#""+44 1632 960001""#, "+44 1632 960001"),
            (r#""-""#, "-"),
            ("[]", ""),
            (r#"["1 HIGH STREET","ASHCOMBE"]"#, "1 HIGH STREET; ASHCOMBE"),
            (r#"["=A1","B"]"#, "'=A1; B"),
            ("[-1,null,2.5]", "-1; ; 2.5"),
            (r#"[{"b":1,"a":[2]}]"#, r#"[{"b":1,"a":[2]}]"#),
        ] {
            assert_eq!(cell(json).unwrap(), expected, "{json}");
        }
    }
}
