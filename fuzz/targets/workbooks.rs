//! The XML of a sheet, and behind a zero byte that of the shared strings, in an
//! Excel workbook that is good in all else.
#![no_main]

use fuzz::import::{archive, chosen, let_damage_be_told, read};
use libfuzzer_sys::fuzz_target;

const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

const SHEETS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

fuzz_target!(init: let_damage_be_told(), |data: &[u8]| {
    let Some((publication, content)) = chosen(data) else { return };
    let mut texts = content.splitn(2, |byte| *byte == 0);
    let (sheet, strings) = (texts.next().unwrap_or_default(), texts.next().unwrap_or_default());
    let members = [
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", SHEETS.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
    ];
    read(publication, &archive(members.map(|(name, content)| (name.to_owned(), content))));
});
