//! Who there is in a synthetic England, and who belongs to whom.

use chrono::NaiveDate;

use super::at;
use super::plan::Plan;
use crate::domain::Status;

/// What stands for a PCN where there is none.
const UNALLOCATED: (&str, &str) = ("U", "UNALLOCATED");

/// A synthetic England.
#[derive(Debug)]
pub struct England {
    /// GP practices by code, former ones too.
    pub practices: Vec<Practice>,
    /// Prescribing cost centres that are not GP practices.
    pub others: Vec<Practice>,
    /// PCNs, closed ones too.
    pub pcns: Vec<Pcn>,
    /// Sub-ICB locations.
    pub sub_icbs: Vec<Area>,
    /// Integrated care boards.
    pub boards: Vec<Area>,
    /// Regions.
    pub regions: Vec<Area>,
}

impl England {
    /// The one of the demo data: 60 open practices in 12 PCNs and 3 boards.
    pub fn small() -> Self {
        Self::of(60)
    }

    /// One of so many open practices, from 60 to 7,000; the real one has some
    /// 6,200. The rest grows with them: a PCN for five, up to 36 boards of
    /// three sub-ICB locations each, up to 7 regions.
    pub fn of(practices: usize) -> Self {
        let plan = Plan::of(practices);
        Self {
            practices: plan.practices(),
            others: plan.others(),
            pcns: plan.pcns(),
            sub_icbs: plan.sub_icbs(),
            boards: plan.boards(),
            regions: plan.regions(),
        }
    }

    /// The practices with a list of patients in that month, empty ones too.
    pub fn listed(&self, month: NaiveDate) -> impl Iterator<Item = &Practice> {
        self.practices.iter().filter(move |practice| practice.is_listed(month))
    }

    /// The PCN a practice is a member of on that day; none is "unallocated".
    pub fn pcn(&self, practice: &Practice, on: NaiveDate) -> Option<&Pcn> {
        let membership = practice.memberships.iter().find(|membership| membership.covers(on))?;
        Some(at(&self.pcns, membership.pcn))
    }

    /// Its code and name, as statistics have them where there is none too.
    pub(super) fn pcn_cells(&self, practice: &Practice, on: NaiveDate) -> (&str, &str) {
        let pcn = self.pcn(practice, on);
        pcn.map_or(UNALLOCATED, |pcn| (pcn.code.as_str(), pcn.name.as_str()))
    }

    /// Where the `sub_icb` of a practice or PCN lies.
    pub fn geography(&self, sub_icb: usize) -> Geography<'_> {
        let sub_icb = at(&self.sub_icbs, sub_icb);
        let board = at(&self.boards, sub_icb.within);
        Geography { sub_icb, board, region: at(&self.regions, board.within) }
    }
}

/// A sub-ICB location, board or region.
#[derive(Debug)]
pub struct Area {
    /// Its ODS code.
    pub code: String,
    /// Its code at the Office for National Statistics.
    pub ons_code: String,
    /// Its name.
    pub name: String,
    /// Its place in the list of the next larger areas; a region's is 0.
    pub within: usize,
}

/// The areas that something lies in.
#[derive(Clone, Copy, Debug)]
pub struct Geography<'a> {
    /// The sub-ICB location.
    pub sub_icb: &'a Area,
    /// Its integrated care board.
    pub board: &'a Area,
    /// The region of that.
    pub region: &'a Area,
}

/// A GP practice, or another prescribing cost centre.
#[derive(Debug)]
pub struct Practice {
    /// Its ODS code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The first line of its address.
    pub street: String,
    /// The fourth.
    pub town: &'static str,
    /// Its postcode.
    pub postcode: String,
    /// Its telephone number.
    pub phone: String,
    /// The day it opened.
    pub opened: NaiveDate,
    /// Its last day.
    pub closed: Option<NaiveDate>,
    /// Whether it works.
    pub status: Status,
    /// Its prescribing setting, as an ODS role.
    pub role: &'static str,
    /// Since when its sub-ICB location commissions it.
    pub joined: NaiveDate,
    /// The place of its sub-ICB location in [`England::sub_icbs`].
    pub sub_icb: usize,
    /// The PCNs it was a member of, oldest first.
    pub memberships: Vec<Membership>,
    /// Who supplies its clinical system.
    pub supplier: &'static str,
    /// Whether it has a list of patients while it is open.
    pub(super) has_list: bool,
}

impl Practice {
    /// Whether it has a list of patients on that day, be it an empty one.
    pub fn is_listed(&self, on: NaiveDate) -> bool {
        self.has_list && self.opened <= on && self.closed.is_none_or(|last| on <= last)
    }
}

/// A time that a practice belongs to a PCN.
#[derive(Clone, Copy, Debug)]
pub struct Membership {
    /// The PCN's place in [`England::pcns`].
    pub pcn: usize,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if it ended.
    pub to: Option<NaiveDate>,
}

