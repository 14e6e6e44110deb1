//! Who works at a practice.

use chrono::NaiveDate;

use super::roles::{COUNTRIES, Group, Kind};
use crate::demo::draw;
use crate::demo::england::Practice;

/// Quarters of an hour in a week of 37.5 hours, which is one full-time equivalent.
pub(super) const FULL_TIME: u32 = 150;

/// What trainees are paid for: 40 hours.
const TRAINEE: u32 = 160;

/// The least anybody works: a day a week.
const LEAST: u32 = 30;

/// Of 100,000 patients, the staff of each group.
const PER_PATIENTS: [(Group, u64); 4] =
    [(Group::Gps, 78), (Group::Nurses, 38), (Group::DirectPatientCare, 37), (Group::Admin, 155)];

/// Men and women as headings have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sex {
    Male,
    Female,
}

/// Somebody at a practice.
pub(super) struct Member {
    pub(super) group: Group,
    /// Their place among the group's roles.
    pub(super) role: usize,
    pub(super) kind: Kind,
    /// Not known of a few, who are in totals alone.
    pub(super) sex: Option<Sex>,
    /// Their place among the group's ages.
    pub(super) age: usize,
    /// The place of the country they qualified in.
    pub(super) country: usize,
    /// Quarters of an hour a week.
    pub(super) quarters: u32,
}

/// Everybody at a practice in that month: somebody for the patients and for
/// the desk at least.
pub(super) fn staff(practice: &Practice, month: NaiveDate) -> Vec<Member> {
    let patients = u64::from(practice.registered(month).total());
    let mut staff = Vec::new();
    for (group, per_patients) in PER_PATIENTS {
        let percent = 60 + u64::from(draw(&practice.code, group.name(), 81));
        let least = u64::from(matches!(group, Group::Gps | Group::Admin));
        let count = (patients * per_patients * percent + 5_000_000) / 10_000_000;
        let count = count.max(least);
        staff.extend((0..count).map(|number| member(practice, group, number)));
    }
    staff
}

/// The same people are there every month.
fn member(practice: &Practice, group: Group, number: u64) -> Member {
    let drawn = |purpose: &str, below| {
        draw(&practice.code, &format!("{} {number} {purpose}", group.name()), below)
    };
    let roles = group.roles();
    let whole: u32 = roles.iter().map(|role| role.share).sum();
    let mut left = drawn("role", whole);
    let role = roles.iter().position(|role| {
        let own = left < role.share;
        left = left.saturating_sub(role.share);
        own
    });
    let role = role.unwrap_or_default();
    let kind = roles.get(role).map_or(Kind::Permanent, |role| role.kind);
    let quarters = match drawn("hours", 200) {
        _ if kind == Kind::Trainee => TRAINEE,
        whole @ 120.. => FULL_TIME + 5 * (whole % 3),
        part => LEAST + part,
    };
    Member {
        group,
        role,
        kind,
        sex: sex(group, drawn("sex", 1_000)),
        age: age(group, [drawn("age", 1_000), drawn("older", 1_000)]),
        country: country(drawn("country", 100)),
        quarters,
    }
}

fn sex(group: Group, drawn: u32) -> Option<Sex> {
    let women = match group {
        Group::Gps => 580,
        Group::Nurses => 960,
        Group::DirectPatientCare => 850,
        Group::Admin => 920,
    };
    match drawn {
        997.. => None,
        drawn if drawn < women => Some(Sex::Female),
        _ => Some(Sex::Male),
    }
}

/// Most are in the middle; the age of one in a hundred is not known.
fn age(group: Group, [one, other]: [u32; 2]) -> usize {
    let last = group.ages().len() - 1;
    if one < 10 {
        return last;
    }
    let between = usize::try_from((one + other) / 2).unwrap_or_default();
    between * last / 1_000
}

fn country(drawn: u32) -> usize {
    match drawn {
        0..70 => 0,
        other => usize::try_from(other).unwrap_or_default() % COUNTRIES.len(),
    }
}
