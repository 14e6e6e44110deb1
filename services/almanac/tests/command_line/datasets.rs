//! Pick lists: synced with where they are published, which is a folder here.

use std::path::PathBuf;

use datasets::domain::{catalogue, organisations};
use datasets::store::datasets::{DatasetRow, hold_by_key};
use datasets::store::option_lists;
use diesel_async::AsyncPgConnection;
use serde_json::{Value, json};
use store::DatabaseUrl;
use url::Url;

use crate::support::{Done, Installation};

const LIST: &str = "smoking_status_code";

const PAIRS: [(&str, &str); 2] = [("1", "Current smoker"), ("2", "Ex-smoker")];

/// A page of the dictionary with such a table.
fn page(pairs: &[(&str, &str)]) -> String {
    let row = |(code, text): &(&str, &str)| format!("<tr><td>{code}</td><td>{text}</td></tr>");
    let rows: String = pairs.iter().map(row).collect();
    format!(
        "<!DOCTYPE html><html><body><table><tr><th>Code</th><th>Description</th></tr>{rows}\
         </table></body></html>"
    )
}

/// An installation, and what is published.
struct Published {
    installation: Installation,
}

impl Published {
    /// Nothing is.
    fn new() -> Self {
        let installation = Installation::new();
        let published = Self { installation };
        for name in ["dictionary", "organisations"] {
            std::fs::create_dir(published.folder(name)).unwrap();
        }
        published
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.installation.folder().join(name)
    }

    /// Publishes a file.
    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.installation.folder().join(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Done {
        let (option, folder) = if arguments.contains(&"sync-nhs-dd") {
            ("--nhs-dd-base-url", "dictionary")
        } else {
            ("--external-dataset-api-url", "organisations")
        };
        let url = Url::from_directory_path(self.folder(folder)).unwrap();
        let base = [option, url.as_str()];
        self.installation.run(&[&["datasets"][..], arguments, &base].concat(), "")
    }

    /// Runs a command that must end so; what it printed, read.
    #[track_caller]
    fn report(&self, code: i32, arguments: &[&str]) -> Value {
        let done = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(done.code, code, "{arguments:?}: {} {}", done.stdout, done.stderr);
        serde_json::from_str(&done.stdout).unwrap()
    }

    /// The runs that are kept.
    fn runs(&self) -> Value {
        self.installation.json(&["datasets", "sync-runs"])
    }

    /// A list as it is kept, with its options.
    fn list(&self, key: &str) -> Option<(DatasetRow, Value)> {
        with_datasets(&self.installation, async |connection| {
            let row = hold_by_key(connection, key).await.unwrap()?;
            let options = option_lists::read(connection, row.option_list_id).await.unwrap();
            Some((row, serde_json::from_str(options.get()).unwrap()))
        })
    }
}

/// Does what no command can with the datasets database.
fn with_datasets<T>(
    installation: &Installation,
    work: impl AsyncFnOnce(&mut AsyncPgConnection) -> T,
) -> T {
    let command = installation.almanac();
    let mut variables = command.get_envs();
    let url = variables.find(|(name, _)| name.to_str() == Some("DATASETS_DATABASE_URL"));
    let url: DatabaseUrl = url.unwrap().1.unwrap().to_str().unwrap().parse().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let connection: &mut AsyncPgConnection = &mut store::pool(&url, 1).get().await.unwrap();
        work(connection).await
    })
}

#[test]
fn a_list_is_synced_when_it_is_due_or_forced() {
    let published = Published::new();
    let file = "dictionary/smoking_status_code.html";
    published.write(file, &page(&PAIRS));
    let sync = ["sync-nhs-dd", "--dataset", LIST];
    let counts = |report: &Value| {
        ["created", "scraped", "skipped", "errors"]
            .map(|name| report["counts"][name].as_u64().unwrap())
    };
    let report = published.report(0, &sync);
    assert_eq!(counts(&report), [1, 1, 0, 0], "{report}");
    let (row, options) = published.list(LIST).unwrap();
    assert_eq!(options, json!({ "1": "Current smoker", "2": "Ex-smoker" }));
    assert_eq!((row.version, row.is_global, row.name.as_str()), (1, true, "Smoking Status Code"));
    assert!(row.last_scraped.is_some());

    published.write(file, &page(&[("1", "Current smoker"), ("4", "Never smoked")]));
    let report = published.report(0, &sync);
    assert_eq!(counts(&report), [0, 0, 1, 0], "{report}");
    assert_eq!(published.list(LIST).unwrap().0.version, 1, "it is not due");

    let told = published.run(&[&sync[..], &["--force"]].concat());
    assert_eq!(told.code, 0, "{} {}", told.stdout, told.stderr);
    assert!(told.stdout.contains(LIST), "{}", told.stdout);
    let (row, options) = published.list(LIST).unwrap();
    assert_eq!(options, json!({ "1": "Current smoker", "4": "Never smoked" }));
    assert_eq!(row.version, 2);
}

