//! What a file holds: one table, or several.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use super::{Encoding, Place, SourceError, archive, workbook};

/// As much of a table as is needed to recognise it.
pub(super) const HEAD: u64 = 64 * 1024;

/// A table that can be read: a file, a CSV member of a zip, or a sheet of a
/// workbook.
#[derive(Clone, Debug)]
pub struct Part {
    /// The name of the file, member or sheet.
    pub name: String,
    /// Its first 64 KB, cut anywhere; a sheet's as CSV.
    pub head: Vec<u8>,
}

/// The tables in a file; none where it is no regular file. A damaged archive
/// is an error.
pub fn parts(path: &Path) -> io::Result<Vec<Part>> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    if !path.metadata()?.is_file() {
        return Ok(Vec::new());
    }
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    if !archive::is_archive(&head) {
        return Ok(vec![Part { name, head }]);
    }
    file.rewind()?;
    contained(file, &Place::file(&name)).map_err(io::Error::other)
}

fn contained(file: File, place: &Place) -> Result<Vec<Part>, SourceError> {
    let mut archive = archive::open(BufReader::new(file), place)?;
    if workbook::is_workbook(&archive) {
        workbook::parts(archive, place)
    } else {
        archive::parts(&mut archive, place)
    }
}

/// Which tables of a file to read, and how.
pub(super) struct Choice<'a> {
    pub(super) recognises: &'a dyn Fn(&[u8]) -> bool,
    /// Several are read as one.
    pub(super) many: bool,
    pub(super) encoding: Encoding,
}

impl Choice<'_> {
    /// The places in `parts` of the chosen ones. An only part is taken as it
    /// is, so that what is wrong with it can be said.
    pub(super) fn of(&self, place: &Place, parts: &[Part]) -> Result<Vec<usize>, SourceError> {
        if parts.len() == 1 {
            return Ok(vec![0]);
        }
        let fitting = parts.iter().enumerate().filter(|(_, part)| (self.recognises)(&part.head));
        let (chosen, names): (Vec<usize>, Vec<&str>) =
            fitting.map(|(index, part)| (index, part.name.as_str())).unzip();
        if chosen.is_empty() {
            let all: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
            let held = if all.is_empty() { "no table".to_owned() } else { all.join(", ") };
            return Err(place.refuse(format!("no such table is in it; it has {held}")));
        }
        if chosen.len() > 1 && !self.many {
            let reason = format!("more than one table fits: {}", names.join(", "));
            return Err(place.refuse(reason));
        }
        Ok(chosen)
    }
}
