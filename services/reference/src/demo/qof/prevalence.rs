//! How many patients are on each register.

use std::io;

use super::Edition;
use super::groups::GROUPS;
use crate::demo::files::Archive;

const HEADER: [&str; 5] =
    ["PRACTICE_CODE", "GROUP_CODE", "REGISTER", "PATIENT_LIST_TYPE", "PRACTICE_LIST_SIZE"];

/// Writes a row for each practice and register, empty ones too.
pub(super) fn write(edition: &Edition<'_>, archive: &mut Archive) -> io::Result<()> {
    let mut table = archive.table(&format!("PREVALENCE_{}.csv", edition.pair), &HEADER)?;
    let decimals = if edition.decimals { ".0" } else { "" };
    for (practice, counts) in &edition.practices {
        for group in GROUPS.iter().filter(|group| group.has_register) {
            let register = format!("{}{decimals}", edition.patients(group, practice, counts));
            let list = group.list.count(counts).to_string();
            let row: [&str; 5] = [&practice.code, group.code, &register, group.list.name, &list];
            table.write_record(row)?;
        }
    }
    table.flush()
}
