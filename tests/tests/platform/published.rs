//! Files as they were written, read without the importers.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use zip::ZipArchive;

/// A row of a table, by its headings.
pub(crate) type Row = HashMap<String, String>;

/// The demo files of a publication, oldest period first, and the folder that
/// goes when it is dropped.
pub(crate) fn demo_files(publication: &str) -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let files = reference::demo::write(folder.path()).unwrap().into_iter();
    let own = files.filter(|(name, _)| *name == publication).map(|(_, file)| file);
    let own: Vec<PathBuf> = own.collect();
    assert!(!own.is_empty(), "the demo has no {publication}");
    (folder, own)
}

/// The rows of a CSV, or of those members of a zip whose names begin so.
pub(crate) fn rows(file: &Path, member: &str) -> Vec<Row> {
    if file.extension().is_none_or(|extension| extension != "zip") {
        return parsed(&std::fs::read_to_string(file).unwrap());
    }
    let mut archive = ZipArchive::new(File::open(file).unwrap()).unwrap();
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let mut opened = archive.by_index(index).unwrap();
        let mut text = String::new();
        opened.read_to_string(&mut text).unwrap();
        drop(opened);
        let name = archive.name_for_index(index).unwrap().unwrap();
        if name.starts_with(member) {
            found.push(parsed(&text));
        }
    }
    assert!(!found.is_empty(), "{} has no {member}", file.display());
    found.concat()
}

/// The headings of a CSV, in order, with single spaces where it has line breaks.
pub(crate) fn headings(file: &Path) -> Vec<String> {
    folded(&mut reader(&std::fs::read_to_string(file).unwrap()))
}

fn parsed(text: &str) -> Vec<Row> {
    let mut reader = reader(text);
    let headings = folded(&mut reader);
    let row = |record: csv::StringRecord| {
        headings.iter().cloned().zip(record.iter().map(str::to_owned)).collect()
    };
    reader.into_records().map(|record| row(record.unwrap())).collect()
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes())
}

fn folded(reader: &mut csv::Reader<&[u8]>) -> Vec<String> {
    let headings = reader.headers().unwrap().iter();
    headings.map(|heading| heading.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}
