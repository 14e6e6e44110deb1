use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::places::Places;
use crate::domain::{Code, Geography, Level};

/// What England is called among organisation codes (QOF geographies, `NAT_CODE`).
const ENGLAND: &str = "ENG";

/// Figures that can be added up. Percentages cannot: add what they are made of.
pub trait Figures: Clone {
    /// Adds those of another organisation.
    fn add(&mut self, other: &Self);

    /// How much the organisation counts where one body has members in several
    /// places and must be said to be in one.
    fn weight(&self) -> u64;
}

/// An organisation with figures.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Its code.
    pub code: Code,
    /// Its name, where one is published.
    pub name: Option<Arc<str>>,
    /// Where it is.
    pub geography: Arc<Geography>,
    /// Practices whose figures are in the sum.
    pub included: u32,
    /// Practices it has, by the map of the period; unknown where there is none.
    pub expected: Option<u32>,
}

/// The figures of one level, by organisation code.
pub struct Table<F> {
    /// Who they are about.
    pub organisations: Vec<Organisation>,
    /// The figures, in the same order.
    pub figures: Vec<F>,
    /// The organisations by place.
    pub places: Places,
}

impl<F> Table<F> {
    fn new(rows: impl Iterator<Item = (Organisation, F)>) -> Self {
        let (organisations, figures): (Vec<Organisation>, Vec<F>) = rows.unzip();
        let placed = organisations.iter().map(|own| (own.code, own.geography.as_ref()));
        Self { places: Places::new(placed), organisations, figures }
    }
}

/// A practice's name, place and figures.
pub struct Placed<F> {
    /// The practice.
    pub code: Code,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Where it is.
    pub geography: Arc<Geography>,
    /// Its figures.
    pub figures: F,
}

/// The figures of one period at every level.
pub struct Levels<F> {
    tables: [Table<F>; Level::ALL.len()],
}

impl<F: Figures> Levels<F> {
    /// Adds up the figures of practices, sorted by code. `expected` has every
    /// practice there should be, where that is known.
    pub fn new(practices: Vec<Placed<F>>, expected: Option<&[(Code, Arc<Geography>)]>) -> Self {
        let tables = Level::ALL.map(|level| match level {
            Level::Practice => Table::new(practices.iter().map(alone)),
            Level::England => Table::new(england(&practices, expected).into_iter()),
            level => Table::new(sums(level, &practices, expected).into_iter()),
        });
        Self { tables }
    }
}

impl<F> Levels<F> {
    /// The figures of a level.
    pub fn at(&self, level: Level) -> &Table<F> {
        let [practice, pcn, sub_icb, icb, region, england] = &self.tables;
        match level {
            Level::Practice => practice,
            Level::Pcn => pcn,
            Level::SubIcb => sub_icb,
            Level::Icb => icb,
            Level::Region => region,
            Level::England => england,
        }
    }
}

fn alone<F: Clone>(practice: &Placed<F>) -> (Organisation, F) {
    let organisation = Organisation {
        code: practice.code,
        name: practice.name.clone(),
        geography: Arc::clone(&practice.geography),
        included: 1,
        expected: Some(1),
    };
    (organisation, practice.figures.clone())
}

/// A sum under way.
struct Sum<F> {
    name: Option<Arc<str>>,
    figures: F,
    included: u32,
    /// What of it lies where.
    geographies: BTreeMap<Geography, u64>,
}

impl<F: Figures> Sum<F> {
    fn add(&mut self, figures: &F) {
        self.figures.add(figures);
        self.included += 1;
    }

    /// Where most of it lies: a network may have practices in two boards. The
    /// board is settled first, then the sub-ICB location within it.
    fn geography(&self) -> Arc<Geography> {
        let board = heaviest(self.geographies.iter().map(|(own, weight)| (own.icb_code, *weight)));
        let within = self.geographies.iter().filter(|(own, _)| Some(own.icb_code) == board);
        let within = within.map(|(own, weight)| ((own.sub_icb_code, own.region_code), *weight));
        let place = heaviest(within);
        let most = self.geographies.keys().find(|own| {
            Some(own.icb_code) == board && Some((own.sub_icb_code, own.region_code)) == place
        });
        Arc::new(most.cloned().unwrap_or_default())
    }
}

/// The key with the greatest sum of weights; of equals the least key.
fn heaviest<K: Ord>(weights: impl Iterator<Item = (K, u64)>) -> Option<K> {
    let mut sums: BTreeMap<K, u64> = BTreeMap::new();
    for (key, weight) in weights {
        *sums.entry(key).or_default() += weight;
    }
    let heaviest = sums.into_iter().rev().max_by_key(|(_, weight)| *weight);
    heaviest.map(|(key, _)| key)
}

