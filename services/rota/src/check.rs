//! Checks a rota against the rules that no generated shift may break. It knows
//! nothing of how rotas are made, so that it can tell whether they are made
//! rightly.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::days::{WEEKDAYS, monday};
use crate::domain::{
    Calendar, Clinician, ClinicianId, Configuration, LeaveRequest, Shift, ShiftDuration, ShiftId,
    ShiftStatus, ShiftType, WorkingTerm, WorkingTermType, governing,
};

/// A rota, and all that decides whether it is lawful.
#[derive(Clone, Copy, Debug)]
pub struct Rota<'a> {
    /// How the practice runs its rota.
    pub configuration: &'a Configuration,
    /// Its bank holidays.
    pub calendar: &'a Calendar,
    /// Everybody; who is missing here does not work at the practice.
    pub clinicians: &'a [Clinician],
    /// Of the practice.
    pub terms: &'a [WorkingTerm],
    /// Of any status; only approved leave binds.
    pub leave: &'a [LeaveRequest],
    /// In whole weeks, each with whether the generator made it.
    pub shifts: &'a [(Shift, bool)],
}

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Which, in kebab-case.
    pub rule: &'static str,
    /// Whose shift it is about.
    pub clinician_id: ClinicianId,
    /// The date of the shift.
    pub date: NaiveDate,
    /// A sentence about it.
    pub message: String,
}

/// The rules that a rota breaks, by date, clinician and rule.
///
/// Of everybody's shifts, by whomever made: `two-shifts-a-day` and
/// `shift-on-leave`. Of generated ones that are not pinned: `inactive-clinician`,
/// `not-a-working-day`, `no-term`, `locum-generated`, `cannot-work-day`,
/// `not-agreed` where somebody who is no partner works at other times than their
/// term says, `duty-not-eligible`, and `weekly-cap` where a partner's week is beyond both
/// its target, rounded up, and what their terms agree on.
pub fn check(rota: &Rota<'_>) -> Vec<Violation> {
    let facts = Facts::of(rota);
    let live = rota.shifts.iter().filter(|(shift, _)| shift.is_live());
    let mut violations = facts.doubles();
    for (shift, is_generated) in live {
        let mut broken = facts.leave(shift);
        if *is_generated && !shift.is_pinned {
            broken.extend(facts.generated(shift));
        }
        let violation = |(rule, message)| violation(rule, shift, message);
        violations.extend(broken.into_iter().map(violation));
    }
    sorted(violations)
}

/// Pinned or completed shifts that are gone or are different: `moved-pin`, by
/// date and clinician.
pub fn moved_pins(before: &[Shift], after: &[Shift]) -> Vec<Violation> {
    let after: BTreeMap<ShiftId, &Shift> = after.iter().map(|shift| (shift.id, shift)).collect();
    let kept = before.iter().filter(|shift| {
        shift.is_live() && (shift.is_pinned || shift.status == ShiftStatus::Completed)
    });
    let moved = kept.filter_map(|shift| match after.get(&shift.id) {
        Some(now) if *now == shift => None,
        Some(_) => Some((shift, "was changed")),
        None => Some((shift, "is gone")),
    });
    let violations = moved.map(|(shift, what)| {
        let message = format!("Shift {}, which is pinned or completed, {what}.", shift.id);
        violation("moved-pin", shift, message)
    });
    sorted(violations.collect())
}

type Broken = (&'static str, String);

/// A rota by what is looked up.
struct Facts<'a> {
    rota: &'a Rota<'a>,
    active: BTreeSet<ClinicianId>,
    terms: BTreeMap<ClinicianId, Vec<&'a WorkingTerm>>,
    leave: BTreeMap<ClinicianId, Vec<&'a LeaveRequest>>,
    worked: BTreeMap<(ClinicianId, NaiveDate), Decimal>,
}

impl<'a> Facts<'a> {
    fn of(rota: &'a Rota<'a>) -> Self {
        let active = rota.clinicians.iter().filter(|clinician| clinician.active);
        let mut facts = Self {
            rota,
            active: active.map(|clinician| clinician.id).collect(),
            terms: BTreeMap::new(),
            leave: BTreeMap::new(),
            worked: BTreeMap::new(),
        };
        for term in rota.terms {
            facts.terms.entry(term.clinician_id).or_default().push(term);
        }
        for leave in rota.leave {
            facts.leave.entry(leave.clinician_id).or_default().push(leave);
        }
        for (shift, _) in rota.shifts.iter().filter(|(shift, _)| shift.counts_as_worked()) {
            let week = (shift.clinician_id, monday(shift.date));
            *facts.worked.entry(week).or_default() += shift.duration.days();
        }
        facts
    }

    fn doubles(&self) -> Vec<Violation> {
        let mut seen = BTreeSet::new();
        let mut told = BTreeSet::new();
        let live = self.rota.shifts.iter().map(|(shift, _)| shift).filter(|shift| shift.is_live());
        let doubles = live.filter(|shift| {
            let key = (shift.clinician_id, shift.date);
            !seen.insert(key) && told.insert(key)
        });
        let message = "More than one shift on a day.";
        doubles.map(|shift| violation("two-shifts-a-day", shift, message.to_owned())).collect()
    }

