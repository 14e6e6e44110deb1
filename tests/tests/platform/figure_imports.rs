//! Figures from file to answer: months in halves, faulty files, and demo data
//! that gives way.

use accounts::store::api_keys::Terms;
use end_to_end::{Platform, column};
use reference::demo::{self, England};
use reference::domain::Origin;
use reference::import::{ImportError, Options, Outcome};
use reference::publications::{self, Silent};
use serde_json::{Value, json};

use crate::appointments::{CROSSTAB, counted};
use crate::figures::count;
use crate::published::{Row, demo_files, rows};
use crate::releases::{PATH, import, known};

const OCTOBER: &str = "/api/v1/gp-appointments/?month=2025-10-01";

/// However few the rows.
const FORCED: Options = Options { force: true, ..Options::of(Origin::Published) };

const REGIONS: [&str; 2] = [
    "east-of-england,london,south-east,south-west",
    "midlands,north-east-and-yorkshire,north-west",
];

/// What is told of the months of the crosstab.
async fn periods(platform: &Platform, key: &str) -> Value {
    let rows = platform.rows_as(key, "/api/v1/reference/publications/").await;
    let own = rows.iter().find(|row| row["name"] == CROSSTAB).unwrap();
    json!([own["periods"], own["incomplete_periods"]])
}

