use super::*;
use crate::publications::nhs_payments_practice::{Category, NhsPaymentsPractice, pounds};
use crate::publications::testing::{fault, read, rows};

const NAMED: &str = "Sub ICB Code,Sub ICB Name,PCN Code,PCN Name,Average Number of Registered Patients,Average Number of Weighted Patients,\"Total NHS Payments\nto PCNs\",PCN Leadership,\"PCN  Care Home\nPremium\",Covid Support,Average payments per registered patient,Average payments per weighted patient";
const UNNAMED: &str = "A,B,Network,Title,List,Weights,Sum of payments,PCN Leadership,PCN Care Home Premium,Covid Support,Average payments per registered patient,Average payments per weighted patient";

const MILL: &str =
    "91Z,NHS WEN,U99901,MILL PCN,40123.5,41000.25,\"£151,500.50\",\"150,000.50\",1500,,3.78,3.7";
const ELM: &str = "92Z,NHS ASH,U99902,ELM PCN,0,0,-,0,-12.5,N/A,N/A,N/A";
const NOBODY: &str = "92Z,NHS ASH,Unknown or no PCN,Unknown or no PCN,0,0,9,9,0,0,0,0";

fn text(headings: &str, records: &[&str]) -> String {
    format!("{headings}\n{}\n", records.join("\n"))
}

#[test]
fn columns_are_found_by_heading_or_else_by_place() {
    for (headings, sub_icb) in [(NAMED, Some("91Z")), (UNNAMED, None)] {
        let file = text(headings, &[ELM, NOBODY, MILL]);
        let name = "nhspaymentsgp-24-25-pcn-csv.csv";
        let reading = read(&NhsPaymentsPcn, name, file).unwrap();
        assert_eq!((reading.period.label.as_str(), reading.rows), ("2024/25", 2));
        assert!(reading.rejects.is_empty());
        let rows: Vec<Row> = rows(&reading);
        let (mill, elm) = (&rows[0], &rows[1]);
        assert_eq!(mill.pcn_code.to_string(), "U99901");
        assert_eq!(mill.pcn_name.as_deref(), Some("MILL PCN"));
        assert_eq!(mill.sub_icb_code.map(|code| code.to_string()).as_deref(), sub_icb);
        assert_eq!(mill.registered_patients.map(|n| n.to_string()).as_deref(), Some("40123.5"));
        assert_eq!(mill.weighted_patients.map(|n| n.to_string()).as_deref(), Some("41000.25"));
        assert_eq!(mill.total.map(pounds).as_deref(), Some("151500.50"));
        assert_eq!(mill.per_registered_patient.map(pounds).as_deref(), Some("3.78"));
        assert_eq!(mill.per_weighted_patient.map(pounds).as_deref(), Some("3.70"));
        let told = |row: &Row| {
            let lines = row.payments.iter();
            let lines = lines.map(|line| (line.label.clone(), line.amount.map(pounds)));
            lines.collect::<Vec<_>>()
        };
        let line =
            |label: &str, amount: Option<&str>| (label.to_owned(), amount.map(str::to_owned));
        assert_eq!(
            told(mill),
            [
                line("PCN Leadership", Some("150000.50")),
                line("PCN Care Home Premium", Some("1500.00")),
                line("Covid Support", None),
            ]
        );
        assert_eq!(told(elm)[1].1.as_deref(), Some("-12.50"));
        assert_eq!((elm.total, elm.per_registered_patient), (None, None));
    }
}

#[test]
fn a_year_without_a_total_has_lines_alone() {
    let headings = "CCG Code,CCG Name,PCN Code,PCN Name,Registered Patients,Weighted Patients,Leadership,Workforce payments";
    let file = text(headings, &["91Z,NHS WEN,U99901,MILL PCN,10,11,5,6"]);
    let rows: Vec<Row> = rows(&read(&NhsPaymentsPcn, "21-22-pcn.csv", file).unwrap());
    let labels: Vec<&str> = rows[0].payments.iter().map(|line| line.label.as_str()).collect();
    assert_eq!((labels, rows[0].total), (vec!["Leadership", "Workforce payments"], None));
}

#[test]
fn the_table_places_networks() {
    let reading = read(&NhsPaymentsPcn, "24-25.csv", text(NAMED, &[MILL, ELM])).unwrap();
    let table = NhsPaymentsPcn::load(reading.segment, None).unwrap().downcast::<Table>().unwrap();
    let lines: Vec<_> = table.lines.iter().map(|line| (&*line.code, line.category)).collect();
    assert_eq!(
        lines,
        [
            ("pcn_leadership", Category::Pcn),
            ("pcn_care_home_premium", Category::Pcn),
            ("covid_support", Category::Covid),
        ]
    );
    let mill = &table.networks[0];
    assert_eq!((mill.amounts.len(), mill.amounts[2]), (3, None));
    assert_eq!(mill.geography.pcn_code, Some(mill.pcn_code));
    assert_eq!(mill.geography.sub_icb_name.as_deref(), Some("NHS WEN"));
}

#[test]
fn faults_refuse_the_file() {
    for (text, reason) in [
        (
            text(NAMED, &[MILL, ELM, MILL]),
            "24-25.csv, line 6, column 3: U99901 stands already on line 4",
        ),
        (
            text(UNNAMED, &[&MILL.replace("U99901", "Z00001")]),
            "24-25.csv, line 2, column 1: no column has the codes of PCNs",
        ),
        (
            text(NAMED, &[&MILL.replace("U99901", "Total")]),
            "24-25.csv, line 4, column 3: \"Total\" is not the code of a PCN; with 1 such rows of 1 the file is refused",
        ),
        (
            text(&UNNAMED.replace("Covid Support", "PCN leadership"), &[MILL]),
            "24-25.csv, line 1, column 10: the column PCN leadership stands twice",
        ),
    ] {
        assert_eq!(fault(&NhsPaymentsPcn, "24-25.csv", text), reason);
    }
}

#[test]
fn only_payments_of_networks_are_recognised() {
    let practices = "Practice Code,PCN Code,Global Sum,Total NHS Payments to General Practice";
    for (head, known) in [
        (NAMED.to_owned(), true),
        (text(NAMED, &[MILL]), true),
        (text(UNNAMED, &[MILL]), true),
        (text(UNNAMED, &[&MILL.replace("U99901", "Z00001")]), false),
        (text("Code,Name,Total payments", &["U99901,MILL PCN,5"]), true),
        (text("Code,Name,Total payments", &["Z00001,MILL SURGERY,5"]), false),
        (text(practices, &["Z00001,U99901,5,5"]), false),
        ("PCN Code,PCN Name,Postcode\nU99901,MILL PCN,ZZ1 1ZZ\n".to_owned(), false),
        (String::new(), false),
    ] {
        assert_eq!(NhsPaymentsPcn::recognises(head.as_bytes()), known, "{head}");
    }
    assert!(!NhsPaymentsPractice::recognises(NAMED.as_bytes()));
}
