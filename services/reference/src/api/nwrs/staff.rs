//! The staff of an organisation, as a row tells them.

use std::sync::Arc;

use arrow_schema::{DataType, Field};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::figures::{Missing, Reason};
use crate::domain::Level;
use crate::publications::nwrs_practice_level::{
    DataSource, Gp, Group, RoleFigures, Staff, StaffGroup,
};
use crate::segment::{count, fields, flag, number_of, optional_count, structs, text};
use crate::view::StaffFigures;

/// General practitioners.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::Gps)]
pub(super) struct Gps {
    /// All of them, those in training and locums included.
    headcount: Option<u32>,
    /// Full-time equivalents of all: weeks of 37.5 hours. Practices have them as
    /// published, to nine decimal places; sums have six.
    fte: Option<f64>,
    /// Those who are not in training.
    fully_qualified_headcount: Option<u32>,
    /// Full-time equivalents of those who are not in training.
    fully_qualified_fte: Option<f64>,
    /// Whether the fully qualified were not published, as in early editions, but
    /// worked out: all GPs less those in training.
    fully_qualified_derived: bool,
    /// Full-time equivalents of those in training.
    trainee_fte: Option<f64>,
    /// Full-time equivalents of locums.
    locum_fte: Option<f64>,
}

/// All staff of a group.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::StaffCounts)]
pub(super) struct People {
    /// People.
    headcount: Option<u32>,
    /// Full-time equivalents: weeks of 37.5 hours.
    fte: Option<f64>,
}

/// Whether a practice told of each group of its staff.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::DataSources)]
pub(super) struct DataSources {
    /// Of its GPs.
    gp: DataSource,
    /// Of its nurses.
    nurse: DataSource,
    /// Of its staff in direct patient care.
    direct_patient_care: DataSource,
    /// Of its administrative staff.
    admin: DataSource,
}

/// Those of a group who do the same work.
#[derive(Serialize, ToSchema)]
#[schema(as = reference::StaffRole)]
pub(super) struct Role {
    /// Their group.
    staff_group: StaffGroup,
    /// The words of the published heading.
    #[schema(value_type = String, example = "SAL_BY_PRAC")]
    role: Arc<str>,
    /// People. One with two roles is in both.
    headcount: Option<u32>,
    /// Full-time equivalents, to six decimal places.
    fte: Option<f64>,
}

impl Gps {
    pub(super) fn of(gp: &Gp, fully_qualified_derived: bool) -> Self {
        Self {
            headcount: gp.headcount,
            fte: gp.fte,
            fully_qualified_headcount: gp.fully_qualified_headcount,
            fully_qualified_fte: gp.fully_qualified_fte,
            fully_qualified_derived,
            trainee_fte: gp.trainee_fte,
            locum_fte: gp.locum_fte,
        }
    }

    /// The column of an export.
    pub(super) fn column() -> Field {
        let own = [
            optional_count("headcount"),
            number_of("fte"),
            optional_count("fully_qualified_headcount"),
            number_of("fully_qualified_fte"),
            flag("fully_qualified_derived"),
            number_of("trainee_fte"),
            number_of("locum_fte"),
        ];
        structure("gp", own)
    }
}

impl People {
    pub(super) fn of(Group { headcount, fte }: Group) -> Self {
        Self { headcount, fte }
    }

    /// A column of an export.
    pub(super) fn column(name: &str) -> Field {
        structure(name, [optional_count("headcount"), number_of("fte")])
    }
}

impl DataSources {
    pub(super) fn of(staff: &Staff) -> Self {
        let [gp, nurse, direct_patient_care, admin] =
            StaffGroup::ALL.map(|group| staff.source(group));
        Self { gp, nurse, direct_patient_care, admin }
    }

    /// The column of an export.
    pub(super) fn column() -> Field {
        let own = ["gp", "nurse", "direct_patient_care", "admin"];
        let own = own.map(|name| text(name).with_nullable(false));
        structure("data_source", own).with_nullable(true)
    }
}

impl Role {
    pub(super) fn of(RoleFigures { staff_group, role, headcount, fte }: RoleFigures) -> Self {
        Self { staff_group, role, headcount, fte }
    }

    /// The column of an export.
    pub(super) fn column() -> Field {
        let own = [
            text("staff_group").with_nullable(false),
            text("role").with_nullable(false),
            optional_count("headcount"),
            number_of("fte"),
        ];
        structs("roles", fields(own)).with_nullable(true)
    }
}