impl Membership {
    fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|last| day <= last)
    }
}

/// A primary care network.
#[derive(Debug)]
pub struct Pcn {
    /// Its ODS code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The first line of its address.
    pub street: String,
    /// The fourth.
    pub town: &'static str,
    /// Its postcode.
    pub postcode: String,
    /// The day it opened.
    pub opened: NaiveDate,
    /// Its last day.
    pub closed: Option<NaiveDate>,
    /// The place of its sub-ICB location in [`England::sub_icbs`].
    pub sub_icb: usize,
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use super::*;
    use crate::demo::months;

    #[test]
    fn codes_are_distinct_and_of_the_published_shapes() {
        for england in [England::small(), England::of(6_200)] {
            let practices = || england.practices.iter().chain(&england.others);
            let areas = || england.sub_icbs.iter().chain(&england.boards).chain(&england.regions);
            let codes: Vec<&String> = practices()
                .map(|practice| &practice.code)
                .chain(england.pcns.iter().map(|pcn| &pcn.code))
                .chain(areas().flat_map(|area| [&area.code, &area.ons_code]))
                .collect();
            assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
            assert!(practices().all(|practice| practice.code.starts_with('Z')));
            assert!(codes.iter().all(|code| [3, 6, 9].contains(&code.len())), "{codes:?}");
            assert!(codes.iter().all(|code| *code != "A12345" && *code != "U12345"));
            let postcodes: HashSet<&String> = practices().map(|one| &one.postcode).collect();
            assert_eq!(postcodes.len(), practices().count());
        }
    }

    #[test]
    fn an_england_has_the_size_asked_for() {
        let small = England::small();
        let sizes = [small.sub_icbs.len(), small.boards.len(), small.regions.len()];
        assert_eq!((small.practices.len(), small.others.len(), sizes), (64, 6, [3, 3, 2]));
        assert_eq!(small.pcns.iter().filter(|pcn| pcn.closed.is_none()).count(), 12);
        let names: HashSet<&String> = small.practices[..60].iter().map(|one| &one.name).collect();
        assert_eq!(names.len(), 60);
        assert!(names.iter().any(|name| name.contains("ELM")));

        let large = England::of(6_200);
        let sizes = [large.sub_icbs.len(), large.boards.len(), large.regions.len()];
        assert_eq!(sizes, [104, 35, 7]);
        let open = large.practices.iter().filter(|one| one.status == Status::Active).count();
        assert_eq!((open, large.pcns.len()), (6_200, 1_241));
    }

    #[test]
    fn one_practice_opens_and_one_closes() {
        for england in [England::small(), England::of(1_000)] {
            let months: Vec<NaiveDate> = months().collect();
            let listed = |practice: &Practice| {
                months.iter().filter(|&&month| practice.is_listed(month)).count()
            };
            let times: Vec<usize> = england.practices.iter().map(listed).collect();
            let some: Vec<usize> = times.into_iter().filter(|n| (1..12).contains(n)).collect();
            assert_eq!(some, [6, 2]);
        }
    }

    #[test]
    fn one_practice_moves_and_one_is_unallocated() {
        for england in [England::small(), England::of(1_000)] {
            let months: Vec<NaiveDate> = months().collect();
            let pcns = |practice: &Practice| -> HashSet<Option<String>> {
                let listed = months.iter().filter(|&&month| practice.is_listed(month));
                let pcn = |month| england.pcn(practice, month).map(|pcn| pcn.code.clone());
                listed.map(|&month| pcn(month)).collect()
            };
            let all: Vec<HashSet<Option<String>>> = england.practices.iter().map(pcns).collect();
            assert_eq!(all.iter().filter(|pcns| pcns.len() == 2).count(), 1);
            assert_eq!(all.iter().filter(|pcns| pcns.contains(&None)).count(), 1);
        }
    }

    #[test]
    fn one_pcn_spans_two_boards_and_lies_in_the_one_with_more_patients() {
        for england in [England::small(), England::of(1_000)] {
            for month in months() {
                let mut patients = BTreeMap::<(&str, usize), BTreeMap<&str, u32>>::new();
                for practice in england.listed(month) {
                    let Some(pcn) = england.pcn(practice, month) else { continue };
                    let board = england.geography(practice.sub_icb).board.code.as_str();
                    let boards = patients.entry((pcn.code.as_str(), pcn.sub_icb)).or_default();
                    *boards.entry(board).or_default() += practice.registered(month).total();
                }
                patients.retain(|_, boards| boards.len() > 1);
                assert_eq!(patients.len(), 1, "{month}");
                for ((_, own), boards) in patients {
                    let most = boards.iter().max_by_key(|(_, patients)| **patients);
                    let own = england.geography(own).board.code.as_str();
                    assert_eq!(most.map(|(board, _)| *board), Some(own), "{month}");
                }
            }
        }
    }
}
