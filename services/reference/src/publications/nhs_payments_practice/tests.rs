use rust_decimal::Decimal;

use super::*;
use crate::publications::testing::{fault, read, rows, zip};

const CCG: &str = "NHS England (Region) code,NHS England (Region) Name,CCG Code,CCG NAME,PCN Code,PCN Name,Practice Code,Practice Name,Practice Address,Practice Postcode,Practice Open Date,Practice Close Date,Contract Type,Dispensing Practice,Practice Type,Practice Rurality,Atypical Characteristics,Number of Registered Patients (Last Known Figure),Number of Weighted Patients (Last Known Figure),Average payments per registered patient,Average payments per weighted patient";
const MONEY: &str = "Global Sum,\"Non DES Item Pneumococcal Vaccine, Childhood Immunisation Main Programme\",Total Locum Allowances,Appraisal Costs ,PCN Participation,Total NHS Payments to General Practice,\"Deductions for Pensions, Levies and Prescription Charge Income\",Total NHS Payments to General Practice Minus Deductions";
const COVID: &str = "\"Total NHS Payments to General Practice including covid vaccination, covid support and long covid payments\",\"Total NHS Payments including PCN Workforce, Leadership and Support\",Total NHS Payments to General Practice including Covid and PCN payments minus deductions,PCN Leadership,Long Covid,\"Average payments per registered patient including covid vaccination, covid support and long covid payments\"";

const MILL: &str = "Y91,NORTH COMMISSIONING REGION,91Z,NHS WEN,U99901,MILL PCN,Z00001,MILL SURGERY ,1 MILL LANE   PORT ELLERY ,ZZ1  1ZZ,01/04/1974,,GMS,Yes,GP practice,Rural,,4095.25,4728.60000001,29.30,25.37,\"£100,000.50\",0,20000,-45.25,,119955.25,-1000.5,118954.75";
const ELM: &str = "Y91,NORTH COMMISSIONING REGION,91Z,NHS WEN,Unknown or no PCN,Unknown or no PCN,Z00002,ELM WALK IN CENTRE,2 ELM ROAD,ZZ1 2ZZ,31/12/2001,30/06/2022,UNKNOWN,Unknown,Walk in centre,MISSING,| Part year of data || No registered patients |,0,0,N/A,0,0,57.5,0,0,0,57.50,0,57.5";

fn text(headings: &str, records: &[&str]) -> String {
    format!("{headings}\r\n{}\r\n", records.join("\r\n"))
}

fn pounds_of(amount: Option<Decimal>) -> Option<String> {
    amount.map(pounds)
}

#[test]
fn records_become_rows() {
    let file = format!("\u{feff}{}", text(&format!("{CCG},{MONEY}"), &[ELM, MILL]));
    let reading = read(&NhsPaymentsPractice, "19-20.csv", file).unwrap();
    assert_eq!((reading.period.label.as_str(), reading.rows), ("2019/20", 2));
    assert_eq!(reading.period.end.to_string(), "2020-03-31");
    let rows: Vec<Row> = rows(&reading);
    let (mill, elm) = (&rows[0], &rows[1]);
    assert_eq!((mill.practice_name.as_str(), mill.dispensing), ("MILL SURGERY", Some(true)));
    assert_eq!(mill.practice_address.as_deref(), Some("1 MILL LANE PORT ELLERY"));
    assert_eq!(mill.postcode.as_deref(), Some("ZZ1 1ZZ"));
    assert_eq!(mill.opened_on.map(|day| day.to_string()).as_deref(), Some("1974-04-01"));
    assert_eq!(mill.pcn_code.map(|code| code.to_string()).as_deref(), Some("U99901"));
    assert_eq!(mill.sub_icb_name.as_deref(), Some("NHS WEN"));
    assert_eq!(
        mill.average_weighted_patients.map(|n| n.to_string()).as_deref(),
        Some("4728.60000001")
    );
    let labels: Vec<&str> = mill.payments.iter().map(|line| line.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "Global Sum",
            "Non DES Item Pneumococcal Vaccine, Childhood Immunisation Main Programme",
            "Total Locum Allowances",
            "Appraisal Costs",
            "PCN Participation",
        ]
    );
    let amounts: Vec<_> = mill.payments.iter().map(|line| pounds_of(line.amount)).collect();
    let amounts: Vec<_> = amounts.iter().map(Option::as_deref).collect();
    assert_eq!(amounts, [Some("100000.50"), Some("0.00"), Some("20000.00"), Some("-45.25"), None]);
    assert_eq!(pounds(mill.total), "119955.25");
    assert_eq!(pounds_of(mill.deductions).as_deref(), Some("-1000.50"));
    assert_eq!(pounds_of(mill.total_less_deductions).as_deref(), Some("118954.75"));
    assert_eq!((mill.total_including_covid, mill.extras.len()), (None, 0));
    assert!(mill.lines_sum_matches_total && elm.lines_sum_matches_total);

    assert_eq!((elm.pcn_code, &elm.pcn_name, elm.dispensing), (None, &None, None));
    assert_eq!((&elm.contract_type, &elm.rurality), (&None, &None));
    assert_eq!(elm.atypical_characteristics, ["Part year of data", "No registered patients"]);
    assert_eq!(elm.average_registered_patients, Some(Decimal::ZERO));
    assert_eq!(elm.per_registered_patient, None);
    assert_eq!(elm.per_weighted_patient, Some(Decimal::ZERO));
    assert!(elm.closed_on.is_some());
}

