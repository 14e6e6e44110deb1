use std::collections::HashMap;
use std::ops::Range;

use arrow_array::{RecordBatch, StringArray};

use super::column;
use crate::domain::{Code, IndicatorCode};
use crate::segment::SegmentError;

/// The column with the practice.
const PRACTICE_CODE: &str = "practice_code";

/// Which rows of a table are whose. They are sorted by practice and, of one
/// practice, by indicator: the code of one, or of a group of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    practices: Vec<Code>,
    /// Where the rows of each practice begin, and where those of the last end.
    starts: Vec<u32>,
    indicators: Vec<IndicatorCode>,
    /// Of each row, the place of its indicator in `indicators`.
    indicator_of: Vec<u16>,
}

impl Index {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.indicator_of.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.indicator_of.is_empty()
    }

    /// The practices that have rows, sorted.
    pub fn practices(&self) -> &[Code] {
        &self.practices
    }

    /// The indicators that have rows, sorted.
    pub fn indicators(&self) -> &[IndicatorCode] {
        &self.indicators
    }

    /// The practices, each with its rows; sorted.
    pub fn runs(&self) -> impl Iterator<Item = (Code, Range<usize>)> {
        self.practices.iter().enumerate().map(|(place, code)| (*code, self.run(place)))
    }

    /// The place among `practices()` of the one whose row it is.
    pub fn practice_of(&self, row: usize) -> usize {
        self.starts.partition_point(|start| wide(*start) <= row).saturating_sub(1)
    }

    /// Whose row it is, and of which indicator.
    pub fn at(&self, row: usize) -> Option<(Code, IndicatorCode)> {
        let indicator = self.indicators.get(usize::from(*self.indicator_of.get(row)?))?;
        Some((*self.practices.get(self.practice_of(row))?, *indicator))
    }

    /// The rows of a practice.
    pub fn rows_of(&self, practice: Code) -> Range<usize> {
        self.practices.binary_search(&practice).map_or(0..0, |place| self.run(place))
    }

    /// The rows of an indicator, sorted by practice.
    pub fn rows_of_indicator(&self, indicator: IndicatorCode) -> impl Iterator<Item = usize> {
        self.place_of(indicator).into_iter().flat_map(move |indicator| {
            let practices = 0..self.practices.len();
            practices.filter_map(move |practice| self.row_at(practice, indicator))
        })
    }

    /// The row of an indicator that a practice has.
    pub fn find(&self, practice: Code, indicator: IndicatorCode) -> Option<usize> {
        let practice = self.practices.binary_search(&practice).ok()?;
        self.row_at(practice, self.place_of(indicator)?)
    }

    /// The place of an indicator among `indicators()`.
    pub fn place_of(&self, indicator: IndicatorCode) -> Option<usize> {
        self.indicators.binary_search(&indicator).ok()
    }

    /// Of each row, the place of its indicator among `indicators()`.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.indicator_of.iter().copied().map(usize::from)
    }

    /// The rows of the practice at a place.
    fn run(&self, place: usize) -> Range<usize> {
        let start = |place: usize| self.starts.get(place).map_or(0, |start| wide(*start));
        start(place)..start(place + 1)
    }

    fn row_at(&self, practice: usize, indicator: usize) -> Option<usize> {
        let run = self.run(practice);
        let indicators = self.indicator_of.get(run.clone())?;
        let place = indicators.binary_search_by_key(&indicator, |own| usize::from(*own)).ok()?;
        Some(run.start + place)
    }
}

/// An index in the making.
#[derive(Default)]
pub(in crate::publications) struct Indexing {
    /// Its indicators are in the order in which they came.
    index: Index,
    /// Where they are.
    places: HashMap<String, u16>,
}

impl Indexing {
    /// Adds the next rows of a segment; `indicator` is the column with their
    /// indicators.
    pub(in crate::publications) fn add(
        &mut self,
        batch: &RecordBatch,
        indicator: &'static str,
    ) -> Result<(), SegmentError> {
        let practices = column::<StringArray>(batch, PRACTICE_CODE)?;
        let indicators = column::<StringArray>(batch, indicator)?;
        for (practice, code) in practices.iter().zip(indicators) {
            let begun = practice.and_then(|practice| self.begin(practice));
            begun.ok_or(SegmentError::Column(PRACTICE_CODE))?;
            let place = code.and_then(|code| self.place(code));
            self.index.indicator_of.push(place.ok_or(SegmentError::Column(indicator))?);
        }
        Ok(())
    }

    /// Notes the practice that the next row is of, unless it is no code.
    fn begin(&mut self, practice: &str) -> Option<()> {
        let index = &mut self.index;
        if index.practices.last().is_none_or(|last| last.as_str() != practice) {
            index.practices.push(practice.parse().ok()?);
            index.starts.push(narrow(index.indicator_of.len()));
        }
        Some(())
    }

