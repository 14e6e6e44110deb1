use std::collections::BTreeMap;

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
    Some(YearOfPatients {
        year,
        opening: *lists.first()?,
        latest: *lists.last()?,
        average: mean(lists.iter().map(|list| list.patients.total))?,
        months: lists.len(),
    })
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
