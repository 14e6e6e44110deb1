use arrow_array::{Float64Array, RecordBatch, UInt32Array};
use bytes::Bytes;

use super::row::Row;
use crate::domain::IndicatorCode;
use crate::publications::qof::{Counts, Index, Indexing, column};
use crate::segment::{self, SegmentError};

const NEWLY_DIAGNOSED: &str = "newly_diagnosed";

/// The rows of a year, in 26 bytes each: 434,000 of them in 11 MB.
#[derive(Debug, Default)]
pub struct Table {
    /// Which rows are whose.
    pub index: Index,
    registers: Counts,
    numerators: Counts,
    denominators: Counts,
    pcas: Counts,
    /// Not a number where there are none.
    points: Vec<f64>,
    /// With their rows, in order: one indicator of each practice has one.
    newly_diagnosed: Vec<(usize, u32)>,
    /// By indicator, as in the index.
    measured: Vec<Measured>,
}

/// What some practice has of an indicator. What none has does not apply to it;
/// the rest is missing where a practice has it not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// A register.
    pub register: bool,
    /// A numerator.
    pub numerator: bool,
    /// A denominator.
    pub denominator: bool,
    /// Personalised care adjustments.
    pub personalised_care_adjustments: bool,
    /// Newly diagnosed patients.
    pub newly_diagnosed: bool,
    /// Points.
    pub achieved_points: bool,
}

impl Table {
    /// Reads a segment.
    pub(super) fn read(segment: Bytes) -> Result<Self, SegmentError> {
        let mut table = Self::default();
        let mut indexing = Indexing::default();
        for batch in segment::batches(segment)? {
            let batch = batch?;
            indexing.add(&batch, "indicator_code")?;
            table.add(&batch)?;
        }
        table.index = indexing.finish();
        table.measured = table.measure();
        for counts in
            [&mut table.registers, &mut table.numerators, &mut table.denominators, &mut table.pcas]
        {
            counts.shrink_to_fit();
        }
        table.points.shrink_to_fit();
        table.newly_diagnosed.shrink_to_fit();
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
    pub fn row(&self, at: usize) -> Option<Row> {
        let (practice_code, indicator_code) = self.index.at(at)?;
        Some(Row {
            practice_code,
            indicator_code,
            register: self.registers.get(at),
            numerator: self.numerators.get(at),
            denominator: self.denominators.get(at),
            personalised_care_adjustments: self.pcas.get(at),
            newly_diagnosed: self.newly_diagnosed(at),
            achieved_points: self.points(at),
        })
    }

    /// What some practice has of an indicator.
    pub fn measured(&self, indicator: IndicatorCode) -> Measured {
        let place = self.index.place_of(indicator);
        place.and_then(|place| self.measured.get(place)).copied().unwrap_or_default()
    }

    /// Adds the figures of the next rows.
    fn add(&mut self, batch: &RecordBatch) -> Result<(), SegmentError> {
        let first = self.points.len();
        self.registers.add(batch, "register")?;
        self.numerators.add(batch, "numerator")?;
        self.denominators.add(batch, "denominator")?;
        self.pcas.add(batch, "personalised_care_adjustments")?;
        let points = column::<Float64Array>(batch, "achieved_points")?;
        self.points.extend(points.iter().map(|points| points.unwrap_or(f64::NAN)));
        let newly_diagnosed = column::<UInt32Array>(batch, NEWLY_DIAGNOSED)?.iter();
        let newly_diagnosed = (first..).zip(newly_diagnosed);
        self.newly_diagnosed.extend(newly_diagnosed.filter_map(|(row, count)| Some((row, count?))));
        Ok(())
    }

    fn newly_diagnosed(&self, row: usize) -> Option<u32> {
        let place = self.newly_diagnosed.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        self.newly_diagnosed.get(place).map(|(_, count)| *count)
    }

    fn points(&self, row: usize) -> Option<f64> {
        self.points.get(row).copied().filter(|points| !points.is_nan())
    }

    fn measure(&self) -> Vec<Measured> {
        let mut measured = vec![Measured::default(); self.index.indicators().len()];
        for (row, place) in self.index.places().enumerate() {
            let Some(measured) = measured.get_mut(place) else { continue };
            measured.register |= self.registers.get(row).is_some();
            measured.numerator |= self.numerators.get(row).is_some();
            measured.denominator |= self.denominators.get(row).is_some();
            measured.personalised_care_adjustments |= self.pcas.get(row).is_some();
            measured.newly_diagnosed |= self.newly_diagnosed(row).is_some();
            measured.achieved_points |= self.points(row).is_some();
        }
        measured
    }
}

#[cfg(test)]
mod tests {
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    fn table(rows: &[Row]) -> Table {
        let (segment, _) = segment::write(rows.to_vec()).unwrap();
        Table::read(segment).unwrap()
    }