#[test]
fn years_that_name_columns_otherwise_read_alike() {
    let as_published = text(&format!("{CCG},{MONEY}"), &[MILL, ELM]);
    let as_published = read(&NhsPaymentsPractice, "22-23.csv", as_published).unwrap();
    let harmonised = CCG
        .replace("CCG NAME,PCN Code,PCN Name", "Sub ICB NAME,Code,CCG NAME")
        .replace("Practice Type", "Practice type");
    let newest = CCG
        .replace("CCG Code,CCG NAME", "Sub ICB Code,Sub ICB Name")
        .replace(
            "Number of Registered Patients (Last Known Figure)",
            "\"Average Number of\nRegistered Patients\"",
        )
        .replace(
            "Number of Weighted Patients (Last Known Figure)",
            "\"Average Number of\nWeighted Patients\"",
        );
    for (headings, money) in [
        (harmonised, MONEY.to_owned()),
        (newest, MONEY.replace("Total Locum Allowances", "\"Total  Locum\nAllowances\"")),
    ] {
        let file = text(&format!("{headings},{money}"), &[ELM, MILL]);
        let twin = zip(&[("nhspaymentsgp-22-23-prac-csv.csv", &file)]);
        let file = read(&NhsPaymentsPractice, "nhspaymentsgp-22-23-prac-csv-v2.csv", file).unwrap();
        let twin = read(&NhsPaymentsPractice, "payments.zip", twin).unwrap();
        assert_eq!(file.period.label, "2022/23");
        assert_eq!((&file.segment, file.period), (&twin.segment, twin.period));
        assert_eq!(file.segment, as_published.segment);
    }
}

#[test]
fn years_before_networks_are_read() {
    let without = |line: &str| line.replace(",U99901,MILL PCN", "").replace("01/04/1974", "-");
    let headings = CCG.replace(",PCN Code,PCN Name", "");
    let file = text(&format!("{headings},{MONEY}"), &[&without(MILL)]);
    let rows: Vec<Row> = rows(&read(&NhsPaymentsPractice, "18-19.csv", file).unwrap());
    assert_eq!((rows[0].pcn_code, &rows[0].pcn_name, rows[0].opened_on), (None, &None, None));
    assert_eq!(rows[0].sub_icb_name.as_deref(), Some("NHS WEN"));
}

#[test]
fn covid_and_network_money_is_beyond_the_total() {
    let after = text(
        &format!("{CCG},{MONEY},{COVID}"),
        &[&format!("{MILL},120955.25,120455.25,120454.75,500,1000,29.53")],
    );
    let money = MONEY.replace("PCN Participation,", "PCN Participation,Long Covid,");
    let covid = COVID.replace("PCN Leadership,Long Covid", "PCN Leadership");
    let mill = MILL.replace(",119955.25,", ",1000,119955.25,");
    let before = text(
        &format!("{CCG},{money},{covid}"),
        &[&format!("{mill},120955.25,120455.25,120454.75,500,29.53")],
    );
    for (file, labels) in
        [(after, ["PCN Leadership", "Long Covid"]), (before, ["Long Covid", "PCN Leadership"])]
    {
        let rows: Vec<Row> = rows(&read(&NhsPaymentsPractice, "24-25.csv", file).unwrap());
        let row = &rows[0];
        assert_eq!(row.payments.len(), 5);
        assert!(row.lines_sum_matches_total);
        assert_eq!(pounds_of(row.total_including_covid).as_deref(), Some("120955.25"));
        let extras: Vec<&str> = row.extras.iter().map(|line| line.label.as_str()).collect();
        assert_eq!(extras, labels);
    }
}

#[test]
fn lines_that_miss_the_total_are_told_and_kept() {
    let file = text(&format!("{CCG},{MONEY}"), &[&MILL.replace("119955.25", "119955.26")]);
    let rows: Vec<Row> = rows(&read(&NhsPaymentsPractice, "22-23.csv", file).unwrap());
    assert!(!rows[0].lines_sum_matches_total);
}

