//! General Practice Workforce: the practice-level tables of a month.

mod columns;
mod roles;
mod staff;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use csv::ByteRecord;

use super::england::{England, Practice};
use super::files::Archive;
use super::patients::BandCounts;
use crate::domain::Month;
use columns::{Measure, columns};
use roles::{Group, Kind};
use staff::{Member, staff};

/// The first columns: who it is about.
const ABOUT: [&str; 10] = [
    "PRAC_CODE",
    "PRAC_NAME",
    "PCN_CODE",
    "PCN_NAME",
    "SUB_ICB_CODE",
    "SUB_ICB_NAME",
    "ICB_CODE",
    "ICB_NAME",
    "REGION_CODE",
    "REGION_NAME",
];

/// Patients of each sex: an age band, and how many five-year bands it has.
const PATIENTS: [(&str, usize); 7] = [
    ("0TO4", 1),
    ("5TO14", 2),
    ("15TO44", 6),
    ("45TO64", 4),
    ("65TO74", 2),
    ("75TO84", 2),
    ("85PLUS", 3),
];

const SOURCES: [(&str, Group); 4] = [
    ("GP_SOURCE", Group::Gps),
    ("NURSE_SOURCE", Group::Nurses),
    ("DPC_SOURCE", Group::DirectPatientCare),
    ("ADMIN_SOURCE", Group::Admin),
];

const PROVIDED: &str = "Fully provided";
const ESTIMATED: &str = "Fully estimated - no data provided";

/// One practice in so many did not report its nurses: which, counted from 0.
const UNREPORTED: (usize, usize) = (64, 25);

/// In totals, and in neither sex.
const UNKNOWN_SEX: &str = "TOTAL_UNKNOWN_GENDER";

const HIGH_LEVEL: [&str; 6] =
    ["PRAC_CODE", "PRAC_NAME", "STAFF_GROUP", "DETAILED_STAFF_ROLE", "MEASURE", "VALUE"];

/// Writes the zip of the month that the snapshot ends.
pub(super) fn write(england: &England, snapshot: NaiveDate, folder: &Path) -> io::Result<PathBuf> {
    let edition = Edition::of(england, snapshot);
    let zip = folder.join(format!("GPWPracticeCSV.{}.zip", snapshot.format("%m%Y")));
    let mut archive = Archive::create(zip)?;
    write_detailed(&edition, &mut archive)?;
    write_high_level(&edition, &mut archive)?;
    archive.finish()
}

/// What a month is published of.
struct Edition<'a> {
    england: &'a England,
    /// Its first day.
    month: NaiveDate,
    practices: Vec<Workplace<'a>>,
}

/// A practice and its staff.
struct Workplace<'a> {
    practice: &'a Practice,
    staff: Vec<Member>,
    /// Whether it reported its nurses.
    nurses: bool,
}

impl Workplace<'_> {
    fn reported(&self, group: Group) -> bool {
        group != Group::Nurses || self.nurses
    }
}

impl<'a> Edition<'a> {
    fn of(england: &'a England, snapshot: NaiveDate) -> Self {
        let month = Month::of(snapshot).first();
        let (one_in, own) = UNREPORTED;
        let practices = england.listed(month).enumerate().map(|(number, practice)| {
            let nurses = number % one_in != own;
            let mut staff = staff(practice, month);
            staff.retain(|member| nurses || member.group != Group::Nurses);
            Workplace { practice, staff, nurses }
        });
        Self { england, month, practices: practices.collect() }
    }

    /// `1 General Practice – January 2026 Practice Level - Detailed.csv`, of
    /// which the first dash is longer than the second.
    fn member(&self, number: u32, name: &str) -> String {
        let month = self.month.format("%B %Y");
        format!("{number} General Practice \u{2013} {month} Practice Level - {name}.csv")
    }
}

