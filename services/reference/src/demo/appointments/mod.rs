//! Appointments in General Practice: the practice-level crosstab of a month,
//! and the mapping that comes with it.

mod combinations;

use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use csv::{ByteRecord, Writer};

use super::england::{England, Practice};
use super::files::{Archive, statistics};
use super::{Shares, draw};
use combinations::{Combination, USUAL, combinations};

/// What the zip of a month holds, in the order to import it.
pub(super) const PUBLICATIONS: [&str; 2] =
    ["practice-level-crosstab-mapping", "practice-level-crosstab"];

/// Of the crosstab's columns, how many come before what is counted by.
const ABOUT_PRACTICE: usize = 8;

const CROSSTAB: [&str; 14] = [
    "APPOINTMENT_MONTH_START_DATE",
    "GP_CODE",
    "GP_NAME",
    "SUPPLIER",
    "PCN_CODE",
    "PCN_NAME",
    "SUB_ICB_LOCATION_CODE",
    "SUB_ICB_LOCATION_NAME",
    "HCP_TYPE",
    "APPT_MODE",
    "NATIONAL_CATEGORY",
    "TIME_BETWEEN_BOOK_AND_APPT",
    "COUNT_OF_APPOINTMENTS",
    "APPT_STATUS",
];

const MAPPING: [&str; 11] = [
    "GP_CODE",
    "GP_NAME",
    "SUPPLIER",
    "PCN_CODE",
    "PCN_NAME",
    "SUB_ICB_LOCATION_CODE",
    "SUB_ICB_LOCATION_NAME",
    "ICB_CODE",
    "ICB_NAME",
    "REGION_CODE",
    "REGION_NAME",
];

/// Writes the appointments of a month as published in most months: a zip of
/// the crosstab and its mapping. England has some 177 lines a practice.
pub fn write_appointments(
    england: &England,
    month: NaiveDate,
    folder: &Path,
) -> io::Result<PathBuf> {
    let name = crosstab_name("", month);
    let mut archive = Archive::create(folder.join(format!("{name}.zip")))?;
    let mut crosstab = archive.table(&format!("{name}.csv"), &CROSSTAB)?;
    write_lines(&mut crosstab, england, month, england.listed(month))?;
    drop(crosstab);
    let mut mapping = archive.table("Mapping.csv", &MAPPING)?;
    for practice in england.listed(month) {
        mapping.write_record(mapping_row(england, practice, month))?;
    }
    mapping.flush()?;
    drop(mapping);
    archive.finish()
}

/// Writes the crosstab of a month alone, not zipped.
pub fn write_crosstab(england: &England, month: NaiveDate, folder: &Path) -> io::Result<PathBuf> {
    let path = folder.join(format!("{}.csv", crosstab_name("", month)));
    let mut crosstab = statistics(&path, &CROSSTAB)?;
    write_lines(&mut crosstab, england, month, england.listed(month))?;
    Ok(path)
}

/// Writes the crosstab of a month as published in some months: one file for
/// the practices in the first half of the regions, one for the others.
pub fn write_crosstab_halves(
    england: &England,
    month: NaiveDate,
    folder: &Path,
) -> io::Result<[PathBuf; 2]> {
    let half = |name: &str, first: bool| {
        let path = folder.join(format!("{}.csv", crosstab_name(name, month)));
        let mut crosstab = statistics(&path, &CROSSTAB)?;
        let own = |practice: &&Practice| is_in_first_half(england, practice) == first;
        write_lines(&mut crosstab, england, month, england.listed(month).filter(own))?;
        Ok::<_, io::Error>(path)
    };
    Ok([half("London_East_South_", true)?, half("Midlands_North_", false)?])
}

/// `Practice_Level_Crosstab_Jan_26`.
fn crosstab_name(regions: &str, month: NaiveDate) -> String {
    format!("Practice_Level_Crosstab_{regions}{}", month.format("%b_%y"))
}

