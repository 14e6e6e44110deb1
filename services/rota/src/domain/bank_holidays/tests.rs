use chrono::Datelike;

use super::*;
use crate::domain::testing::day;

const ENGLAND_AND_WALES: [(i32, &str); 21] = [
    (2015, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    (2016, "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27"),
    (2017, "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    (2018, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"),
    (2019, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26"),
    (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
    (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
    (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
    (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
    (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
    (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
    (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    (2029, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"),
    (2030, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26"),
    (2031, "01-01 04-11 04-14 05-05 05-26 08-25 12-25 12-26"),
    (2032, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    (2033, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"),
    (2034, "01-02 04-07 04-10 05-01 05-29 08-28 12-25 12-26"),
    (2035, "01-01 03-23 03-26 05-07 05-28 08-27 12-25 12-26"),
];

const SCOTLAND: [(i32, &str); 21] = [
    (2015, "01-01 01-02 04-03 05-04 05-25 08-03 11-30 12-25 12-28"),
    (2016, "01-01 01-04 03-25 05-02 05-30 08-01 11-30 12-26 12-27"),
    (2017, "01-02 01-03 04-14 05-01 05-29 08-07 11-30 12-25 12-26"),
    (2018, "01-01 01-02 03-30 05-07 05-28 08-06 11-30 12-25 12-26"),
    (2019, "01-01 01-02 04-19 05-06 05-27 08-05 12-02 12-25 12-26"),
    (2020, "01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28"),
    (2021, "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28"),
    (2022, "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27"),
    (2023, "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26"),
    (2024, "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26"),
    (2025, "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26"),
    (2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28"),
    (2027, "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28"),
    (2028, "01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26"),
    (2029, "01-01 01-02 03-30 05-07 05-28 08-06 11-30 12-25 12-26"),
    (2030, "01-01 01-02 04-19 05-06 05-27 08-05 12-02 12-25 12-26"),
    (2031, "01-01 01-02 04-11 05-05 05-26 08-04 12-01 12-25 12-26"),
    (2032, "01-01 01-02 03-26 05-03 05-31 08-02 11-30 12-27 12-28"),
    (2033, "01-03 01-04 04-15 05-02 05-30 08-01 11-30 12-26 12-27"),
    (2034, "01-02 01-03 04-07 05-01 05-29 08-07 11-30 12-25 12-26"),
    (2035, "01-01 01-02 03-23 05-07 05-28 08-06 11-30 12-25 12-26"),
];

const NORTHERN_IRELAND: [(i32, &str); 21] = [
    (2015, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28"),
    (2016, "01-01 03-17 03-25 03-28 05-02 05-30 07-12 08-29 12-26 12-27"),
    (2017, "01-02 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26"),
    (2018, "01-01 03-19 03-30 04-02 05-07 05-28 07-12 08-27 12-25 12-26"),
    (2019, "01-01 03-18 04-19 04-22 05-06 05-27 07-12 08-26 12-25 12-26"),
    (2020, "01-01 03-17 04-10 04-13 05-08 05-25 07-13 08-31 12-25 12-28"),
    (2021, "01-01 03-17 04-02 04-05 05-03 05-31 07-12 08-30 12-27 12-28"),
    (2022, "01-03 03-17 04-15 04-18 05-02 06-02 06-03 07-12 08-29 09-19 12-26 12-27"),
    (2023, "01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26"),
    (2024, "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26"),
    (2025, "01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26"),
    (2026, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28"),
    (2027, "01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28"),
    (2028, "01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26"),
    (2029, "01-01 03-19 03-30 04-02 05-07 05-28 07-12 08-27 12-25 12-26"),
    (2030, "01-01 03-18 04-19 04-22 05-06 05-27 07-12 08-26 12-25 12-26"),
    (2031, "01-01 03-17 04-11 04-14 05-05 05-26 07-14 08-25 12-25 12-26"),
    (2032, "01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28"),
    (2033, "01-03 03-17 04-15 04-18 05-02 05-30 07-12 08-29 12-26 12-27"),
    (2034, "01-02 03-17 04-07 04-10 05-01 05-29 07-12 08-28 12-25 12-26"),
    (2035, "01-01 03-19 03-23 03-26 05-07 05-28 07-12 08-27 12-25 12-26"),
];

fn dates(nation: Nation, year: i32) -> Vec<String> {
    let dates = published(nation, year).into_iter();
    dates.map(|(date, _)| date.format("%m-%d").to_string()).collect()
}

fn name(nation: Nation, date: &str) -> Option<&'static str> {
    let mut of_year = published(nation, day(date).year()).into_iter();
    of_year.find(|(published, _)| *published == day(date)).map(|(_, name)| name)
}

#[test]
fn every_year_has_its_bank_holidays() {
    for (nation, years) in [
        (Nation::EnglandAndWales, ENGLAND_AND_WALES),
        (Nation::Scotland, SCOTLAND),
        (Nation::NorthernIreland, NORTHERN_IRELAND),
    ] {
        let known: Vec<i32> = years.iter().map(|(year, _)| *year).collect();
        assert_eq!(known, (FIRST_YEAR..=LAST_YEAR).collect::<Vec<_>>());
        for (year, expected) in years {
            assert_eq!(dates(nation, year).join(" "), expected, "{nation} {year}");
        }
    }
}

#[test]
fn easter_is_where_the_church_has_it() {
    let expected = [
        "2015-04-05",
        "2016-03-27",
        "2017-04-16",
        "2018-04-01",
        "2019-04-21",
        "2020-04-12",
        "2021-04-04",
        "2022-04-17",
        "2023-04-09",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2028-04-16",
        "2029-04-01",
        "2030-04-21",
        "2031-04-13",
        "2032-03-28",
        "2033-04-17",
        "2034-04-09",
        "2035-03-25",
    ];
    let computed = (FIRST_YEAR..=LAST_YEAR).map(|year| easter_sunday(year).unwrap().to_string());
    assert_eq!(computed.collect::<Vec<_>>(), expected);
}

#[test]
fn substitutes_and_one_offs_say_what_they_are() {
    use Nation::{EnglandAndWales, NorthernIreland, Scotland};
    for (nation, date, expected) in [
        (EnglandAndWales, "2016-12-26", "Boxing Day"),
        (EnglandAndWales, "2016-12-27", "Christmas Day (substitute day)"),
        (EnglandAndWales, "2020-12-25", "Christmas Day"),
        (EnglandAndWales, "2020-12-28", "Boxing Day (substitute day)"),
        (EnglandAndWales, "2021-12-27", "Christmas Day (substitute day)"),
        (EnglandAndWales, "2021-12-28", "Boxing Day (substitute day)"),
        (EnglandAndWales, "2022-01-03", "New Year's Day (substitute day)"),
        (EnglandAndWales, "2022-12-26", "Boxing Day"),
        (EnglandAndWales, "2022-12-27", "Christmas Day (substitute day)"),
        (EnglandAndWales, "2027-12-27", "Christmas Day (substitute day)"),
        (EnglandAndWales, "2027-12-28", "Boxing Day (substitute day)"),
        (EnglandAndWales, "2028-01-03", "New Year's Day (substitute day)"),
        (EnglandAndWales, "2028-12-25", "Christmas Day"),
        (EnglandAndWales, "2020-05-08", "Early May bank holiday (VE day)"),
        (NorthernIreland, "2022-06-02", "Spring bank holiday"),
        (Scotland, "2022-06-03", "Platinum Jubilee bank holiday"),
        (Scotland, "2022-09-19", "Bank holiday for the State Funeral of Queen Elizabeth II"),
        (NorthernIreland, "2023-05-08", "Bank holiday for the coronation of King Charles III"),
        (Scotland, "2026-06-15", "World Cup bank holiday"),
        (Scotland, "2016-01-04", "2nd January (substitute day)"),
        (Scotland, "2017-01-02", "2nd January"),
        (Scotland, "2017-01-03", "New Year's Day (substitute day)"),
        (Scotland, "2022-01-03", "New Year's Day (substitute day)"),
        (Scotland, "2022-01-04", "2nd January (substitute day)"),
        (Scotland, "2024-12-02", "St Andrew's Day (substitute day)"),
        (NorthernIreland, "2020-07-13", "Battle of the Boyne (Orangemen's Day) (substitute day)"),
        (NorthernIreland, "2024-07-12", "Battle of the Boyne (Orangemen's Day)"),
        (NorthernIreland, "2025-07-14", "Battle of the Boyne (Orangemen's Day) (substitute day)"),
        (NorthernIreland, "2024-03-18", "St Patrick's Day (substitute day)"),
    ] {
        assert_eq!(name(nation, date), Some(expected), "{nation} {date}");
    }
}

#[test]
fn what_was_moved_or_is_of_others_is_no_bank_holiday() {
    for (nation, date) in [
        (Nation::EnglandAndWales, "2020-05-04"),
        (Nation::NorthernIreland, "2022-05-30"),
        (Nation::EnglandAndWales, "2026-06-15"),
        (Nation::EnglandAndWales, "2024-01-02"),
        (Nation::Scotland, "2024-04-01"),
        (Nation::Scotland, "2024-08-26"),
        (Nation::EnglandAndWales, "2024-08-05"),
        (Nation::Scotland, "2024-07-12"),
    ] {
        assert_eq!(name(nation, date), None, "{nation} {date}");
    }
}

#[test]
fn only_some_years_are_known() {
    for year in [i32::MIN, 0, FIRST_YEAR - 1, LAST_YEAR + 1, i32::MAX] {
        assert!(published(Nation::EnglandAndWales, year).is_empty(), "{year}");
    }
}

#[test]
fn a_practice_changes_what_it_likes() {
    let changed =
        |date: &str, name: Option<&str>| Change { date: day(date), name: name.map(str::to_owned) };
    let calendar = calendar(
        Nation::EnglandAndWales,
        &[
            changed("2024-05-06", None),
            changed("2024-05-07", Some("Away day")),
            changed("2024-05-27", Some("Whit Monday")),
            changed("2024-05-28", None),
            changed("2040-12-25", Some("Christmas Day")),
            changed("2024-08-26", None),
            changed("2024-08-26", Some("Kept after all")),
        ],
    );
    for (date, expected) in [
        ("2024-05-06", None),
        ("2024-05-07", Some("Away day")),
        ("2024-05-27", Some("Whit Monday")),
        ("2024-05-28", None),
        ("2024-08-26", Some("Kept after all")),
        ("2015-01-01", Some("New Year's Day")),
        ("2035-12-26", Some("Boxing Day")),
        ("2036-12-25", None),
        ("2040-12-25", Some("Christmas Day")),
    ] {
        assert_eq!(calendar.bank_holiday(day(date)), expected, "{date}");
    }
    let years = ENGLAND_AND_WALES.iter().map(|(_, dates)| dates.split(' ').count());
    assert_eq!(calendar.iter().count(), years.sum::<usize>() - 1 + 2);
}
