//! From 43 records to one row, with all sums checked.

use std::collections::BTreeMap;

use super::Source;
use super::format::{self, AGE, ALL, BANDS, Figure};
use super::row::{self, Row};
use crate::domain::{Code, Level};
use crate::publications::{At, Record, SourceError};

/// The organisations of a file, in the making.
#[derive(Default)]
pub(super) struct Fold(BTreeMap<(Level, Option<Code>), Organisation>);

struct Organisation {
    /// Its first record.
    at: At,
    ons_code: Option<String>,
    postcode: Option<String>,
    all: Option<Seen>,
    female: Sex,
    male: Sex,
}

#[derive(Default)]
struct Sex {
    all: Option<Seen>,
    bands: [Option<Seen>; BANDS.len()],
}

#[derive(Clone, Copy)]
struct Seen {
    at: At,
    patients: u32,
}

impl Fold {
    /// Adds a record. One that stands twice, or cannot be read, is an error:
    /// without it the sums are wrong.
    pub(super) fn add(&mut self, record: &Record<'_>) -> Result<(), SourceError> {
        let figure = format::read(record).map_err(|reject| record.fatal(reject))?;
        let Figure { org_type, org_code, ons_code, postcode, sex, age, patients } = figure;
        let at = record.at(AGE);
        let organisation = self.0.entry((org_type, org_code)).or_insert_with(|| Organisation {
            at,
            ons_code,
            postcode,
            all: None,
            female: Sex::default(),
            male: Sex::default(),
        });
        let slot = organisation.slot(sex, age).ok_or_else(|| {
            record.wrong(AGE, format!("{sex:?} and {age:?} are not a sex and an age group"))
        })?;
        if let Some(earlier) = slot.replace(Seen { at, patients }) {
            let (key, line) = (row::key(org_type, org_code), earlier.at.line);
            let reason = format!("{sex} {age} of {key} stands already on line {line}");
            return Err(record.wrong(AGE, reason));
        }
        Ok(())
    }

    /// The rows, if every organisation is whole and all sums are right.
    pub(super) fn finish(self, source: &Source<'_>) -> Result<Vec<Row>, SourceError> {
        let mut rows = Vec::with_capacity(self.0.len());
        let mut totals: BTreeMap<Level, u64> = BTreeMap::new();
        for ((org_type, org_code), organisation) in self.0 {
            let key = row::key(org_type, org_code);
            let row = organisation
                .row(org_type, org_code)
                .map_err(|(at, reason)| source.wrong(at, format!("{key}: {reason}")))?;
            *totals.entry(org_type).or_default() += u64::from(row.patients);
            rows.push(row);
        }
        // Every level is the same patients in larger pieces.
        let mut levels = totals.into_iter();
        let Some((first, total)) = levels.next() else { return Ok(rows) };
        match levels.find(|(_, other)| *other != total) {
            None => Ok(rows),
            Some((level, other)) => Err(source.refuse(format!(
                "the rows of type {first} add up to {total} patients, those of type {level} to {other}"
            ))),
        }
    }
}

impl Organisation {
    fn slot(&mut self, sex: &str, age: &str) -> Option<&mut Option<Seen>> {
        match (sex, age) {
            (ALL, ALL) => Some(&mut self.all),
            ("FEMALE", age) => self.female.slot(age),
            ("MALE", age) => self.male.slot(age),
            _ => None,
        }
    }

    fn row(self, org_type: Level, org_code: Option<Code>) -> Result<Row, (At, String)> {
        let all = self.all.ok_or_else(|| (self.at, "there is no ALL ALL".to_owned()))?;
        let (female, female_bands) = self.female.figures(self.at, "FEMALE")?;
        let (male, male_bands) = self.male.figures(self.at, "MALE")?;
        if u64::from(all.patients) != u64::from(female) + u64::from(male) {
            let reason = format!("{} patients, but {female} FEMALE and {male} MALE", all.patients);
            return Err((all.at, reason));
        }
        Ok(Row {
            org_type,
            org_code,
            ons_code: self.ons_code,
            postcode: self.postcode,
            patients: all.patients,
            male,
            female,
            male_bands,
            female_bands,
        })
    }
}

impl Sex {
    fn slot(&mut self, age: &str) -> Option<&mut Option<Seen>> {
        if age == ALL {
            return Some(&mut self.all);
        }
        let band = BANDS.iter().position(|band| *band == age)?;
        self.bands.get_mut(band)
    }

    /// The total and the bands, which add up to it.
    fn figures(&self, at: At, word: &str) -> Result<(u32, Vec<u32>), (At, String)> {
        let missing = |age: &str| (at, format!("there is no {word} {age}"));
        let all = self.all.ok_or_else(|| missing(ALL))?;
        let bands = self.bands.iter().zip(BANDS);
        let bands = bands.map(|(seen, band)| seen.map(|s| s.patients).ok_or_else(|| missing(band)));
        let bands = bands.collect::<Result<Vec<u32>, _>>()?;
        let sum: u64 = bands.iter().copied().map(u64::from).sum();
        if sum != u64::from(all.patients) {
            let reason = format!("{} {word} patients, but {sum} in all {word} ages", all.patients);
            return Err((all.at, reason));
        }
        Ok((all.patients, bands))
    }
}