/// How many practices told of each group, as a column of an export.
pub(super) fn reporting() -> Field {
    let own = ["gp", "nurse", "direct_patient_care", "admin", "all"];
    structure("practices_reporting", own.map(count))
}

/// A column of structures.
fn structure<const N: usize>(name: &str, own: [Field; N]) -> Field {
    Field::new(name, DataType::Struct(fields(own).into()), false)
}

/// Why figures are null.
pub(super) fn missing(level: Level, figures: &StaffFigures) -> Vec<Missing> {
    let StaffFigures { patients, gp, nurse, direct_patient_care: care, admin, total, .. } = figures;
    // Editions do not have every figure of GPs that practices told of.
    let no_gps = gp.headcount.is_none() && gp.fte.is_none();
    let of_gps = if no_gps { Reason::NotSubmitted } else { Reason::NotCollected };
    let rated = patients.is_some() && (level == Level::Practice || total.fte.is_some());
    let ratio = |fte: Option<f64>| match rated && fte.is_some() {
        true => Reason::NotApplicable,
        false => Reason::NotSubmitted,
    };
    let untold = Reason::NotSubmitted;
    let per_gp = figures.patients_per_fully_qualified_gp_fte;
    let figures = [
        ("total_patients", patients.is_none(), untold),
        ("gp.headcount", gp.headcount.is_none(), untold),
        ("gp.fte", gp.fte.is_none(), untold),
        ("gp.fully_qualified_headcount", gp.fully_qualified_headcount.is_none(), of_gps),
        ("gp.fully_qualified_fte", gp.fully_qualified_fte.is_none(), of_gps),
        ("gp.trainee_fte", gp.trainee_fte.is_none(), of_gps),
        ("gp.locum_fte", gp.locum_fte.is_none(), of_gps),
        ("nurse.headcount", nurse.headcount.is_none(), untold),
        ("nurse.fte", nurse.fte.is_none(), untold),
        ("direct_patient_care.headcount", care.headcount.is_none(), untold),
        ("direct_patient_care.fte", care.fte.is_none(), untold),
        ("admin.headcount", admin.headcount.is_none(), untold),
        ("admin.fte", admin.fte.is_none(), untold),
        ("total_headcount", total.headcount.is_none(), untold),
        ("total_fte", total.fte.is_none(), untold),
        ("patients_per_fully_qualified_gp_fte", per_gp.is_none(), ratio(gp.fully_qualified_fte)),
        ("fte_per_1000_patients", figures.fte_per_1000_patients.is_none(), ratio(total.fte)),
    ];
    let missing = figures.into_iter().filter(|(_, is_null, _)| *is_null);
    missing.map(|(field, _, reason)| Missing::new(field, reason)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_have_their_reasons() {
        let group = |fte| Group { headcount: Some(1), fte: Some(fte) };
        let gp = Gp {
            headcount: Some(1),
            fte: Some(0.5),
            fully_qualified_headcount: Some(1),
            fully_qualified_fte: Some(0.5),
            trainee_fte: Some(0.0),
            locum_fte: Some(0.0),
        };
        let all = StaffFigures {
            patients: Some(100),
            gp,
            nurse: group(0.5),
            direct_patient_care: group(0.5),
            admin: group(0.5),
            total: group(2.0),
            patients_per_fully_qualified_gp_fte: Some(200.0),
            fte_per_1000_patients: Some(20.0),
            ..StaffFigures::default()
        };
        let no_nurse = StaffFigures {
            nurse: Group::default(),
            total: Group::default(),
            fte_per_1000_patients: None,
            ..all.clone()
        };
        let only_trainees = StaffFigures {
            gp: Gp { fully_qualified_fte: Some(0.0), locum_fte: None, ..gp },
            patients_per_fully_qualified_gp_fte: None,
            ..all.clone()
        };
        let untold = |field| Missing::new(field, Reason::NotSubmitted);
        for (figures, expected) in [
            (all, vec![]),
            (
                no_nurse,
                vec![
                    untold("nurse.headcount"),
                    untold("nurse.fte"),
                    untold("total_headcount"),
                    untold("total_fte"),
                    untold("fte_per_1000_patients"),
                ],
            ),
            (
                only_trainees,
                vec![
                    Missing::new("gp.locum_fte", Reason::NotCollected),
                    Missing::new("patients_per_fully_qualified_gp_fte", Reason::NotApplicable),
                ],
            ),
        ] {
            assert_eq!(missing(Level::Practice, &figures), expected);
        }
    }
}