/// The table with a row for each practice.
fn write_detailed(edition: &Edition<'_>, archive: &mut Archive) -> io::Result<()> {
    let columns = columns();
    let mut table = archive.marked_table(&edition.member(1, "Detailed"), &detailed_header())?;
    let mut record = ByteRecord::new();
    for place in &edition.practices {
        record.clear();
        let counts = place.practice.registered(edition.month);
        let mut add = |cell: &str| record.push_field(cell.as_bytes());
        about(edition, place.practice).iter().for_each(|cell| add(cell));
        patients(&counts).iter().for_each(|count| add(&count.to_string()));
        for (_, group) in SOURCES {
            add(if place.reported(group) { PROVIDED } else { ESTIMATED });
        }
        for column in &columns {
            add(&column.cell(&place.staff, |group| place.reported(group)));
        }
        let unknown = place.staff.iter().filter(|member| member.sex.is_none()).count();
        add(&unknown.to_string());
        table.write_byte_record(&record)?;
    }
    table.flush()
}

fn detailed_header() -> Vec<String> {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let mut header = owned(&ABOUT);
    header.extend(owned(&["TOTAL_PATIENTS", "TOTAL_MALE", "TOTAL_FEMALE"]));
    for sex in ["MALE", "FEMALE"] {
        header.extend(PATIENTS.map(|(band, _)| format!("{sex}_PATIENTS_{band}")));
    }
    header.extend(owned(&SOURCES.map(|(heading, _)| heading)));
    header.extend(columns().iter().map(columns::Column::heading));
    header.push(UNKNOWN_SEX.to_owned());
    header
}

fn about<'a>(edition: &Edition<'a>, practice: &'a Practice) -> [Cow<'a, str>; 10] {
    let place = edition.england.geography(practice.sub_icb);
    let (pcn, pcn_name) = edition.england.pcn_cells(practice, edition.month);
    // Boards have a shorter name here than in other publications.
    let board = place.board.name.replace("Integrated Care Board", "ICB");
    [
        practice.code.as_str().into(),
        practice.name.as_str().into(),
        pcn.into(),
        pcn_name.into(),
        place.sub_icb.code.as_str().into(),
        place.sub_icb.name.as_str().into(),
        place.board.code.as_str().into(),
        board.into(),
        place.region.code.as_str().into(),
        place.region.name.as_str().into(),
    ]
}

/// All, those of each sex, and those in each age band of men, then of women.
fn patients(counts: &BandCounts) -> Vec<u32> {
    let (men, women): (u32, u32) = (counts.male.iter().sum(), counts.female.iter().sum());
    let mut patients = vec![counts.total(), men, women];
    for bands in [counts.male, counts.female] {
        let mut bands = bands.into_iter();
        patients.extend(PATIENTS.map(|(_, together)| bands.by_ref().take(together).sum::<u32>()));
    }
    patients
}

/// The table with a row for each practice, role and measure.
fn write_high_level(edition: &Edition<'_>, archive: &mut Archive) -> io::Result<()> {
    let mut table = archive.marked_table(&edition.member(3, "High level"), &HIGH_LEVEL)?;
    for place in &edition.practices {
        for group in Group::ALL {
            let roles = group.roles().iter().enumerate();
            for (index, role) in roles.filter(|(_, role)| role.kind != Kind::Discontinued) {
                for (name, measure) in
                    [("FTE", Measure::FullTimeEquivalent), ("Headcount", Measure::Headcount)]
                {
                    let own = |member: &&Member| member.group == group && member.role == index;
                    let value = match measure.of(place.staff.iter().filter(own)) {
                        _ if !place.reported(group) => Cow::Borrowed("NA"),
                        whole if !whole.contains('.') => Cow::Owned(format!("{whole}.0")),
                        value => value,
                    };
                    let practice = place.practice;
                    let row: [&str; 6] =
                        [&practice.code, &practice.name, group.name(), role.name, name, &value];
                    table.write_record(row)?;
                }
            }
        }
    }
    table.flush()
}
