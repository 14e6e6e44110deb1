//! Makes a rota: fills a range of dates with shifts, in six phases.
//!
//! Shifts go to working days alone, never onto approved leave or a day that a
//! clinician cannot work, and never to locums, whose dates are entered by hand.
//! Pinned and completed shifts stay as they are. Without overwriting, a run
//! only fills gaps: the same run again changes nothing.

mod agreed;
mod choice;
mod deficit;
mod draft;
mod duty;
mod minimum;
mod optimise;
mod outcome;
mod overwrite;
mod practice;
mod report;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::NaiveDate;

use super::{Calendar, Clinician, ClinicianId, Configuration, LeaveRequest, Shift, WorkingTerm};
use draft::Draft;
use outcome::Run;
use practice::Practice;

pub use choice::{Choice, Phase, UnknownChoice};
pub use report::{Generated, Measure, ObjectiveReport, PhaseReport, Planned, Unmet};

/// All that a run must know of a practice.
#[derive(Clone, Debug)]
pub struct Situation {
    /// The first date to fill.
    pub first: NaiveDate,
    /// The last date to fill.
    pub last: NaiveDate,
    /// How the practice runs its rota.
    pub configuration: Configuration,
    /// Its bank holidays.
    pub calendar: Calendar,
    /// Whose shifts may change; of these only who is active.
    pub clinicians: Vec<Clinician>,
    /// Of the practice.
    pub terms: Vec<WorkingTerm>,
    /// Approved, and touching the weeks of the range.
    pub leave: Vec<LeaveRequest>,
    /// Everybody's, of any status, in the whole weeks around the range.
    pub shifts: Vec<Shift>,
    /// Duty shifts in the year before the first date.
    pub duty_before: BTreeMap<ClinicianId, u32>,
}

/// What a run is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Which phases.
    pub choice: Choice,
    /// Whether to take away first what a run may make, unless it is pinned.
    pub overwrite: bool,
    /// Whether to optimise where the choice has that phase.
    pub optimise: bool,
    /// Where the optimiser's random choices start.
    pub seed: u64,
    /// The most time that the optimiser may take.
    pub time_limit: Duration,
}

/// Makes the rota that was asked for, as what is to be changed. `elapsed` tells
/// the milliseconds since some moment.
pub fn generate(
    situation: &Situation,
    options: &Options,
    elapsed: &mut dyn FnMut() -> u64,
) -> Generated {
    let mut since = elapsed();
    let practice = Practice::of(situation);
    let mut draft = Draft::of(situation);
    if options.overwrite {
        overwrite::clear(&practice, &mut draft, options.choice);
    }
    let mut objective = None;
    let mut runs = Vec::new();
    for phase in options.choice.phases().iter().copied() {
        let skipped = match phase {
            Phase::Fixed => agreed::every_week(&practice, &mut draft),
            Phase::AlternateWeeks => agreed::alternate_weeks(&practice, &mut draft),
            Phase::Deficit => deficit::fill(&practice, &mut draft),
            Phase::PartnerMinimum => minimum::fill(&practice, &mut draft),
            Phase::Optimise if !options.optimise => continue,
            Phase::Optimise => {
                objective = optimise::improve(&practice, &mut draft, options);
                0
            }
            Phase::Duty => duty::assign(&practice, &mut draft),
        };
        let now = elapsed();
        runs.push(Run { phase, skipped, duration_ms: now.saturating_sub(since) });
        since = now;
    }
    outcome::generated(&practice, &draft, &runs, objective)
}
