use proptest::collection::vec;
use proptest::prelude::*;

use super::{assert_sound, days, keeps_rules, methods, within};
use crate::{Improved, Method, Objective, Person, Plan, Problem, Week};

fn people(days: usize) -> impl Strategy<Value = Person> {
    let weeks = vec((0_u32..=2, 0_u32..=4), 3);
    let wte = prop::sample::select(vec![0.5, 0.8, 1.0]);
    let open = vec(any::<bool>(), days);
    (0_u32..=10, 0_u32..=4, 0_u32..=2, wte, open, weeks).prop_map(
        |(target, fixed, fixed_mondays, wte, open, weeks)| Person {
            target: f64::from(target) / 2.0,
            fixed: f64::from(fixed) / 2.0,
            fixed_mondays,
            wte,
            open,
            weeks: weeks.into_iter().map(|(least, most)| Week { least, most }).collect(),
        },
    )
}

/// Problems and starts, which may break the rules. Weeks have three days.
fn problems(most_people: usize, most_days: usize) -> impl Strategy<Value = (Problem, Plan)> {
    let sizes = (0..=most_people, 0..=most_days.min(9));
    let parts = sizes.prop_flat_map(|(rows, columns)| {
        let needs = vec((0_u32..=3, 0_u32..=1), columns);
        (vec(people(columns), rows), needs, vec(vec(any::<bool>(), columns), rows))
    });
    parts.prop_map(|(people, needs, start)| {
        let mut days = days(needs.len(), 3, 0);
        for (day, (minimum, fixed)) in days.iter_mut().zip(needs) {
            (day.minimum, day.fixed) = (minimum, fixed);
        }
        (Problem { people, days }, start)
    })
}

/// Every plan within the rules.
fn every_plan(problem: &Problem, start: &Plan) -> Vec<Plan> {
    let cells = (0..problem.people.len()).flat_map(|row| {
        (0..problem.days.len())
            .filter(move |day| problem.people[row].open[*day])
            .map(move |day| (row, day))
    });
    let cells: Vec<(usize, usize)> = cells.collect();
    let plans = (0_u32..1 << cells.len()).map(|bits| {
        let mut plan = start.clone();
        for (index, &(row, day)) in cells.iter().enumerate() {
            plan[row][day] = (bits >> index) & 1 == 1;
        }
        plan
    });
    plans.filter(|plan| keeps_rules(problem, start, plan)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_plan_is_worse_than_the_start((problem, start) in problems(4, 9)) {
        for improve in methods() {
            assert_sound(&problem, &start, &improve(&problem, &start, within(60)));
        }
    }

    #[test]
    fn no_plan_betters_a_bound((problem, start) in problems(2, 3)) {
        for improve in methods() {
            let improved = improve(&problem, &start, within(60_000));
            assert_sound(&problem, &start, &improved);
            let Improved { method, after, bound, .. } = improved;
            for plan in every_plan(&problem, &start) {
                let other = Objective::of(&problem, &plan, &start);
                assert!(bound.unmet <= other.unmet);
                let as_met = other.unmet <= after.unmet;
                assert!(!as_met || bound.deviation <= other.deviation + 1e-5);
                let as_near = as_met && other.deviation <= after.deviation + 1e-6;
                assert!(!as_near || bound.spread <= other.spread + 1e-5);
                assert!(method != Method::Highs || !other.is_better_than(&after), "{plan:?}");
            }
        }
    }
}
