use std::sync::{Arc, OnceLock};

use super::levels::{Figures, Levels, Placed};
use super::maps::Maps;
use super::provenance::Provenance;
use crate::domain::{Boundaries, Code, Geography, Level, Origin, Release};

/// Every practice there should be, and where it is.
pub type Roll = Vec<(Code, Arc<Geography>)>;

/// The figures of one period, at every level.
pub struct PeriodFigures<F> {
    /// The release they are from.
    pub provenance: Provenance,
    /// What that is.
    pub origin: Origin,
    published: Levels<F>,
    /// The same by the newest map: added up when somebody asks for it.
    current: OnceLock<Levels<F>>,
    expected: Option<Arc<Roll>>,
    maps: Arc<Maps>,
}

impl<F: Figures> PeriodFigures<F> {
    /// Adds up the figures of practices, sorted by code; `known` are all
    /// releases. `expected` is told where it is known.
    pub fn new(
        release: &Release,
        known: &[Release],
        practices: Vec<Placed<F>>,
        expected: Option<Arc<Roll>>,
        maps: &Arc<Maps>,
    ) -> Self {
        Self {
            provenance: Provenance::of(release, known),
            origin: release.origin,
            published: Levels::new(practices, expected.as_deref().map(Vec::as_slice)),
            current: OnceLock::new(),
            expected,
            maps: Arc::clone(maps),
        }
    }

    /// The figures, placed in one geography or the other.
    pub fn levels(&self, boundaries: Boundaries) -> &Levels<F> {
        match boundaries {
            Boundaries::AsPublished => &self.published,
            Boundaries::Current => self.current.get_or_init(|| self.by_newest_map()),
        }
    }

    /// Whether a practice has figures.
    pub fn has(&self, practice: Code) -> bool {
        let practices = &self.published.at(Level::Practice).organisations;
        practices.binary_search_by_key(&practice, |own| own.code).is_ok()
    }

    fn by_newest_map(&self) -> Levels<F> {
        let table = self.published.at(Level::Practice);
        let practices = table.organisations.iter().zip(&table.figures);
        let practices = practices.map(|(own, figures)| Placed {
            code: own.code,
            name: own.name.clone(),
            geography: self.maps.now(own.code, &own.geography),
            figures: figures.clone(),
        });
        let now = |(code, then): &(Code, Arc<Geography>)| (*code, self.maps.now(*code, then));
        let expected = self.expected.as_deref().map(|roll| roll.iter().map(now).collect());
        // A period that says nothing of its practices is held against today's.
        let expected: Option<Roll> = expected.or_else(|| Some(self.maps.newest()?.roll()));
        Levels::new(practices.collect(), expected.as_deref())
    }
}