    fn leave(&self, shift: &Shift) -> Vec<Broken> {
        let leave = self.leave.get(&shift.clinician_id);
        let is_away = leave.is_some_and(|leave| leave.iter().any(|one| one.takes(shift.date)));
        if is_away && shift.counts_toward_minimum() {
            return vec![("shift-on-leave", "A shift while on approved leave.".to_owned())];
        }
        Vec::new()
    }

    fn generated(&self, shift: &Shift) -> Vec<Broken> {
        let mut broken = Vec::new();
        if !self.active.contains(&shift.clinician_id) {
            broken.push(("inactive-clinician", "A shift for somebody inactive.".to_owned()));
        }
        if !self.rota.calendar.is_working_day(shift.date) {
            broken.push(("not-a-working-day", "A shift when nobody works.".to_owned()));
        }
        match self.term(shift.clinician_id, shift.date) {
            Some(term) => broken.extend(self.against_term(shift, term)),
            None => broken.push(("no-term", "A shift without a working term.".to_owned())),
        }
        broken
    }

    fn against_term(&self, shift: &Shift, term: &WorkingTerm) -> Vec<Broken> {
        let mut broken = Vec::new();
        if term.type_ == WorkingTermType::Locum {
            broken.push(("locum-generated", "A generated shift for a locum.".to_owned()));
        }
        if term.cannot_work_days.contains(shift.date.weekday()) {
            broken.push(("cannot-work-day", "A shift on a day never worked.".to_owned()));
        }
        let has_pattern = !matches!(term.type_, WorkingTermType::Partner | WorkingTermType::Locum);
        if has_pattern && agreed_on(term, shift.date) != shift.duration.days() {
            broken.push(("not-agreed", "A shift that the term does not agree on.".to_owned()));
        }
        let fits_duty = term.participates_in_duty && shift.duration == ShiftDuration::Full;
        if shift.type_ == ShiftType::Duty && !fits_duty {
            let message = "On duty without taking part in it, or for half a day.";
            broken.push(("duty-not-eligible", message.to_owned()));
        }
        if term.type_ == WorkingTermType::Partner && shift.counts_as_worked() {
            broken.extend(self.beyond_cap(shift));
        }
        broken
    }

    fn beyond_cap(&self, shift: &Shift) -> Option<Broken> {
        let week = monday(shift.date);
        let worked = self.worked.get(&(shift.clinician_id, week)).copied().unwrap_or_default();
        let most = self.most(shift.clinician_id, week);
        (worked > most).then(|| {
            ("weekly-cap", format!("{worked} days in the week of {week}, of at most {most}."))
        })
    }

    /// The most days of a partner in the week of a Monday.
    fn most(&self, id: ClinicianId, week: NaiveDate) -> Decimal {
        let target = self.rota.configuration.target_working_days_per_week;
        let (mut cap, mut agreed) = (Decimal::ZERO, Decimal::ZERO);
        for date in week.iter_days().take(WEEKDAYS.len()) {
            let Some(term) = self.term(id, date) else { continue };
            agreed += agreed_on(term, date);
            if term.type_ == WorkingTermType::Partner {
                cap = cap.max((target * term.percentage / Decimal::ONE_HUNDRED).ceil());
            }
        }
        cap.max(agreed)
    }

    fn term(&self, id: ClinicianId, date: NaiveDate) -> Option<&'a WorkingTerm> {
        governing(self.terms.get(&id)?.iter().copied(), date)
    }
}

/// What a term says that a date is worked, in days.
fn agreed_on(term: &WorkingTerm, date: NaiveDate) -> Decimal {
    let day = date.weekday();
    if term.type_ == WorkingTermType::Locum || term.cannot_work_days.contains(day) {
        return Decimal::ZERO;
    }
    let weeks = &term.alternate_weeks;
    let is_even = (monday(date) - monday(term.start_date)).num_days() % 14 == 0;
    let every = (term.fixed_half_days, term.fixed_working_days.union(term.must_work_days));
    let alternate = if is_even {
        (weeks.week_a_half_days, weeks.week_a_days)
    } else {
        (weeks.week_b_half_days, weeks.week_b_days)
    };
    let worked = [every, alternate].into_iter().find_map(|(half_days, days)| {
        let full = || days.contains(day).then_some(ShiftDuration::Full);
        half_days.contains(day).then_some(ShiftDuration::Half).or_else(full)
    });
    worked.map_or(Decimal::ZERO, ShiftDuration::days)
}

fn violation(rule: &'static str, shift: &Shift, message: String) -> Violation {
    Violation { rule, clinician_id: shift.clinician_id, date: shift.date, message }
}

fn sorted(mut violations: Vec<Violation>) -> Vec<Violation> {
    violations.sort_by_key(|found| (found.date, found.clinician_id, found.rule));
    violations
}
