use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chassis::BoxError;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use reference::domain::{Origin, Release, serving};
use reference::import::{ImportError, Importer, Options, Outcome};
use reference::publications::{self, Part, Progress, Publication, Reject};
use serde::Serialize;
use serde_json::{Value, json};

use super::ReferenceStorage;
use crate::output::Output;

/// Rejected rows that are told one by one; the catalogue has all.
const SHOWN: usize = 10;

/// Import published NHS files.
#[derive(Args)]
#[group(skip)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Import {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// The publication the files belong to
    #[arg(required = true, value_parser = publication)]
    publication: Option<&'static str>,
    /// Published files, each a release
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    how: How,
    #[command(flatten)]
    place: Place,
}

#[derive(Subcommand)]
enum Verb {
    /// Import every published file found in a folder and below
    Scan {
        folder: PathBuf,
        #[command(flatten)]
        how: How,
        #[command(flatten)]
        place: Place,
    },
    /// List all releases
    List {
        /// A line for each publication: the periods served, and their rows
        #[arg(long)]
        summary: bool,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Args, Clone, Copy)]
#[group(skip)]
struct How {
    /// Import a file that is held already, or has suspiciously few rows
    #[arg(long)]
    force: bool,
    /// Read and check, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// When the NHS published it, such as 2026-07-16; no file says so
    #[arg(long, value_name = "DATE")]
    published_on: Option<NaiveDate>,
}

#[derive(Args)]
#[group(skip)]
struct Place {
    #[command(flatten)]
    server: ::store::Config,
    #[command(flatten)]
    storage: ReferenceStorage,
}

impl Place {
    fn importer(&self) -> Result<Importer, BoxError> {
        self.storage.importer(&self.server)
    }
}

fn publication(name: &str) -> Result<&'static str, String> {
    let known = publications::find(name).map(|found| found.name());
    known.ok_or_else(|| {
        let names: Vec<&str> = publications::ALL.iter().map(|known| known.name()).collect();
        format!("there are {}", names.join(", "))
    })
}

impl Import {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self.verb {
            None => {
                let found = self.publication.and_then(publications::find);
                let publication = found.ok_or("name a publication")?;
                let files = self.files.iter().map(PathBuf::as_path);
                let files: Vec<(&Path, &'static dyn Publication)> = files
                    .flat_map(|file| {
                        let found = in_one_file(file, publication).into_iter();
                        found.map(move |publication| (file, publication))
                    })
                    .collect();
                import_all(output, &self.place.importer()?, files.into_iter(), self.how).await
            }
            Some(Verb::Scan { folder, how, place }) => {
                scan(output, &place.importer()?, &folder, how).await
            }
            Some(Verb::List { summary: false, place }) => list(output, &place.importer()?).await,
            Some(Verb::List { summary: true, place }) => {
                summarize(output, &place.importer()?).await
            }
        }
    }
}

async fn list(output: &Output, importer: &Importer) -> Result<(), BoxError> {
    let releases = importer.list().await?;
    let headings = ["RELEASE", "PERIOD", "ORIGIN", "ROWS", "REJECTS", "IMPORTED"];
    output.list(&releases, headings, |release| {
        [
            release.id.clone(),
            release.period.label.clone(),
            release.origin.as_str().to_owned(),
            release.rows.to_string(),
            release.rejects.to_string(),
            release.imported_at.format("%Y-%m-%d %H:%M").to_string(),
        ]
    })?;
    Ok(())
}

/// What is served of a publication.
#[derive(Serialize)]
struct Summary {
    publication: String,
    periods: usize,
    oldest: String,
    newest: String,
    rows: i64,
}

async fn summarize(output: &Output, importer: &Importer) -> Result<(), BoxError> {
    let releases = importer.list().await?;
    let served = serving(&releases, publications::is_register);
    let series = served.chunk_by(|one, next| one.publication == next.publication);
    let summaries = series.filter_map(|series| {
        let (newest, oldest) = (series.first()?, series.last()?);
        let periods: BTreeSet<&str> = series.iter().map(|own| own.period.label.as_str()).collect();
        Some(Summary {
            publication: newest.publication.clone(),
            periods: periods.len(),
            oldest: oldest.period.label.clone(),
            newest: newest.period.label.clone(),
            rows: series.iter().map(|release| release.rows).sum(),
        })
    });
    let summaries: Vec<Summary> = summaries.collect();
    let headings = ["PUBLICATION", "PERIODS", "OLDEST", "NEWEST", "ROWS"];
    output.list(&summaries, headings, |own| {
        let (periods, rows) = (own.periods.to_string(), own.rows.to_string());
        [own.publication.clone(), periods, own.oldest.clone(), own.newest.clone(), rows]
    })?;
    Ok(())
}

