//! What the staff of practices do.

/// A staff group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Gps,
    Nurses,
    DirectPatientCare,
    Admin,
}

impl Group {
    pub(super) const ALL: [Self; 4] =
        [Self::Gps, Self::Nurses, Self::DirectPatientCare, Self::Admin];

    /// What the high-level table calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gps => "GP",
            Self::Nurses => "Nurses",
            Self::DirectPatientCare => "Direct Patient Care",
            Self::Admin => "Admin/Non-Clinical",
        }
    }

    /// What its headings have for the whole of it, and before a role.
    pub(super) fn stems(self) -> (&'static str, &'static str) {
        match self {
            Self::Gps => ("GP", "GP"),
            Self::Nurses => ("NURSES", "N"),
            Self::DirectPatientCare => ("DPC", "DPC"),
            Self::Admin => ("ADMIN", "ADMIN"),
        }
    }

    /// What its members can be.
    pub(super) fn roles(self) -> &'static [Role] {
        match self {
            Self::Gps => &GPS,
            Self::Nurses => &NURSES,
            Self::DirectPatientCare => &DIRECT_PATIENT_CARE,
            Self::Admin => &ADMIN,
        }
    }

    /// The age bands it is published in, youngest first.
    pub(super) fn ages(self) -> &'static [&'static str] {
        match self {
            Self::Gps => &GP_AGES,
            _ => &AGES,
        }
    }
}

/// What somebody does.
pub(super) struct Role {
    /// In headings of the detailed table.
    pub(super) code: &'static str,
    /// In the high-level table.
    pub(super) name: &'static str,
    /// How many of the group do it, in no particular unit.
    pub(super) share: u32,
    pub(super) kind: Kind,
}

/// What sets roles apart in totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Permanent,
    Trainee,
    Locum,
    /// Nobody is counted in it any more: its cells are blank.
    Discontinued,
}

const fn role(code: &'static str, name: &'static str, share: u32) -> Role {
    Role { code, name, share, kind: Kind::Permanent }
}

const fn trainee(code: &'static str, name: &'static str, share: u32) -> Role {
    Role { code, name, share, kind: Kind::Trainee }
}

const fn locum(code: &'static str, name: &'static str, share: u32) -> Role {
    Role { code, name, share, kind: Kind::Locum }
}

const fn discontinued(code: &'static str) -> Role {
    Role { code, name: "", share: 0, kind: Kind::Discontinued }
}

static GPS: [Role; 14] = [
    role("SEN_PTNR", "Senior Partners", 9),
    role("PTNR_PROV", "Partner/Provider", 28),
    role("SAL_BY_PRAC", "Salaried By Practice", 28),
    role("SAL_BY_OTH", "Salaried By Other", 2),
    trainee("TRN_GR_ST1", "Training Grade ST1", 6),
    trainee("TRN_GR_ST2", "Training Grade ST2", 6),
    trainee("TRN_GR_ST3", "Training Grade ST3", 10),
    trainee("TRN_GR_ST4", "Training Grade ST4", 1),
    trainee("TRN_GR_OTH", "Training Grade Other", 1),
    trainee("TRN_GR_F1_2", "Training Grade F1/2", 4),
    role("RET", "Retainers", 1),
    locum("LOCUM_VAC", "Locum - Covering Vacancy", 2),
    locum("LOCUM_ABS", "Locum - Covering Absence", 1),
    locum("LOCUM_OTH", "Locum - Other", 2),
];

static NURSES: [Role; 9] = [
    role("PRAC_NURSE", "Practice Nurse", 60),
    role("ADV_NURSE_PRAC", "Advanced Nurse Practitioner", 25),
    role("NURSE_SPEC", "Nurse Specialist", 6),
    role("EXT_ROLE_NURSE", "Extended Role Practice Nurse", 3),
    role("TRAINEE_NURSE", "Trainee Nurse", 1),
    role("NURSE_DISP", "Nurse Dispenser", 1),
    role("NURSE_PTNR", "Nursing Partner", 2),
    role("NURSE_OTH", "Other Nurse", 1),
    role("ENH_PRAC_NURSE", "Enhanced Practice Nurse", 1),
];

