use super::roles::{Layout, Read};
use super::row::{DataSource, Role, Row, StaffGroup};
use crate::publications::{Column, Record, Reject, Table};

pub(super) const PRACTICE_CODE: Column = Column::new("PRAC_CODE");
const PRACTICE_NAME: Column = Column::new("PRAC_NAME");
// Networks began in 2019, STPs in 2016; the first edition is of 2015.
const PCN_CODE: Column = Column::new("PCN_CODE").optional();
const PCN_NAME: Column = Column::new("PCN_NAME").optional();
const SUB_ICB_CODE: Column = Column::new("SUB_ICB_CODE").or(&["CCG_CODE"]);
const SUB_ICB_NAME: Column = Column::new("SUB_ICB_NAME").or(&["CCG_NAME"]);
const ICB_CODE: Column = Column::new("ICB_CODE").or(&["STP_CODE"]).optional();
const ICB_NAME: Column = Column::new("ICB_NAME").or(&["STP_NAME"]).optional();
const REGION_CODE: Column = Column::new("REGION_CODE").or(&["COMM_REGION_CODE"]);
const REGION_NAME: Column = Column::new("REGION_NAME").or(&["COMM_REGION_NAME"]);
const PATIENTS: Column = Column::new("TOTAL_PATIENTS");
const FULLY_QUALIFIED_HEADCOUNT: Column = Column::new("TOTAL_GP_EXTG_HC").optional();
const FULLY_QUALIFIED_FTE: Column = Column::new("TOTAL_GP_EXTG_FTE").optional();

/// The columns of all staff of a group.
struct Totals {
    source: Column,
    headcount: Column,
    fte: Column,
}

const GP: Totals = Totals {
    source: Column::new("GP_SOURCE"),
    headcount: Column::new("TOTAL_GP_HC"),
    fte: Column::new("TOTAL_GP_FTE"),
};
const NURSE: Totals = Totals {
    source: Column::new("NURSE_SOURCE"),
    headcount: Column::new("TOTAL_NURSES_HC"),
    fte: Column::new("TOTAL_NURSES_FTE"),
};
const CARE: Totals = Totals {
    source: Column::new("DPC_SOURCE").optional(),
    headcount: Column::new("TOTAL_DPC_HC"),
    fte: Column::new("TOTAL_DPC_FTE"),
};
const ADMIN: Totals = Totals {
    source: Column::new("ADMIN_SOURCE"),
    headcount: Column::new("TOTAL_ADMIN_HC"),
    fte: Column::new("TOTAL_ADMIN_FTE"),
};

pub(super) const TABLE: Table = Table::new(&[
    PRACTICE_CODE,
    PRACTICE_NAME,
    PCN_CODE,
    PCN_NAME,
    SUB_ICB_CODE,
    SUB_ICB_NAME,
    ICB_CODE,
    ICB_NAME,
    REGION_CODE,
    REGION_NAME,
    PATIENTS,
    FULLY_QUALIFIED_HEADCOUNT,
    FULLY_QUALIFIED_FTE,
    GP.source,
    GP.headcount,
    GP.fte,
    NURSE.source,
    NURSE.headcount,
    NURSE.fte,
    CARE.source,
    CARE.headcount,
    CARE.fte,
    ADMIN.source,
    ADMIN.headcount,
    ADMIN.fte,
]);

/// What published files have not: it is in extracts that others make of them,
/// with several months in one.
const YEAR: Column = Column::new("YEAR");

pub(super) const EXTRACT: Table = Table::new(&[YEAR]);

/// The roles that are in training: until 2019 registrars, now training grades.
const TRAINEES: [&str; 9] = [
    "TRN_GR_ST1",
    "TRN_GR_ST2",
    "TRN_GR_ST3",
    "TRN_GR_ST4",
    "TRN_GR_OTH",
    "TRN_GR_F1_2",
    "REG_ST1_4",
    "REG_ST3_4",
    "REG_F1_2",
];

const LOCUMS: [&str; 3] = ["LOCUM_VAC", "LOCUM_ABS", "LOCUM_OTH"];