/// The publication a file was said to be, and after it those that stand in the
/// same workbook or zip.
fn in_one_file(file: &Path, named: &'static dyn Publication) -> Vec<&'static dyn Publication> {
    // What cannot be read is for the import to tell.
    let parts = publications::parts(file).unwrap_or_default();
    let others = if parts.len() > 1 { recognised(&parts) } else { Vec::new() };
    let others = others.into_iter().filter(|other| other.name() != named.name());
    std::iter::once(named).chain(others).collect()
}

/// Imports what is recognised by its content, publication by publication so
/// that organisations come before what is told of them, and lists what is not.
async fn scan(
    output: &Output,
    importer: &Importer,
    folder: &Path,
    how: How,
) -> Result<(), BoxError> {
    let mut found: Vec<(&Path, Vec<&'static dyn Publication>)> = Vec::new();
    let mut skipped: Vec<(&Path, String)> = Vec::new();
    let files = files_below(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for file in &files {
        match publications::parts(file).map(|parts| recognised(&parts)) {
            Ok(known) if !known.is_empty() => found.push((file, known)),
            told => match named_like(file) {
                // What looks like one by its name is imported, so that what is wrong is told.
                Some(publication) => found.push((file, vec![publication])),
                None => {
                    let unknown = || "not a publication known here".to_owned();
                    skipped
                        .push((file, told.map_or_else(|error| error.to_string(), |_| unknown())));
                }
            },
        }
    }
    let mut ordered: Vec<(&Path, &'static dyn Publication)> = Vec::new();
    for publication in publications::ALL {
        let name = publication.name();
        let files = found.iter().filter(|(_, known)| known.iter().any(|one| one.name() == name));
        ordered.extend(files.map(|(file, _)| (*file, publication)));
    }
    let imported = import_all(output, importer, ordered.into_iter(), how).await;
    for (file, reason) in &skipped {
        let shown = file.strip_prefix(folder).unwrap_or(file).display();
        let value = json!({ "file": file, "outcome": "skipped", "reason": reason });
        output.result(&value, format_args!("skipped   {shown}: {reason}"))?;
    }
    imported
}

fn files_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else {
                // A link to a file is that file; one to a folder is listed, not
                // followed, for it may lead in a circle.
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The publications that one of the parts of a file belongs to.
fn recognised(parts: &[Part]) -> Vec<&'static dyn Publication> {
    let known = publications::ALL.into_iter();
    known.filter(|known| parts.iter().any(|part| known.recognises(&part.head))).collect()
}

/// The publication that a file is named for, if it is.
fn named_like(file: &Path) -> Option<&'static dyn Publication> {
    let name = file.file_name()?.to_string_lossy().to_lowercase();
    let begins = |known: &&'static dyn Publication| {
        known.facts().files.iter().any(|beginning| name.starts_with(beginning))
    };
    publications::ALL.into_iter().find(begins)
}

/// Imports files one after the other. One that fails does not keep the
/// others out, but fails the command.
async fn import_all(
    output: &Output,
    importer: &Importer,
    files: impl Iterator<Item = (&Path, &'static dyn Publication)>,
    how: How,
) -> Result<(), BoxError> {
    let How { force, dry_run, published_on } = how;
    let options = Options { force, dry_run, published_on, ..Options::of(Origin::Published) };
    let mut failed = 0;
    for (file, publication) in files {
        let bar = bar(file);
        let outcome = importer.import(publication, file, options, Bar(bar.clone())).await;
        bar.finish_and_clear();
        match outcome {
            Ok(outcome) => {
                tell(output, file, &outcome)?;
                if let Outcome::Held(release) | Outcome::Published(release, _) = &outcome
                    && let Some(regions) = importer.awaited(release).await?
                {
                    output.note(format_args!(
                        "  {} is not served until the files of {regions} are imported",
                        release.period.label
                    ))?;
                }
            }
            Err(error) => {
                failed += 1;
                tell_failure(output, file, &error)?;
            }
        }
    }
    match failed {
        0 => Ok(()),
        1 => Err("one file was not imported; what was served before still is".into()),
        count => {
            Err(format!("{count} files were not imported; what was served before still is").into())
        }
    }
}

fn tell(output: &Output, file: &Path, outcome: &Outcome) -> std::io::Result<()> {
    let (word, release, rejects) = match outcome {
        Outcome::Held(release) => ("held", release, &[][..]),
        Outcome::Checked(release, rejects) => ("checked", release, rejects.as_slice()),
        Outcome::Published(release, rejects) => ("imported", release, rejects.as_slice()),
    };
    output.result(
        &json!({
            "file": file,
            "outcome": word,
            "release": release,
            "rejects": rejects.iter().map(reject_value).collect::<Vec<Value>>(),
        }),
        format_args!("{word:9} {}: {}", file.display(), words(release)),
    )?;
    for reject in rejects.iter().take(SHOWN) {
        let (line, column) = (reject.at.line, reject.at.column);
        output.note(format_args!("  rejected line {line}, column {column}: {}", reject.reason))?;
    }
    if rejects.len() > SHOWN {
        output.note(format_args!("  and {} more", rejects.len() - SHOWN))?;
    }
    Ok(())
}

fn tell_failure(output: &Output, file: &Path, error: &ImportError) -> std::io::Result<()> {
    let value = json!({ "file": file, "outcome": "failed", "reason": error.to_string() });
    output.result(&value, format_args!("failed    {}: {error}", file.display()))
}

fn words(release: &Release) -> String {
    format!("{}, {} rows, {} rejected", release.id, release.rows, release.rejects)
}

fn reject_value(reject: &Reject) -> Value {
    json!({ "line": reject.at.line, "column": reject.at.column, "reason": reject.reason })
}

/// Draws itself on a terminal and nowhere else.
pub(super) fn bar(file: &Path) -> ProgressBar {
    let length = file.metadata().map_or(0, |data| data.len());
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let style = ProgressStyle::with_template("{msg} [{bar:30}] {bytes}/{total_bytes}");
    let bar = ProgressBar::new(length).with_message(name);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

struct Bar(ProgressBar);

impl Progress for Bar {
    fn advance(&self, bytes: u64) {
        self.0.inc(bytes);
    }
}
