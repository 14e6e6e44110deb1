use arrow_array::{RecordBatch, StringArray};
use bytes::Bytes;

use crate::domain::{Code, IndicatorCode};
use crate::publications::qof::{Counts, Index, Indexing, column};
use crate::segment::{self, SegmentError};

const LIST_TYPE: &str = "patient_list_type";

/// The rows of a year, in 12 bytes each.
#[derive(Debug, Default)]
pub struct Table {
    /// Which rows are whose.
    pub index: Index,
    registers: Counts,
    list_sizes: Counts,
    /// The types of lists there are.
    types: Vec<String>,
    /// Of each row, the place of its list's type.
    type_of: Vec<Option<u8>>,
    /// By group, as in the index.
    totals: Vec<Totals>,
}

/// A disease register of a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prevalence<'a> {
    /// The practice.
    pub practice_code: Code,
    /// The group of indicators that the register belongs to.
    pub group_code: IndicatorCode,
    /// Patients on the register.
    pub register: Option<u32>,
    /// Which patients `list_size` counts.
    pub patient_list_type: Option<&'a str>,
    /// Patients who could be on the register.
    pub list_size: Option<u32>,
}

/// The register of a group in all of England: the sums of the practices that
/// have both figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Patients on the register.
    pub register: u64,
    /// Patients who could be.
    pub list_size: u64,
    /// Those practices.
    pub practices: u32,
}

impl Table {
    /// Reads a segment.
    pub(super) fn read(segment: Bytes) -> Result<Self, SegmentError> {
        let mut table = Self::default();
        let mut indexing = Indexing::default();
        for batch in segment::batches(segment)? {
            let batch = batch?;
            indexing.add(&batch, "group_code")?;
            table.add(&batch)?;
        }
        table.index = indexing.finish();
        table.totals = table.sums();
        table.registers.shrink_to_fit();
        table.list_sizes.shrink_to_fit();
        table.type_of.shrink_to_fit();
        Ok(table)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The row at that place.
    pub fn row(&self, at: usize) -> Option<Prevalence<'_>> {
        let (practice_code, group_code) = self.index.at(at)?;
        let list_type = self.type_of.get(at).copied().flatten();
        let list_type = list_type.and_then(|place| self.types.get(usize::from(place)));
        Some(Prevalence {
            practice_code,
            group_code,
            register: self.registers.get(at),
            patient_list_type: list_type.map(String::as_str),
            list_size: self.list_sizes.get(at),
        })
    }

    /// The sums of a group, unless there is no such group.
    pub fn totals(&self, group: IndicatorCode) -> Option<Totals> {
        self.totals.get(self.index.place_of(group)?).copied()
    }

    /// Adds the figures of the next rows.
    fn add(&mut self, batch: &RecordBatch) -> Result<(), SegmentError> {
        self.registers.add(batch, "register")?;
        self.list_sizes.add(batch, "list_size")?;
        for name in column::<StringArray>(batch, LIST_TYPE)? {
            let place = name.map(|name| self.place_of_type(name));
            self.type_of.push(place.transpose()?);
        }
        Ok(())
    }

    fn place_of_type(&mut self, name: &str) -> Result<u8, SegmentError> {
        let known = self.types.iter().position(|known| known == name);
        let place = known.unwrap_or(self.types.len());
        if known.is_none() {
            self.types.push(name.to_owned());
        }
        u8::try_from(place).map_err(|_| SegmentError::Column(LIST_TYPE))
    }

    fn sums(&self) -> Vec<Totals> {
        let mut sums = vec![Totals::default(); self.index.indicators().len()];
        for (row, place) in self.index.places().enumerate() {
            let figures = self.registers.get(row).zip(self.list_sizes.get(row));
            let Some(((register, list_size), sum)) = figures.zip(sums.get_mut(place)) else {
                continue;
            };
            sum.register += u64::from(register);
            sum.list_size += u64::from(list_size);
            sum.practices += 1;
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use proptest::option;
    use proptest::prelude::*;

    use super::super::row::Row;
    use super::*;

    const LISTS: [&str; 3] = ["TOTAL", "17OV", "06OV"];

    fn table(rows: &[Row]) -> Table {
        let (segment, _) = segment::write(rows.to_vec()).unwrap();
        Table::read(segment).unwrap()
    }

    fn told(row: &Row) -> Prevalence<'_> {
        Prevalence {
            practice_code: row.practice_code,
            group_code: row.group_code,
            register: row.register,
            patient_list_type: row.patient_list_type.as_deref(),
            list_size: row.list_size,
        }
    }

    #[test]
    fn the_list_of_a_group_may_change_between_practices() {
        let row = |practice: &str, list: Option<&str>| Row {
            practice_code: practice.parse().unwrap(),
            group_code: "OB".parse().unwrap(),
            register: Some(2),
            patient_list_type: list.map(str::to_owned),
            list_size: Some(9),
        };
        let table = table(&[
            row("Z00001", Some("18OV")),
            row("Z00002", Some("16OV")),
            row("Z00003", None),
            row("Z00004", Some("18OV")),
        ]);
        let lists: Vec<Option<&str>> =
            (0..4).map(|at| table.row(at).unwrap().patient_list_type).collect();
        assert_eq!(lists, [Some("18OV"), Some("16OV"), None, Some("18OV")]);
        assert_eq!(table.row(4), None);
        let totals = Totals { register: 8, list_size: 36, practices: 4 };
        assert_eq!(table.totals("OB".parse().unwrap()), Some(totals));
        assert_eq!(table.totals("DM".parse().unwrap()), None);
    }

    fn some_rows() -> impl Strategy<Value = Vec<Row>> {
        let list = option::of(0..LISTS.len());
        let figures = (option::of(0..9_u32), list, option::of(0..9_u32));
        let rows = proptest::collection::btree_map((0..5_u8, 0..5_u8), figures, 0..20);
        rows.prop_map(|rows| {
            let rows = rows.into_iter().map(|((practice, group), (register, list, size))| Row {
                practice_code: format!("Z{practice:05}").parse().unwrap(),
                group_code: format!("AF{group}").parse().unwrap(),
                register,
                patient_list_type: list.map(|list| LISTS[list].to_owned()),
                list_size: size,
            });
            rows.collect::<Vec<Row>>()
        })
    }

    proptest! {
        #[test]
        fn a_table_gives_back_its_rows_and_their_sums(rows in some_rows()) {
            let table = table(&rows);
            prop_assert_eq!(table.len(), rows.len());
            for (at, row) in rows.iter().enumerate() {
                prop_assert_eq!(table.row(at), Some(told(row)));
                let same = rows.iter().filter(|other| other.group_code == row.group_code);
                let both = same.filter_map(|other| other.register.zip(other.list_size));
                let (registers, sizes): (Vec<u32>, Vec<u32>) = both.unzip();
                let totals = Totals {
                    register: registers.iter().copied().map(u64::from).sum(),
                    list_size: sizes.iter().copied().map(u64::from).sum(),
                    practices: u32::try_from(sizes.len()).unwrap(),
                };
                prop_assert_eq!(table.totals(row.group_code), Some(totals));
            }
        }
    }
}
