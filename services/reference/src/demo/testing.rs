//! Reading what was written.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use zip::ZipArchive;

/// A row of a table, by its headings.
pub(super) type Row = HashMap<String, String>;

/// The members of a zip with their texts.
pub(super) fn members(zip: &Path) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(File::open(zip).unwrap()).unwrap();
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).unwrap().unwrap().into_owned();
        let mut text = String::new();
        archive.by_index(index).unwrap().read_to_string(&mut text).unwrap();
        members.push((name, text));
    }
    members
}

/// The text of a member of a zip.
pub(super) fn member(zip: &Path, name: &str) -> String {
    let members = members(zip);
    let names: Vec<&String> = members.iter().map(|(name, _)| name).collect();
    let found = members.iter().find(|(own, _)| own == name);
    found.unwrap_or_else(|| panic!("no {name} in {names:?}")).1.clone()
}

/// The headings of a table.
pub(super) fn headings(text: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.headers().unwrap().iter().map(str::to_owned).collect()
}

/// The rows of a table. Line breaks in its headings are read as spaces.
pub(super) fn rows(text: &str) -> Vec<Row> {
    let text = text.trim_start_matches('\u{feff}');
    let headings: Vec<String> =
        headings(text).into_iter().map(|heading| heading.replace('\n', " ")).collect();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let own = |record: csv::StringRecord| {
        headings.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(|record| own(record.unwrap())).collect()
}
