//! What is in the archives.

use std::io::{self, Cursor, Write};

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use zip::result::DateTimeRangeError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A file within an archive.
pub(super) struct File {
    name: String,
    text: String,
}

fn file(name: impl Into<String>, text: impl Into<String>) -> File {
    File { name: name.into(), text: text.into() }
}

/// Goes into every archive: it may be met far from where it was published.
const README: &str = "\
Made up to try Almanac with: no publication of the NHS, and nothing in it is
true. The organisations, medicines, procedures and codes do not exist.\n";

/// Packs files as they are: what a compressor makes of the same text changes
/// with its version, and a published archive never does.
pub(super) fn pack(files: &[File], at: DateTime<Utc>) -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip_time(at).map_err(io::Error::other)?)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for File { name, text } in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(text.as_bytes())?;
    }
    Ok(writer.finish()?.into_inner())
}

fn zip_time(at: DateTime<Utc>) -> Result<zip::DateTime, DateTimeRangeError> {
    zip::DateTime::from_date_and_time(
        at.year().try_into()?,
        at.month().try_into()?,
        at.day().try_into()?,
        at.hour().try_into()?,
        at.minute().try_into()?,
        at.second().try_into()?,
    )
}

/// A practice of the weekly files.
struct Practice {
    code: &'static str,
    name: &'static str,
    street: &'static str,
    town: &'static str,
    opened: &'static str,
    /// Empty while it is open.
    closed: &'static str,
}

const PRACTICES: [Practice; 4] = [
    Practice {
        code: "Z90001",
        name: "THE OLD FORGE SURGERY",
        street: "1 HIGH STREET",
        town: "ASHCOMBE",
        opened: "19740401",
        closed: "",
    },
    Practice {
        code: "Z90002",
        name: "ELM TREE PRACTICE",
        street: "27 MILL LANE",
        town: "BROOKFORD",
        opened: "19880401",
        closed: "20250507",
    },
    Practice {
        code: "Z90003",
        name: "RIVERSIDE MEDICAL CENTRE",
        street: "4 QUAY ROAD",
        town: "ASHCOMBE",
        opened: "20110912",
        closed: "",
    },
    Practice {
        code: "Z90004",
        name: "STATION ROAD HEALTH CENTRE",
        street: "92 STATION ROAD",
        town: "CALDERWICK",
        opened: "20250501",
        closed: "",
    },
];

/// Practices that have opened by a day, in the 27 columns in which the
/// Organisation Data Service publishes them.
pub(super) fn weekly(day: NaiveDate) -> Vec<File> {
    let today = day.format("%Y%m%d").to_string();
    let opened = PRACTICES.iter().filter(|practice| practice.opened <= today.as_str());
    let lines: String = opened.map(|practice| practice.line(&today)).collect();
    vec![file("README.txt", README), file("epraccur.csv", lines)]
}

impl Practice {
    fn line(&self, today: &str) -> String {
        let Self { code, name, street, town, opened, closed } = *self;
        let closed = if closed <= today { closed } else { "" };
        let status = if closed.is_empty() { "ACTIVE" } else { "INACTIVE" };
        let cells = [
            code,
            name,
            "Y91",
            "QZ1",
            street,
            "",
            "",
            town,
            "",
            "ZZ1 1ZZ",
            opened,
            closed,
            status,
            "B",
            "91Z",
            opened,
            closed,
            "01632 960001",
            "",
            "",
            "",
            "1",
            "",
            "91Z",
            "",
            "4",
            "",
        ];
        format!("\"{}\"\r\n", cells.join("\",\""))
    }
}

/// Medicines, in the shape of a file of the dictionary of medicines and devices.
pub(super) fn medicines(day: NaiveDate) -> Vec<File> {
    let moieties = ["Exampladol", "Fictamycin", "Madeupril"];
    let lines: String = (1..)
        .zip(moieties)
        .map(|(number, name)| {
            format!("  <VTM>\n    <VTMID>DEMO{number}</VTMID>\n    <NM>{name}</NM>\n  </VTM>\n")
        })
        .collect();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<VIRTUAL_THERAPEUTIC_MOIETIES>\n{lines}\
         </VIRTUAL_THERAPEUTIC_MOIETIES>\n"
    );
    let name = format!("f_vtm2_demo_{}.xml", day.format("%Y%m%d"));
    vec![file("README.txt", README), file(name, xml)]
}

/// Codes of procedures with their titles.
pub(super) fn classification(_: NaiveDate) -> Vec<File> {
    let codes = "DEMO.1\tMending of an imaginary part\nDEMO.2\tOther mending of such a part\n";
    vec![file("README.txt", README), file("codes and titles.txt", codes)]
}

/// Concepts, in columns as SNOMED CT's release format 2 has them.
pub(super) fn concepts(day: NaiveDate) -> Vec<File> {
    let day = day.format("%Y%m%d");
    let text = format!(
        "id\teffectiveTime\tactive\tterm\r\nDEMO1\t{day}\t1\tMade-up concept\r\n\
         DEMO2\t{day}\t0\tAnother one\r\n"
    );
    let name = format!("Snapshot/demo_Description_Snapshot_{day}.txt");
    vec![file("README.txt", README), file(name, text)]
}

/// Codes of examinations.
pub(super) fn imaging(_: NaiveDate) -> Vec<File> {
    let table = "Short code,Preferred term\r\nXDEMO1,XR Imaginary bone\r\n\
                 CDEMO1,CT Imaginary organ\r\n";
    vec![file("README.txt", README), file("procedures.csv", table)]
}
