//! The table of PCNs.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::{Edition, Money, Patients, pounds};
use crate::demo::england::{England, Pcn};
use crate::demo::files::marked_statistics;
use crate::domain::FinancialYear;

const ABOUT: [&str; 7] = [
    "ICB Code",
    "ICB Name",
    "PCN Code",
    "PCN Name",
    "Average Number of\nRegistered Patients",
    "Average Number of\nWeighted Patients",
    "Total NHS Payments to\nPrimary Care Networks",
];

/// What PCNs are paid for: how many of a hundred, and how many pence a
/// weighted patient.
const LINES: [(&str, u32, i64); 7] = [
    ("PCN Participation", 100, 176),
    ("PCN Leadership", 97, 73),
    ("PCN Support", 90, 151),
    ("PCN Workforce", 99, 1_905),
    ("PCN Care Home Premium", 85, 61),
    ("PCN Extended Hours Access", 98, 762),
    ("PCN Investment and Impact Fund", 95, 118),
];

/// Writes the PCNs that had members in a year, with the patients of those.
pub(in crate::demo) fn write(
    england: &England,
    year: FinancialYear,
    folder: &Path,
) -> io::Result<PathBuf> {
    let path = folder.join(format!("nhspaymentsgp-{}-pcn-csv.csv", year.pair("-")));
    let edition = Edition::of(england, year);
    let header: Vec<&str> = ABOUT.into_iter().chain(LINES.map(|(heading, ..)| heading)).collect();
    let mut table = marked_statistics(&path, &header)?;
    for (pcn, patients) in pcns(&edition).into_values() {
        table.write_record(row(&edition, pcn, patients))?;
    }
    table.flush()?;
    Ok(path)
}

/// By code: the PCNs with their patients.
fn pcns<'a>(edition: &Edition<'a>) -> BTreeMap<&'a str, (&'a Pcn, Patients)> {
    let mut pcns = BTreeMap::new();
    for practice in edition.practices() {
        let Some(pcn) = edition.england.pcn(practice, edition.membership_day()) else { continue };
        let own = edition.patients(practice);
        let (_, patients) =
            pcns.entry(pcn.code.as_str()).or_insert_with(|| (pcn, Patients::default()));
        patients.registered += own.registered;
        patients.weighted += own.weighted;
    }
    pcns
}

fn row(edition: &Edition<'_>, pcn: &Pcn, patients: Patients) -> Vec<String> {
    let board = edition.england.geography(pcn.sub_icb).board;
    let lines = LINES.map(|(heading, share, pence)| -> Money {
        let paid = edition.draw(&pcn.code, heading, 100) < i64::from(share);
        let percent = 90 + edition.draw(&pcn.code, &format!("{heading} paid"), 21);
        if paid { patients.paid(pence) * percent / 100 } else { 0 }
    });
    let about = [&board.code, &board.name, &pcn.code, &pcn.name].map(String::clone);
    let amounts = [lines.iter().sum::<Money>()].into_iter().chain(lines);
    about.into_iter().chain(patients.cells()).chain(amounts.map(pounds)).collect()
}