/// Words for a figure that a practice did not give. The last three are in
/// editions before 2019.
const MISSING: [&str; 8] = ["", "-", "NA", "N/A", "ND", "EST", "NS", "."];

/// No practice has as many staff; a larger figure is something else.
pub(super) const MOST_STAFF: u32 = 4_000;

/// Full-time equivalents have up to nine decimals; what is worked out from
/// them has no more.
const NINE_DECIMALS: f64 = 1e9;

/// More than rounding can do to a sum of roles.
const ROUNDING: f64 = 0.01;

pub(super) fn read(record: &Record<'_>, layout: &Layout) -> Result<Row, Reject> {
    let gp = group(record, &GP)?;
    let nurse = group(record, &NURSE)?;
    let admin = group(record, &ADMIN)?;
    let others = [&gp, &nurse, &admin].into_iter().all(Group::is_there);
    let care = group(record, &CARE)?.counting_if(others);
    let mut roles = layout.read(record)?;
    roles.retain(|role| match role.staff_group {
        StaffGroup::Gp => gp.is_there(),
        StaffGroup::Nurse => nurse.is_there(),
        StaffGroup::DirectPatientCare => care.is_there(),
        StaffGroup::Admin => admin.is_there(),
    });
    let qualified = fully_qualified(record, layout, &gp, &roles)?;
    Ok(Row {
        practice_code: record.code(PRACTICE_CODE)?,
        practice_name: record.filled(PRACTICE_NAME)?,
        pcn_code: record.known_code(PCN_CODE)?,
        pcn_name: record.known(PCN_NAME),
        sub_icb_code: record.known_code(SUB_ICB_CODE)?,
        sub_icb_name: record.known(SUB_ICB_NAME),
        icb_code: record.known_code(ICB_CODE)?,
        icb_name: record.known(ICB_NAME),
        region_code: record.known_code(REGION_CODE)?,
        region_name: record.known(REGION_NAME),
        patients: record.known_count(PATIENTS)?,
        gp_headcount: gp.headcount,
        gp_fte: gp.fte,
        gp_fully_qualified_headcount: qualified.headcount,
        gp_fully_qualified_fte: qualified.fte,
        fully_qualified_derived: qualified.derived,
        gp_trainee_fte: all_fte(&roles, &TRAINEES),
        gp_locum_fte: all_fte(&roles, &LOCUMS),
        gp_source: gp.source,
        nurse_headcount: nurse.headcount,
        nurse_fte: nurse.fte,
        nurse_source: nurse.source,
        direct_patient_care_headcount: care.headcount,
        direct_patient_care_fte: care.fte,
        direct_patient_care_source: care.source,
        admin_headcount: admin.headcount,
        admin_fte: admin.fte,
        admin_source: admin.source,
        roles,
    })
}

/// All staff of a group. It has figures if and only if its source is not none.
struct Group {
    headcount: Option<u32>,
    fte: Option<f64>,
    source: DataSource,
    /// The file says what the source is.
    told: bool,
}

fn group(record: &Record<'_>, totals: &Totals) -> Result<Group, Reject> {
    let headcount = cell(record, totals.headcount, headcount)?;
    let fte = cell(record, totals.fte, fte)?;
    let told = record.known(totals.source).map(|words| data_source(&words));
    let source = match told {
        _ if headcount.is_none() && fte.is_none() => DataSource::None,
        Some(source) => source,
        None => DataSource::Provided,
    };
    // Editions before February 2023 have 0 where a practice told nothing.
    let there = source != DataSource::None;
    Ok(Group {
        headcount: headcount.filter(|_| there),
        fte: fte.filter(|_| there),
        source,
        told: told.is_some(),
    })
}

impl Group {
    fn is_there(&self) -> bool {
        self.source != DataSource::None
    }

    /// Where a practice has no record of direct patient care the NHS writes 0.
    /// That is nobody if the practice told of all `others`, else nothing.
    fn counting_if(self, others: bool) -> Self {
        let nobody = self.headcount.unwrap_or(0) == 0 && self.fte.unwrap_or(0.0) == 0.0;
        if self.told || others || !nobody {
            return self;
        }
        Self { headcount: None, fte: None, source: DataSource::None, told: false }
    }
}

