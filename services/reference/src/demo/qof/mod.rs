//! The Quality and Outcomes Framework: the files published of a year.

mod achievement;
mod groups;
mod indicators;
mod prevalence;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use chrono::{Months, NaiveDate};

use super::day;
use super::england::{Area, England, Practice};
use super::files::Archive;
use super::patients::BandCounts;
use crate::domain::FinancialYear;
use groups::{GROUPS, Group};
use indicators::{INDICATORS, Indicator, total_points};

/// What the zip of a year holds, in the order to import it.
pub(super) const PUBLICATIONS: [&str; 5] = [
    "qof-mapping-indicators",
    "qof-mapping-nhs-geographies",
    "qof-achievement",
    "qof-prevalence",
    "qof-organisation-reference",
];

/// From this year on registers are published with a decimal place.
const DECIMALS: NaiveDate = day(2024, 4, 1);

/// From 1 April to the day that patients are counted for a year's payments.
const MONTHS_TO_COUNT: Months = Months::new(9);

const INDICATORS_HEADER: [&str; 10] = [
    "INDICATOR_CODE",
    "INDICATOR_DESCRIPTION",
    "INDICATOR_POINT_VALUE",
    "GROUP_CODE",
    "GROUP_DESCRIPTION",
    "SUB_DOMAIN_CODE",
    "SUB_DOMAIN_DESCRIPTION",
    "DOMAIN_CODE",
    "DOMAIN_DESCRIPTION",
    "PATIENT_LIST_TYPE",
];

const GEOGRAPHIES_HEADER: [&str; 16] = [
    "NAT_ONS_CODE",
    "NAT_CODE",
    "NAT_COUNTRY",
    "REGION_ODS_CODE",
    "REGION_ONS_CODE",
    "REGION_NAME",
    "ICB_ODS_CODE",
    "ICB_ONS_CODE",
    "ICB_NAME",
    "SUB_ICB_ODS_CODE",
    "SUB_ICB_ONS_CODE",
    "SUB_ICB_NAME",
    "PCN_ODS_CODE",
    "PCN_NAME",
    "PRACTICE_CODE",
    "PRACTICE_NAME",
];

const ORGANISATIONS_HEADER: [&str; 2] = ["PRACTICE_CODE", "REVISED_MAX_POINTS"];

/// Writes the zip of a year.
pub(super) fn write(england: &England, year: FinancialYear, folder: &Path) -> io::Result<PathBuf> {
    let edition = Edition::of(england, year);
    let mut archive = Archive::create(folder.join(format!("QOF{}.zip", edition.pair)))?;
    for region in &england.regions {
        achievement::write(&edition, region, &mut archive)?;
    }
    prevalence::write(&edition, &mut archive)?;
    write_indicators(&edition, &mut archive)?;
    write_geographies(&edition, &mut archive)?;
    write_organisations(&edition, &mut archive)?;
    archive.finish()
}

/// What a year is published of.
struct Edition<'a> {
    england: &'a England,
    /// `2025/26`, for draws.
    year: String,
    /// `2526`, which names end in.
    pair: String,
    /// When its patients are counted.
    counted: NaiveDate,
    /// Whether registers have a decimal place.
    decimals: bool,
    /// The practices with patients.
    practices: Vec<(&'a Practice, BandCounts)>,
}

impl<'a> Edition<'a> {
    fn of(england: &'a England, year: FinancialYear) -> Self {
        let counted = year.start() + MONTHS_TO_COUNT;
        let practices = england
            .listed(counted)
            .map(|practice| (practice, practice.registered(counted)))
            .filter(|(_, counts)| counts.total() > 0);
        Self {
            england,
            year: year.to_string(),
            pair: year.pair(""),
            counted,
            decimals: year.start() >= DECIMALS,
            practices: practices.collect(),
        }
    }

    /// The patients of a group.
    fn patients(&self, group: &Group, practice: &Practice, counts: &BandCounts) -> u32 {
        group.patients(practice, counts, &self.year)
    }
}

/// Each indicator with its group.
fn indicators() -> impl Iterator<Item = (&'static Indicator, &'static Group)> {
    let group = |indicator: &Indicator| GROUPS.iter().find(|one| one.code == indicator.group());
    INDICATORS.iter().filter_map(move |indicator| Some((indicator, group(indicator)?)))
}

fn write_indicators(edition: &Edition<'_>, archive: &mut Archive) -> io::Result<()> {
    let name = format!("MAPPING_INDICATORS_{}.csv", edition.pair);
    let mut table = archive.table(&name, &INDICATORS_HEADER)?;
    for (indicator, group) in indicators() {
        let points = indicator.points.to_string();
        let row: [&str; 10] = [
            indicator.code,
            indicator.description,
            &points,
            group.code,
            group.name,
            group.domain.sub.0,
            group.domain.sub.1,
            group.domain.whole.0,
            group.domain.whole.1,
            group.list.name,
        ];
        table.write_record(row)?;
    }
    table.flush()
}

fn write_geographies(edition: &Edition<'_>, archive: &mut Archive) -> io::Result<()> {
    let name = format!("MAPPING_NHS_GEOGRAPHIES_{}.csv", edition.pair);
    let mut table = archive.table(&name, &GEOGRAPHIES_HEADER)?;
    for (practice, _) in &edition.practices {
        let place = edition.england.geography(practice.sub_icb);
        let (pcn, pcn_name) = edition.england.pcn_cells(practice, edition.counted);
        let area = |area: &Area| [area.code.clone(), area.ons_code.clone(), area.name.clone()];
        table.write_record(
            ["E92000001", "ENG", "England"]
                .map(str::to_owned)
                .into_iter()
                .chain([place.region, place.board, place.sub_icb].into_iter().flat_map(area))
                .chain([pcn, pcn_name, &practice.code, &practice.name].map(str::to_owned)),
        )?;
    }
    table.flush()
}

/// Points are out of reach where nobody is on the register they are for.
fn write_organisations(edition: &Edition<'_>, archive: &mut Archive) -> io::Result<()> {
    let name = format!("ORGANISATION_REFERENCE_{}.csv", edition.pair);
    let mut table = archive.table(&name, &ORGANISATIONS_HEADER)?;
    for (practice, counts) in &edition.practices {
        let lost: u32 = indicators()
            .filter(|(_, group)| edition.patients(group, practice, counts) == 0)
            .map(|(indicator, _)| indicator.points)
            .sum();
        table.write_record([practice.code.clone(), (total_points() - lost).to_string()])?;
    }
    table.flush()
}
