//! How a synthetic England is laid out.

use chrono::{Months, NaiveDate};

use super::england::{Area, Membership, Pcn, Practice};
use super::names::{COUNTRIES, KINDS, LANDSCAPES, PLACES, QUARTERS, REGIONS, TOWNS, TREES};
use super::{day, pick};
use crate::domain::Status;

/// Practices in a PCN.
const MEMBERS: usize = 5;

/// PCNs were introduced in July 2019, their practices joined in October.
const PCNS_OPENED: NaiveDate = day(2019, 7, 1);
const PCNS_JOINED: NaiveDate = day(2019, 10, 1);

/// Sub-ICB locations took over as commissioners.
const COMMISSIONED: NaiveDate = day(2022, 7, 1);
/// The newest start in epraccur, which dates it.
const NEWEST: NaiveDate = day(2026, 1, 1);
const FOUNDED: NaiveDate = day(1974, 4, 1);

/// A member of the PCN that closed, and its last day there and first elsewhere.
const ADOPTED: usize = 8;
const DISSOLVED: NaiveDate = day(2023, 3, 31);
const ADOPTED_ON: NaiveDate = day(2023, 4, 1);
/// The practice that goes to the next PCN, likewise.
const MOVER: usize = 33;
const LEFT: NaiveDate = day(2025, 6, 30);
const MOVED: NaiveDate = day(2025, 7, 1);
/// The practice without a PCN.
const UNALLOCATED: usize = 47;
/// When the first former practice closed, and the last of the open ones opened.
const CLOSED: NaiveDate = day(2025, 3, 31);
const OPENED: NaiveDate = day(2025, 8, 1);

/// Last letters of codes and postcodes when the first are used up.
const LETTERS: [char; 9] = ['Z', 'Y', 'X', 'W', 'U', 'T', 'S', 'R', 'Q'];
const DIGITS: &[u8; 36] = b"123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0";

/// PCN codes that ODS has issued among those used here.
const ISSUED: [u32; 9] = [22020, 22092, 22192, 22273, 22426, 22471, 22506, 23362, 23418];

/// Who is where. Cost centres are numbered from 0: the open practices, the
/// former ones, then those that are no practices.
pub(super) struct Plan {
    /// Open practices.
    open: usize,
    /// How many of them a sub-ICB location has.
    location: usize,
    /// How many of those a board has.
    together: usize,
}

impl Plan {
    pub(super) fn of(practices: usize) -> Self {
        let open = practices.clamp(60, 7_000);
        // A multiple of MEMBERS, so that PCNs do not cross the border unasked.
        let (location, together) =
            if open < 720 { (20, 1) } else { (open.div_ceil(108).next_multiple_of(MEMBERS), 3) };
        Self { open, location, together }
    }

    pub(super) fn practices(&self) -> Vec<Practice> {
        (0..self.former_end()).map(|number| self.cost_centre(number)).collect()
    }

    pub(super) fn others(&self) -> Vec<Practice> {
        let first = self.former_end();
        (first..first + self.open / 10).map(|number| self.cost_centre(number)).collect()
    }

    /// The PCNs that are open, and one that closed.
    pub(super) fn pcns(&self) -> Vec<Pcn> {
        let codes = (99_901..=99_970).chain(22_001..23_420).filter(|code| !ISSUED.contains(code));
        codes.zip(0..=self.open_pcns()).map(|(code, index)| self.pcn(code, index)).collect()
    }

    pub(super) fn sub_icbs(&self) -> Vec<Area> {
        let area = |index: usize| {
            let board = index / self.together;
            let letter = pick(&LETTERS, index % self.together);
            let code = format!("9{}{letter}", digit(board));
            Area {
                ons_code: format!("E38999{:03}", index + 1),
                name: format!("NHS {} ICB - {code}", board_name(board)),
                within: board,
                code,
            }
        };
        (0..self.count_sub_icbs()).map(area).collect()
    }

    pub(super) fn boards(&self) -> Vec<Area> {
        let (boards, regions) = (self.count_boards(), self.count_regions());
        let area = |index: usize| Area {
            code: format!("QZ{}", digit(index)),
            ons_code: format!("E54999{:03}", index + 1),
            name: format!("NHS {} Integrated Care Board", board_name(index)),
            within: index * regions / boards,
        };
        (0..boards).map(area).collect()
    }

    pub(super) fn regions(&self) -> Vec<Area> {
        let area = |index: usize| Area {
            code: format!("Y9{}", index + 1),
            ons_code: format!("E40999{:03}", index + 1),
            name: pick(&REGIONS, index).to_owned(),
            within: 0,
        };
        (0..self.count_regions()).map(area).collect()
    }

    /// One past the last former practice.
    fn former_end(&self) -> usize {
        self.open + self.open / 15
    }

    fn open_pcns(&self) -> usize {
        self.open.div_ceil(MEMBERS)
    }

