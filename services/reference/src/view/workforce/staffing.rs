use std::ops::Add;
use std::sync::Arc;

use super::figures::{
    Reporting, SUMMED, StaffFigures, in_decimals, patients_per, per_1000, rounded, total, whole,
};
use crate::domain::Level;
use crate::publications::nwrs_practice_level::{Gp, Group, Staff, StaffGroup};
use crate::view::levels::Figures;

/// The staff of a practice, or of several.
#[derive(Clone)]
pub struct Staffing(Held);

#[derive(Clone)]
enum Held {
    Practice(Arc<Staff>),
    Several(Box<Sum>),
}

impl Staffing {
    /// That of a practice.
    pub fn of(staff: &Arc<Staff>) -> Self {
        Self(Held::Practice(Arc::clone(staff)))
    }

    /// The practice's own, where it is that of a practice alone.
    pub fn staff(&self) -> Option<&Staff> {
        match &self.0 {
            Held::Practice(staff) => Some(staff),
            Held::Several(_) => None,
        }
    }

    /// The figures of an organisation of that level: of a practice as
    /// published, of others as sums, even where they have one practice.
    pub fn figures(&self, level: Level) -> StaffFigures {
        match &self.0 {
            Held::Practice(staff) if level == Level::Practice => StaffFigures::of(staff),
            Held::Practice(staff) => Sum::of(staff).figures(),
            Held::Several(sum) => sum.figures(),
        }
    }
}

impl Figures for Staffing {
    fn add(&mut self, other: &Self) {
        match (&mut self.0, &other.0) {
            (Held::Several(sum), Held::Practice(staff)) => sum.include(&Sum::of(staff)),
            (Held::Several(sum), Held::Several(other)) => sum.include(other),
            (Held::Practice(staff), other) => {
                let mut sum = Sum::of(staff);
                match other {
                    Held::Practice(staff) => sum.include(&Sum::of(staff)),
                    Held::Several(other) => sum.include(other),
                }
                self.0 = Held::Several(Box::new(sum));
            }
        }
    }

    fn weight(&self) -> u64 {
        let patients = match &self.0 {
            Held::Practice(staff) => staff.patients(),
            Held::Several(sum) => sum.patients,
        };
        patients.map_or(0, u64::from)
    }
}

/// The staff of practices that are added up. A group that none of them told
/// of is none.
#[derive(Clone, Debug, Default)]
struct Sum {
    patients: Option<u32>,
    gp: Option<Gp>,
    fully_qualified_derived: bool,
    nurse: Option<Group>,
    direct_patient_care: Option<Group>,
    admin: Option<Group>,
    /// Of the practices that told of all groups.
    total: Option<Group>,
    /// Of those of them whose patients are known: a ratio is of one and the
    /// same set of practices, above the line and below it.
    rated: Option<Rated>,
    /// Likewise, of those that told of their fully qualified GPs.
    qualified: Option<Rated>,
    reporting: Reporting,
}

/// What ratios are made of.
#[derive(Clone, Copy, Debug)]
struct Rated {
    patients: u32,
    fte: f64,
}

impl Sum {
    fn of(staff: &Staff) -> Self {
        let group = |group| whole(staff.group(group));
        let reporting = Reporting::of(staff);
        let (gp, total) = (staff.gp(), Some(total(staff)).filter(|_| reporting.all == 1));
        let rated = |fte: Option<f64>| {
            let figures = staff.patients().zip(fte);
            figures.map(|(patients, fte)| Rated { patients, fte })
        };
        Self {
            patients: staff.patients(),
            gp: group(StaffGroup::Gp).map(|_| gp),
            fully_qualified_derived: staff.fully_qualified_derived(),
            nurse: group(StaffGroup::Nurse),
            direct_patient_care: group(StaffGroup::DirectPatientCare),
            admin: group(StaffGroup::Admin),
            total,
            rated: rated(total.and_then(|total| total.fte)),
            qualified: rated(gp.fully_qualified_fte),
            reporting,
        }
    }

    fn include(&mut self, other: &Self) {
        self.patients = either(self.patients, other.patients, |one, other| one + other);
        self.gp = either(self.gp, other.gp, gps);
        self.fully_qualified_derived |= other.fully_qualified_derived;
        self.nurse = either(self.nurse, other.nurse, groups);
        let care = other.direct_patient_care;
        self.direct_patient_care = either(self.direct_patient_care, care, groups);
        self.admin = either(self.admin, other.admin, groups);
        self.total = either(self.total, other.total, groups);
        let add = |one: Rated, other: Rated| Rated {
            patients: one.patients + other.patients,
            fte: one.fte + other.fte,
        };
        self.rated = either(self.rated, other.rated, add);
        self.qualified = either(self.qualified, other.qualified, add);
        self.reporting = self.reporting + other.reporting;
    }

    fn figures(&self) -> StaffFigures {
        let group = |sum: Option<Group>| in_decimals(sum.unwrap_or_default(), SUMMED);
        let gp = self.gp.unwrap_or_default();
        let fte = |fte: Option<f64>| fte.map(|fte| rounded(fte, SUMMED));
        let parts = |rated: Option<Rated>| rated.map(|own| (own.patients, own.fte)).unzip();
        let (patients, all) = parts(self.rated);
        let (patients_of_qualified, qualified) = parts(self.qualified);
        StaffFigures {
            patients: self.patients,
            gp: Gp {
                fte: fte(gp.fte),
                fully_qualified_fte: fte(gp.fully_qualified_fte),
                trainee_fte: fte(gp.trainee_fte),
                locum_fte: fte(gp.locum_fte),
                ..gp
            },
            fully_qualified_derived: self.fully_qualified_derived,
            nurse: group(self.nurse),
            direct_patient_care: group(self.direct_patient_care),
            admin: group(self.admin),
            total: group(self.total),
            patients_per_fully_qualified_gp_fte: patients_per(patients_of_qualified, qualified),
            fte_per_1000_patients: per_1000(all, patients),
            patients_of_total: patients,
            reporting: self.reporting,
        }
    }
}

/// What there is of two; both added up where there are both.
pub(super) fn either<T>(one: Option<T>, other: Option<T>, add: fn(T, T) -> T) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(add(one, other)),
        (one, other) => one.or(other),
    }
}

/// The sum of two; missing where one is, for it would be of fewer practices
/// than the figures beside it.
fn both<T: Add<Output = T>>(one: Option<T>, other: Option<T>) -> Option<T> {
    one.zip(other).map(|(one, other)| one + other)
}

fn groups(one: Group, other: Group) -> Group {
    Group { headcount: both(one.headcount, other.headcount), fte: both(one.fte, other.fte) }
}

fn gps(one: Gp, other: Gp) -> Gp {
    let headcount = both(one.fully_qualified_headcount, other.fully_qualified_headcount);
    Gp {
        headcount: both(one.headcount, other.headcount),
        fte: both(one.fte, other.fte),
        fully_qualified_headcount: headcount,
        fully_qualified_fte: both(one.fully_qualified_fte, other.fully_qualified_fte),
        trainee_fte: both(one.trainee_fte, other.trainee_fte),
        locum_fte: both(one.locum_fte, other.locum_fte),
    }
}