#[test]
fn pound_signs_in_windows_1252_are_read() {
    let file = text(&format!("{CCG},{MONEY}"), &[MILL]).replace('£', "@");
    let file: Vec<u8> = file.bytes().map(|b| if b == b'@' { 0xa3 } else { b }).collect();
    let rows: Vec<Row> = rows(&read(&NhsPaymentsPractice, "15-16.csv", file).unwrap());
    assert_eq!(pounds_of(rows[0].payments[0].amount).as_deref(), Some("100000.50"));
}

#[test]
fn the_table_shares_what_rows_have_in_common() {
    let file = text(
        &format!("{CCG},{MONEY},{COVID}"),
        &[&format!("{MILL},1,2,3,500,1000,4"), &format!("{ELM},5,6,7,8,,9")],
    );
    let reading = read(&NhsPaymentsPractice, "22-23.csv", file).unwrap();
    let load = |seen| NhsPaymentsPractice::load(reading.segment.clone(), seen).unwrap();
    let table = load(None).downcast::<Table>().unwrap();
    assert_eq!((table.lines.len(), table.extras.len(), table.practices.len()), (5, 2, 2));
    assert_eq!(table.line("global_sum"), Some(0));
    assert_eq!(table.line("pcn_leadership"), None);
    assert_eq!(table.lines[4].category, Category::Pcn);
    assert_eq!(table.extras[1].category, Category::Covid);
    let (mill, elm) = (&table.practices[0], &table.practices[1]);
    assert_eq!((mill.amounts.len(), elm.amounts.len()), (5, 5));
    assert_eq!((mill.amounts[4], elm.extras[1]), (None, None));
    assert_eq!(pounds_of(elm.extras[0]).as_deref(), Some("8.00"));
    assert_eq!(mill.geography.pcn_name.as_deref(), Some("MILL PCN"));
    assert_eq!((elm.geography.pcn_code, elm.geography.icb_code), (None, None));
    let region = |practice: &Practice| practice.geography.region_name.clone().unwrap();
    assert!(Arc::ptr_eq(&region(mill), &region(elm)));

    let mut seen = HashSet::from(["Z00001".to_owned()]);
    let rest = load(Some(&mut seen)).downcast::<Table>().unwrap();
    assert_eq!(rest.practices.len(), 1);
    assert!(seen.contains("Z00002"));
}

#[test]
fn faults_refuse_the_file() {
    let headings = format!("{CCG},{MONEY}");
    for (name, text, reason) in [
        (
            "22-23.csv",
            text(&headings, &[MILL, ELM, MILL]),
            "22-23.csv, line 4, column 7: Z00001 stands already on line 2",
        ),
        (
            "22-23.csv",
            text(&headings.replace("Global Sum", "Sum"), &[MILL]),
            "22-23.csv, line 1, column 1: the column Global Sum is missing",
        ),
        (
            "22-23.csv",
            text(&headings.replace("Appraisal Costs ", "Total Locum  Allowances"), &[MILL]),
            "22-23.csv, line 1, column 25: the column Total Locum Allowances stands twice",
        ),
        (
            "22-23.csv",
            text(&headings, &[ELM, &MILL.replace(",Yes,", ",Perhaps,")]),
            "22-23.csv, line 3, column 14: \"Perhaps\" is neither Yes nor No",
        ),
        (
            "22-23.csv",
            text(&headings, &[&MILL.replace(",119955.25,", ",,")]),
            "22-23.csv, line 2, column 27: there is no total; with 1 such rows of 1 the file is refused",
        ),
    ] {
        assert_eq!(fault(&NhsPaymentsPractice, name, text), reason);
    }
    let untold = fault(&NhsPaymentsPractice, "payments.csv", text(&headings, &[MILL]));
    assert!(untold.starts_with("payments.csv"), "{untold}");
}

#[test]
fn only_payments_of_practices_are_recognised() {
    for (head, known) in [
        (format!("{CCG},{MONEY},{COVID}\n"), true),
        (format!("{CCG},{MONEY}\n{MILL}\n"), true),
        (CCG.to_owned(), false),
        (
            "Sub ICB Code,Sub ICB Name,PCN Code,PCN Name,Registered Patients,Weighted Patients,Total Payments\n"
                .to_owned(),
            false,
        ),
        ("PRACTICE_CODE,PRACTICE_NAME,PCN_CODE\nZ00001,MILL,U99901\n".to_owned(), false),
    ] {
        assert_eq!(NhsPaymentsPractice::recognises(head.as_bytes()), known, "{head}");
    }
}
