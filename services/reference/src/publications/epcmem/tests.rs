use super::*;
use crate::publications::testing::{fault, read, rows};
use crate::segment::Row as _;

#[test]
fn spells_are_read_and_sorted() {
    let text = "\"Z00001\",\"91Z\",\"W\",\"20130401\",\"\",\"0\"\r\n\"Z00001\",\"4ZZ36\",\"W\",\"19990401\",\"20010331\",\"1\"\r\n";
    let reading = read(&Epcmem, "epcmem.csv", text).unwrap();
    assert_eq!((reading.period.label.as_str(), reading.rows), ("2013-04-01", 2));
    let rows: Vec<Row> = rows(&reading);
    assert_eq!(rows[0].key(), "Z00001 4ZZ36 1999-04-01");
    assert!(rows[0].amended && rows[0].left_on.is_some());
    assert!(!rows[1].amended && rows[1].left_on.is_none());
}

#[test]
fn a_spell_stands_once() {
    let row = "Z00001,91Z,W,20130401,,0\n";
    let told = fault(&Epcmem, "epcmem.csv", row.repeat(2));
    let reason = "line 2, column 1: Z00001 91Z 2013-04-01 stands already on line 1";
    assert_eq!(told, format!("epcmem.csv, {reason}"));
}

#[test]
fn other_memberships_are_not_taken() {
    assert!(Epcmem::recognises(b"\"Z00001\",\"91Z\",\"W\",\"20130401\",\"\",\"0\"\r\n"));
    assert!(!Epcmem::recognises(b"\"G9000001\",\"Z00001\",\"P\",\"20130401\",\"\",\"0\"\r\n"));
    let told = fault(&Epcmem, "epcmem.csv", "G9000001,Z00001,P,20130401,,0\n");
    assert!(told.contains("line 1, column 1: this is not such a table"), "{told}");
}

#[test]
fn one_wrong_row_of_few_refuses_the_file() {
    let text = "Z00001,91Z,W,20130401,,0\nZ00002,91Z,W,2013,,0\n";
    let told = fault(&Epcmem, "epcmem.csv", text);
    assert!(told.contains("line 2, column 4: \"2013\" is not a date"), "{told}");
}
