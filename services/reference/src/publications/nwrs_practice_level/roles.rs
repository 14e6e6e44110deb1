//! Where the roles are in a table. There are some 75, and more each year.

use std::collections::BTreeMap;

use super::format::{fte, headcount};
use super::row::{Role, StaffGroup};
use crate::publications::{At, Record, Reject, SourceError};

/// Reads a cell, if it has a figure, or says why it cannot.
pub(super) type Read<T> = fn(&str) -> Result<Option<T>, String>;

/// What comes before the words of a role.
const PREFIXES: [(&str, StaffGroup); 4] = [
    ("GP_", StaffGroup::Gp),
    ("N_", StaffGroup::Nurse),
    ("DPC_", StaffGroup::DirectPatientCare),
    ("ADMIN_", StaffGroup::Admin),
];

/// GPs not in training.
const FULLY_QUALIFIED: &str = "EXTG";

/// Those who are not in training, not locums, neither, and until 2019 not
/// registrars or retainers: sums of roles, which are none themselves.
const SUBTOTALS: [&str; 7] = [FULLY_QUALIFIED, "EXL", "EXTGL", "EXR", "EXRL", "EXRR", "EXRRL"];

/// The columns of roles in one table.
pub(super) struct Layout {
    roles: BTreeMap<(StaffGroup, String), Places>,
    fully_qualified: bool,
}

#[derive(Default)]
struct Places {
    headcount: Option<usize>,
    fte: Option<usize>,
}

enum Measure {
    Headcount,
    Fte,
}

impl Layout {
    /// That of the table which the record is in.
    pub(super) fn of(record: &Record<'_>) -> Result<Self, SourceError> {
        let mut layout = Self { roles: BTreeMap::new(), fully_qualified: false };
        for (index, heading) in record.headings().iter().enumerate() {
            let heading = heading.trim().to_ascii_uppercase();
            let Some((group, word, measure)) = role(&heading) else { continue };
            if group == StaffGroup::Gp && SUBTOTALS.contains(&word) {
                layout.fully_qualified |= word == FULLY_QUALIFIED;
                continue;
            }
            let places = layout.roles.entry((group, word.to_owned())).or_default();
            let place = match measure {
                Measure::Headcount => &mut places.headcount,
                Measure::Fte => &mut places.fte,
            };
            if place.replace(index).is_some() {
                let at = At { line: 1, column: index + 1 };
                let reason = format!("the column {heading} stands twice");
                return Err(record.fatal(Reject { at, reason }));
            }
        }
        Ok(layout)
    }

    /// Whether the table has fully qualified GPs.
    pub(super) fn has_fully_qualified(&self) -> bool {
        self.fully_qualified
    }

    /// The roles that have a figure, by group and word: columns change places
    /// between editions, and that is no change of the row.
    pub(super) fn read(&self, record: &Record<'_>) -> Result<Vec<Role>, Reject> {
        let mut roles = Vec::new();
        for ((staff_group, role), places) in &self.roles {
            let headcount = cell(record, places.headcount, headcount)?;
            let fte = cell(record, places.fte, fte)?;
            if headcount.is_some() || fte.is_some() {
                roles.push(Role { staff_group: *staff_group, role: role.clone(), headcount, fte });
            }
        }
        Ok(roles)
    }
}

/// The role that a heading in capitals is about: `TOTAL_N_PRAC_NURSE_HC`. Those
/// of men, women, ages and countries begin or end otherwise.
fn role(heading: &str) -> Option<(StaffGroup, &str, Measure)> {
    let rest = heading.strip_prefix("TOTAL_")?;
    let (rest, measure) = match rest.strip_suffix("_HC") {
        Some(rest) => (rest, Measure::Headcount),
        None => (rest.strip_suffix("_FTE")?, Measure::Fte),
    };
    let found =
        PREFIXES.iter().find_map(|(prefix, group)| rest.strip_prefix(*prefix).zip(Some(*group)));
    let (word, group) = found.filter(|(word, _)| !word.is_empty())?;
    Some((group, word, measure))
}

fn cell<T>(record: &Record<'_>, index: Option<usize>, read: Read<T>) -> Result<Option<T>, Reject> {
    let Some(index) = index else { return Ok(None) };
    read(record.cell(index)).map_err(|reason| record.reject_at(index, reason))
}