fn is_in_first_half(england: &England, practice: &Practice) -> bool {
    let own = &england.geography(practice.sub_icb).region.code;
    let half = england.regions.len().div_ceil(2);
    england.regions.iter().take(half).any(|region| region.code == *own)
}

fn mapping_row<'a>(england: &'a England, practice: &'a Practice, on: NaiveDate) -> [&'a str; 11] {
    let place = england.geography(practice.sub_icb);
    let (pcn, pcn_name) = england.pcn_cells(practice, on);
    [
        &practice.code,
        &practice.name,
        supplier(practice),
        pcn,
        pcn_name,
        &place.sub_icb.code,
        &place.sub_icb.name,
        &place.board.code,
        &place.board.name,
        &place.region.code,
        &place.region.name,
    ]
}

/// The lines of the crosstab. A million of them are written for England, so
/// that one record serves for all.
fn write_lines<'a, W: io::Write>(
    crosstab: &mut Writer<W>,
    england: &England,
    month: NaiveDate,
    practices: impl Iterator<Item = &'a Practice>,
) -> io::Result<()> {
    let date = month.format("%d%b%Y").to_string().to_uppercase();
    let combinations = combinations();
    let mut record = ByteRecord::new();
    for practice in practices {
        record.clear();
        record.push_field(date.as_bytes());
        let about = mapping_row(england, practice, month);
        about.iter().take(ABOUT_PRACTICE - 1).for_each(|cell| record.push_field(cell.as_bytes()));
        for (combination, count) in appointments(practice, month, &combinations) {
            let [hcp_type, mode, category, wait, status] = combination.words;
            record.truncate(ABOUT_PRACTICE);
            for cell in [hcp_type, mode, category, wait, &count.to_string(), status] {
                record.push_field(cell.as_bytes());
            }
            crosstab.write_byte_record(&record)?;
        }
    }
    crosstab.flush()
}

/// The appointments of a practice, by combination; none where it has no
/// patients, and never a combination without any.
fn appointments<'a>(
    practice: &Practice,
    month: NaiveDate,
    combinations: &'a [Combination],
) -> Vec<(&'a Combination, u64)> {
    let total = total(practice, month);
    let date = month.to_string();
    let mut weighed: Vec<(&Combination, u64)> = combinations
        .iter()
        .enumerate()
        .filter_map(|(index, one)| {
            let drawn = u64::from(draw(&practice.code, &format!("{date} {index}"), 200));
            let has = index < USUAL || drawn.is_multiple_of(2);
            // More or less usual here than elsewhere by up to a half.
            has.then(|| (one, one.weight * (50 + drawn / 2)))
        })
        .collect();
    weighed.truncate(usize::try_from(total).unwrap_or(usize::MAX));
    let least = u64::try_from(weighed.len()).unwrap_or_default();
    let whole: u64 = weighed.iter().map(|(_, weight)| weight).sum();
    let mut shares = Shares::of(total - least, whole);
    weighed.into_iter().map(|(one, weight)| (one, 1 + shares.next(weight))).collect()
}

/// About one appointment for every two patients.
fn total(practice: &Practice, month: NaiveDate) -> u64 {
    let patients = u64::from(practice.registered(month).total());
    let own = draw(&practice.code, "appointments", 181);
    let wobble = draw(&practice.code, &format!("appointments {month}"), 41);
    patients * u64::from(400 + own + wobble) / 1_000
}

/// Who supplies the appointments system; some have a second supplier.
fn supplier(practice: &Practice) -> &'static str {
    match (practice.supplier, draw(&practice.code, "online supplier", 60)) {
        ("EMIS", 0 | 1) => "EMIS/EVERGREENLIFE",
        ("TPP", 0 | 1) => "TPP/EVERGREENLIFE",
        ("EMIS", 2) => "EMIS/TPP",
        ("TPP", 2) => "TPP/EMIS",
        ("Unknown", _) => "MEDICUS",
        (supplier, _) => supplier,
    }
}

#[cfg(test)]
mod tests;
