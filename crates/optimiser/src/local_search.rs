//! The method that needs nothing else compiled in: random moves, kept while
//! they do good.

use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use crate::board::{Board, Move, Reading};
use crate::layout::{Layout, count};
use crate::{Clock, Improved, Limits, Method, Objective, Plan, Problem};

/// Rounds without a better plan before the search ends.
const PATIENCE: u32 = 3;

/// Moves tried in one walk, per cell, and at the least.
const MOVES_PER_CELL: u32 = 60;
const LEAST_MOVES: u32 = 500;

/// Moves between looks at the clock.
const MOVES_PER_LOOK: u32 = 64;

/// A rise in energy this large is taken one time in e, at the beginning and at
/// the end of annealing.
const HOT: f64 = 1.0;
const COLD: f64 = 0.02;

/// Improves `start` by random moves: giving and taking shifts, moving them to
/// other days, handing them to other people and swapping them. Finds good plans
/// quickly and proves little.
pub fn local_search(problem: &Problem, start: &Plan, limits: Limits) -> Improved {
    let layout = Layout::of(problem, start);
    let held = search(&layout, limits.seed, &Clock::new(limits.time), PATIENCE);
    let plan = layout.plan(start, &held);
    Improved::verified(problem, start, plan, Method::LocalSearch, layout.bound())
}

/// The best cells to hold that were found before `patience` rounds in a row
/// brought nothing.
pub(crate) fn search(layout: &Layout, seed: u64, clock: &Clock, patience: u32) -> Vec<bool> {
    if layout.cells.is_empty() {
        return Vec::new();
    }
    let mut search = Search::new(layout, seed, clock);
    search.polish();
    let mut fruitless = 0;
    while fruitless < patience && !clock.is_over() {
        let before = search.best;
        search.anneal();
        search.polish();
        fruitless = if search.best.is_better_than(&before) { 0 } else { fruitless + 1 };
    }
    search.best_held
}

struct Search<'a> {
    board: Board<'a>,
    rng: Xoshiro256PlusPlus,
    clock: &'a Clock,
    moves: u32,
    start: Objective,
    best: Objective,
    best_held: Vec<bool>,
}

impl<'a> Search<'a> {
    fn new(layout: &'a Layout, seed: u64, clock: &'a Clock) -> Self {
        let board = Board::new(layout);
        let start = board.read().objective;
        let moves = count(layout.cells.len()).saturating_mul(MOVES_PER_CELL).max(LEAST_MOVES);
        let best_held = board.held().to_vec();
        let rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        Self { board, rng, clock, moves, start, best: start, best_held }
    }

    /// Walks where the energy falls, and less and less often where it rises.
    fn anneal(&mut self) {
        self.walk(|rng, progress, now, next| {
            let heat = HOT * (COLD / HOT).powf(progress);
            let rise = next.energy - now.energy;
            rise <= 0.0 || rng.random::<f64>() < (-rise / heat).exp()
        });
    }

    /// Walks where the objective does not get worse.
    fn polish(&mut self) {
        self.walk(|_, _, now, next| !now.objective.is_better_than(&next.objective));
    }

    /// Tries moves from the best plan on and makes those that are accepted,
    /// given the progress of the walk from 0 to 1, the plan's reading now and
    /// its reading after the move.
    fn walk(&mut self, accepts: impl Fn(&mut Xoshiro256PlusPlus, f64, &Reading, &Reading) -> bool) {
        self.board.set(&self.best_held);
        let mut now = self.board.read();
        for step in 0..self.moves {
            if step.is_multiple_of(MOVES_PER_LOOK) && self.clock.is_over() {
                return;
            }
            let Some(cells) = self.propose() else { continue };
            let progress = f64::from(step) / f64::from(self.moves);
            self.board.make(&cells);
            let next = self.board.keeps_weeks(&cells).then(|| self.board.read());
            match next {
                Some(next) if accepts(&mut self.rng, progress, &now, &next) => {
                    now = next;
                    self.keep(&now.objective);
                }
                _ => self.board.make(&cells),
            }
        }
    }

    /// Remembers the board if it is the best so far. It is held against the
    /// start as well, since gains within the tolerance could add up to a loss.
    fn keep(&mut self, objective: &Objective) {
        if objective.is_better_than(&self.best) && !self.start.is_better_than(objective) {
            self.best = *objective;
            self.best_held.clear();
            self.best_held.extend_from_slice(self.board.held());
        }
    }

    /// A move that may break a week's bounds, or none where the choice fell on
    /// cells that make none.
    fn propose(&mut self) -> Option<Move> {
        let layout = self.board.layout();
        let first = self.rng.random_range(0..layout.cells.len());
        let cell = layout.cells.get(first)?;
        let row = &layout.people.get(cell.person)?.cells;
        let column = &layout.days.get(cell.day)?.cells;
        match self.rng.random_range(0..4_u32) {
            0 => Some([Some(first), None, None, None]),
            1 => Some([Some(first), Some(self.opposite(row, first)?), None, None]),
            2 => Some([Some(first), Some(self.opposite(column, first)?), None, None]),
            _ => self.propose_swap(layout, first, row, column),
        }
    }

    /// Two people exchange two days, which keeps how much each of them works and
    /// how many work each day.
    fn propose_swap(
        &mut self,
        layout: &Layout,
        first: usize,
        row: &[usize],
        column: &[usize],
    ) -> Option<Move> {
        let across = self.opposite(column, first)?;
        let along = self.opposite(row, first)?;
        let person = layout.cells.get(across)?.person;
        let day = layout.cells.get(along)?.day;
        let last = layout.at(person, day)?;
        (self.board.holds(last) == self.board.holds(first)).then_some([
            Some(first),
            Some(across),
            Some(along),
            Some(last),
        ])
    }

    /// One of `cells`, provided that it is held where `cell` is not, or not held
    /// where it is.
    fn opposite(&mut self, cells: &[usize], cell: usize) -> Option<usize> {
        let other = cells.choose(&mut self.rng).copied()?;
        (self.board.holds(other) != self.board.holds(cell)).then_some(other)
    }
}
