//! The columns of the detailed table, in the order it has them: those that
//! were added later stand at its end.

use std::borrow::Cow;
use std::ops::Range;

use super::roles::{COUNTRIES, Group, Kind, Role};
use super::staff::{FULL_TIME, Member, Sex};
use crate::demo::files::decimal;

/// The totals and both sexes.
const SEXES: [Option<Sex>; 3] = [None, Some(Sex::Male), Some(Sex::Female)];
const MEASURES: [Measure; 2] = [Measure::Headcount, Measure::FullTimeEquivalent];

/// GPs as a whole, and without trainees, locums or both.
const WHOLES: [Who; 4] = [
    Who::All,
    Who::Without { heading: "EXTG", trainees: true, locums: false },
    Who::Without { heading: "EXL", trainees: false, locums: true },
    Who::Without { heading: "EXTGL", trainees: true, locums: true },
];

/// How staff are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Headcount,
    FullTimeEquivalent,
}

impl Measure {
    fn heading(self) -> &'static str {
        match self {
            Self::Headcount => "HC",
            Self::FullTimeEquivalent => "FTE",
        }
    }

    /// As published: FTE to nine decimal places.
    pub(super) fn of<'a>(self, staff: impl Iterator<Item = &'a Member>) -> Cow<'static, str> {
        let sum: u32 = match self {
            Self::Headcount => staff.map(|_| 1_u32).sum(),
            Self::FullTimeEquivalent => staff.map(|member| member.quarters).sum(),
        };
        match (sum, self) {
            (0, _) => "0".into(),
            (_, Self::Headcount) => sum.to_string().into(),
            (_, Self::FullTimeEquivalent) => {
                let full_time = i64::from(FULL_TIME);
                let billionths = (i64::from(sum) * 1_000_000_000 + full_time / 2) / full_time;
                decimal(billionths, 9).into()
            }
        }
    }
}

/// Which of a group are counted.
#[derive(Clone, Copy)]
enum Who {
    All,
    Without { heading: &'static str, trainees: bool, locums: bool },
    In(usize),
}

/// What they are counted by besides.
#[derive(Clone, Copy)]
enum By {
    Nothing,
    Age(usize),
    Country(usize),
}

/// A column about staff.
pub(super) struct Column {
    group: Group,
    sex: Option<Sex>,
    who: Who,
    measure: Measure,
    by: By,
}

impl Column {
    /// Its heading, such as `FEMALE_GP_EXTG_HC_30TO34`.
    pub(super) fn heading(&self) -> String {
        let sex = match self.sex {
            None => "TOTAL",
            Some(Sex::Male) => "MALE",
            Some(Sex::Female) => "FEMALE",
        };
        let (whole, before_role) = self.group.stems();
        let (stem, who) = match self.who {
            Who::All => (whole, ""),
            Who::Without { heading, .. } => (whole, heading),
            Who::In(_) => (before_role, self.role().map_or("", |role| role.code)),
        };
        let (coq, by) = match self.by {
            By::Nothing => ("", ""),
            By::Age(age) => ("", self.group.ages().get(age).copied().unwrap_or_default()),
            By::Country(country) => ("COQ", COUNTRIES.get(country).copied().unwrap_or_default()),
        };
        let mut parts = vec![sex, stem, who, self.measure.heading(), coq, by];
        parts.retain(|part| !part.is_empty());
        parts.join("_")
    }

    /// Its cell for a practice; the groups it did not report have none.
    pub(super) fn cell(&self, staff: &[Member], reported: impl Fn(Group) -> bool) -> Cow<'_, str> {
        if self.role().is_some_and(|role| role.kind == Kind::Discontinued) {
            "".into()
        } else if reported(self.group) {
            self.measure.of(staff.iter().filter(|member| self.counts(member)))
        } else {
            "NA".into()
        }
    }

    fn role(&self) -> Option<&'static Role> {
        match self.who {
            Who::In(role) => self.group.roles().get(role),
            Who::All | Who::Without { .. } => None,
        }
    }

    fn counts(&self, member: &Member) -> bool {
        let who = match self.who {
            Who::All => true,
            Who::Without { trainees, locums, .. } => {
                !(trainees && member.kind == Kind::Trainee || locums && member.kind == Kind::Locum)
            }
            Who::In(role) => member.role == role,
        };
        let by = match self.by {
            By::Nothing => true,
            By::Age(age) => member.age == age,
            By::Country(country) => member.country == country,
        };
        member.group == self.group && who && by && (self.sex.is_none() || member.sex == self.sex)
    }
}

/// The columns about staff.
pub(super) fn columns() -> Vec<Column> {
    use Group::{Admin, DirectPatientCare, Gps, Nurses};
    let mut columns = Vec::new();
    let mut add = |more: Vec<Column>| columns.extend(more);
    add(roles(Gps, &WHOLES, 0..14));
    add(ages(Gps, Who::All));
    add(countries());
    let [_, parts @ ..] = WHOLES;
    parts.into_iter().for_each(|who| add(ages(Gps, who)));
    for (group, first) in [(Nurses, 0..8), (DirectPatientCare, 0..33), (Admin, 0..8)] {
        add(roles(group, &[Who::All], first));
        add(ages(group, Who::All));
    }
    for group in Group::ALL {
        let by_age = (0..group.ages().len()).map(By::Age);
        add(spread(group, &[None], Who::All, Measure::FullTimeEquivalent, by_age));
    }
    for (group, later) in
        [(DirectPatientCare, 33..35), (Admin, 8..9), (DirectPatientCare, 35..40), (Nurses, 8..9)]
    {
        add(roles(group, &[], later));
    }
    columns
}

/// Whole groups and roles, by sex.
fn roles(group: Group, wholes: &[Who], roles: Range<usize>) -> Vec<Column> {
    let mut columns = Vec::new();
    for measure in MEASURES {
        for sex in SEXES {
            let who = wholes.iter().copied().chain(roles.clone().map(Who::In));
            columns.extend(who.map(|who| Column { group, sex, who, measure, by: By::Nothing }));
        }
    }
    columns
}

/// Headcounts by sex and age.
fn ages(group: Group, who: Who) -> Vec<Column> {
    spread(group, &SEXES, who, Measure::Headcount, (0..group.ages().len()).map(By::Age))
}

/// Headcounts of GPs by sex and country of qualification.
fn countries() -> Vec<Column> {
    let countries = (0..COUNTRIES.len()).map(By::Country);
    spread(Group::Gps, &SEXES, Who::All, Measure::Headcount, countries)
}

fn spread(
    group: Group,
    sexes: &[Option<Sex>],
    who: Who,
    measure: Measure,
    by: impl Iterator<Item = By> + Clone,
) -> Vec<Column> {
    let column = |sex, by| Column { group, sex, who, measure, by };
    sexes.iter().flat_map(|&sex| by.clone().map(move |by| column(sex, by))).collect()
}
