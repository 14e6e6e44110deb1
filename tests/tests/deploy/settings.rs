//! Which environment variables a command reads, as the command line knows it.

use std::collections::BTreeSet;

use object_store::aws::AmazonS3ConfigKey;

/// What every command reads besides its options.
const ALWAYS: [&str; 2] = ["ALMANAC_ENV_FILE", "RUST_LOG"];

/// What `almanac` followed by these words reads.
pub(crate) struct Reads {
    command: String,
    variables: BTreeSet<String>,
}

impl Reads {
    /// # Panics
    /// When there is no such command.
    pub(crate) fn of(words: &[&str]) -> Self {
        let mut command = almanac::command();
        for word in words {
            let found = command.find_subcommand(word).cloned();
            command = found.unwrap_or_else(|| panic!("there is no `almanac {}`", words.join(" ")));
        }
        let options = command.get_arguments().filter_map(|argument| argument.get_env());
        let variables = options.map(|name| name.to_str().unwrap().to_owned()).collect();
        Self { command: words.join(" "), variables }
    }

    /// # Panics
    /// When it does not read this variable.
    pub(crate) fn assert(&self, variable: &str, place: &str) {
        assert!(
            self.knows(variable),
            "{place} sets {variable}, which `almanac {}` never reads",
            self.command
        );
    }

    pub(crate) fn knows(&self, variable: &str) -> bool {
        ALWAYS.contains(&variable)
            || self.variables.contains(variable)
            || (self.variables.contains("OBJECT_STORE_URL") && is_of_bucket(variable))
    }
}

/// Whether the object store's library reads it.
fn is_of_bucket(variable: &str) -> bool {
    let known = variable.to_ascii_lowercase().parse::<AmazonS3ConfigKey>();
    variable.starts_with("AWS_") && known.is_ok()
}

#[test]
fn what_no_command_reads_is_noticed() {
    let rota = Reads::of(&["serve", "rota"]);
    assert!(rota.knows("ROTA_BIND") && rota.knows("ALMANAC_INTERNAL_TOKEN"));
    assert!(!rota.knows("CARE_BIND") && !rota.knows("AWS_REGION"));
    let releases = Reads::of(&["serve", "releases"]);
    assert!(releases.knows("AWS_REGION") && releases.knows("AWS_ALLOW_HTTP"));
    assert!(!releases.knows("AWS_NONSENSE") && !releases.knows("OBJECT_STORE_URI"));
}
