use std::fmt::{self, Display};
use std::time::Duration;

use chassis::BoxError;
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use rota::domain::ClinicianId;
use rota::domain::generation::{Choice, ObjectiveReport, PhaseReport, Unmet};
use rota::generator::{self, PlannedShift, Report, Request};
use web::Day;

use super::Practice;
use crate::output::Output;

/// Fill a range of dates with shifts.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Generate {
    /// One phase alone, or all six: the second and the fifth run in `all`
    #[arg(long, value_name = "1|3|4|6|all")]
    phase: Choice,
    /// The first date to fill
    #[arg(long, value_name = "DATE")]
    start_date: Day,
    /// The last date to fill
    #[arg(long, value_name = "DATE")]
    end_date: Day,
    /// Take away first what a run may make, unless it is pinned or done
    #[arg(long)]
    overwrite: bool,
    /// Begin even before the end of the fixed period
    #[arg(long)]
    override_fixed_period: bool,
    /// Change this clinician's shifts alone; repeat for more [default: everybody's]
    #[arg(long = "clinician", value_name = "ID")]
    clinicians: Vec<i64>,
    /// Where the optimiser's random choices start
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    /// The most time for the optimiser
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 10,
        value_parser = clap::value_parser!(u64).range(..=3_600)
    )]
    time_limit: u64,
    /// Leave the fifth phase out
    #[arg(long)]
    no_optimise: bool,
    /// Tell what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// How the report is written [default: text, or as --json says]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    practice: Practice,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Generate {
    pub(super) async fn run(self, output: &Output) -> Result<(), BoxError> {
        let request = self.request();
        let (mut connection, who) = self.practice.open().await?;
        let bar = ProgressBar::new_spinner().with_message("making the rota");
        bar.enable_steady_tick(Duration::from_millis(100));
        let made = generator::generate(&mut connection, &who, &request).await;
        bar.finish_and_clear();
        let report = made?;
        let chosen = self.format.map(|format| Output::new(format == Format::Json));
        let output = chosen.as_ref().unwrap_or(output);
        Ok(output.result(&report, Words(&report))?)
    }

    fn request(&self) -> Request {
        Request {
            choice: self.phase,
            start_date: self.start_date.0,
            end_date: self.end_date.0,
            overwrite: self.overwrite,
            override_fixed_period: self.override_fixed_period,
            clinicians: self.clinicians.iter().copied().map(ClinicianId).collect(),
            seed: self.seed,
            time_limit: Duration::from_secs(self.time_limit),
            optimise: !self.no_optimise,
            dry_run: self.dry_run,
        }
    }
}

/// A report as people read it.
struct Words<'a>(&'a Report);

impl Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { phases, unmet, objective, warnings, shifts, .. } = self.0;
        for shift in shifts.iter().flatten() {
            write_shift(f, shift)?;
        }
        write_phases(f, phases)?;
        for warning in warnings {
            writeln!(f, "warning: {warning}")?;
        }
        write_unmet(f, unmet)?;
        if let Some(objective) = objective {
            write_objective(f, objective)?;
        }
        write_outcome(f, self.0)
    }
}

fn write_shift(f: &mut fmt::Formatter<'_>, shift: &PlannedShift) -> fmt::Result {
    let PlannedShift { date, clinician_name, type_, duration, change, .. } = shift;
    let change = change.as_str().to_lowercase();
    let (type_, duration) = (type_.as_str(), duration.as_str());
    writeln!(f, "{change:7}  {date}  {type_:8}  {duration:4}  {clinician_name}")
}

fn write_phases(f: &mut fmt::Formatter<'_>, phases: &[PhaseReport]) -> fmt::Result {
    f.write_str("PHASE              CREATED  UPDATED  DELETED  PINNED  SKIPPED  ALERTS      MS\n")?;
    for phase in phases {
        let PhaseReport { phase: number, created, updated, deleted, skipped, alerts, .. } = phase;
        let (pinned, ms) = (phase.preserved_pinned, phase.duration_ms);
        let known = Choice::All.phases().iter().find(|known| known.number() == *number);
        let label = known.map_or("", |known| known.label());
        writeln!(
            f,
            "{number} {label:15}  {created:>7}  {updated:>7}  {deleted:>7}  {pinned:>6}  \
             {skipped:>7}  {alerts:>6}  {ms:>6}"
        )?;
    }
    Ok(())
}

fn write_unmet(f: &mut fmt::Formatter<'_>, unmet: &[Unmet]) -> fmt::Result {
    if unmet.is_empty() {
        return writeln!(f, "every day has its minimum of doctors");
    }
    for day in unmet {
        let Unmet { date, minimum, scheduled } = day;
        writeln!(f, "short on {}: {scheduled} of {minimum} doctors", date.format("%F, a %A"))?;
    }
    Ok(())
}

fn write_objective(f: &mut fmt::Formatter<'_>, objective: &ObjectiveReport) -> fmt::Result {
    let ObjectiveReport { method, unmet, deviation, spread, changes, bound, .. } = objective;
    writeln!(
        f,
        "optimised by {method}, {changes} changes; in brackets what no placing of these shifts \
         could better\nthat is as good in the lines above:"
    )?;
    writeln!(f, "  {unmet} doctors missing ({})", bound.unmet)?;
    writeln!(f, "  at most {deviation:.2} days from what is due ({:.2})", bound.deviation)?;
    writeln!(f, "  at most {spread:.2} Mondays apart ({:.2})", bound.spread)
}

fn write_outcome(f: &mut fmt::Formatter<'_>, report: &Report) -> fmt::Result {
    let generator::Counts { created, updated, deleted } = report.changes;
    let counts = format!("{created} shifts created, {updated} updated, {deleted} deleted");
    match report.run_id {
        Some(id) => write!(f, "run {id}: {counts}"),
        None => write!(f, "dry run, nothing is changed: {counts}"),
    }
}
