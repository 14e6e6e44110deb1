//! Days as the publications spell them, and the months in file names.

use chrono::{Datelike, NaiveDate};

use crate::domain::FinancialYear;

/// A day in any spelling met: `20190401` (ODS), `01Jul2026` or `01FEB2023`
/// (list sizes, appointments), `2026-07-01` (list sizes by age), `01/04/1974`
/// (payments, day first).
pub(super) fn parse(text: &str) -> Option<NaiveDate> {
    let shape: String = text.chars().take(12).map(shape).collect();
    let format = match shape.as_str() {
        "99999999" => "%Y%m%d",
        "99aaa9999" => "%d%b%Y",
        "9999-99-99" => "%Y-%m-%d",
        "99/99/9999" => "%d/%m/%Y",
        _ => return None,
    };
    NaiveDate::parse_from_str(text, format).ok()
}

fn shape(letter: char) -> char {
    match letter {
        '0'..='9' => '9',
        'a'..='z' | 'A'..='Z' => 'a',
        other => other,
    }
}

/// Refuses a file whose name says another month, or another day, than its
/// content. A name without either is fine.
pub(super) fn agree(name: &str, day: NaiveDate) -> Result<(), String> {
    let Some(named) = named(name) else { return Ok(()) };
    let same_month = (named.year, named.month) == (day.year(), day.month());
    if same_month && named.day.is_none_or(|number| number == day.day()) {
        return Ok(());
    }
    let Named { year, month, day: number } = named;
    let said = number.map_or(format!("{year}-{month:02}"), |n| format!("{year}-{month:02}-{n:02}"));
    Err(format!("the name says {said}, the content {day}"))
}

/// A month, or a day of it, that a file name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) year: i32,
    pub(super) month: u32,
    pub(super) day: Option<u32>,
}

/// The first month or day in a file name: `…_Jan_26`, `jul-2026`, `062026`,
/// `202606`, `2026-07`, `2026-07-01`, `20260701`.
pub(super) fn named(name: &str) -> Option<Named> {
    let words = words(name);
    (0..words.len()).find_map(|start| {
        let mut ahead = words.iter().skip(start).map(String::as_str);
        let (first, second, third) = (ahead.next()?, ahead.next(), ahead.next());
        compact(first).or_else(|| spelt(first, second?)).or_else(|| dashed(first, second?, third))
    })
}

/// The first financial year in a file name: `22-23`, `2022-23`, `_2425`;
/// `_2021` is 2020/21, for no file is named for a calendar year.
pub(super) fn financial_year(name: &str) -> Option<FinancialYear> {
    let words = words(name);
    (0..words.len()).find_map(|start| {
        let mut ahead = words.iter().skip(start).map(String::as_str);
        let (first, second) = (ahead.next()?, ahead.next().unwrap_or_default());
        let numbers = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
        let (from, to) = match (first.len(), second.len()) {
            (4, 2) if numbers(second) && year(first).is_some() => (first.get(2..)?, second),
            (4, _) => (first.get(..2)?, first.get(2..)?),
            (2, 2) => (first, second),
            _ => return None,
        };
        // No file is older than the series of list sizes.
        if number(from)? < 4 {
            return None;
        }
        format!("20{from}/{to}").parse().ok()
    })
}

/// Runs of digits and runs of letters.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            let joined = last.is_alphanumeric() && last.is_numeric() == letter.is_numeric();
            match words.last_mut() {
                Some(word) if joined => word.push(letter),
                _ => words.push(letter.to_string()),
            }
        }
        last = letter;
    }
    words
}

fn compact(word: &str) -> Option<Named> {
    match word.len() {
        8 => {
            let (year, month) = (year(word.get(..4)?)?, month(word.get(4..6)?)?);
            Some(Named { year, month, day: Some(number(word.get(6..)?)?) })
        }
        6 => {
            let month_first = year(word.get(2..)?).zip(month(word.get(..2)?));
            let year_first = || year(word.get(..4)?).zip(month(word.get(4..)?));
            let (year, month) = month_first.or_else(year_first)?;
            Some(Named { year, month, day: None })
        }
        _ => None,
    }
}

fn spelt(word: &str, next: &str) -> Option<Named> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let known = |month: &&str| **month == word || month.get(..3) == Some(word.as_str());
    let month = (1..).zip(MONTHS.iter()).find(|(_, month)| known(month))?.0;
    let year = match next.len() {
        2 => 2_000 + i32::try_from(number(next)?).ok()?,
        _ => year(next)?,
    };
    Some(Named { year, month, day: None })
}

