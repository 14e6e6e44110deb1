//! The bank holidays of the United Kingdom from 2015 to 2035, and what a
//! practice changed of them.
//!
//! They are those of schedule 1 of the Banking and Financial Dealings Act 1971,
//! of the St Andrew's Day Bank Holiday (Scotland) Act 2007 and of the royal
//! proclamations under section 1 of the former, as
//! <https://www.gov.uk/bank-holidays> lists them. Years that nobody proclaimed
//! yet follow the same rules.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate, Weekday};
use strum::VariantArray;

use super::calendar::Calendar;
use super::configuration::Nation;
use super::days::is_weekend;

#[cfg(test)]
mod tests;

/// The first year whose bank holidays are known.
pub const FIRST_YEAR: i32 = 2015;
/// The last year whose bank holidays are known.
pub const LAST_YEAR: i32 = 2035;

/// Whether no bank holidays are known of some of these years.
pub fn are_unknown(years: RangeInclusive<i32>) -> bool {
    *years.start() < FIRST_YEAR || *years.end() > LAST_YEAR
}

/// What is told where they are unknown.
pub fn unknown() -> String {
    format!(
        "Bank holidays are known from {FIRST_YEAR} to {LAST_YEAR}. In other years there are only \
         those that the practice has added."
    )
}

/// A date that a practice made a bank holiday, or made none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which date.
    pub date: NaiveDate,
    /// What the bank holiday is called; none where there is no bank holiday.
    pub name: Option<String>,
}

/// The bank holidays of all known years with these changes; of two about the
/// same date the later counts.
pub fn calendar(nation: Nation, changes: &[Change]) -> Calendar {
    let known = (FIRST_YEAR..=LAST_YEAR).flat_map(|year| published(nation, year));
    let mut holidays: BTreeMap<NaiveDate, String> =
        known.map(|(date, name)| (date, name.to_owned())).collect();
    for change in changes {
        match &change.name {
            Some(name) => holidays.insert(change.date, name.clone()),
            None => holidays.remove(&change.date),
        };
    }
    Calendar::new(holidays)
}

/// The bank holidays of a nation in a year, in order; none outside
/// [`FIRST_YEAR`] to [`LAST_YEAR`]. Each is a weekday.
pub fn published(nation: Nation, year: i32) -> Vec<(NaiveDate, &'static str)> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return Vec::new();
    }
    let mut holidays: Holidays = movable(nation, year).into_iter().flatten().collect();
    add_proclaimed(&mut holidays, nation, year);
    add_fixed(&mut holidays, nation, year);
    holidays.into_iter().collect()
}

type Holidays = BTreeMap<NaiveDate, &'static str>;

/// The bank holidays that depend on Easter, or are Mondays.
fn movable(nation: Nation, year: i32) -> Option<Vec<(NaiveDate, &'static str)>> {
    let monday =
        |month: u32, nth: u8| NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, nth);
    let last_monday = |month: u32| monday(month, 5).or_else(|| monday(month, 4));
    let easter = easter_sunday(year)?;
    let in_scotland = nation == Nation::Scotland;
    let summer = if in_scotland { monday(8, 1) } else { last_monday(8) };
    let mut holidays = vec![
        (easter.checked_sub_days(Days::new(2))?, "Good Friday"),
        (monday(5, 1)?, "Early May bank holiday"),
        (last_monday(5)?, "Spring bank holiday"),
        (summer?, "Summer bank holiday"),
    ];
    if !in_scotland {
        holidays.push((easter.succ_opt()?, "Easter Monday"));
    }
    Some(holidays)
}

/// Easter Sunday of the Gregorian calendar, by the computus of Meeus, Jones
/// and Butcher.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year % 19;
    let (century, of_century) = (year / 100, year % 100);
    let lunar = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - lunar + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * correction + 114;
    let (month, day) = (u32::try_from(days / 31).ok()?, u32::try_from(days % 31).ok()? + 1);
    NaiveDate::from_ymd_opt(year, month, day)
}

/// A bank holiday that was proclaimed once.
struct Proclaimed {
    nations: &'static [Nation],
    year: i32,
    /// The day that it was moved from, as month and day.
    instead_of: Option<(u32, u32)>,
    /// As month and day.
    on: (u32, u32),
    name: &'static str,
}

