//! The table of practices, in the columns of 2024/25.

use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::lines::{Contract, dispenses, headings, paid, paid_without_patients};
use super::{Edition, Money, Patients, average, pounds};
use crate::demo::draw;
use crate::demo::england::{England, Practice};
use crate::demo::files::marked_statistics;
use crate::domain::FinancialYear;

const ABOUT: [&str; 21] = [
    "NHS England (Region) code",
    "NHS England (Region) Name",
    "Sub ICB Code",
    "Sub ICB Name",
    "PCN Code",
    "PCN Name",
    "Practice Code",
    "Practice Name",
    "Practice Address",
    "Practice Postcode",
    "Practice Open Date",
    "Practice Close Date",
    "Contract Type",
    "Dispensing Practice",
    "Practice type",
    "Practice Rurality",
    "Atypical characteristics",
    "Average Number of\nRegistered Patients",
    "Average Number of\nWeighted Patients",
    "Average payments per\nregistered patient",
    "Average payments per\nweighted patient",
];

const TOTALS: [&str; 5] = [
    "Total NHS Payments to General Practice",
    "Deductions for Pensions, Levies and Prescription Charge Income",
    "Total NHS Payments to General Practice Minus Deductions",
    "Total NHS Payments to General Practice\nincluding covid vaccination payments",
    "Covid Immunisation",
];

const NO_PCN: &str = "Unknown or no PCN";

/// Writes the practices of a year; they are in no order.
pub(in crate::demo) fn write(
    england: &England,
    year: FinancialYear,
    folder: &Path,
) -> io::Result<PathBuf> {
    let path = folder.join(format!("nhspaymentsgp-{}-prac-csv.csv", year.pair("-")));
    let edition = Edition::of(england, year);
    let header: Vec<&str> = ABOUT.into_iter().chain(headings()).chain(TOTALS).collect();
    let mut table = marked_statistics(&path, &header)?;
    let mut practices: Vec<&Practice> = edition.practices().collect();
    practices.sort_by_key(|practice| draw(&practice.code, "order", 1_000_000));
    for practice in practices {
        table.write_record(row(&edition, practice, Some(Contract::of(practice))))?;
    }
    // One that is not a practice, of which nothing is known but what it was paid.
    if let Some(provider) = england.others.first() {
        table.write_record(row(&edition, provider, None))?;
    }
    table.flush()?;
    Ok(path)
}

fn row(edition: &Edition<'_>, practice: &Practice, contract: Option<Contract>) -> Vec<String> {
    let patients = contract.map_or_else(Patients::default, |_| edition.patients(practice));
    let lines = match contract {
        Some(_) => paid(edition, practice, patients),
        None => paid_without_patients(edition, &practice.code),
    };
    let total: Money = lines.iter().sum();
    let averages = [patients.registered, patients.weighted].map(|count| average(total, count));
    let about = about(edition, practice, contract, patients);
    let amounts = lines.into_iter().chain(totals(edition, practice, patients, total));
    about.into_iter().chain(patients.cells()).chain(averages).chain(amounts.map(pounds)).collect()
}

/// The total and what comes after it.
fn totals(
    edition: &Edition<'_>,
    practice: &Practice,
    patients: Patients,
    total: Money,
) -> [Money; 5] {
    let drawn = |purpose: &str, below| edition.draw(&practice.code, purpose, below);
    let percent = if patients.weighted > 0 { 5 + drawn("deductions", 8) } else { 0 };
    let deductions = -(total * percent / 100);
    let covid = if drawn("covid", 100) < 60 { patients.paid(60 + drawn("doses", 90)) } else { 0 };
    [total, deductions, total + deductions, total + covid, covid]
}

/// The first 17 columns.
fn about(
    edition: &Edition<'_>,
    practice: &Practice,
    contract: Option<Contract>,
    patients: Patients,
) -> [String; 17] {
    let place = edition.england.geography(practice.sub_icb);
    let pcn = edition.england.pcn(practice, edition.membership_day());
    let (pcn, pcn_name) =
        pcn.map_or((NO_PCN, NO_PCN), |pcn| (pcn.code.as_str(), pcn.name.as_str()));
    let (dispensing, rurality) = match contract {
        None => ("Unknown", "Missing"),
        Some(_) if dispenses(practice) => ("Yes", "Rural"),
        Some(_) if draw(&practice.code, "rural", 100) < 5 => ("No", "Rural"),
        Some(_) => ("No", "Urban"),
    };
    [
        place.region.code.clone(),
        format!("{} COMMISSIONING REGION", place.region.name.to_uppercase()),
        place.sub_icb.code.clone(),
        place.sub_icb.name.to_uppercase(),
        pcn.to_owned(),
        pcn_name.to_owned(),
        practice.code.clone(),
        practice.name.clone(),
        format!("{}  {} ", practice.street, practice.town),
        padded(&practice.postcode),
        date(practice.opened),
        practice.closed.map(date).unwrap_or_default(),
        contract.map_or("Unknown", Contract::name).to_owned(),
        dispensing.to_owned(),
        contract.map_or("Walk in centre", |_| "GP practice").to_owned(),
        rurality.to_owned(),
        atypical(edition, practice, patients),
    ]
}

/// What makes a practice hard to compare, wrapped in pipes.
fn atypical(edition: &Edition<'_>, practice: &Practice, patients: Patients) -> String {
    let year = edition.year.start()..=edition.year.end();
    let closes = practice.closed.is_some_and(|day| year.contains(&day));
    let part = year.contains(&practice.opened) || closes;
    let reasons = [
        part.then_some("| Part year of data |"),
        (patients.registered == 0).then_some("| No registered patients |"),
    ];
    reasons.into_iter().flatten().collect()
}

/// Eight characters: `ZZ1  0ZZ`.
fn padded(postcode: &str) -> String {
    let parts = postcode.split_once(' ');
    parts.map_or_else(|| postcode.to_owned(), |(district, rest)| format!("{district:<5}{rest}"))
}

fn date(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}