/// `Fully provided`; `Includes FTE Estimates`; `Fully estimated - no data
/// provided`, which means for all of England, the practice having no figures.
fn data_source(words: &str) -> DataSource {
    let words = words.to_lowercase();
    if words.contains("no data provided") || words.contains("fully estimated") {
        DataSource::None
    } else if words.contains("fully provided") {
        DataSource::Provided
    } else {
        DataSource::Partial
    }
}

/// GPs out of training.
#[derive(Default)]
struct FullyQualified {
    headcount: Option<u32>,
    fte: Option<f64>,
    derived: bool,
}

/// As published or, in editions that count them otherwise (`EXR`, which has
/// foundation doctors in it), all GPs less those in training.
fn fully_qualified(
    record: &Record<'_>,
    layout: &Layout,
    gp: &Group,
    roles: &[Role],
) -> Result<FullyQualified, Reject> {
    if !gp.is_there() {
        return Ok(FullyQualified::default());
    }
    if layout.has_fully_qualified() {
        let headcount = cell(record, FULLY_QUALIFIED_HEADCOUNT, headcount)?;
        let fte = cell(record, FULLY_QUALIFIED_FTE, fte)?;
        return Ok(FullyQualified { headcount, fte, derived: false });
    }
    // Who works in two roles is in the headcount of both, and once in the total.
    let trainees = of_gps(roles, &TRAINEES).filter_map(|role| role.headcount);
    let trainees = trainees.reduce(|sum, headcount| sum + headcount);
    let headcount = gp.headcount.zip(trainees).and_then(|(all, some)| all.checked_sub(some));
    let fte = gp.fte.zip(all_fte(roles, &TRAINEES)).map(|(all, trainees)| all - trainees);
    if fte.is_some_and(|fte| fte < -ROUNDING) {
        return Err(record.reject(GP.fte, "GPs in training are more than all GPs"));
    }
    let fte = fte.map(|fte| rounded(fte.max(0.0)));
    Ok(FullyQualified { headcount, fte, derived: headcount.is_some() || fte.is_some() })
}

/// The full-time equivalents of some roles of GPs.
fn all_fte(roles: &[Role], words: &[&str]) -> Option<f64> {
    let sum = of_gps(roles, words).filter_map(|role| role.fte).reduce(|sum, fte| sum + fte);
    sum.map(rounded)
}

fn of_gps<'r>(roles: &'r [Role], words: &'r [&str]) -> impl Iterator<Item = &'r Role> {
    let gps = roles.iter().filter(|role| role.staff_group == StaffGroup::Gp);
    gps.filter(move |role| words.contains(&role.role.as_str()))
}

fn rounded(fte: f64) -> f64 {
    (fte * NINE_DECIMALS).round() / NINE_DECIMALS
}

fn cell<T>(record: &Record<'_>, column: Column, read: Read<T>) -> Result<Option<T>, Reject> {
    read(record.text(column)).map_err(|reason| record.reject(column, reason))
}

/// People, if the cell has a figure; also written as `5.0`.
pub(super) fn headcount(text: &str) -> Result<Option<u32>, String> {
    if is_missing(text) {
        return Ok(None);
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let digits = whole.bytes().all(|byte| byte.is_ascii_digit());
    let people = if digits { whole.parse::<u32>().ok() } else { None };
    let people = people.filter(|people| *people <= MOST_STAFF);
    people.map(Some).ok_or_else(|| format!("{text:?} is not a headcount"))
}

/// Full-time equivalents, if the cell has a figure.
pub(super) fn fte(text: &str) -> Result<Option<f64>, String> {
    if is_missing(text) {
        return Ok(None);
    }
    let fte = text.parse::<f64>().ok().filter(|fte| (0.0..=f64::from(MOST_STAFF)).contains(fte));
    fte.map(Some).ok_or_else(|| format!("{text:?} is not a number of full-time equivalents"))
}

fn is_missing(text: &str) -> bool {
    MISSING.iter().any(|word| text.eq_ignore_ascii_case(word))
}
