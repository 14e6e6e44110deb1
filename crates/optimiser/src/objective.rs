use std::cmp::Ordering;

use crate::layout::count;
use crate::{Objective, Person, Plan, Problem};

/// Floats nearer to each other than this are equal.
pub(crate) const TOLERANCE: f64 = 1e-6;

impl Objective {
    /// How good `current` is, having begun at `start`. Cells left out of a plan
    /// are not held.
    pub fn of(problem: &Problem, current: &Plan, start: &Plan) -> Self {
        Self {
            unmet: unmet(problem, current),
            deviation: deviation(problem, current),
            spread: spread(problem, current),
            changes: changes(current, start),
        }
    }

    /// Whether the first field that differs is less than `other`'s. Floats within
    /// 1e-6 of each other do not differ.
    pub fn is_better_than(&self, other: &Self) -> bool {
        self.unmet
            .cmp(&other.unmet)
            .then(compare(self.deviation, other.deviation))
            .then(compare(self.spread, other.spread))
            .then(self.changes.cmp(&other.changes))
            .is_lt()
    }
}

fn compare(left: f64, right: f64) -> Ordering {
    if (left - right).abs() <= TOLERANCE { Ordering::Equal } else { left.total_cmp(&right) }
}

fn unmet(problem: &Problem, plan: &Plan) -> u32 {
    let short = problem.days.iter().enumerate().map(|(index, day)| {
        let rows = problem.people.iter().zip(plan);
        let heads = rows.filter(|(_, row)| row.get(index) == Some(&true)).count();
        day.minimum.saturating_sub(day.fixed).saturating_sub(count(heads))
    });
    short.fold(0, u32::saturating_add)
}

fn deviation(problem: &Problem, plan: &Plan) -> f64 {
    let open = rows(problem, plan).filter(|(person, _)| person.is_open(&problem.days, |_| true));
    let deviations = open.map(|(person, row)| {
        let given = problem.days.iter().zip(row).filter(|(_, held)| **held).count();
        (person.fixed + f64::from(count(given)) - person.target).abs() / person.wte
    });
    deviations.fold(0.0, f64::max)
}

fn spread(problem: &Problem, plan: &Plan) -> f64 {
    let is_open = |person: &Person| person.is_open(&problem.days, |day| day.is_monday);
    let open = rows(problem, plan).filter(|(person, _)| is_open(person));
    let (low, high) = open
        .map(|(person, row)| {
            let held = problem.days.iter().zip(row).filter(|(day, held)| day.is_monday && **held);
            (f64::from(person.fixed_mondays) + f64::from(count(held.count()))) / person.wte
        })
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), share| {
            (low.min(share), high.max(share))
        });
    // Of nobody at all the most is below the fewest.
    (high - low).max(0.0)
}

fn changes(current: &Plan, start: &Plan) -> u32 {
    let pairs = current.iter().zip(start).flat_map(|(new, old)| new.iter().zip(old));
    count(pairs.filter(|(new, old)| new != old).count())
}

/// Every person with their row of the plan.
fn rows<'a>(
    problem: &'a Problem,
    plan: &'a Plan,
) -> impl Iterator<Item = (&'a Person, &'a [bool])> {
    problem.people.iter().enumerate().map(move |(index, person)| {
        (person, plan.get(index).map(Vec::as_slice).unwrap_or_default())
    })
}
