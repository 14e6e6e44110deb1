use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::list_sizes::{ListSizes, OfPractice};
use crate::domain::{Code, FinancialYear};

/// The lists of a practice in one financial year.
pub struct YearOfPatients<'a> {
    /// The year.
    pub year: FinancialYear,
    /// The list of 1 April or, where that is not held, the earliest.
    pub opening: OfPractice<'a>,
    /// The last list.
    pub latest: OfPractice<'a>,
    /// The mean of all lists, to two decimal places.
    pub average: f64,
    /// How many months have a list.
    pub months: usize,
}

/// The years in which a practice has lists, newest first.
pub fn population(lists: &ListSizes, practice: Code) -> Vec<YearOfPatients<'_>> {
    let mut years: BTreeMap<FinancialYear, Vec<OfPractice<'_>>> = BTreeMap::new();
    for list in lists.of_practice(practice).rev() {
        years.entry(FinancialYear::of(list.month.day())).or_default().push(list);
    }
    let years = years.into_iter().rev();
    years.filter_map(|(year, lists)| year_of(year, &lists)).collect()
}

/// Sums up the lists of a year, oldest first. There is at least one.
fn year_of<'a>(year: FinancialYear, lists: &[OfPractice<'a>]) -> Option<YearOfPatients<'a>> {
    let totals = lists.iter().map(|list| (list.month.day(), list.patients.total));
    let (average, months) = mean_of_months(totals)?;
    Some(YearOfPatients { year, opening: *lists.first()?, latest: *lists.last()?, average, months })
}

/// The mean, to two decimal places, and the number of months it is of.
fn mean_of_months(totals: impl Iterator<Item = (NaiveDate, u32)>) -> Option<(f64, usize)> {
    let totals: Vec<u64> = totals.map(|(_, total)| u64::from(total)).collect();
    let months = u64::try_from(totals.len()).ok().filter(|&months| months > 0)?;
    let sum: u64 = totals.iter().sum();
    // Whole hundredths first: halves go up, as people round.
    let hundredths = (sum * 200 + months) / (months * 2);
    let hundredths = u32::try_from(hundredths).ok()?;
    Some((f64::from(hundredths) / 100.0, totals.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_have_two_decimal_places() {
        let mean =
            |totals: &[u32]| mean_of_months(totals.iter().map(|&total| (NaiveDate::MIN, total)));
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[5]), Some((5.0, 1)));
        assert_eq!(mean(&[1, 2]), Some((1.5, 2)));
        assert_eq!(mean(&[1, 1, 2]), Some((1.33, 3)));
        assert_eq!(mean(&[1, 2, 2]), Some((1.67, 3)));
        assert_eq!(mean(&[0, 0, 0, 0, 0, 0, 0, 1]), Some((0.13, 8)));
    }
}
