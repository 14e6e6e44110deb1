use std::io::Write;

use super::*;
use crate::publications::testing::{strings, workbook, zip};

const CODE: Column = Column::new("ORG_CODE").or(&["PRACTICE_CODE"]);
const PATIENTS: Column = Column::new("Number of Patients");
const SUPPLIER: Column = Column::new("SUPPLIER").optional();
const TABLE: Table = Table::new(&[CODE, PATIENTS, SUPPLIER]);

/// `line: code, patients, supplier` of every record.
fn read_as(table: &Table, name: &str, content: &[u8]) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let mut source = Source::new(&path, &Silent);
    let mut told = Vec::new();
    let read = source.table(table, |record| {
        let supplier = record.known(SUPPLIER);
        let (code, patients) = (record.text(CODE), record.text(PATIENTS));
        told.push(format!("{}: {code}, {patients}, {supplier:?}", record.line()));
        Ok(())
    });
    read.map_err(|error| error.to_string())?;
    assert_eq!(source.traces(), Some(&source.checksum().unwrap()));
    Ok(told)
}

fn read(name: &str, content: &[u8]) -> Result<Vec<String>, String> {
    read_as(&TABLE, name, content)
}

#[test]
fn columns_are_found_by_name() {
    let expected = ["2: Z00001, 5, None", "3: Z00002, 0, Some(\"ELM\")"];
    for text in [
        "PRACTICE_CODE,NUMBER_OF_PATIENTS,SUPPLIER\nZ00001,5,Unknown\nZ00002,0,ELM\n",
        "\u{feff}other,number of patients,Org Code,supplier\r\n,5,Z00001,\r\n,0,Z00002,ELM\r\n",
        "Supplier,\"ORG-CODE\",NumberOfPatients\n\"N/A\",\"Z00001\",5\nELM,Z00002,0",
    ] {
        assert_eq!(read("list.csv", text.as_bytes()).unwrap(), expected, "{text}");
    }
    let without = read("list.csv", b"ORG_CODE,Number of Patients\nZ00001,5\n\n,\nZ00002,6\n");
    assert_eq!(without.unwrap(), ["2: Z00001, 5, None", "5: Z00002, 6, None"]);
}

#[test]
fn faults_of_a_text_are_told_with_their_place() {
    let cases: [(&[u8], &str); 9] = [
        (b"", "list.csv: the file is empty"),
        (b"ORG_CODE,Number of Patients\n", "list.csv: there are no rows below the headings"),
        (
            b"PATIENTS,Number of Patients\n",
            "line 1, column 1: the column ORG_CODE or PRACTICE_CODE is missing",
        ),
        (
            b"ORG_CODE,Number of Patients,org code\n",
            "line 1, column 3: the column ORG_CODE stands twice",
        ),
        (b"ORG_CODE,Number of Patients\nZ1,5,6\n", "line 2, column 2: expected 2 columns, found 3"),
        (b"ORG_CODE,Number of Patients\nZ1\n", "line 2, column 1: expected 2 columns, found 1"),
        (b"ORG_CODE,Number of Patients\nZ1,\x92\n", "line 2, column 2: the text is not UTF-8"),
        (b"ORG_CODE,Number of Patients\n\"Z1,5\n", "line 2, column 1: expected 2 columns, found 1"),
        (b"ORG_CODE,Number of Patients\nZ1,\"5", "it is truncated"),
    ];
    for (text, reason) in cases {
        let told = read("list.csv", text).unwrap_err();
        assert!(told.contains(reason), "{told}");
    }
}

#[test]
fn a_table_may_ask_for_windows_1252() {
    const WINDOWS: Table = Table::new(&[CODE, PATIENTS, SUPPLIER]).or_windows_1252();
    let text = b"ORG_CODE,Number of Patients,Supplier\nZ1,5,ELM\x92S\n";
    assert_eq!(read_as(&WINDOWS, "list.csv", text).unwrap(), ["2: Z1, 5, Some(\"ELM\u{2019}S\")"]);
}

#[test]
fn a_table_may_come_without_headings() {
    const HEADLESS: Table =
        Table::new(&[CODE, PATIENTS, SUPPLIER]).or_headless(|cells| cells.first() == Some(&"Z1"));
    let rows = read_as(&HEADLESS, "list.csv", b"Z1,5,ELM\nZ2,6,\n").unwrap();
    assert_eq!(rows, ["1: Z1, 5, Some(\"ELM\")", "2: Z2, 6, None"]);
    assert!(HEADLESS.recognises(b"Z1,5,ELM\nZ2") && !HEADLESS.recognises(b"Z1,5\n"));
    assert!(HEADLESS.recognises(b"ORG_CODE,Number of Patients,X\nZ"));
}

#[test]
fn a_member_of_a_zip_reads_like_the_file() {
    let text = "ORG_CODE,Number of Patients\nZ1,5\n";
    let found = zip(&[("notes.txt", "x"), ("other.csv", "A,B\n1,2\n"), ("list.csv", text)]);
    assert_eq!(read("list.zip", &found).unwrap(), ["2: Z1, 5, None"]);
    let only = read("list.zip", &zip(&[("a.csv", "A,B\n1,2\n")])).unwrap_err();
    assert!(only.starts_with("list.zip/a.csv, line 1, column 1: the column ORG_CODE"), "{only}");
    for (members, reason) in [
        (vec![("a.csv", "A\n"), ("b.csv", "B\n")], "no such table is in it; it has a.csv, b.csv"),
        (vec![("a.csv", text), ("b.csv", text)], "more than one table fits: a.csv, b.csv"),
        (vec![("a.txt", text)], "no such table is in it; it has no table"),
    ] {
        let told = read("list.zip", &zip(&members)).unwrap_err();
        assert_eq!(told, format!("list.zip: {reason}"));
    }
}

