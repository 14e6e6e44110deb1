//! What changed between two editions.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::segment::{self, Row, SegmentError};

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = reference::ChangeKind)]
pub enum Kind {
    /// Only the later edition has it.
    Added,
    /// Only the earlier edition has it.
    Removed,
    /// Both have it, with different values.
    Changed,
}

/// A row that differs between two editions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// See [`Row::key`].
    pub key: String,
    /// What became of it.
    pub kind: Kind,
    /// The fields that differ, in the order of the row, each with its value
    /// before and after; null on the side that has no row.
    pub fields: Vec<(String, Value, Value)>,
}

/// The rows that differ, sorted by key.
pub(super) fn between<R: Row>(before: Bytes, after: Bytes) -> Result<Vec<Change>, SegmentError> {
    let mut before = by_key::<R>(before)?;
    let mut changes = Vec::new();
    for (key, after) in by_key::<R>(after)? {
        match before.remove(&key) {
            Some(before) if before == after => {}
            before => changes.push(change(key, before.as_ref(), Some(&after))?),
        }
    }
    for (key, before) in before {
        changes.push(change(key, Some(&before), None)?);
    }
    changes.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(changes)
}

fn by_key<R: Row>(segment: Bytes) -> Result<BTreeMap<String, R>, SegmentError> {
    let mut rows = BTreeMap::new();
    for batch in segment::read::<R>(segment)? {
        rows.extend(batch?.into_iter().map(|row| (row.key(), row)));
    }
    Ok(rows)
}

fn change<R: Row>(
    key: String,
    before: Option<&R>,
    after: Option<&R>,
) -> Result<Change, SegmentError> {
    let kind = match (before, after) {
        (None, _) => Kind::Added,
        (_, None) => Kind::Removed,
        _ => Kind::Changed,
    };
    let before = before.map(serde_json::to_value).transpose()?.unwrap_or_default();
    let after = after.map(serde_json::to_value).transpose()?.unwrap_or_default();
    let fields = R::fields().into_iter().filter_map(|field| {
        let value = |row: &Value| row.get(field.name()).cloned().unwrap_or_default();
        let (before, after) = (value(&before), value(&after));
        (before != after).then(|| (field.name().clone(), before, after))
    });
    Ok(Change { key, kind, fields: fields.collect() })
}

#[cfg(test)]
mod tests {
    use arrow_schema::FieldRef;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::segment::{count, fields, text};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct List {
        code: String,
        name: Option<String>,
        patients: u32,
    }

    impl Row for List {
        fn fields() -> Vec<FieldRef> {
            fields([text("code").with_nullable(false), text("name"), count("patients")])
        }

        fn key(&self) -> String {
            self.code.clone()
        }
    }

    fn segment(rows: &[(&str, Option<&str>, u32)]) -> Bytes {
        let rows = rows.iter().map(|&(code, name, patients)| List {
            code: code.to_owned(),
            name: name.map(str::to_owned),
            patients,
        });
        segment::write(rows.collect()).unwrap().0
    }

    #[test]
    fn rows_are_told_apart_by_key_and_field() {
        let before = segment(&[("Z2", Some("MILL"), 5), ("Z3", None, 6), ("Z1", Some("ELM"), 7)]);
        let after = segment(&[("Z1", Some("ELM"), 7), ("Z3", Some("OAK"), 6), ("Z0", None, 8)]);
        let changes = between::<List>(before.clone(), after).unwrap();
        let told = |key: &str, kind, fields: &[(&str, Value, Value)]| Change {
            key: key.to_owned(),
            kind,
            fields: fields
                .iter()
                .map(|(name, before, after)| ((*name).to_owned(), before.clone(), after.clone()))
                .collect(),
        };
        let null = Value::Null;
        let expected = [
            told(
                "Z0",
                Kind::Added,
                &[("code", null.clone(), json!("Z0")), ("patients", null.clone(), json!(8))],
            ),
            told(
                "Z2",
                Kind::Removed,
                &[
                    ("code", json!("Z2"), null.clone()),
                    ("name", json!("MILL"), null.clone()),
                    ("patients", json!(5), null.clone()),
                ],
            ),
            told("Z3", Kind::Changed, &[("name", null, json!("OAK"))]),
        ];
        assert_eq!(changes, expected);
        assert!(between::<List>(before.clone(), before).unwrap().is_empty());
    }

    #[test]
    fn the_order_of_rows_does_not_change_a_segment() {
        let one = segment(&[("Z1", None, 1), ("Z2", None, 2)]);
        let other = segment(&[("Z2", None, 2), ("Z1", None, 1)]);
        assert_eq!(one, other);
    }
}
