//! Rows that were found in several tables.

use fixedbitset::FixedBitSet;

/// Rows of tables, one table after the other. Where all rows of a table are
/// wanted they are not listed, so that no page of them costs more than another.
pub(crate) struct Selected<T> {
    parts: Vec<Part<T>>,
}

/// The rows of one table.
struct Part<T> {
    table: T,
    /// Its rows; nothing where that is all of them.
    rows: Option<Vec<usize>>,
    /// The place after its last row.
    end: usize,
}

impl<T> Default for Selected<T> {
    fn default() -> Self {
        Self { parts: Vec::new() }
    }
}

impl<T: Copy> Selected<T> {
    /// Adds the rows of a table that has so many: those `found` or, where
    /// nothing was asked for, all.
    pub(crate) fn add(&mut self, table: T, count: usize, found: Option<FixedBitSet>) {
        let rows: Option<Vec<usize>> = found.map(|found| found.ones().collect());
        let end = self.len() + rows.as_ref().map_or(count, Vec::len);
        self.parts.push(Part { table, rows, end });
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.parts.last().map_or(0, |part| part.end)
    }

    /// The table and the row at a place.
    pub(crate) fn at(&self, place: usize) -> Option<(T, usize)> {
        let part = self.parts.partition_point(|part| part.end <= place);
        let before = part.checked_sub(1).and_then(|before| self.parts.get(before));
        let row = place - before.map_or(0, |before| before.end);
        let Part { table, rows, .. } = self.parts.get(part)?;
        let row = match rows {
            Some(rows) => *rows.get(row)?,
            None => row,
        };
        Some((*table, row))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_has_its_place(
            tables in prop::collection::vec(
                (0..9_usize, prop::option::of(prop::collection::btree_set(0..9_usize, 0..5))), 0..6)
        ) {
            let mut selected = Selected::default();
            let mut expected = Vec::new();
            for (table, (count, found)) in tables.iter().enumerate() {
                let bits = found.as_ref().map(|rows| rows.iter().copied().collect());
                selected.add(table, *count, bits);
                match found {
                    Some(rows) => expected.extend(rows.iter().map(|row| (table, *row))),
                    None => expected.extend((0..*count).map(|row| (table, row))),
                }
            }
            let all: Vec<(usize, usize)> = (0..).map_while(|place| selected.at(place)).collect();
            prop_assert_eq!(selected.len(), expected.len());
            prop_assert_eq!(all, expected);
        }
    }
}
