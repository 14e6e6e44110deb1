use std::fmt::{self, Display};
use std::io::{IsTerminal, stderr};

use chassis::BoxError;
use chrono::Utc;
use clap::{Args, Subcommand};
use datasets::store::sync_runs;
use datasets::sync::{self, Counts, Line, Origin, Report, Request};
use datasets::{ExternalSource, NhsDdSource};

use super::{DatasetsDatabase, minute};
use crate::output::Output;

/// Pick lists.
#[derive(Subcommand)]
pub(crate) enum Datasets {
    /// Bring the lists of the NHS Data Dictionary in step with what is published
    #[command(name = "sync-nhs-dd")]
    NhsDd(Run<NhsDdSource>),
    /// Bring the lists of NHS organisations in step with what is published
    #[command(name = "sync-external")]
    External(Run<ExternalSource>),
    /// List the last runs of both, newest first
    #[command(name = "sync-runs")]
    Runs(Runs),
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Run<S: Args> {
    /// This list alone [default: all that are due]
    #[arg(long, value_name = "KEY")]
    dataset: Option<String>,
    /// Read even what is not due, or is said not to have changed
    #[arg(long)]
    force: bool,
    /// Tell what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    from: S,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
#[group(skip)]
pub(crate) struct Runs {
    /// How many lines
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    limit: i64,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
#[group(skip)]
struct Place {
    #[command(flatten)]
    server: ::store::Config,
    #[command(flatten)]
    database: DatasetsDatabase,
}

impl Datasets {
    pub(crate) async fn run(self, output: &Output) -> Result<(), BoxError> {
        match self {
            Self::NhsDd(command) => command.run(output, NhsDdSource::origin).await,
            Self::External(command) => command.run(output, ExternalSource::origin).await,
            Self::Runs(command) => command.run(output).await,
        }
    }
}

impl<S: Args> Run<S> {
    async fn run(self, output: &Output, origin: fn(&S) -> Origin<'_>) -> Result<(), BoxError> {
        let origin = origin(&self.from);
        let fetcher = origin.fetcher()?;
        let mut connection = self.place.database.connect(&self.place.server).await?;
        let request = Request {
            dataset: self.dataset.as_deref(),
            force: self.force,
            dry_run: self.dry_run,
            ..Request::new(origin.source, origin.base, Utc::now())
        };
        let watched = stderr().is_terminal();
        let report = sync::run(&mut connection, &fetcher, &request, |line| {
            if watched {
                // Whoever looks on may go away: the run is what counts.
                let _ = output.note(format_args!("{:9} {}", line.outcome.as_str(), line.key));
            }
        })
        .await?;
        output.result(&report, Words(&report))?;
        match report.errors() {
            0 => Ok(()),
            1 => Err("one list could not be synced; options it had before are kept".into()),
            count => {
                Err(format!("{count} lists could not be synced; options they had before are kept")
                    .into())
            }
        }
    }
}

impl Runs {
    async fn run(self, output: &Output) -> Result<(), BoxError> {
        let mut connection = self.place.database.connect(&self.place.server).await?;
        let runs = sync_runs::recent(&mut connection, self.limit).await?;
        output.list(&runs, ["RUN", "SOURCE", "STARTED", "FINISHED", "BY", "RESULT"], |run| {
            let by = if run.scheduled_for.is_some() { "schedule" } else { "command" };
            [
                run.id.to_string(),
                run.source.clone(),
                minute(Some(run.started_at)),
                minute(Some(run.finished_at)),
                by.to_owned(),
                Counts::of(&run.report).map(|counts| counts.to_string()).unwrap_or_default(),
            ]
        })?;
        Ok(())
    }
}

/// A report as people read it.
struct Words<'a>(&'a Report);

impl Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { datasets, counts, dry_run, .. } = self.0;
        let width = datasets.iter().map(|line| line.key.len()).max().unwrap_or_default();
        let heading = "DATASET";
        writeln!(f, "{heading:width$}  OUTCOME    OPTIONS")?;
        for line in datasets {
            write_line(f, line, width)?;
        }
        if *dry_run {
            f.write_str("dry run, nothing is changed: ")?;
        }
        counts.fmt(f)
    }
}

fn write_line(f: &mut fmt::Formatter<'_>, line: &Line, width: usize) -> fmt::Result {
    let Line { key, outcome, options, skipped_items, reason, .. } = line;
    write!(f, "{key:width$}  {:9}", outcome.as_str())?;
    if let Some(options) = options {
        write!(f, "  {options:>7}")?;
    }
    if *skipped_items > 0 {
        write!(f, "  {skipped_items} items have no code or no name")?;
    }
    if let Some(reason) = reason {
        write!(f, "  {reason}")?;
    }
    writeln!(f)
}
