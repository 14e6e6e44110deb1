mod properties;

use std::time::Duration;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

#[cfg(feature = "highs")]
use crate::highs;
use crate::{Day, Improved, Limits, Method, Objective, Person, Plan, Problem, Week};
use crate::{improve, local_search};

type Improve = fn(&Problem, &Plan, Limits) -> Improved;

fn methods() -> &'static [Improve] {
    #[cfg(feature = "highs")]
    const METHODS: &[Improve] = &[local_search, highs];
    #[cfg(not(feature = "highs"))]
    const METHODS: &[Improve] = &[local_search];
    METHODS
}

fn within(millis: u64) -> Limits {
    Limits { seed: 7, time: Duration::from_millis(millis) }
}

/// Days in weeks of `per_week`, of which the first is a Monday.
fn days(count: usize, per_week: usize, minimum: u32) -> Vec<Day> {
    let day = |day: usize| Day {
        week: day / per_week,
        is_monday: day.is_multiple_of(per_week),
        minimum,
        fixed: 0,
    };
    (0..count).map(day).collect()
}

fn person(target: f64, open: Vec<bool>, least: u32, most: u32) -> Person {
    let weeks = vec![Week { least, most }; open.len()];
    Person { target, fixed: 0.0, fixed_mondays: 0, wte: 1.0, open, weeks }
}

fn nobody(problem: &Problem) -> Plan {
    vec![vec![false; problem.days.len()]; problem.people.len()]
}

/// Two people, of whom the first works every day.
fn pair() -> (Problem, Plan) {
    let people = vec![person(2.0, vec![true; 4], 0, 2), person(2.0, vec![true; 4], 0, 2)];
    (Problem { people, days: days(4, 2, 1) }, vec![vec![true; 4], vec![false; 4]])
}

fn objective(unmet: u32, deviation: f64, spread: f64, changes: u32) -> Objective {
    Objective { unmet, deviation, spread, changes }
}

/// Shifts held in a week.
fn held(problem: &Problem, row: &[bool], week: usize) -> u32 {
    problem.days.iter().zip(row).map(|(day, held)| u32::from(day.week == week && *held)).sum()
}

fn keeps_rules(problem: &Problem, start: &Plan, plan: &Plan) -> bool {
    let mut rows = problem.people.iter().zip(start.iter().zip(plan));
    rows.all(|(person, (old, new))| {
        let cells = (0..problem.days.len()).all(|day| old[day] == new[day] || person.open[day]);
        let weeks = person.weeks.iter().enumerate().all(|(index, week)| {
            let (before, after) = (held(problem, old, index), held(problem, new, index));
            (week.least.min(before)..=week.most.max(before)).contains(&after)
        });
        cells && weeks
    })
}

fn assert_sound(problem: &Problem, start: &Plan, improved: &Improved) {
    let Improved { plan, before, after, bound, .. } = improved;
    assert_eq!(*before, Objective::of(problem, start, start));
    assert_eq!(*after, Objective::of(problem, plan, start));
    assert!(!before.is_better_than(after), "{improved:?}");
    assert!(keeps_rules(problem, start, plan), "{improved:?}");
    assert!(bound.unmet <= after.unmet, "{improved:?}");
    assert!((0.0..=after.deviation).contains(&bound.deviation), "{improved:?}");
    assert!((0.0..=after.spread).contains(&bound.spread), "{improved:?}");
}

#[test]
fn the_first_field_that_differs_decides() {
    let base = objective(1, 1.0, 1.0, 1);
    let cases = [
        (objective(0, 9.0, 9.0, 9), true),
        (objective(1, 0.9, 9.0, 9), true),
        (objective(1, 1.0, 0.9, 9), true),
        (objective(1, 1.0, 1.0, 0), true),
        (objective(1, 1.0 + 5e-7, 1.0 + 5e-7, 0), true),
        (objective(1, 1.0 - 5e-7, 1.0, 1), false),
        (base, false),
        (objective(1, 1.1, 0.0, 0), false),
        (objective(2, 0.0, 0.0, 0), false),
    ];
    for (other, better) in cases {
        assert_eq!(other.is_better_than(&base), better, "{other:?}");
    }
}

#[test]
fn an_objective_counts_what_is_fixed() {
    let (mut problem, start) = pair();
    problem.days[0].minimum = 3;
    problem.days[0].fixed = 1;
    problem.people[0].fixed = 1.5;
    problem.people[1].fixed_mondays = 1;
    problem.people[1].wte = 0.5;
    let mut plan = start.clone();
    plan[0][3] = false;
    assert_eq!(Objective::of(&problem, &plan, &start), objective(2, 4.0, 0.0, 1));
    assert_eq!(Objective::of(&problem, &start, &start), objective(1, 4.0, 0.0, 0));
}

#[test]
fn work_is_shared_evenly_with_no_more_changes_than_it_takes() {
    let (problem, start) = pair();
    for improve in methods() {
        let improved = improve(&problem, &start, within(60_000));
        assert_sound(&problem, &start, &improved);
        assert_eq!(improved.before, objective(0, 2.0, 2.0, 0));
        assert_eq!(improved.after, objective(0, 0.0, 0.0, 4), "{improved:?}");
    }
}

#[test]
fn nobody_is_kept_from_a_fair_share_by_people_without_a_choice() {
    let (mut problem, start) = pair();
    let mut never = person(50.0, vec![false; 4], 0, 2);
    never.fixed_mondays = 9;
    problem.people.push(never);
    let start = [start, vec![vec![false; 4]]].concat();
    for improve in methods() {
        let improved = improve(&problem, &start, within(60_000));
        assert_sound(&problem, &start, &improved);
        assert_eq!(improved.before, objective(0, 2.0, 2.0, 0));
        assert_eq!(improved.after, objective(0, 0.0, 0.0, 4), "{improved:?}");
    }
}

