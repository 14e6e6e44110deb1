//! What subscribers fetch releases with: the client that acmc publishes, curl,
//! GnuPG, and the script in `docs/examples`.

mod acmc;
mod gnupg;
pub(crate) mod line;
mod resuming;
mod script;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ::releases::changes::Published;
use ::releases::domain::FileKind;
use ::releases::store::releases::object_path;
use end_to_end::Platform;

const ARCHIVE: &str = "nhs_example_5.2.0_20250508000001.zip";

/// Four bytes a word, that do not repeat.
pub(crate) fn bytes(words: u32) -> Vec<u8> {
    (0..words).flat_map(|word| word.wrapping_mul(2_654_435_761).to_le_bytes()).collect()
}

/// Where a program is; nowhere where there is none, which CI does not accept.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|at| at.is_file());
    if found.is_none() {
        assert!(std::env::var("CI").is_err(), "CI has {program}");
        eprintln!("skipped: there is no {program}");
    }
    found
}

/// Runs a program to its end.
pub(crate) async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

pub(crate) fn text(said: &[u8]) -> String {
    String::from_utf8_lossy(said).into_owned()
}

/// The names of the files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Changes a bit in the middle of a file.
pub(crate) fn damage(file: &Path) {
    let mut content = fs::read(file).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    fs::write(file, content).unwrap();
}

/// Where the archive of a release is kept.
pub(crate) fn kept(platform: &Platform, published: &Published) -> PathBuf {
    let path = object_path(published.release.row.upload_id, FileKind::Archive);
    platform.objects().join(path)
}
