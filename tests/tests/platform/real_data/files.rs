//! The files once more, read without the importers.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx, open_workbook};
use csv::StringRecord;

/// A published file, or `None`, said aloud, where there is no copy.
pub(super) fn published(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/nhs").join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("skipped: no copy of the published {path} at {}", file.display());
    None
}

/// A file that [`published`] has found.
pub(super) fn found(path: &str) -> PathBuf {
    published(path).unwrap()
}

/// The records of a CSV, by the code in a column that counts from 0.
pub(super) fn by_code(path: &str, headed: bool, code: usize) -> HashMap<String, StringRecord> {
    let reader = csv::ReaderBuilder::new().has_headers(headed).from_path(found(path)).unwrap();
    let records = reader.into_records().map(Result::unwrap);
    records.map(|record| (record[code].to_owned(), record)).collect()
}

/// The rows of a sheet below its headings.
pub(super) fn sheet(path: &str, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(found(path)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().skip(1).map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// Patients by sex and age group, in the words of the file.
pub(super) type Figures = BTreeMap<(String, String), u64>;

/// The figures of each organisation, by type and code in the words of the file.
pub(super) fn by_age(path: &str) -> HashMap<(String, String), Figures> {
    let mut archive = zip::ZipArchive::new(File::open(found(path)).unwrap()).unwrap();
    let member = archive.by_index(0).unwrap();
    let mut organisations: HashMap<(String, String), Figures> = HashMap::new();
    for record in csv::Reader::from_reader(member).into_records() {
        let record = record.unwrap();
        let [kind, code, sex, age] = [2_usize, 3, 6, 7].map(|column| record[column].to_owned());
        let figures = organisations.entry((kind, code)).or_default();
        figures.insert((sex, age), record[8].parse().unwrap());
    }
    organisations
}

/// The network each practice is in by the core partner details of these
/// workbooks, newest first: of each practice the newest counts.
pub(super) fn memberships(workbooks: &[&str]) -> HashMap<String, String> {
    let mut known = HashSet::new();
    let mut current = HashMap::new();
    for workbook in workbooks {
        let mut spells = sheet(workbook, "PCN Core Partner Details");
        // By the day of joining: the last one stays.
        spells.sort_by(|one, other| one[8].cmp(&other[8]));
        let lasting = spells.iter().filter(|spell| spell[9].is_empty());
        for spell in lasting.filter(|spell| !known.contains(&spell[0])) {
            current.insert(spell[0].clone(), spell[4].clone());
        }
        known.extend(spells.into_iter().map(|mut spell| spell.swap_remove(0)));
    }
    current
}
