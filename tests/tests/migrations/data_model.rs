//! The pages in `docs/data-model`, which name every table and no other.
//!
//! A page has a diagram of the relations, and a section for each table, whose
//! heading is the table's name. Rows of a table in a section begin with a column.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::catalogue::{columns, foreign_keys};
use crate::services::ALL;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/data-model"))
}

/// What a page says.
#[derive(Default)]
struct Page {
    /// The columns that are explained, by table.
    tables: BTreeMap<String, Vec<String>>,
    /// From which table to which, as the diagram has it: one, and those that refer to it.
    relations: BTreeSet<(String, String)>,
}

impl Page {
    fn read(service: &str) -> Self {
        let path = folder().join(format!("{service}.md"));
        let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
        let mut page = Self::default();
        let mut table: Option<&mut Vec<String>> = None;
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                let name = heading.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
                table = None;
                if let Some(name) = name {
                    table = Some(page.tables.entry(name.to_owned()).or_default());
                }
            }
            let cells = line.strip_prefix("| `").and_then(|rest| rest.split_once(" |"));
            if let Some((first, _)) = cells {
                let explained = table.as_deref_mut().expect("columns are those of a table");
                explained.extend(first.split(", ").map(|name| name.trim_matches('`').to_owned()));
            }
            if let [one, how, other, ":", ..] = line.split_whitespace().collect::<Vec<_>>()[..] {
                assert!(how.contains("--"), "{service}: {line}");
                page.relations.insert((one.to_owned(), other.to_owned()));
            }
        }
        page
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_is_on_the_page_of_its_service_and_no_other_is() {
    for service in ALL {
        let (page, database) = (Page::read(service.name), service.seeded().await);
        let tables = columns(&database.url).await;
        let names = |tables: &BTreeMap<String, Vec<String>>| -> Vec<String> {
            tables.keys().cloned().collect()
        };
        assert_eq!(names(&page.tables), names(&tables), "{}", service.name);
        for (table, explained) in &page.tables {
            let columns = tables.get(table).unwrap();
            for column in explained {
                assert!(columns.contains(column), "{}.{table} has no {column}", service.name);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_diagrams_have_every_foreign_key_and_no_other() {
    for service in ALL {
        let (page, database) = (Page::read(service.name), service.seeded().await);
        let keys = foreign_keys(&database.url).await;
        let relations = keys.into_iter().map(|key| (key.parent, key.child)).collect();
        assert_eq!(page.relations, relations, "{}", service.name);
    }
}

#[test]
fn every_page_is_that_of_a_service_and_in_the_index() {
    let index = fs::read_to_string(folder().join("README.md")).unwrap();
    let mut pages: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    pages.sort();
    let mut services = ALL.map(|service| format!("{}.md", service.name));
    services.sort();
    assert_eq!(pages, services);
    for page in pages {
        assert!(index.contains(&format!("({page})")), "{page} is not in the index");
    }
}
