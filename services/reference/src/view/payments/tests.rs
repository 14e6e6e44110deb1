use chrono::DateTime;
use rust_decimal::Decimal;

use super::*;
use crate::domain::{Geography, Origin, Period, release_id};
use crate::publications::nhs_payments_practice::{Category, LineKind};
use crate::view::{ListSizes, Populations};

fn practice(code: &str, contract_type: Option<&str>, sub_icb: &str) -> Practice {
    let geography =
        Geography { sub_icb_code: Some(sub_icb.parse().unwrap()), ..Geography::default() };
    Practice {
        practice_code: code.parse().unwrap(),
        practice_name: "ELM TREE SURGERY".into(),
        practice_address: None,
        postcode: None,
        opened_on: None,
        closed_on: None,
        contract_type: contract_type.map(Arc::from),
        dispensing: None,
        practice_type: None,
        rurality: None,
        atypical_characteristics: Box::default(),
        average_registered_patients: None,
        average_weighted_patients: None,
        per_registered_patient: None,
        per_weighted_patient: None,
        amounts: [Some(Decimal::ONE)].into(),
        extras: Box::default(),
        total: Decimal::ONE,
        deductions: None,
        total_less_deductions: None,
        total_including_covid: None,
        lines_sum_matches_total: true,
        geography: Arc::new(geography),
    }
}

fn year(label: &str, line: &str, practices: Vec<Practice>) -> Tabled<Table> {
    let period = Period::year(label.parse().unwrap());
    let release = Release {
        id: release_id("nhs-payments-practice", &period, 1),
        publication: "nhs-payments-practice".to_owned(),
        period,
        revision: 1,
        regions: None,
        origin: Origin::Published,
        published_on: None,
        imported_at: DateTime::UNIX_EPOCH,
        rows: 0,
        rejects: 0,
        segment: String::new(),
        segment_sha256: String::new(),
        files: Vec::new(),
        changes: None,
    };
    let line = LineKind { code: line.into(), label: line.into(), category: Category::Other };
    let table = Table { lines: vec![line], extras: Vec::new(), practices };
    Tabled { release: Arc::new(release), table: Arc::new(table) }
}

fn payments() -> Payments {
    let newer = vec![
        practice("Z00001", Some("GMS"), "91Z"),
        practice("Z00002", Some("pms"), "91Z"),
        practice("Z00003", None, "92Z"),
    ];
    let older = vec![practice("Z00009", Some("APMS"), "91Z")];
    let years = [year("2024/25", "global_sum", newer), year("2023/24", "premises_payments", older)];
    Payments::of(&years, &[])
}

#[test]
fn rows_are_found_by_place_and_contract() {
    let payments = payments();
    let place = |practice: &str, sub_icb: &str| {
        let codes = |text: &str| -> Vec<Code> { text.parse().into_iter().collect() };
        PlaceFilter { org: codes(practice), sub_icb: codes(sub_icb), ..PlaceFilter::default() }
    };
    let contract = |word: &str| -> Vec<ContractType> { word.parse().into_iter().collect() };
    for (practice, sub_icb, contract_type, expected) in [
        ("", "", "", None),
        ("Z00002", "", "", Some(vec![1])),
        ("", "91Z", "", Some(vec![0, 1])),
        ("", "91Z", "pms", Some(vec![1])),
        ("", "", "GMS", Some(vec![0])),
        ("Z00003", "", "GMS", Some(vec![])),
        ("Z00009", "", "", Some(vec![])),
    ] {
        let found = payments.years[0].select(&place(practice, sub_icb), &contract(contract_type));
        let found = found.map(|rows| rows.ones().collect::<Vec<_>>());
        assert_eq!(found, expected, "{practice} {sub_icb} {contract_type}");
    }
}

#[test]
fn every_payment_has_its_place() {
    let payments = payments();
    let places = payments.places().map(|(code, year, place)| {
        let (found, practice) = payments.at(place).unwrap();
        assert_eq!((found.year, practice.practice_code), (year, code));
        format!("{code} {year}")
    });
    let places: Vec<String> = places.collect();
    assert_eq!(places, ["Z00001 2024/25", "Z00002 2024/25", "Z00003 2024/25", "Z00009 2023/24"]);
    assert!(payments.has("Z00009".parse().unwrap()));
    assert!(!payments.has("Z00004".parse().unwrap()));
}

#[test]
fn headlines_are_lines_of_their_year() {
    let headlines = payments().years.iter().map(|year| year.headlines).collect::<Vec<_>>();
    let [newer, older] = headlines[..] else { panic!() };
    assert_eq!(newer, Headlines { global_sum: Some(0), ..Headlines::default() });
    assert_eq!(older, Headlines { premises_payments: Some(0), ..Headlines::default() });
}

#[test]
fn a_year_with_payments_alone_is_one_of_the_population() {
    let payments = payments();
    let populations = Populations::new(&ListSizes::default(), &payments);
    let [year] = populations.of("Z00009".parse().unwrap()) else { panic!() };
    assert_eq!(year.year.to_string(), "2023/24");
    assert!(year.lists.is_none());
    let (_, practice) = payments.at(year.payments.unwrap()).unwrap();
    assert_eq!(practice.practice_code.as_str(), "Z00009");
    assert!(populations.of("Z00004".parse().unwrap()).is_empty());
}
