//! What is answered sums up to what the very files have, whatever is asked for:
//! the files are read here without the importers, and answers as exports.

mod load;

use std::collections::BTreeMap;

use end_to_end::Platform;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use tokio::runtime::Handle;

use self::load::{Figures, Published};
use crate::exports::cells;
use crate::published::Row;
use crate::releases::csv_as;

/// Every level that figures are told at.
const LEVELS: &[&str] = &["practice", "pcn", "sub_icb", "icb", "region", "england"];

/// What narrows a list.
const PLACES: &[&str] = &["practice", "pcn", "sub_icb", "icb", "region"];

/// A list, and what is asked of it.
struct List {
    path: &'static str,
    /// Its parameter for periods, and those of the demo.
    period: (&'static str, &'static [&'static str]),
    /// The field of its rows that tells whose they are.
    whose: &'static str,
    levels: &'static [&'static str],
    places: &'static [&'static str],
    /// The figures of a row of an export.
    figures: fn(&Row) -> Figures,
}

/// A parameter, and the codes it is given.
type Place = Option<(&'static str, Vec<String>)>;

/// What is asked for.
#[derive(Clone, Debug)]
struct Case {
    periods: Vec<String>,
    level: &'static str,
    place: Place,
    csv: bool,
}

impl Case {
    fn path(&self, list: &List) -> String {
        let mut path = format!("{}?{}={}", list.path, list.period.0, self.periods.join(","));
        if self.level != "practice" {
            path += &format!("&level={}", self.level);
        }
        if let Some((name, codes)) = &self.place {
            path += &format!("&{name}={}", codes.join(","));
        }
        path
    }

    fn admits(&self, own: &Published) -> bool {
        let within = self.place.as_ref().is_none_or(|(name, codes)| {
            own.places.get(name).is_some_and(|code| codes.contains(code))
        });
        within && self.periods.contains(&own.period)
    }
}

/// The codes that the demo has.
fn codes(place: &str) -> Vec<String> {
    match place {
        "practice" => (1..=61).map(|number| format!("Z{number:05}")).collect(),
        "pcn" => (1..=12).map(|number| format!("U999{number:02}")).collect(),
        "sub_icb" => ["91Z", "92Z", "93Z"].map(str::to_owned).into(),
        "icb" => ["QZ1", "QZ2", "QZ3"].map(str::to_owned).into(),
        _ => ["Y91", "Y92"].map(str::to_owned).into(),
    }
}

/// Some periods, and either everybody at some level or some practices.
fn cases(list: &List) -> impl Strategy<Value = Case> + use<> {
    let periods: Vec<String> = list.period.1.iter().map(|period| (*period).to_owned()).collect();
    let count = periods.len();
    let everybody =
        select(list.levels).prop_map(|level| -> (&'static str, Place) { (level, None) });
    let some = select(list.places).prop_flat_map(|name| {
        let codes = codes(name);
        let most = codes.len().min(4);
        subsequence(codes, 1..=most)
            .prop_map(move |codes| -> (&'static str, Place) { ("practice", Some((name, codes))) })
    });
    let asked = prop_oneof![everybody, some];
    (subsequence(periods, 1..=count), asked, any::<bool>())
        .prop_map(|(periods, (level, place), csv)| Case { periods, level, place, csv })
}

/// By organisation: the sums of its figures.
type Sums = BTreeMap<String, Figures>;

fn add(sums: &mut Sums, code: &str, figures: &Figures) {
    let own = sums.entry(code.to_owned()).or_default();
    for (name, figure) in figures {
        *own.entry(name.clone()).or_default() += figure;
    }
}

/// What an export of the list has.
async fn told(platform: &Platform, key: &str, list: &List, case: &Case) -> Sums {
    let path = case.path(list);
    let rows: Vec<Row> = if case.csv {
        csv_as(platform, key, &path).await
    } else {
        let rows = platform.all_rows_as(key, &path).await;
        let row = |row: &Value| -> Row {
            let mut told = BTreeMap::new();
            cells("", row, &mut told);
            told.into_iter().collect()
        };
        rows.iter().map(row).collect()
    };
    let mut sums = Sums::new();
    for row in &rows {
        add(&mut sums, &row[list.whose], &(list.figures)(row));
    }
    sums
}

/// Asks for one thing and another, and compares answers with the files.
async fn compare(list: &List, published: &[Published]) {
    let (platform, key) = Platform::demo().await;
    let config = ProptestConfig {
        cases: 24,
        max_shrink_iters: 40,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let check = |case: Case| {
        let mut expected = Sums::new();
        for own in published.iter().filter(|own| case.admits(own)) {
            // The practice without a network is in none of them.
            if let Some(code) = own.places.get(case.level) {
                add(&mut expected, code, &own.figures);
            }
        }
        let told = Handle::current().block_on(told(&platform, &key, list, &case));
        prop_assert_eq!(told, expected, "{}", case.path(list));
        Ok(())
    };
    let checked = tokio::task::block_in_place(|| {
        TestRunner::new(config).run(&cases(list), check).map_err(|error| error.to_string())
    });
    checked.unwrap();
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn appointments_are_those_of_the_crosstabs() {
    let list = List {
        path: "/api/v1/gp-appointments/",
        period: ("month", load::MONTHS),
        whose: "org_code",
        levels: LEVELS,
        places: PLACES,
        figures: load::appointments_told,
    };
    compare(&list, &load::appointments()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn achievement_is_that_of_the_regional_files() {
    let list = List {
        path: "/api/v1/qof/achievement/",
        period: ("year", load::YEARS),
        whose: "practice_code",
        // Practices alone are told.
        levels: &["practice"],
        places: PLACES,
        figures: load::achievement_told,
    };
    compare(&list, &load::achievement()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prevalence_is_that_of_the_registers() {
    let list = List {
        path: "/api/v1/qof/prevalence/",
        period: ("year", load::YEARS),
        whose: "org_code",
        levels: LEVELS,
        places: PLACES,
        figures: load::prevalence_told,
    };
    compare(&list, &load::prevalence()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workforce_is_that_of_the_detailed_tables() {
    let list = List {
        path: "/api/v1/nwrs/",
        period: ("snapshot", load::SNAPSHOTS),
        whose: "org_code",
        levels: LEVELS,
        places: PLACES,
        figures: load::workforce_told,
    };
    compare(&list, &load::workforce()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_are_those_of_the_practice_tables() {
    let list = List {
        path: "/api/v1/nhs-payments/practices/",
        period: ("year", load::YEARS),
        whose: "practice_code",
        levels: &["practice"],
        // The files name no board.
        places: &["practice", "pcn", "sub_icb", "region"],
        figures: load::payments_told,
    };
    compare(&list, &load::payments()).await;
}
