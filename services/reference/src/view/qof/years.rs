use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::achievement::Achievements;
use super::geographies::Geographies;
use super::indicators::{Indicator, Indicators};
use super::prevalence::Prevalence;
use crate::domain::{FinancialYear, IndicatorCode, Origin, Release};
use crate::publications::{qof_achievement, qof_mapping_nhs_geographies, qof_prevalence};
use crate::view::maps::Maps;
use crate::view::provenance::Provenance;
use crate::view::shelf::{Shelf, Tabled};

/// What all series of QOF are named.
const QOF: &str = "qof-";

/// The series whose release stands for a year, best first.
const FOREMOST: [&str; 3] = ["qof-prevalence", "qof-achievement", "qof-mapping-indicators"];

/// What is held of one year. A part that the year has not is nothing: it is
/// never borrowed from another.
pub struct YearOfQof {
    /// The year.
    pub year: FinancialYear,
    /// That of its prevalence or else its achievement, its indicators or
    /// whatever is held of it; what was imported last.
    pub provenance: Provenance,
    /// Its indicators.
    pub indicators: Option<Indicators>,
    /// What practices achieved.
    pub achievement: Option<Achievements>,
    /// The disease registers.
    pub prevalence: Option<Prevalence>,
}

impl YearOfQof {
    /// The places of groups among those with registers, told by their own
    /// codes or by that of an indicator of theirs; all unless any is told.
    pub fn groups(&self, codes: &[IndicatorCode]) -> Vec<usize> {
        let Some(prevalence) = &self.prevalence else { return Vec::new() };
        if codes.is_empty() {
            return (0..prevalence.groups.len()).collect();
        }
        let by_indicator = |code: &IndicatorCode| {
            let indicator = self.indicators.as_ref()?.find(*code)?;
            prevalence.place_of(&indicator.group_code)
        };
        let place = |code: &IndicatorCode| {
            prevalence.place_of(code.as_str()).or_else(|| by_indicator(code))
        };
        let mut places: Vec<usize> = codes.iter().filter_map(place).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// What is served of QOF.
pub(super) struct Sources {
    pub(super) releases: Vec<Release>,
    pub(super) geographies: Vec<Tabled<Vec<qof_mapping_nhs_geographies::Row>>>,
    pub(super) indicators: Vec<Tabled<Vec<Indicator>>>,
    pub(super) achievement: Vec<Tabled<qof_achievement::Table>>,
    pub(super) prevalence: Vec<Tabled<qof_prevalence::Table>>,
}

impl Sources {
    pub(super) fn of(shelf: &Shelf) -> Self {
        Self {
            releases: shelf.releases(),
            geographies: shelf.tables(),
            indicators: shelf.tables(),
            achievement: shelf.tables(),
            prevalence: shelf.tables(),
        }
    }

    /// The years with any release, newest first. Of a year that the NHS has
    /// published nothing is taken from the demo, whose practices are others.
    pub(super) fn years(&self, maps: &Arc<Maps>, known: &[Release]) -> Vec<YearOfQof> {
        let mut years: BTreeMap<FinancialYear, Vec<&Release>> = BTreeMap::new();
        for release in self.releases.iter().filter(|own| own.publication.starts_with(QOF)) {
            years.entry(FinancialYear::of(release.period.start)).or_default().push(release);
        }
        let published = |release: &&Release| release.origin == Origin::Published;
        let years = years.into_iter().rev().filter_map(|(year, mut releases)| {
            if releases.iter().any(published) {
                releases.retain(published);
            }
            self.year(year, &releases, maps, known)
        });
        years.collect()
    }

    fn year(
        &self,
        year: FinancialYear,
        releases: &[&Release],
        maps: &Arc<Maps>,
        known: &[Release],
    ) -> Option<YearOfQof> {
        let foremost = releases.iter().min_by_key(|own| {
            let rank = FOREMOST.iter().position(|series| *series == own.publication);
            (rank.unwrap_or(FOREMOST.len()), Reverse(own.imported_at))
        });
        let indicators = among(&self.indicators, releases).next();
        let indicators = indicators.map(|indicators| Indicators::new(indicators, known));
        let geographies = among(&self.geographies, releases).next();
        let geographies = geographies.map(|own| Geographies::new(&own.table));
        let geographies = geographies.unwrap_or_default();
        let achievement: Vec<_> = among(&self.achievement, releases).collect();
        let prevalence = among(&self.prevalence, releases).next();
        let of = indicators.as_ref();
        Some(YearOfQof {
            year,
            provenance: Provenance::of(foremost?, known),
            achievement: Achievements::new(&achievement, of, &geographies, known),
            prevalence: prevalence.map(|own| Prevalence::new(own, of, &geographies, maps, known)),
            indicators,
        })
    }
}

/// Those tables that are of these releases.
fn among<'a, T>(
    tables: &'a [Tabled<T>],
    releases: &'a [&Release],
) -> impl Iterator<Item = &'a Tabled<T>> {
    tables.iter().filter(move |table| releases.iter().any(|own| own.id == table.release.id))
}
