//! How many patients a practice has, month by month.

use std::ops::AddAssign;

use chrono::{Datelike, NaiveDate};

use super::england::Practice;
use super::{FIRST, Shares, draw};

/// Five-year bands as published, youngest first.
pub const BANDS: [&str; 20] = [
    "0_4", "5_9", "10_14", "15_19", "20_24", "25_29", "30_34", "35_39", "40_44", "45_49", "50_54",
    "55_59", "60_64", "65_69", "70_74", "75_79", "80_84", "85_89", "90_94", "95+",
];

/// Of 10,000 patients in England, those of each sex and band.
const FEMALE: [u64; 20] = [
    221, 258, 288, 295, 300, 342, 362, 370, 344, 310, 296, 317, 308, 261, 219, 213, 150, 91, 44, 15,
];
const MALE: [u64; 20] = [
    233, 271, 303, 310, 304, 348, 369, 381, 358, 327, 309, 322, 307, 253, 202, 186, 122, 64, 25, 6,
];

/// Patients by sex and five-year band, in the order of [`BANDS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BandCounts {
    /// Women and girls.
    pub female: [u32; 20],
    /// Men and boys.
    pub male: [u32; 20],
}

impl BandCounts {
    /// Everybody.
    pub fn total(&self) -> u32 {
        self.female.iter().chain(&self.male).sum()
    }

    /// Shares out a list. The more of 70 the `age`, the older the patients;
    /// 35 is England as it is. Nobody is lost to rounding.
    fn share_out(total: u32, age: u64) -> Self {
        let weigh = |shares: [u64; 20]| {
            let mut band = 0_u64;
            shares.map(|share| {
                let weight = share * ((135 - age) * (19 - band) + (65 + age) * band);
                band += 1;
                weight
            })
        };
        let (female, male) = (weigh(FEMALE), weigh(MALE));
        let whole: u64 = female.iter().chain(&male).sum();
        let mut shares = Shares::of(u64::from(total), whole);
        let mut next = |own: u64| u32::try_from(shares.next(own)).unwrap_or_default();
        Self { female: female.map(&mut next), male: male.map(next) }
    }
}

impl AddAssign for BandCounts {
    fn add_assign(&mut self, other: Self) {
        let sums = self.female.iter_mut().chain(&mut self.male);
        for (sum, count) in sums.zip(other.female.into_iter().chain(other.male)) {
            *sum += count;
        }
    }
}

impl Practice {
    /// Its patients on the first of a month; nobody when it has no list.
    pub fn registered(&self, month: NaiveDate) -> BandCounts {
        BandCounts::share_out(self.list_size(month), draw(&self.code, "age", 71).into())
    }

    /// From 2,000 to 18,000, and every month a little more or less. A new
    /// practice starts with nobody and fills within a year.
    fn list_size(&self, month: NaiveDate) -> u32 {
        if !self.is_listed(month) {
            return 0;
        }
        let drawn = |purpose: &str, below| i64::from(draw(&self.code, purpose, below));
        let base = 2_300 + drawn("list", 6_951) + drawn("more list", 6_950);
        // Turns after four years, so that no list grows out of bounds.
        let phase = months_between(FIRST, month).rem_euclid(96);
        let trend = (drawn("trend", 36) - 15) * phase.min(96 - phase);
        let wobble = drawn(&format!("wobble {month}"), 31) - 15;
        let filled = months_between(self.opened, month).min(12);
        let size = base * (10_000 + trend + wobble) / 10_000 * filled / 12;
        u32::try_from(size).unwrap_or_default()
    }
}

fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    let count = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    count(to) - count(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::{England, months};

    #[test]
    fn nobody_is_lost_in_sharing_out() {
        for total in [0, 1, 39, 2_000, 17_999] {
            for age in [0, 35, 70] {
                assert_eq!(BandCounts::share_out(total, age).total(), total);
            }
        }
    }

    #[test]
    fn ages_are_englands() {
        let counts = BandCounts::share_out(1_000_000, 35);
        for (count, share) in counts.female.into_iter().zip(FEMALE) {
            assert!(u64::from(count).abs_diff(share * 100) <= 100, "{count} for {share}");
        }
        let old = |age| {
            let counts = BandCounts::share_out(10_000, age);
            counts.female[13..].iter().chain(&counts.male[13..]).sum::<u32>()
        };
        assert!(old(0) < old(35) && old(35) < old(70));
    }

    #[test]
    fn lists_change_and_stay_plausible() {
        let england = England::of(600);
        let (mut grown, mut shrunk) = (0, 0);
        for practice in england.practices.iter().filter(|one| one.opened.year() < 2025) {
            let sizes: Vec<u32> = months()
                .filter(|&month| practice.is_listed(month))
                .map(|month| practice.registered(month).total())
                .collect();
            assert!(sizes.iter().all(|size| (2_000..=18_000).contains(size)), "{sizes:?}");
            assert!(sizes.windows(2).all(|two| two[0].abs_diff(two[1]) <= two[0] / 100));
            match (sizes.first(), sizes.last()) {
                (Some(first), Some(last)) if first < last => grown += 1,
                (Some(first), Some(last)) if first > last => shrunk += 1,
                _ => {}
            }
        }
        assert!(grown > 100 && shrunk > 100, "{grown} grown, {shrunk} shrunk");
    }

    #[test]
    fn a_new_practice_starts_with_nobody() {
        let england = England::small();
        let empty: Vec<(&str, NaiveDate)> = months()
            .flat_map(|month| england.listed(month).map(move |practice| (practice, month)))
            .filter(|(practice, month)| practice.registered(*month).total() == 0)
            .map(|(practice, month)| (practice.code.as_str(), month))
            .collect();
        assert_eq!(empty, [("Z00060", crate::demo::day(2025, 8, 1))]);
    }
}
