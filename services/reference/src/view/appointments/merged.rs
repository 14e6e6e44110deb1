use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::Code;
use crate::publications::practice_level_crosstab::{Counts, Practice, Table};

/// The parts of a month as one table, the newest of them given first, and the
/// part that each of its practices is from: of one that is in two the newer.
pub(super) fn merged(newest_first: &[&Table]) -> (Table, Vec<usize>) {
    let labels = newest_first.iter().flat_map(|part| &part.categories);
    let labels: BTreeSet<&Arc<str>> = labels.collect();
    let categories: Vec<Arc<str>> = labels.into_iter().cloned().collect();
    let mut practices: BTreeMap<Code, (Practice, usize)> = BTreeMap::new();
    for (at, part) in newest_first.iter().enumerate() {
        // With the same categories the figures stay where they are, and are shared.
        let differ = part.categories != categories;
        let places = differ.then(|| places(&part.categories, &categories));
        for practice in &part.practices {
            practices.entry(practice.code).or_insert_with(|| match &places {
                Some(places) => (laid_out(practice, places), at),
                None => (practice.clone(), at),
            });
        }
    }
    let (practices, parts) = practices.into_values().unzip();
    (Table { categories, practices }, parts)
}

/// Where each category is among those of a part.
fn places(part: &[Arc<str>], categories: &[Arc<str>]) -> Vec<Option<usize>> {
    categories.iter().map(|label| part.binary_search(label).ok()).collect()
}

/// The practice with its counts by the categories of the whole month. One that
/// its part never names was not recorded there, which is 0 in this publication.
fn laid_out(practice: &Practice, places: &[Option<usize>]) -> Practice {
    let Counts { status, hcp, mode, wait, categories } = practice.counts.as_ref();
    let count = |place: &Option<usize>| {
        let found = place.and_then(|at| categories.get(at));
        found.copied().unwrap_or(0)
    };
    let categories = places.iter().map(count).collect();
    let counts = Counts { status: *status, hcp: *hcp, mode: *mode, wait: *wait, categories };
    Practice { counts: Arc::new(counts), ..practice.clone() }
}
