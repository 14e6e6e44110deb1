//! Makes rotas of practices: reads what a run must know, lets the rules make
//! the rota, has it checked, and writes it.
//!
//! No lock is held while a rota is made. If the practice's rota is
//! changed in the meantime, it is made again from what is there then; the last
//! time everybody else waits.

mod facts;
mod refusal;
mod report;
#[cfg(test)]
mod tests;
mod write;

use std::time::{Duration, Instant};

use chrono::NaiveDate;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use tokio::task::spawn_blocking;

use self::facts::Facts;
use crate::RotaError;
use crate::changes::Who;
use crate::check::Violation;
use crate::domain::generation::{self, Choice, Generated, Options, Situation};
use crate::domain::{ClinicianId, PracticeId};
use crate::store::practices;

pub use self::refusal::Refusal;
pub(crate) use self::refusal::free_from;
pub use self::report::{Counts, PlannedShift, Report};

/// Who made a shift that the generator made.
pub const GENERATOR: &str = "generator";

/// The most days that one run may fill.
pub const MOST_DAYS: i64 = 366;

/// How often a rota is made while others may change it.
const ATTEMPTS: usize = 2;

/// The most time that the optimiser has while others wait, who do so for 10
/// seconds at most.
const HELD: Duration = Duration::from_secs(1);

/// The least time that an attempt after the first has for the optimiser.
const MOMENT: Duration = Duration::from_millis(200);

/// What a run is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which phases.
    pub choice: Choice,
    /// The first date to fill.
    pub start_date: NaiveDate,
    /// The last date to fill.
    pub end_date: NaiveDate,
    /// Whether to take away first what a run may make, unless it is pinned.
    pub overwrite: bool,
    /// Whether the run may begin before the end of the fixed period.
    pub override_fixed_period: bool,
    /// Whose shifts may change; nobody named: everybody's.
    pub clinicians: Vec<ClinicianId>,
    /// Where the optimiser's random choices start.
    pub seed: u64,
    /// The most time that the optimiser may take, however often the rota has to
    /// be made again; but for a moment each time.
    pub time_limit: Duration,
    /// Whether to optimise where the choice has that phase.
    pub optimise: bool,
    /// Whether to tell what would change, and change nothing.
    pub dry_run: bool,
}

/// Fills a range of a practice's dates with shifts, or tells how it would.
///
/// # Errors
///
/// [`RotaError::Run`] names the option that keeps a run from beginning. Then, as
/// after any other error, nothing is written.
pub async fn generate(
    connection: &mut AsyncPgConnection,
    who: &Who,
    request: &Request,
) -> Result<Report, RotaError> {
    refusal::range(request)?;
    let mut options = request.options();
    if request.dry_run {
        // What is read belongs together, and nobody has to wait for that.
        let mut transaction = connection.build_transaction().read_only().repeatable_read();
        return transaction
            .run(async |connection| attempt(connection, who, request, options).await)
            .await;
    }
    for _ in 0..ATTEMPTS {
        let since = Instant::now();
        match attempt(connection, who, request, options).await {
            Err(RotaError::Busy) => {}
            done => return done,
        }
        options.time_limit = rest(options.time_limit, since.elapsed());
    }
    options.time_limit = options.time_limit.min(HELD);
    connection
        .transaction(async |connection| {
            practices::hold(connection, who.practice).await?;
            attempt(connection, who, request, options).await
        })
        .await
}

/// Makes and writes a rota; [`RotaError::Busy`] where the practice's was changed
/// in the meantime.
async fn attempt(
    connection: &mut AsyncPgConnection,
    who: &Who,
    request: &Request,
    options: Options,
) -> Result<Report, RotaError> {
    let revision = practices::revision(connection, who.practice).await?;
    let facts = Facts::around(connection, who.practice, request).await?;
    refusal::facts(request, &facts, who.today)?;
    let duty_before = facts::duty_before(connection, who.practice, request.start_date).await?;
    if practices::revision(connection, who.practice).await? != revision {
        return Err(RotaError::Busy);
    }
    let stale = facts.stale(request);
    let situation = facts.situation(request, &stale, duty_before);
    let mut generated = make(situation, options).await?;
    generated.deleted.extend(stale);
    facts.verify(&generated)?;
    if request.dry_run {
        return Ok(Report::of_dry_run(request, &facts, &generated));
    }
    write::write(connection, who, request, &facts, &generated, revision).await
}

/// The rules that a practice's rota breaks on dates from `first` to `last`, as
/// [`crate::check::check`] tells them.
pub async fn check(
    connection: &mut AsyncPgConnection,
    practice: PracticeId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Violation>, RotaError> {
    let facts = Facts::of_weeks(connection, practice, first, last).await?;
    let mut violations = facts.broken(&facts.shifts());
    violations.retain(|violation| (first..=last).contains(&violation.date));
    Ok(violations)
}

impl Request {
    /// Whether somebody's shifts may change.
    fn concerns(&self, clinician: ClinicianId) -> bool {
        self.clinicians.is_empty() || self.clinicians.contains(&clinician)
    }

    fn options(&self) -> Options {
        Options {
            choice: self.choice,
            overwrite: self.overwrite,
            optimise: self.optimise,
            seed: self.seed,
            time_limit: self.time_limit,
        }
    }
}

/// What an attempt leaves of a time limit to the next one.
fn rest(limit: Duration, spent: Duration) -> Duration {
    limit.saturating_sub(spent).max(MOMENT.min(limit))
}

/// Makes a rota on a thread that may take its time.
async fn make(situation: Situation, options: Options) -> Result<Generated, RotaError> {
    let made = spawn_blocking(move || {
        let since = Instant::now();
        let mut elapsed = || u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        generation::generate(&situation, &options, &mut elapsed)
    });
    made.await.map_err(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        // The process is ending, and the thread never began.
        Err(_) => RotaError::Busy,
    })
}