/// The states of these releases of October.
async fn states(platform: &Platform, key: &str) -> Vec<Value> {
    let path = format!("{PATH}?publication={CROSSTAB}&period=2025-10-01");
    let rows = platform.rows_as(key, &path).await;
    rows.iter().map(|row| json!([row["revision"], row["regions"], row["state"]])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_in_halves_is_served_when_both_are_in() {
    let (england, october) = (England::small(), "2025-10-01".parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let halves = demo::write_crosstab_halves(&england, october, folder.path()).unwrap();
    for order in [[0, 1], [1, 0]] {
        let platform = Platform::start().await;
        let (_, key) = platform.key("jo", Terms::default()).await;
        let [one, other] = order.map(|half: usize| (&halves[half], REGIONS[half]));

        let outcome = import(&platform, CROSSTAB, one.0, FORCED).await;
        let Outcome::Published(release, _) = outcome else { panic!("{outcome:?}") };
        let awaited = platform.importer().awaited(&release).await.unwrap();
        assert_eq!(awaited.unwrap().to_string(), other.1, "the other half is awaited");
        known(&platform, &key, "practice-level-crosstab-2025-10-01-r1").await;
        assert_eq!(platform.json_as(&key, OCTOBER).await["count"], 0, "half a month");
        assert_eq!(periods(&platform, &key).await, json!([0, ["2025-10-01"]]));
        assert_eq!(states(&platform, &key).await, [json!([1, one.1, "incomplete"])]);

        let outcome = import(&platform, CROSSTAB, other.0, FORCED).await;
        let Outcome::Published(release, _) = outcome else { panic!("{outcome:?}") };
        assert_eq!(platform.importer().awaited(&release).await.unwrap(), None);
        platform.answers(&key, OCTOBER, 60).await;
        assert_eq!(periods(&platform, &key).await, json!([1, []]));
        let both = [json!([2, other.1, "published"]), json!([1, one.1, "published"])];
        assert_eq!(states(&platform, &key).await, both);

        let lines = halves.iter().flat_map(|half| rows(half, ""));
        let lines: Vec<Row> = lines.collect();
        let (counts, _) = counted(&lines.iter().collect::<Vec<_>>());
        let all = &platform.rows_as(&key, &format!("{OCTOBER}&level=england")).await[0];
        for (name, sum) in counts {
            assert_eq!(count(all, name), sum, "{name}");
        }
        assert_eq!((&all["practices_included"], &all["revised"]), (&json!(60), &json!(false)));
        platform.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_half_is_revised_alone_and_a_whole_month_replaces_both() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let (england, october) = (England::small(), "2025-10-01".parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let halves = demo::write_crosstab_halves(&england, october, folder.path()).unwrap();
    for half in &halves {
        import(&platform, CROSSTAB, half, FORCED).await;
    }
    platform.answers(&key, OCTOBER, 60).await;
    let before = platform.rows_as(&key, OCTOBER).await;

    // The first half once more, without its last practice.
    let text = std::fs::read_to_string(&halves[0]).unwrap();
    let kept = text.split_inclusive('\n').filter(|line| !line.contains(",Z00040,"));
    std::fs::write(&halves[0], kept.collect::<String>()).unwrap();
    import(&platform, CROSSTAB, &halves[0], FORCED).await;
    platform.answers(&key, OCTOBER, 59).await;
    let expected = [
        json!([3, REGIONS[0], "published"]),
        json!([2, REGIONS[1], "published"]),
        json!([1, REGIONS[0], "superseded"]),
    ];
    assert_eq!(states(&platform, &key).await, expected);
    let path = format!("{PATH}practice-level-crosstab-2025-10-01-r3/");
    let changes = &platform.json_as(&key, &path).await["changes"];
    assert_eq!(*changes, json!({ "added": 0, "changed": 0, "removed": 1 }));

    let whole = demo::write_crosstab(&england, october, folder.path()).unwrap();
    import(&platform, CROSSTAB, &whole, FORCED).await;
    platform.answers(&key, OCTOBER, 60).await;
    let states = states(&platform, &key).await;
    assert_eq!(states[0], json!([4, null, "published"]));
    assert!(states[1..].iter().all(|state| state[2] == "superseded"), "{states:?}");
    let after = platform.rows_as(&key, OCTOBER).await;
    for (one, other) in before.iter().zip(&after) {
        for name in ["practice_code", "total_appointments", "attended", "national_categories"] {
            assert_eq!(one[name], other[name], "{name}");
        }
    }
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_crosstab_names_the_place_and_publishes_nothing() {
    let platform = Platform::start().await;
    let (_, key) = platform.key("jo", Terms::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let england = England::small();
    let [december, january] = ["2025-12-01", "2026-01-01"].map(|day| day.parse().unwrap());
    let file = demo::write_crosstab(&england, december, folder.path()).unwrap();
    import(&platform, CROSSTAB, &file, FORCED).await;
    platform.answers(&key, "/api/v1/gp-appointments/?month=2025-12-01", 60).await;

    let file = demo::write_crosstab(&england, january, folder.path()).unwrap();
    let good = std::fs::read_to_string(&file).unwrap();
    let number = good.lines().position(|line| line.contains(",Other Practice staff,")).unwrap() + 1;
    let last = good.lines().count();
    let doubled = good.lines().nth(1).unwrap();
    for (text, told) in [
        (
            good.replacen("Other Practice staff", "Receptionist", 1),
            format!(
                "line {number}, column 9: \"Receptionist\" is not one of GP, Other Practice staff, Unknown"
            ),
        ),
        (
            format!("{good}{doubled}\r\n"),
            format!("line {}, column 2: this combination of Z00001 stands twice", last + 1),
        ),
        (
            good.replacen(",HCP_TYPE,", ",STAFF,", 1),
            "line 1, column 1: the column HCP_TYPE is missing".to_owned(),
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let publication = publications::find(CROSSTAB).unwrap();
        let imported = platform.importer().import(publication, &file, FORCED, Silent).await;
        let error = imported.unwrap_err().to_string();
        let told = format!("Practice_Level_Crosstab_Jan_26.csv, {told}");
        assert!(error.contains(&told), "{error}\nshould say\n{told}");
    }
    // However good, England has more practices than that.
    std::fs::write(&file, good).unwrap();
    let publication = publications::find(CROSSTAB).unwrap();
    let options = Options::of(Origin::Published);
    let imported = platform.importer().import(publication, &file, options, Silent).await;
    assert!(matches!(imported, Err(ImportError::TooFewRows { rows: 60, least: 5_000, .. })));

    assert_eq!(platform.importer().list().await.unwrap().len(), 1);
    let rows = platform.rows_as(&key, "/api/v1/gp-appointments/?practice=Z00001").await;
    assert_eq!(column(&rows, "month"), ["2025-12-01"], "what was served still is");
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_other_figures_are_told_with_their_place() {
    let platform = Platform::start().await;
    // A random name might tell a year.
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("files");
    std::fs::create_dir(&below).unwrap();
    let (_payments, payments) = demo_files("nhs-payments-practice");
    let payments = std::fs::read_to_string(&payments[1]).unwrap();
    let registers = "PRACTICE_CODE,GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,PRACTICE_LIST_SIZE\n";
    let measures = "PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE\nZ00001,AF001,";
    for (publication, name, text, told) in [
        (
            "nhs-payments-practice",
            "nhspaymentsgp-25-26-prac-csv.csv",
            payments.replacen(",No,", ",Maybe,", 1),
            "column 14: \"Maybe\" is neither Yes nor No",
        ),
        (
            "nhs-payments-practice",
            "nhspaymentsgp-25-26-prac-csv.csv",
            payments.replacen("Global Sum", "Sum", 1),
            "line 1, column 1: the column Global Sum is missing",
        ),
        ("nhs-payments-practice", "payments.csv", payments.clone(), "year"),
        (
            "qof-prevalence",
            "PREVALENCE_2526.csv",
            format!("{registers}Z00001,AF,some,TOTAL,4098\n"),
            "PREVALENCE_2526.csv, line 2, column 3: ",
        ),
        (
            "qof-prevalence",
            "PREVALENCE_2526.csv",
            format!("{registers}Z00001,AF,95,TOTAL,4098\nZ00001,AF,96,TOTAL,4098\n"),
            "PREVALENCE_2526.csv, line 3, column 1: ",
        ),
        (
            "qof-achievement",
            "ACHIEVEMENT_2526.csv",
            format!("{measures}REGISTERS,95\n"),
            "ACHIEVEMENT_2526.csv, line 2, column 3: \"REGISTERS\" is not a measure",
        ),
        (
            "qof-achievement",
            "ACHIEVEMENT_2526.csv",
            format!("{measures}REGISTER,many\n"),
            "ACHIEVEMENT_2526.csv, line 2, column 4: ",
        ),
    ] {
        let file = below.join(name);
        std::fs::write(&file, text).unwrap();
        let publication = publications::find(publication).unwrap();
        let imported = platform.importer().import(publication, &file, FORCED, Silent).await;
        let error = imported.unwrap_err().to_string();
        assert!(error.contains(name) && error.contains(told), "{error}\nshould say\n{told}");
    }
    assert_eq!(platform.importer().list().await.unwrap().len(), 0);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_figures_give_way_to_published_ones_of_the_same_period() {
    let (platform, key) = Platform::demo().await;
    // One practice of January, as if published.
    let folder = tempfile::tempdir().unwrap();
    let january = "2026-01-01".parse().unwrap();
    let file = demo::write_crosstab(&England::small(), january, folder.path()).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let mut own = text.split_inclusive('\n');
    let header = own.next().unwrap().to_owned();
    let own = own.filter(|line| line.contains(",Z00002,"));
    std::fs::write(&file, own.fold(header, |text, line| text + line)).unwrap();
    import(&platform, CROSSTAB, &file, FORCED).await;
    platform.answers(&key, "/api/v1/gp-appointments/?month=2026-01-01", 1).await;
    let rows = platform.rows_as(&key, "/api/v1/gp-appointments/?month=2026-01-01").await;
    assert_eq!(column(&rows, "release"), ["practice-level-crosstab-2026-01-01-r2"]);
    assert_eq!(rows[0]["revised"], false, "published figures replace none of the demo");
    // Lists of the demo are not those of a published practice.
    assert_eq!(rows[0]["registered_patients"], Value::Null);
    // Other months are as they were.
    let months = platform.rows_as(&key, "/api/v1/gp-appointments/?practice=Z00001").await;
    assert_eq!(column(&months, "month"), ["2025-12-01", "2025-11-01"]);
    platform.stop().await;
}