#[test]
fn members_may_be_parts_of_one_table() {
    const PARTS: Table = Table::new(&[CODE, PATIENTS, SUPPLIER]).in_parts();
    let found = zip(&[
        ("south.csv", "Supplier,ORG_CODE,Number of Patients\n,Z2,6\n"),
        ("north.csv", "ORG_CODE,Number of Patients\nZ1,5\n"),
    ]);
    let rows = read_as(&PARTS, "list.zip", &found).unwrap();
    assert_eq!(rows, ["2: Z1, 5, None", "2: Z2, 6, None"]);
}

#[test]
fn a_damaged_zip_is_told() {
    let whole = zip(&[("list.csv", "ORG_CODE,Number of Patients\nZ1,5\n".repeat(50))]);
    let told = read("list.zip", &whole[..whole.len() / 2]).unwrap_err();
    assert!(told.starts_with("list.zip: the zip is truncated or damaged"), "{told}");
    let mut flipped = whole.clone();
    // Inside the compressed data, which begins after 30 bytes and the name.
    flipped[48] ^= 0xff;
    let told = read("list.zip", &flipped).unwrap_err();
    assert!(told.starts_with("list.zip/list.csv"), "{told}");
}

#[test]
fn a_sheet_reads_like_its_csv_twin() {
    let heading = strings(1, &["Org\nCode ", "Number of\nPatients", "Supplier"]);
    let numbers = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>Z1</t></is></c><c r="B2"><v>5</v></c><c r="C2" t="b"><v>1</v></c></row>"#;
    let blank = r#"<row r="3"><c r="A3"/></row>"#;
    let rows = vec![heading, numbers.to_owned(), blank.to_owned(), strings(4, &["Z2", "6"])];
    let book = workbook(&[("Notes", vec![strings(1, &["About"])]), ("List", rows)]);
    let read = read("list.xlsx", &book).unwrap();
    assert_eq!(read, ["2: Z1, 5, Some(\"1\")", "4: Z2, 6, None"]);
}

#[test]
fn faults_of_a_workbook_are_told_with_their_sheet() {
    let heading = strings(1, &["ORG_CODE", "Number of Patients"]);
    let wide = workbook(&[("List", vec![heading.clone(), strings(2, &["Z1", "5", "6"])])]);
    let told = read("list.xlsx", &wide).unwrap_err();
    assert_eq!(told, "list.xlsx/List, line 2, column 2: expected 2 columns, found 3");
    let late = workbook(&[("List", vec![strings(3, &["ORG_CODE", "Number of Patients"])])]);
    let told = read("list.xlsx", &late).unwrap_err();
    assert_eq!(told, "list.xlsx/List, line 1, column 1: the sheet has no headings in row 1");
    let whole = workbook(&[("List", vec![heading, strings(2, &["Z1", "5"])])]);
    let told = read("list.xlsx", &whole[..whole.len() - 30]).unwrap_err();
    assert!(told.starts_with("list.xlsx: the zip is truncated or damaged"), "{told}");
}

#[test]
fn cells_that_no_sheet_has_are_damage() {
    for (cell, row) in [("ZZZZZZZZZ2", "2"), ("A99999999999", "2"), ("XFE2", "2")] {
        let row = format!(r#"<row r="{row}"><c r="{cell}"><v>5</v></c></row>"#);
        let heading = strings(1, &["ORG_CODE", "Number of Patients"]);
        let book = workbook(&[("List", vec![heading, row])]);
        let told = read("list.xlsx", &book).unwrap_err();
        assert!(told.starts_with("list.xlsx/List: the workbook is damaged: "), "{cell}: {told}");
    }
}

#[test]
fn parts_are_the_tables_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let heads = |content: &[u8]| {
        let path = folder.path().join("file");
        File::create(&path).unwrap().write_all(content).unwrap();
        let parts = parts(&path).unwrap().into_iter();
        parts.map(|part| (part.name, String::from_utf8(part.head).unwrap())).collect::<Vec<_>>()
    };
    let told = |name: &str, head: &str| (name.to_owned(), head.to_owned());
    assert_eq!(heads(b"A,B\n1,2\n"), [told("file", "A,B\n1,2\n")]);
    let found = zip(&[("b.csv", "B\n"), ("a.csv", "A\n"), ("notes.pdf", "x")]);
    assert_eq!(heads(&found), [told("a.csv", "A\n"), told("b.csv", "B\n")]);
    let book = workbook(&[("One", vec![strings(1, &["A", "B\nC"])]), ("Two", vec![])]);
    assert_eq!(heads(&book), [told("One", "A,\"B\nC\"\n"), told("Two", "")]);
    assert!(parts(folder.path()).unwrap().is_empty());
}

#[test]
fn words_for_missing_values_are_not_values() {
    for word in ["", " ", "-", "NA", "n/a", "NULL", "Unknown", "Missing", "Unallocated", "U"] {
        let text = format!("ORG_CODE,Number of Patients,SUPPLIER\nZ1,5,{word}\n");
        assert_eq!(read("list.csv", text.as_bytes()).unwrap(), ["2: Z1, 5, None"], "{word}");
    }
}
