//! Small made-up files for the tests of publications.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Publication, ReadError, Reading, Silent, Source};
use crate::segment::{self, Row};

/// Reads `content` as a file of that name.
pub(super) fn read(
    publication: &dyn Publication,
    name: &str,
    content: impl AsRef<[u8]>,
) -> Result<Reading, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    publication.read(&mut Source::new(&path, &Silent))
}

/// What is said of a file that cannot be read.
pub(super) fn fault(
    publication: &dyn Publication,
    name: &str,
    content: impl AsRef<[u8]>,
) -> String {
    read(publication, name, content).unwrap_err().to_string()
}

/// The rows of a segment.
pub(super) fn rows<R: Row>(reading: &Reading) -> Vec<R> {
    segment::read(reading.segment.clone()).unwrap().flat_map(Result::unwrap).collect()
}

/// A zip of members with their content.
pub(super) fn zip<T: AsRef<[u8]>>(members: &[(&str, T)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_ref()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of sheets with their rows; a row is XML from [`strings`] or by hand.
pub(super) fn workbook(sheets: &[(&str, Vec<String>)]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut list = String::new();
    let mut relations = String::new();
    let mut members = Vec::new();
    for (number, (name, rows)) in (1..).zip(sheets) {
        list += &format!(r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#);
        relations += &format!(
            r#"<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
        let rows = rows.concat();
        members.push((
            format!("xl/worksheets/sheet{number}.xml"),
            format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
        ));
    }
    members.extend([
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{list}</sheets></workbook>"#),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(r#"<Relationships xmlns="{PACKAGE}">{relations}</Relationships>"#),
        ),
    ]);
    let members: Vec<(&str, &str)> =
        members.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
    zip(&members)
}

/// A row of text cells; empty ones are left out, as Excel does.
pub(super) fn strings(number: usize, cells: &[&str]) -> String {
    let cells = (b'A'..).zip(cells).filter(|(_, text)| !text.is_empty()).map(|(column, text)| {
        let column = char::from(column);
        format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    });
    format!(r#"<row r="{number}">{}</row>"#, cells.collect::<String>())
}
