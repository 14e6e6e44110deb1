//! Improves a staff rota: people and days in, a plan of who works when out.
//!
//! A plan is better than another when it leaves fewer heads short of the days'
//! minimums; between equals, when the person furthest from their target is
//! nearer to it; then when Mondays are spread more evenly; then when it changes
//! less. Shifts are only ever given on cells that are open, and within each
//! person's weekly bounds.
//!
//! [`highs()`] proves how good its plan is and needs the feature of that name,
//! which compiles C++. [`local_search()`] is always there.

mod board;
#[cfg(feature = "highs")]
mod highs;
mod layout;
mod local_search;
mod objective;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

#[cfg(feature = "highs")]
pub use self::highs::highs;
pub use self::local_search::local_search;

#[cfg(feature = "highs")]
use self::highs::highs as preferred;
#[cfg(not(feature = "highs"))]
use self::local_search::local_search as preferred;

/// Who can work, and the days to be worked.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// In the order of a plan's rows.
    pub people: Vec<Person>,
    /// In the order of a plan's columns.
    pub days: Vec<Day>,
}

/// A day to be worked.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// Which of [`Person::weeks`] the day counts towards, from 0 without gaps.
    pub week: usize,
    /// Whether the day counts towards the spread of Mondays.
    pub is_monday: bool,
    /// How many heads the day needs.
    pub minimum: u32,
    /// Heads toward the minimum that do not move.
    pub fixed: u32,
}

/// How many movable shifts a person has in a week. Bounds that the start breaks
/// are widened to what it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    /// No fewer than this.
    pub least: u32,
    /// No more than this.
    pub most: u32,
}

/// Someone who works.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// How many shifts they should have over all the days.
    pub target: f64,
    /// Shifts toward the target that do not move.
    pub fixed: f64,
    /// Mondays they have that do not move.
    pub fixed_mondays: u32,
    /// Whole-time equivalent, above 0: 1 is full time, 0.5 half of it.
    pub wte: f64,
    /// Per day, whether they may hold a movable shift; a day left out is closed.
    pub open: Vec<bool>,
    /// By week index; a week left out is given no shifts.
    pub weeks: Vec<Week>,
}

impl Person {
    /// Whether a plan decides on some such day of theirs.
    fn is_open(&self, days: &[Day], such: impl Fn(&Day) -> bool) -> bool {
        days.iter().zip(&self.open).any(|(day, is_open)| *is_open && such(day))
    }
}

/// Who holds a movable shift when: `plan[person][day]`.
pub type Plan = Vec<Vec<bool>>;

/// What an improvement may take. The same input and seed give the same plan,
/// provided that the time does not run out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Where the random choices start.
    pub seed: u64,
    /// When to stop, at the latest.
    pub time: Duration,
}

/// How good a plan is: less is better, the first field that differs decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    /// Heads short of the minimums, summed over the days.
    pub unmet: u32,
    /// The furthest anyone is from their target, in shifts per WTE: of those
    /// who have an open cell, for nothing can be done about the others.
    pub deviation: f64,
    /// Between the most and the fewest Mondays anyone has per WTE, of those who
    /// have an open Monday; 0 for fewer than two of them.
    pub spread: f64,
    /// Cells that differ from the start.
    pub changes: u32,
}

/// How a plan was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The HiGHS solver of mixed-integer programs, <https://highs.dev>.
    Highs,
    /// Random moves, kept while they do good.
    LocalSearch,
}

impl Method {
    /// `highs` or `local-search`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Highs => "highs",
            Self::LocalSearch => "local-search",
        }
    }
}

/// How much better a plan could be, at most. What was not proven is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// No plan within the rules has less unmet.
    pub unmet: u32,
    /// No plan with as little unmet as ours has less deviation.
    pub deviation: f64,
    /// No plan with as little unmet and deviation as ours has less spread.
    pub spread: f64,
}

/// A plan no worse than the start, within the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Improved {
    /// The start itself where nothing better was found.
    pub plan: Plan,
    /// How it was found.
    pub method: Method,
    /// How good the start was.
    pub before: Objective,
    /// How good the plan is.
    pub after: Objective,
    /// How good any plan could be.
    pub bound: Bound,
}

impl Improved {
    /// `plan`, or the start where `plan` is worse or breaks the rules.
    fn verified(problem: &Problem, start: &Plan, plan: Plan, method: Method, bound: Bound) -> Self {
        let before = Objective::of(problem, start, start);
        let after = Objective::of(problem, &plan, start);
        if !layout::keeps_rules(problem, start, &plan) || before.is_better_than(&after) {
            let bound = Bound { unmet: bound.unmet.min(before.unmet), deviation: 0.0, spread: 0.0 };
            return Self { plan: start.clone(), method, before, after: before, bound };
        }
        // A solver's bound may exceed what was reached by its own tolerance.
        let bound = Bound {
            unmet: bound.unmet.min(after.unmet),
            deviation: bound.deviation.min(after.deviation),
            spread: bound.spread.min(after.spread),
        };
        Self { plan, method, before, after, bound }
    }
}

/// Improves `start` by the best method compiled in: [`highs()`], or else
/// [`local_search()`].
pub fn improve(problem: &Problem, start: &Plan, limits: Limits) -> Improved {
    preferred(problem, start, limits)
}

/// The time that is left.
struct Clock {
    since: Instant,
    time: Duration,
}

impl Clock {
    fn new(time: Duration) -> Self {
        Self { since: Instant::now(), time }
    }

    fn left(&self) -> Duration {
        self.time.saturating_sub(self.since.elapsed())
    }

    fn is_over(&self) -> bool {
        self.left().is_zero()
    }
}