#[test]
fn a_day_nobody_is_open_on_stays_unmet() {
    let (mut problem, start) = pair();
    problem.days[1].minimum = 2;
    problem.people[0].open[1] = false;
    problem.people[1].open[1] = false;
    for improve in methods() {
        let improved = improve(&problem, &nobody(&problem), within(60_000));
        assert_sound(&problem, &nobody(&problem), &improved);
        assert_eq!((improved.after.unmet, improved.bound.unmet), (2, 2), "{improved:?}");
        let improved = improve(&problem, &start, within(60_000));
        assert_sound(&problem, &start, &improved);
        assert_eq!((improved.after.unmet, improved.bound.unmet), (1, 1), "{improved:?}");
    }
}

#[test]
fn a_start_that_breaks_the_bounds_of_a_week_widens_them() {
    let cases = [
        (10.0, (0, 1), [true, true, true, false, false, false], [3, 1]),
        (0.0, (0, 1), [true, true, true, false, false, false], [0, 0]),
        (0.0, (2, 3), [false, false, false, false, false, false], [0, 0]),
        (0.0, (2, 3), [true, true, true, true, false, false], [2, 1]),
        (10.0, (2, 2), [true, true, true, false, false, false], [3, 2]),
    ];
    for (target, (least, most), row, expected) in cases {
        let people = vec![person(target, vec![true; 6], least, most)];
        let problem = Problem { people, days: days(6, 3, 0) };
        let start = vec![row.to_vec()];
        for improve in methods() {
            let improved = improve(&problem, &start, within(60_000));
            assert_sound(&problem, &start, &improved);
            let weeks = [0, 1].map(|week| held(&problem, &improved.plan[0], week));
            assert_eq!(weeks, expected, "{improved:?}");
        }
    }
}

#[test]
fn a_closed_cell_stays_as_it_is_and_counts() {
    for (target, most, expected) in [(2.0, 2, true), (2.0, 1, false), (0.0, 2, false)] {
        let people = vec![person(target, vec![false, true], 0, most)];
        let problem = Problem { people, days: days(2, 2, 0) };
        let start = vec![vec![true, false]];
        for improve in methods() {
            let improved = improve(&problem, &start, within(60_000));
            assert_sound(&problem, &start, &improved);
            assert_eq!(improved.plan, [[true, expected]], "{improved:?}");
        }
    }
}

#[test]
fn nothing_to_change_returns_the_start() {
    let closed = person(3.0, vec![false; 4], 1, 2);
    let cases = [
        Problem { people: vec![], days: vec![] },
        Problem { people: vec![], days: days(4, 2, 1) },
        Problem { people: vec![person(1.0, vec![], 0, 2)], days: vec![] },
        Problem { people: vec![closed.clone(), closed], days: days(4, 2, 1) },
    ];
    for problem in cases {
        let start = nobody(&problem);
        for improve in methods() {
            let improved = improve(&problem, &start, within(60_000));
            assert_sound(&problem, &start, &improved);
            assert_eq!(improved.plan, start);
            assert_eq!(improved.after, improved.before);
            assert_eq!(improved.bound.unmet, improved.after.unmet);
        }
    }
}

#[test]
fn a_plan_of_another_shape_is_returned_as_it_came() {
    let problem = Problem { people: pair().0.people, days: days(4, 2, 0) };
    for start in [vec![], vec![vec![]], vec![vec![], vec![], vec![true]]] {
        for improve in methods() {
            assert_eq!(improve(&problem, &start, within(60_000)).plan, start);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_plan() {
    let open = |person: usize| (0_usize..10).map(|day| !(day + person).is_multiple_of(4)).collect();
    let people = (0..4).map(|index| person(5.0, open(index), 0, 3)).collect();
    let problem = Problem { people, days: days(10, 5, 2) };
    let start = nobody(&problem);
    for improve in methods() {
        let first = improve(&problem, &start, within(60_000));
        assert_sound(&problem, &start, &first);
        assert_eq!(first.after.unmet, 0);
        assert_eq!(improve(&problem, &start, within(60_000)), first);
    }
}

#[test]
fn no_time_returns_a_sound_plan() {
    let (problem, start) = pair();
    for improve in methods() {
        assert_sound(&problem, &start, &improve(&problem, &start, within(0)));
    }
}

#[test]
fn the_minimums_of_a_quarter_are_met() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut open = || (0..65).map(|_| rng.random_bool(0.8)).collect();
    let people = (0..12).map(|_| person(26.0, open(), 0, 4)).collect();
    let mut problem = Problem { people, days: days(65, 5, 3) };
    problem.days[30].minimum = 14;
    let start = nobody(&problem);
    for improve in methods() {
        let improved = improve(&problem, &start, within(60_000));
        assert_sound(&problem, &start, &improved);
        let open = problem.people.iter().filter(|person| person.open[30]).count();
        assert_eq!(improved.after.unmet, 14 - u32::try_from(open).unwrap());
        assert_eq!(improved.bound.unmet, improved.after.unmet);
    }
}

#[test]
fn what_is_compiled_in_improves() {
    let (problem, start) = pair();
    let expected = if cfg!(feature = "highs") { "highs" } else { "local-search" };
    assert_eq!(improve(&problem, &start, within(60_000)).method.as_str(), expected);
    assert_eq!(local_search(&problem, &start, within(60_000)).method, Method::LocalSearch);
}
