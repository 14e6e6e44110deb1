use std::ops::Range;

use fixedbitset::FixedBitSet;

use super::rows::Rows;

/// How many classes there are.
pub(super) const CLASSES: usize = 4;

/// Rows by class, best first. The classes share no row.
#[derive(Clone, Debug, Default)]
pub struct Ranked([FixedBitSet; CLASSES]);

impl Ranked {
    /// Rows by class; no row is in two.
    pub(super) fn of(classes: [FixedBitSet; CLASSES]) -> Self {
        Self(classes)
    }

    /// Rows without any rank among them.
    pub fn unranked(rows: FixedBitSet) -> Self {
        Self([rows, FixedBitSet::new(), FixedBitSet::new(), FixedBitSet::new()])
    }

    /// Leaves only rows that are in `rows` too.
    pub fn retain(&mut self, rows: &FixedBitSet) {
        for class in &mut self.0 {
            class.intersect_with(rows);
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        // Bits are dear to count, and the classes share none.
        self.any().count_ones(..)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(FixedBitSet::is_clear)
    }

    /// The rows, whatever their class.
    pub(super) fn any(&self) -> FixedBitSet {
        let mut any = FixedBitSet::new();
        self.0.iter().for_each(|class| any.union_with(class));
        any
    }

    /// The rows at these places of the ranking.
    pub fn slice(&self, places: Range<usize>) -> Vec<usize> {
        let ranking = self.0.iter().flat_map(FixedBitSet::ones);
        ranking.skip(places.start).take(places.len()).collect()
    }

    pub(super) fn add(&mut self, class: usize, rows: &Rows) {
        if let Some(class) = self.0.get_mut(class) {
            rows.add_to(class);
        }
    }

    /// Takes from each class what a better one has already.
    pub(super) fn distinct(mut self) -> Self {
        let mut better = FixedBitSet::new();
        for class in &mut self.0 {
            class.difference_with(&better);
            better.union_with(class);
        }
        self
    }

    /// Rows that both have, each in the worse of its two classes.
    pub(super) fn and(mut self, other: &Self) -> Self {
        let (mut ours, mut theirs) = (FixedBitSet::new(), FixedBitSet::new());
        for (own, others) in self.0.iter_mut().zip(&other.0) {
            ours.union_with(own);
            theirs.union_with(others);
            own.clone_from(&ours);
            own.intersect_with(&theirs);
        }
        self.distinct()
    }
}
