//! The Dockerfile.

use std::collections::BTreeMap;

use crate::files::{services, text};
use crate::settings::Reads;

/// A stage of the Dockerfile, by what it says.
#[derive(Default)]
struct Stage {
    from: String,
    lines: Vec<(String, String)>,
}

impl Stage {
    fn all<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        self.lines.iter().filter(move |(first, _)| first == word).map(|(_, rest)| rest.as_str())
    }

    fn one<'a>(&'a self, word: &'a str) -> &'a str {
        self.all(word).last().unwrap_or_else(|| panic!("{word} is missing in {}", self.from))
    }

    /// What is run, where that is a list: nothing here has a shell.
    fn command(&self) -> Vec<String> {
        serde_json::from_str(self.one("CMD")).unwrap()
    }
}

/// The stages that have names, and the last one, whose name is empty.
fn stages() -> BTreeMap<String, Stage> {
    let joined = text("Dockerfile").replace("\\\n", " ");
    let mut stages: BTreeMap<String, Stage> = BTreeMap::new();
    let mut current = String::new();
    for line in joined.lines().filter(|line| !line.starts_with('#')) {
        let Some((word, rest)) = line.split_once(' ') else { continue };
        if word == "FROM" {
            let (from, name) = rest.split_once(" AS ").unwrap_or((rest, ""));
            current = name.to_owned();
            stages.insert(name.to_owned(), Stage { from: from.to_owned(), lines: Vec::new() });
        } else if let Some(stage) = stages.get_mut(&current) {
            let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
            stage.lines.push((word.to_owned(), rest));
        }
    }
    stages
}

#[test]
fn every_service_has_an_image_that_runs_it() {
    let stages = stages();
    for service in services() {
        let stage = stages.get(service).unwrap_or_else(|| panic!("{service} has no stage"));
        assert_eq!(stage.from, "base");
        assert_eq!(stage.command(), ["serve", service]);
        assert!(stage.one("EXPOSE").starts_with("8080"), "{service}");
        let health = stage.one("HEALTHCHECK").split_once("CMD ").unwrap().1;
        let health: Vec<String> = serde_json::from_str(health).unwrap();
        assert_eq!(health, ["/usr/local/bin/almanac", "health", service]);
    }
    assert_eq!(stages["all"].command(), ["serve"]);
    assert_eq!(stages[""].from, "${SERVICE}");
}

#[test]
fn images_run_as_nobody_and_stop_when_asked() {
    let stages = stages();
    let base = &stages["base"];
    assert!(base.from.starts_with("gcr.io/distroless/cc-debian12:nonroot"));
    assert_eq!(base.one("USER"), "65532:65532");
    assert_eq!(base.one("STOPSIGNAL"), "SIGTERM");
    assert_eq!(base.one("ENTRYPOINT"), "[\"/usr/local/bin/almanac\"]");
    assert_eq!(stages["backup"].one("USER"), "65532:65532");
    assert!(stages[""].all("USER").next().is_none());
}

#[test]
fn images_set_what_their_programs_read() {
    for (name, stage) in stages() {
        for setting in stage.all("ENV").flat_map(str::split_whitespace) {
            let (variable, value) = setting.split_once('=').unwrap();
            // What all have is read by what all run.
            let command = if name == "base" { vec!["serve".to_owned()] } else { stage.command() };
            let words: Vec<&str> = command.iter().map(String::as_str).collect();
            Reads::of(&words).assert(variable, &name);
            // Where it answers is where it is asked.
            if name != "base" && variable != "ACCOUNTS_GRPC_BIND" {
                Reads::of(&["health"]).assert(variable, &name);
            }
            assert!(!value.is_empty(), "{name}: {variable}");
        }
    }
}