    fn row(practice: u8, indicator: u8) -> Row {
        Row {
            practice_code: format!("Z{practice:05}").parse().unwrap(),
            indicator_code: format!("AF{indicator:03}").parse().unwrap(),
            register: None,
            numerator: None,
            denominator: None,
            personalised_care_adjustments: None,
            newly_diagnosed: None,
            achieved_points: None,
        }
    }

    #[test]
    fn what_no_practice_has_does_not_apply() {
        let table = table(&[
            Row { register: Some(0), achieved_points: Some(5.0), ..row(1, 1) },
            Row { numerator: Some(3), ..row(1, 2) },
            Row { denominator: Some(4), newly_diagnosed: Some(1), ..row(2, 2) },
            Row { personalised_care_adjustments: Some(1), ..row(3, 2) },
        ]);
        let measured = |indicator: &str| table.measured(indicator.parse().unwrap());
        let register = Measured { register: true, achieved_points: true, ..Measured::default() };
        assert_eq!(measured("AF001"), register);
        let others = Measured {
            numerator: true,
            denominator: true,
            personalised_care_adjustments: true,
            newly_diagnosed: true,
            ..Measured::default()
        };
        assert_eq!(measured("AF002"), others);
        assert_eq!(measured("AF003"), Measured::default());
        assert_eq!((table.len(), table.row(4)), (4, None));
    }

    fn some_rows() -> impl Strategy<Value = Vec<Row>> {
        let count = || option::of(0..9_u32);
        let figures = (count(), count(), count(), count(), count(), option::of(0.0..9.0));
        let rows = proptest::collection::btree_map((0..5_u8, 0..5_u8), figures, 0..20);
        rows.prop_map(|rows| {
            let rows = rows.into_iter().map(|((practice, indicator), figures)| Row {
                register: figures.0,
                numerator: figures.1,
                denominator: figures.2,
                personalised_care_adjustments: figures.3,
                newly_diagnosed: figures.4,
                achieved_points: figures.5,
                ..row(practice, indicator)
            });
            rows.collect::<Vec<Row>>()
        })
    }

    proptest! {
        #[test]
        fn a_table_gives_back_its_rows(rows in some_rows()) {
            let table = table(&rows);
            let back: Vec<Row> = (0..table.len()).filter_map(|at| table.row(at)).collect();
            prop_assert_eq!(&back, &rows);
            for wanted in &rows {
                let at = table.index.find(wanted.practice_code, wanted.indicator_code);
                prop_assert_eq!(at.and_then(|at| table.row(at)), Some(*wanted));
                let same = |row: &Row| row.indicator_code == wanted.indicator_code;
                let of_indicator = table.index.rows_of_indicator(wanted.indicator_code);
                prop_assert_eq!(of_indicator.count(), rows.iter().filter(|row| same(row)).count());
                let of_practice = table.index.rows_of(wanted.practice_code);
                let own = |at: usize| table.row(at).map(|row| row.practice_code);
                prop_assert!(of_practice.clone().all(|at| own(at) == Some(wanted.practice_code)));
                prop_assert_ne!(own(of_practice.end), Some(wanted.practice_code));
            }
        }
    }
}
