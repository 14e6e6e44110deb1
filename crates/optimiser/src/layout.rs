//! The cells that may change and the rules they are under, read once from a
//! problem and its start.

use std::ops::Range;

use crate::{Bound, Person, Plan, Problem};

/// What a plan may change, and what it is measured by. Lists of cells are
/// indices into `cells`, ascending.
pub(crate) struct Layout {
    pub(crate) cells: Vec<Cell>,
    /// Person by person, each with every week.
    pub(crate) weeks: Vec<Span>,
    pub(crate) days: Vec<Need>,
    pub(crate) people: Vec<Share>,
}

/// A cell that may change.
pub(crate) struct Cell {
    pub(crate) person: usize,
    pub(crate) day: usize,
    /// Into [`Layout::weeks`].
    pub(crate) week: usize,
    pub(crate) is_monday: bool,
    /// Whether the start holds it.
    pub(crate) held: bool,
}

/// One person's week: how many of its cells are to be held.
pub(crate) struct Span {
    pub(crate) least: u32,
    pub(crate) most: u32,
    pub(crate) cells: Vec<usize>,
}

/// One day: how many of its cells are to be held.
pub(crate) struct Need {
    pub(crate) heads: u32,
    pub(crate) cells: Vec<usize>,
}

/// One person: how many of their cells are to be held.
pub(crate) struct Share {
    pub(crate) wte: f64,
    /// Cells to hold to be on target: a fraction, or below 0 when already over.
    pub(crate) short: f64,
    /// Mondays they have whatever the plan.
    pub(crate) mondays: f64,
    pub(crate) cells: Vec<usize>,
    pub(crate) monday_cells: Vec<usize>,
    weeks: Range<usize>,
}

impl Need {
    /// Heads short when `held` of the cells are held.
    pub(crate) fn short(&self, held: u32) -> u32 {
        self.heads.saturating_sub(held)
    }
}

impl Share {
    /// How far from the target, per WTE, when `held` of the cells are held.
    pub(crate) fn deviation(&self, held: f64) -> f64 {
        (held - self.short).abs() / self.wte
    }

    /// Mondays per WTE when `held` of the Monday cells are held.
    pub(crate) fn mondays(&self, held: u32) -> f64 {
        (self.mondays + f64::from(held)) / self.wte
    }
}

impl Layout {
    pub(crate) fn of(problem: &Problem, start: &Plan) -> Self {
        let days = problem
            .days
            .iter()
            .map(|day| Need { heads: day.minimum.saturating_sub(day.fixed), cells: Vec::new() });
        let mut layout =
            Self { cells: Vec::new(), weeks: Vec::new(), days: days.collect(), people: Vec::new() };
        for (index, person) in problem.people.iter().enumerate() {
            let row = start.get(index).map(Vec::as_slice).unwrap_or_default();
            layout.add(problem, person, row);
        }
        layout
    }

    fn add(&mut self, problem: &Problem, person: &Person, row: &[bool]) {
        let first = self.weeks.len();
        self.weeks.extend(spans(problem, person, row));
        self.people.push(Share {
            wte: person.wte,
            short: person.target - person.fixed,
            mondays: f64::from(person.fixed_mondays),
            cells: Vec::new(),
            monday_cells: Vec::new(),
            weeks: first..self.weeks.len(),
        });
        for (index, (day, &held)) in problem.days.iter().zip(row).enumerate() {
            let cell = Cell {
                person: self.people.len().saturating_sub(1),
                day: index,
                week: first.saturating_add(day.week),
                is_monday: day.is_monday,
                held,
            };
            if is_open(person, index) {
                self.add_open(cell);
            } else if held {
                self.add_held(&cell);
            }
        }
    }

    fn add_open(&mut self, cell: Cell) {
        let index = self.cells.len();
        if let Some(span) = self.weeks.get_mut(cell.week) {
            span.cells.push(index);
        }
        if let Some(need) = self.days.get_mut(cell.day) {
            need.cells.push(index);
        }
        if let Some(share) = self.people.get_mut(cell.person) {
            share.cells.push(index);
            if cell.is_monday {
                share.monday_cells.push(index);
            }
        }
        self.cells.push(cell);
    }

    /// A closed cell that the start holds stays held, and counts.
    fn add_held(&mut self, cell: &Cell) {
        if let Some(span) = self.weeks.get_mut(cell.week) {
            span.least = span.least.saturating_sub(1);
            span.most = span.most.saturating_sub(1);
        }
        if let Some(need) = self.days.get_mut(cell.day) {
            need.heads = need.heads.saturating_sub(1);
        }
        if let Some(share) = self.people.get_mut(cell.person) {
            share.short -= 1.0;
            share.mondays += f64::from(cell.is_monday);
        }
    }

