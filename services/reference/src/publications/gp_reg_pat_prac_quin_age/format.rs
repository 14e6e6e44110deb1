use crate::domain::{Code, Level};
use crate::publications::snapshot::EXTRACT_DATE;
use crate::publications::{Column, Record, Reject, Table};

const ORG_TYPE: Column = Column::new("ORG_TYPE");
const ORG_CODE: Column = Column::new("ORG_CODE");
const ONS_CODE: Column = Column::new("ONS_CODE");
const POSTCODE: Column = Column::new("POSTCODE");
const SEX: Column = Column::new("SEX");
pub(super) const AGE: Column = Column::new("AGE_GROUP_5");
const PATIENTS: Column = Column::new("NUMBER_OF_PATIENTS");

pub(super) const TABLE: Table =
    Table::new(&[EXTRACT_DATE, ORG_TYPE, ORG_CODE, ONS_CODE, POSTCODE, SEX, AGE, PATIENTS]);

/// The word for all ages, and for both sexes.
pub(super) const ALL: &str = "ALL";

/// The age bands, youngest first.
pub const BANDS: [&str; 20] = [
    "0_4", "5_9", "10_14", "15_19", "20_24", "25_29", "30_34", "35_39", "40_44", "45_49", "50_54",
    "55_59", "60_64", "65_69", "70_74", "75_79", "80_84", "85_89", "90_94", "95+",
];

/// One of the 43 records of an organisation.
pub(super) struct Figure<'r> {
    pub(super) org_type: Level,
    pub(super) org_code: Option<Code>,
    pub(super) ons_code: Option<String>,
    pub(super) postcode: Option<String>,
    pub(super) sex: &'r str,
    pub(super) age: &'r str,
    pub(super) patients: u32,
}

pub(super) fn read<'r>(record: &'r Record<'_>) -> Result<Figure<'r>, Reject> {
    let word = record.text(ORG_TYPE);
    let org_type = match word {
        "GP" => Level::Practice,
        "PCN" => Level::Pcn,
        "SUB_ICB_LOCATION_CODE" => Level::SubIcb,
        "ICB" => Level::Icb,
        "Comm Region" => Level::Region,
        _ => return Err(record.reject(ORG_TYPE, format!("{word:?} is not an organisation type"))),
    };
    // Patients outside any network stand under the network `U`.
    let org_code = match org_type {
        Level::Pcn => record.known_code(ORG_CODE)?,
        _ => Some(record.code(ORG_CODE)?),
    };
    Ok(Figure {
        org_type,
        org_code,
        ons_code: record.known(ONS_CODE),
        postcode: record.known(POSTCODE),
        sex: record.text(SEX),
        age: record.text(AGE),
        patients: record.count(PATIENTS)?,
    })
}
