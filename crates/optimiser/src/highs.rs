//! The method that proves what it finds: one mixed-integer program for each
//! field of the objective, each keeping what the one before it reached.

use std::ops::RangeInclusive;
use std::time::Duration;

use ::highs::{Col, HighsSolutionStatus, RowProblem, Sense};

use crate::layout::{Layout, count};
use crate::local_search::search;
use crate::objective::TOLERANCE;
use crate::{Bound, Clock, Improved, Limits, Method, Objective, Plan, Problem};

/// What a field reached before may lose to a later stage, per WTE: room for
/// rounding, well within what tells two objectives apart.
const SLACK: f64 = 1e-7;

const STAGES: [Stage; 4] = [Stage::Unmet, Stage::Deviation, Stage::Spread, Stage::Changes];

/// The field of the objective being minimised.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Stage {
    Unmet,
    Deviation,
    Spread,
    Changes,
}

/// The best plan so far.
struct Best {
    held: Vec<bool>,
    objective: Objective,
}

/// What the solver found and proved in its time.
struct Solved {
    held: Option<Vec<bool>>,
    bound: f64,
}

/// Improves `start` by HiGHS, which begins at what a short local search finds.
/// Each field of the objective is given half of the time that is left, the last
/// one all of it.
pub fn highs(problem: &Problem, start: &Plan, limits: Limits) -> Improved {
    let clock = Clock::new(limits.time);
    let layout = Layout::of(problem, start);
    let measure = |held: &[bool]| Objective::of(problem, &layout.plan(start, held), start);
    let before = Objective::of(problem, start, start);
    let held = search(&layout, limits.seed, &Clock::new(clock.left() / 4), 1);
    let mut best = Best { objective: measure(&held), held };
    let mut bound = layout.bound();
    for stage in STAGES {
        if layout.cells.is_empty() || stage.is_reached(&best.objective, &bound) {
            continue;
        }
        let program = Program::of(&layout, &best, &bound, stage);
        let Some(solved) = program.solve(limits.seed, stage.time(clock.left())) else {
            continue;
        };
        if let Some(held) = solved.held {
            let objective = measure(&held);
            if objective.is_better_than(&best.objective) && !before.is_better_than(&objective) {
                best = Best { held, objective };
            }
        }
        stage.raise(&mut bound, solved.bound, &best.objective);
    }
    let plan = layout.plan(start, &best.held);
    Improved::verified(problem, start, plan, Method::Highs, bound)
}

impl Stage {
    fn is_reached(self, best: &Objective, bound: &Bound) -> bool {
        match self {
            Self::Unmet => best.unmet <= bound.unmet,
            Self::Deviation => best.deviation <= bound.deviation + TOLERANCE,
            Self::Spread => best.spread <= bound.spread + TOLERANCE,
            Self::Changes => best.changes == 0,
        }
    }

    fn time(self, left: Duration) -> Duration {
        if self == Self::Changes { left } else { left / 2 }
    }

    /// Raises the field's bound to what was proved. Heads are whole, so a
    /// fraction proves the next one.
    fn raise(self, bound: &mut Bound, proved: f64, best: &Objective) {
        if !proved.is_finite() {
            return;
        }
        match self {
            Self::Unmet => {
                let mut heads = bound.unmet..=best.unmet;
                let least = heads.find(|heads| f64::from(*heads) >= proved - TOLERANCE);
                bound.unmet = least.unwrap_or(best.unmet);
            }
            Self::Deviation => bound.deviation = bound.deviation.max(proved),
            Self::Spread => bound.spread = bound.spread.max(proved),
            Self::Changes => {}
        }
    }

    /// 1 in the stage that minimises the field, else 0.
    fn cost_in(self, stage: Self) -> f64 {
        f64::from(self == stage)
    }
}

/// A mixed-integer program, with the best plan so far as a solution of it. The
/// cells are its first columns.
struct Program {
    rows: RowProblem,
    values: Vec<f64>,
    cells: Vec<Col>,
}

impl Program {
    fn of(layout: &Layout, best: &Best, bound: &Bound, stage: Stage) -> Self {
        let mut program = Self { rows: RowProblem::new(), values: Vec::new(), cells: Vec::new() };
        for (cell, &held) in layout.cells.iter().zip(&best.held) {
            let cost = Stage::Changes.cost_in(stage) * if cell.held { -1.0 } else { 1.0 };
            let column = program.column(cost, 0.0..=1.0, true, f64::from(held));
            program.cells.push(column);
        }
        program.keep_weeks(layout);
        program.meet_minimums(layout, best, stage);
        if stage >= Stage::Deviation {
            program.meet_targets(layout, best, bound, stage);
        }
        if stage >= Stage::Spread && layout.monday_movers().count() >= 2 {
            program.spread_mondays(layout, best, bound, stage);
        }
        program
    }

    fn keep_weeks(&mut self, layout: &Layout) {
        for span in &layout.weeks {
            if span.least > 0 || span.most < count(span.cells.len()) {
                let sum = self.sum(&span.cells);
                self.rows.add_row(f64::from(span.least)..=f64::from(span.most), sum);
            }
        }
    }

