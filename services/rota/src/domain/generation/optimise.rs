use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use optimiser::{Improved, Limits, Person, Plan, Problem};

use super::draft::{Count, Draft, Origin};
use super::practice::{Doctor, Practice};
use super::report::{Measure, ObjectiveReport};
use super::{Options, Phase};
use crate::domain::days::monday;
use crate::domain::deficiency::number;
use crate::domain::{ClinicianId, ShiftDuration, WorkingTermType};

/// Finds fairer places for what this run gave to partners beyond what is agreed.
pub(super) fn improve(
    practice: &Practice<'_>,
    draft: &mut Draft,
    options: &Options,
) -> Option<ObjectiveReport> {
    let partners: Vec<&Doctor> =
        practice.doctors.iter().filter(|doctor| is_partner(doctor)).collect();
    let row = |doctor: &&Doctor| -> Vec<bool> {
        practice.days.keys().map(|date| is_movable(draft, *date, doctor.id)).collect()
    };
    let start: Plan = partners.iter().map(row).collect();
    if !start.iter().flatten().any(|held| *held) {
        return None;
    }
    let problem = problem(practice, draft, &partners, &start);
    let limits = Limits { seed: options.seed, time: options.time_limit };
    let improved = optimiser::improve(&problem, &start, limits);
    for ((doctor, old), new) in partners.iter().zip(&start).zip(&improved.plan) {
        for ((date, was), is) in practice.days.keys().zip(old).zip(new) {
            match (was, is) {
                (true, false) => {
                    draft.remove(*date, doctor.id);
                }
                (false, true) => {
                    draft.place(*date, doctor.id, ShiftDuration::Full, Phase::Optimise);
                }
                (true, true) | (false, false) => {}
            }
        }
    }
    Some(report(&improved))
}

fn is_partner(doctor: &Doctor) -> bool {
    doctor.cells.values().any(|cell| cell.type_ == WorkingTermType::Partner)
}

fn is_movable(draft: &Draft, date: NaiveDate, id: ClinicianId) -> bool {
    let origin = draft.entry(date, id).map(|entry| entry.origin);
    matches!(origin, Some(Origin::Placed(Phase::Deficit | Phase::PartnerMinimum)))
}

fn problem(
    practice: &Practice<'_>,
    draft: &Draft,
    partners: &[&Doctor],
    start: &[Vec<bool>],
) -> Problem {
    let mut weeks: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for date in practice.days.keys() {
        let next = weeks.len();
        weeks.entry(monday(*date)).or_insert(next);
    }
    let days = practice.days.iter().enumerate().map(|(index, (date, day))| {
        let movable = held(start.iter().filter_map(|row| row.get(index)));
        optimiser::Day {
            week: weeks.get(&monday(*date)).copied().unwrap_or_default(),
            is_monday: date.weekday() == Weekday::Mon,
            minimum: day.minimum,
            fixed: draft.count(Count::Doctors(*date)).saturating_sub(movable),
        }
    });
    let days = days.collect();
    let mondays: Vec<NaiveDate> = weeks.into_keys().collect();
    let people = partners.iter().zip(start);
    let people = people.map(|(doctor, row)| person(practice, draft, doctor, row, &mondays));
    Problem { people: people.collect(), days }
}

fn person(
    practice: &Practice<'_>,
    draft: &Draft,
    doctor: &Doctor,
    row: &[bool],
    mondays: &[NaiveDate],
) -> Person {
    let dated = || practice.days.keys().copied().zip(row);
    let is_open = |(date, is_held): (NaiveDate, &bool)| {
        let cell = doctor.cells.get(&date).filter(|cell| cell.type_ == WorkingTermType::Partner);
        let is_free = draft.entry(date, doctor.id).is_none();
        *is_held || (is_free && cell.is_some_and(|cell| cell.is_open))
    };
    let movable_on = |day: Weekday| {
        held(dated().filter(|(date, _)| date.weekday() == day).map(|(_, is_held)| is_held))
    };
    let worked = draft.count(Count::Worked(doctor.id)).saturating_sub(2 * held(row));
    let wte = doctor.cells.values().find(|cell| cell.type_ == WorkingTermType::Partner);
    Person {
        target: number(doctor.expected),
        fixed: f64::from(worked) / 2.0,
        fixed_mondays: draft
            .count(Count::Weekday(doctor.id, Weekday::Mon))
            .saturating_sub(movable_on(Weekday::Mon)),
        wte: wte.map_or(1.0, |cell| number(cell.wte)),
        open: dated().map(is_open).collect(),
        weeks: mondays
            .iter()
            .map(|week| {
                let days = dated().filter(|(date, _)| monday(*date) == *week);
                bounds(draft, doctor, *week, held(days.map(|(_, is_held)| is_held)))
            })
            .collect(),
    }
}

/// How many of the shifts that may move a week can have: within the cap, and
/// no fewer than the floor asks for beside what stays.
fn bounds(draft: &Draft, doctor: &Doctor, week: NaiveDate, movable: u32) -> optimiser::Week {
    let (floor, cap) = doctor.weeks.get(&week).map_or((0, 0), |week| (week.floor, week.cap));
    let staying = draft.count(Count::Week(doctor.id, week)).saturating_sub(2 * movable);
    let staying_in_range =
        draft.count(Count::WeekInRange(doctor.id, week)).saturating_sub(2 * movable);
    optimiser::Week {
        least: floor.saturating_sub(staying_in_range).div_ceil(2).min(movable),
        most: (cap.saturating_sub(staying) / 2).max(movable),
    }
}

fn held<'a>(cells: impl IntoIterator<Item = &'a bool>) -> u32 {
    cells.into_iter().map(|is_held| u32::from(*is_held)).sum()
}

fn report(improved: &Improved) -> ObjectiveReport {
    let Improved { method, before, after, bound, .. } = improved;
    ObjectiveReport {
        method: method.as_str().to_owned(),
        unmet: after.unmet,
        deviation: after.deviation,
        spread: after.spread,
        changes: after.changes,
        before: Measure { unmet: before.unmet, deviation: before.deviation, spread: before.spread },
        bound: Measure { unmet: bound.unmet, deviation: bound.deviation, spread: bound.spread },
    }
}
