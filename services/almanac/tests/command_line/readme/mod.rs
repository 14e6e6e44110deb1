//! The README's commands, typed in the order in which they stand there.
//!
//! Each command needs a line in [`ANSWERS`], so that no new one goes untried.
//! What they name in capitals for others to fill in, `DIR` and `FILE.zip`, is
//! there under these very names; what they fetch from elsewhere is in folders.

mod checkout;

use std::collections::BTreeSet;

use self::checkout::{Checkout, Started};

/// What comes of a command.
#[derive(Clone, Copy)]
enum Answer {
    /// Everything runs until the next one that starts it, or the end.
    Starts,
    /// This test among others.
    IsThis,
    /// Not tried: there need be no Docker.
    Untried,
    /// It prints nothing.
    Nothing,
    /// It prints all of these.
    Prints(&'static [&'static str]),
    /// It writes all of these into the file.
    Writes(&'static str, &'static [&'static str]),
}

use Answer::{IsThis, Nothing, Prints, Starts, Untried, Writes};

/// What comes of the command that ends so.
const ANSWERS: [(&str, Answer); 22] = [
    ("scripts/run", Starts),
    ("scripts/run --data DIR", Starts),
    ("scripts/test", IsThis),
    ("docker compose up", Untried),
    (". var/demo.env", Nothing),
    ("set -a; . var/demo.env; set +a", Nothing),
    ("/practices/?search=elm\"", Prints(&["\"count\":7,", "ELM GROVE SURGERY"])),
    (" >list-sizes.csv", Writes("list-sizes.csv", &["month,org_type,", ",U99901,"])),
    ("&level=england\"", Prints(&["\"count\":1,", "\"org_type\":\"england\""])),
    ("/main_specialty_code/\"", Prints(&["\"key\":\"main_specialty_code\"", "General Surgery"])),
    (" >main-specialties.csv", Writes("main-specialties.csv", &["code,text", "General Surgery"])),
    ("/releases?latest\"", Prints(&["\"apiVersion\":\"1\"", "\"archiveFileSha256\":"])),
    ("/download-release.sh \"$ALMANAC_RELEASES_ITEM\"", Prints(&["./nhs_odsweekly_"])),
    ("filters-services=home_care", Prints(&["\"item_count\":1", "Home Care"])),
    ("almanac --help", Prints(&["Usage: almanac", "Commands:"])),
    ("almanac datasets sync-nhs-dd", Prints(&[" 0 errors"])),
    ("almanac datasets sync-external", Prints(&[" 0 errors"])),
    ("--category Medicines", Prints(&["120\n"])),
    (" FILE.zip", Prints(&["FILE.zip published", "SHA-256", "signed by"])),
    ("almanac release signing-key", Prints(&["fingerprint  "])),
    ("almanac care sandbox 3", Prints(&["account id"])),
    ("almanac care anonymise --older-than 365", Prints(&["anonymised: "])),
];

/// The commands of the indented blocks, each without its comment.
fn commands(text: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut begun = String::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("    ")) {
        let line = line.split_once(" #").map_or(line, |(command, _)| command).trim();
        if let Some(part) = line.strip_suffix('\\') {
            begun.push_str(part);
        } else {
            commands.push(std::mem::take(&mut begun) + line);
        }
    }
    assert!(begun.is_empty(), "it goes on nowhere: {begun}");
    commands
}

/// The answer to a command, and what it ends with. The longest end has it.
fn answer(command: &str) -> (&'static str, Answer) {
    let known = ANSWERS.iter().filter(|(end, _)| command.ends_with(end));
    let known = known.max_by_key(|(end, _)| end.len());
    *known.unwrap_or_else(|| panic!("nothing is known of this command: {command}"))
}

/// Types commands, and looks at what came of each.
fn try_out(checkout: &Checkout, commands: &mut Vec<(String, Answer)>) {
    let commands = std::mem::take(commands);
    let said = checkout.type_in(commands.iter().map(|(command, _)| command.as_str()));
    assert_eq!(said.len(), commands.len());
    for ((command, answer), said) in commands.iter().zip(said) {
        let (told, parts) = match *answer {
            Prints(parts) => (said, parts),
            Writes(file, parts) => (checkout.read(file), parts),
            Starts | IsThis | Untried | Nothing => {
                assert_eq!(said, "", "{command}");
                continue;
            }
        };
        for part in parts {
            assert!(told.contains(part), "{command}: {part:?} is not in {told}");
        }
    }
}

#[test]
fn every_command_of_the_readme_does_what_it_is_there_for() {
    let checkout = Checkout::new();
    let mut running: Option<Started> = None;
    let (mut waiting, mut used) = (Vec::new(), BTreeSet::new());
    for command in commands(&checkout.read("README.md")) {
        let (end, answer) = answer(&command);
        used.insert(end);
        match answer {
            IsThis | Untried => {}
            Starts => {
                try_out(&checkout, &mut waiting);
                if let Some(started) = running.take() {
                    started.interrupt();
                }
                running = Some(checkout.start(&command));
            }
            Nothing | Prints(_) | Writes(..) => waiting.push((command, answer)),
        }
    }
    try_out(&checkout, &mut waiting);
    let known: BTreeSet<&str> = ANSWERS.iter().map(|(end, _)| *end).collect();
    assert_eq!(used, known, "the README has these commands");

    // The last start has imported DIR, over the data of the first.
    let ask = "curl -H \"Authorization: Bearer $ALMANAC_API_KEY\" \
               \"$ALMANAC_URL/api/v1/practices/?search=Z05099\"";
    let mut imported =
        vec![(". var/demo.env".to_owned(), Nothing), (ask.to_owned(), Prints(&["SURGERY 5099"]))];
    try_out(&checkout, &mut imported);
    running.unwrap().interrupt();
    checkout.assert_left_alone();
    let built = "build --release --locked --package almanac";
    assert!(checkout.read("cargo.log").lines().all(|line| line.starts_with(built)));
}

#[test]
fn commands_are_read_as_they_would_be_typed() {
    let text = "Words:\n\n    one  --a   # why\n    two \\\n      \"#b\" three\n\nMore `words`.\n";
    assert_eq!(commands(text), ["one  --a", "two \"#b\" three"]);
}
