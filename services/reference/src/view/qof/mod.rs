//! The Quality and Outcomes Framework (QOF): its indicators, what practices
//! achieved of them, and how many patients their disease registers have.

mod achievement;
mod geographies;
mod indicators;
mod prevalence;
mod runs;
mod years;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use self::achievement::{Achieved, Achievements};
pub use self::indicators::{Indicator, Indicators};
pub use self::prevalence::{Group, Prevalence, Register, Registers};
pub use self::runs::Runs;
use self::years::Sources;
pub use self::years::YearOfQof;
use super::maps::Maps;
use super::places::PlaceFilter;
use super::shelf::Shelf;
use crate::domain::{Code, FinancialYear, IndicatorCode, Origin, Release};

/// QOF, year by year.
#[derive(Default)]
pub struct Qof {
    /// Newest first.
    pub years: Vec<YearOfQof>,
}

impl Qof {
    /// Joins the tables of each year.
    pub(super) fn new(shelf: &Shelf, maps: &Arc<Maps>, known: &[Release]) -> Self {
        Self { years: Sources::of(shelf).years(maps, known) }
    }

    /// The years that are asked for, each with its place; all unless any is named.
    pub fn among(&self, years: &[FinancialYear]) -> impl Iterator<Item = (usize, &YearOfQof)> {
        let all = self.years.iter().enumerate();
        all.filter(move |(_, year)| years.is_empty() || years.contains(&year.year))
    }

    /// The rows of achievement that are asked for: the place of the year, and
    /// of the row in it.
    pub fn achieved(
        &self,
        years: &[FinancialYear],
        filter: &PlaceFilter,
        indicators: &[IndicatorCode],
    ) -> Runs {
        let mut indicators = indicators.to_vec();
        indicators.sort_unstable();
        indicators.dedup();
        let mut rows = Runs::default();
        for (at, year) in self.among(years) {
            if let Some(achievement) = &year.achievement {
                achievement.select(at, filter, &indicators, &mut rows);
            }
        }
        rows
    }

    /// Whether a practice has figures in any of them.
    pub fn has(&self, practice: Code) -> bool {
        self.years.iter().any(|year| {
            year.achievement.as_ref().is_some_and(|own| own.has(practice))
                || year.prevalence.as_ref().is_some_and(|own| own.has(practice))
        })
    }

    /// Whether the newest year with indicators of that origin has this one:
    /// those of the demo tell nothing of published ones.
    pub fn is_active(&self, indicator: IndicatorCode, origin: Origin) -> bool {
        let all = self.years.iter().filter_map(|year| year.indicators.as_ref());
        let newest = all.clone().find(|indicators| indicators.origin == origin);
        newest.is_some_and(|indicators| indicators.find(indicator).is_some())
    }
}
