//! What becomes of a wish to be away, and of the shifts in its way.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::configuration::Configuration;
use super::days::{dates, is_weekend};
use super::deficiency::rounded;
use super::quota::{cost, quota};
use super::values::{Clinician, LeaveRequest, Shift, WorkingTerm, governing};
use super::words::{
    LeaveStatus, LeaveType, ShiftDuration, ShiftStatus, ShiftType, WorkingTermType,
};

#[cfg(test)]
mod tests;

/// Leave that somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Why.
    pub type_: LeaveType,
    /// The first day.
    pub start_date: NaiveDate,
    /// The last day.
    pub end_date: NaiveDate,
}

/// What becomes of a wish at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is granted.
    Approved,
    /// A manager decides.
    Requested,
    /// It is refused, with the reason in a sentence.
    Denied(String),
}

/// What a decision depends on.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// How the practice runs its rota.
    pub configuration: &'a Configuration,
    /// Its bank holidays.
    pub calendar: &'a Calendar,
    /// Who asks.
    pub clinician: &'a Clinician,
    /// Their terms.
    pub terms: &'a [WorkingTerm],
    /// Their leave of every status, without the wish itself.
    pub leave: &'a [LeaveRequest],
    /// The sum of their adjustments by leave year.
    pub adjustments: &'a BTreeMap<i32, Decimal>,
    /// How many others are granted leave, by date.
    pub others_away: &'a BTreeMap<NaiveDate, u32>,
}

/// What becomes of a wish. It is denied if it overlaps other leave that was
/// granted or may be, if its clinician is not active, if somebody else than a
/// partner asks not to work, and if no weekday is in it. Else planned illness is
/// granted always, study and court leave never, a partner's day off and annual
/// leave within the quota of every leave year it touches unless too many others
/// are away. What is neither granted nor denied is for a manager to decide.
pub fn decide(wish: &Wish, circumstances: &Circumstances<'_>) -> Decision {
    if let Some(reason) = denial(wish, circumstances) {
        return Decision::Denied(reason);
    }
    let is_granted = match wish.type_ {
        LeaveType::PlannedSick => true,
        LeaveType::AnnualLeave => {
            is_within_quota(wish, circumstances) && !is_crowded(wish, circumstances)
        }
        LeaveType::NotWorking => !is_crowded(wish, circumstances),
        LeaveType::StudyLeave | LeaveType::Coroners => false,
    };
    if is_granted { Decision::Approved } else { Decision::Requested }
}

fn denial(wish: &Wish, circumstances: &Circumstances<'_>) -> Option<String> {
    let (start, end) = (wish.start_date, wish.end_date);
    let overlapping = circumstances
        .leave
        .iter()
        .find(|own| own.status.is_live() && own.start_date <= end && start <= own.end_date);
    if let Some(own) = overlapping {
        let state =
            if own.status == LeaveStatus::Approved { "granted" } else { "waiting for a decision" };
        let (from, to) = (own.start_date, own.end_date);
        return Some(format!("It overlaps leave from {from} to {to} that is already {state}."));
    }
    if !circumstances.clinician.active {
        return Some("The clinician is not active.".to_owned());
    }
    let is_partner = |date: NaiveDate| {
        governing(circumstances.terms, date)
            .is_some_and(|term| term.type_ == WorkingTermType::Partner)
    };
    if wish.type_ == LeaveType::NotWorking && !dates(start, end).all(is_partner) {
        let reason = "Only partners may ask not to work, on dates that they are partners on.";
        return Some(reason.to_owned());
    }
    if dates(start, end).all(is_weekend) {
        return Some(format!("There is no weekday from {start} to {end}."));
    }
    None
}

/// Whether every leave year has enough left for its part, and every weekday has
/// a term. A day without one costs nothing, so the years alone would let it pass.
fn is_within_quota(wish: &Wish, circumstances: &Circumstances<'_>) -> bool {
    let mut weekdays = dates(wish.start_date, wish.end_date).filter(|date| !is_weekend(*date));
    parts(circumstances.configuration, wish).all(|(first, last)| fits(circumstances, first, last))
        && weekdays.all(|date| governing(circumstances.terms, date).is_some())
}

/// A wish by leave year: the first and the last day in each.
pub(crate) fn parts(
    configuration: &Configuration,
    wish: &Wish,
) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
    let end = wish.end_date;
    let part = move |first: NaiveDate| (first, configuration.leave_year(first).1.min(end));
    std::iter::successors(Some(part(wish.start_date)), move |(_, last)| {
        last.succ_opt().filter(|first| *first <= end).map(part)
    })
}

/// Whether leave on dates of one leave year is within what is left of it.
fn fits(circumstances: &Circumstances<'_>, first: NaiveDate, last: NaiveDate) -> bool {
    let Circumstances { configuration, calendar, terms, leave, .. } = *circumstances;
    let year = configuration.leave_year(first).0.year();
    let adjustments = circumstances.adjustments.get(&year).copied().unwrap_or_default();
    quota(configuration, calendar, terms, leave, adjustments, first).is_some_and(|quota| {
        let cost = cost(configuration, calendar, terms, quota.unit, first, last);
        quota.has_entitlement() && rounded(cost) <= quota.remaining()
    })
}

/// Whether on some working day as many others are away as the practice allows.
fn is_crowded(wish: &Wish, circumstances: &Circumstances<'_>) -> bool {
    let others_on =
        |date: NaiveDate| circumstances.others_away.get(&date).copied().unwrap_or_default();
    circumstances.configuration.max_leave_per_day.is_some_and(|most| {
        let mut days = circumstances.calendar.working_days(wish.start_date, wish.end_date);
        days.any(|date| others_on(date) >= most)
    })
}

/// Whether granting leave from `start` to `end` removes a shift of the same
/// clinician: pinned or not, unless it is done or cancelled.
pub fn is_taken_away(shift: &Shift, start: NaiveDate, end: NaiveDate) -> bool {
    let in_range = start <= shift.date && shift.date <= end;
    in_range && shift.is_live() && shift.status != ShiftStatus::Completed
}

/// The dates that study and court leave is entered on as shifts: its working days.
pub fn shift_dates(calendar: &Calendar, start: NaiveDate, end: NaiveDate) -> Vec<NaiveDate> {
    calendar.working_days(start, end).collect()
}

/// A shift that leave removed, as it was, so that it can come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// When.
    pub date: NaiveDate,
    /// What would have been done.
    #[serde(rename = "type")]
    pub type_: ShiftType,
    /// How long.
    pub duration: ShiftDuration,
    /// How far it had come.
    pub status: ShiftStatus,
    /// Whether the generator had to leave it alone.
    pub is_pinned: bool,
    /// Who entered it.
    pub created_by: String,
    /// Whether it was as the generator had made it.
    pub is_generated: bool,
}

/// The removed shifts that come back when the leave is cancelled: not those of
/// the past, nor on dates with another shift or with other leave that was granted.
pub fn restorable(
    removed: &[Removed],
    today: NaiveDate,
    live_shift_dates: &BTreeSet<NaiveDate>,
    other_leave: &[LeaveRequest],
) -> Vec<Removed> {
    let is_free = |date: NaiveDate| {
        !live_shift_dates.contains(&date) && !other_leave.iter().any(|leave| leave.takes(date))
    };
    removed.iter().filter(|of| of.date >= today && is_free(of.date)).cloned().collect()
}
