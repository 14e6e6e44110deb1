//! The staff of a month as it is kept in memory, where there are three years
//! of it: some 350 bytes for a practice, its roles included.

use std::sync::Arc;

use bytes::Bytes;

use super::held::{Held, Names};
use super::row::{DataSource, Row, StaffGroup};
use crate::domain::{Code, Geography};
use crate::publications::shared;
use crate::segment::{self, SegmentError};

/// The practices of a month and their staff.
pub struct Table(Vec<Practice>);

/// A practice in a month.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Its code.
    pub code: Code,
    /// Its name then.
    pub name: Arc<str>,
    /// Where it belonged then.
    pub geography: Arc<Geography>,
    /// Who worked there.
    pub staff: Arc<Staff>,
}

/// The staff of a practice. Missing figures are none and never 0.
#[derive(Clone, Debug)]
pub struct Staff {
    patients: u32,
    headcount: [u32; 4],
    fte: [f64; 4],
    source: [DataSource; 4],
    fully_qualified_headcount: u32,
    fully_qualified_fte: f64,
    fully_qualified_derived: bool,
    trainee_fte: f64,
    locum_fte: f64,
    names: Arc<Names>,
    roles: Box<[Held]>,
}

/// The GPs of a practice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gp {
    /// All of them.
    pub headcount: Option<u32>,
    /// Full-time equivalents of all.
    pub fte: Option<f64>,
    /// Those who are not in training.
    pub fully_qualified_headcount: Option<u32>,
    /// Full-time equivalents of those who are not in training.
    pub fully_qualified_fte: Option<f64>,
    /// Full-time equivalents of registrars and foundation doctors.
    pub trainee_fte: Option<f64>,
    /// Full-time equivalents of locums.
    pub locum_fte: Option<f64>,
}

/// All staff of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Group {
    /// People.
    pub headcount: Option<u32>,
    /// Full-time equivalents.
    pub fte: Option<f64>,
}

/// Those who do the same work at a practice.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleFigures {
    /// Their group.
    pub staff_group: StaffGroup,
    /// The words of the heading, such as `SAL_BY_PRAC`.
    pub role: Arc<str>,
    /// People.
    pub headcount: Option<u32>,
    /// Full-time equivalents, to six decimals.
    pub fte: Option<f64>,
}

impl Table {
    /// Reads a segment.
    pub(super) fn read(segment: Bytes) -> Result<Self, SegmentError> {
        let mut rows: Vec<Row> = Vec::new();
        for batch in segment::read::<Row>(segment)? {
            rows.extend(batch?);
        }
        let names = Arc::new(Names::new(&rows));
        let practices = rows.iter().map(|row| Practice {
            code: row.practice_code,
            name: shared::text(&row.practice_name),
            geography: geography(row),
            staff: Arc::new(Staff::of(row, &names)),
        });
        // Segments are sorted by code.
        Ok(Self(practices.collect()))
    }

    /// The practices, by code.
    pub fn practices(&self) -> &[Practice] {
        &self.0
    }

    /// The practice of that code.
    pub fn get(&self, code: Code) -> Option<&Practice> {
        let index = self.0.binary_search_by_key(&code, |practice| practice.code).ok()?;
        self.0.get(index)
    }
}

impl Staff {
    fn of(row: &Row, names: &Arc<Names>) -> Self {
        Self {
            patients: pack_count(row.patients),
            headcount: [
                row.gp_headcount,
                row.nurse_headcount,
                row.direct_patient_care_headcount,
                row.admin_headcount,
            ]
            .map(pack_count),
            fte: [row.gp_fte, row.nurse_fte, row.direct_patient_care_fte, row.admin_fte]
                .map(pack_fte),
            source: [
                row.gp_source,
                row.nurse_source,
                row.direct_patient_care_source,
                row.admin_source,
            ],
            fully_qualified_headcount: pack_count(row.gp_fully_qualified_headcount),
            fully_qualified_fte: pack_fte(row.gp_fully_qualified_fte),
            fully_qualified_derived: row.fully_qualified_derived,
            trainee_fte: pack_fte(row.gp_trainee_fte),
            locum_fte: pack_fte(row.gp_locum_fte),
            names: Arc::clone(names),
            roles: row.roles.iter().filter_map(|role| names.hold(role)).collect(),
        }
    }

    /// Registered patients.
    pub fn patients(&self) -> Option<u32> {
        count(self.patients)
    }

    /// The GPs, in all figures there are of them.
    pub fn gp(&self) -> Gp {
        let Group { headcount, fte } = self.group(StaffGroup::Gp);
        Gp {
            headcount,
            fte,
            fully_qualified_headcount: count(self.fully_qualified_headcount),
            fully_qualified_fte: known_fte(self.fully_qualified_fte),
            trainee_fte: known_fte(self.trainee_fte),
            locum_fte: known_fte(self.locum_fte),
        }
    }

    /// All staff of a group. Both figures are missing if and only if its
    /// source is none.
    pub fn group(&self, group: StaffGroup) -> Group {
        let headcount = count(of_group(self.headcount, group));
        Group { headcount, fte: known_fte(of_group(self.fte, group)) }
    }

    /// Whether the practice told of a group.
    pub fn source(&self, group: StaffGroup) -> DataSource {
        of_group(self.source, group)
    }

    /// Whether fully qualified GPs were worked out, not published.
    pub fn fully_qualified_derived(&self) -> bool {
        self.fully_qualified_derived
    }

    /// The roles that somebody has, by group and word.
    pub fn roles(&self) -> impl Iterator<Item = RoleFigures> {
        self.roles.iter().filter_map(move |held| {
            let (staff_group, role) = self.names.of(*held)?;
            Some(RoleFigures { staff_group, role, headcount: held.headcount(), fte: held.fte() })
        })
    }
}

/// The figure of a group among those of [`StaffGroup::ALL`].
fn of_group<T>([gp, nurse, direct_patient_care, admin]: [T; 4], group: StaffGroup) -> T {
    match group {
        StaffGroup::Gp => gp,
        StaffGroup::Nurse => nurse,
        StaffGroup::DirectPatientCare => direct_patient_care,
        StaffGroup::Admin => admin,
    }
}

// A count and an FTE that may be missing take no more room than those that are there.

fn pack_count(count: Option<u32>) -> u32 {
    count.unwrap_or(u32::MAX)
}

fn count(packed: u32) -> Option<u32> {
    Some(packed).filter(|count| *count != u32::MAX)
}

fn pack_fte(fte: Option<f64>) -> f64 {
    fte.unwrap_or(f64::NAN)
}

fn known_fte(packed: f64) -> Option<f64> {
    Some(packed).filter(|fte| !fte.is_nan())
}

fn geography(row: &Row) -> Arc<Geography> {
    shared::placed([
        (row.pcn_code, &row.pcn_name),
        (row.sub_icb_code, &row.sub_icb_name),
        (row.icb_code, &row.icb_name),
        (row.region_code, &row.region_name),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_are_kept_small() {
        // With the two counters of its `Arc`, 128.
        assert!(size_of::<Staff>() <= 112);
    }
}
