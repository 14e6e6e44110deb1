use arrow_schema::FieldRef;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::Code;
use crate::segment::{self, fields, flag, number_of, optional_count, structs, text};

/// The groups into which the NHS divides the staff of a practice.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = reference::StaffGroup)]
pub enum StaffGroup {
    /// General practitioners, those in training and locums included.
    Gp,
    /// Nurses.
    Nurse,
    /// Others who look after patients, such as pharmacists.
    DirectPatientCare,
    /// Administrative and other non-clinical staff.
    Admin,
}

impl StaffGroup {
    /// Every group, in the order in which the NHS lists them.
    pub const ALL: [Self; 4] = [Self::Gp, Self::Nurse, Self::DirectPatientCare, Self::Admin];
}

/// Whether a practice told of a staff group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = reference::DataSource)]
pub enum DataSource {
    /// It told of everybody.
    Provided,
    /// It told of some, or left out hours, which the NHS estimated.
    Partial,
    /// It told nothing: it has no figures for the group.
    None,
}

/// Those of a staff group who do the same work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// The group.
    pub staff_group: StaffGroup,
    /// The words of the heading, such as `SAL_BY_PRAC`.
    pub role: String,
    /// People.
    pub headcount: Option<u32>,
    /// Full-time equivalents: weeks of 37.5 hours.
    pub fte: Option<f64>,
}

/// The staff of a practice. Missing figures are none and never 0; those of a
/// staff group are missing if and only if its source is `none`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The practice.
    pub practice_code: Code,
    /// Upper case as published.
    pub practice_name: String,
    /// The network; none where there is none, and before there were any.
    pub pcn_code: Option<Code>,
    /// The network's name.
    pub pcn_name: Option<String>,
    /// The sub-ICB location, before mid 2022 the CCG.
    pub sub_icb_code: Option<Code>,
    /// Its name.
    pub sub_icb_name: Option<String>,
    /// The integrated care board, before mid 2022 the STP.
    pub icb_code: Option<Code>,
    /// Its name.
    pub icb_name: Option<String>,
    /// The NHS England region.
    pub region_code: Option<Code>,
    /// Its name.
    pub region_name: Option<String>,
    /// Registered patients.
    pub patients: Option<u32>,
    /// All GPs.
    pub gp_headcount: Option<u32>,
    /// Their full-time equivalents.
    pub gp_fte: Option<f64>,
    /// GPs who are not in training.
    pub gp_fully_qualified_headcount: Option<u32>,
    /// Their full-time equivalents.
    pub gp_fully_qualified_fte: Option<f64>,
    /// The edition does not have fully qualified GPs; they are all GPs less
    /// registrars and foundation doctors.
    pub fully_qualified_derived: bool,
    /// Full-time equivalents of registrars and foundation doctors.
    pub gp_trainee_fte: Option<f64>,
    /// Full-time equivalents of locums.
    pub gp_locum_fte: Option<f64>,
    /// Whether the practice told of its GPs.
    pub gp_source: DataSource,
    /// Nurses.
    pub nurse_headcount: Option<u32>,
    /// Their full-time equivalents.
    pub nurse_fte: Option<f64>,
    /// Whether the practice told of its nurses.
    pub nurse_source: DataSource,
    /// Staff in direct patient care.
    pub direct_patient_care_headcount: Option<u32>,
    /// Their full-time equivalents.
    pub direct_patient_care_fte: Option<f64>,
    /// Whether the practice told of them.
    pub direct_patient_care_source: DataSource,
    /// Administrative staff.
    pub admin_headcount: Option<u32>,
    /// Their full-time equivalents.
    pub admin_fte: Option<f64>,
    /// Whether the practice told of them.
    pub admin_source: DataSource,
    /// The roles that have a figure, by group and word.
    pub roles: Vec<Role>,
}

impl segment::Row for Row {
    fn fields() -> Vec<FieldRef> {
        let role = [
            text("staff_group").with_nullable(false),
            text("role").with_nullable(false),
            optional_count("headcount"),
            number_of("fte"),
        ];
        fields([
            text("practice_code").with_nullable(false),
            text("practice_name").with_nullable(false),
            text("pcn_code"),
            text("pcn_name"),
            text("sub_icb_code"),
            text("sub_icb_name"),
            text("icb_code"),
            text("icb_name"),
            text("region_code"),
            text("region_name"),
            optional_count("patients"),
            optional_count("gp_headcount"),
            number_of("gp_fte"),
            optional_count("gp_fully_qualified_headcount"),
            number_of("gp_fully_qualified_fte"),
            flag("fully_qualified_derived"),
            number_of("gp_trainee_fte"),
            number_of("gp_locum_fte"),
            text("gp_source").with_nullable(false),
            optional_count("nurse_headcount"),
            number_of("nurse_fte"),
            text("nurse_source").with_nullable(false),
            optional_count("direct_patient_care_headcount"),
            number_of("direct_patient_care_fte"),
            text("direct_patient_care_source").with_nullable(false),
            optional_count("admin_headcount"),
            number_of("admin_fte"),
            text("admin_source").with_nullable(false),
            structs("roles", fields(role)),
        ])
    }

    fn key(&self) -> String {
        self.practice_code.to_string()
    }
}
