use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::geographies::{Geographies, Sited};
use super::indicators::{Indicator, Indicators};
use super::runs::Runs;
use crate::domain::{Code, Geography, IndicatorCode, Release};
use crate::publications::qof_achievement::{Measured, Row, Table};
use crate::view::places::{PlaceFilter, Places};
use crate::view::provenance::Provenance;
use crate::view::shelf::Tabled;

/// What practices achieved in one year. The figures stay in their tables, of
/// which there may be one for each region; here is which are whose.
pub struct Achievements {
    /// By code.
    practices: Vec<Practice>,
    places: Places,
    parts: Vec<Part>,
    /// What is collected of any indicator.
    collected: Measured,
    len: usize,
}

struct Practice {
    code: Code,
    sited: Sited,
    /// Which table its rows are in.
    part: usize,
    /// Where they are there.
    rows: Range<usize>,
    /// Rows of the practices before.
    before: usize,
}

struct Part {
    revision: i32,
    provenance: Provenance,
    table: Arc<Table>,
    /// In the order in which the table has its indicators.
    indicators: Vec<Known>,
}

/// What is known of an indicator.
struct Known {
    /// Nothing where the year has no table of indicators.
    told: Option<Arc<Indicator>>,
    /// What any practice has of it.
    measured: Measured,
}

/// What a practice achieved of an indicator.
pub struct Achieved<'a> {
    /// The practice's name in that year.
    pub name: Option<&'a str>,
    /// Where it was.
    pub geography: &'a Geography,
    /// The figures.
    pub figures: Row,
    /// What the indicator is.
    pub indicator: Option<&'a Indicator>,
    /// What any practice has of the indicator in that year.
    pub measured: Measured,
    /// What any practice has of any indicator in that year.
    pub collected: Measured,
    /// Where the figures come from.
    pub provenance: &'a Provenance,
}

impl Achievements {
    /// Joins the tables of a year; nothing where there is none.
    pub(super) fn new(
        tables: &[&Tabled<Table>],
        indicators: Option<&Indicators>,
        geographies: &Geographies,
        known: &[Release],
    ) -> Option<Self> {
        let measured = measured(tables);
        let parts = tables.iter().map(|Tabled { release, table }| {
            let codes = table.index.indicators().iter();
            let indicators = codes.map(|code| Known {
                told: indicators.and_then(|all| all.find(*code)).cloned(),
                measured: measured.get(code).copied().unwrap_or_default(),
            });
            Part {
                revision: release.revision,
                provenance: Provenance::of(release, known),
                table: Arc::clone(table),
                indicators: indicators.collect(),
            }
        });
        let parts: Vec<Part> = parts.collect();
        let practices = practices(&parts, geographies);
        let placed = practices.iter().map(|own| (own.code, own.sited.geography.as_ref()));
        Some(Self {
            len: practices.last().map(|last| last.before + last.rows.len())?,
            places: Places::new(placed),
            practices,
            parts,
            collected: measured.into_values().fold(Measured::default(), either),
        })
    }

    /// How many rows there are, by practice and indicator.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether there are any of a practice.
    pub fn has(&self, practice: Code) -> bool {
        self.practices.binary_search_by_key(&practice, |own| own.code).is_ok()
    }

    /// The row at that place.
    pub fn at(&self, place: usize) -> Option<Achieved<'_>> {
        let after = self.practices.partition_point(|own| own.before <= place);
        let own = self.practices.get(after.checked_sub(1)?)?;
        let row = own.rows.start + (place - own.before);
        let part = self.parts.get(own.part).filter(|_| own.rows.contains(&row))?;
        let figures = part.table.row(row)?;
        let indicator = part.table.index.place_of(figures.indicator_code)?;
        let Known { told, measured } = part.indicators.get(indicator)?;
        Some(Achieved {
            name: own.sited.name.as_deref(),
            geography: &own.sited.geography,
            figures,
            indicator: told.as_deref(),
            measured: *measured,
            collected: self.collected,
            provenance: &part.provenance,
        })
    }

    /// Adds the rows of these practices and indicators, which are sorted, to
    /// those of other years; all indicators unless any is named.
    pub(super) fn select(
        &self,
        year: usize,
        filter: &PlaceFilter,
        indicators: &[IndicatorCode],
        rows: &mut Runs,
    ) {
        if *filter == PlaceFilter::default() && indicators.is_empty() {
            return rows.push(year, 0..self.len);
        }
        let admitted = self.places.select(filter);
        for own in admitted.ones().filter_map(|at| self.practices.get(at)) {
            if indicators.is_empty() {
                rows.push(year, own.before..own.before + own.rows.len());
                continue;
            }
            let Some(Part { table, .. }) = self.parts.get(own.part) else { continue };
            for indicator in indicators {
                if let Some(row) = table.index.find(own.code, *indicator) {
                    let place = own.before + (row - own.rows.start);
                    rows.push(year, place..place + 1);
                }
            }
        }
    }
}

fn practices(parts: &[Part], geographies: &Geographies) -> Vec<Practice> {
    let practices = parts.iter().enumerate();
    let practices = practices.flat_map(|(part, Part { table, .. })| {
        table.index.runs().map(move |(code, rows)| Practice {
            code,
            sited: geographies.of(code),
            part,
            rows,
            before: 0,
        })
    });
    let mut practices: Vec<Practice> = practices.collect();
    // Of a practice that two regions have, the newer of the two counts.
    practices.sort_by_key(|own| {
        let revision = parts.get(own.part).map(|part| part.revision);
        (own.code, Reverse(revision))
    });
    practices.dedup_by_key(|own| own.code);
    let mut before = 0;
    for practice in &mut practices {
        practice.before = before;
        before += practice.rows.len();
    }
    practices.shrink_to_fit();
    practices
}

/// What any practice has, whatever its region, by indicator.
fn measured(tables: &[&Tabled<Table>]) -> HashMap<IndicatorCode, Measured> {
    let mut measured: HashMap<IndicatorCode, Measured> = HashMap::new();
    for Tabled { table, .. } in tables {
        for &code in table.index.indicators() {
            let own = measured.entry(code).or_default();
            *own = either(*own, table.measured(code));
        }
    }
    measured
}

fn either(one: Measured, other: Measured) -> Measured {
    Measured {
        register: one.register || other.register,
        numerator: one.numerator || other.numerator,
        denominator: one.denominator || other.denominator,
        personalised_care_adjustments: one.personalised_care_adjustments
            || other.personalised_care_adjustments,
        newly_diagnosed: one.newly_diagnosed || other.newly_diagnosed,
        achieved_points: one.achieved_points || other.achieved_points,
    }
}