static DIRECT_PATIENT_CARE: [Role; 40] = [
    role("ADV_PARAMED_PRAC", "Advanced Paramedic Practitioner", 2),
    role("ADV_PHARMA_PRAC", "Advanced Pharmacist Practitioner", 2),
    role("ADV_PHYSIO_PRAC", "Advanced Physiotherapist Practitioner", 1),
    role("ADV_PODIA_PRAC", "Advanced Podiatrist Practitioner", 0),
    role("ADV_THERA_OCC_PRAC", "Advanced Occupational Therapist Practitioner", 0),
    role("DIETICIAN", "Dietician", 0),
    role("DISPENSER", "Dispenser", 16),
    role("HCA", "Healthcare Assistant", 45),
    role("PHLEB", "Phlebotomist", 9),
    role("PHARMA", "Pharmacist", 8),
    role("PHYSIO", "Physiotherapist", 1),
    role("PODIA", "Podiatrist", 0),
    role("PHYSICIAN_ASSOC", "Physician Associate", 3),
    role("THERA_COU", "Therapist - Counsellor", 1),
    role("THERA_OCC", "Therapist - Occupational Therapist", 0),
    role("THERA_OTH", "Therapist - Other", 1),
    role("NURSE_ASSOC", "Nursing Associate", 4),
    role("TRAINEE_NURSE_ASSOC", "Trainee Nursing Associate", 2),
    role("PARAMED", "Paramedic", 5),
    role("PHARMT", "Pharmacy Technician", 4),
    role("SPLW", "Social Prescribing Link Worker", 2),
    discontinued("HI_THERA"),
    discontinued("TRAINEE_HI_THERA"),
    discontinued("PSYCH_WELLB_PRAC"),
    discontinued("TRAINEE_PSYCH_WELLB_PRAC"),
    role("APP_HCA", "Apprentice - Healthcare Assistant", 1),
    role("APP_PHLEB", "Apprentice - Phlebotomist", 0),
    role("APP_PHARMA", "Apprentice - Pharmacist", 0),
    role("APP_PHYSIO", "Apprentice - Physiotherapist", 0),
    role("APP_OTH", "Apprentice - Other", 1),
    role("APPRENTICE", "Apprentice", 1),
    role("HLTH_SPRT_WRK", "Health Support Worker", 1),
    role("OTH", "Other Direct Patient Care", 5),
    role("GPA", "General Practice Assistant", 2),
    role("APP_PHYSICIAN_ASSOC", "Apprentice - Physician Associate", 0),
    role("ADV_DIETICIAN_PRAC", "Advanced Dietician Practitioner", 0),
    role("OST", "Osteopath", 0),
    role("TRAINEE_PHARMT", "Trainee Pharmacy Technician", 1),
    role("NHS_TALKING_THERA", "NHS Talking Therapies Therapist", 1),
    role("TRAINEE_NHS_TALKING_THERA", "Trainee NHS Talking Therapies Therapist", 0),
];

static ADMIN: [Role; 9] = [
    role("MANAGER", "Manager", 10),
    role("MANAGE_PTNR", "Management Partner", 1),
    role("MED_SECRETARY", "Medical Secretary", 9),
    role("RECEPT", "Receptionist", 52),
    role("TELEPH", "Telephonist", 1),
    role("ESTATES_ANC", "Estates and Ancillary", 5),
    role("OTH", "Other Admin/Non-Clinical", 20),
    role("APP", "Apprentice", 1),
    role("DT_LEAD", "Digital and Transformation Lead", 1),
];

static GP_AGES: [&str; 11] = [
    "UNDER30",
    "30TO34",
    "35TO39",
    "40TO44",
    "45TO49",
    "50TO54",
    "55TO59",
    "60TO64",
    "65TO69",
    "70PLUS",
    UNKNOWN_AGE,
];

static AGES: [&str; 12] = [
    "UNDER25",
    "25TO29",
    "30TO34",
    "35TO39",
    "40TO44",
    "45TO49",
    "50TO54",
    "55TO59",
    "60TO64",
    "65TO69",
    "70PLUS",
    UNKNOWN_AGE,
];

const UNKNOWN_AGE: &str = "UNKNOWN_AGE";

/// Where GPs qualified.
pub(super) const COUNTRIES: [&str; 12] = [
    "UK",
    "EEA",
    "EUROPE_OTHER",
    "AFRICA",
    "ASIA_OTHER",
    "ASIA_SOUTH",
    "AUS_PAC",
    "CEN_AMERICA",
    "NORTH_AMERICA",
    "SOUTH_AMERICA",
    "MIDDLE_EAST",
    "UNKNOWN",
];
