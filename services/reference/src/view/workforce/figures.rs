use std::ops::Add;

use serde::Serialize;
use utoipa::ToSchema;

use crate::publications::nwrs_practice_level::{Gp, Group, Staff, StaffGroup};

/// Ratios are told to two decimals.
const HUNDREDTHS: f64 = 1e2;

/// Full-time equivalents are published to nine decimals; what is added up of
/// one practice has no more.
const PUBLISHED: f64 = 1e9;

/// Sums of many practices are told to six decimals, which hides what adding in
/// binary does to the last ones.
pub(super) const SUMMED: f64 = 1e6;

/// Practices that told of their staff, group by group: a practice tells of a
/// group where both its headcount and its full-time equivalents are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = reference::PracticesReporting)]
pub struct Reporting {
    /// Those that told of their GPs.
    pub gp: u32,
    /// Those that told of their nurses.
    pub nurse: u32,
    /// Those that told of their staff in direct patient care.
    pub direct_patient_care: u32,
    /// Those that told of their administrative staff.
    pub admin: u32,
    /// Those that told of all four.
    pub all: u32,
}

impl Reporting {
    pub(super) fn of(staff: &Staff) -> Self {
        let one = |group| u32::from(whole(staff.group(group)).is_some());
        let all = StaffGroup::ALL.into_iter().map(one).product();
        let [gp, nurse, direct_patient_care, admin] = StaffGroup::ALL.map(one);
        Self { gp, nurse, direct_patient_care, admin, all }
    }

    /// How many told of a group.
    pub fn group(&self, group: StaffGroup) -> u32 {
        match group {
            StaffGroup::Gp => self.gp,
            StaffGroup::Nurse => self.nurse,
            StaffGroup::DirectPatientCare => self.direct_patient_care,
            StaffGroup::Admin => self.admin,
        }
    }
}

impl Add for Reporting {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            gp: self.gp + other.gp,
            nurse: self.nurse + other.nurse,
            direct_patient_care: self.direct_patient_care + other.direct_patient_care,
            admin: self.admin + other.admin,
            all: self.all + other.all,
        }
    }
}

/// The staff of an organisation in figures, as answers tell them. Each group
/// is of the practices that told of it, totals are of those that told of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StaffFigures {
    /// Registered patients of all practices that have them.
    pub patients: Option<u32>,
    /// GPs.
    pub gp: Gp,
    /// Fully qualified GPs were worked out, not published.
    pub fully_qualified_derived: bool,
    /// Nurses.
    pub nurse: Group,
    /// Staff in direct patient care.
    pub direct_patient_care: Group,
    /// Administrative staff.
    pub admin: Group,
    /// All staff.
    pub total: Group,
    /// To two decimals.
    pub patients_per_fully_qualified_gp_fte: Option<f64>,
    /// All staff, to two decimals.
    pub fte_per_1000_patients: Option<f64>,
    /// The patients that this is of.
    pub patients_of_total: Option<u32>,
    /// Practices in the figures.
    pub reporting: Reporting,
}

impl StaffFigures {
    /// Those of one practice, as published.
    pub(super) fn of(staff: &Staff) -> Self {
        let (patients, gp) = (staff.patients(), staff.gp());
        let total = in_decimals(total(staff), PUBLISHED);
        Self {
            patients,
            gp,
            fully_qualified_derived: staff.fully_qualified_derived(),
            nurse: staff.group(StaffGroup::Nurse),
            direct_patient_care: staff.group(StaffGroup::DirectPatientCare),
            admin: staff.group(StaffGroup::Admin),
            total,
            patients_per_fully_qualified_gp_fte: patients_per(patients, gp.fully_qualified_fte),
            fte_per_1000_patients: per_1000(total.fte, patients),
            patients_of_total: patients.filter(|_| total.fte.is_some()),
            reporting: Reporting::of(staff),
        }
    }
}

/// The group, if the practice told of it.
pub(super) fn whole(group: Group) -> Option<Group> {
    Some(group).filter(|group| group.headcount.is_some() && group.fte.is_some())
}

/// All staff of a practice; missing where a group is.
pub(super) fn total(staff: &Staff) -> Group {
    let groups = StaffGroup::ALL.map(|group| staff.group(group));
    let headcount = groups.iter().map(|group| group.headcount).sum();
    Group { headcount, fte: groups.iter().map(|group| group.fte).sum() }
}

/// Patients to a full-time equivalent, to two decimals.
pub(super) fn patients_per(patients: Option<u32>, fte: Option<f64>) -> Option<f64> {
    ratio(f64::from(patients?), fte?)
}

/// Full-time equivalents to a thousand patients, to two decimals.
pub(super) fn per_1000(fte: Option<f64>, patients: Option<u32>) -> Option<f64> {
    ratio(fte? * 1e3, f64::from(patients?))
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| rounded(part / whole, HUNDREDTHS))
}

pub(super) fn in_decimals(group: Group, scale: f64) -> Group {
    Group { fte: group.fte.map(|fte| rounded(fte, scale)), ..group }
}

pub(super) fn rounded(number: f64, scale: f64) -> f64 {
    (number * scale).round() / scale
}