fn sums<F: Figures>(
    level: Level,
    practices: &[Placed<F>],
    expected: Option<&[(Code, Arc<Geography>)]>,
) -> Vec<(Organisation, F)> {
    let mut sums: BTreeMap<Code, Sum<F>> = BTreeMap::new();
    for Placed { geography, figures, .. } in practices {
        let Some((code, name)) = geography.at(level) else { continue };
        match sums.get_mut(&code) {
            Some(sum) => sum.add(figures),
            None => {
                let (name, figures) = (name.cloned(), figures.clone());
                let sum = Sum { name, figures, included: 1, geographies: BTreeMap::new() };
                sums.insert(code, sum);
            }
        }
        if let Some(sum) = sums.get_mut(&code) {
            *sum.geographies.entry(geography.above(level)).or_default() += figures.weight();
        }
    }
    let expected = expected.map(|all| {
        let mut counts: HashMap<Code, u32> = HashMap::new();
        for (code, _) in all.iter().filter_map(|(_, geography)| geography.at(level)) {
            *counts.entry(code).or_default() += 1;
        }
        counts
    });
    let rows = sums.into_iter().map(|(code, sum)| {
        let organisation = Organisation {
            code,
            geography: sum.geography(),
            name: sum.name,
            included: sum.included,
            expected: expected.as_ref().map(|all| all.get(&code).copied().unwrap_or(0)),
        };
        (organisation, sum.figures)
    });
    rows.collect()
}

fn england<F: Figures>(
    practices: &[Placed<F>],
    expected: Option<&[(Code, Arc<Geography>)]>,
) -> Option<(Organisation, F)> {
    let (first, others) = practices.split_first()?;
    let mut figures = first.figures.clone();
    others.iter().for_each(|practice| figures.add(&practice.figures));
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let organisation = Organisation {
        code: ENGLAND.parse().ok()?,
        name: Some("England".into()),
        geography: Arc::default(),
        included: count(practices.len()),
        expected: expected.map(|all| count(all.len())),
    };
    Some((organisation, figures))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone)]
    struct Patients(u32);

    impl Figures for Patients {
        fn add(&mut self, other: &Self) {
            self.0 += other.0;
        }

        fn weight(&self) -> u64 {
            self.0.into()
        }
    }

    fn placed(code: &str, pcn: Option<&str>, icb: &str, patients: u32) -> Placed<Patients> {
        let geography = Geography {
            pcn_code: pcn.map(|pcn| pcn.parse().unwrap()),
            icb_code: Some(icb.parse().unwrap()),
            region_code: Some("Y91".parse().unwrap()),
            ..Geography::default()
        };
        Placed {
            code: code.parse().unwrap(),
            name: None,
            geography: Arc::new(geography),
            figures: Patients(patients),
        }
    }

    #[test]
    fn figures_are_added_up_where_they_are() {
        let levels = Levels::new(
            vec![
                placed("Z00001", Some("U99901"), "QZ1", 10),
                placed("Z00002", Some("U99901"), "QZ2", 30),
                placed("Z00003", Some("U99902"), "QZ1", 5),
                placed("Z00004", None, "QZ2", 7),
            ],
            None,
        );
        for (level, expected) in [
            (Level::Practice, &[("Z00001", 10), ("Z00002", 30), ("Z00003", 5), ("Z00004", 7)][..]),
            (Level::Pcn, &[("U99901", 40), ("U99902", 5)]),
            (Level::SubIcb, &[]),
            (Level::Icb, &[("QZ1", 15), ("QZ2", 37)]),
            (Level::Region, &[("Y91", 52)]),
            (Level::England, &[("ENG", 52)]),
        ] {
            let table = levels.at(level);
            let sums = table.organisations.iter().zip(&table.figures);
            let sums: Vec<(&str, u32)> =
                sums.map(|(own, sum)| (own.code.as_str(), sum.0)).collect();
            assert_eq!(sums, expected, "{level}");
        }
        assert_eq!(heaviest([("b", 3), ("a", 2), ("c", 3), ("a", 1)].into_iter()), Some("a"));
        let network = &levels.at(Level::Pcn).organisations[0];
        assert_eq!(network.geography.icb_code, Some("QZ2".parse().unwrap()), "most patients");
        assert_eq!((network.included, network.expected), (2, None));
    }
}
