use std::collections::{BTreeMap, HashMap};

use super::list_sizes::{ListSizes, Place};
use crate::domain::{Code, FinancialYear};

/// The lists of a practice in one financial year.
#[derive(Clone, Copy, Debug)]
pub struct YearOfPatients {
    /// The year.
    pub year: FinancialYear,
    /// The list of 1 April or, where that is not held, the earliest.
    pub opening: Place,
    /// The last list.
    pub latest: Place,
    /// The mean of all lists, to two decimal places.
    pub average: f64,
    /// How many months have a list.
    pub months: usize,
}

/// The years in which practices have lists.
#[derive(Default)]
pub struct Populations(HashMap<Code, Vec<YearOfPatients>>);

impl Populations {
    /// Sums up the lists of every practice, year by year.
    pub fn new(lists: &ListSizes) -> Self {
        let practices = lists.practices();
        Self(practices.map(|(code, places)| (code, years(lists, places))).collect())
    }

    /// The years of a practice, newest first.
    pub fn of(&self, practice: Code) -> &[YearOfPatients] {
        self.0.get(&practice).map_or(&[], Vec::as_slice)
    }
}

/// The years of lists that are given newest first.
fn years(lists: &ListSizes, places: &[Place]) -> Vec<YearOfPatients> {
    let mut years: BTreeMap<FinancialYear, Vec<(Place, u32)>> = BTreeMap::new();
    for &place in places.iter().rev() {
        if let Some(list) = lists.at(place) {
            let year = FinancialYear::of(list.month.day());
            years.entry(year).or_default().push((place, list.patients.total));
        }
    }
    let years = years.into_iter().rev();
    years.filter_map(|(year, lists)| year_of(year, &lists)).collect()
}

/// Sums up the lists of a year, oldest first. There is at least one.
fn year_of(year: FinancialYear, lists: &[(Place, u32)]) -> Option<YearOfPatients> {
    let (opening, _) = *lists.first()?;
    let (latest, _) = *lists.last()?;
    let average = mean(lists.iter().map(|(_, total)| *total))?;
    Some(YearOfPatients { year, opening, latest, average, months: lists.len() })
}

/// The mean, to two decimal places.
fn mean(totals: impl Iterator<Item = u32>) -> Option<f64> {
    let (sum, count) = totals.fold((0, 0), |(sum, count), one| (sum + u64::from(one), count + 1));
    // Whole hundredths first: halves go up, as people round.
    let hundredths = (sum * 200 + count).checked_div(count * 2)?;
    Some(f64::from(u32::try_from(hundredths).ok()?) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_have_two_decimal_places() {
        for (totals, expected) in [
            (&[][..], None),
            (&[5], Some(5.0)),
            (&[1, 2], Some(1.5)),
            (&[1, 1, 2], Some(1.33)),
            (&[1, 2, 2], Some(1.67)),
            (&[0, 0, 0, 0, 0, 0, 0, 1], Some(0.13)),
        ] {
            assert_eq!(mean(totals.iter().copied()), expected, "{totals:?}");
        }
    }
}
