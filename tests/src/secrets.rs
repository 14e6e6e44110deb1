//! What must never be written down. Every secret that a test makes or is
//! given is noted, and everything logged meanwhile is kept, so that the one
//! can be searched for the other: by [`leaks`] here, and by `scripts/test`
//! over the whole suite, for which `ALMANAC_TEST_OUTPUT` names a folder.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rand::distr::{Alphanumeric, SampleString};
use store::DatabaseUrl;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use url::Url;

/// The crates of this house, which log all they have to say.
const OURS: [&str; 17] = [
    "access",
    "accounts",
    "almanac",
    "audit",
    "care",
    "chassis",
    "datasets",
    "end_to_end",
    "gateway",
    "objects",
    "pages",
    "reference",
    "releases",
    "request",
    "rota",
    "store",
    "web",
];

static KEPT: OnceLock<Kept> = OnceLock::new();

struct Kept {
    log: Arc<File>,
    /// What other processes log that this one has started.
    others: Mutex<Vec<Arc<File>>>,
    /// Shared with the other tests of a run.
    shared: Option<File>,
    own: Mutex<Vec<String>>,
}

impl Kept {
    fn new() -> Self {
        let log = log_file(&std::process::id().to_string());
        let layer = tracing_subscriber::fmt::layer().json().with_writer(Arc::clone(&log));
        tracing_subscriber::registry().with(layer.with_filter(targets())).init();
        let (others, own) = (Mutex::default(), Mutex::default());
        Self { log, others, shared: output_file("secrets"), own }
    }

    fn get() -> &'static Self {
        KEPT.get_or_init(Self::new)
    }
}

/// What is logged: all that our crates have to say, and of others what may be
/// of use. The client of these tests is no part of what is tested.
pub(crate) fn targets() -> Targets {
    Targets::new()
        .with_default(LevelFilter::DEBUG)
        .with_target("reqwest", LevelFilter::OFF)
        .with_targets(OURS.map(|target| (target, LevelFilter::TRACE)))
}

/// A file among those that `scripts/test` searches, where it does.
fn output_file(name: &str) -> Option<File> {
    let path = std::env::var_os("ALMANAC_TEST_OUTPUT").map(PathBuf::from)?.join(name);
    Some(OpenOptions::new().create(true).append(true).read(true).open(path).unwrap())
}

fn log_file(name: &str) -> Arc<File> {
    let file = output_file(&format!("{name}.log"));
    Arc::new(file.unwrap_or_else(|| tempfile::tempfile().unwrap()))
}

/// A new file for the log of another process, which [`log`] tells too.
pub(crate) fn log_of(name: &str) -> Arc<File> {
    let mut others = Kept::get().others.lock().unwrap_or_else(PoisonError::into_inner);
    let log = log_file(&format!("{}-{}-{name}", std::process::id(), others.len()));
    others.push(Arc::clone(&log));
    log
}

/// Everything that is in a log so far.
pub(crate) fn text_of(log: &File) -> String {
    let length = usize::try_from(log.metadata().unwrap().len()).unwrap();
    let mut text = vec![0; length];
    log.read_exact_at(&mut text, 0).unwrap();
    // Somebody may be in the middle of a character.
    String::from_utf8_lossy(&text).into_owned()
}

/// Keeps from now on what this process logs.
pub(crate) fn keep_log() {
    Kept::get();
}

/// Notes a secret: it must be in no log. What is too short to be one would be
/// found by chance.
pub fn note(secret: &str) {
    assert!(secret.len() >= 8 && !secret.contains('\n'), "{} bytes are no secret", secret.len());
    let kept = Kept::get();
    if let Some(mut shared) = kept.shared.as_ref() {
        // One write, so that the lines of two tests do not mix.
        shared.write_all(format!("{secret}\n").as_bytes()).unwrap();
    }
    kept.own.lock().unwrap_or_else(PoisonError::into_inner).push(secret.to_owned());
}

/// A password nobody else has, noted.
pub fn password() -> String {
    let password = Alphanumeric.sample_string(&mut rand::rng(), 20);
    note(&password);
    password
}

/// A key that secrets are encrypted with, as it is written, noted.
pub(crate) fn secret_key() -> String {
    let key = BASE64_STANDARD.encode(rand::random::<[u8; 32]>());
    note(&key);
    key
}

/// Everything this process has logged so far, and those that it has started.
pub fn log() -> String {
    let kept = Kept::get();
    let others = kept.others.lock().unwrap_or_else(PoisonError::into_inner);
    let logs = [&kept.log].into_iter().chain(others.iter());
    logs.map(|log| text_of(log)).collect()
}

/// The lines of the log that hold a noted secret, without it.
pub fn leaks() -> Vec<String> {
    let own = Kept::get().own.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(!own.is_empty(), "a secret was noted");
    let log = log();
    assert!(!log.is_empty(), "something was logged");
    search(&log, &own)
}

fn search(log: &str, secrets: &[String]) -> Vec<String> {
    let holds = |line: &&str| secrets.iter().any(|secret| line.contains(secret.as_str()));
    let masked = |line: &str| {
        secrets.iter().fold(line.to_owned(), |line, secret| line.replace(secret.as_str(), "***"))
    };
    log.lines().filter(holds).map(masked).collect()
}

/// The same database by an address that holds a password, as addresses do
/// elsewhere; a server that asks for none does not mind.
pub(crate) fn with_password(url: &DatabaseUrl) -> DatabaseUrl {
    let mut url = Url::parse(url.expose()).unwrap();
    match url.password() {
        Some(own) => note(own),
        None => url.set_password(Some(&password())).unwrap(),
    }
    url.as_str().parse().unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_a_log_is_found_and_not_repeated() {
        let secrets = ["s3cret-one".to_owned(), "s3cret-two".to_owned()];
        let log = "all is well\nkey=s3cret-two&s3cret-one\ns3cret-tw\n";
        assert_eq!(search(log, &secrets), ["key=***&***"]);
    }
}