    /// Which cells the start holds.
    pub(crate) fn start(&self) -> Vec<bool> {
        self.cells.iter().map(|cell| cell.held).collect()
    }

    /// `start` with the cells of `held` in place of its own.
    pub(crate) fn plan(&self, start: &Plan, held: &[bool]) -> Plan {
        let mut plan = start.clone();
        for (cell, &held) in self.cells.iter().zip(held) {
            if let Some(place) = plan.get_mut(cell.person).and_then(|row| row.get_mut(cell.day)) {
                *place = held;
            }
        }
        plan
    }

    /// The cell of a person on a day, if it may change.
    pub(crate) fn at(&self, person: usize, day: usize) -> Option<usize> {
        let cells = &self.people.get(person)?.cells;
        let day_of = |index: usize| self.cells.get(index).map(|cell| cell.day);
        let place = cells.binary_search_by(|&index| day_of(index).cmp(&Some(day))).ok()?;
        cells.get(place).copied()
    }

    /// The fewest and the most of a person's cells that the weeks allow.
    pub(crate) fn range(&self, share: &Share) -> (f64, f64) {
        let weeks = self.weeks.get(share.weeks.clone()).unwrap_or_default();
        weeks.iter().fold((0.0, 0.0), |(least, most), span| {
            let cells = count(span.cells.len());
            (least + f64::from(span.least), most + f64::from(span.most.min(cells)))
        })
    }

    /// Those whose distance from their target a plan decides.
    pub(crate) fn movers(&self) -> impl Iterator<Item = &Share> {
        self.people.iter().filter(|share| !share.cells.is_empty())
    }

    /// Those whose Mondays a plan decides.
    pub(crate) fn monday_movers(&self) -> impl Iterator<Item = &Share> {
        self.people.iter().filter(|share| !share.monday_cells.is_empty())
    }

    /// What no plan can better, seen without a search.
    pub(crate) fn bound(&self) -> Bound {
        let unmet = self.days.iter().map(|need| need.short(count(need.cells.len())));
        let deviation = self.movers().map(|share| {
            let (least, most) = self.range(share);
            share.deviation(share.short.round().max(least).min(most))
        });
        Bound {
            unmet: unmet.fold(0, u32::saturating_add),
            deviation: deviation.fold(0.0, f64::max),
            spread: self.spread_bound(),
        }
    }

    /// The most Mondays anyone cannot avoid, less the most that someone can have.
    fn spread_bound(&self) -> f64 {
        let fewest = self.monday_movers().map(|share| share.mondays(0));
        let most = self.monday_movers().map(|share| share.mondays(count(share.monday_cells.len())));
        (fewest.fold(0.0, f64::max) - most.fold(f64::INFINITY, f64::min)).max(0.0)
    }
}

/// Whether `plan` differs from `start` on open cells alone and keeps the weeks'
/// bounds.
pub(crate) fn keeps_rules(problem: &Problem, start: &Plan, plan: &Plan) -> bool {
    let keeps = |(index, (old, new)): (usize, (&Vec<bool>, &Vec<bool>))| {
        let Some(person) = problem.people.get(index) else { return old == new };
        let mut changed = old.iter().zip(new).enumerate().filter(|(_, (old, new))| old != new);
        let mut weeks = bounds(problem, person, old).into_iter().zip(held_by_week(problem, new));
        old.len() == new.len()
            && changed.all(|(day, _)| is_open(person, day))
            && weeks.all(|((least, most), held)| (least..=most).contains(&held))
    };
    start.len() == plan.len() && start.iter().zip(plan).enumerate().all(keeps)
}

/// A length as a number of heads or shifts.
pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn is_open(person: &Person, day: usize) -> bool {
    person.open.get(day) == Some(&true)
}

fn spans(problem: &Problem, person: &Person, row: &[bool]) -> impl Iterator<Item = Span> {
    let bounds = bounds(problem, person, row).into_iter();
    bounds.map(|(least, most)| Span { least, most, cells: Vec::new() })
}

/// The least and the most of each week, widened to what the start holds.
fn bounds(problem: &Problem, person: &Person, start: &[bool]) -> Vec<(u32, u32)> {
    let held = held_by_week(problem, start).into_iter().enumerate();
    held.map(|(index, held)| {
        let (least, most) = person.weeks.get(index).map_or((0, 0), |week| (week.least, week.most));
        (least.min(held), most.max(held))
    })
    .collect()
}

fn held_by_week(problem: &Problem, row: &[bool]) -> Vec<u32> {
    let weeks = problem.days.iter().map(|day| day.week.saturating_add(1)).max().unwrap_or(0);
    let mut counts = vec![0_u32; weeks];
    for (day, &held) in problem.days.iter().zip(row) {
        if let Some(count) = counts.get_mut(day.week) {
            *count = count.saturating_add(u32::from(held));
        }
    }
    counts
}
