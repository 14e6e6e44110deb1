//! A plan under change, measured as it changes.

use crate::Objective;
use crate::layout::{Layout, Share, count};

/// Cells to be changed at once.
pub(crate) type Move = [Option<usize>; 4];

/// A plan over the cells of a layout. A change costs no more than a look at
/// every person.
pub(crate) struct Board<'a> {
    layout: &'a Layout,
    held: Vec<bool>,
    weeks: Vec<u32>,
    heads: Vec<u32>,
    people: Vec<Load>,
    unmet: u32,
    changes: u32,
}

/// What a person holds.
struct Load {
    given: u32,
    mondays: u32,
    deviation: f64,
    mondays_per_wte: f64,
}

/// How good a board is.
pub(crate) struct Reading {
    pub(crate) objective: Objective,
    /// Falls with every step toward a better plan, also where the objective,
    /// which sees extremes alone, does not yet change.
    pub(crate) energy: f64,
}

impl Load {
    fn of(share: &Share, given: u32, mondays: u32) -> Self {
        let deviation = share.deviation(f64::from(given));
        Self { given, mondays, deviation, mondays_per_wte: share.mondays(mondays) }
    }
}

impl<'a> Board<'a> {
    /// The board of the start.
    pub(crate) fn new(layout: &'a Layout) -> Self {
        let start = layout.start();
        let unmet = layout.days.iter().map(|need| need.short(0));
        let mut board = Self {
            layout,
            held: vec![false; layout.cells.len()],
            weeks: vec![0; layout.weeks.len()],
            heads: vec![0; layout.days.len()],
            people: layout.people.iter().map(|share| Load::of(share, 0, 0)).collect(),
            unmet: unmet.fold(0, u32::saturating_add),
            changes: count(start.iter().filter(|held| **held).count()),
        };
        board.set(&start);
        board
    }

    pub(crate) fn layout(&self) -> &'a Layout {
        self.layout
    }

    pub(crate) fn held(&self) -> &[bool] {
        &self.held
    }

    pub(crate) fn holds(&self, cell: usize) -> bool {
        self.held.get(cell) == Some(&true)
    }

    /// Takes over the cells of another plan.
    pub(crate) fn set(&mut self, held: &[bool]) {
        for (index, &held) in held.iter().enumerate() {
            if self.holds(index) != held {
                self.toggle(index);
            }
        }
    }

    /// Makes a move, or takes it back.
    pub(crate) fn make(&mut self, cells: &Move) {
        for &cell in cells.iter().flatten() {
            self.toggle(cell);
        }
    }

    /// Whether the weeks of a move's cells are within their bounds.
    pub(crate) fn keeps_weeks(&self, cells: &Move) -> bool {
        let weeks = cells.iter().flatten().filter_map(|&cell| self.layout.cells.get(cell));
        weeks.map(|cell| cell.week).all(|week| {
            let bounds = self.layout.weeks.get(week).zip(self.weeks.get(week));
            bounds.is_some_and(|(span, held)| (span.least..=span.most).contains(held))
        })
    }

    fn toggle(&mut self, index: usize) {
        let layout = self.layout;
        let (Some(cell), Some(held)) = (layout.cells.get(index), self.held.get_mut(index)) else {
            return;
        };
        *held = !*held;
        let held = *held;
        step(&mut self.changes, held != cell.held);
        if let Some(week) = self.weeks.get_mut(cell.week) {
            step(week, held);
        }
        if let Some((need, heads)) = layout.days.get(cell.day).zip(self.heads.get_mut(cell.day)) {
            let before = need.short(*heads);
            step(heads, held);
            self.unmet = self.unmet.saturating_sub(before).saturating_add(need.short(*heads));
        }
        let share = layout.people.get(cell.person);
        if let Some((share, load)) = share.zip(self.people.get_mut(cell.person)) {
            step(&mut load.given, held);
            if cell.is_monday {
                step(&mut load.mondays, held);
            }
            *load = Load::of(share, load.given, load.mondays);
        }
    }

    pub(crate) fn read(&self) -> Reading {
        let (mut deviation, mut squares) = (0.0_f64, 0.0_f64);
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut mondays, mut monday_squares) = (0.0_f64, 0.0_f64);
        let mut people = 0_u32;
        for (share, load) in self.layout.people.iter().zip(&self.people) {
            if !share.cells.is_empty() {
                deviation = deviation.max(load.deviation);
                squares += load.deviation * load.deviation;
            }
            if share.monday_cells.is_empty() {
                continue;
            }
            people = people.saturating_add(1);
            low = low.min(load.mondays_per_wte);
            high = high.max(load.mondays_per_wte);
            mondays += load.mondays_per_wte;
            monday_squares += load.mondays_per_wte * load.mondays_per_wte;
        }
        // Of nobody at all the most is below the fewest.
        let spread = (high - low).max(0.0);
        let energy = 10_000.0 * f64::from(self.unmet)
            + 10.0 * deviation
            + squares
            + spread
            + 0.3 * (monday_squares - mondays * mondays / f64::from(people.max(1)))
            + 0.02 * f64::from(self.changes);
        let objective = Objective { unmet: self.unmet, deviation, spread, changes: self.changes };
        Reading { objective, energy }
    }
}

/// Counts one more or one fewer.
fn step(count: &mut u32, up: bool) {
    *count = if up { count.saturating_add(1) } else { count.saturating_sub(1) };
}
