//! From a record of each figure to one row.

use std::collections::{BTreeMap, HashMap};

use super::format::{self, Figure, MEASURE, Measure, REGION_CODE};
use super::row::Row;
use crate::domain::{Code, IndicatorCode, Regions};
use crate::publications::{Record, SourceError};

/// The practices of a file, in the making.
#[derive(Default)]
pub(super) struct Fold(HashMap<Code, Practice>);

struct Practice {
    region_code: Option<Code>,
    region: Option<Regions>,
    indicators: BTreeMap<IndicatorCode, Figures>,
}

#[derive(Default)]
struct Figures {
    register: Option<u32>,
    numerator: Option<u32>,
    denominator: Option<u32>,
    personalised_care_adjustments: Option<u32>,
    newly_diagnosed: Option<u32>,
    achieved_points: Option<f64>,
}

impl Fold {
    /// Adds a record. One that stands twice, or cannot be read, is an error:
    /// without it the row is wrong.
    pub(super) fn add(&mut self, record: &Record<'_>) -> Result<(), SourceError> {
        let figure = format::read(record).map_err(|reject| record.fatal(reject))?;
        let Figure { practice_code, region_code, indicator_code, measure } = figure;
        let Some(measure) = measure else { return Ok(()) };
        let practice = self.0.entry(practice_code).or_insert_with(|| Practice {
            region_code,
            region: format::region(record),
            indicators: BTreeMap::new(),
        });
        if practice.region_code != region_code {
            let name = |code: Option<Code>| {
                code.map_or_else(|| "no region".to_owned(), |code| code.to_string())
            };
            let (here, before) = (name(region_code), name(practice.region_code));
            let reason = format!("{practice_code} is in {here}, but in {before} above");
            return Err(record.wrong(REGION_CODE, reason));
        }
        let figures = practice.indicators.entry(indicator_code).or_default();
        if figures.note(measure) {
            return Ok(());
        }
        let word = record.text(MEASURE);
        let reason = format!("{word} of {practice_code} {indicator_code} stands already above");
        Err(record.wrong(MEASURE, reason))
    }

    /// The regions that all practices are in, if every one tells its own.
    pub(super) fn regions(&self) -> Option<Regions> {
        let regions = self.0.values().map(|practice| practice.region);
        regions.reduce(|one, other| Some(one?.union(other?))).flatten()
    }

    /// The rows.
    pub(super) fn finish(self) -> Vec<Row> {
        let count = self.0.values().map(|practice| practice.indicators.len()).sum();
        let mut rows = Vec::with_capacity(count);
        for (practice_code, practice) in self.0 {
            let indicators = practice.indicators.into_iter();
            rows.extend(indicators.map(|(indicator_code, figures)| {
                let Figures {
                    register,
                    numerator,
                    denominator,
                    personalised_care_adjustments,
                    newly_diagnosed,
                    achieved_points,
                } = figures;
                Row {
                    practice_code,
                    indicator_code,
                    register,
                    numerator,
                    denominator,
                    personalised_care_adjustments,
                    newly_diagnosed,
                    achieved_points,
                }
            }));
        }
        rows
    }
}

impl Figures {
    /// Notes a measure, unless it is there.
    fn note(&mut self, measure: Measure) -> bool {
        match measure {
            Measure::Register(count) => self.register.replace(count).is_none(),
            Measure::Numerator(count) => self.numerator.replace(count).is_none(),
            Measure::Denominator(count) => self.denominator.replace(count).is_none(),
            Measure::PersonalisedCareAdjustments(count) => {
                self.personalised_care_adjustments.replace(count).is_none()
            }
            Measure::NewlyDiagnosed(count) => self.newly_diagnosed.replace(count).is_none(),
            Measure::AchievedPoints(points) => self.achieved_points.replace(points).is_none(),
        }
    }
}