    /// The place of an indicator among those that came, unless it is no code.
    fn place(&mut self, indicator: &str) -> Option<u16> {
        if let Some(place) = self.places.get(indicator) {
            return Some(*place);
        }
        let place = u16::try_from(self.index.indicators.len()).ok()?;
        self.index.indicators.push(indicator.parse().ok()?);
        self.places.insert(indicator.to_owned(), place);
        Some(place)
    }

    /// The index of all rows that were added.
    pub(in crate::publications) fn finish(self) -> Index {
        let Self { mut index, .. } = self;
        let came = index.indicators.iter().copied().zip(0_usize..);
        let mut sorted: Vec<(IndicatorCode, usize)> = came.collect();
        sorted.sort_unstable();
        let mut places = vec![0; sorted.len()];
        for ((_, came), place) in sorted.iter().zip(0_u16..) {
            if let Some(slot) = places.get_mut(*came) {
                *slot = place;
            }
        }
        for place in &mut index.indicator_of {
            *place = places.get(usize::from(*place)).copied().unwrap_or_default();
        }
        index.indicators = sorted.into_iter().map(|(indicator, _)| indicator).collect();
        index.starts.push(narrow(index.indicator_of.len()));
        index.practices.shrink_to_fit();
        index.starts.shrink_to_fit();
        index.indicator_of.shrink_to_fit();
        index
    }
}

fn wide(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}

/// No year has so many rows that one does not fit.
fn narrow(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::ArrayRef;

    use super::*;

    fn batch(rows: &[(&str, &str)]) -> RecordBatch {
        let (practices, indicators): (Vec<&str>, Vec<&str>) = rows.iter().copied().unzip();
        let practices: ArrayRef = Arc::new(StringArray::from(practices));
        let indicators: ArrayRef = Arc::new(StringArray::from(indicators));
        let columns = [("practice_code", practices), ("indicator_code", indicators)];
        RecordBatch::try_from_iter(columns).unwrap()
    }

    #[test]
    fn rows_are_found_by_practice_and_by_indicator() {
        let mut indexing = Indexing::default();
        // A practice may go on in the next batch.
        for rows in [
            &[("Z00001", "DM019"), ("Z00001", "OB003"), ("Z00002", "AF001")][..],
            &[("Z00002", "DM019"), ("Z00003", "OB003")],
        ] {
            indexing.add(&batch(rows), "indicator_code").unwrap();
        }
        let index = indexing.finish();
        assert_eq!((index.len(), index.is_empty()), (5, false));
        let indicators: Vec<&str> = index.indicators().iter().map(IndicatorCode::as_str).collect();
        assert_eq!(indicators, ["AF001", "DM019", "OB003"]);
        let owners: Vec<usize> = (0..5).map(|row| index.practice_of(row)).collect();
        assert_eq!(owners, [0, 0, 1, 1, 2]);
        for (practice, rows) in [
            ("Z00001", 0..2),
            ("Z00002", 2..4),
            ("Z00003", 4..5),
            ("Z00004", 0..0),
            ("A00001", 0..0),
        ] {
            assert_eq!(index.rows_of(practice.parse().unwrap()), rows, "{practice}");
        }
        for (indicator, rows) in
            [("AF001", &[2][..]), ("DM019", &[0, 3]), ("OB003", &[1, 4]), ("XX", &[])]
        {
            let found = index.rows_of_indicator(indicator.parse().unwrap());
            assert_eq!(found.collect::<Vec<_>>(), rows, "{indicator}");
        }
        let at = |row| index.at(row).map(|(practice, own)| format!("{practice} {own}"));
        assert_eq!(at(3).as_deref(), Some("Z00002 DM019"));
        assert_eq!(at(5), None);
        let find =
            |practice: &str, own: &str| index.find(practice.parse().unwrap(), own.parse().unwrap());
        assert_eq!(find("Z00002", "DM019"), Some(3));
        assert_eq!(find("Z00003", "DM019"), None);
        assert!(index.runs().all(|(practice, rows)| index.rows_of(practice) == rows));
        assert_eq!(
            index.runs().map(|(practice, _)| practice).collect::<Vec<_>>(),
            index.practices()
        );
    }

    #[test]
    fn nothing_is_in_an_index_of_no_rows() {
        let index = Indexing::default().finish();
        assert!(index.is_empty());
        assert_eq!(index.rows_of("Z00001".parse().unwrap()), 0..0);
        assert_eq!(index.rows_of_indicator("AF".parse().unwrap()).count(), 0);
        assert_eq!(index.at(0), None);
    }

    #[test]
    fn a_segment_of_something_else_is_refused() {
        let told = |rows: &[(&str, &str)], column| {
            let added = Indexing::default().add(&batch(rows), column);
            added.unwrap_err().to_string()
        };
        assert!(told(&[("Z00001", "AF")], "group_code").contains("group_code"));
        assert!(told(&[("Z00001", "A F")], "indicator_code").contains("indicator_code"));
        assert!(told(&[("?", "AF")], "indicator_code").contains("practice_code"));
    }
}