fn dashed(first: &str, second: &str, third: Option<&str>) -> Option<Named> {
    let (year, month) = (year(first)?, month(second)?);
    let day = third.filter(|word| word.len() == 2).and_then(number);
    Some(Named { year, month, day })
}

fn year(word: &str) -> Option<i32> {
    let year = i32::try_from(number(word)?).ok()?;
    Some(year).filter(|year| word.len() == 4 && (1990..2100).contains(year))
}

fn month(word: &str) -> Option<u32> {
    number(word).filter(|month| word.len() == 2 && (1..=12).contains(month))
}

fn number(word: &str) -> Option<u32> {
    if word.bytes().all(|byte| byte.is_ascii_digit()) { word.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_every_spelling() {
        for (text, day) in [
            ("20190401", Some("2019-04-01")),
            ("01Jul2026", Some("2026-07-01")),
            ("01JAN2021", Some("2021-01-01")),
            ("01FEB2023", Some("2023-02-01")),
            ("2026-07-01", Some("2026-07-01")),
            ("01/04/1974", Some("1974-04-01")),
            ("31/12/2020", Some("2020-12-31")),
            ("12/31/2020", None),
            ("20190431", None),
            ("01Jly2026", None),
            ("2026-7-1", None),
            ("+2026-07-01", None),
            ("1 Jul 2026", None),
            ("２０１９０４０１", None),
            ("", None),
        ] {
            assert_eq!(parse(text).map(|day| day.to_string()).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn months_are_found_in_names() {
        for (name, found) in [
            ("Practice_Level_Crosstab_Jan_26.csv", Some((2026, 1, None))),
            ("gp-reg-pat-prac-map-jul-2026.zip", Some((2026, 7, None))),
            ("GPWPracticeCSV.062026.zip", Some((2026, 6, None))),
            ("list-202606.csv", Some((2026, 6, None))),
            ("list_2026-07.csv", Some((2026, 7, None))),
            ("list_2026-07-01.csv", Some((2026, 7, Some(1)))),
            ("list 20260701.csv", Some((2026, 7, Some(1)))),
            ("General Practice – September 2025.csv", Some((2025, 9, None))),
            ("gp-reg-pat-prac-quin-age.csv", None),
            ("PREVALENCE_2425.csv", None),
            ("22-23.csv", None),
            ("INDICATORS_2021_v2.csv", None),
            ("may.csv", None),
            ("ALD200.csv", None),
        ] {
            let named = named(name).map(|named| (named.year, named.month, named.day));
            assert_eq!(named, found, "{name}");
        }
    }

    #[test]
    fn financial_years_are_found_in_names() {
        for (name, found) in [
            ("22-23.csv", Some("2022/23")),
            ("19-20.csv", Some("2019/20")),
            ("PREVALENCE_2425.csv", Some("2024/25")),
            ("PREVALENCE_2021_v2.csv", Some("2020/21")),
            ("MAPPING_NHS_GEOGRAPHIES_2021.csv", Some("2020/21")),
            ("nhspaymentsgp-24-25-prac-csv.csv", Some("2024/25")),
            ("nhspaymentsgp-24-25-prac-csv-v2.csv", Some("2024/25")),
            ("QOF2526.zip", Some("2025/26")),
            ("2024-25", Some("2024/25")),
            ("2023-24-production-reference", Some("2023/24")),
            ("qof-2024-26", None),
            ("PREVALENCE_2026.csv", None),
            ("PREVALENCE_2426.csv", None),
            ("Practice_Level_Crosstab_Jan_26.csv", None),
            ("PREVALENCE.csv", None),
        ] {
            let year = financial_year(name).map(|year| year.to_string());
            assert_eq!(year.as_deref(), found, "{name}");
        }
    }

    #[test]
    fn a_name_may_be_silent_but_not_wrong() {
        let day = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        assert_eq!(agree("map.csv", day), Ok(()));
        assert_eq!(agree("map-jul-2026.csv", day), Ok(()));
        assert_eq!(agree("map-2026-07-01.csv", day), Ok(()));
        let wrong = "the name says 2026-06, the content 2026-07-01";
        assert_eq!(agree("map-jun-2026.csv", day), Err(wrong.to_owned()));
        assert!(agree("map-2026-07-31.csv", day).is_err());
    }
}
