//! Annual leave: what somebody has in a leave year, and what leave takes from
//! it. There is one pool for a clinician and a leave year, and only annual
//! leave that was granted takes from it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use super::calendar::Calendar;
use super::configuration::Configuration;
use super::days::{dates, is_weekend, monday};
use super::deficiency::{rounded, weekly_target};
use super::values::{LeaveRequest, WorkingTerm, governing};
use super::words::{LeaveStatus, LeaveType, ShiftDuration, WorkingTermType};

#[cfg(test)]
mod tests;

/// What annual leave is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Working days: everybody but partners.
    Days,
    /// Weeks from Monday to Friday, bank holidays included: partners.
    Weeks,
}

impl Unit {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Weeks => "weeks",
        }
    }

    fn of(term: &WorkingTerm) -> Self {
        if term.type_ == WorkingTermType::Partner { Self::Weeks } else { Self::Days }
    }
}

/// The annual leave of a clinician in a leave year, with two decimals.
#[derive(Clone, Debug, PartialEq)]
pub struct Quota {
    /// What all the numbers are counted in.
    pub unit: Unit,
    /// What the working terms give, each for the days of the year that it governs.
    pub entitlement: Decimal,
    /// What was given or taken by hand.
    pub adjustments: Decimal,
    /// What granted leave takes.
    pub used: Decimal,
}

impl Quota {
    /// What is left; below zero when more was granted than there is.
    pub fn remaining(&self) -> Decimal {
        self.available() - self.used
    }

    /// Whether there is anything to take from.
    pub fn has_entitlement(&self) -> bool {
        self.available() > Decimal::ZERO
    }

    /// The used part of what there is, in whole percent; 0 when there is nothing.
    pub fn percentage_used(&self) -> i64 {
        if !self.has_entitlement() {
            return 0;
        }
        let percentage = Decimal::ONE_HUNDRED * self.used / self.available();
        let whole = percentage.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        whole.to_i64().unwrap_or_default()
    }

    fn available(&self) -> Decimal {
        self.entitlement + self.adjustments
    }
}

/// The annual leave of the leave year that `as_of` is in, from one clinician's
/// terms and leave and the sum of that year's adjustments. None without any term.
///
/// It is counted in the unit of the term that governs `as_of`; else of the one
/// that governs the last day of the year that any does; else of the latest term.
pub fn quota(
    configuration: &Configuration,
    calendar: &Calendar,
    terms: &[WorkingTerm],
    leave: &[LeaveRequest],
    adjustments: Decimal,
    as_of: NaiveDate,
) -> Option<Quota> {
    let (first, last) = configuration.leave_year(as_of);
    let governors: Vec<&WorkingTerm> =
        dates(first, last).filter_map(|date| governing(terms, date)).collect();
    let latest = || terms.iter().max_by_key(|term| (term.start_date, term.id));
    let term = governing(terms, as_of).or(governors.last().copied()).or_else(latest)?;
    let unit = Unit::of(term);

    let given = governors.into_iter().map(|term| {
        let yearly = term.annual_leave_entitlement.unwrap_or_default();
        converted(configuration, term, yearly, unit)
    });
    let days_in_year = Decimal::from(dates(first, last).count());
    let used = days_taken(leave, first, last)
        .into_iter()
        .map(|date| cost_of_day(configuration, calendar, terms, unit, date));
    Some(Quota {
        unit,
        entitlement: rounded(given.sum::<Decimal>() / days_in_year),
        adjustments,
        used: rounded(used.sum()),
    })
}

/// What leave from `first` to `last`, both included, takes from the quota in a
/// unit, not rounded. Each day counts by the term that governs it: a weekday of
/// a partner is a fifth of a week, bank holiday or not; to everybody else a
/// working day is what is agreed of it, one day, half a one or none, and where
/// no day is agreed at all every working day is one. A day that no term governs
/// takes nothing.
pub fn cost(
    configuration: &Configuration,
    calendar: &Calendar,
    terms: &[WorkingTerm],
    unit: Unit,
    first: NaiveDate,
    last: NaiveDate,
) -> Decimal {
    dates(first, last).map(|date| cost_of_day(configuration, calendar, terms, unit, date)).sum()
}

/// The dates of granted annual leave, each once however many requests cover it.
fn days_taken(leave: &[LeaveRequest], first: NaiveDate, last: NaiveDate) -> BTreeSet<NaiveDate> {
    let granted = leave.iter().filter(|leave| {
        leave.type_ == LeaveType::AnnualLeave && leave.status == LeaveStatus::Approved
    });
    granted.flat_map(|leave| dates(leave.start_date.max(first), leave.end_date.min(last))).collect()
}

fn cost_of_day(
    configuration: &Configuration,
    calendar: &Calendar,
    terms: &[WorkingTerm],
    unit: Unit,
    date: NaiveDate,
) -> Decimal {
    let Some(term) = governing(terms, date).filter(|_| !is_weekend(date)) else {
        return Decimal::ZERO;
    };
    let cost = match Unit::of(term) {
        Unit::Weeks => Decimal::new(2, 1),
        Unit::Days if calendar.is_working_day(date) => day_value(term, date),
        Unit::Days => Decimal::ZERO,
    };
    converted(configuration, term, cost, unit)
}

/// What a working day off is worth, in days.
fn day_value(term: &WorkingTerm, date: NaiveDate) -> Decimal {
    if term.names_days() {
        term.agreed(date).map_or(Decimal::ZERO, ShiftDuration::days)
    } else {
        ShiftDuration::Full.days()
    }
}

/// An amount in the unit of a term, in another unit.
fn converted(
    configuration: &Configuration,
    term: &WorkingTerm,
    amount: Decimal,
    unit: Unit,
) -> Decimal {
    match (Unit::of(term), unit) {
        (Unit::Days, Unit::Weeks) => amount / days_per_week(configuration, term),
        (Unit::Weeks, Unit::Days) => amount * days_per_week(configuration, term),
        (Unit::Days, Unit::Days) | (Unit::Weeks, Unit::Weeks) => amount,
    }
}

/// The days that somebody works in a week, at least one: what is agreed, of two
/// alternate weeks on average, or the target of a partner and of whoever works
/// on flexible days.
fn days_per_week(configuration: &Configuration, term: &WorkingTerm) -> Decimal {
    let days = if term.type_ == WorkingTermType::Partner || !term.names_days() {
        weekly_target(configuration, term)
    } else {
        let fortnight = monday(term.start_date).iter_days().take(14);
        let agreed = fortnight.filter_map(|date| term.agreed(date)).map(ShiftDuration::days);
        agreed.sum::<Decimal>() / Decimal::TWO
    };
    days.max(Decimal::ONE)
}
