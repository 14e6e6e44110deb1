//! From a million lines to a row for each practice.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::format::{self, ATTRIBUTES, CATEGORY, COUNT, Figure, GP_CODE, SUPPLIER};
use super::joined_suppliers;
use super::row::{CategoryCount, Row};
use crate::domain::Code;
use crate::publications::{Column, Record, SourceError};

/// The practices of a month, in the making. Every line is added to each of the
/// five breakdowns, so they have the same sum.
#[derive(Default)]
pub(super) struct Fold {
    practices: HashMap<Code, Practice>,
    suppliers: Dictionary,
    categories: Dictionary,
    /// See [`combination`].
    counted: HashSet<u64>,
}

struct Practice {
    /// How many practices were there before it.
    number: u16,
    /// Its first line.
    line: u64,
    /// What that line has in [`ATTRIBUTES`].
    cells: [String; ATTRIBUTES.len()],
    suppliers: Vec<(u8, Option<String>)>,
    total: u32,
    /// By place in the dictionary.
    categories: Vec<u32>,
    row: Row,
}

impl Fold {
    /// Adds a record. One that stands twice, or cannot be read, is an error:
    /// with or without it the sums are wrong.
    pub(super) fn add(&mut self, record: &Record<'_>) -> Result<(), SourceError> {
        let figure = format::read(record).map_err(|reject| record.fatal(reject))?;
        let code = figure.practice_code;
        let full = |column: Column| {
            record.wrong(column, "more than 256 different words stand in this column")
        };
        let supplier = self.suppliers.index(figure.supplier).ok_or_else(|| full(SUPPLIER))?;
        let category = self.categories.index(figure.category).ok_or_else(|| full(CATEGORY))?;
        let number = self.practices.len();
        let practice = match self.practices.entry(code) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Practice::new(record, number)?),
        };
        practice.check(record)?;
        practice.note_supplier(record, supplier);
        if !self.counted.insert(combination(practice.number, supplier, category, &figure)) {
            let reason = format!("this combination of {code} stands twice");
            return Err(record.wrong(GP_CODE, reason));
        }
        let counted = practice.count(category, &figure);
        counted.ok_or_else(|| {
            record.wrong(COUNT, format!("{code} has more than {} appointments", u32::MAX))
        })
    }

    /// The rows.
    pub(super) fn finish(self) -> Vec<Row> {
        let Self { practices, categories, .. } = self;
        practices.into_values().map(|practice| practice.row(&categories.labels)).collect()
    }
}

/// A number that no other combination has, for every part has its own bits. The
/// supplier is one of the parts: a practice that changes its system in a month
/// has lines of both.
fn combination(practice: u16, supplier: u8, category: u8, figure: &Figure<'_>) -> u64 {
    let [high, low] = practice.to_be_bytes();
    let &Figure { status, hcp, mode, wait, .. } = figure;
    u64::from_be_bytes([high, low, supplier, category, status, hcp, mode, wait])
}

impl Practice {
    fn new(record: &Record<'_>, number: usize) -> Result<Self, SourceError> {
        let number = u16::try_from(number)
            .map_err(|_| record.wrong(GP_CODE, "more than 65,536 practices stand in the file"))?;
        Ok(Self {
            number,
            line: record.line(),
            cells: ATTRIBUTES.map(|column| record.text(column).to_owned()),
            suppliers: Vec::new(),
            total: 0,
            categories: Vec::new(),
            row: format::practice(record).map_err(|reject| record.fatal(reject))?,
        })
    }

    /// Refuses a record that tells the practice otherwise than its first.
    fn check(&self, record: &Record<'_>) -> Result<(), SourceError> {
        for (column, first) in ATTRIBUTES.iter().zip(&self.cells) {
            let text = record.text(*column);
            if text != first {
                let (code, line) = (self.row.practice_code, self.line);
                let reason = format!("{code} has {text:?}, but {first:?} on line {line}");
                return Err(record.wrong(*column, reason));
            }
        }
        Ok(())
    }

    fn note_supplier(&mut self, record: &Record<'_>, supplier: u8) {
        if self.suppliers.iter().all(|(known, _)| *known != supplier) {
            self.suppliers.push((supplier, record.known(SUPPLIER)));
        }
    }

    /// Adds the appointments to every breakdown; nothing where they are too many.
    fn count(&mut self, category: u8, figure: &Figure<'_>) -> Option<()> {
        let &Figure { status, hcp, mode, wait, count, .. } = figure;
        self.total = self.total.checked_add(count)?;
        let least = usize::from(category) + 1;
        if self.categories.len() < least {
            self.categories.resize(least, 0);
        }
        for (counts, index) in [
            (&mut self.row.status, status),
            (&mut self.row.hcp, hcp),
            (&mut self.row.mode, mode),
            (&mut self.row.wait, wait),
            (&mut self.categories, category),
        ] {
            let sum = counts.get_mut(usize::from(index))?;
            *sum = sum.checked_add(count)?;
        }
        Some(())
    }

    fn row(self, labels: &[String]) -> Row {
        let Self { suppliers, categories, mut row, .. } = self;
        row.supplier = joined_suppliers(suppliers.iter().filter_map(|(_, label)| label.as_deref()));
        let counted = labels.iter().zip(categories).filter(|(_, count)| *count > 0);
        row.categories = counted
            .map(|(label, count)| CategoryCount { category: label.clone(), count })
            .collect();
        row.categories.sort_by(|one, other| one.category.cmp(&other.category));
        row
    }
}

/// The words of a column. There are some twenty national categories and fewer
/// suppliers; a column with more than 256 words is neither.
#[derive(Default)]
struct Dictionary {
    /// Every spelling met.
    places: HashMap<String, u8>,
    /// The words with single spaces, in the order in which they were met.
    labels: Vec<String>,
}

impl Dictionary {
    /// The place of a word among the labels; none where there are too many.
    fn index(&mut self, text: &str) -> Option<u8> {
        if let Some(place) = self.places.get(text) {
            return Some(*place);
        }
        let label = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let place = match self.places.get(&label) {
            Some(place) => *place,
            None => {
                let place = u8::try_from(self.labels.len()).ok()?;
                self.labels.push(label.clone());
                self.places.insert(label, place);
                place
            }
        };
        self.places.insert(text.to_owned(), place);
        Some(place)
    }
}