/// By royal proclamation under section 1 of the Banking and Financial Dealings
/// Act 1971; all are on <https://www.gov.uk/bank-holidays>.
const PROCLAIMED: &[Proclaimed] = &[
    Proclaimed {
        nations: Nation::VARIANTS,
        year: 2020,
        instead_of: Some((5, 4)),
        on: (5, 8),
        name: "Early May bank holiday (VE day)",
    },
    Proclaimed {
        nations: Nation::VARIANTS,
        year: 2022,
        instead_of: Some((5, 30)),
        on: (6, 2),
        name: "Spring bank holiday",
    },
    Proclaimed {
        nations: Nation::VARIANTS,
        year: 2022,
        instead_of: None,
        on: (6, 3),
        name: "Platinum Jubilee bank holiday",
    },
    Proclaimed {
        nations: Nation::VARIANTS,
        year: 2022,
        instead_of: None,
        on: (9, 19),
        name: "Bank holiday for the State Funeral of Queen Elizabeth II",
    },
    Proclaimed {
        nations: Nation::VARIANTS,
        year: 2023,
        instead_of: None,
        on: (5, 8),
        name: "Bank holiday for the coronation of King Charles III",
    },
    Proclaimed {
        nations: &[Nation::Scotland],
        year: 2026,
        instead_of: None,
        on: (6, 15),
        name: "World Cup bank holiday",
    },
];

fn add_proclaimed(holidays: &mut Holidays, nation: Nation, year: i32) {
    let date = |(month, day): (u32, u32)| NaiveDate::from_ymd_opt(year, month, day);
    for of in PROCLAIMED {
        if of.year == year && of.nations.contains(&nation) {
            if let Some(moved) = of.instead_of.and_then(date) {
                holidays.remove(&moved);
            }
            holidays.extend(date(of.on).map(|on| (on, of.name)));
        }
    }
}

/// A bank holiday on the same day of every year, unless that is at a weekend.
struct Fixed {
    month: u32,
    day: u32,
    name: &'static str,
    substitute: &'static str,
}

macro_rules! fixed {
    ($month:literal, $day:literal, $name:literal) => {
        Fixed {
            month: $month,
            day: $day,
            name: $name,
            substitute: concat!($name, " (substitute day)"),
        }
    };
}

const NEW_YEAR: Fixed = fixed!(1, 1, "New Year's Day");
const SECOND_OF_JANUARY: Fixed = fixed!(1, 2, "2nd January");
const ST_PATRICK: Fixed = fixed!(3, 17, "St Patrick's Day");
const BOYNE: Fixed = fixed!(7, 12, "Battle of the Boyne (Orangemen's Day)");
const ST_ANDREW: Fixed = fixed!(11, 30, "St Andrew's Day");
const CHRISTMAS: Fixed = fixed!(12, 25, "Christmas Day");
const BOXING: Fixed = fixed!(12, 26, "Boxing Day");

fn fixed(nation: Nation) -> &'static [Fixed] {
    match nation {
        Nation::EnglandAndWales => &[NEW_YEAR, CHRISTMAS, BOXING],
        Nation::Scotland => &[NEW_YEAR, SECOND_OF_JANUARY, ST_ANDREW, CHRISTMAS, BOXING],
        Nation::NorthernIreland => &[NEW_YEAR, ST_PATRICK, BOYNE, CHRISTMAS, BOXING],
    }
}

/// What falls on a weekend moves to the next weekday that is free: Christmas on
/// a Sunday to Tuesday, for Boxing Day keeps its Monday.
fn add_fixed(holidays: &mut Holidays, nation: Nation, year: i32) {
    let dated = fixed(nation).iter().filter_map(|of| {
        let date = NaiveDate::from_ymd_opt(year, of.month, of.day)?;
        Some((date, of))
    });
    let (at_weekends, others): (Vec<_>, Vec<_>) = dated.partition(|(date, _)| is_weekend(*date));
    holidays.extend(others.into_iter().map(|(date, of)| (date, of.name)));
    for (date, of) in at_weekends {
        let mut after = date.iter_days();
        let free = after.find(|next| !is_weekend(*next) && !holidays.contains_key(next));
        holidays.extend(free.map(|free| (free, of.substitute)));
    }
}