#[test]
fn what_cannot_be_synced_fails_and_stops_nothing() {
    let published = Published::new();
    published.write("dictionary/smoking_status_code.html", &page(&PAIRS));
    let report = published.report(1, &["sync-nhs-dd"]);
    assert_eq!(report["counts"]["scraped"], 1, "{report}");
    assert_eq!(report["counts"]["errors"], catalogue::ENTRIES.len() - 1, "{report}");
    assert_eq!(published.list(LIST).unwrap().0.options_count, 2);
    // A list of the dictionary is there, and empty, where others are not.
    let (row, options) = published.list("zygosity_status").unwrap();
    assert!(row.is_global && row.last_scraped.is_none());
    assert_eq!(options, json!({}));

    published.write("organisations/trusts.json", r#"[{"ods_code":"RZ1","name":"ELM TRUST"}]"#);
    let done = published.run(&["sync-external"]);
    assert_eq!(done.code, 1, "{} {}", done.stdout, done.stderr);
    assert!(done.stdout.contains("nhs_trusts"), "{}", done.stdout);
    let failed = format!("{} lists", organisations::LISTS.len() - 1);
    assert!(done.stderr.contains(&failed), "{}", done.stderr);
    assert_eq!(published.list("nhs_trusts").unwrap().1, json!({ "RZ1": "ELM TRUST" }));
    assert!(published.list("london_boroughs").is_none());

    // What was good stays when what is published is not.
    published.write("organisations/trusts.json", "[]");
    let again = ["sync-external", "--dataset", "nhs_trusts", "--force"];
    assert_eq!(published.report(1, &again)["counts"]["errors"], 1);
    assert_eq!(published.list("nhs_trusts").unwrap().1, json!({ "RZ1": "ELM TRUST" }));
}

#[test]
fn a_dry_run_writes_nothing() {
    let published = Published::new();
    published.write("dictionary/smoking_status_code.html", &page(&PAIRS));
    let report = published.report(0, &["sync-nhs-dd", "--dataset", LIST, "--dry-run"]);
    assert_eq!(report["counts"]["scraped"], 1, "{report}");
    assert!(published.list(LIST).is_none());
    assert_eq!(published.runs(), json!([]));
    published.report(0, &["sync-nhs-dd", "--dataset", LIST]);
    let runs = published.runs();
    assert_eq!(runs.as_array().unwrap().len(), 1, "{runs}");
    let told = published.installation.ok(&["datasets", "sync-runs"], "");
    assert!(told.contains("1 created, 0 updated, 1 scraped, 0 skipped, 0 errors"), "{told}");
    assert_eq!((&runs[0]["source"], &runs[0]["scheduled_for"]), (&json!("nhs_dd"), &json!(null)));
}

#[test]
fn lists_that_nobody_knows_are_named() {
    let published = Published::new();
    for (verb, unknown, known) in [
        ("sync-nhs-dd", "nhs_trusts", "zygosity_status"),
        ("sync-external", LIST, "welsh_lhbs"),
        ("sync-external", "", "london_boroughs"),
    ] {
        let done = published.run(&[verb, "--dataset", unknown]);
        assert_eq!(done.code, 1, "{verb} {unknown}: {} {}", done.stdout, done.stderr);
        assert!(done.stderr.contains(known), "{verb} {unknown}: {}", done.stderr);
    }
    for misused in [
        &["sync-nhs-dd", "--dataset"][..],
        // What is of the other source only.
        &["sync-nhs-dd", "--external-dataset-api-url", "file:///nowhere/"],
        &["sync-external", "--nhs-dd-base-url", "file:///nowhere/"],
        &["sync"],
        &[],
    ] {
        let arguments = [&["datasets"][..], misused].concat();
        assert_eq!(published.installation.run(&arguments, "").code, 2, "{misused:?}");
    }
}

#[test]
fn the_demo_has_lists_and_makes_them_once() {
    let published = Published::new();
    let credentials = published.folder("credentials.env");
    let demo = ["demo", "--credentials", credentials.to_str().unwrap()];
    // What is there already stays, and does not keep the rest away.
    published.write("dictionary/smoking_status_code.html", &page(&PAIRS));
    published.report(0, &["sync-nhs-dd", "--dataset", LIST]);
    published.write("organisations/trusts.json", r#"[{"ods_code":"RZ1","name":"ELM TRUST"}]"#);
    published.report(0, &["sync-external", "--dataset", "nhs_trusts"]);
    published.installation.ok(&demo, "");
    assert_eq!(published.list("nhs_trusts").unwrap().1, json!({ "RZ1": "ELM TRUST" }));
    assert_eq!(published.list(LIST).unwrap().0.options_count, 2);
    assert_eq!(published.runs().as_array().unwrap().len(), 2, "the demo is no sync");
    let (row, options) = published.list("main_specialty_code").unwrap();
    assert!(row.is_global && row.organization_id.is_none() && row.created_by.is_none());
    for (code, text) in [("100", "General Surgery"), ("101", "Urology")] {
        assert_eq!(options[code].as_str().map(str::to_lowercase), Some(text.to_lowercase()));
    }
    let (boroughs, _) = published.list("london_boroughs").unwrap();
    assert_eq!(boroughs.options_count, 33);
    let every = || {
        let entries = catalogue::ENTRIES.iter().map(|entry| entry.key);
        let keys = entries.chain(organisations::LISTS.iter().map(|list| list.key));
        let rows = keys.map(|key| published.list(key).unwrap().0);
        rows.map(|row| (row.key, row.version, row.updated_at, row.options_count))
            .collect::<Vec<_>>()
    };
    let first = every();
    assert_eq!(first.len(), 48 + 7);
    let filled = first.iter().filter(|(.., count)| *count > 0).count();
    assert_eq!(filled, 9 + 7 + 1);

    // What was synced since then is not the demo's any more.
    published.write("organisations/london_boroughs.json", r#"[{"gss_code":"E1","name":"Elm"}]"#);
    let real = ["sync-external", "--dataset", "london_boroughs", "--force"];
    published.report(0, &real);
    let before = every();
    assert_ne!(before, first);
    published.installation.ok(&demo, "");
    assert_eq!(every(), before);
}