    fn count_sub_icbs(&self) -> usize {
        self.open.div_ceil(self.location)
    }

    fn count_boards(&self) -> usize {
        self.count_sub_icbs().div_ceil(self.together)
    }

    fn count_regions(&self) -> usize {
        self.count_boards().div_ceil(2).min(REGIONS.len())
    }

    fn sub_icb(&self, number: usize) -> usize {
        (number / self.location) % self.count_sub_icbs()
    }

    fn cost_centre(&self, number: usize) -> Practice {
        let (status, closed) = self.standing(number);
        let (opened, joined) = match number {
            0 => (founded(number), NEWEST),
            _ if number + 1 == self.open => (OPENED, OPENED),
            _ => (founded(number), COMMISSIONED),
        };
        Practice {
            code: format!("Z{:05}", number + 1),
            name: self.name(number),
            street: street(number),
            town: pick(&TOWNS, number / 10),
            postcode: postcode(number),
            phone: format!("01632 960{:03}", number % 1_000),
            opened,
            closed,
            status,
            role: if number < self.former_end() { "RO76" } else { "RO80" },
            joined,
            sub_icb: self.sub_icb(number),
            memberships: self.memberships(number),
            supplier: supplier(number),
            // Of the former ones the first had patients lately.
            has_list: number <= self.open,
        }
    }

    fn name(&self, number: usize) -> String {
        let place = pick(&PLACES, number);
        if number >= self.former_end() {
            return format!("{place} OUT OF HOURS SERVICE");
        }
        // 20 places and 3 kinds have no common factor, so 60 names are distinct.
        let kind = pick(&KINDS, number);
        match number / 60 {
            round if round > 0 && number < self.open => {
                format!("{} {place} {kind}", pick(&QUARTERS, round - 1))
            }
            _ => format!("{place} {kind}"),
        }
    }

    fn standing(&self, number: usize) -> (Status, Option<NaiveDate>) {
        if !(self.open..self.former_end()).contains(&number) {
            (Status::Active, None)
        } else if (number - self.open).is_multiple_of(2) {
            (Status::Closed, Some(CLOSED))
        } else {
            (Status::Dormant, None)
        }
    }

    fn memberships(&self, number: usize) -> Vec<Membership> {
        let spell = |pcn, from, to| Membership { pcn, from, to };
        let own = number / MEMBERS;
        // The first two practices of the second board belong to the first's last PCN.
        let border = self.location * self.together;
        match number {
            ADOPTED => vec![
                spell(self.open_pcns(), PCNS_JOINED, Some(DISSOLVED)),
                spell(own, ADOPTED_ON, None),
            ],
            MOVER => vec![spell(own, PCNS_JOINED, Some(LEFT)), spell(own + 1, MOVED, None)],
            UNALLOCATED => Vec::new(),
            _ if number == border || number == border + 1 => {
                vec![spell(own - 1, PCNS_JOINED, None)]
            }
            _ if number + 1 == self.open => vec![spell(own, OPENED, None)],
            _ if number < self.open => vec![spell(own, PCNS_JOINED, None)],
            _ if number == self.open => {
                let nearest = self.sub_icb(number) * self.location / MEMBERS;
                vec![spell(nearest, PCNS_JOINED, Some(CLOSED))]
            }
            _ => Vec::new(),
        }
    }

    fn pcn(&self, code: u32, index: usize) -> Pcn {
        let tree = pick(&TREES, index);
        let first = index * MEMBERS;
        Pcn {
            code: format!("U{code:05}"),
            name: match index / TREES.len() {
                0 => format!("{tree} PCN"),
                round => format!("{} {tree} PCN", pick(&QUARTERS, round - 1)),
            },
            street: street(first),
            town: pick(&TOWNS, first / 10),
            postcode: postcode(first),
            opened: PCNS_OPENED,
            closed: (index == self.open_pcns()).then_some(DISSOLVED),
            sub_icb: self.sub_icb(first),
        }
    }
}

fn supplier(number: usize) -> &'static str {
    if number % 97 == 13 {
        "Unknown"
    } else if number % 5 < 3 {
        "EMIS"
    } else {
        "TPP"
    }
}

fn founded(number: usize) -> NaiveDate {
    let years = u32::try_from(number % 40).unwrap_or_default();
    FOUNDED + Months::new(12 * years)
}

fn street(number: usize) -> String {
    format!("{} {}", number % 40 + 1, pick(&PLACES, number))
}

fn postcode(number: usize) -> String {
    let (district, sector) = ((number % 990) / 10 + 1, number % 10);
    format!("ZZ{district} {sector}Z{}", pick(&LETTERS, number / 990))
}

fn board_name(index: usize) -> String {
    let (country, round) = (pick(&COUNTRIES, index), index / COUNTRIES.len());
    format!("{country} and {}", pick(&LANDSCAPES, round))
}

fn digit(index: usize) -> char {
    char::from(pick(DIGITS, index))
}
