use std::collections::{BTreeMap, HashMap};

use super::list_sizes::{ListSizes, Place};
use super::payments::{Payments, PlaceOfPayments};
use crate::domain::{Code, FinancialYear, per};

/// What is known of the patients of a practice in one financial year: its
/// lists, its payments, or both.
#[derive(Clone, Copy, Debug)]
pub struct YearOfPatients {
    /// The year.
    pub year: FinancialYear,
    /// Its lists, where it has any.
    pub lists: Option<YearOfLists>,
    /// What was paid for its patients, where anything was.
    pub payments: Option<PlaceOfPayments>,
}

/// The lists of a practice in one financial year.
#[derive(Clone, Copy, Debug)]
pub struct YearOfLists {
    /// The list of 1 April or, where that is not held, the earliest.
    pub opening: Place,
    /// The last list.
    pub latest: Place,
    /// The mean of all lists, to two decimal places.
    pub average: f64,
    /// How many months have a list.
    pub months: usize,
}

/// The years in which practices have lists or payments.
#[derive(Default)]
pub struct Populations(HashMap<Code, Vec<YearOfPatients>>);

impl Populations {
    /// Sums up the lists of every practice, year by year, and notes its payments.
    pub fn new(lists: &ListSizes, payments: &Payments) -> Self {
        let mut paid: HashMap<Code, Vec<(FinancialYear, PlaceOfPayments)>> = HashMap::new();
        for (code, year, place) in payments.places() {
            paid.entry(code).or_default().push((year, place));
        }
        let listed = lists.practices().map(|(code, places)| {
            let payments = paid.remove(&code).unwrap_or_default();
            (code, years(lists, places, &payments))
        });
        let mut populations: HashMap<Code, Vec<YearOfPatients>> = listed.collect();
        let unlisted = paid.into_iter().map(|(code, paid)| (code, years(lists, &[], &paid)));
        populations.extend(unlisted);
        Self(populations)
    }

    /// The years of a practice, newest first.
    pub fn of(&self, practice: Code) -> &[YearOfPatients] {
        self.0.get(&practice).map_or(&[], Vec::as_slice)
    }
}

/// The years of lists that are given newest first, and of payments.
fn years(
    lists: &ListSizes,
    places: &[Place],
    payments: &[(FinancialYear, PlaceOfPayments)],
) -> Vec<YearOfPatients> {
    let mut years: BTreeMap<FinancialYear, Year> = BTreeMap::new();
    for &place in places.iter().rev() {
        if let Some(list) = lists.at(place) {
            let year = years.entry(FinancialYear::of(list.month.day())).or_default();
            year.lists.push((place, list.patients.total));
        }
    }
    for &(year, place) in payments {
        years.entry(year).or_default().payments = Some(place);
    }
    let years = years.into_iter().rev().map(|(year, Year { lists, payments })| YearOfPatients {
        year,
        lists: lists_of(&lists),
        payments,
    });
    years.collect()
}

/// A year in the making: its lists, oldest first, with their patients.
#[derive(Default)]
struct Year {
    lists: Vec<(Place, u32)>,
    payments: Option<PlaceOfPayments>,
}

/// Sums up the lists of a year, if there are any, oldest first.
fn lists_of(lists: &[(Place, u32)]) -> Option<YearOfLists> {
    let (opening, _) = *lists.first()?;
    let (latest, _) = *lists.last()?;
    let average = mean(lists.iter().map(|(_, total)| *total))?;
    Some(YearOfLists { opening, latest, average, months: lists.len() })
}

/// The mean, to two decimal places.
fn mean(totals: impl Iterator<Item = u32>) -> Option<f64> {
    let (sum, count) = totals.fold((0, 0), |(sum, count), one| (sum + u64::from(one), count + 1));
    per(sum, count, 1)
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