    /// No more heads short than in the best plan.
    fn meet_minimums(&mut self, layout: &Layout, best: &Best, stage: Stage) {
        let mut unmet = Vec::new();
        for need in layout.days.iter().filter(|need| need.heads > 0) {
            let range = 0.0..=f64::from(need.heads.min(best.objective.unmet));
            let value = f64::from(need.short(best.count(&need.cells)));
            let short = self.column(Stage::Unmet.cost_in(stage), range, false, value);
            let mut sum = self.sum(&need.cells);
            sum.push((short, 1.0));
            self.rows.add_row(f64::from(need.heads).., sum);
            unmet.push((short, 1.0));
        }
        self.rows.add_row(..=f64::from(best.objective.unmet), unmet);
    }

    /// Nobody further from their target than the furthest in the best plan. How
    /// much each person is given is a whole column of its own, since that is what
    /// is worth branching on.
    fn meet_targets(&mut self, layout: &Layout, best: &Best, bound: &Bound, stage: Stage) {
        let furthest = best.objective.deviation;
        let deviation = (stage == Stage::Deviation)
            .then(|| self.column(1.0, bound.deviation..=furthest + SLACK, false, furthest));
        for share in layout.movers() {
            let (least, most) = layout.range(share);
            let reach = (furthest + SLACK) * share.wte;
            let low = (share.short - reach).ceil().max(least);
            let high = (share.short + reach).floor().min(most);
            let given = self.whole_sum(&share.cells, low..=high, best);
            if let Some(deviation) = deviation {
                self.rows.add_row(..=share.short, [(given, 1.0), (deviation, -share.wte)]);
                self.rows.add_row(share.short.., [(given, 1.0), (deviation, share.wte)]);
            }
        }
    }

    /// Mondays no further apart than in the best plan.
    fn spread_mondays(&mut self, layout: &Layout, best: &Best, bound: &Bound, stage: Stage) {
        let shares =
            layout.monday_movers().map(|share| share.mondays(best.count(&share.monday_cells)));
        let shares: Vec<f64> = shares.collect();
        let fewest = shares.iter().copied().fold(f64::INFINITY, f64::min);
        let most = shares.iter().copied().fold(0.0, f64::max);
        let cost = Stage::Spread.cost_in(stage);
        let low = self.column(-cost, 0.0..=f64::INFINITY, false, fewest);
        let high = self.column(cost, 0.0..=f64::INFINITY, false, most);
        for share in layout.monday_movers() {
            let range = 0.0..=f64::from(count(share.monday_cells.len()));
            let mondays = self.whole_sum(&share.monday_cells, range, best);
            self.rows.add_row(..=-share.mondays, [(mondays, 1.0), (high, -share.wte)]);
            self.rows.add_row(-share.mondays.., [(mondays, 1.0), (low, -share.wte)]);
        }
        let range = bound.spread..=best.objective.spread + SLACK;
        self.rows.add_row(range, [(high, 1.0), (low, -1.0)]);
    }

    fn column(&mut self, cost: f64, range: RangeInclusive<f64>, whole: bool, value: f64) -> Col {
        self.values.push(value);
        self.rows.add_column_with_integrality(cost, range, whole)
    }

    /// A whole column that is how many of the cells are held.
    fn whole_sum(&mut self, cells: &[usize], range: RangeInclusive<f64>, best: &Best) -> Col {
        let column = self.column(0.0, range, true, f64::from(best.count(cells)));
        let mut sum = self.sum(cells);
        sum.push((column, -1.0));
        self.rows.add_row(0.0..=0.0, sum);
        column
    }

    fn sum(&self, cells: &[usize]) -> Vec<(Col, f64)> {
        cells.iter().filter_map(|&cell| self.cells.get(cell)).map(|&column| (column, 1.0)).collect()
    }

    /// `None` where HiGHS refuses the program. One thread alone, as with more the
    /// answer depends on which is first.
    fn solve(self, seed: u64, time: Duration) -> Option<Solved> {
        let mut model = self.rows.try_optimise(Sense::Minimise).ok()?;
        model.make_quiet();
        model.try_set_option("threads", 1_i32).ok()?;
        model.try_set_option("random_seed", i32::try_from(seed & 0x7fff_ffff).ok()?).ok()?;
        model.try_set_option("time_limit", time.as_secs_f64()).ok()?;
        model.try_set_option("mip_rel_gap", 0.0_f64).ok()?;
        model.try_set_solution(Some(&self.values), None, None, None).ok()?;
        let solved = model.try_solve().ok()?;
        let held = (solved.primal_solution_status() == HighsSolutionStatus::Feasible).then(|| {
            let solution = solved.get_solution();
            let cells = solution.columns().iter().take(self.cells.len());
            cells.map(|value| *value > 0.5).collect()
        });
        let bound = solved.double_info_value(c"mip_dual_bound").unwrap_or(f64::NEG_INFINITY);
        Some(Solved { held, bound })
    }
}

impl Best {
    /// How many of the cells are held.
    fn count(&self, cells: &[usize]) -> u32 {
        count(cells.iter().filter(|&&cell| self.held.get(cell) == Some(&true)).count())
    }
}
